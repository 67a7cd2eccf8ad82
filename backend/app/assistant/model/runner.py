"""Running a turn with the OpenAI Agents SDK; importing this module takes seconds."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Literal

from agents import Agent, ModelProvider, OpenAIProvider, RunConfig
from agents import Runner as AgentsRunner
from agents.exceptions import ModelTimeoutError
from agents.items import TResponseInputItem
from agents.result import RunResultStreaming
from openai import (
    APIConnectionError,
    APITimeoutError,
    AsyncOpenAI,
    AuthenticationError,
    PermissionDeniedError,
    RateLimitError,
)
from openai.types.responses import (
    EasyInputMessageParam,
    ResponseFunctionToolCallParam,
    ResponseRefusalDeltaEvent,
    ResponseTextDeltaEvent,
)
from openai.types.responses.response_input_item_param import FunctionCallOutput

from app.assistant.base import HistoryMessage, ToolCall, Tools
from app.assistant.model.bridge import BoundTools
from app.assistant.model.prompt import INSTRUCTIONS
from app.assistant.model.settings import ProviderSettings

MOST_TURNS: Final = 6
CALL_SECONDS: Final = 30.0
STOP_SECONDS: Final = 2.0

# The first kind that fits decides: a time-out is also a failed connection.
_CODES: Final[Sequence[tuple[type[Exception], str]]] = (
    (AuthenticationError, "assistant_auth"),
    (PermissionDeniedError, "assistant_auth"),
    (RateLimitError, "assistant_rate_limited"),
    (APITimeoutError, "assistant_timeout"),
    (ModelTimeoutError, "assistant_timeout"),
    (APIConnectionError, "assistant_unreachable"),
)

_TEXT: Final = (ResponseTextDeltaEvent, ResponseRefusalDeltaEvent)

Hear = Callable[[str], Awaitable[None]]


class Runner:
    """Asks one model of one provider."""

    def __init__(self, settings: ProviderSettings, provider: ModelProvider | None = None) -> None:
        self._client = AsyncOpenAI(
            api_key=settings.api_key, base_url=settings.base_url, max_retries=1, timeout=CALL_SECONDS
        )
        self._model = settings.model
        self._provider = provider or OpenAIProvider(
            openai_client=self._client,
            use_responses=settings.api == "responses",
            # Providers that only resemble OpenAI send the pieces of a tool call in many ways.
            buffer_streamed_tool_calls=True,
        )

    async def run(self, message: str, history: Sequence[HistoryMessage], tools: Tools, hear: Hear) -> str:
        """The model's answer, after at most six turns; `hear` gets it piece by piece."""
        agent = Agent(
            name="todo",
            instructions=INSTRUCTIONS,
            model=self._model,
            mcp_servers=[BoundTools(tools)],
            mcp_config={"failure_error_function": None},
        )
        config = RunConfig(model_provider=self._provider, tracing_disabled=True)
        conversation = [*_items(history), _said("user", message)]
        result = AgentsRunner.run_streamed(agent, conversation, max_turns=MOST_TURNS, run_config=config)
        try:
            text = await _hear_out(result, hear)
        finally:
            await _stop(result)
        if not text:
            raise ValueError("the model said nothing")
        return text

    def code_of(self, error: Exception) -> str:
        """The code of what the provider or the SDK raised."""
        return next((code for kind, code in _CODES if isinstance(error, kind)), "assistant_error")

    async def close(self) -> None:
        """Close the connections to the provider."""
        await self._client.close()


async def _hear_out(result: RunResultStreaming, hear: Hear) -> str:
    said: list[str] = []
    acted = False
    async for event in result.stream_events():
        if event.type == "run_item_stream_event":
            acted = acted or event.name == "tool_called"
        elif event.type == "raw_response_event" and isinstance(event.data, _TEXT):
            # What is said after a tool was used is a paragraph of its own.
            piece = f"\n\n{event.data.delta}" if acted and said else event.data.delta
            acted = False
            said.append(piece)
            await hear(piece)
    return "".join(said).strip()


async def _stop(result: RunResultStreaming) -> None:
    if result.is_complete:
        return
    result.cancel()
    if result.run_loop_task:
        await asyncio.wait({result.run_loop_task}, timeout=STOP_SECONDS)


def _items(history: Sequence[HistoryMessage]) -> list[TResponseInputItem]:
    items: list[TResponseInputItem] = []
    for place, message in enumerate(history):
        for number, call in enumerate(message.tool_calls):
            items += _used(f"call_{place}_{number}", call)
        items.append(_said("assistant" if message.role == "assistant" else "user", message.content))
    return items


def _used(name: str, call: ToolCall) -> tuple[TResponseInputItem, TResponseInputItem]:
    arguments, result = json.dumps(call.arguments), json.dumps(call.result)
    asked = ResponseFunctionToolCallParam(type="function_call", call_id=name, name=call.name, arguments=arguments)
    return asked, FunctionCallOutput(type="function_call_output", call_id=name, output=result)


def _said(role: Literal["user", "assistant"], content: str) -> TResponseInputItem:
    return EasyInputMessageParam(role=role, content=content)
