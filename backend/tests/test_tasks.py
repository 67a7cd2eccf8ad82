from collections.abc import Callable
from datetime import datetime

import pytest

from tests.guest import Guest


def test_a_new_task_is_pending_and_comes_back_whole(guest: Guest) -> None:
    answer = guest.request("POST", "~/tasks", {"title": "  Buy \n milk ", "description": " two litres "})
    task = answer.json()
    assert answer.status_code == 201
    assert (task["title"], task["description"], task["completed"]) == ("Buy milk", "two litres", False)
    assert task["user_id"] == guest.id
    assert datetime.fromisoformat(task["created_at"]).utcoffset() is not None
    assert guest.request("GET", f"~/tasks/{task['id']}").json() == task


def test_lists_are_filtered_by_status_and_sorted(guest: Guest) -> None:
    for title in ("banana", "Apple", "cherry"):
        guest.add(title)
    guest.request("PATCH", "~/tasks/2/complete")
    assert guest.titles("completed") == ["Apple"]
    assert guest.titles("pending") == ["banana", "cherry"]
    by_title = [task["title"] for task in guest.request("GET", "~/tasks?sort=title").json()]
    assert by_title == ["Apple", "banana", "cherry"]
    assert guest.request("GET", "~/tasks?sort=due_date").json() == guest.request("GET", "~/tasks").json()


def test_put_changes_what_it_names_and_nothing_else(guest: Guest) -> None:
    task_id = guest.add("Call mom")
    described = guest.request("PUT", f"~/tasks/{task_id}", {"description": "tonight"}).json()
    assert (described["title"], described["description"]) == ("Call mom", "tonight")
    renamed = guest.request("PUT", f"~/tasks/{task_id}", {"title": "Call dad"}).json()
    assert (renamed["title"], renamed["description"]) == ("Call dad", "tonight")
    cleared = guest.request("PUT", f"~/tasks/{task_id}", {"description": None}).json()
    assert (cleared["title"], cleared["description"]) == ("Call dad", None)
    assert cleared["updated_at"] > described["created_at"]


def test_complete_toggles(guest: Guest) -> None:
    task_id = guest.add("Call mom")
    states = [guest.request("PATCH", f"~/tasks/{task_id}/complete").json()["completed"] for _ in range(3)]
    assert states == [True, False, True]


def test_a_deleted_task_is_gone_until_it_is_restored(guest: Guest) -> None:
    task_id = guest.add("Call mom")
    assert guest.request("DELETE", f"~/tasks/{task_id}").status_code == 204
    for method, path in (("GET", ""), ("DELETE", ""), ("PATCH", "/complete")):
        assert guest.request(method, f"~/tasks/{task_id}{path}").json()["code"] == "task_not_found"
    assert guest.titles() == []
    assert guest.request("POST", f"~/tasks/{task_id}/restore").json()["title"] == "Call mom"
    assert guest.titles() == ["Call mom"]
    assert guest.request("POST", f"~/tasks/{task_id}/restore").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": " \n "},
        {"title": "x" * 201},
        {"title": "x", "description": "y" * 1001},
        {"title": "a\x00b"},
        {"title": 7},
        {"title": "x", "user_id": "someone"},
        ["x"],
    ],
)
def test_an_invalid_task_is_refused(guest: Guest, body: object) -> None:
    answer = guest.request("POST", "~/tasks", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert guest.titles() == []


@pytest.mark.parametrize("body", [{}, {"title": None}, {"completed": True}])
def test_a_change_that_says_nothing_is_refused(guest: Guest, body: object) -> None:
    assert guest.request("PUT", f"~/tasks/{guest.add('x')}", body).status_code == 422


@pytest.mark.parametrize("task_id", [0, -1, 999, 2**31, 10**30])
def test_a_number_of_no_task_is_not_found(guest: Guest, task_id: int) -> None:
    answer = guest.request("GET", f"~/tasks/{task_id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "task_not_found")


def test_limits_of_length_are_counted_in_characters(guest: Guest) -> None:
    answer = guest.request("POST", "~/tasks", {"title": "ü" * 200, "description": "日" * 1000})
    assert answer.status_code == 201


def test_tasks_of_two_users_are_apart(new_guest: Callable[[], Guest]) -> None:
    one, two = new_guest(), new_guest()
    one.add("mine")
    two.add("yours")
    assert (one.titles(), two.titles()) == (["mine"], ["yours"])
