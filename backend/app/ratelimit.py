"""How often a user may ask; counted from the stored messages, so that every pod counts the same."""

import math
from datetime import timedelta

from app.errors import ApiError
from app.security import DatabaseDep, UserId
from app.services import conversations

MESSAGES = 20
WINDOW = timedelta(minutes=1)


async def require_chat_allowance(user_id: UserId, database: DatabaseDep) -> None:
    """Let twenty messages a minute through; 429 with Retry-After beyond that."""
    async with database.session() as session:
        wait = await conversations.wait_for_allowance(session, user_id, MESSAGES, WINDOW)
    if wait:
        raise ApiError("too_many_messages", {"Retry-After": str(math.ceil(wait))})
