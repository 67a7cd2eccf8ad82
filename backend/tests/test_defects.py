"""One test for each mistake that such applications are known for, by its number; 1 to 3 are the frontend's."""

import ast
import asyncio
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp import Client

from app.db import Database
from app.factory import create_app
from app.passwords import hash_password
from app.tools.server import Budget, UserTools, build_server
from tests.conftest import BACKEND, SECRET, Running, execute, make_settings, run
from tests.guest import Guest
from tests.stub_openai import Fail, Say, provider


def _sources() -> Iterator[tuple[Path, str]]:
    for file in sorted((BACKEND / "app").rglob("*.py")):
        yield file, file.read_text()


def _called(tree: ast.AST) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_1_to_3_no_address_of_a_cluster_or_a_browser_is_written_into_the_code() -> None:
    for file, text in _sources():
        assert not re.search(r"backend-service|frontend-service|minikube|ngrok|localhost:|CORSMiddleware", text), file


def test_4_no_tool_takes_a_user_and_one_that_is_sent_is_dropped(sqlite: Running) -> None:
    async def schemas() -> list[dict[str, Any]]:
        tools = UserTools(Database(make_settings(sqlite.url).url), "u", Budget())
        async with Client(build_server(tools)) as client:
            return [tool.input_schema for tool in (await client.list_tools()).tools]

    found = asyncio.run(schemas())
    assert len(found) == 5
    assert all("user" not in name for schema in found for name in schema["properties"])


def test_5_no_token_opens_every_door_and_the_audience_is_checked(sqlite: Running) -> None:
    guest = Guest.sign_in(sqlite.client)
    for token in ("test", "dev", "demo", "null", "undefined", guest.id, SECRET, ""):
        for headers in ({"Authorization": f"Bearer {token}"}, {"Authorization": token}, {"X-User-Id": guest.id}):
            assert sqlite.client.get(f"/api/{guest.id}/tasks", headers=headers).status_code == 401
    for file, text in _sources():
        assert "verify_signature" not in text, file
        assert "verify_aud" not in text, file


def test_6_an_error_in_a_guard_has_its_own_status_and_not_500(sqlite: Running) -> None:
    guest = Guest.sign_in(sqlite.client)
    assert sqlite.client.get(f"/api/{guest.id}/tasks").status_code == 401
    assert guest.request("GET", "/api/someone-else/tasks").status_code == 403
    for file, text in _sources():
        assert "BaseHTTPMiddleware" not in text, file
        assert "raise HTTPException" not in text, file


def test_7_a_replica_that_starts_afresh_knows_conversations_and_limits(running: Running) -> None:
    settings = make_settings(running.url, limit_chat=3)
    with TestClient(create_app(settings)) as client:
        first = Guest.sign_in(client)
        first.add("Team meeting")
        talk = first.say("What's pending?")["conversation_id"]
        first.say("complete the first one", talk)
    with TestClient(create_app(settings)) as client:
        again = Guest(client, first.id, first.token)
        assert again.say("delete it", talk)["tool_calls"][-1]["arguments"] == {"task_id": 1}
        assert again.request("POST", "~/chat", {"message": "hello"}).status_code == 429


def test_8_no_answer_and_no_message_repeats_what_an_exception_says(
    sqlite: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object, **__: object) -> None:
        raise RuntimeError("canary: password=secret")

    with provider(lambda *_: Fail(500, "canary: sk-secret")) as stub:
        there = {"openai_api_key": "sk-secret", "openai_base_url": stub.url, "openai_model": "stub"}
        with TestClient(create_app(make_settings(sqlite.url, **there))) as client:
            guest = Guest.sign_in(client)
            assert "canary" not in guest.request("POST", "~/chat", {"message": "hello"}).text
            monkeypatch.setattr("app.services.tasks.create_task", crash)
            assert "canary" not in guest.request("POST", "~/tasks", {"title": "x"}).text
    assert execute(sqlite.url, "SELECT count(*) FROM messages WHERE content LIKE '%canary%'") == 0
    for file, text in _sources():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("ApiError", "error_response", "JSONResponse"):
                assert not re.search(r"str\((?:e|err|exc|error)\b", ast.unparse(node)), file


