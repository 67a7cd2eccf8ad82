"""Everything the built-in assistant says."""

from collections.abc import Sequence

from app.assistant.builtin.intents import Help
from app.assistant.builtin.refs import Item, Missing, Several
from app.schemas import DESCRIPTION_LENGTH, TITLE_LENGTH, TaskStatus

EXAMPLES = '- "Add a task to buy groceries"\n- "What\'s pending?"\n- "Mark task 3 as complete"'
REOPEN = "I can not reopen or restore a task from here. Use its checkbox in the task list, or Undo after a deletion."
WHICH_ADD = 'What should the task say? For example: "Add a task to buy groceries".'
WHICH_COMPLETE = 'Which task is done? For example: "Mark task 3 as complete".'
WHICH_DELETE = 'Which task should I delete? For example: "Delete task 3".'
WHICH_UPDATE = "Which task should I change, and to what? For example: \"Change task 1 to 'Call mom tonight'\"."
LONG_TITLE = f"That is too long for a title; {TITLE_LENGTH} characters fit."
LONG_DESCRIPTION = f"That is too long for a note; {DESCRIPTION_LENGTH} characters fit."
MANY_TASKS = "That is a lot at once; I add up to 20 tasks per message."

CLEAR_QUESTIONS: dict[TaskStatus, str] = {
    "all": 'This deletes every task you have. Say "yes, delete all tasks" to go on, or "no" to keep them.',
    "completed": 'This deletes every completed task. Say "yes, delete completed tasks" to go on, or "no" to keep them.',
    "pending": 'This deletes every pending task. Say "yes, delete pending tasks" to go on, or "no" to keep them.',
}

_KIND: dict[TaskStatus, str] = {"all": "", "completed": "completed ", "pending": "pending "}
_TALK = {
    "greeting": f"Hello! I look after your task list. Try one of these:\n{EXAMPLES}",
    "thanks": "You are welcome!",
    "help": f"I can add, show, complete, change and delete tasks. Try one of these:\n{EXAMPLES}",
    "kept": "All right, nothing was deleted.",
}


def talk(asked: Help) -> str:
    """The answer to a message that asks for no action."""
    if asked.topic != "unknown":
        return _TALK[asked.topic]
    said = asked.said if 0 < len(asked.said) <= 60 and "\n" not in asked.said else "..."
    return (
        f'Sorry, I did not understand that. Should I add it as a task? Then say "Add {said}". I also know:\n{EXAMPLES}'
    )


def listed(items: Sequence[Item], status: TaskStatus) -> str:
    """A list of tasks with their numbers."""
    if not items:
        nothing = {
            "all": "You have no tasks yet.",
            "pending": "Nothing is pending.",
            "completed": "Nothing is completed yet.",
        }
        return f'{nothing[status]} Say "Add a task to buy groceries" to add one.'
    count = "1 task" if len(items) == 1 else f"{len(items)} tasks"
    lines = [f"- {_name(item)}{' (done)' if item.completed and status == 'all' else ''}" for item in items]
    return "\n".join([f"You have {count.replace('task', _KIND[status] + 'task')}:", *lines])


def added(names: Sequence[str]) -> str:
    """What was added."""
    return f"I added {_join(names)}."


def completed(names: Sequence[str]) -> str:
    """What was completed."""
    return f"Well done! I marked {_join(names)} as complete."


def deleted(names: Sequence[str]) -> str:
    """What was deleted."""
    return f"I deleted {_join(names)}. You can undo this in the task list."


def renamed(names: Sequence[str]) -> str:
    """What a task is called now."""
    return f"I changed the task; it is now {_join(names)}."


def described(names: Sequence[str]) -> str:
    """Whose note was written."""
    return f"I updated the note of {_join(names)}."


def nothing_to(verb: str) -> str:
    """That there is no task to act on."""
    return f"There is nothing to {verb}."


def refused(errors: Sequence[str]) -> str:
    """Why tools did not do what was asked."""
    return f'That did not work: {" ".join(dict.fromkeys(errors))} Say "show all my tasks" to see their numbers.'


def unclear(resolution: Several | Missing, verb: str) -> str:
    """A question about which task was meant."""
    if isinstance(resolution, Several):
        shown = "\n".join(f"- {_name(item)}" for item in resolution.items[:5])
        return f'More than one task fits. Say for example "{verb} #{resolution.items[0].id}":\n{shown}'
    nearest = f" The nearest is {_name(resolution.nearest)}." if resolution.nearest else ""
    return f'I could not find {resolution.wanted}.{nearest} Say "show all my tasks" to see them.'


def command_or_title(item: Item) -> str:
    """A question when a task is itself called what the user said."""
    return (
        f'There is a task {_name(item)}. Is it done, or should it go? Say "complete #{item.id}" or "delete #{item.id}".'
    )


def name(task_id: int, title: str) -> str:
    """A task in a sentence."""
    return f'#{task_id} "{title}"'


def _name(item: Item) -> str:
    return name(item.id, item.title)


def _join(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
