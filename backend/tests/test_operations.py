import asyncio
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.db import Database
from app.errors import ERRORS
from app.factory import create_app
from app.housekeeping import sweep_daily
from tests.conftest import SECRET, Running, execute, make_settings, migrate, run
from tests.guest import Guest
from tests.live import process
from tests.postgres import PASSWORD, Postgres
from tests.sse import read_events
from tests.stub_openai import Say, provider


def test_metrics_count_by_template_and_name_no_user(client: TestClient, guest: Guest) -> None:
    before = _metrics(client)
    guest.add("Private")
    guest.say("list")
    guest.say("delete task 99")
    client.get("/api/nowhere/private")
    client.request("BREW", "/health")
    after = _metrics(client)
    grown = {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)}
    for name, count in {
        'http_requests_total{method="POST",route="/api/{user_id}/tasks",status="201"}': 1,
        'http_requests_total{method="POST",route="/api/{user_id}/chat",status="200"}': 2,
        'http_requests_total{method="GET",route="unknown",status="404"}': 1,
        'http_requests_total{method="other",route="/health",status="405"}': 1,
        'http_request_duration_seconds_count{method="POST",route="/api/{user_id}/tasks"}': 1,
        'chat_turns_total{assistant="builtin",outcome="ok"}': 2,
        'tool_calls_total{ok="true",tool="list_tasks"}': 1,
        'tool_calls_total{ok="false",tool="delete_task"}': 1,
    }.items():
        assert grown.get(name) == count, name
    text = client.get("/metrics").text
    for private in (guest.id, "Private", "private"):
        assert private not in text


def _metrics(client: TestClient) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        name: float(value)
        for name, value in re.findall(r"^([^#\s]\S*(?: [^\s\d]\S*)*) (\S+)$", answer.text, re.MULTILINE)
    }


def test_the_database_is_not_asked_for_metrics(sqlite: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(create_app(make_settings(sqlite.url, readiness_db="off"))) as client:
        monkeypatch.setattr(Database, "ping", None)
        assert "database_up NaN" in client.get("/metrics").text


def _operations(app: FastAPI) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            yield f"{method.upper()} {path}", operation


def test_every_operation_is_documented_with_its_errors(sqlite: Running) -> None:
    assert isinstance(sqlite.client.app, FastAPI)
    for name, operation in _operations(sqlite.client.app):
        assert operation["summary"]
        assert operation["description"].strip().endswith("."), name
        codes = set(operation["responses"])
        if "{user_id}" in name:
            assert {"401", "403", "422", "503"} <= codes, name
        if "requestBody" in operation:
            assert {"413", "415", "422"} <= codes, name
        for status, response in operation["responses"].items():
            if status.startswith(("4", "5")):
                examples = response["content"]["application/json"]["examples"]
                assert {ERRORS[code][0] for code in examples} == {int(status)}, (name, status)


def test_every_shape_of_a_request_or_an_answer_has_an_example(sqlite: Running) -> None:
    assert isinstance(sqlite.client.app, FastAPI)
    schemas = sqlite.client.app.openapi()["components"]["schemas"]
    without = {name for name, schema in schemas.items() if not schema.get("examples")}
    assert without <= {"HTTPValidationError", "ValidationError"}


def test_the_generated_documentation_says_what_the_limits_of_texts_are(sqlite: Running) -> None:
    schemas = sqlite.client.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["TaskCreate"]["properties"]["title"]["maxLength"] == 200
    assert schemas["ChatRequest"]["properties"]["message"]["maxLength"] == 2000


def test_several_pods_may_migrate_at_once(postgres: Postgres) -> None:
    url = postgres.create("together")
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: run(["alembic", "upgrade", "head"], {"DATABASE_URL": url}), range(3)))
    assert [each.returncode for each in done] == [0, 0, 0], [each.stdout for each in done]
    assert execute(url, "SELECT count(*) FROM alembic_version") == 1


def test_a_migration_that_fails_leaves_nothing_behind(postgres: Postgres) -> None:
    url = postgres.create("broken")
    assert run(["alembic", "upgrade", "0001"], {"DATABASE_URL": url}).returncode == 0
    execute(url, "CREATE TABLE rate_limits (name text)")
    failed = run(["alembic", "upgrade", "head"], {"DATABASE_URL": url})
    assert failed.returncode == 1
    assert "Migrating 127.0.0.1" in failed.stdout
    assert "Traceback" not in failed.stdout + failed.stderr
    assert execute(url, "SELECT count(*) FROM alembic_version WHERE version_num = '0001'") == 1
    assert execute(url, "SELECT count(*) FROM pg_tables WHERE tablename = 'idempotency_keys'") == 0
    execute(url, "DROP TABLE rate_limits")
    migrate(url)


