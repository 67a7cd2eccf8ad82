from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from fastapi.testclient import TestClient

from app.factory import create_app
from app.models import utc_now
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
    assert count_rows() == before
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
