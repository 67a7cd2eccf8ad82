"""What watches the process asks: whether it lives, whether it can do its work, what it has done."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.metrics import CONTENT_TYPE

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


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Counters in Prometheus's text format; never touches the database."""
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE)
