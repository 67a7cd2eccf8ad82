from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import execute
from tests.guest import Guest


def _pages(guest: Guest, path: str) -> Iterator[list[Any]]:
    cursor: str | None = ""
    while cursor is not None:
        answer = guest.request("GET", path + (f"&cursor={cursor}" if cursor else ""))
        assert answer.status_code == 200
        yield answer.json()
        cursor = answer.headers.get("x-next-cursor")


@pytest.mark.parametrize("sort", ["created", "title", "due_date"])
def test_the_pages_of_a_list_are_the_list(guest: Guest, sort: str) -> None:
    for title in ("b", "A", "c", "a", "C", "B", "ä"):
        guest.add(title)
    whole = guest.request("GET", f"~/tasks?sort={sort}")
    pages = list(_pages(guest, f"~/tasks?sort={sort}&limit=3"))
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [task for page in pages for task in page] == whole.json()
    assert "x-next-cursor" not in whole.headers


def test_a_page_that_is_just_full_is_the_last_one(guest: Guest) -> None:
    for title in "abc":
        guest.add(title)
    assert [len(page) for page in _pages(guest, "~/tasks?limit=3")] == [3]


def test_pages_of_one_status_hold_that_status(guest: Guest) -> None:
    ids = [guest.add(str(number)) for number in range(6)]
    for task_id in ids[::2]:
        guest.request("PATCH", f"~/tasks/{task_id}/complete")
    pages = list(_pages(guest, "~/tasks?status=completed&limit=2"))
    assert [[task["id"] for task in page] for page in pages] == [[ids[0], ids[2]], [ids[4]]]


def test_the_next_page_follows_the_last_one_even_when_tasks_come_and_go(guest: Guest) -> None:
    ids = [guest.add(str(number)) for number in range(4)]
    answer = guest.request("GET", "~/tasks?limit=2")
    guest.request("DELETE", f"~/tasks/{ids[1]}")
    ids.append(guest.add("new"))
    rest = guest.request("GET", f"~/tasks?limit=9&cursor={answer.headers['x-next-cursor']}").json()
    assert [task["id"] for task in rest] == ids[2:]


def test_a_conversations_pages_go_back_in_time_and_each_is_in_order(guest: Guest) -> None:
    conversation = guest.say("one")["conversation_id"]
    for message in ("two", "three"):
        guest.say(message, conversation)
    path = f"~/conversations/{conversation}/messages"
    pages = list(_pages(guest, f"{path}?limit=4"))
    assert [len(page) for page in pages] == [4, 2]
    assert pages[1] + pages[0] == guest.request("GET", path).json()


def test_the_pages_of_conversations_are_the_conversations(guest: Guest) -> None:
    for number in range(5):
        guest.say(f"hello {number}")
    pages = list(_pages(guest, "~/conversations?limit=2"))
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [talk for page in pages for talk in page] == guest.request("GET", "~/conversations").json()


def test_conversations_of_the_same_moment_are_not_lost_between_pages(guest: Guest, database_url: str) -> None:
    for _ in range(4):
        guest.say("hello")
    execute(database_url, "UPDATE conversations SET updated_at = '2026-01-01 00:00:00.000000'")
    found = [talk["id"] for page in _pages(guest, "~/conversations?limit=1") for talk in page]
    assert sorted(found) == [1, 2, 3, 4]


def test_a_conversation_is_titled_by_its_first_words(guest: Guest) -> None:
    guest.say("  Add a task\nto buy   groceries ")
    guest.say("x" * 100)
    titles = [talk["title"] for talk in guest.request("GET", "~/conversations").json()]
    assert titles == ["x" * 79 + "…", "Add a task to buy groceries"]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=501", "limit=x", "cursor=x", "cursor=!!", "cursor=W10", "cursor=WyIiLCAtMV0", "cursor=bnVsbA"],
)
def test_a_page_that_can_not_be_is_refused(guest: Guest, query: str) -> None:
    answer = guest.request("GET", f"~/tasks?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_a_cursor_of_another_list_does_not_break_a_list(guest: Guest) -> None:
    for title in "abc":
        guest.add(title)
    cursor = guest.request("GET", "~/tasks?limit=1").headers["x-next-cursor"]
    answer = guest.request("GET", f"~/conversations?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert guest.request("GET", f"~/tasks?sort=title&cursor={cursor}").status_code == 200
