"""The built-in assistant: understand by rules, act through the tools, say what happened."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from app.assistant.allowance import MOST_AT_ONCE, allowance_of, context_of
from app.assistant.base import Answer, HistoryMessage, OpenTools, Said, Tell, ToolCall, Tools
from app.assistant.builtin import phrases
from app.assistant.builtin.grammar import parse
from app.assistant.builtin.intents import (
    AddTasks,
    ById,
    Clarify,
    ClearTasks,
    CompleteTasks,
    Context,
    DeleteTasks,
    DescribeTask,
    Help,
    Intent,
    ListTasks,
    Ref,
    RenameTask,
    Targets,
)
from app.assistant.builtin.refs import Found, Item, Missing, Several, resolve, resolve_all
from app.schemas import TaskStatus


class BuiltinAssistant:
    """Answers by fixed rules, without an AI model; keeps nothing between messages."""

    name: Literal["builtin"] = "builtin"

    async def answer(
        self, message: str, history: Sequence[HistoryMessage], open_tools: OpenTools, tell: Tell
    ) -> Answer:
        """The answer to a message, given the newest messages before it, oldest first; it grows by whole lines."""
        context = context_of(history)
        intent = parse(message, context)
        words = _words(intent)
        if words is not None:
            answer = Answer(words, (), self.name)
        else:
            async with open_tools(allowance_of(intent)) as tools:
                answer = Answer(await _act(intent, tools, context), tuple(tools.calls), self.name)
        for line in answer.text.splitlines(keepends=True):
            await tell(Said(line))
        return answer

    async def prepare(self) -> None:
        """Nothing: the rules are there as soon as the process is."""

    async def close(self) -> None:
        """Nothing: the rules hold nothing."""


def _words(intent: Intent) -> str | None:
    match intent:
        case Help():
            return phrases.talk(intent)
        case Clarify(question):
            return question
        case ClearTasks(status, confirmed=False):
            return phrases.CLEAR_QUESTIONS[status]
        case _:
            return None


async def _act(intent: Intent, tools: Tools, context: Context) -> str:
    match intent:
        case ListTasks(status):
            return phrases.listed(await _list(tools, status), status)
        case AddTasks():
            return await _add(intent, tools)
        case CompleteTasks(None):
            pending = await _list(tools, "pending")
            return await _each("complete_task", [item.id for item in pending[:MOST_AT_ONCE]], tools, "complete")
        case CompleteTasks(targets) if targets:
            return await _on_targets("complete_task", targets, tools, context)
        case ClearTasks(status):
            every = await _list(tools, status)
            return await _each("delete_task", [item.id for item in every[:MOST_AT_ONCE]], tools, "delete")
        case DeleteTasks(targets, said):
            return await _on_targets("delete_task", targets, tools, context, said)
        case RenameTask():
            return await _rename(intent, tools, context)
        case DescribeTask(ref, description):
            return await _update(ref, tools, context, description=description)
        case _:
            raise AssertionError(f"{type(intent).__name__} asks for no action")


async def _list(tools: Tools, status: TaskStatus = "all") -> list[Item]:
    call = await tools.call("list_tasks", status=status)
    return [Item(item["id"], item["title"], item["completed"]) for item in call.result] if call.ok else []


async def _add(intent: AddTasks, tools: Tools) -> str:
    calls = []
    for task in intent.tasks:
        note = {"description": task.description} if task.description else {}
        calls.append(await tools.call("add_task", title=task.title, **note))
    return _outcome(calls, "add")


async def _on_targets(tool: str, targets: Targets, tools: Tools, context: Context, said: str = "") -> str:
    verb = tool.removesuffix("_task")
    if all(isinstance(ref, ById) for ref in targets.refs):
        return await _each(tool, [ref.id for ref in targets.refs if isinstance(ref, ById)], tools, verb)
    meant = resolve_all(targets, await _list(tools), context, prefer_pending=verb == "complete")
    for resolution in meant:
        if isinstance(resolution, Several | Missing):
            return phrases.unclear(resolution, verb)
        if resolution.item.title.casefold() == said.casefold():
            return phrases.command_or_title(resolution.item)
    ids = dict.fromkeys(resolution.item.id for resolution in meant if isinstance(resolution, Found))
    return await _each(tool, list(ids), tools, verb)


async def _each(tool: str, ids: Sequence[int], tools: Tools, verb: str) -> str:
    if not ids:
        return phrases.nothing_to(verb)
    return _outcome([await tools.call(tool, task_id=number) for number in ids], verb)


async def _rename(intent: RenameTask, tools: Tools, context: Context) -> str:
    first = intent.readings[0]
    if isinstance(first.ref, ById):
        return _outcome([await tools.call("update_task", task_id=first.ref.id, title=first.title)], "rename")
    items = await _list(tools)
    titles = {item.title.casefold() for item in items}
    exact = (reading for reading in intent.readings if getattr(reading.ref, "text", "").casefold() in titles)
    chosen = next(exact, first)
    meant = resolve(chosen.ref, items, context)
    if isinstance(meant, Several | Missing):
        return phrases.unclear(meant, "change")
    return _outcome([await tools.call("update_task", task_id=meant.item.id, title=chosen.title)], "rename")


async def _update(ref: Ref, tools: Tools, context: Context, description: str) -> str:
    if isinstance(ref, ById):
        return _outcome([await tools.call("update_task", task_id=ref.id, description=description)], "describe")
    meant = resolve(ref, await _list(tools), context)
    if isinstance(meant, Several | Missing):
        return phrases.unclear(meant, "add a note to")
    return _outcome([await tools.call("update_task", task_id=meant.item.id, description=description)], "describe")


def _outcome(calls: Sequence[ToolCall], verb: str) -> str:
    names = [phrases.name(call.result["task_id"], call.result["title"]) for call in calls if call.ok]
    errors = [call.result["error"] for call in calls if not call.ok]
    told = [_SAID[verb](names)] if names else []
    return " ".join([*told, *([phrases.refused(errors)] if errors else [])])


_SAID: Mapping[str, Callable[[Sequence[str]], str]] = {
    "add": phrases.added,
    "complete": phrases.completed,
    "delete": phrases.deleted,
    "rename": phrases.renamed,
    "describe": phrases.described,
}
