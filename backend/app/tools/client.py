"""Calling the tools in this process and keeping record of every call."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from mcp import Client
from mcp.types import TextContent

from app.assistant.base import OpenTools, ToolCall
from app.db import Database
from app.tools.server import Budget, build_server


class RecordedTools:
    """The tools of one turn and the calls made so far."""

    def __init__(self, client: Client, budget: Budget) -> None:
        self._client = client
        self._budget = budget
        self.calls: list[ToolCall] = []

    async def call(self, name: str, **arguments: Any) -> ToolCall:
        """Call a tool; a refusal comes back as `ok: false`, a missing database or a crash as an exception."""
        answer = await self._client.call_tool(name, arguments)
        if self._budget.failure:
            raise self._budget.failure
        text = answer.content[0].text if answer.content and isinstance(answer.content[0], TextContent) else ""
        if answer.is_error and not text.startswith(f"Error executing tool {name}: "):
            raise RuntimeError(f"tool {name} failed")
        content = answer.structured_content or {}
        result = {"error": text.partition(": ")[2]} if answer.is_error else content.get("result", content)
        call = ToolCall(name, arguments, result, not answer.is_error)
        self.calls.append(call)
        return call


def tools_of(database: Database, user_id: str) -> OpenTools:
    """A way to open this user's tools with a number of calls and deletions allowed."""

    def open_tools(*, calls: int = 10, deletes: int = 1) -> AbstractAsyncContextManager[RecordedTools]:
        return _connect(database, user_id, Budget(calls, deletes))

    return open_tools


@asynccontextmanager
async def _connect(database: Database, user_id: str, budget: Budget) -> AsyncIterator[RecordedTools]:
    failure: Exception | None = None
    async with Client(build_server(database, user_id, budget)) as client:
        try:
            yield RecordedTools(client, budget)
        except Exception as error:
            # Left to the client, it would come out wrapped in an ExceptionGroup.
            failure = error
    if failure:
        raise failure
