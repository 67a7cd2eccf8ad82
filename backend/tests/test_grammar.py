import time
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.assistant.builtin.changing import NOTE_VERBS, RENAME_VERBS
from app.assistant.builtin.deleting import CLEAR_VERBS, DELETE_VERBS
from app.assistant.builtin.grammar import parse
from app.assistant.builtin.intents import (
    AddTasks,
    ById,
    ByOrdinal,
    ByPronoun,
    ByTitle,
    Change,
    Clarify,
    ClearTasks,
    CompleteTasks,
    Context,
    DeleteTasks,
    DescribeTask,
    Help,
    Intent,
    ListTasks,
    NewTask,
    Ref,
    RenameTask,
    Targets,
)

NOTHING = Context()


def added(*titles: str) -> Intent:
    return AddTasks(tuple(NewTask(title) for title in titles))


def done(*refs: Ref) -> Intent:
    return CompleteTasks(Targets(refs))


def deleted(*refs: Ref) -> Intent:
    return DeleteTasks(Targets(refs), "")


def renamed(ref: Ref, title: str) -> Intent:
    return RenameTask((Change(ref, title),))


PARAPHRASES: dict[str, Intent] = {
    # adding
    "add buy milk": added("Buy milk"),
    "Add milk to my list": added("Milk"),
    "please add a task: call Bob": added("Call Bob"),
    "Create a task called 'Read Dune'": added("Read Dune"),
    'create a new task titled "tax return"': added("Tax return"),
    "new task: water the plants": added("Water the plants"),
    "todo: write the report.": added("Write the report"),
    "Could you remind me to call the dentist?": added("Call the dentist?"),
    "remember to buy stamps": added("Buy stamps"),
    "Don't forget to delete old files": added("Delete old files"),
    "I have to renew my passport": added("Renew my passport"),
    "I need to finish the report": added("Finish the report"),
    "Add a task to delete everything": added("Delete everything"),
    "remind me to cancel the gym": added("Cancel the gym"),
    "make a reminder to stretch": added("Stretch"),
    "jot down pick up laundry": added("Pick up laundry"),
    "put eggs on my to-do list": added("Eggs"),
    "add tasks: milk, eggs and bread; tea": added("Milk, eggs and bread", "Tea"),
    "add three tasks: milk, eggs, and bread": added("Milk", "Eggs", "Bread"),
    "Add:\n- milk\n2) eggs": added("Milk", "Eggs"),
    "add buy milk with note: two litres": AddTasks((NewTask("Buy milk", "two litres"),)),
    "hey, can you add “fix bike” please": added("Fix bike"),
    # listing
    "list": ListTasks("all"),
    "my tasks": ListTasks("all"),
    "what's on my list?": ListTasks("all"),
    "show my complete list": ListTasks("all"),
    "can you show me my todos please": ListTasks("all"),
    "How many tasks do I have?": ListTasks("all"),
    "what do I have to do today?": ListTasks("pending"),
    "What is left to do?": ListTasks("pending"),
    "show pending tasks": ListTasks("pending"),
    "do I have any open tasks?": ListTasks("pending"),
    "which tasks are not done yet": ListTasks("pending"),
    "what haven't I finished": ListTasks("pending"),
    "What should I do next?": ListTasks("pending"),
    "I need to see all my tasks": ListTasks("all"),
    "list completed tasks": ListTasks("completed"),
    "what did I finish?": ListTasks("completed"),
    "which tasks are done?": ListTasks("completed"),
    # completing
    "complete task 3": done(ById(3)),
    "complete #3": done(ById(3)),
    "finish task three": done(ById(3)),
    "task 3 is done": done(ById(3)),
    "#3 done": done(ById(3)),
    "check off task 3": done(ById(3)),
    "tick 3 off": done(ById(3)),
    "set task 3 to done": done(ById(3)),
    "mark as done: task 3": done(ById(3)),
    "I finished the report": done(ByTitle("report")),
    "I'm done with the laundry": done(ByTitle("laundry")),
    "I've completed 'Call mom'": done(ByTitle("Call mom")),
    "the laundry is done": done(ByTitle("laundry")),
    "cross milk off my list": done(ByTitle("milk")),
    "mark the first one as complete": done(ByOrdinal(0)),
    "complete it": done(ByPronoun()),
    "complete tasks 1, 2 and 4": done(ById(1), ById(2), ById(4)),
    "complete all tasks": CompleteTasks(None),
    # deleting
    "delete task 3": deleted(ById(3)),
    "remove #3": deleted(ById(3)),
    "Could you please delete number 3?": deleted(ById(3)),
    "cancel the meeting": deleted(ByTitle("meeting")),
    "get rid of the milk task": deleted(ByTitle("milk")),
    "delete 'Call mom'": deleted(ByTitle("Call mom")),
    "remove milk from my list": deleted(ByTitle("milk")),
    "take milk off my list": deleted(ByTitle("milk")),
    "delete the last one": deleted(ByOrdinal(-1)),
    "erase that": deleted(ByPronoun()),
    "delete tasks 2-4": deleted(ById(2), ById(3), ById(4)),
    "delete everything": ClearTasks("all", confirmed=False),
    "remove all my tasks": ClearTasks("all", confirmed=False),
    "clear completed": ClearTasks("completed", confirmed=False),
    "delete all the pending tasks": ClearTasks("pending", confirmed=False),
    # changing
    "rename task 2 to Call dad": renamed(ById(2), "Call dad"),
    "update task 2: call dad": renamed(ById(2), "Call dad"),
    "change the title of task 2 to 'Call dad'": renamed(ById(2), "Call dad"),
    "update task 2's title to Call dad": renamed(ById(2), "Call dad"),
    "task 2 should be call dad": renamed(ById(2), "Call dad"),
    "rename 'call to mom' to 'Call dad'": renamed(ByTitle("call to mom"), "Call dad"),
    "edit the second task to say buy bread": renamed(ByOrdinal(1), "Buy bread"),
    "add note to 2: before noon": DescribeTask(ById(2), "before noon"),
    "set the description of task 2 to before noon": DescribeTask(ById(2), "before noon"),
    "add 'two litres' as a note to the milk task": DescribeTask(ByTitle("milk"), "two litres"),
}

