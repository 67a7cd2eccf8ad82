"""Long lists in pages: a cursor says where the next page begins."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.errors import ApiError

Row = TypeVar("Row")


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: what it is sorted by, and its id for rows that are sorted the same."""

    sort: str
    id: int


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the cursor of the next page unless this is the last one."""

    rows: Sequence[Row]
    next: str | None


def write_cursor(cursor: Cursor) -> str:
    """A cursor as clients hand it back: URL-safe base64 of JSON, which they need not understand."""
    return base64.urlsafe_b64encode(json.dumps([cursor.sort, cursor.id]).encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> Cursor | None:
    """The cursor a client handed back; 422 when it is none of ours."""
    if text is None:
        return None
    try:
        sort, row_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error):
        raise ApiError("invalid_request") from None
    if not isinstance(sort, str) or "\x00" in sort or type(row_id) is not int or not 0 < row_id < 2**31:
        raise ApiError("invalid_request")
    return Cursor(sort, row_id)
