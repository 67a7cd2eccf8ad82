import sys
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client import Counter
from prometheus_client.parser import text_string_to_metric_families

from app.metrics import Metrics
from tests.exposed import KEPT, application, exposed, text_of
from tests.guest import Guest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a process says of itself is told on Linux only")


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(lambda: 1.0)


def test_the_kept_list_is_what_the_application_exposes(metrics: Metrics) -> None:
    told = text_of(exposed(metrics, application()))
    assert KEPT.read_text() == told, "stale: python -m tests.exposed"


def test_what_is_served_has_the_kept_series_with_the_kept_labels(client: TestClient, guest: Guest) -> None:
    guest.say("list")
    told = exposed(Metrics(lambda: 1.0), application())
    kept = {name: labels for family in told["families"] for name, labels in family["series"].items()}
    served = _served(client)
    assert {name: labels for name, labels in served.items() if not name.endswith("_created")} == kept


def test_a_word_of_a_label_is_one_of_the_kept_ones(client: TestClient, guest: Guest) -> None:
    guest.say("list")
    client.get("/nowhere")
    values = exposed(Metrics(lambda: 1.0), application())["values"]
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            for label, words in values.items():
                assert sample.labels.get(label, words[0]) in words


def test_a_renamed_label_or_a_new_metric_is_noticed(metrics: Metrics) -> None:
    before = exposed(metrics, application())
    Counter("new_total", "New.", registry=metrics._registry)
    names = [name for family in exposed(metrics, application())["families"] for name in family["series"]]
    assert [name for name in names if name not in _series(before)] == ["new_total"]
    Counter("silent_total", "Never counted.", ("why",), registry=metrics._registry)
    with pytest.raises(AssertionError, match="makes silent count"):
        exposed(metrics, application())


def _series(told: dict[str, Any]) -> list[str]:
    return [name for family in told["families"] for name in family["series"]]


def _served(client: TestClient) -> dict[str, list[str]]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {sample.name: sorted(sample.labels) for family in families for sample in family.samples}
