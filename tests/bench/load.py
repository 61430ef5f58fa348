"""Asking a server over and over, on connections that stay open."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LENGTH = b"content-length:"
UNMEASURABLE = (b'"errors":', b'"OutOfStock"')  # cheaper, or dearer, than what is to be measured


class Wrong(Exception):
    """A server gave an answer that no measurement can be made of."""


@dataclass
class Target:
    """Where requests go, and what they hold."""

    url: str
    bodies: Iterator[bytes]

    @property
    def head(self) -> bytes:
        """The first lines of every request, but for its length."""
        parts = urlsplit(self.url)
        lines = (f"POST {parts.path} HTTP/1.1", f"Host: {parts.netloc}", "Content-Type: application/json")
        return "\r\n".join((*lines, "Content-Length: ")).encode()


@dataclass
class Load:
    """What came of asking for a while."""

    latencies_s: list[float] = field(default_factory=list)
    answer_bytes: int = 0


async def ask(target: Target, connections: int, for_s: float) -> Load:
    """Ask on so many connections at once, each again as soon as it has its answer."""
    load = Load()
    until = time.perf_counter() + for_s
    await asyncio.gather(*(_ask_on_one(target, load, until) for _ in range(connections)))
    return load


async def answers(target: Target, number: int) -> list[bytes]:
    """The answers to so many requests, one after the other."""
    reader, writer = await _opened(target)
    try:
        return [await _answer(reader, writer, target.head, next(target.bodies)) for _ in range(number)]
    finally:
        writer.close()


async def _ask_on_one(target: Target, load: Load, until: float) -> None:
    reader, writer = await _opened(target)
    head = target.head
    try:
        while (began := time.perf_counter()) < until:
            answer = await _answer(reader, writer, head, next(target.bodies))
            load.latencies_s.append(time.perf_counter() - began)
            load.answer_bytes += len(answer)
    finally:
        writer.close()


async def _opened(target: Target) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(target.url)
    return await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bytes:
    writer.write(b"%b%d\r\n\r\n%b" % (head, len(body), body))
    told = await reader.readuntil(b"\r\n\r\n")
    length = next((line for line in told.lower().split(b"\r\n") if line.startswith(LENGTH)), None)
    if length is None:
        raise Wrong(told.decode())
    answer = await reader.readexactly(int(length.removeprefix(LENGTH)))
    if not told.startswith(b"HTTP/1.1 200") or any(word in answer[:200] for word in UNMEASURABLE):
        raise Wrong(f"{told.decode()}{answer[:2000].decode()}")
    return answer
