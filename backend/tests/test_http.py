import io
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import __version__
from app.database_url import parse_database_url
from app.db import Database
from app.errors import ERRORS
from app.factory import create_app
from app.settings import Settings
from tests.conftest import SECRET
from tests.guest import Guest

CODES = {
    "invalid_token": 401,
    "invalid_credentials": 401,
    "wrong_user": 403,
    "not_a_guest": 403,
    "not_found": 404,
    "task_not_found": 404,
    "conversation_not_found": 404,
    "method_not_allowed": 405,
    "email_taken": 409,
    "request_running": 409,
    "request_interrupted": 409,
    "body_too_large": 413,
    "not_json": 415,
    "invalid_request": 422,
    "idempotency_mismatch": 422,
    "too_many_messages": 429,
    "too_many_requests": 429,
    "too_many_sign_ins": 429,
    "internal_error": 500,
    "assistant_auth": 502,
    "assistant_rate_limited": 502,
    "assistant_timeout": 502,
    "assistant_unreachable": 502,
    "assistant_error": 502,
    "database_unavailable": 503,
    "identity_unavailable": 503,
}


def test_the_catalogue_of_errors_is_this_one() -> None:
    assert {code: status for code, (status, _) in ERRORS.items()} == CODES
    assert all(sentence.endswith(".") for _, sentence in ERRORS.values())


def test_probes_and_meta(client: TestClient, settings: Settings) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json() == {"status": "ready", "database": "ok"}
    kind = "sqlite" if settings.url.drivername.startswith("sqlite") else "postgresql"
    assert client.get("/api/meta").json() == {"version": __version__, "assistant": "builtin", "database": kind}


def test_ready_and_the_routes_are_503_while_the_database_is_away_and_health_is_not(settings: Settings) -> None:
    app = create_app(settings)
    with TestClient(app) as client:
        guest = Guest.sign_in(client)
        database = app.state.database
        here = dict(vars(database))
        vars(database).update(vars(Database(parse_database_url("postgresql://u@127.0.0.1:1/nowhere", None))))
        app.state.readiness._until = 0
        assert client.get("/ready").status_code == 503
        assert client.get("/ready").json() == {"status": "unavailable", "database": "unavailable"}
        assert "database_up 0.0" in client.get("/metrics").text
        for method, path, body in (("GET", "~/tasks", None), ("POST", "~/chat", {"message": "hello"})):
            answer = guest.request(method, path, body)
            assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
            assert answer.headers["retry-after"] == "5"
        assert client.get("/health").status_code == 200
        vars(database).update(here)
        app.state.readiness._until = 0
        assert client.get("/ready").status_code == 200
        assert "database_up 1.0" in client.get("/metrics").text
        assert guest.titles() == []


def test_readiness_without_the_database_does_not_ask_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(create_app(settings.model_copy(update={"readiness_db": "off"}))) as client:
        monkeypatch.setattr(Database, "ping", None)
        assert client.get("/ready").json() == {"status": "ready", "database": "unchecked"}


def test_a_body_that_is_not_json_is_415(guest: Guest) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", None):
        headers = {"Authorization": f"Bearer {guest.token}"} | ({"Content-Type": kind} if kind else {})
        answer = guest.client.post(f"/api/{guest.id}/tasks", content=b'{"title": "x"}', headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


def test_malformed_json_is_422(guest: Guest) -> None:
    headers = {"Authorization": f"Bearer {guest.token}", "Content-Type": "application/json"}
    for body in (b"{", b'{"title": "\\ud800"}', b"\xff", b"[" * 60_000):
        answer = guest.client.post(f"/api/{guest.id}/tasks", content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_a_body_over_64_kib_is_413_with_and_without_a_declared_length(guest: Guest) -> None:
    headers = {"Authorization": f"Bearer {guest.token}", "Content-Type": "application/json"}
    body = b'"' + b"x" * 64 * 1024 + b'"'
    for content in (body, (body[start : start + 1000] for start in range(0, len(body), 1000))):
        answer = guest.client.post(f"/api/{guest.id}/tasks", content=content, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_an_unknown_address_and_a_wrong_method_are_errors_of_the_catalogue(client: TestClient) -> None:
    assert client.get("/api/nowhere").json()["code"] == "not_found"
    assert client.patch("/health").json()["code"] == "method_not_allowed"


def test_a_crash_is_500_without_its_text_and_logged_with_the_request_id(
    guest: Guest, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError("internal detail")

    monkeypatch.setattr("app.services.tasks.list_tasks", crash)
    answer = guest.request("GET", "~/tasks")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "internal detail" not in answer.text
    logged = [json.loads(line) for line in lines.getvalue().splitlines()]
    logged = [line for line in logged if line["event"] != "swept"]
    assert [line["event"] for line in logged] == ["unexpected_error", "request"]
    assert {line["request_id"] for line in logged} == {answer.headers["x-request-id"]}
    assert "ZeroDivisionError" in logged[0]["exception"]


def test_a_request_is_logged_by_its_template_and_without_content(guest: Guest, lines: io.StringIO) -> None:
    guest.add("a very private title")
    guest.client.get("/health")
    line = json.loads(lines.getvalue())
    assert (line["event"], line["method"], line["route"], line["status"]) == (
        "request",
        "POST",
        "/api/{user_id}/tasks",
        201,
    )
    for private in ("private", guest.token, guest.id):
        assert private not in lines.getvalue()


@pytest.mark.parametrize(("given", "kept"), [("abc-1.2_3", True), ("a b", False), ("x" * 65, False), ("", False)])
def test_a_request_id_is_kept_when_it_is_well_formed(client: TestClient, given: str, kept: bool) -> None:
    answer = client.get("/health", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert (answer == given) is kept
    assert answer


def test_production_hides_the_generated_documentation(tmp_path: Path) -> None:
    values = {"database_url": "postgresql://u@h/n", "auth_secret": SECRET, "environment": "production"}
    client = TestClient(create_app(Settings.model_validate(values)))
    assert client.get("/docs").status_code == 404
    assert client.get("/openapi.json").status_code == 404
