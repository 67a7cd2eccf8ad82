"""How often one may ask; every answer beyond that is 429 with Retry-After. Never counted by address."""

import hashlib
import math
import time
from collections import OrderedDict
from typing import Final

from fastapi import Request

from app.db import Database
from app.errors import ApiError
from app.security import DatabaseDep, UserId
from app.services import limits
from app.settings import Settings

MOST_BUCKETS: Final = 10_000


class PodBuckets:
    """Token buckets in this process, for what is too frequent to be counted in the database: each pod has its own."""

    def __init__(self, per_minute: int) -> None:
        self._full = float(per_minute)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> float:
        """Take one token from a bucket; gives 0, or the seconds until there is one."""
        now = time.monotonic()
        tokens, then = self._buckets.pop(name, (self._full, now))
        tokens = min(self._full, tokens + (now - then) * self._full / 60)
        self._buckets[name] = (tokens - 1 if tokens >= 1 else tokens, now)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return 0.0 if tokens >= 1 else (1 - tokens) * 60 / self._full


async def require_chat_allowance(user_id: UserId, request: Request, database: DatabaseDep) -> None:
    """Let twenty messages a minute through (LIMIT_CHAT), over all pods."""
    settings: Settings = request.app.state.settings
    await _require(database, f"chat:{user_id}", settings.limit_chat, "too_many_messages")


async def require_task_allowance(user_id: UserId, request: Request) -> None:
    """Let 120 requests a minute through (LIMIT_TASKS), in each pod."""
    buckets: PodBuckets = request.app.state.task_buckets
    _refuse(buckets.take(user_id), "too_many_requests")


async def require_login_allowance(database: Database, settings: Settings, email: str) -> None:
    """Let five attempts a minute through for one address (LIMIT_LOGIN), then as many as for all together."""
    name = hashlib.sha256(email.encode()).hexdigest()[:32]
    await _require(database, f"login:{name}", settings.limit_login, "too_many_sign_ins")
    await require_sign_in_allowance(database, settings)


async def require_sign_in_allowance(database: Database, settings: Settings) -> None:
    """Let 120 sign-ins a minute through (LIMIT_SIGN_INS), of all users together: guests, registrations and logins."""
    await _require(database, "sign-ins", settings.limit_sign_ins, "too_many_sign_ins")


async def _require(database: Database, name: str, per_minute: int, code: str) -> None:
    async with database.connection() as connection:
        wait = await limits.take(connection, name, per_minute)
    _refuse(wait, code)


def _refuse(wait: float, code: str) -> None:
    if wait > 0:
        raise ApiError(code, {"Retry-After": str(math.ceil(wait))})
