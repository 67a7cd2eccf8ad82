"""Putting the application together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog
from fastapi import Depends, FastAPI, Request

from app import __version__
from app.assistant.base import Assistant
from app.assistant.select import select_assistant
from app.database_url import place_of
from app.db import Database
from app.errors import ApiError, install_error_handlers
from app.housekeeping import sweep_daily
from app.identity import identity_provider
from app.logs import configure_logs
from app.metrics import Metrics
from app.middleware import BodyLimit, RequestLog, StartupReport
from app.ratelimit import PodBuckets
from app.readiness import Readiness
from app.routes import auth, chat, conversations, health, meta, tasks
from app.settings import Settings
from app.turns import Turns

log = structlog.get_logger(__name__)

STOP_SECONDS: Final = 2.0


def create_app(settings: Settings) -> FastAPI:
    """The application for these settings; it touches the database first when it starts."""
    configure_logs(settings.log_level)
    production = settings.environment == "production"
    app = FastAPI(
        title="Todo chatbot",
        version=__version__,
        lifespan=_lifespan,
        docs_url=None if production else "/docs",
        redoc_url=None,
        openapi_url=None if production else "/openapi.json",
    )
    database, assistant = Database(settings.url), select_assistant(settings)
    readiness = Readiness(database, settings.readiness_db)
    metrics = Metrics(readiness.last)
    app.state.settings = settings
    app.state.assistant = assistant
    app.state.database = database
    app.state.identity = identity_provider(settings)
    app.state.metrics = metrics
    app.state.readiness = readiness
    app.state.task_buckets = PodBuckets(settings.limit_tasks)
    app.state.turns = Turns(database, assistant, metrics)
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestLog, metrics)
    app.add_middleware(StartupReport)
    install_error_handlers(app)
    app.include_router(health.router)
    for part in (meta, auth, tasks, chat, conversations):
        app.include_router(part.router, dependencies=[Depends(_require_json)])
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    database: Database = app.state.database
    assistant: Assistant = app.state.assistant
    stop = asyncio.Event()
    background: set[asyncio.Task[None]] = set()
    try:
        await database.require_schema()
        log.info(
            "started",
            version=__version__,
            environment=settings.environment,
            log_level=settings.log_level,
            assistant=assistant.name,
            database=place_of(settings.url),
        )
        background = {asyncio.create_task(assistant.prepare()), asyncio.create_task(sweep_daily(database, stop))}
        yield
        log.info("stopped")
    finally:
        stop.set()
        await _end(background)
        await assistant.close()
        await database.close()


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _require_json(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and await request.body():
        raise ApiError("not_json")
