from collections.abc import Callable
from datetime import timedelta

import pytest

from app.assistant.builtin import phrases
from app.services.conversations import HISTORY_LENGTH
from tests.conftest import execute
from tests.golden import BEFORE, GOLDEN, Call
from tests.guest import Guest

MESSAGES = 20


@pytest.fixture
def busy(guest: Guest) -> Guest:
    """A guest with tasks 1 to 3."""
    for title in BEFORE:
        guest.add(title)
    return guest


@pytest.mark.parametrize(("message", "calls"), GOLDEN.items())
def test_a_reference_sentence_becomes_these_tool_calls(busy: Guest, message: str, calls: tuple[Call, ...]) -> None:
    answer = busy.say(message)
    assert tuple((call["name"], call["arguments"]) for call in answer["tool_calls"]) == calls
    assert all(call["ok"] for call in answer["tool_calls"])
    assert answer["assistant"] == "builtin"
    assert answer["response"]


def test_the_answer_names_what_was_done(busy: Guest) -> None:
    assert 'added #4 "Buy groceries"' in busy.say("Add a task to buy groceries")["response"]
    assert '#2 "Team meeting" as complete' in busy.say("finish the team meeting")["response"]
    assert "(done)" in busy.say("Show me all my tasks")["response"]
    assert 'deleted #1 "Prepare slides"' in busy.say("Delete task 1")["response"]
    assert busy.titles() == ["Team meeting", "Water plants", "Buy groceries"]


def test_a_turn_is_stored_with_its_tool_calls(guest: Guest) -> None:
    answer = guest.say("Add a task to buy groceries")
    guest.say("Show me all my tasks", answer["conversation_id"])
    messages = guest.request("GET", f"~/conversations/{answer['conversation_id']}/messages").json()
    assert [message["role"] for message in messages] == ["user", "assistant"] * 2
    assert [message["content"] for message in messages][:2] == ["Add a task to buy groceries", answer["response"]]
    assert messages[1]["tool_calls"] == answer["tool_calls"]
    assert [message["assistant"] for message in messages] == [None, "builtin"] * 2
    newest = guest.request("GET", f"~/conversations/{answer['conversation_id']}/messages?limit=1").json()
    assert newest == messages[-1:]


def test_conversations_come_newest_first(guest: Guest) -> None:
    first = guest.say("hello")["conversation_id"]
    second = guest.say("hello")["conversation_id"]
    guest.say("hello again", first)
    found = [conversation["id"] for conversation in guest.request("GET", "~/conversations").json()]
    assert found == [first, second]


def test_what_it_and_the_second_one_mean_comes_from_the_conversation(busy: Guest) -> None:
    conversation = busy.say("What's pending?")["conversation_id"]
    done = busy.say("Complete the second one", conversation)
    assert done["tool_calls"][-1]["arguments"] == {"task_id": 2}
    renamed = busy.say("Rename it to Board meeting", conversation)
    assert renamed["tool_calls"][-1]["arguments"] == {"task_id": 2, "title": "Board meeting"}
    elsewhere = busy.say("Delete it")
    assert [call["name"] for call in elsewhere["tool_calls"]] == ["list_tasks"]


