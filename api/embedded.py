"""PostgreSQL from a wheel, in a data folder of ours: started when needed, shared by our processes, stopped by the last.

Three locks in the folder tell the truth about a server, where process ids do not (zombies, reused ids, containers):
``start.lock`` is held while one of us starts or stops it, ``users.lock`` is shared by everyone who uses it, and
``server.lock`` is inherited by PostgreSQL's own processes, so that it is free exactly when the last of them is gone.
"""

import asyncio
import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from api import binaries
from api.binaries import NoPostgres

RECOVERY_S = 600  # a real shop that was cut off replays its journal before it answers
STOP_S = 60
POLL_S = 0.02

# The character type must be UTF-8, or trigram search drops every Chinese letter; macOS has it under this name only.
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"

USUAL = {"listen_addresses": "", "max_connections": "100", "timezone": "UTC", "log_timezone": "UTC"}
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}  # for tests: nothing need survive


@dataclass(frozen=True)
class Place:
    """The folder one server lives in, seen from our side."""

    folder: Path

    @property
    def tables(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def sockets(self) -> Path:
        """A short folder: a socket's path may have about a hundred bytes, and a data folder may be deep."""
        owner = binaries.account()
        base = Path(tempfile.gettempdir())
        if owner.run_as or len(str(base)) > 60:
            base = Path("/tmp")  # noqa: S108 - the folder in it is checked to be the server's own
        name = sha256(str(self.folder).encode()).hexdigest()[:12]
        return base / f"wharfside-{owner.uid}-{name}"

    @property
    def url(self) -> str:
        return f"postgres://postgres@/postgres?host={quote(str(self.sockets), safe='/')}"


@asynccontextmanager
async def postgres(data: Path, options: Mapping[str, str] | None = None) -> AsyncIterator[str]:
    """The address of a running PostgreSQL that keeps its tables in a data folder, for as long as it is used.

    Starts the server, or joins one that runs; the last user to leave stops it. ``options`` are PostgreSQL's own.

    Raises:
        NoPostgres: it cannot be started here; the text says why.
    """
    place, using = await asyncio.to_thread(_join, data, options or {})
    try:
        yield place.url
    finally:
        await asyncio.to_thread(_leave, place, using)


@contextmanager
def postgres_blocking(data: Path, options: Mapping[str, str] | None = None) -> Iterator[str]:
    """The same as ``postgres``, for commands and tests that have no event loop yet."""
    place, using = _join(data, options or {})
    try:
        yield place.url
    finally:
        _leave(place, using)


def remove(data: Path) -> None:
    """Delete a data folder's tables for good, wherever they are.

    Raises:
        NoPostgres: a server still uses them.
    """
    link = data / "postgres"
    if not link.exists():
        return
    place = Place(link.resolve())
    if not _is_gone(place):
        raise NoPostgres(f"The shop in {data} is running. Stop it before you begin anew.")
    shutil.rmtree(place.folder)
    if link.is_symlink():
        link.unlink()


def stop_unused(data: Path) -> None:
    """Stop the server that a killed process left behind in a data folder; one that is in use goes on."""
    place = Place((data / "postgres").resolve())
    with _alone(place):
        _stop_unless_used(place)


def _join(data: Path, options: Mapping[str, str]) -> tuple[Place, int]:
    place = _place_in(data)
    with _alone(place):
        using = _lock(place.folder / "users.lock", fcntl.LOCK_SH)
        try:
            _make_answer(place, options)
        except BaseException:
            _give_up(place, using)
            raise
    return place, using


def _leave(place: Place, using: int) -> None:
    with _alone(place):
        _give_up(place, using)


def _give_up(place: Place, using: int) -> None:
    os.close(using)
    _stop_unless_used(place)


def _stop_unless_used(place: Place) -> None:
    last = _try_lock(place.folder / "users.lock")
    if last is not None:
        _stop(place)
        os.close(last)


def _place_in(data: Path) -> Place:
    """The server's folder in a data folder; where `nobody` cannot enter that, in root's shelter, with a link to it."""
    if not data.exists():
        data.mkdir(parents=True)
        data.chmod(0o711)
    link = data.resolve() / "postgres"
    if not link.exists():
        owner = binaries.account()
        folder = link
        if not owner.may_enter(data):
            folder = binaries.shelter() / sha256(str(link).encode()).hexdigest()[:16]
            link.unlink(missing_ok=True)
            link.symlink_to(folder)
        folder.mkdir(exist_ok=True)
        owner.give(folder)
    return Place(link.resolve())


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    """One of us at a time starts or stops a server."""
    held = _lock(place.folder / "start.lock", fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(held)


def _lock(path: Path, how: int) -> int:
    """An open file with a lock that ends when the last descriptor of it closes, in whatever process."""
    held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, how)
    except BaseException:
        os.close(held)
        raise
    return held


def _try_lock(path: Path) -> int | None:
    """The same for ourselves alone, or nothing where others hold it."""
    try:
        return _lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


def _make_answer(place: Place, options: Mapping[str, str]) -> None:
    """Wait for a server that runs, or whose last processes are still going; start one where there is none."""
    until = time.monotonic() + RECOVERY_S
    started = False
    while time.monotonic() < until:
        if place.sockets.exists() and _answers(place):
            return
        free = _try_lock(place.folder / "server.lock")
        if free is None:
            time.sleep(POLL_S)
        elif started:
            os.close(free)
            raise NoPostgres(f"PostgreSQL stopped as it started. Its last words ({place.log}):\n{_last_words(place)}")
        else:
            _start(place, options, free)
            started = True
    raise NoPostgres(f"PostgreSQL runs but does not answer after {RECOVERY_S} s; {place.log} may say why.")


def _answers(place: Place) -> bool:
    """Whether it takes a connection now: its own word that it runs is true of one that is still recovering, too."""
    asked: list[str | Path] = [
        binaries.programs() / "pg_isready",
        "-q",
        "-h",
        place.sockets,
        "-U",
        "postgres",
        "-t",
        "3",
    ]
    return subprocess.run(asked, check=False, stderr=subprocess.DEVNULL, cwd="/").returncode == 0


def _start(place: Place, options: Mapping[str, str], server_lock: int) -> None:
    """Start a server that holds ``server_lock`` as long as one of its processes lives."""
    try:
        _initialise(place, server_lock)
        _check_version(place)
        _prepare_sockets(place)
        # The lock was free, so the server that wrote this is gone, whatever process has its number by now.
        (place.tables / "postmaster.pid").unlink(missing_ok=True)
        _run(place, _start_command(place, options), server_lock)
    finally:
        os.close(server_lock)


def _start_command(place: Place, options: Mapping[str, str]) -> list[str | Path]:
    chosen = {**USUAL, **options, "unix_socket_directories": str(place.sockets)}
    settings = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in chosen.items())
    return [binaries.programs() / "pg_ctl", "start", "-W", "-s", "-D", place.tables, "-l", place.log, "-o", settings]


