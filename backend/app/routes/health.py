"""Probes: whether the process lives and whether it can do its work."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

router = APIRouter(tags=["probes"])


@router.get("/health")
async def health() -> dict[str, str]:
    """Answer as long as the process lives; never touches the database."""
    return {"status": "ok"}


@router.get("/ready")
async def ready(request: Request) -> JSONResponse:
    """200 while the database answers (or is not asked), 503 while it is away."""
    state = await request.app.state.readiness.state()
    if state == "unavailable":
        return JSONResponse({"status": "unavailable", "database": state}, 503)
    return JSONResponse({"status": "ready", "database": state})
