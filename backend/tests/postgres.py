"""A PostgreSQL server of our own, in a temporary directory, for tests and measurements."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.live import free_port

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
PASSWORD = "p@ss/word"


def server_programs() -> Path:
    """The folder that holds `postgres` and `initdb`: of the PATH, or where Debian puts the newest one."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    folders = [Path(found).resolve().parent] if found else debian[-1:]
    programs = next((folder for folder in folders if (folder / "postgres").exists()), None)
    if programs is None:
        raise FileNotFoundError(
            "There is no PostgreSQL server. Debian: apt-get install postgresql; macOS: brew install it."
        )
    return programs


class Postgres:
    """A server on a free port; user `todo` needs no password on it, user `pooled` comes by TLS with one."""

    def __init__(self, options: Sequence[str] = ()) -> None:
        self._programs = server_programs()
        self._options = options
        self._folder = Path(mkdtemp(prefix="todo-postgres-"))
        # PostgreSQL refuses to run as root.
        self._user = "nobody" if os.getuid() == 0 else None
        self._server: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    def __enter__(self) -> "Postgres":
        data = self._folder / "data"
        data.mkdir()
        self._own(self._folder, data)
        self._run("initdb", "--pgdata", str(data), "--username=todo", "--auth=trust", "--encoding=UTF8", "--no-sync")
        self._write("pg_hba.conf", "hostssl all pooled 127.0.0.1/32 scram-sha-256\nhost all todo 127.0.0.1/32 trust\n")
        self._write_certificate()
        self.start()
        self.execute(f"CREATE ROLE pooled LOGIN SUPERUSER PASSWORD '{PASSWORD}'")
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._server:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(30)
        shutil.rmtree(self._folder)

    def url(self, database: str = "postgres") -> str:
        """Where a database of this server is, as DATABASE_URL."""
        return f"postgresql://todo@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """A new, empty database; gives its URL."""
        self.execute(f"CREATE DATABASE {database}")
        return self.url(database)

    def execute(self, statement: str) -> None:
        """Run a statement, outside of any transaction."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        """Start the server and wait until it answers, after its crash recovery if there was a crash."""
        settings = (
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "ssl=on",
            "max_connections=60",
            *self._options,
        )
        arguments = [part for setting in settings for part in ("-c", setting)]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [self._programs / "postgres", "-D", self._folder / "data", *arguments],
                stdout=log,
                stderr=log,
                user=self._user,
                cwd=self._folder,
                start_new_session=True,
            )
        self._wait()

    def kill(self) -> None:
        """End every process of the server at once, as a power cut does."""
        assert self._server
        os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait(10)
        # The children of a killed postmaster are not ours to wait for; a new one starts only when they are gone.
        self._server = None

    def _wait(self) -> None:
        for _ in range(300):
            try:
                psycopg.connect(self.url(), connect_timeout=1).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"PostgreSQL did not answer within 15 seconds:\n{(self._folder / 'log').read_text()}")

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            user=self._user,
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _write(self, name: str, text: str) -> None:
        file = self._folder / "data" / name
        file.write_text(text)
        file.chmod(0o600)
        self._own(file)

    def _own(self, *paths: Path) -> None:
        for path in paths:
            if self._user:
                shutil.chown(path, self._user)

    def _write_certificate(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        certificate = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
        self._write("server.crt", certificate.public_bytes(serialization.Encoding.PEM).decode())
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._write("server.key", secret.decode())
