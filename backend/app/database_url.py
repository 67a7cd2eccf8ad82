"""Reading DATABASE_URL as people write it and giving SQLAlchemy what it needs."""

import re
from urllib.parse import quote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

POSTGRESQL_SCHEMES = frozenset({"postgres", "postgresql", "postgresql+psycopg"})
SQLITE_SCHEMES = frozenset({"sqlite", "sqlite+aiosqlite"})
FORM = "write it as postgresql://user@host:5432/name and put the password into PGPASSWORD"
CAUSE_LIMIT = 300


def parse_database_url(text: str, password: str | None) -> URL:
    """The URL with its asynchronous driver and, when it names none, the given password; ValueError says what is wrong.

    Hosted PostgreSQL such as Neon hands out `postgres://` and `postgresql://`; both mean psycopg 3 here.
    """
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        raise ValueError(f"is not a database URL: {FORM}") from None
    if url.drivername in SQLITE_SCHEMES:
        return _sqlite(url)
    if url.drivername not in POSTGRESQL_SCHEMES:
        raise ValueError(f"must start with postgresql:// (or sqlite:/// on a developer's machine): {FORM}")
    return _postgresql(url, password)


def is_sqlite(url: URL) -> bool:
    """Whether the URL names a SQLite file."""
    return url.get_backend_name() == "sqlite"


def place_of(url: URL) -> str:
    """Where the database is, for log lines: host, port and name, never user or password."""
    if is_sqlite(url):
        return f"SQLite file {url.database}"
    return f"{url.host or url.query.get('host')}:{url.port or 5432}/{url.database}"


def cause_of(error: BaseException, url: URL) -> str:
    """The driver's reason on one line of at most 300 characters, with the password masked."""
    reason = " ".join(str(getattr(error, "orig", None) or error).split())
    if url.password:
        for spelling in {str(url.password), quote(str(url.password), safe="")}:
            reason = reason.replace(spelling, "***")
    return f"{type(error).__name__}: {reason}"[:CAUSE_LIMIT]


def _sqlite(url: URL) -> URL:
    if not url.database:
        raise ValueError("names no file: write it as sqlite:///todo.db")
    return url.set(drivername="sqlite+aiosqlite")


def _postgresql(url: URL, password: str | None) -> URL:
    host = url.host or url.query.get("host")
    if not isinstance(host, str) or not re.fullmatch(r"[\w./:-]+", host):
        raise ValueError(f"names no valid host (an @, / or : inside a password is one reason): {FORM}")
    if url.port is not None and not 0 < url.port < 65536:
        raise ValueError("names a port outside 1 to 65535")
    if not url.database:
        raise ValueError(f"names no database: {FORM}")
    complete = url if url.password or not password else url.set(password=password)
    return complete.set(drivername="postgresql+psycopg")
