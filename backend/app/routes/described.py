"""What the generated documentation says about answers that no return type shows."""

from collections.abc import Mapping
from typing import Any, Final

from app.errors import ERRORS, error_body
from app.routes.headers import NEXT_CURSOR
from app.schemas import ErrorOut

Responses = dict[int | str, dict[str, Any]]

_STREAM_EXAMPLE: Final = """\
event: meta
data: {"conversation_id": 3, "assistant": "builtin"}

event: tool
data: {"name": "add_task", "arguments": {"title": "Buy groceries"}, \
"result": {"task_id": 7, "status": "created", "title": "Buy groceries"}, "ok": true}

event: delta
data: {"text": "I added #7 \\"Buy groceries\\"."}

event: done
data: {"message_id": 12, "response": "I added #7 \\"Buy groceries\\".", "tool_calls": []}
"""

STREAM: Final[Responses] = {
    200: {"content": {"text/event-stream": {"example": _STREAM_EXAMPLE}}, "description": "The events of the turn"}
}

PAGED: Final[Responses] = {
    200: {
        "headers": {
            NEXT_CURSOR: {
                "description": "The `cursor` of the next page, when there is one",
                "schema": {"type": "string"},
            }
        }
    }
}


def errors(*statuses: int) -> Responses:
    """The errors with these statuses, each with an example of every code."""
    return {
        status: {"model": ErrorOut, "description": _title(status), "content": _content(status)} for status in statuses
    }


def _title(status: int) -> str:
    return ", ".join(f"`{code}`" for code, (known, _) in ERRORS.items() if known == status)


def _content(status: int) -> Mapping[str, Any]:
    examples = {code: {"value": error_body(code)} for code, (known, _) in ERRORS.items() if known == status}
    return {"application/json": {"examples": examples}}
