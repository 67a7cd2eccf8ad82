"""The database: its engine, its connections, and how long we wait for it when starting."""

import asyncio
import math
import random
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

import structlog
from sqlalchemy import event, text
from sqlalchemy.engine import URL, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from app.database_url import cause_of, is_sqlite, place_of
from app.errors import DATABASE_AWAY

log = structlog.get_logger(__name__)

CONNECT_SECONDS = "10"
PAUSES = (0.5, 1.0, 2.0, 4.0)

# Outside of a transaction() each statement is committed by itself; inside, this is how much it sees of others.
TRANSACTION: Final = {"postgresql": "READ COMMITTED", "sqlite": "SERIALIZABLE"}

# A connection that was in use this short a time ago is not asked whether it still lives.
TRUSTED_SECONDS: Final = 5.0

# How libpq notices that a server has gone; unlike a SET, these work through PgBouncer too.
LIBPQ = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 15_000}


class StartupError(Exception):
    """Why the process can not begin its work, as a sentence without credentials."""


class Database:
    """One engine and its connections; it keeps nothing else."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = make_engine(url)
        self._transactions = self.engine.execution_options(isolation_level=TRANSACTION[url.get_backend_name()])

    def connection(self) -> AsyncConnection:
        """A connection, to be used in `async with`; each statement is committed by itself, in a single round trip."""
        return self.engine.connect()

    def transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection whose statements are committed together at the end, or undone together by an exception."""
        return self._transactions.begin()

    async def ping(self) -> None:
        """Ask the database for one row; raises what the driver raises."""
        async with self.connection() as connection:
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


def make_engine(url: URL, *, autocommit: bool = True) -> AsyncEngine:
    """An engine for PostgreSQL, pooled or direct, or for a SQLite file; it commits each statement by itself, or not."""
    level = "AUTOCOMMIT" if autocommit else TRANSACTION[url.get_backend_name()]
    if is_sqlite(url):
        engine = create_async_engine(url, hide_parameters=True, isolation_level=level)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        return engine
    timeout = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
    engine = create_async_engine(
        url.update_query_dict(timeout),
        # PgBouncer in transaction mode keeps no prepared statements between transactions.
        connect_args={"prepare_threshold": None, **LIBPQ},
        hide_parameters=True,
        isolation_level=level,
        skip_autocommit_rollback=True,
        # Neon suspends an idle database after five minutes and drops its connections.
        pool_recycle=280,
        # Ten connections that stay: those above pool_size would be opened and closed again for single requests.
        pool_size=10,
        max_overflow=0,
        pool_timeout=10,
    )
    _ping_after_a_pause(engine.sync_engine)
    return engine


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
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _ping_after_a_pause(engine: Engine) -> None:
    """Ask a connection for a sign of life before it is used, as `pool_pre_ping` does, unless it was just in use."""
    dialect = engine.dialect

    def note_use(_: object, record: ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()

    def ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _: object) -> None:
        if time.monotonic() - record.info.get("used", -math.inf) > TRUSTED_SECONDS:
            try:
                dialect.do_ping(connection)
            except dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error

    for name in ("connect", "checkin"):
        event.listen(engine, name, note_use)
    event.listen(engine, "checkout", ask)
