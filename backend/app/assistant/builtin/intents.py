"""What a sentence can mean."""

from dataclasses import dataclass
from typing import Literal

from app.schemas import TaskStatus


@dataclass(frozen=True)
class ById:
    """A task by its number."""

    id: int


@dataclass(frozen=True)
class ByTitle:
    """A task by words of its title; quoted words are the title itself before they are words of one."""

    text: str


@dataclass(frozen=True)
class ByOrdinal:
    """A task by its place in the last list: 0 is the first, -1 the last."""

    index: int


@dataclass(frozen=True)
class ByPronoun:
    """The task the conversation was last about."""


Ref = ById | ByTitle | ByOrdinal | ByPronoun


@dataclass(frozen=True)
class Targets:
    """The tasks a sentence names; `whole` is the same words read as one title, in case it holds an "and"."""

    refs: tuple[Ref, ...]
    whole: ByTitle | None = None


@dataclass(frozen=True)
class NewTask:
    """A task to add."""

    title: str
    description: str | None = None


@dataclass(frozen=True)
class AddTasks:
    """Add these."""

    tasks: tuple[NewTask, ...]


@dataclass(frozen=True)
class ListTasks:
    """Show tasks."""

    status: TaskStatus


@dataclass(frozen=True)
class CompleteTasks:
    """Complete these; nothing named means every pending one."""

    targets: Targets | None


@dataclass(frozen=True)
class DeleteTasks:
    """Delete these; `said` is the whole sentence, which may itself be a task's title ("cancel the gym")."""

    targets: Targets
    said: str


@dataclass(frozen=True)
class ClearTasks:
    """Delete every task of a status; only once the user confirmed."""

    status: TaskStatus
    confirmed: bool


@dataclass(frozen=True)
class Change:
    """One reading of a change: this task, to this title."""

    ref: Ref
    title: str


@dataclass(frozen=True)
class RenameTask:
    """Change a title; several readings when the sentence holds more than one "to"."""

    readings: tuple[Change, ...]


@dataclass(frozen=True)
class DescribeTask:
    """Set a task's description."""

    ref: Ref
    description: str


@dataclass(frozen=True)
class Help:
    """Answer with words only: a greeting, thanks, help, or that the sentence was not understood."""

    topic: Literal["greeting", "thanks", "help", "kept", "unknown"]
    said: str = ""


@dataclass(frozen=True)
class Clarify:
    """Ask the user for what is missing."""

    question: str


Intent = AddTasks | ListTasks | CompleteTasks | DeleteTasks | ClearTasks | RenameTask | DescribeTask | Help | Clarify


@dataclass(frozen=True)
class Context:
    """What earlier messages of the conversation mean for this one."""

    last_list: tuple[int, ...] = ()
    last_task: int | None = None
    asked_to_clear: TaskStatus | None = None
