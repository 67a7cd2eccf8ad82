"""Requests that a client may send again with the same key and that take effect once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import ApiError
from app.models import KEYS, utc_now
from app.services.inserting import insert_if_new

KEPT_FOR: Final = timedelta(hours=24)
LONGEST_REQUEST: Final = timedelta(seconds=90)


@dataclass(frozen=True)
class Key:
    """A key as a client sent it: whose it is, its text, and a digest of the request it came with."""

    user_id: str
    text: str
    digest: str


async def claim(database: AsyncConnection, key: Key) -> dict[str, Any] | None:
    """Nothing once the key is this request's; otherwise the answer that the first request with it got.

    409 while the first request runs or when it ended without an answer, 422 when it asked for something else.
    """
    row = {"user_id": key.user_id, "key": key.text, "digest": key.digest, "created_at": utc_now()}
    if await insert_if_new(database, KEYS, row):
        return None
    first = (await database.execute(select(KEYS).where(*_is(key)))).one()
    age = utc_now() - first.created_at
    if age > KEPT_FOR:
        await database.execute(update(KEYS).where(*_is(key)).values({**row, "body": None}))
        return None
    if first.digest != key.digest:
        raise ApiError("idempotency_mismatch")
    if first.body is not None:
        body: dict[str, Any] = first.body
        return body
    if age > LONGEST_REQUEST:
        raise ApiError("request_interrupted")
    raise ApiError("request_running", {"Retry-After": "1"})


async def finish(database: AsyncConnection, key: Key, body: dict[str, Any]) -> None:
    """Keep the answer, for when the same request comes again within a day."""
    await database.execute(update(KEYS).where(*_is(key)).values(body=body))


async def release(database: AsyncConnection, key: Key) -> None:
    """Give the key back after a request that had no effect, so that it can be tried again."""
    await database.execute(delete(KEYS).where(*_is(key), KEYS.c.body.is_(None)))


def _is(key: Key) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return KEYS.c.user_id == key.user_id, KEYS.c.key == key.text
