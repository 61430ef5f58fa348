"""The commands an operator types, and the sentences they answer with."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import embedded

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
