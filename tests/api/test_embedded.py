"""The PostgreSQL that comes with the house: started once, shared, and none the worse for being killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from api import binaries, embedded

ANOTHER_PROCESS = """
import sys
from pathlib import Path
from api import embedded
with embedded.postgres_blocking(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder under /tmp: PostgreSQL's account must reach it, and pytest's own folders are closed."""
    folder = Path(tempfile.mkdtemp(prefix="wharfside-test-"))
    folder.chmod(0o711)
    yield folder / "shop"
    embedded.remove(folder / "shop")
    shutil.rmtree(folder)


def starting_process(data: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ANOTHER_PROCESS, str(data)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def another_process(data: Path) -> subprocess.Popen[str]:
    process = starting_process(data)
    assert address_of(process).startswith("postgres://")
    return process


def ended(process: subprocess.Popen[str]) -> int:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.stdout.close()
    return process.wait(30)


def postmaster(data: Path) -> int:
    return int((data / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


async def ask(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_a_shop_is_kept_from_one_start_to_the_next(data: Path):
    async with embedded.postgres(data) as url:
        await ask(url, "CREATE TABLE shelf AS SELECT 12 AS bottles")

    async with embedded.postgres(data) as url:
        assert await ask(url, "SELECT bottles FROM shelf") == 12


async def test_nobody_is_served_after_the_last_user_left(data: Path):
    async with embedded.postgres(data) as url:
        pass

    with pytest.raises(OSError):
        await ask(url, "SELECT 1")
    assert not (data / "postgres" / "data" / "postmaster.pid").exists()


async def test_chinese_names_can_be_searched_by_their_parts(data: Path):
    async with embedded.postgres(data) as url:
        await ask(url, "CREATE EXTENSION pg_trgm")

        assert await ask(url, "SELECT similarity('东京塔', '东京') > 0.3")
        assert await ask(url, "SHOW fsync") == "on"
        assert await ask(url, "SHOW timezone") == "UTC"


async def test_a_second_command_joins_the_running_shop_and_leaves_it_running(data: Path):
    async with embedded.postgres(data) as url:
        server = postmaster(data)

        assert ended(another_process(data)) == 0

        assert await ask(url, "SELECT 1") == 1
        assert postmaster(data) == server


async def test_the_last_user_turns_off_the_light_even_if_it_did_not_start_the_shop(data: Path):
    async with embedded.postgres(data) as url:
        import_run = another_process(data)
    assert await ask(url, "SELECT 1") == 1

    assert ended(import_run) == 0

    with pytest.raises(OSError):
        await ask(url, "SELECT 1")


async def test_a_process_that_was_killed_is_succeeded_by_the_next_without_a_restart(data: Path):
    killed = another_process(data)
    server = postmaster(data)
    os.kill(killed.pid, signal.SIGKILL)
    ended(killed)

    async with embedded.postgres(data) as url:
        assert await ask(url, "SELECT 1") == 1
        assert postmaster(data) == server

    assert not (data / "postgres" / "data" / "postmaster.pid").exists()


async def test_nothing_that_was_committed_is_lost_when_postgresql_is_killed(data: Path):
    async with embedded.postgres(data) as url:
        await ask(url, "CREATE TABLE shelf AS SELECT n AS bottle FROM generate_series(1, 5000) AS n")
        os.kill(postmaster(data), signal.SIGKILL)

        async with embedded.postgres(data) as again:
            assert await ask(again, "SELECT count(*) FROM shelf") == 5000


async def test_a_stale_process_number_of_a_living_stranger_does_not_keep_the_shop_shut(data: Path):
    async with embedded.postgres(data):
        pidfile = data / "postgres" / "data" / "postmaster.pid"
        left_behind = pidfile.read_text().split("\n")
    pidfile.write_text("\n".join([str(os.getpid()), *left_behind[1:]]))

    async with embedded.postgres(data) as url:
        assert await ask(url, "SELECT 1") == 1


async def test_an_interrupted_first_start_is_begun_again(data: Path):
    half_made = data / "postgres" / "data.making"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    binaries.account().give(data / "postgres")

    async with embedded.postgres(data) as url:
        assert await ask(url, "SELECT 1") == 1


async def test_a_folder_of_another_postgresql_is_refused_in_words(data: Path):
    async with embedded.postgres(data):
        pass
    (data / "postgres" / "data" / "PG_VERSION").write_text("12\n")

    with pytest.raises(embedded.NoPostgres, match=r"made by PostgreSQL 12.*restore"):
        async with embedded.postgres(data):
            pass


async def test_a_server_that_cannot_start_says_its_last_words(data: Path):
    with pytest.raises(embedded.NoPostgres, match="shared_buffers"):
        async with embedded.postgres(data, {"shared_buffers": "nonsense"}):
            pass


async def test_a_running_shop_is_not_deleted(data: Path):
    async with embedded.postgres(data) as url:
        with pytest.raises(embedded.NoPostgres, match="is running"):
            embedded.remove(data)

        assert await ask(url, "SELECT 1") == 1


async def test_two_commands_started_side_by_side_share_one_server(data: Path):
    both = [starting_process(data), starting_process(data)]

    addresses = {address_of(process) for process in both}

    assert len(addresses) == 1
    assert [ended(process) for process in both] == [0, 0]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account's way to worry about")
async def test_root_keeps_its_home_closed_and_the_shop_still_opens(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    data = home / "clone" / ".wharfside"

    async with embedded.postgres(data) as url:
        assert await ask(url, "SELECT 1") == 1
    async with embedded.postgres(data) as url:
        assert await ask(url, "SELECT 1") == 1

    assert home.stat().st_mode & 0o777 == 0o700
    elsewhere = (data / "postgres").resolve()
    embedded.remove(data)
    assert not elsewhere.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")
def test_programs_that_nobody_can_reach_are_copied_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    closed = tmp_path / "venv"
    closed.mkdir(mode=0o700)
    package = binaries.programs().parents[1]
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.with_name(name), closed / name)
    monkeypatch.setattr(binaries, "SHELTERS", (Path(tempfile.mkdtemp(prefix="wharfside-shelter-", dir="/var/tmp")),))

    copied = binaries._copy(closed / package.name / "pginstall" / "bin")

    run = subprocess.run([copied / "initdb", "--version"], check=True, capture_output=True, **binaries.account().run_as)
    assert b"initdb (PostgreSQL) 18" in run.stdout
    shutil.rmtree(binaries.SHELTERS[0])


async def test_a_server_that_a_killed_process_left_behind_can_be_cleared_away_and_one_in_use_cannot(data: Path):
    killed = another_process(data)
    os.kill(killed.pid, signal.SIGKILL)
    ended(killed)

    embedded.stop_unused(data)

    assert not (data / "postgres" / "data" / "postmaster.pid").exists()
    async with embedded.postgres(data) as url:
        embedded.stop_unused(data)
        assert await ask(url, "SELECT 1") == 1
