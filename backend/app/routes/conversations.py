"""What was said before."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.routes.described import PAGED, errors
from app.routes.headers import tell_next
from app.schemas import ConversationOut, MessageOut
from app.security import DatabaseDep, UserId
from app.services import conversations

router = APIRouter(prefix="/api/{user_id}/conversations", tags=["chat"], responses=PAGED | errors(401, 403, 422, 503))

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most")]
CursorText = Annotated[str | None, Query(max_length=2000, description="The X-Next-Cursor of the page before")]


@router.get("", response_model=list[ConversationOut])
async def list_conversations(
    user_id: UserId, database: DatabaseDep, response: Response, limit: Limit = 50, cursor: CursorText = None
) -> Sequence[ConversationOut]:
    """The user's conversations, last used first."""
    async with database.connection() as connection:
        page = await conversations.list_conversations(connection, user_id, limit, cursor)
    tell_next(response, page)
    return page.rows


@router.get("/{conversation_id}/messages", response_model=list[MessageOut], responses=errors(404))
async def list_messages(
    user_id: UserId,
    conversation_id: int,
    database: DatabaseDep,
    response: Response,
    limit: Limit = 200,
    cursor: CursorText = None,
) -> Sequence[MessageOut]:
    """The newest messages of a conversation, oldest first; the next page holds older ones."""
    async with database.connection() as connection:
        page = await conversations.list_messages(connection, user_id, conversation_id, limit, cursor)
    tell_next(response, page)
    return page.rows
