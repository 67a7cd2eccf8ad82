"""What /metrics tells Prometheus; no label names a user."""

from collections.abc import Callable
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST

# A turn with a model takes seconds, everything else milliseconds.
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The counters of this process, in a registry of their own."""

    def __init__(self, database_up: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "http_requests_total", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Time until a request was answered whole.",
            ("method", "route"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._turns = Counter(
            "chat_turns_total",
            "Turns of a chat by assistant; the outcome is ok or the code of what went wrong.",
            ("assistant", "outcome"),
            registry=self._registry,
        )
        self._tools = Counter("tool_calls_total", "Tool calls.", ("tool", "ok"), registry=self._registry)
        self._streams = Gauge("chat_streams_open", "Streams that are being sent.", registry=self._registry)
        up = Gauge("database_up", "1 when the database answered when last asked, 0 when not.", registry=self._registry)
        up.set_function(database_up)
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)

    def request_answered(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count a request by the template of its route; unknown addresses and methods share one."""
        known, template = (method if method in _METHODS else "other"), route or "unknown"
        self._requests.labels(known, template, str(status)).inc()
        self._seconds.labels(known, template).observe(seconds)

    def turn_ended(self, assistant: str, outcome: str) -> None:
        """Count a turn of a chat."""
        self._turns.labels(assistant, outcome).inc()

    def tool_used(self, tool: str, ok: bool) -> None:
        """Count a tool call."""
        self._tools.labels(tool, str(ok).lower()).inc()

    def stream_opened(self) -> None:
        """Count one more open stream."""
        self._streams.inc()

    def stream_closed(self) -> None:
        """Count one open stream less."""
        self._streams.dec()

    def text(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self._registry)