def test_9_nothing_that_waits_is_called_on_the_event_loop(sqlite: Running) -> None:
    waits = {"time.sleep", "requests.get", "requests.post", "urllib.request.urlopen", "OpenAI", "Runner.run_sync"}
    for file, text in _sources():
        assert not waits & _called(ast.parse(text)), file

    async def others_while_a_model_thinks() -> int:
        app = create_app(make_settings(sqlite.url))
        hashing = asyncio.create_task(hash_password("correct horse"))
        turns = 0
        while not hashing.done():
            await asyncio.sleep(0)
            turns += 1
        await app.state.database.close()
        return turns

    assert asyncio.run(others_while_a_model_thinks()) > 1


@pytest.mark.parametrize("turns", [1, 3])
def test_10_and_11_the_model_gets_the_newest_messages_and_the_new_one_once(sqlite: Running, turns: int) -> None:
    with provider(lambda *_: Say(["hi"])) as stub:
        there = {"openai_api_key": "sk-stub", "openai_base_url": stub.url, "openai_model": "stub", "limit_chat": 100}
        with TestClient(create_app(make_settings(sqlite.url, **there))) as client:
            guest = Guest.sign_in(client)
            talk = None
            for number in range(20 * turns + 1):
                talk = guest.say(f"message {number}", talk)["conversation_id"]
    given = [message["content"] for message in stub.requests[-1]["messages"] if message["role"] == "user"]
    assert given == [f"message {number}" for number in range(20 * turns - 20, 20 * turns + 1)]


def test_12_the_application_starts_and_answers_without_a_key(sqlite: Running) -> None:
    for assistant in ("auto", "builtin", "openai"):
        with TestClient(create_app(make_settings(sqlite.url, assistant=assistant))) as client:
            assert client.get("/ready").status_code == 200
            assert Guest.sign_in(client).titles() == []


def test_13_sqlite_is_refused_in_a_pod_and_by_its_migration(tmp_path: Path) -> None:
    url = {"DATABASE_URL": f"sqlite:///{tmp_path}/todo.db", "AUTH_SECRET": SECRET}
    pods = ({"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, {"ENVIRONMENT": "production"})
    commands = (["uvicorn", "app.main:app", "--port", "1"], ["alembic", "upgrade", "head"])
    with ThreadPoolExecutor() as pool:
        for done in pool.map(lambda one: run(one[0], url | one[1]), product(commands, pods)):
            assert (done.returncode, "SQLite file" in done.stderr) == (1, True), done.stderr
    assert not list(tmp_path.iterdir())


def test_14_an_address_that_a_request_claims_changes_nothing(new_guest: Callable[[], Guest]) -> None:
    for file, text in _sources():
        assert not re.search(r"forwarded|real-ip|client\.host|scope\[.client.\]", text, re.IGNORECASE), file
    assert "--no-proxy-headers" in (BACKEND / "Dockerfile").read_text()
    assert new_guest().id != new_guest().id


def test_15_every_connection_is_given_back(running: Running, client: TestClient, guest: Guest) -> None:
    assert isinstance(client.app, FastAPI)
    for _ in range(15):
        guest.request("GET", "~/tasks")
        guest.request("GET", "~/tasks/999")
        guest.request("POST", "~/chat", {"message": "delete task 999"})
        client.get("/api/auth/me")
    pool = client.app.state.database.engine.pool
    assert pool.checkedout() == 0


def test_16_the_image_needs_nothing_that_slim_images_lack() -> None:
    dockerfile = (BACKEND / "Dockerfile").read_text()
    for absent in ("curl", "gcc", "libpq", "apt-get", "apk ", "--mount", "# syntax", "<<"):
        assert absent not in dockerfile
    assert "--only-binary=:all:" in dockerfile
    assert re.search(r"HEALTHCHECK[^\n]+\\\n\s+CMD \[\"python\".*/health", dockerfile)
