"""Whether a sentence asks to add tasks, and which."""

import re

from app.assistant.builtin import phrases
from app.assistant.builtin.intents import AddTasks, Clarify, NewTask
from app.assistant.builtin.words import Sentence, either, title_from
from app.schemas import DESCRIPTION_LENGTH, TITLE_LENGTH

MOST_NEW_TASKS = 20

_S = re.IGNORECASE | re.DOTALL
_THING = r"(?:to-?do(?:\s+item)?|task|item|reminder|entry|note|following)"
_MAKE = either(
    *("add", "create", "make", "put", "save", "record", "insert", "enter", "set up", "start", "register", "log"),
    *("jot down", "note down", "write down", "give me", "new", r"set(?=\s+(?:me\s+)?(?:a|an|another)\b)"),
)
_SOME = either(
    *("a", "an", "another", "one", "the", "this", "these", "new", "following", "me", "more", "some"),
    *("two", "three", "four", "five"),
)
_MY_LIST = r"(?:to|on|onto|in|into)\s+(?:my|the|our)\s+(?:to-?do\s+|task\s+)?(?:list|tasks|to-?dos)"
_CALLED = either("called", "named", "titled", "entitled", "saying", "that says", "to", "for", "about", "of")
_MARKED = re.compile(
    rf"{_MAKE}\s+(?:{_SOME}\s+)*{_THING}(?P<many>s)?\b(?:\s+(?:for me|{_MY_LIST}))?\s*"
    rf"(?:{_CALLED}\b)?\s*:?\s*(?P<title>.*)",
    _S,
)
_NOUN = re.compile(rf"(?:(?:a\s+)?new\s+)?{_THING}(?P<many>s)?\s*:\s*(?P<title>.+)", _S)
_PLAIN_VERB = either(
    *("add", "put", "create", "insert", "jot down", "note down", "write down", "note", "record", "save", "log")
)
_PLAIN = re.compile(rf"{_PLAIN_VERB}\b\s*:?\s*(?P<title>.*)", _S)
_KEEP_IN_MIND = either(
    *("remember", "remind me", "don'?t forget", "do not forget", "don'?t let me forget", "note to self", "make sure i"),
    *(
        "make sure",
        r"i (?:need|have|want|ought) to remember",
        "i (?:must|should) remember",
        "i (?:must|should) not forget",
    ),
)
_REMEMBER = re.compile(rf"{_KEEP_IN_MIND}\b\s*:?\s*(?:(?:to|that|about)\b)?\s*(?P<title>.*)", _S)
_NEED = re.compile(
    r"i(?:'ve|'ll|\s+will)?\s+(?:(?:also|still|really)\s+)?"
    rf"{either('need to', 'have to', 'must', 'should', 'gotta', 'got to', 'ought to')}(?:\s+also)?\s+(?P<title>.+)",
    _S,
)
_APPOINTMENT = re.compile(r"(?P<title>(?:schedule|arrange|plan)\s+(?:a|an|my|the)\s+.+)", _S)
_BULLET = re.compile(r"^(?:[-*•]|\d{1,2}[.)])\s+")
_NOTE = either("notes?", "description", "details?", "comment")
_NOTE_MARK = re.compile(rf"\s*[,;-]?\s+(?:with\s+(?:the\s+|a\s+)?{_NOTE}\b\s*:?|{_NOTE}\s*:)\s*", re.IGNORECASE)
_TO_MY_LIST = re.compile(rf"\s+{_MY_LIST}[.!?]*$", re.IGNORECASE)


def read_addition(sentence: Sentence) -> AddTasks | Clarify | None:
    """The wish to add tasks that this sentence is, if it is one."""
    for pattern in (_MARKED, _NOUN, _REMEMBER, _PLAIN, _NEED, _APPOINTMENT):
        if match := pattern.fullmatch(sentence.text):
            return _adding(sentence, _split(match["title"], bool(match.groupdict().get("many"))))
    return None


def _split(words: str, many: bool) -> list[str]:
    lines = [line for line in re.split(r"[;\n]+", words) if line.strip(" .:-")]
    return re.split(r"\s*,\s*(?:and\s+)?", lines[0]) if many and len(lines) == 1 else lines


def _adding(sentence: Sentence, lines: list[str]) -> AddTasks | Clarify:
    tasks = tuple(task for line in lines if (task := _new_task(sentence, line)).title)
    if not tasks:
        return Clarify(phrases.WHICH_ADD)
    if len(tasks) > MOST_NEW_TASKS:
        return Clarify(phrases.MANY_TASKS)
    if any(len(task.title) > TITLE_LENGTH for task in tasks):
        return Clarify(phrases.LONG_TITLE)
    if any(len(task.description or "") > DESCRIPTION_LENGTH for task in tasks):
        return Clarify(phrases.LONG_DESCRIPTION)
    return AddTasks(tasks)


def _new_task(sentence: Sentence, line: str) -> NewTask:
    words = _TO_MY_LIST.sub("", _BULLET.sub("", line.strip()))
    words, *notes = _NOTE_MARK.split(words, maxsplit=1)
    for pattern in (_MARKED, _REMEMBER, _PLAIN):
        if (match := pattern.fullmatch(words)) and match["title"].strip():
            words = match["title"]
            break
    note = " ".join(sentence.restore(notes[0]).split()) if notes else ""
    return NewTask(title_from(sentence.restore(words)), note or None)
