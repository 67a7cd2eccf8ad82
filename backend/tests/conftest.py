import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import gettempdir

import pytest
from fastapi.testclient import TestClient
from hypothesis import settings as hypothesis_settings
from hypothesis.configuration import set_hypothesis_home_dir
from sqlalchemy import create_engine, text

from app.factory import create_app
from app.settings import Settings
from tests.guest import Guest

BACKEND = Path(__file__).parent.parent
SECRET = "a-secret-for-tests-of-32-characters"
POSTGRESQL = os.environ.get("TEST_DATABASE_URL")
SETTINGS = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "PGPASSWORD", "AUTH_SECRET", "ENVIRONMENT", "OPENAI_API_KEY")

set_hypothesis_home_dir(Path(gettempdir()) / "todo-chatbot-hypothesis")
hypothesis_settings.register_profile("project", database=None, deadline=None, derandomize=True)
hypothesis_settings.load_profile("project")

Environment = dict[str, str]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SETTINGS, "KUBERNETES_SERVICE_HOST"):
        monkeypatch.delenv(name, raising=False)


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
def postgresql_url() -> str:
    assert POSTGRESQL
    migrate(POSTGRESQL)
    return POSTGRESQL


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "todo.db")
        return f"sqlite:///{tmp_path / 'todo.db'}"
    url: str = request.getfixturevalue("postgresql_url")
    execute(url, "TRUNCATE users, sessions, tasks, conversations, messages RESTART IDENTITY CASCADE")
    return url


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings.model_validate({"database_url": database_url, "auth_secret": SECRET})


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


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
        tables = ("users", "sessions", "tasks", "conversations", "messages")
        return {table: execute(database_url, f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608

    return count


def execute(url: str, statement: str) -> int:
    """Run a statement past the application; gives the first column of the first row, if there is one."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            return int(result.scalar() or 0) if result.returns_rows else 0
    finally:
        engine.dispose()
