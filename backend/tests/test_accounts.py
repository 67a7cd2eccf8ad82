import asyncio
import hashlib
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.factory import create_app
from app.models import utc_now
from app.passwords import hash_password, is_password
from app.settings import Settings
from tests.conftest import SECRET, execute
from tests.guest import Guest

CLAIMS = {"aud": "todo", "sub": "u", "sid": "s"}


def test_a_guest_gets_a_cookie_that_scripts_can_not_read(client: TestClient) -> None:
    answer = client.post("/api/auth/guest")
    assert answer.status_code == 201
    assert answer.json() == {**answer.json(), "email": None, "name": "Guest", "guest": True}
    cookie = answer.headers["set-cookie"].lower()
    for part in ("todo_session=", "httponly", "samesite=lax", "path=/", "max-age=604800"):
        assert part in cookie
    assert "secure" not in cookie
    assert client.get("/api/auth/me").json() == answer.json()


@pytest.mark.parametrize(
    ("mode", "origin", "secure"),
    [
        ("auto", "https://todo.example", True),
        ("auto", "http://todo.example", False),
        ("true", "http://todo.example", True),
        ("false", "https://todo.example", False),
    ],
)
def test_the_cookie_is_secure_when_the_page_or_the_setting_says_so(
    settings: Settings, mode: str, origin: str, secure: bool
) -> None:
    with TestClient(create_app(settings.model_copy(update={"cookie_secure": mode}))) as client:
        cookie = client.post("/api/auth/guest", headers={"Origin": origin}).headers["set-cookie"]
    assert ("secure" in cookie.lower()) is secure


def test_logout_ends_the_token_itself(guest: Guest) -> None:
    assert guest.request("POST", "/api/auth/logout").status_code == 204
    assert guest.request("GET", "/api/auth/me").json()["code"] == "invalid_token"


def test_removing_a_guest_leaves_nothing_of_it(
    new_guest: Callable[[], Guest], count_rows: Callable[[], dict[str, int]]
) -> None:
    stays = new_guest()
    stays.say("Add a task to stay")
    before = count_rows()
    leaves = new_guest()
    leaves.say("Add a task to leave")
    leaves.request("DELETE", f"~/tasks/{leaves.add('deleted too')}")
    assert leaves.request("DELETE", "/api/auth/guest").status_code == 204
    assert count_rows() | {"rate_limits": 0} == before | {"rate_limits": 0}
    assert leaves.request("GET", "/api/auth/me").status_code == 401
    assert stays.titles() == ["Stay"]


def test_only_a_guest_is_removed_this_way(guest: Guest, database_url: str) -> None:
    execute(database_url, f"UPDATE users SET guest = false WHERE id = '{guest.id}'")  # noqa: S608
    answer = guest.request("DELETE", "/api/auth/guest")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_guest")
    assert guest.request("GET", "/api/auth/me").status_code == 200


def _signed(guest: Guest, key: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    claims = jwt.decode(guest.token, options={"verify_signature": False}) | changes
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, algorithm)


