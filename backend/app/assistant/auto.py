"""The AI model's assistant with the built-in one behind it."""

from collections.abc import Sequence
from dataclasses import replace

from app.assistant.base import Answer, Assistant, Began, HistoryMessage, OpenTools, Tell
from app.errors import ApiError
from app.schemas import AssistantName


class AutoAssistant:
    """Asks the first assistant, and the second one when the first can not answer and has not used a tool."""

    def __init__(self, first: Assistant, second: Assistant) -> None:
        self._first = first
        self._second = second

    @property
    def name(self) -> AssistantName:
        """The first one's name."""
        return self._first.name

    async def answer(
        self, message: str, history: Sequence[HistoryMessage], open_tools: OpenTools, tell: Tell
    ) -> Answer:
        """The first one's answer, or the second one's with the code of the first one's failure as notice."""
        try:
            return await self._first.answer(message, history, open_tools, tell)
        except ApiError as error:
            await tell(Began(self._second.name))
            answer = await self._second.answer(message, history, open_tools, tell)
            return replace(answer, notice=error.code)

    async def prepare(self) -> None:
        """Prepare both."""
        await self._first.prepare()
        await self._second.prepare()

    async def close(self) -> None:
        """Close both."""
        await self._first.close()
        await self._second.close()
