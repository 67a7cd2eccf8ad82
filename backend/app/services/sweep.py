"""Removing rows that nobody can ask for any more."""

import time
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, exists
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models import KEYS, LIMITS, SESSIONS, USERS, utc_now
from app.services.idempotency import KEPT_FOR

UNUSED_SECONDS: Final = 3600.0
KEPT_AFTER_THE_END: Final = timedelta(days=1)


async def sweep(database: AsyncConnection) -> int:
    """Remove ended sign-ins, guests who can never come back, old idempotency keys and full buckets; gives how many."""
    ended = utc_now() - KEPT_AFTER_THE_END
    signed_in = exists().where(SESSIONS.c.user_id == USERS.c.id).correlate(USERS)
    gone = (
        delete(SESSIONS).where(SESSIONS.c.expires_at < ended),
        # A guest has no password: without a sign-in nothing leads back to it.
        delete(USERS).where(USERS.c.guest.is_(True), USERS.c.created_at < ended, ~signed_in),
        delete(KEYS).where(KEYS.c.created_at < utc_now() - KEPT_FOR),
        delete(LIMITS).where(LIMITS.c.updated_at < time.time() - UNUSED_SECONDS),
    )
    return sum([(await database.execute(statement)).rowcount for statement in gone])
