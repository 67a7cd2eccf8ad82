"""Which tasks a sentence names, and which tasks those are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.assistant.builtin.intents import ById, ByOrdinal, ByPronoun, ByTitle, Context, Ref, Targets
from app.assistant.builtin.words import QUOTED, Sentence, tokens

ENOUGH_OVERLAP = 0.6
MOST_REFS = 20

_NOUN = r"(?:tasks?|items?|to-?dos?|reminders?|entry|one)"
_ORDINALS = ("first|1st", "second|2nd", "third|3rd", "fourth|4th", "fifth|5th", "sixth|6th", "seventh|7th")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MY = r"(?:(?:the|my)\s+)?"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_ID = _pattern(rf"{_MY}(?:(?:{_NOUN}|number|no\.?|nr\.?|id)\s*)*#?\s*(\d{{1,18}})(?:\s+{_NOUN})?")
_WORD_ID = _pattern(rf"{_MY}(?:tasks?|number|item)\s+({'|'.join(_NUMBERS)})")
_ORDINAL = _pattern(rf"{_MY}(?:{'|'.join(f'({names})' for names in _ORDINALS)}|(last|latest|final))(?:\s+{_NOUN})?")
_PRONOUN = _pattern(r"(?:it|that|this|(?:that|this|the same)\s+(?:one|task|item))")
_RANGE = _pattern(rf"(?:the\s+)?{_NOUN}\s+#?(\d{{1,9}})\s*(?:-|–|to|through)\s*#?(\d{{1,9}})")
_FROM_LIST = _pattern(
    r"\s+(?:from|off|off of|on|in|out of)\s+(?:my|the|our)\s+(?:to-?do\s+|task\s+)?(?:lists?|tasks|to-?dos)$"
)
_LEAD = _pattern(r"^(?:(?:the|my|a|an)\s+)?(?:(?:task|to-?do|item|reminder)s?\s+)?(?:(?:called|named|titled)\s+|:\s*)?")
_TAIL = _pattern(rf"\s+{_NOUN}$")
_BOTH = _pattern(r"^(?:both|all)\s+(?:of\s+)?(?=\S+.*(?:,|and|&|\+))")
_AND = _pattern(r"\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s*[&+]\s*)")


@dataclass(frozen=True)
class Item:
    """A task as list_tasks shows it."""

    id: int
    title: str
    completed: bool


@dataclass(frozen=True)
class Found:
    """The one task that was meant."""

    item: Item


@dataclass(frozen=True)
class Several:
    """More than one task fits."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class Missing:
    """No task fits; the nearest one, if any is near."""

    wanted: str
    nearest: Item | None = None


Resolution = Found | Several | Missing


def read_targets(sentence: Sentence, words: str) -> Targets | None:
    """The tasks these words name; nothing when they name none."""
    phrase = _BOTH.sub("", _FROM_LIST.sub("", words.strip(" .!?:")))
    if span := _RANGE.fullmatch(phrase):
        first, last = int(span[1]), int(span[2])
        if first <= last < first + MOST_REFS:
            return Targets(tuple(ById(number) for number in range(first, last + 1)))
    parts = [part for part in _AND.split(phrase) if part.strip()][:MOST_REFS]
    refs = tuple(ref for part in parts if (ref := read_ref(sentence, part)))
    if not refs:
        return None
    named = len(refs) == 1 or not any(isinstance(ref, ByTitle) for ref in refs)
    return Targets(refs, None if named else ByTitle(sentence.restore(phrase)))


def read_ref(sentence: Sentence, words: str) -> Ref | None:
    """The task these words name: a number, a place in the list, a pronoun, or words of a title."""
    phrase = words.strip(" .!?:,")
    if match := _ID.fullmatch(phrase):
        return ById(int(match[1]))
    if match := _WORD_ID.fullmatch(phrase):
        return ById(_NUMBERS.index(match[1].lower()) + 1)
    if match := _ORDINAL.fullmatch(phrase):
        place = next(index for index, group in enumerate(match.groups()) if group)
        return ByOrdinal(-1 if place == len(_ORDINALS) else place)
    if _PRONOUN.fullmatch(phrase):
        return ByPronoun()
    if quoted := re.search(QUOTED, phrase):
        return ByTitle(sentence.restore(quoted[0]))
    title = _TAIL.sub("", _LEAD.sub("", phrase, count=1)).strip(" :")
    return ByTitle(title) if title else None


def resolve(ref: Ref, items: Sequence[Item], context: Context, prefer_pending: bool = False) -> Resolution:
    """The task a reference means among these."""
    match ref:
        case ById(number):
            return _by_id(number, items)
        case ByPronoun():
            return _by_id(context.last_task, items) if context.last_task else Missing("that task")
        case ByOrdinal(index):
            ids = context.last_list or tuple(item.id for item in items)
            return _by_id(ids[index], items) if -len(ids) <= index < len(ids) else Missing("a task at that place")
        case ByTitle(text):
            return _by_title(text, items, prefer_pending)


def resolve_all(targets: Targets, items: Sequence[Item], context: Context, prefer_pending: bool) -> list[Resolution]:
    """One resolution per named task; a single one when the words are one task's title as a whole."""
    if targets.whole:
        whole = [item for item in items if item.title.casefold() == targets.whole.text.casefold()]
        if len(whole) == 1:
            return [Found(whole[0])]
    return [resolve(ref, items, context, prefer_pending) for ref in targets.refs]


def _by_id(number: int, items: Sequence[Item]) -> Resolution:
    found = next((item for item in items if item.id == number), None)
    return Found(found) if found else Missing(f"#{number}")


def _by_title(text: str, items: Sequence[Item], prefer_pending: bool) -> Resolution:
    exact = [item for item in items if item.title.casefold() == text.casefold()]
    wanted = tokens(text)
    scored = [(len(wanted & tokens(item.title)) / max(len(wanted), 1), item) for item in items]
    best = max((score for score, _ in scored), default=0.0)
    near = [item for score, item in scored if score == best and score > 0]
    fitting = exact or (near if best >= ENOUGH_OVERLAP else [])
    if prefer_pending:
        fitting = [item for item in fitting if not item.completed] or fitting
    if len(fitting) == 1:
        return Found(fitting[0])
    return Several(tuple(fitting)) if fitting else Missing(f'"{text}"', near[0] if near else None)
