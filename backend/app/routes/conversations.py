"""What was said before."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from app.models import Conversation, Message
from app.schemas import ConversationOut, MessageOut
from app.security import DatabaseDep, UserId
from app.services import conversations

router = APIRouter(prefix="/api/{user_id}/conversations", tags=["chat"])

Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("", response_model=list[ConversationOut])
async def list_conversations(user_id: UserId, database: DatabaseDep, limit: Limit = 50) -> Sequence[Conversation]:
    """The user's conversations, newest first."""
    async with database.session() as session:
        return await conversations.list_conversations(session, user_id, limit)


@router.get("/{conversation_id}/messages", response_model=list[MessageOut])
async def list_messages(
    user_id: UserId, conversation_id: int, database: DatabaseDep, limit: Limit = 200
) -> Sequence[Message]:
    """The newest messages of a conversation, oldest first."""
    async with database.session() as session:
        return await conversations.list_messages(session, user_id, conversation_id, limit)
