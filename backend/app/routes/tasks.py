"""A user's tasks over HTTP."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.ratelimit import require_task_allowance
from app.routes.described import PAGED, errors
from app.routes.headers import REPLAYED, IdempotencyKeyDep, tell_next
from app.schemas import TaskCreate, TaskOut, TaskSort, TaskStatus, TaskUpdate
from app.security import DatabaseDep, UserId
from app.services import idempotency, tasks

router = APIRouter(
    prefix="/api/{user_id}/tasks",
    tags=["tasks"],
    dependencies=[Depends(require_task_allowance)],
    responses=errors(401, 403, 422, 429, 503),
)

Limit = Annotated[int, Query(ge=1, le=500, description="How many at most")]
CursorText = Annotated[str | None, Query(max_length=2000, description="The X-Next-Cursor of the page before")]


@router.get("", response_model=list[TaskOut], responses=PAGED)
async def list_tasks(
    user_id: UserId,
    database: DatabaseDep,
    response: Response,
    status: TaskStatus = "all",
    sort: TaskSort = "created",
    limit: Limit = 500,
    cursor: CursorText = None,
) -> Sequence[TaskOut]:
    """The user's tasks, 500 at most; when there are more, X-Next-Cursor says where the next page begins."""
    async with database.connection() as connection:
        page = await tasks.list_tasks(connection, user_id, status, sort=sort, limit=limit, cursor=cursor)
    tell_next(response, page)
    return page.rows


@router.post("", status_code=201, response_model=TaskOut, responses=errors(409, 413, 415))
async def create_task(
    user_id: UserId, body: TaskCreate, database: DatabaseDep, response: Response, key: IdempotencyKeyDep
) -> TaskOut:
    """A new task; with an Idempotency-Key it is made once however often the request is sent."""
    if key is None:
        async with database.connection() as connection:
            return await tasks.create_task(connection, user_id, body.title, body.description)
    async with database.transaction() as connection:
        if before := await idempotency.claim(connection, key):
            response.headers[REPLAYED] = "true"
            return TaskOut.model_validate(before)
        task = await tasks.create_task(connection, user_id, body.title, body.description)
        await idempotency.finish(connection, key, task.model_dump(mode="json"))
    return task


@router.get("/{task_id}", response_model=TaskOut, responses=errors(404))
async def get_task(user_id: UserId, task_id: int, database: DatabaseDep) -> TaskOut:
    """One task."""
    async with database.connection() as connection:
        return await tasks.get_task(connection, user_id, task_id)


@router.put("/{task_id}", response_model=TaskOut, responses=errors(404, 413, 415))
async def update_task(user_id: UserId, task_id: int, body: TaskUpdate, database: DatabaseDep) -> TaskOut:
    """The task with a new title, description or both."""
    cleared = "" if "description" in body.model_fields_set and body.description is None else body.description
    async with database.connection() as connection:
        return await tasks.update_task(connection, user_id, task_id, title=body.title, description=cleared)


@router.delete("/{task_id}", status_code=204, responses=errors(404))
async def delete_task(user_id: UserId, task_id: int, database: DatabaseDep) -> None:
    """Delete a task; `restore` brings it back."""
    async with database.connection() as connection:
        await tasks.delete_task(connection, user_id, task_id)


@router.patch("/{task_id}/complete", response_model=TaskOut, responses=errors(404))
async def toggle_task(user_id: UserId, task_id: int, database: DatabaseDep) -> TaskOut:
    """Complete a pending task, reopen a completed one."""
    async with database.connection() as connection:
        return await tasks.toggle_task(connection, user_id, task_id)


@router.post("/{task_id}/restore", response_model=TaskOut, responses=errors(404))
async def restore_task(user_id: UserId, task_id: int, database: DatabaseDep) -> TaskOut:
    """Undo a deletion."""
    async with database.transaction() as connection:
        return await tasks.restore_task(connection, user_id, task_id)
