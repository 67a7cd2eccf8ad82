"""Conversations and their messages; the only memory of a chat."""

from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Insert, Row, Select, bindparam, insert, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.assistant.base import Answer, HistoryMessage, ToolCall
from app.errors import ApiError
from app.models import CONVERSATIONS, MESSAGES, utc_now
from app.schemas import ConversationOut, MessageOut
from app.services.pages import Cursor, Page, read_cursor, write_cursor
from app.services.tasks import LARGEST_ID

HISTORY_LENGTH: Final = 40
TITLE_CHARACTERS: Final = 80

_C: Final = CONVERSATIONS.c
_M: Final = MESSAGES.c
_MINE: Final = (_C.id == bindparam("conversation"), _C.user_id == bindparam("user"))
_USER, _TEXT = bindparam("user", type_=_M.user_id.type), bindparam("text", type_=_M.content.type)
_NOW: Final = bindparam("now", type_=_M.created_at.type)
_BEGIN: Final = insert(CONVERSATIONS).values(user_id=_USER, created_at=_NOW, updated_at=_NOW).returning(_C.id)
_TOUCH: Final = update(CONVERSATIONS).where(*_MINE).values(updated_at=_NOW).returning(_C.id)
_KNOWN: Final = select(_C.id).where(*_MINE)
_SAY: Final = insert(MESSAGES).returning(_M.id)
_SAID: Final = (_M.user_id, _M.role, _M.content, _M.created_at, _M.conversation_id)
_MESSAGE: Final = (_M.id, _M.conversation_id, _M.role, _M.content, _M.tool_calls, _M.assistant, _M.created_at)


async def begin_turn(
    database: AsyncConnection, user_id: str, conversation_id: int | None, content: str
) -> tuple[int, list[HistoryMessage]]:
    """Store the user's message; gives the conversation and the newest forty messages before it.

    On PostgreSQL everything is written by one statement, so that no transaction is needed around it.
    """
    new = conversation_id is None
    values: dict[str, Any] = {"user": user_id, "text": content, "now": utc_now()}
    if conversation_id is not None:
        values |= _mine(user_id, conversation_id)
    if database.dialect.name == "postgresql":
        said = (await database.execute(_open_and_say(new), values)).one_or_none()
    else:
        opened = (await database.execute(_BEGIN if new else _TOUCH, values)).scalar_one_or_none()
        said = (await database.execute(_say_in(literal(opened)), values)).one() if opened else None
    if said is None:
        raise ApiError("conversation_not_found")
    return said.conversation_id, [] if new else await _history(database, said.conversation_id, said.id)


async def end_turn(database: AsyncConnection, user_id: str, conversation_id: int, answer: Answer) -> int:
    """Store the assistant's answer with its tool calls; gives the message's id."""
    message = {
        "user_id": user_id,
        "conversation_id": conversation_id,
        "role": "assistant",
        "content": answer.text,
        "tool_calls": [call.as_json() for call in answer.tool_calls],
        "assistant": answer.assistant,
        "created_at": utc_now(),
    }
    message_id: int = (await database.execute(_SAY, message)).scalar_one()
    return message_id


async def list_conversations(
    database: AsyncConnection, user_id: str, limit: int, cursor: str | None
) -> Page[ConversationOut]:
    """The user's conversations, last used first, each titled by its first words."""
    before = read_cursor(cursor)
    values = {"user": user_id, "most": limit + 1}
    if before:
        values |= {"time": _time(before.sort), "before": before.id}
    found = (await database.execute(_conversations(before is not None), values)).all()
    rows = [_titled(row) for row in found[:limit]]
    last = rows[-1] if len(found) > limit else None
    return Page(rows, write_cursor(Cursor(last.updated_at.isoformat(), last.id)) if last else None)


async def list_messages(
    database: AsyncConnection, user_id: str, conversation_id: int, limit: int, cursor: str | None
) -> Page[MessageOut]:
    """The newest messages of a conversation, oldest first, the next page being older; 404 when missing or foreign."""
    if (await database.execute(_KNOWN, _mine(user_id, conversation_id))).one_or_none() is None:
        raise ApiError("conversation_not_found")
    before = read_cursor(cursor)
    newest = await _newest(database, conversation_id, limit + 1, before.id if before else None)
    rows = [MessageOut.model_validate(row) for row in newest[-limit:]]
    return Page(rows, write_cursor(Cursor("", rows[0].id)) if len(newest) > limit else None)


async def _history(database: AsyncConnection, conversation_id: int, before: int) -> list[HistoryMessage]:
    return [
        HistoryMessage(row.role, row.content, tuple(ToolCall(**call) for call in row.tool_calls or ()))
        for row in await _newest(database, conversation_id, HISTORY_LENGTH, before)
    ]


async def _newest(
    database: AsyncConnection, conversation_id: int, limit: int, before: int | None = None
) -> list[Row[Any]]:
    values = {"conversation": conversation_id, "most": limit} | ({} if before is None else {"before": before})
    found = await database.execute(_messages(before is not None), values)
    return list(reversed(found.all()))


@cache
def _open_and_say(new: bool) -> Insert:
    opened = (_BEGIN if new else _TOUCH).cte("opened")
    return _say_in(opened.c.id)


def _say_in(conversation: ColumnElement[int]) -> Insert:
    said = select(_USER, literal("user"), _TEXT, _NOW, conversation)
    return insert(MESSAGES).from_select(_SAID, said).returning(_M.id, _M.conversation_id)


@cache
def _messages(precedes: bool) -> Select[Any]:
    statement = select(*_MESSAGE).where(_M.conversation_id == bindparam("conversation"))
    statement = statement.order_by(_M.id.desc()).limit(bindparam("most"))
    return statement.where(_M.id < bindparam("before")) if precedes else statement


@cache
def _conversations(precedes: bool) -> Select[Any]:
    first = select(_M.content).where(_M.conversation_id == _C.id).order_by(_M.id).limit(1)
    title = first.correlate(CONVERSATIONS).scalar_subquery().label("title")
    statement = select(_C.id, _C.created_at, _C.updated_at, title).where(_C.user_id == bindparam("user"))
    statement = statement.order_by(_C.updated_at.desc(), _C.id.desc()).limit(bindparam("most"))
    if not precedes:
        return statement
    place = tuple_(bindparam("time", type_=_C.updated_at.type), bindparam("before"))
    return statement.where(tuple_(_C.updated_at, _C.id) < place)


def _mine(user_id: str, conversation_id: int) -> dict[str, Any]:
    if not 0 < conversation_id <= LARGEST_ID:
        raise ApiError("conversation_not_found")
    return {"user": user_id, "conversation": conversation_id}


def _titled(row: Row[Any]) -> ConversationOut:
    title = " ".join((row.title or "").split())
    short = title if len(title) <= TITLE_CHARACTERS else f"{title[: TITLE_CHARACTERS - 1].rstrip()}…"
    return ConversationOut(id=row.id, title=short, created_at=row.created_at, updated_at=row.updated_at)


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ApiError("invalid_request") from None
