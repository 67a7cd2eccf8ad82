"""What a message may do, read from its own words and never from what a model or a task's title says."""

from collections.abc import Sequence
from typing import Final

from app.assistant.base import Allowance, HistoryMessage
from app.assistant.builtin.grammar import parse
from app.assistant.builtin.intents import (
    AddTasks,
    ClearTasks,
    CompleteTasks,
    Context,
    DeleteTasks,
    Help,
    Intent,
    ListTasks,
)
from app.schemas import TaskStatus

MOST_AT_ONCE: Final = 50
USUAL: Final = Allowance()


def allowance_of(intent: Intent) -> Allowance:
    """Ten calls with one deletion; as many as the message names or confirms, up to fifty; none to delete for a look."""
    match intent:
        case AddTasks(tasks):
            return Allowance(max(USUAL.calls, len(tasks) + 1))
        case CompleteTasks(None):
            return Allowance(MOST_AT_ONCE + 1)
        case CompleteTasks(targets) if targets:
            return Allowance(max(USUAL.calls, len(targets.refs) + 1))
        case DeleteTasks(targets):
            return Allowance(max(USUAL.calls, len(targets.refs) + 1), len(targets.refs))
        case ClearTasks(confirmed=True):
            return Allowance(MOST_AT_ONCE + 1, MOST_AT_ONCE)
        case ClearTasks() | ListTasks() | Help("greeting" | "thanks" | "help" | "kept"):
            return Allowance(deletes=0)
        case _:
            return USUAL


def context_of(history: Sequence[HistoryMessage]) -> Context:
    """What the conversation so far says about "the second one", "it" and "yes"."""
    last_list: tuple[int, ...] = ()
    last_task: int | None = None
    for message in history:
        for call in message.tool_calls:
            if call.ok and call.name == "list_tasks":
                last_list = tuple(item["id"] for item in call.result)
            elif call.ok:
                last_task = None if call.name == "delete_task" else call.result["task_id"]
    return Context(last_list, last_task, _asked_to_clear(history))


def _asked_to_clear(history: Sequence[HistoryMessage]) -> TaskStatus | None:
    """Which tasks the user wanted to clear one message ago; every assistant answers that with a question."""
    if len(history) < 2 or (history[-2].role, history[-1].role) != ("user", "assistant"):
        return None
    intent = parse(history[-2].content, Context())
    return intent.status if isinstance(intent, ClearTasks) else None
