"""The requests that README.md shows, and whether an answer is the one that it shows.

A request is a block of GraphQL whose first comments are its headers, or one curl command; the JSON block after it is
the answer: to curl the whole of it, to GraphQL its data. Text that differs every time ends in an ellipsis: "2026-…"
begins so, "…" is anything. With a name in capitals before it, "str_GINZA…" or "CODE…", it is kept, and the same word
stands for it wherever it comes again.
"""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

README = Path(__file__).parents[2] / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADER = re.compile(r"^# ([A-Z][\w-]+): (.+)$")
NAMED = re.compile(r"([a-z]+_)?[A-Z]{3,}…")


@dataclass(frozen=True)
class Request:
    """A request, with the names that stand in it, and the answer that is shown for it."""

    query: str
    headers: Mapping[str, str]
    shown: Any
    is_whole: bool

    @property
    def changes(self) -> bool:
        """Whether it is a mutation, which is sent once only."""
        return "mutation" in self.query


def requests() -> Iterator[Request]:
    """The requests of the README, in order."""
    blocks = BLOCK.findall(README.read_text("utf-8"))
    for (kind, text), (next_kind, answer) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if kind == "graphql" or (kind == "sh" and text.startswith("curl ")):
            assert next_kind == "json", f"no answer is shown for:\n{text}"
            yield _by_curl(text, answer) if kind == "sh" else _by_graphql(text, answer)


def _by_curl(text: str, answer: str) -> Request:
    words = shlex.split(text.replace("\\\n", " "))
    said = [words[at + 1].split(": ") for at, word in enumerate(words) if word == "-H"]
    body = json.loads(words[words.index("-d") + 1])
    return Request(body["query"], dict(said), json.loads(answer), is_whole=True)


def _by_graphql(text: str, answer: str) -> Request:
    headers = dict(found.groups() for line in text.splitlines() if (found := HEADER.match(line)))
    return Request(text, headers, json.loads(answer), is_whole=False)


def filled(text: str, known: Mapping[str, str]) -> str:
    """A text with what its names stand for."""
    return NAMED.sub(lambda found: known[found[0]], text)


def compare(shown: Any, got: Any, known: dict[str, str], where: str = "answer") -> None:
    """Fail where an answer is not the one shown; keep what it names in ``known``."""
    if isinstance(shown, dict):
        assert isinstance(got, dict) and list(shown) == list(got), f"{where}: {got}"
        for name, value in shown.items():
            compare(value, got[name], known, f"{where}.{name}")
    elif isinstance(shown, list):
        assert isinstance(got, list) and len(shown) == len(got), f"{where}: {got}"
        for at, value in enumerate(shown):
            compare(value, got[at], known, f"{where}[{at}]")
    elif isinstance(shown, str) and shown.endswith("…"):
        _compare_text(shown, got, known, where)
    else:
        assert got == (pytest.approx(shown, abs=0.001) if isinstance(shown, float) else shown), f"{where}: {got}"


def _compare_text(shown: str, got: Any, known: dict[str, str], where: str) -> None:
    assert isinstance(got, str), where
    named = NAMED.fullmatch(shown)
    if named:
        assert got.startswith(named[1] or ""), where
        assert known.setdefault(shown, got) == got, f"{where}: another {shown}"
    else:
        assert got.startswith(shown[:-1]), f"{where}: {got}"
