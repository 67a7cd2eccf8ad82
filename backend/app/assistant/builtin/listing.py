"""Whether a sentence asks to see tasks, and which."""

import re

from app.assistant.builtin.intents import ListTasks
from app.assistant.builtin.words import Sentence
from app.schemas import TaskStatus

_STRONG = re.compile(r"(?:i\s+(?:need|want|have)\s+to\s+)?(?:show|list|display|view|see)\b")

_PENDING_WORDS = "pending|open|unfinished|incomplete|uncompleted|outstanding|remaining|remains|active|undone|left|due"
_DONE_WORDS = "completed|complete|done|finished|finish|accomplished|accomplish|closed|ticked|checked"
_NOUNS = "tasks|task|todos|todo|to-do|to-dos|list|lists|everything"
_OPENERS = (
    "what|whats|what's|which|how|many|do|does|did|have|has|i've|is|are|there|there's|any|anything|give|tell|read|get"
    f"|fetch|check|print|my|all|{_NOUNS}|{_PENDING_WORDS}|{_DONE_WORDS}"
)
_FILLERS = (
    "me|the|of|on|to|at|a|things|thing|stuff|items|item|i|we|need|still|should|must|got|next|today|now|right|currently"
    "|so|far|already|yet|not|haven't|hasn't|isn't|aren't|didn't|been|be|am|was|were|our|for|up|supposed|over|overview"
    "|off|out|that|had|ones|one|please|status|plate"
)

_OPENING = frozenset(_OPENERS.split("|"))
_SUBJECTS = frozenset(f"{_NOUNS}|{_PENDING_WORDS}|{_DONE_WORDS}".split("|"))
_VOCABULARY = _OPENING | frozenset(_FILLERS.split("|"))
_ORDERS = re.compile(r"(?:complete|finish)\b")

_TO_DO = re.compile(
    r"\b(?:need|have|got|left|supposed|should|still|must)\b.*\bto do\b|\b(?:should|must)\s+i\s+do\b|^what.*\bto do\b"
    r"|\bon my plate$"
)
_NEGATION = re.compile(r"\b(?:not|haven't|hasn't|isn't|aren't|didn't|yet to)\b")
_PENDING = re.compile(rf"\b(?:{_PENDING_WORDS})\b")
_DONE = re.compile(rf"\b(?:{_DONE_WORDS})\b")
_WHOLE_LIST = re.compile(r"\b(?:complete|full|entire|whole)\s+(?:to-?do\s+|task\s+)?list\b")


def read_listing(sentence: Sentence) -> ListTasks | None:
    """The request to see tasks that this sentence is, if it is one."""
    words = " ".join(sentence.text.lower().strip(" .!?").split())
    return ListTasks(_status(words)) if _STRONG.match(words) or _asks(words) else None


def _asks(words: str) -> bool:
    found = re.findall(r"[^\s,.!?:]+", words)
    if not found or found[0] not in _OPENING or not _VOCABULARY.issuperset(found) or _ORDERS.match(words):
        return False
    return not _SUBJECTS.isdisjoint(found) or bool(_TO_DO.search(words)) or words == "what do i have"


def _status(words: str) -> TaskStatus:
    rest = _WHOLE_LIST.sub("list", words)
    if _DONE.search(rest):
        return "pending" if _NEGATION.search(rest) else "completed"
    return "pending" if _PENDING.search(rest) or _TO_DO.search(rest) else "all"
