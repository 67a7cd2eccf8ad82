"""How fast the application answers, next to a bare one, and how much memory open streams take.

Starts PostgreSQL, the application and a bare FastAPI + SQLModel application on this machine, asks both for the same in
turns, and prints requests a second and percentiles side by side; then opens streams and prints the memory they take.
"""

import argparse
import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from bench.load import Client, Guest, Times, fetch, new_guest, request, run
from bench.streams import measure_streams
from tests.conftest import migrate
from tests.live import process
from tests.postgres import Postgres

TASKS_OF_A_GUEST = 20

# The limits are lifted, since one client stands for many users; counting them is still part of every request.
LIMITS = {"LIMIT_CHAT": "100000", "LIMIT_TASKS": "100000", "LIMIT_SIGN_INS": "100000"}


@dataclass(frozen=True)
class Route:
    """One thing to ask both applications for."""

    name: str
    status: int
    request: Callable[[Guest], bytes]


def _tasks(method: str, body: bytes = b"") -> Callable[[Guest], bytes]:
    return lambda guest: request(method, f"/api/{guest.id}/tasks", guest.token, body)


def _chat(guest: Guest) -> bytes:
    return request("POST", f"/api/{guest.id}/chat", guest.token, b'{"message":"Add a task to buy milk"}')


ROUTES = (
    Route("list", 200, _tasks("GET")),
    Route("create", 201, _tasks("POST", b'{"title":"Buy milk"}')),
    Route("chat", 200, _chat),
)


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.5, help="how long a turn of one application takes")
    parser.add_argument("--rounds", type=int, default=8, help="how many turns each application has")
    parser.add_argument("--clients", default="1,16,64", help="how many clients ask at once")
    parser.add_argument("--streams", type=int, default=200, help="how many streams to open; 0 for none")
    options = parser.parse_args()
    with TemporaryDirectory() as folder, Postgres() as postgres:
        url = postgres.create("bench")
        migrate(url)
        environment = {"DATABASE_URL": url, "AUTH_SECRET": secrets.token_hex(32), **LIMITS}
        _print_speed(Path(folder), environment, options)
        if options.streams:
            _print_memory(Path(folder), environment, options.streams)


def _print_speed(folder: Path, environment: dict[str, str], options: argparse.Namespace) -> None:
    counts = [int(count) for count in options.clients.split(",")]
    print(f"{'':12}{'requests/s':^23}{'processor ms/request':^23}{'p50 ms':^16}{'p95 ms':^16}{'p99 ms':^16}")
    print(f"{'clients':12}" + f"{'ours':>8}{'bare':>8}{'ratio':>7}" * 2 + f"{'ours':>8}{'bare':>8}" * 3)
    with (
        process(folder / "ours", environment) as ours,
        process(folder / "bare", environment, app="bench.bare:app") as bare,
    ):
        for route in ROUTES:
            for count in counts:
                guests = [_guest_with_tasks(ours.port) for _ in range(count)]
                clients = [Client(route.request(guest), route.status) for guest in guests]
                mine = theirs = Times([], 0, 0)
                # In short turns, so that what else runs on the machine disturbs both alike.
                for _ in range(options.rounds):
                    mine += uvloop.run(run(ours, clients, options.seconds))
                    theirs += uvloop.run(run(bare, clients, options.seconds))
                print(_line(f"{route.name} {count}", mine, theirs), flush=True)


def _guest_with_tasks(port: int) -> Guest:
    guest = new_guest(port)
    asyncio.run(fetch(port, _tasks("POST", b'{"title":"Buy milk"}')(guest), 201, TASKS_OF_A_GUEST))
    return guest


def _line(name: str, mine: Times, theirs: Times) -> str:
    here, there = mine.per_second, theirs.per_second
    work, less = mine.processor_milliseconds, theirs.processor_milliseconds
    cells = [f"{name:12}{here:8.0f}{there:8.0f}{here / there:7.2f}{work:8.2f}{less:8.2f}{less / work:7.2f}"]
    for part in (50, 95, 99):
        cells += [f"{side.percentile(part):8.1f}" for side in (mine, theirs)]
    return "".join(cells)


def _print_memory(folder: Path, environment: dict[str, str], count: int) -> None:
    print()
    for when, mebibytes in measure_streams(folder, environment, count):
        print(f"{mebibytes:6.0f} MiB  {when}")


main()
