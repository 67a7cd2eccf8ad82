"""What /metrics exposes, told by the application itself; `docs/metrics.json` keeps it for alerts and panels.

`python -m tests.exposed` in the backend's folder writes that file, and `test_metrics.py` compares it.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args

from fastapi import FastAPI
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from app.errors import ERRORS
from app.factory import create_app
from app.metrics import Metrics
from app.schemas import AssistantName
from app.settings import Settings

ROOT: Final = Path(__file__).parent.parent.parent
KEPT: Final = ROOT / "docs" / "metrics.json"
SOURCE: Final = "backend/app/metrics.py"


def exposed(metrics: Metrics, app: FastAPI) -> dict[str, Any]:
    """The families with the labels of their series, and the words of labels that have no others."""
    _count_each_once(metrics)
    families = list(text_string_to_metric_families(metrics.text().decode()))
    return {
        "made": {"by": "python -m tests.exposed", "from": SOURCE, "sha256": _digest(SOURCE)},
        "families": [_family(one) for one in families if not one.name.endswith("_created")],
        "values": {
            "assistant": sorted(get_args(AssistantName)),
            "outcome": sorted({"ok", *ERRORS}),
            "route": sorted({*_routes(app), "unknown"}),
        },
    }


def application() -> FastAPI:
    """The application, not started: its routes are there without a database."""
    given = {"database_url": "sqlite:////nowhere/todo.db", "auth_secret": "only-the-routes-are-asked-of-this-one"}
    return create_app(Settings.model_validate(given))


def text_of(told: dict[str, Any]) -> str:
    """As it stands in the file."""
    return json.dumps(told, indent=2) + "\n"


def _count_each_once(metrics: Metrics) -> None:
    # A family with labels has no series before something is counted.
    metrics.request_answered("GET", "/health", 200, 0.01)
    metrics.turn_ended("builtin", "ok")
    metrics.tool_used("list_tasks", True)


def _family(family: Metric) -> dict[str, Any]:
    assert family.samples, f"nothing in tests/exposed.py makes {family.name} count"
    series = {sample.name: sorted(sample.labels) for sample in family.samples}
    told: dict[str, Any] = {"type": family.type, "help": family.documentation, "series": series}
    if family.type == "histogram":
        told["buckets"] = [sample.labels["le"] for sample in family.samples if "le" in sample.labels]
    return told


def _routes(app: FastAPI) -> Iterator[str]:
    for route in app.routes:
        contexts: Any = route.effective_route_contexts() if hasattr(route, "effective_route_contexts") else [route]
        for context in contexts:
            yield context.path


def _digest(path: str) -> str:
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()


if __name__ == "__main__":
    KEPT.write_text(text_of(exposed(Metrics(lambda: 1.0), application())))
