from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import execute
from tests.guest import Guest

TASK = {"title": "Buy milk"}
MESSAGE = {"message": "Add a task to buy milk"}


def test_a_task_is_made_once_however_often_it_is_sent_with_the_same_key(guest: Guest) -> None:
    first = guest.request("POST", "~/tasks", TASK, key="k-1")
    again = guest.request("POST", "~/tasks", TASK, key="k-1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    assert guest.request("POST", "~/tasks", TASK, key="k-2").json()["id"] != first.json()["id"]
    assert guest.titles() == ["Buy milk"] * 2


def test_the_answer_of_the_first_time_is_given_even_when_the_task_has_changed(guest: Guest) -> None:
    first = guest.request("POST", "~/tasks", TASK, key="k").json()
    guest.request("DELETE", f"~/tasks/{first['id']}")
    assert guest.request("POST", "~/tasks", TASK, key="k").json() == first
    assert guest.titles() == []


def test_a_turn_is_carried_out_once_however_often_it_is_sent_with_the_same_key(guest: Guest) -> None:
    first = guest.request("POST", "~/chat", MESSAGE, key="k")
    again = guest.request("POST", "~/chat", MESSAGE, key="k")
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert guest.titles() == ["Buy milk"]
    assert len(guest.request("GET", f"~/conversations/{first.json()['conversation_id']}/messages").json()) == 2


def test_a_stream_is_told_again_with_the_same_key(guest: Guest) -> None:
    first = guest.request("POST", "~/chat/stream", MESSAGE, key="k")
    again = guest.request("POST", "~/chat/stream", MESSAGE, key="k")
    assert again.headers["idempotency-replayed"] == "true"
    assert _last_event(again.text) == _last_event(first.text)
    assert [line for line in again.text.splitlines() if line.startswith("event")] == [
        f"event: {name}" for name in ("meta", "tool", "delta", "done")
    ]
    assert guest.titles() == ["Buy milk"]


def _last_event(text: str) -> str:
    return text.strip().split("\n\n")[-1]


@pytest.mark.parametrize(
    ("path", "body"), [("~/tasks", {"title": "other"}), ("~/chat", MESSAGE), ("~/chat/stream", MESSAGE)]
)
def test_a_key_of_another_request_is_refused(guest: Guest, path: str, body: object) -> None:
    guest.request("POST", "~/tasks", TASK, key="k")
    answer = guest.request("POST", path, body, key="k")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")
    assert guest.titles() == ["Buy milk"]


def test_keys_of_two_users_are_apart(new_guest: Callable[[], Guest]) -> None:
    one, two = new_guest(), new_guest()
    ids = {user.request("POST", "~/tasks", TASK, key="k").json()["id"] for user in (one, two)}
    assert len(ids) == 2


@pytest.mark.parametrize("key", ["", "a b", "x" * 65, "ü"])
def test_a_key_that_is_none_is_refused(guest: Guest, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode(), b"Authorization": f"Bearer {guest.token}".encode()}
    answer = guest.client.post(f"/api/{guest.id}/tasks", json=TASK, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_the_same_request_sent_many_times_at_once_takes_effect_once(guest: Guest) -> None:
    with ThreadPoolExecutor(6) as pool:
        sent = [pool.submit(guest.request, "POST", path, body, "k") for path, body in [("~/tasks", TASK)] * 6]
        answers = [each.result() for each in sent]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert guest.titles() == ["Buy milk"]


def test_a_turn_that_still_runs_or_ended_without_an_answer_is_not_begun_again(guest: Guest, database_url: str) -> None:
    guest.request("POST", "~/chat", MESSAGE, key="k")
    execute(database_url, "UPDATE idempotency_keys SET body = NULL")
    running = guest.request("POST", "~/chat", MESSAGE, key="k")
    assert (running.status_code, running.json()["code"], running.headers["retry-after"]) == (
        409,
        "request_running",
        "1",
    )
    execute(database_url, "UPDATE idempotency_keys SET created_at = '2020-01-01 00:00:00+00:00', body = NULL")
    execute(database_url, _age("2 minutes", database_url))
    interrupted = guest.request("POST", "~/chat", MESSAGE, key="k")
    assert (interrupted.status_code, interrupted.json()["code"]) == (409, "request_interrupted")
    assert guest.titles() == ["Buy milk"]


def test_a_key_is_free_again_after_a_day(guest: Guest, database_url: str) -> None:
    guest.request("POST", "~/tasks", TASK, key="k")
    execute(database_url, _age("25 hours", database_url))
    answer = guest.request("POST", "~/tasks", {"title": "Buy bread"}, key="k")
    assert (answer.status_code, answer.json()["title"]) == (201, "Buy bread")
    assert guest.request("POST", "~/tasks", {"title": "Buy bread"}, key="k").json() == answer.json()


def test_a_turn_that_had_no_effect_can_be_tried_again(
    guest: Guest, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    async def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("app.services.tasks.create_task", crash)
        assert guest.request("POST", "~/chat", MESSAGE, key="k").status_code == 500
    assert execute(database_url, "SELECT count(*) FROM idempotency_keys") == 0
    assert guest.request("POST", "~/chat", MESSAGE, key="k").status_code == 200
    assert guest.titles() == ["Buy milk"]


def _age(time: str, url: str) -> str:
    then = f"datetime('now', '-{time}')" if url.startswith("sqlite") else f"now() - interval '{time}'"
    return f"UPDATE idempotency_keys SET created_at = {then}"  # noqa: S608
