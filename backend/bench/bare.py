"""The same routes as one would first write them: no sign-in, limits, logs, metrics or tools."""

import os
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Conversation, Message, Task
from app.schemas import TaskOut

engine = create_async_engine(os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://"))
app = FastAPI()


class NewTask(BaseModel):
    """A new task."""

    title: str
    description: str | None = None


class NewMessage(BaseModel):
    """A message."""

    message: str


async def new_session() -> AsyncIterator[AsyncSession]:
    """A session for one request."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


Session = Annotated[AsyncSession, Depends(new_session)]


@app.get("/api/{user_id}/tasks", response_model=list[TaskOut])
async def list_tasks(user_id: str, session: Session) -> Sequence[Task]:
    """The user's tasks."""
    statement = select(Task).where(Task.user_id == user_id, col(Task.deleted_at).is_(None)).order_by(col(Task.id))
    return (await session.exec(statement)).all()


@app.post("/api/{user_id}/tasks", status_code=201, response_model=TaskOut)
async def create_task(user_id: str, body: NewTask, session: Session) -> Task:
    """A new task."""
    task = Task(user_id=user_id, title=body.title, description=body.description)
    session.add(task)
    await session.commit()
    await session.refresh(task)
    return task


@app.post("/api/{user_id}/chat")
async def chat(user_id: str, body: NewMessage, session: Session) -> dict[str, Any]:
    """The rows of a chat that adds a task, without anything that understands the message."""
    conversation = Conversation(user_id=user_id)
    session.add(conversation)
    await session.flush()
    assert conversation.id
    session.add(Message(user_id=user_id, conversation_id=conversation.id, role="user", content=body.message))
    await session.commit()
    session.add(Task(user_id=user_id, title=body.message))
    await session.commit()
    answer = Message(user_id=user_id, conversation_id=conversation.id, role="assistant", content="Done.")
    session.add(answer)
    await session.commit()
    return {"conversation_id": conversation.id, "response": answer.content, "tool_calls": []}
