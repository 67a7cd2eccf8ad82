"""The database: its engine, its sessions, and how long we wait for it when starting."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from sqlalchemy import event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database_url import cause_of, is_sqlite, place_of
from app.errors import DATABASE_AWAY

log = structlog.get_logger(__name__)

CONNECT_SECONDS = "10"
PAUSES = (0.5, 1.0, 2.0, 4.0)


class StartupError(Exception):
    """Why the process can not begin its work, as a sentence without credentials."""


class Database:
    """One engine and the sessions made from it; it keeps nothing else."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = make_engine(url)

    def session(self) -> AsyncSession:
        """A new session; use it in `async with` and commit what should stay."""
        return AsyncSession(self.engine, expire_on_commit=False)

    async def ping(self) -> None:
        """Ask the database for one row; raises what the driver raises."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def require_schema(self) -> None:
        """Wait for the database and see that migrations ran; StartupError otherwise."""
        async with connect_patiently(self.engine) as connection:
            try:
                await connection.execute(text("SELECT version_num FROM alembic_version"))
            except DBAPIError:
                raise StartupError(
                    f"The database at {place_of(self.url)} has no tables yet: run alembic upgrade head first."
                ) from None

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def make_engine(url: URL) -> AsyncEngine:
    """An engine for PostgreSQL, pooled or direct, or for a SQLite file."""
    if is_sqlite(url):
        engine = create_async_engine(url, hide_parameters=True)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        return engine
    timeout = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
    return create_async_engine(
        url.update_query_dict(timeout),
        # PgBouncer in transaction mode keeps no prepared statements between transactions.
        connect_args={"prepare_threshold": None},
        hide_parameters=True,
        max_overflow=5,
        pool_pre_ping=True,
        # Neon suspends an idle database after five minutes and drops its connections.
        pool_recycle=280,
        pool_size=5,
        pool_timeout=10,
    )


@asynccontextmanager
async def connect_patiently(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """An open connection, tried five times over about eight seconds; StartupError names host and cause."""
    connection = await _connect(engine)
    try:
        yield connection
    finally:
        await connection.close()


async def _connect(engine: AsyncEngine) -> AsyncConnection:
    for pause in (*PAUSES, None):
        try:
            return await engine.connect()
        except (*DATABASE_AWAY, DBAPIError) as error:
            cause, place = cause_of(error, engine.url), place_of(engine.url)
            if pause is None:
                raise StartupError(f"No connection to the database at {place}: {cause}") from None
            log.warning("database_unreachable", place=place, cause=cause, retry_in_seconds=pause)
            await asyncio.sleep(pause + random.uniform(0, pause / 4))
    raise AssertionError("unreachable: the last attempt returns or raises")


def _prepare_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
