"""A user's tasks; the routes and the assistant's tools both act through here."""

from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Select, bindparam, func, insert, not_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import ApiError
from app.models import TASKS, utc_now
from app.schemas import TaskOut, TaskSort, TaskStatus
from app.services.pages import Cursor, Page, read_cursor, write_cursor

LARGEST_ID: Final = 2**31 - 1

# Statements are built once: building one takes as long as the database takes to answer it.
_C: Final = TASKS.c
_OUT: Final = (_C.id, _C.user_id, _C.title, _C.description, _C.completed, _C.created_at, _C.updated_at)
_MINE: Final = _C.user_id == bindparam("user")
_LIVE: Final = (_MINE, _C.deleted_at.is_(None))
_THIS: Final = (*_LIVE, _C.id == bindparam("task"))
_INSERT: Final = insert(TASKS).returning(*_OUT)
_GET: Final = select(*_OUT).where(*_THIS)
_UPDATE: Final = update(TASKS).where(*_THIS).returning(*_OUT)
_TOGGLE: Final = _UPDATE.values(completed=not_(_C.completed))
_RESTORE: Final = update(TASKS).where(_MINE, _C.id == bindparam("task"), _C.deleted_at.is_not(None)).returning(*_OUT)

_ROWS: Final = TypeAdapter(list[TaskOut])


async def list_tasks(
    database: AsyncConnection,
    user_id: str,
    status: TaskStatus = "all",
    *,
    sort: TaskSort = "created",
    limit: int,
    cursor: str | None = None,
) -> Page[TaskOut]:
    """The user's tasks that are not deleted; `due_date` sorts as `created`, since no due date is stored."""
    after = read_cursor(cursor)
    values: dict[str, Any] = {"user": user_id, "most": limit + 1}
    if after:
        values |= {"after": after.id} | ({"title": after.sort} if sort == "title" else {})
    found = (await database.execute(_list(status, sort == "title", after is not None), values)).all()
    rows = _ROWS.validate_python([row._asdict() for row in found[:limit]])
    return Page(rows, write_cursor(Cursor(rows[-1].title, rows[-1].id)) if len(found) > limit else None)


async def newest_tasks(database: AsyncConnection, user_id: str, status: TaskStatus, limit: int) -> list[TaskOut]:
    """The user's newest tasks, oldest first."""
    found = (await database.execute(_newest(status), {"user": user_id, "most": limit})).all()
    return _ROWS.validate_python([row._asdict() for row in reversed(found)])


async def create_task(database: AsyncConnection, user_id: str, title: str, description: str | None) -> TaskOut:
    """A new pending task."""
    now = utc_now()
    values = {"user_id": user_id, "title": title, "description": description or None, "completed": False}
    row = (await database.execute(_INSERT, values | {"created_at": now, "updated_at": now})).one()
    return TaskOut.model_validate(row)


async def get_task(database: AsyncConnection, user_id: str, task_id: int) -> TaskOut:
    """One task of the user's; 404 when missing, foreign or deleted."""
    row = (await database.execute(_GET, _this(user_id, task_id))).one_or_none()
    if row is None:
        raise ApiError("task_not_found")
    return TaskOut.model_validate(row)


async def update_task(
    database: AsyncConnection, user_id: str, task_id: int, *, title: str | None, description: str | None
) -> TaskOut:
    """The task with a new title, description or both; an empty description removes it."""
    changes: dict[str, Any] = {} if title is None else {"title": title}
    if description is not None:
        changes["description"] = description or None
    return await _change(database, _UPDATE, _this(user_id, task_id), changes)


async def complete_task(database: AsyncConnection, user_id: str, task_id: int) -> TaskOut:
    """The task completed, whatever it was."""
    return await _change(database, _UPDATE, _this(user_id, task_id), {"completed": True})


async def toggle_task(database: AsyncConnection, user_id: str, task_id: int) -> TaskOut:
    """The task pending if it was completed, and completed if it was pending."""
    return await _change(database, _TOGGLE, _this(user_id, task_id), {})


async def delete_task(database: AsyncConnection, user_id: str, task_id: int) -> TaskOut:
    """The task marked as deleted."""
    return await _change(database, _UPDATE, _this(user_id, task_id), {"deleted_at": utc_now()})


async def restore_task(database: AsyncConnection, user_id: str, task_id: int) -> TaskOut:
    """The task as it was before its deletion; one that was not deleted stays as it is."""
    values = {**_this(user_id, task_id), "deleted_at": None, "updated_at": utc_now()}
    row = (await database.execute(_RESTORE, values)).one_or_none()
    return TaskOut.model_validate(row) if row else await get_task(database, user_id, task_id)


async def _change(database: AsyncConnection, statement: Any, this: dict[str, Any], changes: dict[str, Any]) -> TaskOut:
    row = (await database.execute(statement, {**this, **changes, "updated_at": utc_now()})).one_or_none()
    if row is None:
        raise ApiError("task_not_found")
    return TaskOut.model_validate(row)


def _this(user_id: str, task_id: int) -> dict[str, Any]:
    if not 0 < task_id <= LARGEST_ID:
        raise ApiError("task_not_found")
    return {"user": user_id, "task": task_id}


@cache
def _list(status: TaskStatus, by_title: bool, follows: bool) -> Select[Any]:
    order: tuple[ColumnElement[Any], ...] = (func.lower(_C.title), _C.id) if by_title else (_C.id,)
    statement = select(*_OUT).where(*_which(status)).order_by(*order).limit(bindparam("most"))
    if not follows:
        return statement
    if by_title:
        return statement.where(tuple_(*order) > tuple_(func.lower(bindparam("title")), bindparam("after")))
    return statement.where(_C.id > bindparam("after"))


@cache
def _newest(status: TaskStatus) -> Select[Any]:
    return select(*_OUT).where(*_which(status)).order_by(_C.id.desc()).limit(bindparam("most"))


def _which(status: TaskStatus) -> tuple[ColumnElement[bool], ...]:
    return _LIVE if status == "all" else (*_LIVE, _C.completed.is_(status == "completed"))
