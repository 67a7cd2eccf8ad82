import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from mcp import Client
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError

from app.assistant.base import Allowance, Event
from app.db import Database
from app.settings import Settings
from app.tools.client import RecordedTools, tools_of
from app.tools.server import Budget, UserTools, build_server
from tests.guest import Guest

Result = TypeVar("Result")

CONTRACT = {
    "add_task": ({"title"}, {"description"}),
    "list_tasks": (set(), {"status"}),
    "complete_task": ({"task_id"}, set()),
    "delete_task": ({"task_id"}, set()),
    "update_task": ({"task_id"}, {"title", "description"}),
}


def use(
    settings: Settings, user_id: str, action: Callable[[RecordedTools], Awaitable[Result]], **limits: int
) -> Result:
    async def session() -> Result:
        database = Database(settings.url)
        try:
            async with tools_of(database, user_id, _hear)(Allowance(**limits)) as tools:
                assert isinstance(tools, RecordedTools)
                return await action(tools)
        finally:
            await database.close()

    return asyncio.run(session())


async def _hear(_: Event) -> None:
    return None


def test_the_five_tools_take_what_the_contract_says_and_no_user(settings: Settings) -> None:
    async def arguments() -> dict[str, tuple[set[str], set[str]]]:
        async with Client(build_server(UserTools(Database(settings.url), "u", Budget()))) as client:
            schemas = {tool.name: tool.input_schema for tool in (await client.list_tools()).tools}
        required = {name: set(schema.get("required", ())) for name, schema in schemas.items()}
        return {name: (required[name], set(schema["properties"]) - required[name]) for name, schema in schemas.items()}

    assert asyncio.run(arguments()) == CONTRACT


def test_a_user_id_that_a_caller_sends_is_ignored(settings: Settings, guest: Guest) -> None:
    call = use(settings, guest.id, lambda tools: tools.call("add_task", title="Mine", user_id="someone-else"))
    assert call.ok
    assert guest.titles() == ["Mine"]


def test_list_tasks_gives_an_empty_list_as_a_list(settings: Settings, guest: Guest) -> None:
    assert use(settings, guest.id, lambda tools: tools.call("list_tasks")).result == []


def test_complete_task_sets_and_does_not_toggle(settings: Settings, guest: Guest) -> None:
    task_id = guest.add("x")
    for _ in range(2):
        call = use(settings, guest.id, lambda tools: tools.call("complete_task", task_id=task_id))
        assert call.result == {"task_id": task_id, "status": "completed", "title": "x"}
    assert guest.titles("completed") == ["x"]


def test_a_second_deletion_is_refused_unless_it_was_allowed(settings: Settings, guest: Guest) -> None:
    ids = [guest.add(f"task {number}") for number in range(3)]

    async def delete_all(tools: RecordedTools) -> list[bool]:
        return [(await tools.call("delete_task", task_id=number)).ok for number in ids]

    assert use(settings, guest.id, delete_all) == [True, False, False]
    assert use(settings, guest.id, delete_all, deletes=3) == [False, True, True]


def test_calls_beyond_the_limit_are_refused(settings: Settings, guest: Guest) -> None:
    async def many(tools: RecordedTools) -> list[bool]:
        return [(await tools.call("list_tasks")).ok for _ in range(12)]

    assert use(settings, guest.id, many) == [True] * 10 + [False] * 2


def test_a_missing_database_comes_out_as_the_drivers_own_error(settings: Settings) -> None:
    nowhere = SecretStr("postgresql://u@127.0.0.1:1/nowhere")
    away = settings.model_copy(update={"database_url": nowhere})
    with pytest.raises(OperationalError):
        use(away, "u", lambda tools: tools.call("list_tasks"))


def test_a_crash_in_a_tool_is_no_answer_for_the_user(
    settings: Settings, guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object) -> None:
        raise ZeroDivisionError("internal detail")

    monkeypatch.setattr("app.services.tasks.newest_tasks", crash)
    with pytest.raises(ZeroDivisionError):
        use(settings, guest.id, lambda tools: tools.call("list_tasks"))
