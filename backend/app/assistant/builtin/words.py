"""Preparing a sentence: quotes are set aside, polite words removed, titles put into shape."""

import re
import unicodedata
from dataclasses import dataclass

OPEN, CLOSE = "\ue000", "\ue001"
QUOTED = f"{OPEN}\\d+{CLOSE}"

_QUOTES = re.compile(r"\"([^\"\n]+)\"|`([^`\n]+)`|(?<!\w)'([^'\n]+(?:'\w[^'\n]*)*)'(?!\w)")
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "})
_POLITE = re.compile(
    r"(?:hey|hi|hello|ok|okay|so|well|now|alright|just|please|pls|kindly|also|then"
    r"|(?:can|could|would|will) you(?: please)?|(?:can|may|could) i"
    r"|i(?:'d| would) like(?: you)? to|i want(?: you)? to|i need you to|i wanna|you (?:can|may|should)|actually"
    r"|let'?s|let us|let me|go ahead and|help me(?: to)?|we should|time to)\b[,!:.]?\s+",
    re.IGNORECASE,
)
_THANKS = re.compile(r"[\s,.!]+(?:please|pls|thanks|thank you|thx|ok|okay)[\s.!]*$", re.IGNORECASE)

_SILENT = frozenset(("a", "an", "the", "my", "our", "to", "of"))
_ENDING = re.compile(r"(?:ing|ed|es|s)$")
_IRREGULAR = {
    "bought": "buy",
    "sent": "send",
    "paid": "pay",
    "wrote": "write",
    "written": "write",
    "made": "make",
    "took": "take",
    "taken": "take",
    "done": "do",
    "did": "do",
    "gone": "go",
    "went": "go",
    "met": "meet",
    "fed": "feed",
    "sold": "sell",
    "told": "tell",
    "built": "build",
    "brought": "bring",
    "got": "get",
}


def either(*spellings: str) -> str:
    """A regular expression for any of these words; a space in them stands for white space."""
    return "(?:" + "|".join(spelling.replace(" ", r"\s+") for spelling in spellings) + ")"


@dataclass(frozen=True)
class Sentence:
    """A sentence with each quotation replaced by a mark, and the quotations."""

    text: str
    quotes: tuple[str, ...]

    def restore(self, part: str) -> str:
        """A part of the sentence with its quotations back; one that is nothing but a quotation loses its marks."""
        whole = re.fullmatch(f"\\s*{OPEN}(\\d+){CLOSE}[\\s.!?]*", part)
        if whole:
            return self.quotes[int(whole[1])].strip()
        return re.sub(f"{OPEN}(\\d+){CLOSE}", lambda mark: f'"{self.quotes[int(mark[1])]}"', part)


def prepare(message: str) -> Sentence:
    """The sentence in NFC with straight quotes, its quotations set aside and its polite words removed."""
    text = unicodedata.normalize("NFC", message).translate(_STRAIGHT).replace(OPEN, " ").replace(CLOSE, " ")
    lines = (" ".join(line.split()) for line in text.splitlines())
    quotes: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        quotes.append(next(group for group in match.groups() if group is not None))
        return f"{OPEN}{len(quotes) - 1}{CLOSE}"

    masked = _QUOTES.sub(set_aside, "\n".join(line for line in lines if line))
    return Sentence(_without_politeness(masked), tuple(quotes))


def title_from(words: str) -> str:
    """A title in its usual shape: one line, no final stop, first letter in upper case."""
    line = " ".join(words.split()).strip(" ,:-–")
    line = line if line.endswith("...") else line.rstrip(".").rstrip()
    return line[:1].upper() + line[1:]


def tokens(text: str) -> frozenset[str]:
    """The words of a text for comparing titles: lower case, without endings and without words that say nothing."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    return frozenset(_stem(word) for word in words if word not in _SILENT) or frozenset(words)


def _stem(word: str) -> str:
    known = _IRREGULAR.get(word, word)
    short = _ENDING.sub("", known)
    return (short if len(short) > 2 else known).removesuffix("e")


def _without_politeness(text: str) -> str:
    start = 0
    while match := _POLITE.match(text, start):
        start = match.end()
    rest = text[start:]
    while match := _THANKS.search(rest[-40:]):
        rest = rest[: len(rest) - len(rest[-40:]) + match.start()]
    return rest.strip()
