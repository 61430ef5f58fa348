"""The whole chat as it runs: the page and Telegram side by side, with the shop at an address of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import uvicorn
from starlette.types import ASGIApp

from bots.main import Beside, running
from bots.settings import Settings
from tests.bots.fake_shop import FakeShop
from tests.bots.fake_telegram import TOKEN, FakeTelegram, words


@asynccontextmanager
async def at_an_address(app: ASGIApp) -> AsyncIterator[str]:
    """An application at an address of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


@dataclass
class Host:
    """A process that runs the shop itself."""

    database_url: str
    public_url: str
    telegram_token: str | None = None
    channel_tokens: dict[str, str] = field(default_factory=dict)


async def until(is_true: object, patience: float = 5) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(patience):
        while not is_true():
            await asyncio.sleep(0.02)


async def test_the_page_and_telegram_are_open_side_by_side(bare_database: str):
    shop, telegram = FakeShop(), FakeTelegram(updates=[words(1, "olive")])
    async with at_an_address(shop.app) as address:
        settings = Settings(
            f"{address}/graphql", bare_database, telegram_token=TOKEN, telegram_api_base="http://t.test"
        )
        async with running(settings, httpx.ASGITransport(app=telegram.app)) as chat:
            await until(telegram.sent)
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=chat), base_url="http://x.test") as browser:
                await browser.get("/")
                await browser.post("/heard", json={"id": "1", "text": "olive"})
                page = (await browser.get("/messages?after=0")).json()["messages"]

    assert telegram.sent()[0]["text"].startswith("1 product found.")
    assert page[1]["text"].startswith("1 product found.")


async def test_the_shops_own_process_opens_the_chat_beside_it(bare_database: str):
    shop, beside = FakeShop(), Beside()
    shop.messages = [
        {"id": "msg_1", "to": "web:somebody", "kind": "READY", "locale": "en", "text": "Ready.", "dueAt": "2026-01-01"}
    ]
    browser = httpx.AsyncClient(transport=httpx.ASGITransport(app=beside), base_url="http://x.test")
    before = await browser.get("/")
    async with at_an_address(shop.app) as address:
        run = asyncio.create_task(beside.run(Host(bare_database, address, channel_tokens={"web": "channel"})))
        await until(lambda: [name for name, _ in shop.requests if name == "ChannelMessages"])
        opened = await browser.get("/")
        browser.cookies.set("wharfside_chat", "somebody")
        messages = (await browser.get("/messages?after=0")).json()["messages"]
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)

    assert (before.status_code, opened.status_code) == (503, 200)
    assert [message["text"] for message in messages] == ["Ready."]
