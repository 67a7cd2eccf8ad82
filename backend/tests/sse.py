"""Reading server-sent events."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

Event = tuple[str, dict[str, Any]]


def read_events(lines: Iterable[str]) -> Iterator[Event]:
    """The events as they come; comments are called ping."""
    name = ""
    for line in lines:
        if line.startswith(":"):
            yield "ping", {}
        elif line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))
