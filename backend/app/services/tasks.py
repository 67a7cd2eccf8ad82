"""A user's tasks; the routes and the assistant's tools both act through here."""

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.errors import ApiError
from app.models import Task, utc_now
from app.schemas import TaskSort, TaskStatus

LARGEST_ID = 2**31 - 1


async def list_tasks(
    session: AsyncSession, user_id: str, status: TaskStatus = "all", sort: TaskSort = "created"
) -> list[Task]:
    """The user's tasks that are not deleted; `due_date` sorts as `created`, since no due date is stored."""
    statement = select(Task).where(Task.user_id == user_id, col(Task.deleted_at).is_(None))
    if status != "all":
        statement = statement.where(col(Task.completed).is_(status == "completed"))
    if sort == "title":
        statement = statement.order_by(func.lower(Task.title))
    return list((await session.exec(statement.order_by(col(Task.id)))).all())


async def create_task(session: AsyncSession, user_id: str, title: str, description: str | None) -> Task:
    """A new pending task."""
    task = Task(user_id=user_id, title=title, description=description or None)
    return await _save(session, task)


async def get_task(session: AsyncSession, user_id: str, task_id: int, *, deleted: bool = False) -> Task:
    """One task of the user's; 404 when missing, foreign or (unless `deleted`) deleted."""
    if not 0 < task_id <= LARGEST_ID:
        raise ApiError("task_not_found")
    task = (await session.exec(select(Task).where(Task.id == task_id, Task.user_id == user_id))).first()
    if task is None or (task.deleted_at is not None and not deleted):
        raise ApiError("task_not_found")
    return task


async def update_task(
    session: AsyncSession, user_id: str, task_id: int, *, title: str | None, description: str | None
) -> Task:
    """The task with a new title, description or both; an empty description removes it."""
    task = await get_task(session, user_id, task_id)
    if title is not None:
        task.title = title
    if description is not None:
        task.description = description or None
    return await _save(session, task)


async def set_completed(session: AsyncSession, user_id: str, task_id: int, completed: bool | None = None) -> Task:
    """The task completed, pending, or (when nothing is given) the other of the two."""
    task = await get_task(session, user_id, task_id)
    task.completed = not task.completed if completed is None else completed
    return await _save(session, task)


async def delete_task(session: AsyncSession, user_id: str, task_id: int) -> Task:
    """The task marked as deleted."""
    task = await get_task(session, user_id, task_id)
    task.deleted_at = utc_now()
    return await _save(session, task)


async def restore_task(session: AsyncSession, user_id: str, task_id: int) -> Task:
    """The task as it was before its deletion; one that was not deleted stays as it is."""
    task = await get_task(session, user_id, task_id, deleted=True)
    task.deleted_at = None
    return await _save(session, task)


async def _save(session: AsyncSession, task: Task) -> Task:
    task.updated_at = utc_now()
    session.add(task)
    await session.commit()
    return task