def test_rows_of_an_older_version_are_kept_and_a_migration_can_be_taken_back(postgres: Postgres) -> None:
    url = postgres.create("older")
    assert run(["alembic", "upgrade", "0001"], {"DATABASE_URL": url}).returncode == 0
    execute(url, "INSERT INTO users (id, name, guest, created_at) VALUES ('u', 'Ann', true, now())")
    migrate(url)
    assert execute(url, "SELECT count(*) FROM users") == 1
    assert run(["alembic", "downgrade", "base"], {"DATABASE_URL": url}).returncode == 0
    assert execute(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 1


def test_a_pooled_url_works_as_it_is_pasted(postgres: Postgres, tmp_path: Path) -> None:
    postgres.create("pooled")
    place = f"127.0.0.1:{postgres.port}/pooled?sslmode=require&channel_binding=require"
    pasted = f" postgres://pooled:{quote(PASSWORD, safe='')}@{place}\n"
    apart = {"DATABASE_URL": f"postgresql://pooled@{place}", "PGPASSWORD": f"{PASSWORD}\n", "AUTH_SECRET": SECRET}
    migrate(pasted)
    for environment in (apart, {**apart, "DATABASE_URL": pasted, "PGPASSWORD": ""}):
        with process(tmp_path / "log", environment) as server:
            assert httpx2.get(f"{server.address}/ready").json() == {"status": "ready", "database": "ok"}
            assert httpx2.post(f"{server.address}/api/auth/guest").status_code == 201
            server.end()
        for secret in (PASSWORD, quote(PASSWORD, safe="")):
            assert secret not in server.log.read_text()


def test_what_is_over_is_swept_and_nothing_else(running: Running, client: TestClient, guest: Guest) -> None:
    gone = Guest.sign_in(client)
    gone.say("Add a task to leave")
    gone.request("POST", "~/tasks", {"title": "x"}, key="old")
    guest.request("POST", "~/tasks", {"title": "x"}, key="new")
    account = client.post("/api/auth/register", json={"email": "ann@example.org", "password": "correct horse"}).json()
    client.cookies.clear()
    ids = f"('{gone.id}', '{account['id']}')"
    execute(
        running.url,
        f"UPDATE users SET created_at = '2020-01-01 00:00:00' WHERE id IN {ids}",  # noqa: S608
        f"UPDATE sessions SET expires_at = '2020-01-01 00:00:00' WHERE user_id IN {ids}",  # noqa: S608
        "UPDATE idempotency_keys SET created_at = '2020-01-01 00:00:00' WHERE key = 'old'",
        f"UPDATE rate_limits SET updated_at = 0 WHERE name = 'chat:{gone.id}'",  # noqa: S608
    )

    async def once() -> None:
        database, stop = Database(make_settings(running.url).url), asyncio.Event()
        sweeping = asyncio.create_task(sweep_daily(database, stop))
        await asyncio.sleep(0.5)
        assert not sweeping.done()
        stop.set()
        await sweeping
        await database.close()

    asyncio.run(once())
    counts = {table: execute(running.url, f"SELECT count(*) FROM {table}") for table in ("users", "sessions", "tasks")}  # noqa: S608
    assert counts == {"users": 2, "sessions": 1, "tasks": 1}
    assert execute(running.url, "SELECT count(*) FROM idempotency_keys WHERE key = 'new'") == 1
    assert execute(running.url, "SELECT count(*) FROM rate_limits WHERE updated_at = 0") == 0
    assert guest.titles() == ["x"]


def test_sigterm_lets_a_stream_end_and_cuts_one_that_takes_too_long(postgresql_url: str, tmp_path: Path) -> None:
    def script(message: str, _: Any) -> Say:
        return Say(["."] * (4 if message == "short" else 400), pause=0.1)

    with provider(script) as stub:
        model = {"OPENAI_API_KEY": "sk-stub", "OPENAI_BASE_URL": stub.url, "OPENAI_MODEL": "stub"}
        environment = {"DATABASE_URL": postgresql_url, "AUTH_SECRET": SECRET, **model}
        with process(tmp_path / "log", environment, "--timeout-graceful-shutdown", "2") as server:
            client = httpx2.Client(base_url=server.address, timeout=30)
            user = client.post("/api/auth/guest").json()["id"]
            client.post(f"/api/{user}/chat", json={"message": "short"})
            ends: dict[str, str] = {}
            readers = [
                threading.Thread(target=_read, args=(client, user, message, ends)) for message in ("short", "long")
            ]
            for reader in readers:
                reader.start()
            while "chat_streams_open 2.0" not in client.get("/metrics").text:
                time.sleep(0.02)
            started = time.monotonic()
            server.end()
            assert 1.5 < time.monotonic() - started < 10
            for reader in readers:
                reader.join()
            client.close()
    assert ends == {"short": "done", "long": "cut"}
    roles = "SELECT count(*) FROM messages WHERE role = 'assistant'"
    assert execute(postgresql_url, f"{roles} AND user_id = '{user}'") == 2
    log = server.log.read_text()
    assert '"event": "stopped"' in log
    assert log.count('"route": "/api/{user_id}/chat/stream"') == 2


def _read(client: httpx2.Client, user: str, message: str, ends: dict[str, str]) -> None:
    names: list[str] = []
    try:
        with client.stream("POST", f"/api/{user}/chat/stream", json={"message": message}) as answer:
            names += [name for name, _ in read_events(answer.iter_lines())]
    except httpx2.HTTPError:
        names.append("cut")
    ends[message] = "done" if names[-1] == "done" else "cut"
