"""The JSON of requests and answers."""

import unicodedata
from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

TITLE_LENGTH: Final = 200
DESCRIPTION_LENGTH: Final = 1000
MESSAGE_LENGTH: Final = 2000
NAME_LENGTH: Final = 100
EMAIL_LENGTH: Final = 254

TaskStatus = Literal["all", "pending", "completed"]
TaskSort = Literal["created", "title", "due_date"]
AssistantName = Literal["builtin", "openai"]


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not hold the NUL character")
    return text


OneLine = BeforeValidator(lambda value: " ".join(value.split()) if isinstance(value, str) else value)
Trimmed = BeforeValidator(lambda value: value.strip() if isinstance(value, str) else value)
Address = BeforeValidator(
    lambda value: unicodedata.normalize("NFC", value.strip()).lower() if isinstance(value, str) else value
)
Storable = AfterValidator(_storable)

Title = Annotated[str, Field(min_length=1, max_length=TITLE_LENGTH, examples=["Buy groceries"]), OneLine, Storable]
Description = Annotated[str, Field(max_length=DESCRIPTION_LENGTH, examples=["Milk, eggs, bread"]), Trimmed, Storable]
Email = Annotated[
    str,
    Field(max_length=EMAIL_LENGTH, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$", examples=["ann@example.org"]),
    Address,
    Storable,
]
Password = Annotated[SecretStr, Field(min_length=8, max_length=128, examples=["correct horse battery"])]
Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH, examples=["Ann"]), OneLine, Storable]

_TIME: Final = "2026-11-25T18:00:00.123456Z"
_USER: Final = "5f2b8c0e9d3a4c1fb6a7d8e9f0a1b2c3"
_ACCOUNT: Final = {"email": "ann@example.org", "password": "correct horse battery"}
_CALL: Final = {
    "name": "add_task",
    "arguments": {"title": "Buy groceries"},
    "result": {"task_id": 7, "status": "created", "title": "Buy groceries"},
    "ok": True,
}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [values]})


class Request(BaseModel):
    """A request body; unknown members are refused."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Answer(BaseModel):
    """An answer read from a row."""

    model_config = ConfigDict(from_attributes=True)


class TaskCreate(Request):
    """A new task."""

    model_config = _example(title="Buy groceries", description="Milk, eggs, bread")

    title: Title
    description: Description | None = None


class TaskUpdate(Request):
    """What to change of a task; absent members stay as they are."""

    model_config = _example(title="Call mom tonight")

    title: Title | None = None
    description: Description | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set or (self.title is None and "title" in self.model_fields_set):
            raise ValueError("give a title, a description or both")
        return self


class TaskOut(Answer):
    """A task."""

    model_config = _example(
        id=7,
        user_id=_USER,
        title="Buy groceries",
        description="Milk, eggs, bread",
        completed=False,
        created_at=_TIME,
        updated_at=_TIME,
    )

    id: int
    user_id: str
    title: str
    description: str | None
    completed: bool
    created_at: datetime
    updated_at: datetime


class ChatRequest(Request):
    """A message to the assistant; without a conversation a new one begins."""

    model_config = _example(message="Add a task to buy groceries")

    conversation_id: int | None = None
    message: Annotated[str, Field(min_length=1, max_length=MESSAGE_LENGTH), Trimmed, Storable]


class ToolCallOut(Answer):
    """A tool the assistant used, and what came of it."""

    model_config = _example(**_CALL)

    name: str
    arguments: dict[str, Any]
    result: Any
    ok: bool


class ChatAnswer(Answer):
    """What the assistant said and did; `notice` is the code of the failure that made the built-in assistant step in."""

    model_config = _example(
        conversation_id=3,
        response='I added #7 "Buy groceries".',
        tool_calls=[_CALL],
        assistant="builtin",
    )

    conversation_id: int
    response: str
    tool_calls: list[ToolCallOut]
    assistant: AssistantName
    notice: str | None = None


class ConversationOut(Answer):
    """A conversation without its messages; its title is its first words."""

    model_config = _example(id=3, title="Add a task to buy groceries", created_at=_TIME, updated_at=_TIME)

    id: int
    title: str
    created_at: datetime
    updated_at: datetime


class MessageOut(Answer):
    """A message of a conversation."""

    model_config = _example(
        id=12,
        conversation_id=3,
        role="assistant",
        content='I added #7 "Buy groceries".',
        tool_calls=[_CALL],
        assistant="builtin",
        created_at=_TIME,
    )

    id: int
    conversation_id: int
    role: Literal["user", "assistant"]
    content: str
    tool_calls: list[ToolCallOut] | None
    assistant: AssistantName | None
    created_at: datetime


class Registration(Request):
    """A new account."""

    model_config = _example(**_ACCOUNT, name="Ann")

    email: Email
    password: Password
    name: Name | None = None


class Credentials(Request):
    """An account's address and password."""

    model_config = _example(**_ACCOUNT)

    email: Email
    password: Annotated[SecretStr, Field(max_length=128, examples=["correct horse battery"])]


class UserOut(Answer):
    """The signed-in account."""

    model_config = _example(id=_USER, email="ann@example.org", name="Ann", guest=False, created_at=_TIME)

    id: str
    email: str | None
    name: str
    guest: bool
    created_at: datetime


class Meta(BaseModel):
    """What serves here, for the page's footer and badge."""

    model_config = _example(version="0.1.0", assistant="builtin", database="postgresql")

    version: str
    assistant: AssistantName
    database: Literal["postgresql", "sqlite"]


class ErrorOut(BaseModel):
    """Every error: a sentence for people and a code for programs."""

    model_config = _example(detail="There is no such task.", code="task_not_found")

    detail: str
    code: str
