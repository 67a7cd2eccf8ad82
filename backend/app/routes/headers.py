"""Headers that requests may carry and answers give."""

import hashlib
from typing import Annotated, Final

from fastapi import Depends, Header, Request, Response

from app.security import UserId
from app.services.idempotency import Key
from app.services.pages import Page, Row

NEXT_CURSOR: Final = "X-Next-Cursor"
REPLAYED: Final = "Idempotency-Replayed"

KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9._-]{1,64}$",
        description="Any text of your own; the same request with the same key takes effect once within a day.",
        examples=["5d0c7f52-6d0e-4f6e-9a0a-7c6f6c9f3b1e"],
    ),
]


async def idempotency_key(user_id: UserId, request: Request, text: KeyHeader = None) -> Key | None:
    """The request's key with a digest of what it asks for, if it carries one."""
    if text is None:
        return None
    asked = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return Key(user_id, text, hashlib.sha256(asked).hexdigest())


def replayed() -> dict[str, str]:
    """The header of an answer that was given before."""
    return {REPLAYED: "true"}


def tell_next(response: Response, page: Page[Row]) -> None:
    """Tell where the next page begins, unless this is the last one."""
    if page.next:
        response.headers[NEXT_CURSOR] = page.next


IdempotencyKeyDep = Annotated[Key | None, Depends(idempotency_key)]
