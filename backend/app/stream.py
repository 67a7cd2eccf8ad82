"""A turn as server-sent events (WHATWG HTML, section 9.2)."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

import structlog

from app.assistant.base import Began, Event, Said, Used
from app.errors import ERRORS, code_of
from app.metrics import Metrics
from app.turns import Told, Turn, Turns

log = structlog.get_logger(__name__)

HEADERS: Final = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
PING: Final = b": ping\n\n"
PING_SECONDS: Final = 15.0
MOST_WAITING: Final = 64


async def events_of(turns: Turns, turn: Turn, metrics: Metrics) -> AsyncIterator[bytes]:
    """The events of a turn while it is carried out; whoever stops reading ends the turn."""
    queue: asyncio.Queue[bytes | None] = asyncio.Queue(MOST_WAITING)
    # One task opens and closes the tools and does everything else; this generator only reads.
    work = asyncio.create_task(_carry_out(turns, turn, queue))
    metrics.stream_opened()
    try:
        yield _event("meta", conversation_id=turn.conversation_id, assistant=turns.assistant)
        while (item := await _next(queue)) is not None:
            yield item
    finally:
        metrics.stream_closed()
        work.cancel()


async def events_again(told: Told) -> AsyncIterator[bytes]:
    """The events of a turn whose answer is known already."""
    answer = told.answer
    yield _event("meta", conversation_id=answer.conversation_id, assistant=answer.assistant)
    for call in answer.tool_calls:
        yield _event("tool", **call.model_dump(mode="json"))
    yield _event("delta", text=answer.response)
    yield _done(told)


async def _carry_out(turns: Turns, turn: Turn, queue: asyncio.Queue[bytes | None]) -> None:
    async def tell(event: Event) -> None:
        match event:
            case Began(assistant):
                await queue.put(_event("meta", conversation_id=turn.conversation_id, assistant=assistant))
            case Said(text):
                await queue.put(_event("delta", text=text))
            case Used(call):
                await queue.put(_event("tool", **call.as_json()))

    try:
        last = _done(await turns.finish(turn, tell))
    except Exception as error:
        code = code_of(error)
        if code is None:
            log.exception("unexpected_error")
        last = _error(code or "internal_error")
    await queue.put(last)
    await queue.put(None)


async def _next(queue: asyncio.Queue[bytes | None]) -> bytes | None:
    try:
        async with asyncio.timeout(PING_SECONDS):
            return await queue.get()
    except TimeoutError:
        return PING


def _done(told: Told) -> bytes:
    answer = told.answer
    calls = [call.model_dump(mode="json") for call in answer.tool_calls]
    notice = {"notice": answer.notice} if answer.notice else {}
    return _event("done", message_id=told.message_id, response=answer.response, tool_calls=calls, **notice)


def _error(code: str) -> bytes:
    return _event("error", code=code, detail=ERRORS[code][1])


def _event(kind: str, /, **data: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
