"""Whether a sentence asks to delete tasks; it must begin with a verb of deletion, or say that a task is not needed."""

import re

from app.assistant.builtin import phrases
from app.assistant.builtin.intents import Clarify, ClearTasks, DeleteTasks, Help
from app.assistant.builtin.refs import read_targets
from app.assistant.builtin.words import Sentence, either, title_from
from app.schemas import TaskStatus

DELETE_VERBS = (
    *("delete", "remove", "cancel", "erase", "discard", "drop", "scrap", "trash", "get rid of", "throw away"),
    "forget about",
)
CLEAR_VERBS = ("clear out", "clear", "wipe out", "wipe", "empty")

_VERB = either(*DELETE_VERBS)
_ANY_VERB = either(*CLEAR_VERBS, *DELETE_VERBS)
_DELETE = re.compile(rf"{_VERB}\s+(?P<t>.+)", re.IGNORECASE)
_TAKE_OFF = re.compile(
    r"take\s+(?P<t>.+?)\s+off(?:\s+of)?\s+(?:my|the)\s+(?:to-?do\s+|task\s+)?list[.!]*", re.IGNORECASE
)
_NO_NEED = re.compile(
    r"i\s+(?:(?:don'?t|do\s+not)\s+need\s+(?P<t>.+?)\s+any\s?(?:more|longer)|no\s+longer\s+need\s+(?P<u>.+?))[.!]*",
    re.IGNORECASE,
)
_CLEAR = re.compile(rf"{_ANY_VERB}\s+(?P<t>.+?)[\s.!]*", re.IGNORECASE)
_NEVER_MIND = re.compile(r"forget\s+(?:about\s+)?(?:it|that|this)[\s.!]*", re.IGNORECASE)
_ALONE = re.compile(rf"{_VERB}(?: (?:a|the|my) task)?[\s.!?]*", re.IGNORECASE)
_SCOPE = re.compile(
    r"(?:all|every|each|everything)?(?:\s*\bof)?(?:\s*\b(?:my|the|our|these|those))?"
    r"\s*(?P<status>completed?|done|finished|pending|open|unfinished|incomplete)?"
    r"\s*(?:tasks?|to-?dos?|items?|things|ones|stuff|(?:whole |entire )?(?:to-?do |task )?lists?)?"
    r"(?:\s+(?:on|from|in) (?:my|the) (?:to-?do |task )?list)?",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:all|every|each|everything|tasks|to-?dos|items|things|ones|stuff|lists?"
    r"|completed?|done|finished|pending|open|unfinished|incomplete)\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"(?:yes|yep|yeah|sure|confirm(?:ed)?|go ahead|do it)"
    rf"(?:[\s,.!]+(?:do it|go ahead|{_ANY_VERB}\s+(?P<rest>.+?)))?[\s.!]*",
    re.IGNORECASE,
)
_NO = re.compile(r"(?:no|nope|never ?mind|stop|don'?t|do not|keep (?:them|it|everything))\b[^\n]{0,40}", re.IGNORECASE)


def read_deletion(sentence: Sentence) -> ClearTasks | DeleteTasks | Clarify | Help | None:
    """The wish to delete tasks that this sentence is, if it is one."""
    cleared = _CLEAR.fullmatch(sentence.text)
    if cleared and (status := _scope(cleared["t"])):
        return ClearTasks(status, confirmed=False)
    if _ALONE.fullmatch(sentence.text):
        return Clarify(phrases.WHICH_DELETE)
    if _NEVER_MIND.fullmatch(sentence.text):
        return Help("kept")
    patterns = (_TAKE_OFF, _DELETE, _NO_NEED)
    match = next((match for pattern in patterns if (match := pattern.fullmatch(sentence.text))), None)
    if not match:
        return None
    targets = read_targets(sentence, next(words for words in match.groups() if words))
    return (
        DeleteTasks(targets, title_from(sentence.restore(sentence.text))) if targets else Clarify(phrases.WHICH_DELETE)
    )


def read_confirmation(message: str, asked: TaskStatus) -> ClearTasks | Help | None:
    """The yes or no to our question whether to delete every task of a status, if the message is one."""
    if _NO.fullmatch(message):
        return Help("kept")
    match = _YES.fullmatch(message)
    if match and (match["rest"] is None or match["rest"].lower() in ("it", "them") or _scope(match["rest"]) == asked):
        return ClearTasks(asked, confirmed=True)
    return None


def _scope(words: str) -> TaskStatus | None:
    match = _SCOPE.fullmatch(words.strip())
    if not match or not _MANY.search(words):
        return None
    status = (match["status"] or "all").lower()
    if status == "all":
        return "all"
    return "completed" if status in ("complete", "completed", "done", "finished") else "pending"
