"""Processor time of processes, and statements of the database."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import asyncpg
import psutil

# The meters' own statements are left out of the count.
STATEMENTS = """
SELECT coalesce(sum(calls), 0)::int FROM pg_stat_statements
WHERE query NOT ILIKE '%pg_stat_statements%' AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def of_process(pid: int) -> float:
    """Processor seconds that one process has used so far."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def of_family(pid: int) -> float:
    """Processor seconds of a process and of all its children, those that are gone too."""
    parent = psutil.Process(pid)
    times = parent.cpu_times()
    spent = times.user + times.system + times.children_user + times.children_system
    for child in parent.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            spent += of_process(child.pid)
    return float(spent)


@dataclass
class Meters:
    """What a server and the database have used up, read before and after."""

    server: int
    postgres: int

    def start(self) -> Callable[[], tuple[float, float]]:
        """Begin to count; what is returned tells the server's and the database's seconds since."""
        server, postgres = of_process(self.server), of_family(self.postgres)
        return lambda: (of_process(self.server) - server, of_family(self.postgres) - postgres)


async def statements(connection: asyncpg.Connection) -> int:
    """How many statements the database has run, transactions' beginnings and ends included, since the last reset."""
    return int(await connection.fetchval(STATEMENTS))


def settle() -> None:
    """Let what a server does after its answers come to an end."""
    time.sleep(0.05)
