import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fastapi.testclient import TestClient

from app import identity
from app.factory import create_app
from app.models import utc_now
from tests.conftest import SECRET, Running, execute, make_settings

ISSUER, AUDIENCE = "https://id.example", "todo-app"


@dataclass
class Provider:
    """An identity provider on the loopback interface."""

    url: str = ""
    keys: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    away: bool = False

    def add(self, name: str) -> rsa.RSAPrivateKey:
        key = rsa.generate_private_key(65537, 2048)
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
        self.keys.append(public | {"kid": name, "use": "sig", "alg": "RS256"})
        return key


@pytest.fixture
def provider() -> Iterator[Provider]:
    known = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked += 1
            self.send_response(503 if known.away else 200)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": known.keys}).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known.url = f"http://127.0.0.1:{server.server_address[1]}/jwks"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield known
        server.shutdown()
        thread.join()


@pytest.fixture
def client(provider: Provider, running: Running) -> Iterator[TestClient]:
    more = {"auth_jwks_url": provider.url, "auth_issuer": ISSUER, "auth_audience": AUDIENCE}
    with TestClient(create_app(make_settings(running.url, **more))) as client:
        yield client


def _token(key: Any, kid: str | None = "one", algorithm: str = "RS256", **changes: Any) -> str:
    claims = {"sub": "user-1", "iss": ISSUER, "aud": AUDIENCE, "exp": utc_now() + timedelta(hours=1), "name": "Ann"}
    headers = {"kid": kid} if kid else None
    return jwt.encode({name: value for name, value in (claims | changes).items() if value}, key, algorithm, headers)


def _me(client: TestClient, token: str) -> tuple[int, dict[str, Any]]:
    answer = client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json()


def test_a_providers_user_is_known_from_its_first_request(client: TestClient, provider: Provider) -> None:
    key = provider.add("one")
    status, user = _me(client, _token(key))
    assert (status, user["name"], user["guest"], user["email"]) == (200, "Ann", False, None)
    headers = {"Authorization": f"Bearer {_token(key, jti='another token')}"}
    made = client.post(f"/api/{user['id']}/tasks", json={"title": "x"}, headers=headers)
    assert (made.status_code, made.json()["user_id"]) == (201, user["id"])
    assert provider.asked == 1


def test_our_own_tokens_are_good_beside_it(client: TestClient) -> None:
    assert client.post("/api/auth/guest").status_code == 201
    assert client.get("/api/auth/me").json()["guest"] is True


def test_logout_ends_a_providers_token_too(client: TestClient, provider: Provider) -> None:
    key = provider.add("one")
    token = _token(key)
    assert _me(client, token)[0] == 200
    assert client.post("/api/auth/logout", headers={"Authorization": f"Bearer {token}"}).status_code == 204
    assert _me(client, token)[0] == 401
    assert _me(client, _token(key, jti="a new sign-in"))[0] == 200


def test_a_provider_can_not_name_an_account_of_ours(client: TestClient, provider: Provider) -> None:
    ours = client.post("/api/auth/guest").json()["id"]
    client.cookies.clear()
    status, user = _me(client, _token(provider.add("one"), sub=ours))
    assert status == 200
    assert user["id"] != ours


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "other"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": utc_now() - timedelta(hours=1)},
        {"exp": None},
        {"sub": None},
        {"kid": "unknown"},
    ],
)
def test_a_token_that_is_not_for_us_is_refused(client: TestClient, provider: Provider, changes: dict[str, Any]) -> None:
    assert _me(client, _token(provider.add("one"), **changes))[0] == 401


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_published_key_is_no_shared_secret(client: TestClient, provider: Provider) -> None:
    provider.add("one")
    public = provider.keys[0]["n"]
    assert _me(client, _token(public, algorithm="HS256"))[0] == 401
    assert _me(client, _token("", algorithm="none"))[0] == 401
    assert _me(client, _token(SECRET, algorithm="HS256", iss=None, aud="todo"))[0] == 401
    provider.keys.append({"kty": "oct", "kid": "shared", "alg": "HS256", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"})
    assert _me(client, _token("secret-secret-secret-secret", kid="shared", algorithm="HS256"))[0] == 401


def test_another_kind_of_key_and_a_single_key_without_a_name_are_good(client: TestClient, provider: Provider) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    provider.keys.append(public | {"alg": "ES256"})
    assert _me(client, _token(key, kid=None, algorithm="ES256"))[0] == 200


def test_a_new_key_is_fetched_but_made_up_names_do_not_make_us_ask_each_time(
    client: TestClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = provider.add("one")
    assert _me(client, _token(first))[0] == 200
    second = provider.add("two")
    for _ in range(5):
        assert _me(client, _token(second, kid="two"))[0] == 401
    assert provider.asked == 1
    monkeypatch.setattr(identity, "PAUSE_SECONDS", 0.0)
    assert _me(client, _token(second, kid="two"))[0] == 200
    assert provider.asked == 2


def test_a_provider_that_is_away_is_503_until_its_keys_were_had_once(
    client: TestClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = provider.add("one")
    provider.away = True
    status, body = _me(client, _token(key))
    assert (status, body["code"]) == (503, "identity_unavailable")
    provider.away = False
    assert _me(client, _token(key))[0] == 200
    provider.away = True
    monkeypatch.setattr(identity, "KEPT_SECONDS", -1.0)
    assert _me(client, _token(key))[0] == 200


def test_an_admitted_user_is_one_row_however_many_tokens_it_has(
    client: TestClient, provider: Provider, running: Running
) -> None:
    key = provider.add("one")
    for number in range(3):
        assert _me(client, _token(key, jti=str(number)))[0] == 200
    assert execute(running.url, "SELECT count(*) FROM users") == 1
    assert execute(running.url, "SELECT count(*) FROM sessions") == 3
