"""Whether the database answers, asked at most once every two seconds and never waited for longer than that."""

import asyncio
import math
import time
from typing import Literal

import structlog

from app.database_url import cause_of
from app.db import Database

log = structlog.get_logger(__name__)

FRESH_SECONDS = 2.0
WAIT_SECONDS = 2.0

DatabaseState = Literal["ok", "unavailable", "unchecked"]


class Readiness:
    """Remembers the last answer of the database for two seconds, so that probes cost it next to nothing."""

    def __init__(self, database: Database, mode: Literal["cached", "off"]) -> None:
        self._database = database
        self._mode = mode
        self._lock = asyncio.Lock()
        self._state: DatabaseState = "unchecked"
        self._until = 0.0

    async def state(self) -> DatabaseState:
        """The database's state; `unchecked` when READINESS_DB is off."""
        if self._mode == "off":
            return "unchecked"
        async with self._lock:
            if time.monotonic() >= self._until:
                self._state = await self._ask()
                self._until = time.monotonic() + FRESH_SECONDS
            return self._state

    def last(self) -> float:
        """1 when the database answered when last asked, 0 when it did not, NaN when it was not asked."""
        return {"ok": 1.0, "unavailable": 0.0, "unchecked": math.nan}[self._state]

    async def _ask(self) -> DatabaseState:
        question = asyncio.ensure_future(self._database.ping())
        # A cancelled query may itself take seconds to end, so the answer does not wait for it.
        await asyncio.wait({question}, timeout=WAIT_SECONDS)
        question.add_done_callback(_forget)
        if not question.done():
            question.cancel()
            log.warning("database_not_ready", cause=f"no answer in {WAIT_SECONDS:g} seconds")
            return "unavailable"
        error = question.exception()
        if error is None:
            return "ok"
        log.warning("database_not_ready", cause=cause_of(error, self._database.url))
        return "unavailable"


def _forget(question: asyncio.Future[None]) -> None:
    if not question.cancelled():
        question.exception()
