"""A user's tasks over HTTP."""

from fastapi import APIRouter

from app.models import Task
from app.schemas import TaskCreate, TaskOut, TaskSort, TaskStatus, TaskUpdate
from app.security import DatabaseDep, UserId
from app.services import tasks

router = APIRouter(prefix="/api/{user_id}/tasks", tags=["tasks"])


@router.get("", response_model=list[TaskOut])
async def list_tasks(
    user_id: UserId, database: DatabaseDep, status: TaskStatus = "all", sort: TaskSort = "created"
) -> list[Task]:
    """The user's tasks."""
    async with database.session() as session:
        return await tasks.list_tasks(session, user_id, status, sort)


@router.post("", status_code=201, response_model=TaskOut)
async def create_task(user_id: UserId, body: TaskCreate, database: DatabaseDep) -> Task:
    """A new task."""
    async with database.session() as session:
        return await tasks.create_task(session, user_id, body.title, body.description)


@router.get("/{task_id}", response_model=TaskOut)
async def get_task(user_id: UserId, task_id: int, database: DatabaseDep) -> Task:
    """One task."""
    async with database.session() as session:
        return await tasks.get_task(session, user_id, task_id)


@router.put("/{task_id}", response_model=TaskOut)
async def update_task(user_id: UserId, task_id: int, body: TaskUpdate, database: DatabaseDep) -> Task:
    """The task with a new title, description or both."""
    cleared = "" if "description" in body.model_fields_set and body.description is None else body.description
    async with database.session() as session:
        return await tasks.update_task(session, user_id, task_id, title=body.title, description=cleared)


@router.delete("/{task_id}", status_code=204)
async def delete_task(user_id: UserId, task_id: int, database: DatabaseDep) -> None:
    """Delete a task; `restore` brings it back."""
    async with database.session() as session:
        await tasks.delete_task(session, user_id, task_id)


@router.patch("/{task_id}/complete", response_model=TaskOut)
async def toggle_task(user_id: UserId, task_id: int, database: DatabaseDep) -> Task:
    """Complete a pending task, reopen a completed one."""
    async with database.session() as session:
        return await tasks.set_completed(session, user_id, task_id)


@router.post("/{task_id}/restore", response_model=TaskOut)
async def restore_task(user_id: UserId, task_id: int, database: DatabaseDep) -> Task:
    """Undo a deletion."""
    async with database.session() as session:
        return await tasks.restore_task(session, user_id, task_id)
