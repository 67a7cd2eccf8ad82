import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from app import stream, turns
from app.factory import create_app
from tests.conftest import Running, execute, make_settings
from tests.guest import Guest
from tests.live import serve
from tests.sse import Event, read_events
from tests.stub_openai import Fail, Say, Step, Stub, Use, provider

STREAM = "~/chat/stream"


def _events(guest: Guest, message: str, conversation_id: int | None = None) -> list[Event]:
    answer = guest.request("POST", STREAM, {"message": message, "conversation_id": conversation_id})
    assert answer.status_code == 200
    return list(read_events(answer.text.splitlines()))


def test_a_stream_tells_of_every_step_and_ends_with_the_whole_answer(guest: Guest) -> None:
    guest.add("Buy milk")
    (meta, *middle, done) = _events(guest, "Delete the milk task")
    assert meta == ("meta", {"conversation_id": 1, "assistant": "builtin"})
    tools = [data for name, data in middle if name == "tool"]
    assert [tool["name"] for tool in tools] == ["list_tasks", "delete_task"]
    assert all(tool["ok"] for tool in tools)
    stored = guest.request("GET", "~/conversations/1/messages").json()[-1]
    text = "".join(data["text"] for name, data in middle if name == "delta")
    assert done == ("done", {"message_id": stored["id"], "response": text, "tool_calls": tools})
    assert (stored["content"], stored["tool_calls"], stored["assistant"]) == (text, tools, "builtin")


def test_a_stream_says_how_it_is_to_be_passed_on(guest: Guest) -> None:
    headers = guest.request("POST", STREAM, {"message": "hello"}).headers
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"] == "no-cache, no-transform"
    assert headers["x-accel-buffering"] == "no"


def test_a_long_answer_comes_line_by_line(guest: Guest) -> None:
    for number in range(5):
        guest.add(f"task {number}")
    deltas = [data["text"] for name, data in _events(guest, "show my tasks") if name == "delta"]
    assert len(deltas) == 6


