"""Conversations and their messages; the only memory of a chat."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.assistant.base import Answer, HistoryMessage, ToolCall
from app.errors import ApiError
from app.models import Conversation, Message, utc_now
from app.services.tasks import LARGEST_ID

HISTORY_LENGTH = 40


async def begin_turn(
    session: AsyncSession, user_id: str, conversation_id: int | None, content: str
) -> tuple[int, list[HistoryMessage]]:
    """Store the user's message; gives the conversation and the messages before it."""
    conversation = await _open(session, user_id, conversation_id)
    assert conversation.id is not None
    history = await _history(session, conversation.id)
    session.add(Message(user_id=user_id, conversation_id=conversation.id, role="user", content=content))
    conversation.updated_at = utc_now()
    await session.commit()
    return conversation.id, history


async def end_turn(session: AsyncSession, user_id: str, conversation_id: int, answer: Answer) -> None:
    """Store the assistant's answer with its tool calls."""
    message = Message(
        user_id=user_id,
        conversation_id=conversation_id,
        role="assistant",
        content=answer.text,
        tool_calls=[call.as_json() for call in answer.tool_calls],
        assistant=answer.assistant,
    )
    session.add(message)
    await session.commit()


async def list_conversations(session: AsyncSession, user_id: str, limit: int) -> Sequence[Conversation]:
    """The user's conversations, last used first."""
    order = (col(Conversation.updated_at).desc(), col(Conversation.id).desc())
    statement = select(Conversation).where(Conversation.user_id == user_id).order_by(*order).limit(limit)
    return (await session.exec(statement)).all()


async def list_messages(session: AsyncSession, user_id: str, conversation_id: int, limit: int) -> Sequence[Message]:
    """The newest messages of a conversation, oldest first; 404 when it is missing or foreign."""
    await _open(session, user_id, conversation_id)
    return await _newest(session, conversation_id, limit)


async def wait_for_allowance(session: AsyncSession, user_id: str, allowed: int, window: timedelta) -> float:
    """Seconds until the user may send another message: 0 while fewer than `allowed` were sent within the window."""
    since = utc_now() - window
    statement = (
        select(Message.created_at)
        .where(Message.user_id == user_id, Message.role == "user", col(Message.created_at) > since)
        .order_by(col(Message.created_at).desc())
        .limit(allowed)
    )
    times: Sequence[datetime] = (await session.exec(statement)).all()
    return 0.0 if len(times) < allowed else max(0.0, (times[-1] - since).total_seconds())


async def _open(session: AsyncSession, user_id: str, conversation_id: int | None) -> Conversation:
    if conversation_id is None:
        conversation = Conversation(user_id=user_id)
        session.add(conversation)
        await session.flush()
        return conversation
    if not 0 < conversation_id <= LARGEST_ID:
        raise ApiError("conversation_not_found")
    statement = select(Conversation).where(Conversation.id == conversation_id, Conversation.user_id == user_id)
    found = (await session.exec(statement)).first()
    if found is None:
        raise ApiError("conversation_not_found")
    return found


async def _newest(session: AsyncSession, conversation_id: int, limit: int) -> list[Message]:
    statement = select(Message).where(Message.conversation_id == conversation_id)
    newest = (await session.exec(statement.order_by(col(Message.id).desc()).limit(limit))).all()
    return list(reversed(newest))


async def _history(session: AsyncSession, conversation_id: int) -> list[HistoryMessage]:
    messages = await _newest(session, conversation_id, HISTORY_LENGTH)
    return [
        HistoryMessage(message.role, message.content, tuple(ToolCall(**call) for call in message.tool_calls or ()))
        for message in messages
    ]