def _initialise(place: Place, server_lock: int) -> None:
    """Make a database cluster, whole or not at all: an interrupted one is thrown away."""
    if (place.tables / "PG_VERSION").exists():
        return
    making = place.folder / "data.making"
    shutil.rmtree(making, ignore_errors=True)
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={LOCALE}"]
    program = binaries.programs() / "initdb"
    _run(
        place,
        [program, "-D", making, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-sync", *locale],
        server_lock,
    )
    making.rename(place.tables)


def _check_version(place: Place) -> None:
    theirs = (place.tables / "PG_VERSION").read_text().strip()
    asked = subprocess.run([binaries.programs() / "postgres", "--version"], check=True, capture_output=True, text=True)
    ours = asked.stdout.split()[-1].split(".")[0]
    if theirs != ours:
        raise NoPostgres(
            f"{place.folder} was made by PostgreSQL {theirs}, and here is PostgreSQL {ours}. "
            "Dump the shop with the release that made it, and restore it into an empty folder with this one."
        )


def _prepare_sockets(place: Place) -> None:
    """An empty folder of the server's own; a killed one leaves its socket behind, and trips over it."""
    owner, folder = binaries.account(), place.sockets
    if folder.exists():
        seen = folder.lstat()
        if folder.is_symlink() or seen.st_uid != owner.uid or seen.st_mode & 0o077:
            raise NoPostgres(f"{folder} belongs to somebody else; remove it, and start again.")
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700)
    owner.give(folder)


def _run(place: Place, command: list[str | Path], server_lock: int) -> None:
    """Run one of PostgreSQL's programs to its end, as its account and out of reach of our Ctrl-C."""
    with tempfile.TemporaryFile("w+") as said:  # a pipe would stay open as long as the server that pg_ctl leaves behind
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            cwd=place.folder,
            env=_plain_environment(),
            start_new_session=True,
            pass_fds=(server_lock,),  # whoever of them outlives us keeps the place locked
            **binaries.account().run_as,
        )
        if done.returncode != 0:
            said.seek(0)
            raise NoPostgres(f"{Path(command[0]).name} failed: {said.read().strip()}\n{_last_words(place)}")


def _plain_environment() -> dict[str, str]:
    """Ours without PG* variables, which would send PostgreSQL's programs to another server or folder."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}


def _last_words(place: Place) -> str:
    return "\n".join(place.log.read_text(errors="replace").splitlines()[-5:]) if place.log.exists() else ""


def _stop(place: Place) -> None:
    """Stop the server, which ends what it does and writes everything down; a deaf one is cut off, and will recover."""
    for how in (signal.SIGINT, signal.SIGQUIT):
        until = time.monotonic() + STOP_S
        while time.monotonic() < until:
            if _is_gone(place):
                shutil.rmtree(place.sockets, ignore_errors=True)
                return
            _signal(place, how)  # again and again: one that has only begun to start does not hear the first
            time.sleep(POLL_S)


def _is_gone(place: Place) -> bool:
    free = _try_lock(place.folder / "server.lock")
    if free is not None:
        os.close(free)
    return free is not None


def _signal(place: Place, how: signal.Signals) -> None:
    try:
        number = (place.tables / "postmaster.pid").read_text().split()[0]
        os.kill(int(number), how)
    except (FileNotFoundError, IndexError, ProcessLookupError):
        return  # it is going, or gone: the lock tells
