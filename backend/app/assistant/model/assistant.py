"""The AI model's assistant as the application holds it; the SDK behind it takes seconds to import and comes later."""

import asyncio
import os
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, Literal

import structlog

from app.assistant.allowance import allowance_of, context_of
from app.assistant.base import Answer, HistoryMessage, OpenTools, Said, Tell, ToolCall, Tools
from app.assistant.builtin.grammar import parse
from app.assistant.model.settings import ProviderSettings
from app.errors import ApiError

log = structlog.get_logger(__name__)

# Within the minute that a turn may take, so that the built-in assistant still has time to step in.
ANSWER_SECONDS: Final = 50.0


class ModelAssistant:
    """Lets an AI model decide which tools to use; keeps a connection pool and nothing of any conversation."""

    name: Literal["openai"] = "openai"

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings
        self._runner: Any = None
        self._lock = asyncio.Lock()

    async def answer(
        self, message: str, history: Sequence[HistoryMessage], open_tools: OpenTools, tell: Tell
    ) -> Answer:
        """The model's answer; ApiError with a code `assistant_…` when it has none and has not used a tool yet.

        After a tool was used the turn is never run again: the answer then says what was done, with that code as notice.
        """
        if not self._settings.api_key:
            raise ApiError("assistant_auth")
        allowance = allowance_of(parse(message, context_of(history)))
        async with open_tools(allowance) as tools:
            text, code = await self._ask(message, history, tools, tell)
            if tools.failure:
                raise tools.failure
            if code and not tools.calls:
                raise ApiError(code)
            if code:
                ending = f"\n\n{_account_of(tools.calls)}" if text else _account_of(tools.calls)
                await tell(Said(ending))
                text += ending
            return Answer(text, tuple(tools.calls), self.name, code)

    async def prepare(self) -> None:
        """Import the SDK in a thread, so that the first answer need not wait for it."""
        async with self._lock:
            if self._settings.api_key and self._runner is None:
                self._runner = await asyncio.to_thread(_make_runner, self._settings)

    async def close(self) -> None:
        """Close the connections to the provider."""
        if self._runner:
            await self._runner.close()

    async def _ask(
        self, message: str, history: Sequence[HistoryMessage], tools: Tools, tell: Tell
    ) -> tuple[str, str | None]:
        said: list[str] = []

        async def hear(piece: str) -> None:
            said.append(piece)
            await tell(Said(piece))

        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self.prepare()
                return await self._runner.run(message, history, tools, hear), None
        except Exception as error:
            if tools.failure:
                return "", None
            code = "assistant_timeout" if isinstance(error, TimeoutError) else self._code_of(error)
            # The provider's own words can hold part of the key: only the kind of failure is written down.
            details = {"error": type(error).__name__, "provider_status": getattr(error, "status_code", None)}
            log.warning("assistant_failed", code=code, provider_request=getattr(error, "request_id", None), **details)
            return "".join(said), code

    def _code_of(self, error: Exception) -> str:
        return str(self._runner.code_of(error)) if self._runner else "assistant_error"


def _make_runner(settings: ProviderSettings) -> Any:
    # Read while the SDK is imported: it would otherwise upload every conversation, or log it.
    for switch in ("DISABLE_TRACING", "DONT_LOG_MODEL_DATA", "DONT_LOG_TOOL_DATA"):
        os.environ[f"OPENAI_AGENTS_{switch}"] = "1"
    return import_module("app.assistant.model.runner").Runner(settings)


def _account_of(calls: Sequence[ToolCall]) -> str:
    done = [f"{call.name.replace('_', ' ')}{_what(call)}" for call in calls if call.ok]
    told = f"It had done this: {', '.join(done)}." if done else "It had changed nothing."
    return f"The AI model stopped before its answer was whole. {told}"


def _what(call: ToolCall) -> str:
    return f' #{call.result["task_id"]} "{call.result["title"]}"' if call.name != "list_tasks" else ""
