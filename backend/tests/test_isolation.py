from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from app.security import require_user, signed_in
from tests.conftest import Running, empty
from tests.guest import Guest

ROUTES: tuple[tuple[str, str, Any], ...] = (
    ("GET", "~/tasks", None),
    ("POST", "~/tasks", {"title": "x"}),
    ("GET", "~/tasks/1", None),
    ("PUT", "~/tasks/1", {"title": "x"}),
    ("DELETE", "~/tasks/1", None),
    ("PATCH", "~/tasks/1/complete", None),
    ("POST", "~/tasks/1/restore", None),
    ("POST", "~/chat", {"message": "Show me all my tasks"}),
    ("POST", "~/chat/stream", {"message": "Show me all my tasks"}),
    ("GET", "~/conversations", None),
    ("GET", "~/conversations/1/messages", None),
)
BY_NUMBER = tuple(route for route in ROUTES if "/1" in route[1])


def _contexts(app: FastAPI) -> Iterator[Any]:
    for route in app.routes:
        yield from route.effective_route_contexts() if hasattr(route, "effective_route_contexts") else [route]


def _calls(dependant: Any) -> Iterator[Any]:
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from _calls(dependency)


@pytest.fixture
def owner(new_guest: Callable[[], Guest]) -> Guest:
    guest = new_guest()
    guest.say("Add a task to buy groceries")
    return guest


OPEN = {
    ("GET", "/health"),
    ("GET", "/ready"),
    ("GET", "/metrics"),
    ("GET", "/api/meta"),
    ("POST", "/api/auth/guest"),
    ("POST", "/api/auth/register"),
    ("POST", "/api/auth/login"),
}


def test_every_other_route_asks_who_is_there(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    guards = {require_user, signed_in}
    unguarded = {
        (method, context.path)
        for context in _contexts(client.app)
        if hasattr(context, "dependant")
        for method in context.methods
        if not guards & set(_calls(context.dependant))
    }
    assert unguarded == OPEN


def test_every_route_of_a_user_depends_on_require_user(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    found = {}
    for context in _contexts(client.app):
        if "{user_id}" in context.path:
            for method in context.methods:
                found[(method, context.path)] = require_user in set(_calls(context.dependant))
    assert found
    assert all(found.values()), found
    listed = {(method, _template(path)) for method, path, _ in ROUTES}
    assert set(found) == listed


def _template(path: str) -> str:
    number = "conversation_id" if "conversations" in path else "task_id"
    return path.replace("~", "/api/{user_id}").replace("/1", f"/{{{number}}}")


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_without_a_token_the_answer_is_401(owner: Guest, method: str, path: str, body: Any) -> None:
    answer = owner.client.request(method, path.replace("~", f"/api/{owner.id}"), json=body)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_with_another_users_token_the_answer_is_403(
    owner: Guest, new_guest: Callable[[], Guest], method: str, path: str, body: Any
) -> None:
    answer = new_guest().request(method, path.replace("~", f"/api/{owner.id}"), body)
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_user")
    assert owner.titles() == ["Buy groceries"]


@pytest.mark.parametrize(("method", "path", "body"), BY_NUMBER)
def test_another_users_number_is_not_found_under_ones_own_path(
    owner: Guest, new_guest: Callable[[], Guest], method: str, path: str, body: Any
) -> None:
    answer = new_guest().request(method, path, body)
    assert answer.status_code == 404
    assert owner.request("GET", "~/tasks/1").json()["title"] == "Buy groceries"


@pytest.mark.parametrize("message", ["Delete task 1", "Mark task 1 as complete", "Change task 1 to 'mine'"])
def test_the_assistant_does_not_reach_another_users_task(
    owner: Guest, new_guest: Callable[[], Guest], message: str
) -> None:
    calls = new_guest().say(message)["tool_calls"]
    assert [call["ok"] for call in calls] == [False]
    task = owner.request("GET", "~/tasks/1").json()
    assert (task["title"], task["completed"]) == ("Buy groceries", False)


def test_another_users_conversation_can_not_be_continued(owner: Guest, new_guest: Callable[[], Guest]) -> None:
    answer = new_guest().request("POST", "~/chat", {"message": "hello", "conversation_id": 1})
    assert (answer.status_code, answer.json()["code"]) == (404, "conversation_not_found")
    assert len(owner.request("GET", "~/conversations/1/messages").json()) == 2


STEP = st.tuples(
    st.integers(0, 1),
    st.sampled_from(
        (
            *("add", "rename", "delete", "toggle", "restore", "say add", "say complete", "say delete", "say rename"),
            *("say clear", "say yes", "other's conversation"),
        )
    ),
    st.integers(1, 6),
)


@given(st.lists(STEP, max_size=12))
@settings(max_examples=25)
def test_two_users_never_mix(on_sqlite: Running, steps: list[tuple[int, str, int]]) -> None:
    empty(on_sqlite.url)
    users = [Guest.sign_in(on_sqlite.client) for _ in range(2)]
    talks: list[int | None] = [None, None]
    for who, what, number in steps:
        user, other = users[who], users[1 - who]
        before = _everything(other)
        _carry_out(user, what, number, talks, who)
        assert _everything(other) == before
    for user in users:
        assert all(task["user_id"] == user.id for task in user.request("GET", "~/tasks").json())


def _everything(user: Guest) -> list[Any]:
    talks = user.request("GET", "~/conversations").json()
    said = [user.request("GET", f"~/conversations/{talk['id']}/messages").json() for talk in talks]
    return [user.request("GET", "~/tasks").json(), talks, said]


def _carry_out(user: Guest, what: str, number: int, talks: list[int | None], who: int) -> None:
    said = {
        "say add": "Add a task to rest",
        "say complete": f"complete task {number}",
        "say delete": f"delete task {number}",
        "say rename": f"rename task {number} to mine",
        "say clear": "delete everything",
        "say yes": "yes",
    }
    if what in said:
        talks[who] = user.say(said[what], talks[who])["conversation_id"]
    elif what == "other's conversation" and talks[1 - who]:
        body = {"message": "delete it", "conversation_id": talks[1 - who]}
        assert user.request("POST", "~/chat", body).status_code == 404
    else:
        requests = {
            "add": ("POST", "~/tasks", {"title": "x"}),
            "rename": ("PUT", f"~/tasks/{number}", {"title": "y"}),
            "delete": ("DELETE", f"~/tasks/{number}", None),
            "toggle": ("PATCH", f"~/tasks/{number}/complete", None),
            "restore": ("POST", f"~/tasks/{number}/restore", None),
        }
        if what in requests:
            assert user.request(*requests[what]).status_code in (200, 201, 204, 404)
