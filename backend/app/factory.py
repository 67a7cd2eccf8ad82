"""Putting the application together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import Depends, FastAPI, Request

from app import __version__
from app.assistant.select import select_assistant
from app.database_url import place_of
from app.db import Database
from app.errors import ApiError, install_error_handlers
from app.logs import configure_logs
from app.middleware import BodyLimit, RequestLog, StartupReport
from app.readiness import Readiness
from app.routes import auth, chat, conversations, health, meta, tasks
from app.settings import Settings

log = structlog.get_logger(__name__)


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
    app.state.settings = settings
    app.state.assistant = select_assistant(settings)
    app.state.database = Database(settings.url)
    app.state.readiness = Readiness(app.state.database, settings.readiness_db)
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestLog)
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
    try:
        await database.require_schema()
        log.info(
            "started",
            version=__version__,
            environment=settings.environment,
            log_level=settings.log_level,
            assistant=app.state.assistant.name,
            database=place_of(settings.url),
        )
        yield
        log.info("stopped")
    finally:
        await database.close()


async def _require_json(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and await request.body():
        raise ApiError("not_json")
