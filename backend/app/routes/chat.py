"""Talking to the assistant."""

from fastapi import APIRouter, Depends, Request

from app.assistant.base import Assistant
from app.ratelimit import require_chat_allowance
from app.schemas import ChatAnswer, ChatRequest, ToolCallOut
from app.security import DatabaseDep, UserId
from app.services import conversations
from app.tools.client import tools_of

router = APIRouter(prefix="/api/{user_id}/chat", tags=["chat"])


@router.post("", dependencies=[Depends(require_chat_allowance)])
async def chat(user_id: UserId, body: ChatRequest, request: Request, database: DatabaseDep) -> ChatAnswer:
    """One turn: the message is stored, the assistant acts through its tools, its answer is stored."""
    assistant: Assistant = request.app.state.assistant
    async with database.session() as session:
        conversation_id, history = await conversations.begin_turn(session, user_id, body.conversation_id, body.message)
    answer = await assistant.answer(body.message, history, tools_of(database, user_id))
    async with database.session() as session:
        await conversations.end_turn(session, user_id, conversation_id, answer)
    return ChatAnswer(
        conversation_id=conversation_id,
        response=answer.text,
        tool_calls=[ToolCallOut.model_validate(call) for call in answer.tool_calls],
        assistant=answer.assistant,
    )
