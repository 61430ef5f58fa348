"""The demo as a newcomer meets it: one command, one line, a shop that is open."""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api import embedded

pytestmark = pytest.mark.server

COLD_S, WARM_S = 8, 5  # what a newcomer is promised; four times as long where the tests share the machine


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="wharfside-test-"))
    folder.chmod(0o711)
    yield folder / "shop"
    embedded.remove(folder / "shop")
    shutil.rmtree(folder)


@contextmanager
def opened(data: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any], float]]:
    """A demo that is open, what it says of itself, and how many seconds that took."""
    started = time.monotonic()
    command = [sys.executable, "-m", "api", "demo", "--port", "0", "--data", str(data), "--json", *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, process.communicate()[1]
            yield process, json.loads(line), time.monotonic() - started
        finally:
            process.terminate()


def closed(process: subprocess.Popen[str], number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
    process.send_signal(number)
    said, _ = process.communicate(timeout=40)
    return process.returncode, said


def ask(ready: dict[str, Any], query: str, **variables: str) -> dict[str, Any]:
    asked = {"query": query, "variables": variables}
    answer = httpx.post(str(ready["graphql"]), json=asked, timeout=20).raise_for_status().json()
    assert "errors" not in answer, answer
    return dict(answer["data"])


SIGN_IN = """
mutation ($email: String!, $password: String!) { signInStaff(email: $email, password: $password) { __typename } }
"""


def test_a_newcomer_has_an_open_shop_in_seconds_and_finds_it_again_the_next_day(data: Path):
    with opened(data) as (process, ready, cold_s):
        shelves = ask(ready, "{ products(first: 1) { totalCount } }")
        assert httpx.get(f"{ready['console']}/sign-in").status_code == 200
        assert httpx.get(f"{ready['chat']}/").status_code == 200
        assert closed(process) == (0, "")

    with opened(data) as (process, ready, warm_s):
        assert ask(ready, "{ products(first: 1) { totalCount } }") == shelves
        assert closed(process, signal.SIGTERM) == (0, "")

    assert cold_s < 4 * COLD_S
    assert warm_s < 4 * WARM_S


def test_every_role_may_sign_in_to_the_demo_and_the_manager_acts_for_every_store(data: Path):
    with opened(data) as (_, ready, _):
        people = ready["sign_ins"]
        kinds = [ask(ready, SIGN_IN, email=person["email"], password=person["password"]) for person in people]

    assert {person["role"] for person in people} == {"ASSOCIATE", "SUPERVISOR", "MANAGER", "ADMINISTRATOR"}
    assert kinds == [{"signInStaff": {"__typename": "StaffSession"}}] * len(people)
    manager = next(person for person in people if person["role"] == "MANAGER")
    assert len(manager["stores"]) >= 24


def test_a_demo_that_is_begun_anew_remembers_nothing(data: Path):
    with opened(data):
        secret = (data / "secret").read_text()

    with opened(data, "--fresh"):
        assert (data / "secret").read_text() != secret
