from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.factory import create_app
from tests.conftest import Running, empty, execute, make_settings
from tests.golden import BEFORE, GOLDEN, Call
from tests.guest import Guest
from tests.stub_openai import Say, Stub, Use, provider
from tests.utterances import TUNED
from tests.utterances_blind import BLIND

TABLE = GOLDEN | BLIND | TUNED


def test_the_table_is_as_long_as_it_should_be() -> None:
    assert len(GOLDEN) == 8
    assert len(BLIND) + len(TUNED) >= 150
    assert len(BLIND) >= (len(BLIND) + len(TUNED)) / 3
    assert not set(BLIND) & set(TUNED)


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    """A model that knows the table: one tool call a turn, then a sentence."""

    def script(message: str, results: Any) -> Say | Use:
        calls = TABLE[message]
        return Use(calls[len(results) : len(results) + 1]) if len(results) < len(calls) else Say(("All", " done."))

    with provider(script) as stub:
        yield stub


def _ask(client: TestClient, url: str, message: str) -> dict[str, Any]:
    empty(url)
    guest = Guest.sign_in(client)
    tasks = ", ".join(f"('{guest.id}', '{title}', false, current_timestamp, current_timestamp)" for title in BEFORE)
    execute(url, f"INSERT INTO tasks (user_id, title, completed, created_at, updated_at) VALUES {tasks}")  # noqa: S608
    return guest.say(message)


def _calls(answer: dict[str, Any]) -> tuple[Call, ...]:
    assert all(call["ok"] for call in answer["tool_calls"])
    assert answer["response"]
    return tuple((call["name"], call["arguments"]) for call in answer["tool_calls"])


@pytest.mark.parametrize(("message", "calls"), TABLE.items())
def test_the_builtin_assistant_makes_these_calls_of_a_sentence(
    sqlite: Running, message: str, calls: tuple[Call, ...]
) -> None:
    answer = _ask(sqlite.client, sqlite.url, message)
    assert _calls(answer) == calls
    assert answer["assistant"] == "builtin"


@pytest.fixture(scope="module", params=["chat", "responses"])
def with_model(request: pytest.FixtureRequest, on_sqlite: Running, stub: Stub) -> Iterator[TestClient]:
    there = {"openai_api_key": "sk-stub", "openai_base_url": stub.url, "openai_model": "stub"}
    settings = make_settings(on_sqlite.url, assistant="openai", openai_api=request.param, limit_chat=1000, **there)
    with TestClient(create_app(settings)) as client:
        yield client


def test_the_model_is_given_the_same_tools_for_every_sentence(
    with_model: TestClient, on_sqlite: Running, request: pytest.FixtureRequest
) -> None:
    whole = TABLE if "chat" in request.node.name else GOLDEN
    wrong = {}
    for message, calls in whole.items():
        answer = _ask(with_model, on_sqlite.url, message)
        if _calls(answer) != calls or (answer["assistant"], answer.get("notice")) != ("openai", None):
            wrong[message] = answer
    assert not wrong
