"""Around every request: an id, one log line and an answer even to a crash; around the start: a sentence, no trace."""

import re
import time
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db import StartupError
from app.errors import error_response
from app.metrics import Metrics

log = structlog.get_logger(__name__)

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
BODY_BYTES = 64 * 1024
PROBES = frozenset({"/health", "/ready", "/metrics"})


class StartupReport:
    """Says in one log line why the application can not start; uvicorn then ends with exit code 3."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, but keep a start-up failure's stack trace to ourselves."""
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return

        async def without_trace(message: Message) -> None:
            failed = message["type"] == "lifespan.startup.failed"
            await send({"type": message["type"], "message": ""} if failed else message)

        try:
            await self.app(scope, receive, without_trace)
        except StartupError as error:
            log.error("startup_failed", reason=str(error))


class RequestLog:
    """Gives each request its id and its log line, and turns an unexpected exception into a 500 answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; lifespan events pass untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        started = time.perf_counter()
        status = 0

        async def tagged(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, tagged)
            except Exception:
                log.exception("unexpected_error")
                if not status:
                    await error_response("internal_error")(scope, receive, tagged)
            finally:
                # A request that was cut off, by its client or by our shutdown, has its line too.
                self._write(scope, status, time.perf_counter() - started)

    def _write(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", None)
        self.metrics.request_answered(scope["method"], route, status, seconds)
        write = log.debug if scope["path"] in PROBES and status < 400 else log.info
        write("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))


class BodyLimit:
    """Reads each request's body up to 64 KiB before the application sees it; a larger one is answered with 413."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request whose body is whole and small enough."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = b""
        more = True
        while more and len(body) <= BODY_BYTES:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if len(body) > BODY_BYTES:
            await error_response("body_too_large")(scope, receive, send)
            return
        unread = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return unread.pop() if unread else await receive()

        await self.app(scope, replay, send)


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if REQUEST_ID.fullmatch(given) else uuid4().hex
