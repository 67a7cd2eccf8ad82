"""Accounts and their sign-ins."""

from datetime import timedelta

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Session, User, utc_now


async def create_guest(session: AsyncSession, lifetime: timedelta) -> tuple[User, Session]:
    """A new guest, signed in for the given time."""
    user = User(name="Guest", guest=True)
    session.add(user)
    await session.flush()
    sign_in = Session(user_id=user.id, expires_at=utc_now() + lifetime)
    session.add(sign_in)
    await session.commit()
    return user, sign_in


async def user_of_session(session: AsyncSession, sid: str, user_id: str) -> User | None:
    """The user of a sign-in that is neither revoked nor expired."""
    statement = (
        select(User)
        .join(Session, col(Session.user_id) == col(User.id))
        .where(Session.sid == sid, User.id == user_id)
        .where(col(Session.revoked_at).is_(None), col(Session.expires_at) > utc_now())
    )
    return (await session.exec(statement)).first()


async def revoke(session: AsyncSession, sid: str) -> None:
    """End one sign-in."""
    await session.exec(update(Session).where(col(Session.sid) == sid).values(revoked_at=utc_now()))
    await session.commit()


async def remove(session: AsyncSession, user_id: str) -> None:
    """Remove an account and, by the tables' cascades, every row it owns."""
    await session.exec(delete(User).where(col(User.id) == user_id))
    await session.commit()
