"""``make bench``: the processor time of each request, of the API's process and of PostgreSQL, beside the floor's."""

import asyncio
import gc
import os
import platform
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import asyncpg
import orjson
import psutil
from rich import box
from rich.console import Console
from rich.table import Table

from api import embedded
from tests.bench.comparing import difference
from tests.bench.load import Target, answers, ask
from tests.bench.meters import Meters, settle, statements
from tests.bench.operations import Operation, operations
from tests.bench.world import SEED, a_world
from tests.servers import Server, servers

SETTINGS = {"shared_preload_libraries": "pg_stat_statements", "shared_buffers": "512MB"}  # else as PostgreSQL comes
FLOOR = ("tests.bench.floor",)
ROUNDS = 5
CONNECTIONS = (1, 8)
SLICE_S = 0.8
COMPARED = 25
COUNTED = 20
HEAD = ("operation", "conn.", "API µs", "PG µs", "floor API µs", "floor PG µs", "ratio API", "ratio PG")
MORE = ("p50 ms", "floor p50 ms", "SQL", "floor SQL", "bytes")


class NotTheSame(Exception):
    """The floor and the API answer differently, so that their costs cannot be compared."""


@dataclass
class Side:
    """The API or the floor: where one operation is asked, and what is measured meanwhile."""

    target: Target
    meters: Meters


@dataclass(frozen=True)
class Cost:
    """One slice of time: microseconds of the server and of PostgreSQL for each request, and half the waits in ms."""

    server_us: float
    postgres_us: float
    p50_ms: float


@dataclass(frozen=True)
class Facts:
    """What does not change from slice to slice: statements and bytes of each answer."""

    statements: float
    bytes: int


def main() -> None:
    """Set up the data, check that both sides say the same, measure, and print one table."""
    screen = Console(width=200, highlight=False)  # a table that wraps is none
    given = os.environ.get("WHARFSIDE_DATA")
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="wharfside-bench-"))
    folder.chmod(0o711)
    try:
        with embedded.postgres_blocking(folder / "data", SETTINGS) as url:
            world = asyncio.run(a_world(url, Path(given) if given else None))
            set_up_s = time.monotonic() - began
            with servers(url) as [api], servers(url, program=FLOOR) as [floor]:
                table = asyncio.run(_measured(url, api, floor, _postmaster(folder / "data")))
                machine = asyncio.run(_machine(url))
            screen.print(machine, f"Data: {world}.", sep="\n")
            screen.print(table)
    finally:
        shutil.rmtree(folder)
    screen.print(
        "\nCPU time for each request, user and system, median of"
        f" {ROUNDS} rounds of {SLICE_S} s, API and floor in turn; set-up {set_up_s:.0f} s,"
        f" all of it {time.monotonic() - began:.0f} s. SQL: statements for each request, BEGIN and COMMIT included."
    )


def _postmaster(data: Path) -> int:
    tables = (data / "postgres").resolve() / "data"
    return int((tables / "postmaster.pid").read_text().split()[0])


async def _machine(url: str) -> str:
    connection = await asyncpg.connect(url)
    version = await connection.fetchval("SHOW server_version")
    await connection.close()
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{platform.platform()}, {psutil.cpu_count()} CPUs, {memory:.0f} GiB;"
        f" Python {platform.python_version()}, PostgreSQL {version}, fsync on"
    )


async def _measured(url: str, api: Server, floor: Server, postmaster: int) -> Table:
    table = Table(*HEAD, *MORE, box=box.MARKDOWN)
    for column in table.columns:
        column.no_wrap = True
        column.justify = "left" if column.header == "operation" else "right"
    for operation in await operations(url, SEED):
        sides = (
            Side(Target(api.graphql, operation.for_api()), Meters(api.process.pid, postmaster)),
            Side(Target(f"{floor.url}/{operation.name}", operation.for_floor()), Meters(floor.process.pid, postmaster)),
        )
        await _compare(operation, *sides)
        facts = [await _facts(url, side) for side in sides]
        for connections in CONNECTIONS:
            costs = await _rounds(sides, connections)
            table.add_row(operation.title, str(connections), *_cells(costs, facts))
    return table


async def _compare(operation: Operation, api: Side, floor: Side) -> None:
    told, twins = await answers(api.target, COMPARED), await answers(floor.target, COMPARED)
    for one, other in zip(told, twins, strict=True):
        found = difference(orjson.loads(one)["data"], orjson.loads(other)["data"])
        if found:
            raise NotTheSame(f"{operation.title}: the API and the floor differ in{found}")


async def _facts(url: str, side: Side) -> Facts:
    connection = await asyncpg.connect(url)
    try:
        settle()
        await connection.execute("SELECT pg_stat_statements_reset()")
        told = await answers(side.target, COUNTED)
        return Facts(await statements(connection) / COUNTED, int(median(len(answer) for answer in told)))
    finally:
        await connection.close()


async def _rounds(sides: tuple[Side, Side], connections: int) -> list[Cost]:
    """The median cost of the API and of the floor, measured in turn."""
    slices: tuple[list[Cost], list[Cost]] = ([], [])
    for _ in range(ROUNDS):
        for side, costs in zip(sides, slices, strict=True):
            costs.append(await _slice(side, connections))
    return [
        Cost(*(median(getattr(cost, name) for cost in costs) for name in ("server_us", "postgres_us", "p50_ms")))
        for costs in slices
    ]


async def _slice(side: Side, connections: int) -> Cost:
    gc.collect()
    stop = side.meters.start()
    load = await ask(side.target, connections, SLICE_S)
    settle()
    server_s, postgres_s = stop()
    number = len(load.latencies_s)
    return Cost(server_s / number * 1e6, postgres_s / number * 1e6, median(load.latencies_s) * 1e3)


def _cells(costs: list[Cost], facts: list[Facts]) -> list[str]:
    api, floor = costs
    micros = (api.server_us, api.postgres_us, floor.server_us, floor.postgres_us)
    ratios = (_ratio(api.server_us, floor.server_us), _ratio(api.postgres_us, floor.postgres_us))
    waits = (f"{api.p50_ms:.2f}", f"{floor.p50_ms:.2f}")
    numbers = (f"{facts[0].statements:.1f}", f"{facts[1].statements:.1f}", f"{facts[0].bytes:,}")
    return [*(f"{each:,.0f}" for each in micros), *ratios, *waits, *numbers]


def _ratio(one: float, other: float) -> str:
    return f"{one / other:.2f}" if other >= 1 else "-"


if __name__ == "__main__":
    main()
