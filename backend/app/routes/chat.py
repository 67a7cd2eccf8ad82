"""Talking to the assistant."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, StreamingResponse

from app.assistant.base import Event
from app.ratelimit import require_chat_allowance
from app.routes.described import STREAM, errors
from app.routes.headers import IdempotencyKeyDep, replayed
from app.schemas import ChatAnswer, ChatRequest
from app.security import UserId
from app.stream import HEADERS, events_again, events_of
from app.turns import Told, Turns, answer_json

router = APIRouter(
    prefix="/api/{user_id}/chat",
    tags=["chat"],
    dependencies=[Depends(require_chat_allowance)],
    responses=errors(401, 403, 404, 409, 413, 415, 422, 429, 503),
)


@router.post("", response_model=ChatAnswer, responses=errors(502))
async def chat(user_id: UserId, body: ChatRequest, request: Request, key: IdempotencyKeyDep) -> JSONResponse:
    """One turn: the message is stored, the assistant acts through its tools, its answer is stored."""
    turns: Turns = request.app.state.turns
    turn = await turns.begin(user_id, body, key)
    if isinstance(turn, Told):
        return JSONResponse(answer_json(turn.answer), headers=replayed())
    told = await turns.finish(turn, _nobody_listens)
    return JSONResponse(answer_json(told.answer))


@router.post("/stream", response_class=StreamingResponse, responses=STREAM)
async def chat_stream(user_id: UserId, body: ChatRequest, request: Request, key: IdempotencyKeyDep) -> Any:
    """The same turn as it happens: `meta`, then `tool` and `delta`, at the end `done` or `error`.

    A second `meta` means that another assistant took over and that the text so far is void. A comment comes every 15
    seconds. Whoever closes the connection ends the turn; the message stays, without an answer.
    """
    turns: Turns = request.app.state.turns
    turn = await turns.begin(user_id, body, key)
    if isinstance(turn, Told):
        again = events_again(turn)
        return StreamingResponse(again, headers=HEADERS | replayed(), media_type="text/event-stream")
    events = events_of(turns, turn, request.app.state.metrics)
    return StreamingResponse(events, headers=HEADERS, media_type="text/event-stream")


async def _nobody_listens(_: Event) -> None:
    return None
