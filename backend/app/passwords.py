"""Hashing passwords with scrypt (RFC 7914) without holding up the event loop."""

import asyncio
import base64
import hashlib
import hmac
import os
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Final

COST: Final = {"n": 2**14, "r": 8, "p": 1}
SALT_BYTES: Final = 16
HASH_BYTES: Final = 32

# One hash takes 16 MiB: two at a time fit a small pod, and others wait their turn.
_THREADS: Final = ThreadPoolExecutor(2, thread_name_prefix="scrypt")

# A hash of no password, compared when there is no account, so that both take the same time.
_NOBODY: Final = "scrypt$16384$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


async def hash_password(password: str) -> str:
    """The hash to store: `scrypt$n$r$p$salt$hash`, the last two in base64."""
    salt = os.urandom(SALT_BYTES)
    digest = await _scrypt(password, salt, **COST)
    numbers = "$".join(str(COST[name]) for name in ("n", "r", "p"))
    return f"scrypt${numbers}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


async def is_password(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; takes as long when nothing is stored."""
    _, n, r, p, salt, wanted = (stored or _NOBODY).split("$")
    digest = await _scrypt(password, base64.b64decode(salt), n=int(n), r=int(r), p=int(p))
    return hmac.compare_digest(digest, base64.b64decode(wanted)) and stored is not None


async def _scrypt(password: str, salt: bytes, *, n: int, r: int, p: int) -> bytes:
    # The same letters typed on two keyboards can be different bytes.
    secret = unicodedata.normalize("NFC", password).encode()

    def digest() -> bytes:
        return hashlib.scrypt(secret, salt=salt, n=n, r=r, p=p, dklen=HASH_BYTES, maxmem=64 * 1024 * 1024)

    return await asyncio.get_running_loop().run_in_executor(_THREADS, digest)
