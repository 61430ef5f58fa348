"""A demo in a process of its own, and how it is asked."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from api import embedded
from tests.asking import operations

keys = count(1)


@dataclass
class Demo:
    """A demo that is open."""

    process: subprocess.Popen[str]
    ready: Mapping[str, Any]
    took_s: float
    said: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return str(self.ready["url"])

    def password_of(self, email: str) -> str:
        """The password that the demo prints for one of its staff."""
        return next(str(person["password"]) for person in self.ready["sign_ins"] if person["email"] == email)

    def saying(self, **headers: str) -> "Demo":
        """The same demo, asked with more headers: ``accept_language`` is ``Accept-Language``."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return Demo(self.process, self.ready, self.took_s, self.said | more)

    def post(self, query: str, variables: Mapping[str, object], headers: Mapping[str, str]) -> Any:
        """The whole answer to one operation."""
        asked = {"query": query, "variables": variables}
        return httpx.post(str(self.ready["graphql"]), json=asked, headers=dict(headers), timeout=30).json()

    def ask(self, name: str, **variables: object) -> Any:
        """The first field of the data of a contract's operation; a key is made where the caller gives none."""
        text = operations()[name]
        if "$key" in text:
            variables.setdefault("key", f"journey-{os.getpid()}-{next(keys)}")
        answer = self.post(text, variables, self.said)
        assert "errors" not in answer, (name, answer["errors"])
        return next(iter(answer["data"].values()))

    def signed_in(self, email: str) -> "Demo":
        """The demo as one of its staff asks it."""
        session = self.ask("SignInStaff", email=email, password=self.password_of(email))
        return self.saying(authorization=f"Bearer {session['token']}")

    def close(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=40)


def opened(data: Path) -> Demo:
    """Open the demo on a free port, and wait until it says that it is ready."""
    started = time.monotonic()
    command = [sys.executable, "-m", "api", "demo", "--port", "0", "--data", str(data), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.communicate()[1]
    return Demo(process, json.loads(line), time.monotonic() - started)


@contextmanager
def a_folder() -> Iterator[Path]:
    """A place for the data of a demo, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="wharfside-journey-"))
    folder.chmod(0o711)
    try:
        yield folder / "shop"
    finally:
        embedded.remove(folder / "shop")
        shutil.rmtree(folder)
