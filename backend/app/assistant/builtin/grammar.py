"""From a sentence to what it means, by fixed rules asked in a fixed order."""

import re
from collections.abc import Callable

from app.assistant.builtin import phrases
from app.assistant.builtin.adding import read_addition
from app.assistant.builtin.changing import read_note, read_renaming
from app.assistant.builtin.completing import read_completion
from app.assistant.builtin.deleting import read_confirmation, read_deletion
from app.assistant.builtin.intents import Clarify, Context, Help, Intent
from app.assistant.builtin.listing import read_listing
from app.assistant.builtin.words import Sentence, prepare

_S = re.IGNORECASE | re.DOTALL
_GREETING = re.compile(r"(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day))(?: there)?[\s!.,]*", _S)
_THANKS = re.compile(r"(?:(?:many )?thanks|thank you|thx|cheers|great|perfect|nice)(?: (?:a lot|so much))?[\s!.,]*", _S)
_HELP = re.compile(
    r"(?:help(?: me)?|\?+|what (?:can|do) you do|what can i (?:say|do|ask)|(?:who|what) are you|commands?)[\s!?.]*"
    r"|(?:(?:show|tell|teach) me )?how (?:do|can|to|does|should|would)\b.*",
    _S,
)
_REOPEN = re.compile(
    r"(?:un-?(?:complete|check|tick|mark|do|finish|delete)|re-?open|restore|undo)\b.*"
    r"|(?:mark|set|flag)\b.+\b"
    r"(?:not (?:yet )?(?:done|complete|completed|finished)|incomplete|pending|open|undone|unfinished)[.!]*",
    _S,
)

_RULES: tuple[Callable[[Sentence], Intent | None], ...] = (
    read_note,
    read_listing,
    read_completion,
    read_deletion,
    read_renaming,
    read_addition,
)


def parse(message: str, context: Context) -> Intent:
    """What a message means in its conversation; never raises."""
    said = message.strip()
    if context.asked_to_clear and (answer := read_confirmation(said, context.asked_to_clear)):
        return answer
    for text in (said, (sentence := prepare(said)).text):
        if talk := _small_talk(text):
            return talk
    answers = (rule(sentence) for rule in _RULES)
    return next((intent for intent in answers if intent), Help("unknown", sentence.restore(sentence.text)))


def _small_talk(text: str) -> Help | Clarify | None:
    if _GREETING.fullmatch(text):
        return Help("greeting")
    if _THANKS.fullmatch(text):
        return Help("thanks")
    if _HELP.fullmatch(text):
        return Help("help")
    return Clarify(phrases.REOPEN) if _REOPEN.fullmatch(text) else None
