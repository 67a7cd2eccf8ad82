"""What the application does by itself, once a day."""

import asyncio
import random
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError

from app.db import Database
from app.errors import DATABASE_AWAY
from app.services.sweep import sweep

log = structlog.get_logger(__name__)

DAY_SECONDS: Final = 24 * 3600.0


async def sweep_daily(database: Database, stop: asyncio.Event) -> None:
    """Sweep when started and then once a day, at another moment in each pod; a database that is away can wait."""
    while not stop.is_set():
        try:
            async with database.transaction() as connection:
                log.info("swept", rows=await sweep(connection))
        except (*DATABASE_AWAY, DBAPIError) as error:
            log.warning("not_swept", error=type(error).__name__)
        try:
            async with asyncio.timeout(DAY_SECONDS * random.uniform(0.9, 1.1)):
                await stop.wait()
        except TimeoutError:
            continue
