"""Sending requests over kept-alive connections to a server on this machine, and timing the answers."""

import asyncio
import json
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass

from tests.live import Process


@dataclass(frozen=True)
class Client:
    """One client: the bytes of the request it sends again and again, and the status it expects."""

    request: bytes
    status: int


@dataclass(frozen=True)
class Guest:
    """A guest of the application."""

    id: str
    token: str


@dataclass(frozen=True)
class Times:
    """How long each answer took, how long all of it took, and how long the server's processor worked, in seconds."""

    seconds: Sequence[float]
    whole: float
    processor: float

    def __add__(self, other: "Times") -> "Times":
        """Both together."""
        processor = self.processor + other.processor
        return Times([*self.seconds, *other.seconds], self.whole + other.whole, processor)

    @property
    def per_second(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.whole

    @property
    def processor_milliseconds(self) -> float:
        """Processor time of the server for one request, which other programs on the machine disturb least."""
        return 1000 * self.processor / len(self.seconds)

    def percentile(self, part: int) -> float:
        """The time in milliseconds within which this many of a hundred answers came."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, len(ordered) * part // 100)]


def request(method: str, path: str, token: str = "", body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += ["Content-Type: application/json"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def new_guest(port: int) -> Guest:
    """Make a guest of the application."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/api/auth/guest", method="POST")
    with urllib.request.urlopen(asked) as answer:
        token = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
        return Guest(json.load(answer)["id"], token)


async def run(server: Process, clients: Sequence[Client], seconds: float) -> Times:
    """Let every client ask, one request after the other, for this many seconds."""
    started, worked = time.perf_counter(), server.processor_seconds()
    times = await asyncio.gather(*(_ask(server.port, client, started + seconds) for client in clients))
    whole, processor = time.perf_counter() - started, server.processor_seconds() - worked
    return Times([each for part in times for each in part], whole, processor)


async def fetch(port: int, request: bytes, status: int, times: int = 1) -> None:
    """Send a request this many times, one after the other."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(times):
        writer.write(request)
        await _answer(reader, status)
    writer.close()


async def _ask(port: int, client: Client, end: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times: list[float] = []
    try:
        while time.perf_counter() < end:
            started = time.perf_counter()
            writer.write(client.request)
            await _answer(reader, client.status)
            times.append(time.perf_counter() - started)
    finally:
        writer.close()
    return times


async def _answer(reader: asyncio.StreamReader, status: int) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    body = await reader.readexactly(length)
    assert head.startswith(b"HTTP/1.1 %d" % status), (head + body).decode()
