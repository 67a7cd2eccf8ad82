import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from app.database_url import parse_database_url, place_of
from tests.conftest import BACKEND, SECRET, run

CANARY = "canary-Pa55word"
GOOD = {"DATABASE_URL": "sqlite:///never-opened.db", "AUTH_SECRET": SECRET}
Ended = tuple[subprocess.CompletedProcess[str], float]
SERVER = ["uvicorn", "app.main:app", "--port", "1"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"AUTH_SECRET": CANARY}, "AUTH_SECRET must have at least 32 characters: openssl rand -hex 32 makes one."),
        ({"AUTH_SECRET": ""}, "AUTH_SECRET is not set"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": f"mysql://u:{CANARY}@h/n"}, "DATABASE_URL must start with postgresql://"),
        ({"DATABASE_URL": CANARY}, "DATABASE_URL is not a database URL"),
        ({"DATABASE_URL": f"postgresql://u:{CANARY}@h:port/n"}, "DATABASE_URL is not a database URL"),
        ({"DATABASE_URL": f"postgresql://u:p@{CANARY}@h/n"}, "DATABASE_URL names no valid host"),
        ({"DATABASE_URL": f"postgresql://u:{CANARY}@h:99999/n"}, "DATABASE_URL names a port outside 1 to 65535."),
        ({"DATABASE_URL": f"postgresql://u:{CANARY}@h"}, "DATABASE_URL names no database"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL names no file"),
        ({"MIGRATION_DATABASE_URL": CANARY}, "MIGRATION_DATABASE_URL is not a database URL"),
        ({"ENVIRONMENT": CANARY}, "ENVIRONMENT must be one of dev, staging, production."),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be one of debug, info, warning, error."),
        ({"COOKIE_SECURE": "perhaps"}, "COOKIE_SECURE must be one of auto, true, false."),
        ({"READINESS_DB": "on"}, "READINESS_DB must be one of cached, off."),
        ({"ASSISTANT": "clippy"}, "ASSISTANT must be one of auto, builtin, openai."),
        ({"OPENAI_API": "grpc"}, "OPENAI_API must be one of chat, responses."),
        ({"OPENAI_BASE_URL": CANARY}, "OPENAI_BASE_URL must be the http(s) URL of a compatible provider"),
        ({"OPENAI_API_KEY": f"{CANARY}ü"}, "OPENAI_API_KEY must be a provider's key in ASCII, without spaces."),
        ({"OPENAI_API_KEY": f"{CANARY} x"}, "OPENAI_API_KEY must be a provider's key in ASCII, without spaces."),
        ({"LIMIT_CHAT": "0"}, "LIMIT_CHAT must be a number of requests a minute from 1 to 100000."),
        ({"AUTH_JWKS_URL": "http://127.0.0.1/jwks"}, "AUTH_JWKS_URL needs AUTH_ISSUER and AUTH_AUDIENCE"),
        ({"ENVIRONMENT": "production"}, "DATABASE_URL names a SQLite file"),
        ({"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, "DATABASE_URL names a SQLite file"),
    ],
)
def test_a_mistake_is_told_in_a_sentence_without_its_value(
    changes: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.settings import Settings, load_or_exit

    for name, value in (GOOD | changes).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        load_or_exit(Settings)
    printed = capsys.readouterr()
    assert ended.value.code == 1
    assert told in printed.err
    assert printed.err.count("\n") == 1
    assert CANARY not in printed.err + printed.out


def test_the_server_ends_with_1_and_two_sentences_for_two_mistakes() -> None:
    done = run(SERVER, {"LOG_LEVEL": "loud", "AUTH_SECRET": SECRET})
    assert done.returncode == 1
    assert sorted(line.split(" ")[0] for line in done.stderr.splitlines()) == ["DATABASE_URL", "LOG_LEVEL"]


def test_the_server_on_a_database_without_tables_says_what_to_do(tmp_path: Path) -> None:
    done = run(SERVER, GOOD | {"DATABASE_URL": f"sqlite:///{tmp_path}/empty.db"})
    assert done.returncode == 3
    assert "run alembic upgrade head first" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_migration_needs_no_auth_secret_and_can_run_twice(tmp_path: Path) -> None:
    for _ in range(2):
        done = run(["alembic", "upgrade", "head"], {"DATABASE_URL": f"sqlite:///{tmp_path}/todo.db"})
        assert done.returncode == 0
    assert all(json.loads(line)["level"] == "info" for line in done.stdout.splitlines())


def test_models_and_migrations_agree(database_url: str) -> None:
    done = run(["alembic", "check"], {"DATABASE_URL": database_url})
    assert done.returncode == 0, done.stdout
    assert "No new upgrade operations detected" in done.stdout


def test_sigterm_ends_the_server_in_order(sqlite_template: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = GOOD | {"DATABASE_URL": f"sqlite:///{sqlite_template}", "PATH": os.environ["PATH"]}
    command = [sys.executable, "-B", "-m", "uvicorn", "app.main:app", "--port", str(port), "--no-access-log"]
    with subprocess.Popen(command, cwd=BACKEND, env=environment, stdout=subprocess.PIPE, text=True) as server:
        _wait_for(f"http://127.0.0.1:{port}/ready")
        server.send_signal(signal.SIGTERM)
        output, _ = server.communicate(timeout=10)
    events = [json.loads(line)["event"] for line in output.splitlines()]
    assert "started" in events
    assert events.index("stopped") > events.index("started")


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer within ten seconds")


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (" postgres://u:p@h.neon.tech/todo?sslmode=require&channel_binding=require\n", "h.neon.tech:5432/todo"),
        ("postgresql://u@ep-x-pooler.eu.neon.tech:6432/todo", "ep-x-pooler.eu.neon.tech:6432/todo"),
        ("postgresql+psycopg://u@[::1]/todo", "::1:5432/todo"),
        ("postgresql:///todo?host=/run/postgresql", "/run/postgresql:5432/todo"),
    ],
)
def test_a_url_as_people_write_it_is_understood(given: str, place: str) -> None:
    url = parse_database_url(given, None)
    assert url.drivername == "postgresql+psycopg"
    assert place_of(url) == place


def test_the_password_comes_from_its_own_variable_unless_the_url_has_one() -> None:
    assert parse_database_url("postgresql://u@h/n", CANARY).password == CANARY
    assert parse_database_url("postgresql://u:own@h/n", CANARY).password == "own"
    assert parse_database_url("postgresql://u@h/n?sslmode=require", None).query == {"sslmode": "require"}


AWAY = {"DATABASE_URL": "postgresql://someone@127.0.0.1:1/todo", "PGPASSWORD": CANARY, "AUTH_SECRET": SECRET}


@pytest.fixture(scope="module", autouse=True)
def away() -> Iterator[tuple[Future[Ended], Future[Ended]]]:
    """A server and a migration whose database is away; they try for eight seconds while the other tests run."""
    with ThreadPoolExecutor(2) as pool:
        yield pool.submit(_timed, SERVER), pool.submit(_timed, ["alembic", "upgrade", "head"])


def _timed(command: list[str]) -> Ended:
    started = time.monotonic()
    done = run(command, AWAY)
    return done, time.monotonic() - started


def test_a_database_that_is_away_is_named_with_its_cause_and_no_password(
    away: tuple[Future[Ended], Future[Ended]],
) -> None:
    for ended, code in zip(away, (3, 1), strict=True):
        done, seconds = ended.result()
        assert done.returncode == code
        assert 7 < seconds < 40
        last = next(line for line in done.stdout.splitlines() if '"level": "error"' in line)
        assert "127.0.0.1:1/todo" in last
        assert "onnection refused" in last
        assert "Traceback" not in done.stdout + done.stderr
        assert CANARY not in done.stdout + done.stderr
