"""The tables."""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import JSON, DateTime, Dialect, Float, Index, String, Text, TypeDecorator
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """A time in UTC on every database; SQLite forgets the zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored time with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utc_now() -> datetime:
    """The present time in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A random identifier of 32 hexadecimal digits."""
    return uuid4().hex


class User(SQLModel, table=True):
    """An account; a guest has neither e-mail nor password."""

    __tablename__ = "users"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    email: str | None = Field(default=None, unique=True, max_length=254)
    name: str = Field(max_length=100)
    password_hash: str | None = Field(default=None, max_length=255)
    guest: bool = False
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class Session(SQLModel, table=True):
    """A sign-in; a token is good while its row is neither revoked nor expired."""

    __tablename__ = "sessions"

    sid: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", index=True, max_length=32)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Task(SQLModel, table=True):
    """Something to do; a deleted one stays, marked, so that deletion can be undone."""

    __tablename__ = "tasks"

    id: int | None = Field(default=None, primary_key=True)
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", index=True, max_length=32)
    title: str = Field(max_length=200)
    description: str | None = Field(default=None, max_length=1000)
    completed: bool = Field(default=False, index=True)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Conversation(SQLModel, table=True):
    """A chat; its messages hold its content."""

    __tablename__ = "conversations"

    id: int | None = Field(default=None, primary_key=True)
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", index=True, max_length=32)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class Message(SQLModel, table=True):
    """One side's words in a chat, with the tool calls behind an answer."""

    __tablename__ = "messages"

    # The newest messages of one conversation are read at every turn.
    __table_args__ = (Index("ix_messages_conversation_id_id", "conversation_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", index=True, max_length=32)
    conversation_id: int = Field(foreign_key="conversations.id", ondelete="CASCADE")
    role: str = Field(sa_type=String(9))
    content: str = Field(sa_type=Text)
    tool_calls: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)
    assistant: str | None = Field(default=None, max_length=20)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class IdempotencyKey(SQLModel, table=True):
    """A key a client sent with a request, what the request was, and what was answered; no body while it runs."""

    __tablename__ = "idempotency_keys"

    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", primary_key=True, max_length=32)
    key: str = Field(primary_key=True, max_length=64)
    digest: str = Field(max_length=64)
    body: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class RateLimit(SQLModel, table=True):
    """A token bucket: how many requests were left at a time, in seconds since 1970."""

    __tablename__ = "rate_limits"

    name: str = Field(primary_key=True, max_length=80)
    tokens: float = Field(sa_type=Float(53))
    updated_at: float = Field(sa_type=Float(53))


USERS: Final = SQLModel.metadata.tables["users"]
SESSIONS: Final = SQLModel.metadata.tables["sessions"]
TASKS: Final = SQLModel.metadata.tables["tasks"]
CONVERSATIONS: Final = SQLModel.metadata.tables["conversations"]
MESSAGES: Final = SQLModel.metadata.tables["messages"]
KEYS: Final = SQLModel.metadata.tables["idempotency_keys"]
LIMITS: Final = SQLModel.metadata.tables["rate_limits"]
