"""What every assistant takes and gives."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from mcp.types import CallToolResult, Tool

from app.schemas import AssistantName


@dataclass(frozen=True)
class ToolCall:
    """A tool that was used, with what went in and what came out."""

    name: str
    arguments: dict[str, Any]
    result: Any
    ok: bool

    def as_json(self) -> dict[str, Any]:
        """The call as it is stored with a message."""
        return asdict(self)


@dataclass(frozen=True)
class HistoryMessage:
    """An earlier message of the conversation."""

    role: str
    content: str
    tool_calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What the assistant says, what it did for it, and the code of a failure that another assistant made up for."""

    text: str
    tool_calls: tuple[ToolCall, ...]
    assistant: AssistantName
    notice: str | None = None


@dataclass(frozen=True)
class Began:
    """An assistant begins to answer; what another one said before is void."""

    assistant: AssistantName


@dataclass(frozen=True)
class Said:
    """The next piece of the answer."""

    text: str


@dataclass(frozen=True)
class Used:
    """A tool has answered."""

    call: ToolCall


Event = Began | Said | Used
Tell = Callable[[Event], Awaitable[None]]


@dataclass(frozen=True)
class Allowance:
    """What one message may do: how many tool calls, and how many deletions among them."""

    calls: int = 10
    deletes: int = 1


class Tools(Protocol):
    """The open tools of one turn."""

    calls: list[ToolCall]

    @property
    def failure(self) -> Exception | None:
        """The database's failure that ended a tool, if one did."""

    async def describe(self) -> Sequence[Tool]:
        """What the tools are called and take."""

    async def call(self, name: str, **arguments: Any) -> ToolCall:
        """Use one tool."""

    async def call_raw(self, name: str, arguments: dict[str, Any]) -> CallToolResult:
        """Use one tool as an MCP client does."""


OpenTools = Callable[[Allowance], AbstractAsyncContextManager[Tools]]


class Assistant(Protocol):
    """Answers a message; keeps nothing between messages."""

    @property
    def name(self) -> AssistantName:
        """How answers and /api/meta call it."""

    async def answer(
        self, message: str, history: Sequence[HistoryMessage], open_tools: OpenTools, tell: Tell
    ) -> Answer:
        """The answer to a message, given the newest messages before it, oldest first; `tell` hears it grow."""

    async def prepare(self) -> None:
        """Do early what the first answer would have to wait for."""

    async def close(self) -> None:
        """Give back what the assistant holds."""
