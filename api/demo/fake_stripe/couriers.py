"""Brings the stand-in's notices to the shop, signed as Stripe signs them; late, twice or in any order if told to."""

import hashlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable

import httpx
import orjson

from api.demo.fake_stripe.books import Books, Mischief, Thing

log = logging.getLogger(__name__)

Post = Callable[[bytes, dict[str, str]], Awaitable[int]]


def signed(body: bytes, secret: str, at: int | None = None) -> dict[str, str]:
    """The headers of a notice: an HMAC-SHA256 over its moment and its raw bytes."""
    moment = int(time.time()) if at is None else at
    mark = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={moment},v1={mark}", "Content-Type": "application/json"}


def posting_to(url: str) -> Post:
    """Sends notices to an address; its status, 0 for none."""

    async def post(body: bytes, headers: dict[str, str]) -> int:
        async with httpx.AsyncClient(timeout=10) as client:
            try:
                return (await client.post(url, content=body, headers=headers)).status_code
            except httpx.HTTPError as error:
                log.warning("the shop did not take a notice: %s", error)
                return 0

    return post


class Courier:
    """Delivers each event once, unless told to misbehave."""

    def __init__(self, books: Books, mischief: Mischief, post: Post, secret: str) -> None:
        self.books = books
        self.mischief = mischief
        self.post = post
        self.secret = secret
        self.reached = len(books.events)
        self.kept_back: list[Thing] = []
        self.statuses: list[int] = []

    async def deliver(self) -> None:
        """Send what has happened since."""
        new, self.reached = self.books.events[self.reached :], len(self.books.events)
        if self.mischief.withholds:
            return
        if self.mischief.keeps_back:
            self.kept_back += new
            return
        await self._send(new)

    async def let_go(self) -> None:
        """Send what was kept back, the newest first."""
        kept, self.kept_back = self.kept_back[::-1], []
        await self._send(kept)

    async def _send(self, events: list[Thing]) -> None:
        for event in events:
            body = orjson.dumps(event)
            for _ in range(self.mischief.sends):
                self.statuses.append(await self.post(body, signed(body, self.secret)))
