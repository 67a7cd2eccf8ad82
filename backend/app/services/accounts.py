"""Accounts and their sign-ins."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import ApiError
from app.models import SESSIONS, USERS, new_id, utc_now
from app.schemas import NAME_LENGTH, UserOut
from app.services.inserting import insert_if_new

_U: Final = USERS.c
_S: Final = SESSIONS.c
_OUT: Final = (_U.id, _U.email, _U.name, _U.guest, _U.created_at)
_OF_SESSION: Final = (
    select(*_OUT)
    .join(SESSIONS, _S.user_id == _U.id)
    .where(_S.sid == bindparam("sid"), _U.id == bindparam("user"))
    .where(_S.revoked_at.is_(None), _S.expires_at > bindparam("now", type_=_S.expires_at.type))
)


@dataclass(frozen=True)
class NewAccount:
    """What a registration gives: an address in lower case, the hash of a password, perhaps a name."""

    email: str
    password_hash: str
    name: str | None


async def create_guest(database: AsyncConnection) -> UserOut:
    """A new guest."""
    return await _insert(database, {"name": "Guest", "guest": True})


async def register(database: AsyncConnection, account: NewAccount, guest_id: str | None) -> UserOut:
    """A new account, or the guest turned into one with everything it owns; 409 when the address is taken."""
    values = {
        "email": account.email,
        "password_hash": account.password_hash,
        "name": account.name or account.email.partition("@")[0][:NAME_LENGTH],
        "guest": False,
    }
    try:
        upgraded = await _upgrade(database, guest_id, values) if guest_id else None
        return upgraded or await _insert(database, values)
    except IntegrityError:
        raise ApiError("email_taken") from None


async def by_email(database: AsyncConnection, email: str) -> tuple[UserOut, str | None] | None:
    """The account with this address, which is in lower case, and the hash of its password."""
    statement = select(*_OUT, _U.password_hash).where(_U.email == email)
    row = (await database.execute(statement)).one_or_none()
    return (UserOut.model_validate(row), row.password_hash) if row else None


async def sign_in(database: AsyncConnection, user_id: str, lifetime: timedelta) -> str:
    """A new sign-in for the given time; gives its sid."""
    sid = new_id()
    values = {"sid": sid, "user_id": user_id, "expires_at": utc_now() + lifetime}
    await database.execute(insert(SESSIONS).values(values))
    return sid


async def of_session(database: AsyncConnection, sid: str, user_id: str) -> UserOut | None:
    """The user of a sign-in that is neither revoked nor expired."""
    found = await database.execute(_OF_SESSION, {"sid": sid, "user": user_id, "now": utc_now()})
    return _user(found.one_or_none())


async def admit(database: AsyncConnection, user_id: str, name: str, sid: str, expires_at: datetime) -> None:
    """Write down an identity provider's user and token when they are seen for the first time."""
    await insert_if_new(database, USERS, {"id": user_id, "name": name, "guest": False, "created_at": utc_now()})
    await insert_if_new(database, SESSIONS, {"sid": sid, "user_id": user_id, "expires_at": expires_at})


async def revoke(database: AsyncConnection, sid: str) -> None:
    """End one sign-in."""
    await database.execute(update(SESSIONS).where(_S.sid == sid).values(revoked_at=utc_now()))


async def remove(database: AsyncConnection, user_id: str) -> None:
    """Remove an account and, by the tables' cascades, every row it owns."""
    await database.execute(delete(USERS).where(_U.id == user_id))


async def _insert(database: AsyncConnection, values: dict[str, Any]) -> UserOut:
    statement = insert(USERS).values(id=new_id(), created_at=utc_now(), **values).returning(*_OUT)
    return UserOut.model_validate((await database.execute(statement)).one())


async def _upgrade(database: AsyncConnection, guest_id: str, values: dict[str, Any]) -> UserOut | None:
    statement = update(USERS).where(_U.id == guest_id, _U.guest.is_(True)).values(values).returning(*_OUT)
    return _user((await database.execute(statement)).one_or_none())


def _user(row: Any) -> UserOut | None:
    return None if row is None else UserOut.model_validate(row)
