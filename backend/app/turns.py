"""One turn of a chat: the message is stored, an assistant acts and answers, the answer is stored."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

from app.assistant.base import Answer, Assistant, Began, Event, HistoryMessage, Tell, Used
from app.database_url import is_sqlite
from app.db import Database
from app.errors import DATABASE_AWAY, ApiError, code_of
from app.metrics import Metrics
from app.schemas import AssistantName, ChatAnswer, ChatRequest, ToolCallOut
from app.services import conversations, idempotency
from app.services.idempotency import Key
from app.tools.client import tools_of

log = structlog.get_logger(__name__)

TURN_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Turn:
    """A message that is stored and waits for its answer."""

    user_id: str
    conversation_id: int
    message: str
    history: Sequence[HistoryMessage]
    key: Key | None


@dataclass(frozen=True)
class Told:
    """An answer as it was given, with the id of the stored message."""

    message_id: int
    answer: ChatAnswer

    def as_json(self) -> dict[str, Any]:
        """The answer as it is kept with an idempotency key."""
        return {"message_id": self.message_id, "answer": answer_json(self.answer)}


class Turns:
    """Begins turns and carries them out; keeps nothing between them, so any replica can serve any of them."""

    def __init__(self, database: Database, assistant: Assistant, metrics: Metrics) -> None:
        self._database = database
        self._assistant = assistant
        self._metrics = metrics

    @property
    def assistant(self) -> AssistantName:
        """Who answers first."""
        return self._assistant.name

    async def begin(self, user_id: str, body: ChatRequest, key: Key | None) -> Turn | Told:
        """Store the message and give the turn; or the answer that the same request got before."""
        one_statement = key is None and not is_sqlite(self._database.url)
        opened = self._database.connection() if one_statement else self._database.transaction()
        async with opened as connection:
            if key and (before := await idempotency.claim(connection, key)):
                return Told(before["message_id"], ChatAnswer.model_validate(before["answer"]))
            conversation_id, history = await conversations.begin_turn(
                connection, user_id, body.conversation_id, body.message
            )
        return Turn(user_id, conversation_id, body.message, history, key)

    async def finish(self, turn: Turn, tell: Tell) -> Told:
        """Let the assistant act and answer within a minute, and store what it said; raises when it can not."""
        progress = _Progress(self._assistant.name)

        async def hear(event: Event) -> None:
            if isinstance(event, Began):
                progress.speaker = event.assistant
            if isinstance(event, Used):
                progress.acted = True
                self._metrics.tool_used(event.call.name, event.call.ok)
            await tell(event)

        try:
            async with asyncio.timeout(TURN_SECONDS):
                told = await self._answer(turn, hear)
        except Exception as error:
            failure = ApiError("assistant_timeout") if isinstance(error, TimeoutError) else error
            self._metrics.turn_ended(progress.speaker, code_of(failure) or "internal_error")
            if turn.key and not progress.acted:
                await self._release(turn.key)
            raise failure from None
        self._metrics.turn_ended(told.answer.assistant, told.answer.notice or "ok")
        return told

    async def _answer(self, turn: Turn, tell: Tell) -> Told:
        open_tools = tools_of(self._database, turn.user_id, tell)
        answer = await self._assistant.answer(turn.message, turn.history, open_tools, tell)
        # Without a key this is one statement, which needs no transaction around it.
        opened = self._database.transaction() if turn.key else self._database.connection()
        async with opened as connection:
            message_id = await conversations.end_turn(connection, turn.user_id, turn.conversation_id, answer)
            told = Told(message_id, _chat_answer(turn.conversation_id, answer))
            if turn.key:
                await idempotency.finish(connection, turn.key, told.as_json())
        return told

    async def _release(self, key: Key) -> None:
        try:
            async with self._database.connection() as connection:
                await idempotency.release(connection, key)
        except DATABASE_AWAY:
            # Then the key stays taken, and the same request is told that it was interrupted.
            log.warning("idempotency_key_not_released")


@dataclass
class _Progress:
    speaker: AssistantName
    acted: bool = False


def answer_json(answer: ChatAnswer) -> dict[str, Any]:
    """An answer as JSON; a notice is there only when something is to be noticed."""
    return answer.model_dump(mode="json", exclude={"notice"} if answer.notice is None else None)


def _chat_answer(conversation_id: int, answer: Answer) -> ChatAnswer:
    return ChatAnswer(
        conversation_id=conversation_id,
        response=answer.text,
        tool_calls=[ToolCallOut.model_validate(call) for call in answer.tool_calls],
        assistant=answer.assistant,
        notice=answer.notice,
    )
