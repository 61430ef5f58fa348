"""Real API server processes on loopback, for tests that need sockets, several processes, or both."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

READY_WITHIN_S = 60
STOPPED_WITHIN_S = 30
SERVE = ("api", "serve")


@dataclass(frozen=True)
class Server:
    """One process, where it listens, and what it says."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def graphql(self) -> str:
        return f"{self.url}/graphql"

    def said(self) -> str:
        """Everything it has logged so far."""
        return self.log.read_text(errors="replace")


@contextmanager
def servers(database_url: str, number: int = 1, program: tuple[str, ...] = SERVE) -> Iterator[list[Server]]:
    """So many ready servers of one shop; ``program`` is the module that serves, and its arguments.

    They are stopped by SIGTERM. What they logged is shown with the test that failed while they ran.

    Raises:
        RuntimeError: one of them did not become ready; the text holds its log.
    """
    with tempfile.TemporaryDirectory(prefix="wharfside-servers-") as folder, ExitStack() as running:
        started = [
            running.enter_context(_process(program, _choices(database_url), Path(folder) / f"{place}.log"))
            for place in range(number)
        ]
        for server in started:
            _wait_until_ready(server)
        yield started
        for server in started:
            server.process.send_signal(signal.SIGTERM)  # all of them now: each is waited for below


def _choices(database_url: str) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "SECRET_KEY": "a secret that only the tests know, 32", "LOG_LEVEL": "warning"}


@contextmanager
def _process(program: tuple[str, ...], choices: Mapping[str, str], log: Path) -> Iterator[Server]:
    port = _free_port()
    environment = {**os.environ, **choices, "LISTEN_HOST": "127.0.0.1", "PORT": str(port)}
    environment.pop("REDIS_URL", None)
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", *program], stdout=out, stderr=out, env=environment)
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        yield server
    finally:
        _stop(process)
        sys.stderr.write(server.said())


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOPPED_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_ready(server: Server) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until and server.process.poll() is None:
        try:
            if httpx.get(f"{server.url}/health/ready", timeout=5, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"a server did not become ready:\n{server.said()}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
