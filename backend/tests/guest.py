"""A signed-in guest, for tests that speak HTTP."""

from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response


@dataclass(frozen=True)
class Guest:
    """One user of the API; every request carries its own Bearer token and no cookie."""

    client: TestClient
    id: str
    token: str

    @classmethod
    def sign_in(cls, client: TestClient) -> "Guest":
        answer = client.post("/api/auth/guest")
        assert answer.status_code == 201
        token = answer.cookies["todo_session"]
        client.cookies.clear()
        return cls(client, answer.json()["id"], token)

    def request(self, method: str, path: str, json: Any = None, key: str | None = None) -> Response:
        """Ask for a path, in which `~` stands for this guest's part of the API, with an idempotency key if given."""
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})
        return self.client.request(method, path.replace("~", f"/api/{self.id}"), json=json, headers=headers)

    def add(self, title: str) -> int:
        answer = self.request("POST", "~/tasks", {"title": title})
        assert answer.status_code == 201
        return int(answer.json()["id"])

    def say(self, message: str, conversation_id: int | None = None) -> dict[str, Any]:
        answer = self.request("POST", "~/chat", {"message": message, "conversation_id": conversation_id})
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def titles(self, status: str = "all") -> list[str]:
        return [task["title"] for task in self.request("GET", f"~/tasks?status={status}").json()]
