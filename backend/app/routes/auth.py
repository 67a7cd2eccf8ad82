"""Signing in as a guest, and out."""

from fastapi import APIRouter, Request, Response

from app.errors import ApiError
from app.models import User
from app.schemas import UserOut
from app.security import (
    LIFETIME,
    Claims,
    DatabaseDep,
    SignedIn,
    clear_session_cookie,
    issue_token,
    set_session_cookie,
)
from app.services import accounts

router = APIRouter(prefix="/api/auth", tags=["accounts"])


@router.post("/guest", status_code=201, response_model=UserOut)
async def guest(request: Request, response: Response, database: DatabaseDep) -> User:
    """Make a guest account and sign it in by cookie; the cookie's value also serves as a Bearer token."""
    async with database.session() as session:
        user, sign_in = await accounts.create_guest(session, LIFETIME)
    token = issue_token(request.app.state.settings.signing_key, Claims(user.id, sign_in.sid))
    set_session_cookie(request, response, token)
    return user


@router.get("/me", response_model=UserOut)
async def me(account: SignedIn) -> User:
    """The signed-in account."""
    return account.user


@router.post("/logout", status_code=204)
async def logout(response: Response, account: SignedIn, database: DatabaseDep) -> None:
    """End this sign-in: its token is refused from now on."""
    async with database.session() as session:
        await accounts.revoke(session, account.sid)
    clear_session_cookie(response)


@router.delete("/guest", status_code=204)
async def remove_guest(response: Response, account: SignedIn, database: DatabaseDep) -> None:
    """Remove the signed-in guest with everything it owns; 403 for an account that is not a guest."""
    if not account.user.guest:
        raise ApiError("not_a_guest")
    async with database.session() as session:
        await accounts.remove(session, account.user.id)
    clear_session_cookie(response)
