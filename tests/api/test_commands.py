"""The commands an operator types, and the sentences they answer with."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from api import embedded
from tests.api.files import STORE_COLUMNS, a_file, a_store_row

PLAIN = {"PATH": os.environ["PATH"]}  # nothing of the developer's own settings


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="wharfside-test-"))
    folder.chmod(0o711)
    yield folder
    for shop in folder.iterdir():
        embedded.remove(shop)
    shutil.rmtree(folder)


def wharfside(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    whole = [sys.executable, "-m", "api", *command]
    return subprocess.run(whole, check=False, capture_output=True, text=True, env=PLAIN | environment, timeout=60)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_production_without_a_secret_is_refused_in_one_sentence(command: str):
    done = wharfside(command, DATABASE_URL="postgres://db/shop")

    assert done.returncode == 2
    assert done.stderr == "Wharfside: SECRET_KEY is not set. Make one with: openssl rand -hex 32\n"


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_production_does_not_guess_where_the_data_are(command: str):
    done = wharfside(command, SECRET_KEY="k" * 32)

    assert done.returncode == 2
    assert done.stderr.startswith("Wharfside: DATABASE_URL is not set. Name a PostgreSQL server, or set DATA_DIR")


def test_a_database_that_is_not_there_is_said_without_a_traceback():
    done = wharfside("migrate", DATABASE_URL="postgres://shop:hunter2@127.0.0.1:1/shop")

    assert done.returncode == 2
    assert done.stderr.startswith("Wharfside: DATABASE_URL: the server does not let us in.")
    assert "hunter2" not in done.stderr


STORES = """store_id,name,country,city,tz,lat,lon
quay-1,Harbour,PT,Porto,Europe/Lisbon,41.14,-8.61
quay-2,Hill,PT,Porto,Europe/Lisbon,somewhere,-8.62
"""


def test_a_merchant_takes_over_the_stores_of_a_file_and_reads_what_was_left_out(folder: Path):
    file, report = folder / "stores.csv", folder / "report.csv"
    file.write_text(STORES)
    data = ["--data", str(folder / "shop")]

    done = wharfside("import-stores", str(file), "--service", "pickup", "--report", str(report), *data)
    wrong = wharfside("import-stores", str(file), "--service", "parking", *data)
    left_out = report.read_text()
    file.unlink()
    report.unlink()

    assert done.stdout.startswith("Stores: 1 new, 0 changed, 0 unchanged, from 2 rows.")
    assert "somewhere" in left_out
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("Wharfside: --service: 'PARKING' is not")


def test_a_whole_shop_moves_house_by_two_commands(folder: Path):
    old, new, file = folder / "old", folder / "new", str(folder / "shop.dump")
    assert wharfside("migrate", "--data", str(old)).stdout == "The database is up to date.\n"

    dumped = wharfside("dump", file, "--data", str(old))
    restored = wharfside("restore", file, "--data", str(new))
    again = wharfside("restore", file, "--data", str(new))
    forced = wharfside("restore", file, "--data", str(new), "--force")
    Path(file).unlink()

    assert (dumped.returncode, restored.returncode, forced.returncode) == (0, 0, 0), dumped.stderr + restored.stderr
    assert restored.stdout == "The shop is set up.\n"
    assert again.returncode == 2
    assert "add --force" in again.stderr


def test_the_audit_of_a_shop_names_what_does_not_add_up_and_ends_with_one(folder: Path):
    shop = folder / "shop"
    wharfside("migrate", "--data", str(shop))
    clean = wharfside("audit-stock", "--data", str(shop))
    with embedded.postgres_blocking(shop) as url:
        asyncio.run(_lose_a_movement(url))

    wrong = wharfside("audit-stock", "--data", str(shop))

    assert (clean.returncode, clean.stdout) == (0, "Every shelf, promise and order adds up.\n")
    assert (wrong.returncode, wrong.stdout) == (1, "TEA at str_1: 3 on hand, 0 by its movements (stk_1).\n")


async def _lose_a_movement(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "INSERT INTO stock_level (id, store_id, sku, on_hand, safety, total, promised)"
        " VALUES ('stk_1', 'str_1', 'TEA', 3, 0, 3, 0)"
    )
    await connection.close()


def test_somebody_is_hired_for_one_store_and_not_a_second_time(folder: Path, tmp_path: Path):
    file = a_file(tmp_path / "stores.csv", STORE_COLUMNS, a_store_row("GINZA"))
    data = ["--data", str(folder / "shop")]
    assert wharfside("import-stores", str(file), *data).returncode == 0

    unknown = wharfside("hire", "mai@shop.example", "Mai", "--store", "HARBOUR", *data)
    hired = wharfside("hire", "mai@shop.example", "Mai", "--store", "GINZA", "--role", "manager", *data)
    again = wharfside("hire", "mai@shop.example", "Mai", *data)

    assert (unknown.returncode, unknown.stderr) == (2, "Wharfside: --store: there is no HARBOUR.\n")
    assert hired.stdout.startswith("mai@shop.example may sign in with the password ")
    assert (again.returncode, again.stderr) == (2, "Wharfside: mai@shop.example belongs to another staff member.\n")
