"""The JSON of requests and answers."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

TITLE_LENGTH = 200
DESCRIPTION_LENGTH = 1000
MESSAGE_LENGTH = 2000

TaskStatus = Literal["all", "pending", "completed"]
TaskSort = Literal["created", "title", "due_date"]
AssistantName = Literal["builtin", "openai"]


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not hold the NUL character")
    return text


OneLine = BeforeValidator(lambda value: " ".join(value.split()) if isinstance(value, str) else value)
Trimmed = BeforeValidator(lambda value: value.strip() if isinstance(value, str) else value)
Storable = AfterValidator(_storable)

Title = Annotated[str, Field(min_length=1, max_length=TITLE_LENGTH), OneLine, Storable]
Description = Annotated[str, Field(max_length=DESCRIPTION_LENGTH), Trimmed, Storable]


class Request(BaseModel):
    """A request body; unknown members are refused."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Answer(BaseModel):
    """An answer read from a row."""

    model_config = ConfigDict(from_attributes=True)


class TaskCreate(Request):
    """A new task."""

    title: Title
    description: Description | None = None


class TaskUpdate(Request):
    """What to change of a task; absent members stay as they are."""

    title: Title | None = None
    description: Description | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set or (self.title is None and "title" in self.model_fields_set):
            raise ValueError("give a title, a description or both")
        return self


class TaskOut(Answer):
    """A task."""

    id: int
    user_id: str
    title: str
    description: str | None
    completed: bool
    created_at: datetime
    updated_at: datetime


class ChatRequest(Request):
    """A message to the assistant; without a conversation a new one begins."""

    conversation_id: int | None = None
    message: Annotated[str, Field(min_length=1, max_length=MESSAGE_LENGTH), Trimmed, Storable]


class ToolCallOut(Answer):
    """A tool the assistant used, and what came of it."""

    name: str
    arguments: dict[str, Any]
    result: Any
    ok: bool


class ChatAnswer(Answer):
    """What the assistant said and did."""

    conversation_id: int
    response: str
    tool_calls: list[ToolCallOut]
    assistant: AssistantName


class ConversationOut(Answer):
    """A conversation without its messages."""

    id: int
    created_at: datetime
    updated_at: datetime


class MessageOut(Answer):
    """A message of a conversation."""

    id: int
    conversation_id: int
    role: Literal["user", "assistant"]
    content: str
    tool_calls: list[ToolCallOut] | None
    assistant: AssistantName | None
    created_at: datetime


class UserOut(Answer):
    """The signed-in account."""

    id: str
    email: str | None
    name: str
    guest: bool
    created_at: datetime


class Meta(BaseModel):
    """What serves here, for the page's footer and badge."""

    version: str
    assistant: AssistantName
    database: Literal["postgresql", "sqlite"]