def test_only_the_newest_forty_messages_count(busy: Guest, database_url: str) -> None:
    conversation = busy.say("Complete task 1")["conversation_id"]
    for index in range(HISTORY_LENGTH // 2):
        if index % (MESSAGES - 2) == 0:
            _let_a_minute_pass(database_url)
        busy.say("hello", conversation)
    _let_a_minute_pass(database_url)
    assert [call["name"] for call in busy.say("Delete it", conversation)["tool_calls"]] == ["list_tasks"]
    assert len(busy.titles()) == len(BEFORE)


def test_a_title_that_fits_several_tasks_is_asked_about(busy: Guest) -> None:
    busy.add("Board meeting")
    answer = busy.say("Delete the meeting task")
    assert [call["name"] for call in answer["tool_calls"]] == ["list_tasks"]
    assert "More than one task fits" in answer["response"]
    assert "#2" in answer["response"]
    assert "#4" in answer["response"]


def test_a_title_that_fits_no_task_names_the_nearest(busy: Guest) -> None:
    answer = busy.say("Delete the quarterly planning meeting with all the boards")
    assert 'The nearest is #2 "Team meeting"' in answer["response"]
    assert len(busy.titles()) == len(BEFORE)


def test_one_missing_task_among_several_stops_all(busy: Guest) -> None:
    busy.say("Delete slides and the dentist")
    assert busy.titles() == list(BEFORE)


def test_several_named_tasks_are_deleted_in_one_message(busy: Guest) -> None:
    calls = busy.say("Delete tasks 1, 2 and 3")["tool_calls"]
    assert [call["ok"] for call in calls] == [True] * 3
    assert busy.titles() == []


def test_a_task_called_like_a_command_is_asked_about(busy: Guest) -> None:
    busy.add("Cancel gym")
    assert 'Say "complete #4" or "delete #4"' in busy.say("cancel gym")["response"]
    assert "Cancel gym" in busy.titles()


def test_deleting_everything_needs_a_yes_in_the_same_conversation(busy: Guest) -> None:
    question = busy.say("Delete all my tasks")
    assert question["tool_calls"] == []
    assert question["response"] == phrases.CLEAR_QUESTIONS["all"]
    busy.say("yes")
    busy.say("yes, delete all completed tasks", question["conversation_id"])
    assert busy.titles() == list(BEFORE)
    again = busy.say("Delete all my tasks", question["conversation_id"])
    busy.say("yes, delete all tasks", again["conversation_id"])
    assert busy.titles() == []


def test_a_no_keeps_everything(busy: Guest) -> None:
    question = busy.say("clear my list")
    assert "nothing was deleted" in busy.say("no", question["conversation_id"])["response"]
    assert busy.titles() == list(BEFORE)


def test_completing_everything_completes_what_is_pending(busy: Guest) -> None:
    busy.say("Mark task 1 as done")
    calls = busy.say("Mark everything as done")["tool_calls"]
    assert [call["arguments"] for call in calls[1:]] == [{"task_id": 2}, {"task_id": 3}]
    assert busy.titles("pending") == []


def test_notes_and_several_new_tasks(guest: Guest) -> None:
    guest.say("Add tasks:\n- buy milk\n- call mom")
    guest.say("Add a note to task 2: before noon")
    tasks = guest.request("GET", "~/tasks").json()
    assert [(task["title"], task["description"]) for task in tasks] == [("Buy milk", None), ("Call mom", "before noon")]


def test_a_title_in_a_rename_may_hold_the_word_to(guest: Guest) -> None:
    guest.add("Call to mom")
    guest.say("change call to mom to call dad")
    assert guest.titles() == ["Call dad"]


@pytest.mark.parametrize("body", [{}, {"message": ""}, {"message": "  "}, {"message": "x" * 2001}, {"message": "\x00"}])
def test_an_invalid_message_is_refused_and_not_stored(
    guest: Guest, body: object, count_rows: Callable[[], dict[str, int]]
) -> None:
    assert guest.request("POST", "~/chat", body).status_code == 422
    assert count_rows()["messages"] == 0


def test_the_twenty_first_message_of_a_minute_must_wait(guest: Guest, database_url: str) -> None:
    for _ in range(MESSAGES):
        guest.say("hello")
    answer = guest.request("POST", "~/chat", {"message": "hello"})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_messages")
    assert 0 < int(answer.headers["retry-after"]) <= timedelta(minutes=1).total_seconds()
    _let_a_minute_pass(database_url)
    guest.say("hello")


def _let_a_minute_pass(database_url: str) -> None:
    execute(database_url, "UPDATE rate_limits SET updated_at = updated_at - 60")
