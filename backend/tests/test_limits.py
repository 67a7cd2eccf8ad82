import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from app.db import Database
from app.factory import create_app
from app.ratelimit import MOST_BUCKETS, PodBuckets
from app.services import limits
from app.settings import Settings
from tests.conftest import Running, execute, make_settings
from tests.guest import Guest


@pytest.fixture
def strict(running: Running) -> Iterator[TestClient]:
    few = {"limit_chat": 3, "limit_tasks": 4, "limit_login": 2, "limit_sign_ins": 6}
    with TestClient(create_app(make_settings(running.url, **few))) as client:
        yield client


def _let_pass(running: Running, seconds: int) -> None:
    execute(running.url, f"UPDATE rate_limits SET updated_at = updated_at - {seconds}")  # noqa: S608


def test_messages_are_counted_per_user_and_come_back_with_time(strict: TestClient, running: Running) -> None:
    one, two = Guest.sign_in(strict), Guest.sign_in(strict)
    for path in ("~/chat", "~/chat/stream", "~/chat"):
        assert one.request("POST", path, {"message": "hello"}).status_code == 200
    refused = one.request("POST", "~/chat/stream", {"message": "hello"})
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_messages")
    assert 0 < int(refused.headers["retry-after"]) <= 20
    two.say("hello")
    _let_pass(running, 21)
    one.say("hello")
    assert one.request("POST", "~/chat", {"message": "hello"}).status_code == 429


def test_a_refused_message_is_not_stored(strict: TestClient, running: Running) -> None:
    guest = Guest.sign_in(strict)
    for _ in range(5):
        guest.request("POST", "~/chat", {"message": "hello"})
    assert execute(running.url, "SELECT count(*) FROM messages WHERE role = 'user'") == 3


def test_requests_for_tasks_are_counted_per_user(strict: TestClient) -> None:
    one, two = Guest.sign_in(strict), Guest.sign_in(strict)
    answers = [one.request("GET", "~/tasks") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert answers[-1].json()["code"] == "too_many_requests"
    assert 0 < int(answers[-1].headers["retry-after"]) <= 15
    assert two.titles() == []


def test_attempts_to_log_in_are_counted_per_address_and_not_by_where_they_come_from(strict: TestClient) -> None:
    def attempt(email: str, forwarded: str) -> int:
        headers = {"X-Forwarded-For": forwarded, "X-Real-IP": forwarded}
        body = {"email": email, "password": "wrong horse"}
        return strict.post("/api/auth/login", json=body, headers=headers).status_code

    assert [attempt("ann@example.org", f"10.0.0.{number}") for number in range(4)] == [401, 401, 429, 429]
    assert attempt("bob@example.org", "10.0.0.0") == 401


def test_all_sign_ins_together_have_a_limit(strict: TestClient) -> None:
    answers = [strict.post("/api/auth/guest") for _ in range(8)]
    assert [answer.status_code for answer in answers] == [201] * 6 + [429] * 2
    assert answers[-1].json()["code"] == "too_many_sign_ins"
    for path in ("/api/auth/register", "/api/auth/login"):
        body = {"email": "ann@example.org", "password": "correct horse"}
        assert strict.post(path, json=body).status_code == 429


def test_no_address_of_a_person_is_stored_with_a_limit(strict: TestClient, running: Running) -> None:
    strict.post("/api/auth/login", json={"email": "ann@example.org", "password": "wrong horse"})
    assert execute(running.url, "SELECT count(*) FROM rate_limits WHERE name LIKE 'login:%'") == 1
    assert execute(running.url, "SELECT count(*) FROM rate_limits WHERE name LIKE '%ann%'") == 0


def test_a_bucket_in_the_database_gives_no_more_than_it_holds_to_many_at_once(settings: Settings) -> None:
    async def take(database: Database) -> float:
        async with database.connection() as connection:
            return await limits.take(connection, "many", 10)

    async def all_at_once() -> list[float]:
        databases = [Database(settings.url) for _ in range(2)]
        try:
            return await asyncio.gather(*(take(databases[number % 2]) for number in range(30)))
        finally:
            for database in databases:
                await database.close()

    waits = asyncio.run(all_at_once())
    assert sum(wait == 0 for wait in waits) == 10
    assert all(0 < wait <= 6 for wait in waits if wait)


def test_a_bucket_of_a_pod_fills_with_time_and_forgets_the_oldest_names(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    buckets = PodBuckets(60)
    assert [buckets.take("a") for _ in range(60)] == [0.0] * 60
    assert buckets.take("a") == pytest.approx(1.0)
    now += 1.5
    assert buckets.take("a") == 0.0
    assert buckets.take("a") == pytest.approx(0.5)
    for number in range(MOST_BUCKETS + 10):
        buckets.take(str(number))
    assert len(buckets._buckets) == MOST_BUCKETS


def test_two_replicas_count_messages_together(running: Running) -> None:
    settings = make_settings(running.url, limit_chat=4)
    with TestClient(create_app(settings)) as one, TestClient(create_app(settings)) as two:
        guest = Guest.sign_in(one)
        there = Guest(two, guest.id, guest.token)
        for side in (guest, there):
            # FastAPI builds its routes at the first request, which two threads can not do at once.
            assert side.request("GET", "~/conversations").status_code == 200
        with ThreadPoolExecutor(2) as pool:
            asked = [pool.submit(side.request, "POST", "~/chat", {"message": "hello"}) for side in (guest, there) * 4]
            answers = [each.result().status_code for each in asked]
    assert sorted(answers) == [200] * 4 + [429] * 4


def test_a_wait_is_never_longer_than_the_bucket_needs(settings: Settings) -> None:
    async def waits() -> list[float]:
        database = Database(settings.url)
        try:
            async with database.connection() as connection:
                return [await limits.take(connection, "one", 1) for _ in range(3)]
        finally:
            await database.close()

    started = time.monotonic()
    first, *others = asyncio.run(waits())
    assert first == 0
    assert all(60 - (time.monotonic() - started) - 1 < wait <= 60 for wait in others)