NO_ACTION = (
    *("Hello!", "thanks", "help", "?", "How do I delete a task?", "what can you do", "show me how to delete a task"),
    *("don't delete task 3", "never delete anything", "did you delete task 3?", "why was task 3 deleted?", "undo"),
    *("is task 3 done?", "reopen task 3", "mark task 3 as not done", "should I delete task 3?", "yes", "no", "3"),
    *("delete", "complete", "add", "change", "clear the table", "buy milk", "I didn't finish the report", "'", '"'),
)


@pytest.mark.parametrize(("message", "meaning"), PARAPHRASES.items())
def test_a_paraphrase_means_the_same(message: str, meaning: Intent) -> None:
    found = parse(message, NOTHING)
    assert (replace(found, said="") if isinstance(found, DeleteTasks) else found) == meaning


@pytest.mark.parametrize("message", NO_ACTION)
def test_what_asks_for_nothing_is_answered_with_words(message: str) -> None:
    assert isinstance(parse(message, NOTHING), Help | Clarify)


def test_every_verb_of_deletion_deletes() -> None:
    for verb in DELETE_VERBS:
        assert isinstance(parse(f"{verb} task 3", NOTHING), DeleteTasks), verb
    for verb in (*DELETE_VERBS, *CLEAR_VERBS):
        assert isinstance(parse(f"{verb} all tasks", NOTHING), ClearTasks), verb


WORDS = (
    *(
        "add",
        "task",
        "tasks",
        "to",
        "the",
        "my",
        "all",
        "3",
        "#3",
        "it",
        "yes",
        "done",
        "mark",
        "as",
        "complete",
        "list",
    ),
    *("'x'", '"', "'", ":", ";", ",", "\n", "and", "not", "don't", "show", "what", "is", "should", "note", "off", "i"),
    *DELETE_VERBS,
    *CLEAR_VERBS,
    *RENAME_VERBS,
)
SENTENCES = st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@given(SENTENCES)
@example("\ue0005\ue001")
@example("'a' \ue0000\ue001")
@example("delete \ue0007\ue001")
def test_no_sentence_raises_or_acts_without_its_verb(message: str) -> None:
    words = " ".join(message.lower().split())
    meaning = parse(message, NOTHING)
    if isinstance(meaning, DeleteTasks | ClearTasks):
        assert any(verb in words for verb in (*DELETE_VERBS, *CLEAR_VERBS, "take", "need"))
    if isinstance(meaning, RenameTask):
        assert any(verb in words for verb in (*RENAME_VERBS, "set", "should", "call", "make"))
    if isinstance(meaning, DescribeTask):
        assert any(verb in words for verb in NOTE_VERBS)
    if isinstance(meaning, ClearTasks):
        assert not meaning.confirmed


@given(SENTENCES)
def test_a_question_whether_to_clear_is_answered_by_yes_only(message: str) -> None:
    meaning = parse(message, Context(asked_to_clear="completed"))
    if isinstance(meaning, ClearTasks) and meaning.confirmed:
        assert message.strip().lower().startswith(("yes", "yep", "yeah", "sure", "confirm", "go ahead", "do it"))
        assert meaning.status == "completed"


@pytest.mark.parametrize(
    "message",
    [
        "a" * 2000,
        "task " * 400,
        "to " * 666,
        "add " * 500,
        "change " + "a to " * 398,
        "delete " + "a, " * 660,
        "'" * 2000,
        "add a note to " + "x as " * 390,
        "\n" * 1000 + ";" * 1000,
        "the 1" * 400,
        "mark " + "1 done " * 280,
        "add " + " with note" * 199,
        "please " * 285,
        "x" + " thanks" * 285,
    ],
)
def test_two_thousand_characters_are_read_quickly(message: str) -> None:
    parse(message, NOTHING)
    started = time.perf_counter()
    parse(message, NOTHING)
    assert time.perf_counter() - started < 0.1
