"""What serves here."""

from fastapi import APIRouter, Request

from app import __version__
from app.database_url import is_sqlite
from app.schemas import Meta

router = APIRouter(prefix="/api", tags=["meta"])


@router.get("/meta")
async def meta(request: Request) -> Meta:
    """Version, assistant and kind of database."""
    database = "sqlite" if is_sqlite(request.app.state.database.url) else "postgresql"
    return Meta(version=__version__, assistant=request.app.state.assistant.name, database=database)
