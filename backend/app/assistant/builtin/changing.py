"""Whether a sentence asks to change a task's title or note; only one with a verb of change does."""

import re

from app.assistant.builtin import phrases
from app.assistant.builtin.intents import ByTitle, Change, Clarify, DescribeTask, RenameTask
from app.assistant.builtin.refs import read_ref
from app.assistant.builtin.words import QUOTED, Sentence, either, title_from
from app.schemas import DESCRIPTION_LENGTH, TITLE_LENGTH

RENAME_VERBS = ("change", "rename", "update", "edit", "modify", "reword", "retitle", "replace")
NOTE_VERBS = ("add", "set", "put", "write", "attach", "append", "change", "update", "note", "describe")

MOST_READINGS = 5

_S = re.IGNORECASE | re.DOTALL
_NOTE = either("notes?", "description", "details?", "comment")
_WRITE = either(*(verb for verb in NOTE_VERBS if verb not in ("note", "describe")))
_TITLE_OF = r"(?:the\s+)?(?:title|name|text|wording)\s+(?:of|for|on)\s+"
_ITS_TITLE = re.compile(r"(?:'s)?\s+(?:title|name|text)$", re.IGNORECASE)
_RENAME = re.compile(rf"(?:{either(*RENAME_VERBS)}\s+(?:{_TITLE_OF})?|set\s+{_TITLE_OF})(?P<rest>.+)", _S)
_ALONE = re.compile(r"(?:change|rename|edit|modify|reword|retitle|update\s+(?:task|it|#))\b.*", _S)
_TO = re.compile(
    r"\s+(?:to(?:\s+(?:say|read|be))?|into|with|as|so(?:\s+that)?\s+it\s+(?:says|reads))\s+|\s*(?:->|=>|→|:)\s*",
    re.IGNORECASE,
)
_SHOULD = re.compile(r"(?P<t>.+?)\s+should\s+(?:be|say|read)(?:\s+called)?\s*:?\s+(?P<new>.+)", _S)
_CALL = re.compile(r"call\s+(?P<t>(?:the\s+)?(?:task|item)\s*#?\d{1,9})\s+(?P<new>.+)", _S)
_SHOWN = r"it|that|(?:the\s+)?(?:\w+\s+(?:one|task|item)|(?:task|item)\s*#?\d{1,9})"
_MAKE = re.compile(rf"make\s+(?P<t>{_SHOWN})\s+(?P<new>{QUOTED})[.!?]*", _S)
_INSTEAD = re.compile(r"\s+instead[.!]*$", re.IGNORECASE)
_DESCRIBE = tuple(
    re.compile(pattern, _S)
    for pattern in (
        rf"{_WRITE}\s+(?:(?:a|the|this)\s+)?{_NOTE}\s+(?:to|on|for|of)\s+(?P<t>.+?)"
        rf"\s*(?::|\s{either('to', 'as', 'saying', 'that says', 'reading')}\s)\s*(?P<d>.+)",
        rf"{_WRITE}\s+(?:(?:a|the)\s+)?{_NOTE}\s+(?P<d>{QUOTED})\s+(?:to|on|for|of)\s+(?P<t>.+)",
        rf"{_WRITE}\s+(?P<d>.+?)\s+as\s+(?:a\s+|the\s+)?{_NOTE}\s+(?:to|on|for|of)\s+(?P<t>.+)",
        r"describe\s+(?P<t>.+?)\s+as\s+(?P<d>.+)",
        r"note\s+(?:on|for)\s+(?P<t>.+?)\s*:\s*(?P<d>.+)",
    )
)


def read_note(sentence: Sentence) -> DescribeTask | Clarify | None:
    """The wish to write a task's note that this sentence is, if it is one."""
    match = next((match for pattern in _DESCRIBE if (match := pattern.fullmatch(sentence.text))), None)
    if not match:
        return None
    ref = read_ref(sentence, match["t"])
    note = " ".join(sentence.restore(match["d"]).split())
    if len(note) > DESCRIPTION_LENGTH:
        return Clarify(phrases.LONG_DESCRIPTION)
    return DescribeTask(ref, note) if ref else Clarify(phrases.WHICH_UPDATE)


def read_renaming(sentence: Sentence) -> RenameTask | Clarify | None:
    """The wish to change a title that this sentence is, if it is one."""
    for pattern in (_CALL, _MAKE):
        if (match := pattern.fullmatch(sentence.text)) and (ref := read_ref(sentence, match["t"])):
            return _renaming((Change(ref, title_from(sentence.restore(_INSTEAD.sub("", match["new"])))),))
    if match := _SHOULD.fullmatch(sentence.text):
        ref = read_ref(sentence, match["t"])
        if ref and not isinstance(ref, ByTitle):
            return _renaming((Change(ref, title_from(sentence.restore(match["new"]))),))
    match = _RENAME.fullmatch(sentence.text)
    readings = _readings(sentence, match["rest"]) if match else ()
    if readings or _ALONE.fullmatch(sentence.text):
        return _renaming(readings)
    return None


def _readings(sentence: Sentence, words: str) -> tuple[Change, ...]:
    cuts = (cut for cut, _ in zip(_TO.finditer(words), range(MOST_READINGS), strict=False))
    sides = (
        (_ITS_TITLE.sub("", words[: cut.start()]), title_from(sentence.restore(words[cut.end() :]))) for cut in cuts
    )
    return tuple(Change(ref, title) for left, title in sides if title and (ref := read_ref(sentence, left)))


def _renaming(readings: tuple[Change, ...]) -> RenameTask | Clarify:
    if not readings:
        return Clarify(phrases.WHICH_UPDATE)
    if len(readings[0].title) > TITLE_LENGTH:
        return Clarify(phrases.LONG_TITLE)
    named = not isinstance(readings[0].ref, ByTitle)
    return RenameTask(readings[:1] if named else readings)
