"""The memory that open streams take, with a model that speaks slowly."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import uvloop

from bench.load import fetch, new_guest, request
from tests.live import Process, process
from tests.stub_openai import Say, Step, provider

SPEAKS_SECONDS = 40
PIECES_A_SECOND = 2
OPEN_SECONDS = 30


def measure_streams(folder: Path, environment: Mapping[str, str], count: int) -> list[tuple[str, float]]:
    """The server's resident memory in MiB: when idle, after a turn with the model, and with this many open streams."""
    with provider(_speak) as stub:
        model = {"OPENAI_API_KEY": "sk-stub", "OPENAI_BASE_URL": stub.url, "OPENAI_MODEL": "stub"}
        with process(folder / "streams", {**environment, **model}) as server:
            measured = [("just started", _resident(server))]
            guest = new_guest(server.port)
            warm = request("POST", f"/api/{guest.id}/chat", guest.token, b'{"message":"hello"}')
            asyncio.run(fetch(server.port, warm, 200))
            measured.append(("after one turn with the model", _resident(server)))
            body = b'{"message":"speak"}'
            stream = request("POST", f"/api/{guest.id}/chat/stream", guest.token, body)
            measured.append((f"with {count} open streams", uvloop.run(_open(server, stream, count))))
    return measured


def _speak(message: str, _: Sequence[object]) -> Step:
    pieces = SPEAKS_SECONDS * PIECES_A_SECOND
    return Say(["word "] * pieces, pause=1 / PIECES_A_SECOND) if message == "speak" else Say(["hi"])


async def _open(server: Process, stream: bytes, count: int) -> float:
    spoken = asyncio.Semaphore(0)
    readers = [asyncio.create_task(_read(server.port, stream, spoken)) for _ in range(count)]
    async with asyncio.timeout(OPEN_SECONDS):
        for _ in range(count):
            await spoken.acquire()
    most = _resident(server)
    for _ in range(10):
        await asyncio.sleep(0.2)
        most = max(most, _resident(server))
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    return most


async def _read(port: int, stream: bytes, spoken: asyncio.Semaphore) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(stream)
        while line := await reader.readline():
            if line.startswith(b"event: delta"):
                spoken.release()
                break
        while await reader.readline():
            pass
    finally:
        writer.close()


def _resident(server: Process) -> float:
    # VmRSS of proc(5), in KiB.
    status = Path(f"/proc/{server.program.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