FORGERIES: dict[str, Callable[[Guest], str]] = {
    "tampered": lambda guest: guest.token[:-4] + ("AAAA" if guest.token[-4:] != "AAAA" else "BBBB"),
    "another key": lambda guest: _signed(guest, key="another-secret-of-more-than-32-characters"),
    "alg none": lambda guest: _signed(guest, key="", algorithm="none"),
    "another algorithm": lambda guest: _signed(guest, algorithm="HS384"),
    "expired": lambda guest: _signed(guest, exp=utc_now() - timedelta(seconds=1)),
    "no expiry": lambda guest: _signed(guest, exp=None),
    "wrong audience": lambda guest: _signed(guest, aud="other"),
    "no audience": lambda guest: _signed(guest, aud=None),
    "no sign-in": lambda guest: _signed(guest, sid=None),
    "unknown sign-in": lambda guest: _signed(guest, sid="0" * 32),
    "another user": lambda guest: _signed(guest, sub="0" * 32),
    "empty": lambda _: "",
    "garbage": lambda _: "a.b.c",
}


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_token_that_is_not_ours_is_refused(guest: Guest, forgery: str) -> None:
    token = FORGERIES[forgery](guest)
    for headers in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"todo_session={token}"}):
        answer = guest.client.get("/api/auth/me", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


def test_the_same_claims_signed_by_us_are_accepted(guest: Guest) -> None:
    headers = {"Authorization": f"Bearer {_signed(guest)}"}
    assert guest.client.get("/api/auth/me", headers=headers).status_code == 200


def test_a_sign_in_whose_row_is_over_is_refused(guest: Guest, database_url: str) -> None:
    execute(database_url, "UPDATE sessions SET expires_at = '2020-01-01 00:00:00+00:00'")
    assert guest.request("GET", "/api/auth/me").status_code == 401


def test_a_bad_bearer_token_is_not_rescued_by_a_good_cookie(guest: Guest) -> None:
    headers = {"Authorization": "Bearer a.b.c", "Cookie": f"todo_session={guest.token}"}
    assert guest.client.get("/api/auth/me", headers=headers).status_code == 401


ANN = {"email": "ann@example.org", "password": "correct horse", "name": "Ann"}


def _token(answer: Response) -> str:
    return answer.headers["set-cookie"].partition("=")[2].partition(";")[0]


def test_registering_signs_in_and_login_does_so_again(client: TestClient) -> None:
    registered = client.post("/api/auth/register", json=ANN)
    assert registered.status_code == 201
    assert registered.json() == {**registered.json(), "email": "ann@example.org", "name": "Ann", "guest": False}
    client.cookies.clear()
    login = client.post("/api/auth/login", json={"email": " ANN@example.org ", "password": "correct horse"})
    assert (login.status_code, login.json()) == (200, registered.json())
    assert client.get("/api/auth/me").json() == registered.json()


def test_a_guest_that_registers_keeps_its_id_and_tasks_and_gets_a_new_token(guest: Guest) -> None:
    guest.say("Add a task to stay")
    answer = guest.request("POST", "/api/auth/register", ANN)
    guest.client.cookies.clear()
    assert (answer.status_code, answer.json()["id"], answer.json()["guest"]) == (201, guest.id, False)
    assert guest.request("GET", "/api/auth/me").status_code == 401
    assert Guest(guest.client, guest.id, _token(answer)).titles() == ["Stay"]


def test_an_account_that_registers_again_becomes_another_account(client: TestClient) -> None:
    first = client.post("/api/auth/register", json=ANN).json()
    second = client.post("/api/auth/register", json=ANN | {"email": "bob@example.org"})
    assert second.status_code == 201
    assert second.json()["id"] != first["id"]


def test_an_address_is_taken_once_whatever_its_spelling(client: TestClient, guest: Guest) -> None:
    assert client.post("/api/auth/register", json=ANN).status_code == 201
    for register in (client.post, lambda path, json: guest.request("POST", path, json)):
        answer = register("/api/auth/register", json=ANN | {"email": "Ann@Example.ORG"})
        assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    assert guest.request("GET", "/api/auth/me").json()["guest"] is True


@pytest.mark.parametrize(
    "body",
    [
        {"email": "ann@example.org"},
        {"email": "ann", "password": "correct horse"},
        {"email": "ann@example", "password": "correct horse"},
        {"email": "a b@example.org", "password": "correct horse"},
        {"email": f"{'a' * 250}@example.org", "password": "correct horse"},
        {"email": "ann@example.org", "password": "short"},
        {"email": "ann@example.org", "password": "x" * 129},
        {"email": "ann@example.org", "password": "correct horse", "name": ""},
        {"email": "ann@example.org", "password": "correct horse", "guest": True},
    ],
)
def test_a_registration_that_is_not_whole_is_refused_without_repeating_it(client: TestClient, body: object) -> None:
    answer = client.post("/api/auth/register", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert "horse" not in answer.text


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: TestClient) -> None:
    client.post("/api/auth/register", json=ANN)
    wrong = client.post("/api/auth/login", json={"email": "ann@example.org", "password": "wrong horse"})
    unknown = client.post("/api/auth/login", json={"email": "bob@example.org", "password": "wrong horse"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")
    assert (unknown.status_code, unknown.json()) == (401, wrong.json())


def test_an_unknown_address_takes_as_many_hashes_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[tuple[int, int, int]] = []
    real = hashlib.scrypt

    def counted(password: bytes, *, salt: bytes, n: int, r: int, p: int, dklen: int, maxmem: int) -> bytes:
        assert threading.current_thread() is not threading.main_thread()
        hashed.append((n, r, p))
        return real(password, salt=salt, n=n, r=r, p=p, dklen=dklen, maxmem=maxmem)

    async def both() -> tuple[bool, bool]:
        stored = await hash_password("correct horse")
        return await is_password("correct horse", stored), await is_password("correct horse", None)

    monkeypatch.setattr("hashlib.scrypt", counted)
    assert asyncio.run(both()) == (True, False)
    assert hashed == [(2**14, 8, 1)] * 3


def test_the_event_loop_goes_on_while_passwords_are_hashed() -> None:
    async def ticks() -> int:
        hashes = [asyncio.create_task(hash_password("correct horse")) for _ in range(4)]
        count = 0
        while not all(each.done() for each in hashes):
            await asyncio.sleep(0.001)
            count += 1
        return count

    assert asyncio.run(ticks()) > 10


def test_the_same_letters_are_the_same_password_however_they_are_typed() -> None:
    async def matches() -> bool:
        return await is_password("cafe\u0301 au lait", await hash_password("caf\u00e9 au lait"))

    assert asyncio.run(matches())


def test_logging_out_of_one_place_leaves_the_other_signed_in(client: TestClient) -> None:
    first = _token(client.post("/api/auth/register", json=ANN))
    second = _token(client.post("/api/auth/login", json=_login(ANN)))
    client.cookies.clear()
    assert client.post("/api/auth/logout", headers={"Authorization": f"Bearer {first}"}).status_code == 204
    states = [client.get("/api/auth/me", headers={"Authorization": f"Bearer {each}"}) for each in (first, second)]
    assert [answer.status_code for answer in states] == [401, 200]


def _login(account: dict[str, str]) -> dict[str, str]:
    return {name: account[name] for name in ("email", "password")}
