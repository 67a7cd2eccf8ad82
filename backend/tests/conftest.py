import io
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from hypothesis import settings as hypothesis_settings
from hypothesis.configuration import set_hypothesis_home_dir

from app.factory import create_app
from app.logs import configure_logs
from app.settings import Settings
from tests.guest import Guest
from tests.postgres import FAST, Postgres

BACKEND = Path(__file__).parent.parent
SECRET = "a-secret-for-tests-of-32-characters"
TABLES = ("users", "sessions", "tasks", "conversations", "messages", "idempotency_keys", "rate_limits")

set_hypothesis_home_dir(Path(gettempdir()) / "todo-chatbot-hypothesis")
hypothesis_settings.register_profile("project", database=None, deadline=None, derandomize=True)
hypothesis_settings.load_profile("project")

Environment = dict[str, str]


def pytest_configure() -> None:
    # A run that is told to end must end its servers too, as it does when interrupted by hand.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*Settings.model_fields, "kubernetes_service_host"):
        monkeypatch.delenv(name.upper(), raising=False)


def run(command: list[str], environment: Environment) -> subprocess.CompletedProcess[str]:
    """Run a Python module in the backend's folder with this environment and nothing of ours."""
    kept = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=BACKEND,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def migrate(url: str) -> None:
    done = run(["alembic", "upgrade", "head"], {"DATABASE_URL": url})
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "todo.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for the whole run."""
    with Postgres(FAST) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_url(postgres: Postgres) -> str:
    url = postgres.create("todo")
    migrate(url)
    return url


@dataclass(frozen=True)
class Running:
    """The application on a database, shared by the tests of this run; each begins with empty tables."""

    client: TestClient
    url: str


@pytest.fixture(scope="session")
def on_sqlite(sqlite_template: Path) -> Iterator[Running]:
    with _running(f"sqlite:///{sqlite_template}") as running:
        yield running


@pytest.fixture(scope="session")
def on_postgresql(postgresql_url: str) -> Iterator[Running]:
    with _running(postgresql_url) as running:
        yield running


@contextmanager
def _running(url: str) -> Iterator[Running]:
    with TestClient(create_app(make_settings(url))) as client:
        yield Running(client, url)
        # The stream that pytest captured for an earlier test is closed by now.
        configure_logs("info")


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest) -> Running:
    """The application, once on each kind of database."""
    shared: Running = request.getfixturevalue(f"on_{request.param}")
    return _fresh(shared)


@pytest.fixture
def sqlite(on_sqlite: Running) -> Running:
    """The application on SQLite alone, where the kind of database makes no difference."""
    return _fresh(on_sqlite)


def _fresh(shared: Running) -> Running:
    empty(shared.url)
    shared.client.cookies.clear()
    return shared


@pytest.fixture
def database_url(running: Running) -> str:
    return running.url


def empty(url: str) -> None:
    """Remove every row, so that ids begin with 1 again."""
    if url.startswith("sqlite"):
        execute(url, *(f"DELETE FROM {table}" for table in reversed(TABLES)))  # noqa: S608
        return
    # Where the application sweeps just now, which it does once it has started, PostgreSQL ends one of the two.
    for last in (False, False, True):
        try:
            execute(url, f"TRUNCATE {', '.join(TABLES)} RESTART IDENTITY CASCADE")
        except psycopg.errors.DeadlockDetected:
            if last:
                raise
        else:
            return


def make_settings(database_url: str, **more: Any) -> Settings:
    return Settings.model_validate({"database_url": database_url, "auth_secret": SECRET, **more})


@pytest.fixture
def settings(database_url: str) -> Settings:
    return make_settings(database_url)


@pytest.fixture
def client(running: Running) -> TestClient:
    return running.client


@pytest.fixture
def new_guest(client: TestClient) -> Callable[[], Guest]:
    """Make one more guest, each with its own token."""
    return lambda: Guest.sign_in(client)


@pytest.fixture
def guest(new_guest: Callable[[], Guest]) -> Guest:
    return new_guest()


@pytest.fixture
def count_rows(database_url: str) -> Callable[[], dict[str, int]]:
    def count() -> dict[str, int]:
        return {table: execute(database_url, f"SELECT count(*) FROM {table}") for table in TABLES}  # noqa: S608

    return count


@pytest.fixture
def lines(client: TestClient) -> Iterator[io.StringIO]:
    """What the application logs from here on."""
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    previous = handler.setStream(stream)
    yield stream
    handler.setStream(previous)


def execute(url: str, *statements: str) -> int:
    """Run statements past the application, in one transaction; gives the first column of the last one's first row."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
            connection.execute("PRAGMA synchronous=OFF")
            return _last([connection.execute(statement) for statement in statements][-1].fetchone())
    with psycopg.connect(url) as there:
        done = [there.execute(statement.encode()) for statement in statements][-1]
        return _last(done.fetchone() if done.description else None)


def _last(row: tuple[Any, ...] | None) -> int:
    return int(row[0]) if row else 0
