"""Signing in, as a guest or with an account, and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.db import Database
from app.errors import ApiError
from app.passwords import hash_password, is_password
from app.ratelimit import require_login_allowance, require_sign_in_allowance
from app.routes.described import errors
from app.schemas import Credentials, Registration, UserOut
from app.security import (
    LIFETIME,
    Claims,
    DatabaseDep,
    PerhapsSignedIn,
    SignedIn,
    clear_session_cookie,
    issue_token,
    set_session_cookie,
)
from app.services import accounts
from app.services.accounts import NewAccount
from app.settings import Settings


async def get_settings(request: Request) -> Settings:
    """The application's settings."""
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(get_settings)]

router = APIRouter(prefix="/api/auth", tags=["accounts"], responses=errors(503))


@router.post("/guest", status_code=201, response_model=UserOut, responses=errors(429))
async def guest(request: Request, response: Response, database: DatabaseDep, settings: SettingsDep) -> UserOut:
    """Make a guest account and sign it in by cookie; the cookie's value also serves as a Bearer token."""
    await require_sign_in_allowance(database, settings)
    async with database.connection() as connection:
        user = await accounts.create_guest(connection)
    await _sign_in(request, response, database, user)
    return user


@router.post("/register", status_code=201, response_model=UserOut, responses=errors(409, 413, 415, 422, 429))
async def register(
    body: Registration,
    request: Request,
    response: Response,
    database: DatabaseDep,
    settings: SettingsDep,
    account: PerhapsSignedIn,
) -> UserOut:
    """Make an account and sign it in; a signed-in guest becomes that account and keeps its tasks."""
    await require_sign_in_allowance(database, settings)
    new = NewAccount(body.email, await hash_password(body.password.get_secret_value()), body.name)
    async with database.transaction() as connection:
        user = await accounts.register(connection, new, account.user.id if account and account.user.guest else None)
        if account and account.user.id == user.id:
            # The guest's token may be known elsewhere; the account begins with a new one.
            await accounts.revoke(connection, account.sid)
    await _sign_in(request, response, database, user)
    return user


@router.post("/login", response_model=UserOut, responses=errors(401, 413, 415, 422, 429))
async def login(
    body: Credentials, request: Request, response: Response, database: DatabaseDep, settings: SettingsDep
) -> UserOut:
    """Sign in with an account; unknown addresses and wrong passwords get the same answer in the same time."""
    await require_login_allowance(database, settings, body.email)
    async with database.connection() as connection:
        found = await accounts.by_email(connection, body.email)
    user, password_hash = found or (None, None)
    known = await is_password(body.password.get_secret_value(), password_hash)
    if user is None or not known:
        raise ApiError("invalid_credentials")
    await _sign_in(request, response, database, user)
    return user


@router.get("/me", response_model=UserOut, responses=errors(401))
async def me(account: SignedIn) -> UserOut:
    """The signed-in account."""
    return account.user


@router.post("/logout", status_code=204, responses=errors(401))
async def logout(response: Response, account: SignedIn, database: DatabaseDep) -> None:
    """End this sign-in: its token is refused from now on."""
    async with database.connection() as connection:
        await accounts.revoke(connection, account.sid)
    clear_session_cookie(response)


@router.delete("/guest", status_code=204, responses=errors(401, 403))
async def remove_guest(response: Response, account: SignedIn, database: DatabaseDep) -> None:
    """Remove the signed-in guest with everything it owns; 403 for an account that is not a guest."""
    if not account.user.guest:
        raise ApiError("not_a_guest")
    async with database.connection() as connection:
        await accounts.remove(connection, account.user.id)
    clear_session_cookie(response)


async def _sign_in(request: Request, response: Response, database: Database, user: UserOut) -> None:
    async with database.connection() as connection:
        sid = await accounts.sign_in(connection, user.id, LIFETIME)
    token = issue_token(request.app.state.settings.signing_key, Claims(user.id, sid))
    set_session_cookie(request, response, token)