def test_what_is_wrong_before_the_turn_begins_is_an_ordinary_error(guest: Guest) -> None:
    for body, status, code in (
        ({"message": ""}, 422, "invalid_request"),
        ({"message": "x", "conversation_id": 99}, 404, "conversation_not_found"),
    ):
        answer = guest.request("POST", STREAM, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_crash_in_a_turn_is_an_event_without_its_text(guest: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    async def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError("internal detail")

    monkeypatch.setattr("app.services.tasks.create_task", crash)
    *_, last = _events(guest, "add milk")
    assert last == ("error", {"code": "internal_error", "detail": "Something went wrong on our side."})
    assert guest.request("GET", "~/conversations/1/messages").json()[-1]["role"] == "user"


@pytest.fixture
def ask(sqlite: Running) -> Iterator[Callable[[Callable[[str, Sequence[Any]], Step]], "Live"]]:
    """A server on a port with a model that follows a script."""
    opened: list[Any] = []

    def start(script: Callable[[str, Sequence[Any]], Step], **more: Any) -> "Live":
        stub = provider(script)
        there = stub.__enter__()
        opened.append(stub)
        settings = make_settings(
            sqlite.url, openai_api_key="sk-stub", openai_base_url=there.url, openai_model="stub", **more
        )
        server = serve(create_app(settings))
        address = server.__enter__()
        opened.append(server)
        live = Live(address, there)
        opened.append(live.client)
        return live

    yield start
    for each in reversed(opened):
        each.__exit__(None, None, None)


class Live:
    """A signed-in guest of a server on a port."""

    def __init__(self, address: str, stub: Stub) -> None:
        self.stub = stub
        self.client = httpx2.Client(base_url=address, timeout=30)
        self.id = self.client.post("/api/auth/guest").json()["id"]
        self.client.post(f"/api/{self.id}/chat", json={"message": "warm"})

    def timed(self, message: str) -> list[tuple[float, Event]]:
        started = time.monotonic()
        with self.client.stream("POST", f"/api/{self.id}/chat/stream", json={"message": message}) as answer:
            return [(time.monotonic() - started, event) for event in read_events(answer.iter_lines())]


def test_text_and_tools_arrive_while_the_model_still_speaks(ask: Callable[..., Live]) -> None:
    steps = [Use([("add_task", {"title": "Buy milk"})]), Say(("One ", "two ", "three"), pause=0.3)]
    live = ask(lambda message, results: Say(["hi"]) if message == "warm" else steps[min(len(results), 1)])
    events = live.timed("go")
    times = {name: [at for at, (kind, _) in events if kind == name] for name in ("meta", "tool", "delta", "done")}
    assert times["meta"][0] < times["tool"][0] < times["delta"][0]
    assert times["delta"][1] - times["delta"][0] > 0.2
    assert times["delta"][2] - times["delta"][1] > 0.2
    assert times["tool"][0] < times["done"][0] - 0.8
    assert events[-1][1][1]["response"] == "One two three"


def test_a_ping_keeps_a_silent_stream_open(ask: Callable[..., Live], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PING_SECONDS", 0.1)
    live = ask(lambda message, _: Say(["hi"], pause=0 if message == "warm" else 0.5))
    names = [name for _, (name, _) in live.timed("go")]
    assert names.count("ping") >= 2
    assert names[-1] == "done"


def test_a_client_that_goes_away_ends_the_turn_and_the_message_stays_unanswered(
    ask: Callable[..., Live], sqlite: Running
) -> None:
    live = ask(lambda message, _: Say(["."] if message == "warm" else ["."] * 100, pause=0.1))
    with live.client.stream("POST", f"/api/{live.id}/chat/stream", json={"message": "go"}) as answer:
        events = read_events(answer.iter_lines())
        while next(events)[0] != "delta":
            pass
    _wait(lambda: "chat_streams_open 0.0" in live.client.get("/metrics").text)
    time.sleep(0.3)
    messages = live.client.get(f"/api/{live.id}/conversations/2/messages").json()
    assert [(message["role"], message["content"]) for message in messages] == [("user", "go")]
    assert execute(sqlite.url, "SELECT count(*) FROM messages WHERE role = 'assistant'") == 1


def test_the_message_is_stored_before_the_model_is_called(ask: Callable[..., Live], sqlite: Running) -> None:
    stored: list[int] = []

    def script(message: str, _: Sequence[Any]) -> Step:
        stored.append(execute(sqlite.url, f"SELECT count(*) FROM messages WHERE content = '{message}'"))  # noqa: S608
        return Say(["hi"])

    ask(script).timed("go")
    assert stored == [1, 1]


def test_when_the_model_fails_a_second_meta_voids_what_it_said(ask: Callable[..., Live]) -> None:
    live = ask(lambda message, _: Say(["hi"]) if message == "warm" else Fail(401))
    events = [event for _, event in live.timed("Add a task to buy milk")]
    assert [data["assistant"] for name, data in events if name == "meta"] == ["openai", "builtin"]
    assert events[-1][0] == "done"
    assert events[-1][1]["notice"] == "assistant_auth"
    assert events[-1][1]["response"] == 'I added #1 "Buy milk".'


def test_a_turn_ends_after_a_minute(ask: Callable[..., Live], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.4)
    live = ask(lambda message, _: Say(["hi"], pause=0 if message == "warm" else 3))
    *_, (at, last) = live.timed("go")
    assert last == ("error", {"code": "assistant_timeout", "detail": "The AI model took too long to answer."})
    assert at < 2.5


def test_open_streams_are_counted(ask: Callable[..., Live]) -> None:
    live = ask(lambda message, _: Say(["."] if message == "warm" else ["."] * 100, pause=0.05))
    with live.client.stream("POST", f"/api/{live.id}/chat/stream", json={"message": "go"}) as answer:
        events = read_events(answer.iter_lines())
        assert next(events)[0] == "meta"
        assert "chat_streams_open 1.0" in live.client.get("/metrics").text
    _wait(lambda: "chat_streams_open 0.0" in live.client.get("/metrics").text)


def _wait(condition: Callable[[], bool]) -> None:
    for _ in range(100):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come true within five seconds")


def test_a_turn_continues_in_another_replica(running: Running) -> None:
    settings = make_settings(running.url)
    with TestClient(create_app(settings)) as one, TestClient(create_app(settings)) as two:
        here = Guest.sign_in(one)
        there = Guest(two, here.id, here.token)
        here.add("Prepare slides")
        here.add("Team meeting")
        talk = here.say("What's pending?")["conversation_id"]
        assert there.say("Complete the second one", talk)["tool_calls"][-1]["arguments"] == {"task_id": 2}
        assert here.say("delete it", talk)["tool_calls"][-1]["arguments"] == {"task_id": 2}
        asked = there.say("delete everything", talk)["conversation_id"]
        assert here.say("yes", asked)["tool_calls"][-1]["name"] == "delete_task"
        assert there.titles() == []
        assert there.request("POST", "~/chat", {"message": "add tea"}, key="k").json()["tool_calls"]
        assert here.request("POST", "~/chat", {"message": "add tea"}, key="k").headers["idempotency-replayed"]
        assert here.titles() == ["Tea"]
        assert here.request("POST", "/api/auth/logout").status_code == 204
        assert there.request("GET", "~/tasks").status_code == 401
