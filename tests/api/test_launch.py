"""A shop opens when everything in it stands, and closes in good order, whoever pulls the plug."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import httpx
import pytest

from api import data_folder, embedded
from api.settings import WrongSetting

pytestmark = pytest.mark.server


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="wharfside-test-"))
    folder.chmod(0o711)
    yield folder / "shop"
    while Shop.running:
        Shop.running.pop().close()
    embedded.remove(folder / "shop")
    shutil.rmtree(folder)


class Shop:
    """A process that runs a small shop."""

    running: ClassVar[list["Shop"]] = []

    def __init__(self, what: str, data: Path, port: int = 0, **environment: str) -> None:
        command = [sys.executable, "-m", "tests.api.small_shop", what, str(data), str(port)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
        )
        self.running.append(self)

    def close(self) -> None:
        """End it, however its test ended."""
        with self.process as process:
            process.terminate()

    def ready(self) -> dict[str, object]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return dict(json.loads(line)) if line else pytest.fail(self.process.communicate()[1])

    def told(self, number: signal.Signals) -> tuple[int, str, str]:
        """Send a signal, and wait for its exit status and what it said last."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> tuple[int, str, str]:
        said, complained = self.process.communicate(timeout=40)
        return self.process.returncode, said, complained


def is_running(data: Path) -> bool:
    return (data / "postgres" / "data" / "postmaster.pid").exists()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


async def asked(url: str, patience_s: float = 15) -> str:
    """The answer of a server that may still be starting."""
    until = time.monotonic() + patience_s
    async with httpx.AsyncClient(timeout=20) as client:
        while True:
            try:
                return (await client.get(url)).raise_for_status().text
            except httpx.TransportError:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(0.1)


async def test_a_script_learns_in_one_line_where_the_shop_is_and_who_may_sign_in(data: Path):
    shop = Shop("demo", data)

    ready = shop.ready()

    assert await asked(f"{ready['url']}/sell") == "1"
    assert ready["graphql"] == f"{ready['url']}/graphql"
    assert ready["console"] == f"{ready['url']}/console"
    assert ready["chat"] == f"{ready['url']}/chat"
    assert ready["sign_ins"] == [
        {"email": "mai@shop.example", "password": "a-password", "role": "MANAGER", "stores": ["str_1"]}
    ]
    assert shop.told(signal.SIGINT)[0] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_shop_that_is_closed_serves_its_last_customer_first(data: Path, number: signal.Signals):
    shop = Shop("demo", data)
    url = shop.ready()["url"]
    last_customer = asyncio.create_task(asked(f"{url}/slow"))
    await asyncio.sleep(0.3)

    status, said, complained = await asyncio.to_thread(shop.told, number)

    assert await last_customer == "sold"
    assert (status, said.splitlines()) == (0, ["clock stopped", "database closed"]), complained
    assert not is_running(data)


async def test_nothing_sold_is_lost_when_the_plug_is_pulled(data: Path):
    shop = Shop("demo", data)
    url = shop.ready()["url"]
    assert [await asked(f"{url}/sell"), await asked(f"{url}/sell")] == ["1", "2"]
    shop.told(signal.SIGKILL)
    assert is_running(data)

    shop = Shop("demo", data)

    assert await asked(f"{shop.ready()['url']}/sell") == "3"
    assert shop.told(signal.SIGTERM)[0] == 0
    assert not is_running(data)


async def test_a_shop_that_is_interrupted_while_it_opens_leaves_nothing_running(data: Path):
    shop = Shop("demo", data)
    while not is_running(data):
        await asyncio.sleep(0.01)

    status, _, _ = shop.told(signal.SIGTERM)

    assert status != -signal.SIGTERM
    assert not is_running(data)


async def test_a_shop_that_is_killed_while_it_is_being_made_opens_the_next_time(data: Path):
    shop = Shop("demo", data)
    while not (data / "postgres" / "data.making").exists():
        await asyncio.sleep(0.01)
    shop.told(signal.SIGKILL)

    shop = Shop("demo", data)

    assert await asked(f"{shop.ready()['url']}/sell") == "1"
    assert shop.told(signal.SIGTERM)[0] == 0


async def test_a_port_that_is_taken_is_named_before_anything_starts(data: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        status, _, complained = Shop("demo", data, other.getsockname()[1]).ended()

    assert status == 1
    assert "PORT: 127.0.0.1" in complained
    assert not data.exists()


async def test_a_shop_whose_clock_fails_closes_and_says_why(data: Path):
    status, said, complained = Shop("broken", data).ended()

    assert status == 1
    assert "the clock fell off the wall" in complained
    assert said.splitlines() == ["clock stopped", "database closed"]
    assert not is_running(data)


async def test_a_real_shop_is_served_by_several_processes_and_closed_by_one_signal(data: Path):
    port = free_port()
    shop = Shop("serve", data, port, SECRET_KEY="k" * 32, WORKERS="2")

    answers = {await asked(f"http://127.0.0.1:{port}/who") for _ in range(3)}
    for _ in range(60):
        answers |= {await asked(f"http://127.0.0.1:{port}/who")}

    assert str(shop.process.pid) not in answers
    assert len(answers) in (1, 2)
    assert (await asyncio.to_thread(shop.told, signal.SIGTERM))[0] == 0
    assert not is_running(data)


async def test_a_worker_beside_a_shop_on_one_folder_shares_its_database(data: Path):
    port = free_port()
    shop = Shop("serve", data, port, SECRET_KEY="k" * 32)
    await asked(f"http://127.0.0.1:{port}/who")
    worker = Shop("work", data, SECRET_KEY="k" * 32)
    assert worker.process.stdout is not None
    assert await asyncio.to_thread(worker.process.stdout.readline) == "clock runs\n"

    assert (await asyncio.to_thread(worker.told, signal.SIGTERM))[:2] == (0, "clock stopped\n")

    assert (await asyncio.to_thread(shop.told, signal.SIGTERM))[0] == 0
    assert not is_running(data)


def test_beginning_anew_deletes_a_shop_and_nothing_else(data: Path):
    data_folder.open_folder(data)
    secret = data_folder.kept_secret(data)
    assert data_folder.kept_secret(data) == secret
    photos = data.with_name("photos")
    photos.mkdir()
    (photos / "holiday.jpg").touch()

    data_folder.begin_anew(data)
    with pytest.raises(WrongSetting, match="not deleted"):
        data_folder.begin_anew(photos)
    with pytest.raises(WrongSetting, match="other things"):
        data_folder.open_folder(photos)

    assert not data.exists()
    assert (photos / "holiday.jpg").exists()
