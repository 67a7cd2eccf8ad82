"""Calling the tools in this process and keeping record of every call."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

from mcp import Client
from mcp.types import CallToolRequest, CallToolRequestParams, CallToolResult, TextContent, Tool
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from app.assistant.base import Allowance, OpenTools, Tell, ToolCall, Tools, Used
from app.db import Database
from app.tools.server import Budget, UserTools, build_server

_REJECTED: Final = re.compile(r"^(\w+)\n {2}(.+?) \[type=", re.MULTILINE)


class RecordedTools:
    """The tools of one turn and the calls made so far."""

    def __init__(self, client: Client, budget: Budget, tell: Tell) -> None:
        self._client = client
        self._budget = budget
        self._tell = tell
        self._turn = asyncio.Lock()
        self.calls: list[ToolCall] = []

    @property
    def failure(self) -> Exception | None:
        """The failure of ours that ended a tool, if one did."""
        return self._budget.failure

    async def describe(self) -> Sequence[Tool]:
        """What the tools are called and take."""
        return (await self._client.list_tools()).tools

    async def call(self, name: str, **arguments: Any) -> ToolCall:
        """Use a tool; a refusal comes back as `ok: false`, a missing database or a crash as an exception."""
        await self.call_raw(name, arguments)
        if self._budget.failure:
            raise self._budget.failure
        return self.calls[-1]

    async def call_raw(self, name: str, arguments: dict[str, Any]) -> CallToolResult:
        """Use a tool as an MCP client does; every call is recorded and told, but for one that failed on our side."""
        # A model asks for several at once; one after the other, tasks get their numbers in the order it named them.
        async with self._turn:
            request = CallToolRequest(params=CallToolRequestParams(name=name, arguments=arguments))
            # `call_tool` would compile the tool's schema first, to check an answer that our own server just made.
            answer = await self._client.session.send_request(request, CallToolResult)
            if not self._budget.failure:
                call = ToolCall(name, arguments, _result(answer), not answer.is_error)
                self.calls.append(call)
                await self._tell(Used(call))
        return answer


def tools_of(database: Database, user_id: str, tell: Tell) -> OpenTools:
    """A way to open this user's tools with a number of calls and deletions allowed."""

    def open_tools(allowance: Allowance) -> AbstractAsyncContextManager[Tools]:
        return _connect(database, user_id, Budget(allowance.calls, allowance.deletes), tell)

    return open_tools


@asynccontextmanager
async def _connect(database: Database, user_id: str, budget: Budget, tell: Tell) -> AsyncIterator[RecordedTools]:
    failure: Exception | None = None
    server = build_server(UserTools(database, user_id, budget))
    async with Client(server, mode=MODERN_PROTOCOL_VERSIONS[-1], cache=None) as client:
        try:
            yield RecordedTools(client, budget, tell)
        except Exception as error:
            # Left to the client, it would come out wrapped in an ExceptionGroup.
            failure = error
    if failure:
        raise failure


def _result(answer: CallToolResult) -> Any:
    content = answer.structured_content or {}
    return {"error": _reason(answer)} if answer.is_error else content.get("result", content)


def _reason(answer: CallToolResult) -> str:
    text = answer.content[0].text if answer.content and isinstance(answer.content[0], TextContent) else ""
    if rejected := _REJECTED.findall(text):
        return f"The arguments are not valid: {'; '.join(f'{name}: {reason}' for name, reason in rejected)}."
    return re.sub(r"^Error executing tool \w+: ", "", text)
