"""Accepting the tokens of an identity provider that publishes its keys as a JWKS (RFC 7517)."""

import asyncio
import hashlib
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import httpx2
import jwt
import structlog
from jwt.types import Options

from app.errors import ApiError
from app.schemas import NAME_LENGTH
from app.settings import Settings

log = structlog.get_logger(__name__)

# Signatures by a public key only: with a shared secret the published key would itself sign.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
FETCH_SECONDS: Final = 5.0
KEPT_SECONDS: Final = 600.0
PAUSE_SECONDS: Final = 10.0
LARGEST_ANSWER: Final = 256 * 1024


@dataclass(frozen=True)
class Foreigner:
    """What a provider's token says: our id for its user, the token's own id, a name and when it ends."""

    user_id: str
    sid: str
    name: str
    expires_at: datetime


class IdentityProvider:
    """The keys of one provider, asked for when they are needed and kept for ten minutes."""

    def __init__(self, url: str, issuer: str, audience: str) -> None:
        self._url = url
        self._issuer = issuer
        self._audience = audience
        self._lock = asyncio.Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._asked = float("-inf")

    async def read_token(self, token: str) -> Foreigner | None:
        """What a token of this provider says, if it is whole, in time and for us; 503 when its keys can not be had."""
        try:
            header = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError:
            return None
        key = await self._key(header.get("kid"))
        options: Options = {"require": ["exp", "sub", "aud", "iss"]}
        if key is None or key.algorithm_name not in ALGORITHMS:
            return None
        try:
            claims = jwt.decode(
                token, key, [key.algorithm_name], audience=self._audience, issuer=self._issuer, options=options
            )
        except jwt.InvalidTokenError:
            return None
        return self._foreigner(token, claims)

    def _foreigner(self, token: str, claims: dict[str, Any]) -> Foreigner:
        # A digest keeps a provider from naming the id of an account that is not its own.
        user_id = hashlib.sha256(f"{self._issuer}\n{claims['sub']}".encode()).hexdigest()[:32]
        sid = hashlib.sha256(token.encode()).hexdigest()[:32]
        name = " ".join(str(claims.get("name") or "User").replace("\x00", "").split())[:NAME_LENGTH]
        return Foreigner(user_id, sid, name or "User", datetime.fromtimestamp(claims["exp"], UTC))

    async def _key(self, key_id: object) -> jwt.PyJWK | None:
        async with self._lock:
            age = time.monotonic() - self._asked
            unknown = key_id not in self._keys
            # A token with a made-up key id must not make us ask for every request.
            if age > KEPT_SECONDS or (unknown and age > PAUSE_SECONDS):
                await self._fetch()
            if isinstance(key_id, str):
                return self._keys.get(key_id)
            return next(iter(self._keys.values())) if key_id is None and len(self._keys) == 1 else None

    async def _fetch(self) -> None:
        try:
            found = await _read_keys(self._url)
        except (httpx2.HTTPError, ValueError, jwt.PyJWTError) as error:
            log.warning("identity_keys_unavailable", error=type(error).__name__)
            if not self._keys:
                raise ApiError("identity_unavailable", {"Retry-After": "5"}) from None
        else:
            self._keys = found
        self._asked = time.monotonic()


def identity_provider(settings: Settings) -> IdentityProvider | None:
    """The provider that these settings name, if they name one."""
    if not (settings.auth_jwks_url and settings.auth_issuer and settings.auth_audience):
        return None
    return IdentityProvider(str(settings.auth_jwks_url), settings.auth_issuer, settings.auth_audience)


async def _read_keys(url: str) -> dict[str, jwt.PyJWK]:
    async with httpx2.AsyncClient(timeout=FETCH_SECONDS, trust_env=False) as client:
        answer = await client.get(url)
    answer.raise_for_status()
    if len(answer.content) > LARGEST_ANSWER:
        raise ValueError("too long")
    keys = jwt.PyJWKSet.from_dict(json.loads(answer.content)).keys
    return {key.key_id or "": key for key in keys}
