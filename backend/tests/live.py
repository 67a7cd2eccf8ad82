"""The application on a real port, for what an in-process client can not show."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

BACKEND = Path(__file__).parent.parent
FLAGS = ("--no-server-header", "--no-proxy-headers", "--no-access-log")


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def serve(app: FastAPI) -> Iterator[str]:
    """Serve the application by uvicorn in a thread; gives its address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, access_log=False, lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server ended while it started"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


@dataclass(frozen=True)
class Process:
    """An application in a process of its own."""

    port: int
    program: subprocess.Popen[str]
    log: Path

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def processor_seconds(self) -> float:
        """How long a processor has worked for it: utime and stime of proc(5)."""
        numbers = Path(f"/proc/{self.program.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")

    def end(self, seconds: float = 30) -> None:
        """Send SIGTERM, as Kubernetes does, and see that it ends in order; uvicorn then sends itself that signal."""
        self.program.send_signal(signal.SIGTERM)
        assert self.program.wait(seconds) in (0, -signal.SIGTERM)


@contextmanager
def process(log: Path, environment: Mapping[str, str], *flags: str, app: str = "app.main:app") -> Iterator[Process]:
    """Serve `module:app` as the image does, with nothing of our environment but the PATH."""
    port = free_port()
    command = [sys.executable, "-B", "-m", "uvicorn", app, "--port", str(port), *FLAGS, *flags]
    kept = {"PATH": os.environ["PATH"], **environment}
    with (
        log.open("w") as output,
        subprocess.Popen(
            command,
            cwd=BACKEND,
            env=kept,
            stdout=output,
            stderr=output,
            text=True,
        ) as program,
    ):
        started = Process(port, program, log)
        try:
            _wait(started)
            yield started
        finally:
            if program.poll() is None:
                program.kill()


def _wait(started: Process) -> None:
    for _ in range(600):
        assert started.program.poll() is None, started.log.read_text()
        try:
            urllib.request.urlopen(f"{started.address}/openapi.json", timeout=5).close()  # noqa: S310
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"no answer within 30 seconds:\n{started.log.read_text()}")
