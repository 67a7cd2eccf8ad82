"""What every assistant takes and gives."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass
from typing import Any, Protocol

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
    """What the assistant says, and what it did for it."""

    text: str
    tool_calls: tuple[ToolCall, ...]
    assistant: AssistantName


class Tools(Protocol):
    """The open tools of one turn."""

    calls: list[ToolCall]

    async def call(self, name: str, **arguments: Any) -> ToolCall:
        """Use one tool."""


class OpenTools(Protocol):
    """Opens the tools for one turn, with a number of calls and deletions allowed."""

    def __call__(self, *, calls: int = 10, deletes: int = 1) -> AbstractAsyncContextManager[Tools]:
        """Use the result in `async with`."""


class Assistant(Protocol):
    """Answers a message; keeps nothing between messages."""

    @property
    def name(self) -> AssistantName:
        """How answers and /api/meta call it."""

    async def answer(self, message: str, history: Sequence[HistoryMessage], open_tools: OpenTools) -> Answer:
        """The answer to a message, given the newest messages before it, oldest first."""
