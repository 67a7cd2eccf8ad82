import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.conftest import SECRET, execute, migrate
from tests.live import process
from tests.postgres import Postgres

WRITERS = 6


@pytest.fixture
def durable() -> Iterator[Postgres]:
    """A server with PostgreSQL's own settings, which write before they acknowledge."""
    with Postgres() as server:
        yield server


class Writers:
    """Clients that each make tasks one after the other, trying again until each is acknowledged."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.acknowledged: list[str] = []
        self.refused = 0
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(number,)) for number in range(WRITERS)]

    def __enter__(self) -> "Writers":
        with httpx2.Client(base_url=self.address, timeout=30) as client:
            self.user = client.post("/api/auth/guest").json()["id"]
            self.cookie = client.cookies["todo_session"]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _write(self, writer: int) -> None:
        with httpx2.Client(base_url=self.address, timeout=30, cookies={"todo_session": self.cookie}) as client:
            for number in range(10**6):
                title = f"task {writer}-{number}"
                while not self._stop.is_set() and not self._acknowledged(client, title):
                    self.refused += 1
                    time.sleep(0.05)
                if self._stop.is_set():
                    return

    def _acknowledged(self, client: httpx2.Client, title: str) -> bool:
        key = {"Idempotency-Key": title.replace(" ", "-")}
        answer = client.post(f"/api/{self.user}/tasks", json={"title": title}, headers=key)
        assert answer.status_code in (201, 503), answer.text
        if answer.status_code == 201:
            assert answer.json()["title"] == title
            self.acknowledged.append(title)
        return answer.status_code == 201


def _crash_and_recover(durable: Postgres, folder: Path, crashes: int) -> None:
    url = durable.create("crash")
    migrate(url)
    environment = {"DATABASE_URL": url, "AUTH_SECRET": SECRET, "LIMIT_TASKS": "100000", "READINESS_DB": "cached"}
    rng = random.Random(1)
    with process(folder / "log", environment) as server, Writers(server.address) as writers:
        for _ in range(crashes):
            _grow(writers, 10)
            time.sleep(rng.uniform(0, 0.5))
            durable.kill()
            time.sleep(rng.uniform(0.2, 0.6))
            durable.start()
            _grow(writers, 10)
        assert httpx2.get(f"{server.address}/health").status_code == 200
        _wait_until_ready(server.address)
        assert server.program.poll() is None
    assert writers.refused
    stored = execute(url, "SELECT count(*) FROM tasks")
    assert execute(url, "SELECT count(DISTINCT title) FROM tasks") == stored
    listed = ", ".join(f"('{title}')" for title in writers.acknowledged)
    lost = f"SELECT count(*) FROM (VALUES {listed}) AS said (title) WHERE title NOT IN (SELECT title FROM tasks)"  # noqa: S608
    assert execute(url, lost) == 0
    assert stored - len(set(writers.acknowledged)) <= WRITERS


def _grow(writers: Writers, more: int) -> None:
    wanted = len(writers.acknowledged) + more
    for _ in range(600):
        if len(writers.acknowledged) >= wanted:
            return
        time.sleep(0.05)
    raise AssertionError("no write was acknowledged within 30 seconds")


def _wait_until_ready(address: str) -> None:
    for _ in range(100):
        if httpx2.get(f"{address}/ready").status_code == 200:
            return
        time.sleep(0.1)
    raise AssertionError("the application was not ready within ten seconds")


def test_no_acknowledged_write_is_lost_when_the_database_is_killed(durable: Postgres, tmp_path: Path) -> None:
    _crash_and_recover(durable, tmp_path, crashes=2)


@pytest.mark.slow
def test_no_acknowledged_write_is_lost_in_twenty_crashes(durable: Postgres, tmp_path: Path) -> None:
    _crash_and_recover(durable, tmp_path, crashes=20)
