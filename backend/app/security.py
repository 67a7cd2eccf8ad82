"""Session tokens, and the two dependencies that say who is asking."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

import jwt
from fastapi import Depends, Request, Response
from jwt.types import Options

from app.db import Database
from app.errors import ApiError
from app.identity import Foreigner, IdentityProvider
from app.models import utc_now
from app.schemas import UserOut
from app.services import accounts

COOKIE: Final = "todo_session"
AUDIENCE: Final = "todo"
ALGORITHM: Final = "HS256"
LIFETIME: Final = timedelta(days=7)


@dataclass(frozen=True)
class Claims:
    """Whose token it is and which sign-in it stands for."""

    user_id: str
    sid: str


@dataclass(frozen=True)
class Account:
    """The signed-in user and the sign-in that was used."""

    user: UserOut
    sid: str


def issue_token(key: str, claims: Claims) -> str:
    """A token for seven days, signed with HS256 (RFC 7519)."""
    now = utc_now()
    content = {"sub": claims.user_id, "sid": claims.sid, "iat": now, "exp": now + LIFETIME, "aud": AUDIENCE}
    return jwt.encode(content, key, ALGORITHM)


def read_token(key: str, token: str) -> Claims | None:
    """The claims of a token that is ours, whole and in time; otherwise nothing."""
    options: Options = {"require": ["exp", "sub", "aud", "sid"]}
    try:
        content = jwt.decode(token, key, [ALGORITHM], audience=AUDIENCE, options=options)
    except jwt.InvalidTokenError:
        return None
    return Claims(content["sub"], str(content["sid"]))


def set_session_cookie(request: Request, response: Response, token: str) -> None:
    """Give the browser its token; COOKIE_SECURE=auto marks it Secure when the page itself came over https."""
    mode = request.app.state.settings.cookie_secure
    secure = request.headers.get("origin", "").startswith("https://") if mode == "auto" else mode == "true"
    seconds = int(LIFETIME.total_seconds())
    response.set_cookie(COOKIE, token, seconds, path="/", httponly=True, samesite="lax", secure=secure)


def clear_session_cookie(response: Response) -> None:
    """Take the token back from the browser."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


async def get_database(request: Request) -> Database:
    """The application's database."""
    database: Database = request.app.state.database
    return database


async def perhaps_signed_in(request: Request) -> Account | None:
    """The account of the Bearer token or the cookie, if its sign-in is still good."""
    token = _bearer(request) or request.cookies.get(COOKIE)
    if not token:
        return None
    database: Database = request.app.state.database
    if claims := read_token(request.app.state.settings.signing_key, token):
        return await _account(database, claims)
    provider: IdentityProvider | None = request.app.state.identity
    foreigner = await provider.read_token(token) if provider else None
    return await _foreign_account(database, foreigner) if foreigner else None


async def signed_in(request: Request) -> Account:
    """The account of the Bearer token or the cookie; 401 unless its sign-in is still good."""
    account = await perhaps_signed_in(request)
    if account is None:
        raise ApiError("invalid_token", {"WWW-Authenticate": "Bearer"})
    return account


async def require_user(user_id: str, request: Request) -> str:
    """The id in the path, once it is the signed-in user's own; 403 otherwise."""
    account = await signed_in(request)
    if account.user.id != user_id:
        raise ApiError("wrong_user")
    return user_id


async def _account(database: Database, claims: Claims) -> Account | None:
    async with database.connection() as connection:
        user = await accounts.of_session(connection, claims.sid, claims.user_id)
    return Account(user, claims.sid) if user else None


async def _foreign_account(database: Database, foreigner: Foreigner) -> Account | None:
    claims = Claims(foreigner.user_id, foreigner.sid)
    known = await _account(database, claims)
    if known:
        return known
    async with database.transaction() as connection:
        await accounts.admit(connection, foreigner.user_id, foreigner.name, foreigner.sid, foreigner.expires_at)
    # A token that was signed out has its row already, and stays signed out.
    return await _account(database, claims)


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


PerhapsSignedIn = Annotated[Account | None, Depends(perhaps_signed_in)]
SignedIn = Annotated[Account, Depends(signed_in)]
UserId = Annotated[str, Depends(require_user)]
DatabaseDep = Annotated[Database, Depends(get_database)]
