"""Runs migrations: one transaction, one runner at a time, against the database of the environment."""

import asyncio
from typing import Any

import structlog
from alembic import context
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from app.database_url import cause_of, is_sqlite, place_of
from app.db import StartupError, connect_patiently, make_engine
from app.logs import configure_logs
from app.models import User
from app.settings import DatabaseSettings, load_or_exit

log = structlog.get_logger("migrations")

# Any number will do as long as every version of the application uses the same one.
LOCK = 7_302_240_501


async def migrate(settings: DatabaseSettings) -> None:
    """Bring the database to the wanted revision; StartupError says where and why it did not work."""
    url = settings.migration_url
    engine = make_engine(url, autocommit=False)
    if is_sqlite(url):
        event.listen(engine.sync_engine, "connect", _leave_transactions_to_us)
        event.listen(engine.sync_engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        async with connect_patiently(engine) as connection, connection.begin():
            await connection.run_sync(_run)
    except DBAPIError as error:
        raise StartupError(f"Migrating {place_of(url)} failed: {cause_of(error, url)}") from None
    finally:
        await engine.dispose()
    log.info("migrated", database=place_of(url))


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    context.configure(connection=connection, target_metadata=User.metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


def _leave_transactions_to_us(connection: Any, _: object) -> None:
    connection.isolation_level = None


def main() -> None:
    """What `alembic` runs; ends the process with 1 and one log line when it can not be done."""
    settings = load_or_exit(DatabaseSettings)
    configure_logs(settings.log_level)
    try:
        asyncio.run(migrate(settings))
    except StartupError as error:
        log.error("migration_failed", reason=str(error))
        raise SystemExit(1) from None


main()
