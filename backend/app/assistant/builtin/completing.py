"""Whether a sentence says that tasks are done, and which."""

import re

from app.assistant.builtin import phrases
from app.assistant.builtin.intents import Clarify, CompleteTasks
from app.assistant.builtin.refs import read_targets
from app.assistant.builtin.words import Sentence, either

COMPLETE_VERBS = ("complete", "finish", "finished", "completed", "done", "tick", "check", "close", "wrap up")

_DONE = either("done", "complete", "completed", "finished", "ticked off", "checked off", "off")
_MY_LIST = r"(?:\s+(?:of\s+)?(?:my|the)\s+(?:to-?do\s+|task\s+)?list)?"
_QUESTION = re.compile(rf"{either('what', 'when', 'which', 'who', 'why', 'how', 'where')}\b|[^\n]*\?$", re.IGNORECASE)
_ALONE = re.compile(r"(?:complete|finish|mark|tick(?: off)?|check off)(?: (?:a|the|my) task)?[\s.!?]*", re.IGNORECASE)
_EVERYTHING = re.compile(
    r"everything|(?:all|every|each)(?:\s+of)?(?:\s+(?:my|the))?(?:\s+(?:pending|open))?"
    r"(?:\s+(?:tasks?|to-?dos?|items?|things|them))?|(?:my|the)\s+(?:whole\s+|entire\s+)?list",
    re.IGNORECASE,
)
_SAYINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:mark|set|flag|make|tick|check)\s+(?:as\s+)?{_DONE}\s*:?\s+(?P<t>.+)",
        rf"(?:mark|set|flag|make)\s+(?P<t>.+?)\s+(?:(?:as|to|to be)\s+)?{_DONE}[.!]*",
        r"(?:tick|check|cross)\s+(?:off|out)\s+(?P<t>.+)",
        rf"(?:tick|check|cross)\s+(?P<t>.+?)\s+(?:off|out){_MY_LIST}[.!]*",
        rf"{either(*COMPLETE_VERBS)}(?:\s+with)?\s+(?P<t>.+)",
        r"i(?:'ve| have|'m| am)?\s+(?:(?:just|already|now)\s+)?(?:finished|completed|done|did)(?:\s+with)?\s+(?P<t>.+)",
        rf"(?P<t>.+?)(?:\s+{either('is', 'are', 'has been', 'have been', 'was')}|'s)\s+"
        rf"(?:(?:now|all|already|finally)\s+)?{_DONE}[.!]*",
        r"(?P<t>.+?)(?:\s+(?:is|are)|'s)\s+(?:(?:now|all|already|finally)\s+)?over(?:\s+with)?[.!]*",
        r"i(?:'ve|\s+have)\s+(?:(?:just|already|now|finally)\s+)?(?P<t>(?:\w{2,}ed|bought|sent|paid|written|made|taken"
        r"|fed|met|sold|told|built|brought|gone\s+to)\s+.+)",
        rf"(?P<t>(?:task\s*|number\s*|#\s*)+\d+)\s*:?\s+{_DONE}[.!]*",
    )
)


def read_completion(sentence: Sentence) -> CompleteTasks | Clarify | None:
    """The wish to complete tasks that this sentence is, if it is one."""
    if _ALONE.fullmatch(sentence.text):
        return Clarify(phrases.WHICH_COMPLETE)
    if _QUESTION.match(sentence.text):
        return None
    match = next((match for saying in _SAYINGS if (match := saying.fullmatch(sentence.text))), None)
    if not match:
        return None
    if _EVERYTHING.fullmatch(match["t"].strip(" .!")):
        return CompleteTasks(None)
    targets = read_targets(sentence, match["t"])
    return CompleteTasks(targets) if targets else Clarify(phrases.WHICH_COMPLETE)
