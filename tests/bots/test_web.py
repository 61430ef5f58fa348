"""The chat page: who talks, what is kept, what is turned away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bots.channels.web import COOKIE, Web
from tests.bots.desk import a_reception
from tests.bots.fake_shop import FakeShop


@dataclass
class Page:
    """The page as a browser has it."""

    http: httpx.AsyncClient
    after: int = 0
    events: count = field(default_factory=lambda: count(1))

    async def says(self, **what: object) -> list[dict]:
        """Do something, and read what comes back."""
        answer = await self.http.post("/chat/heard", json={"id": f"e{next(self.events)}", **what})
        assert answer.status_code == 204
        return await self.reads()

    async def reads(self) -> list[dict]:
        """Read what is new."""
        answer = await self.http.get("/chat/messages", params={"after": self.after})
        messages = answer.json()["messages"]
        self.after = messages[-1]["id"] if messages else self.after
        return messages


@asynccontextmanager
async def a_page(url: str, shop: FakeShop, images_from: str = "") -> AsyncIterator[Page]:
    """A browser that has opened the page."""
    async with a_reception(url, shop) as reception:
        app = Starlette(routes=[Mount("/chat", Starlette(routes=Web(reception, images_from).routes()))])
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as http:
            await http.get("/chat/", headers={"Accept-Language": "en"})
            yield Page(http)


async def test_a_customer_orders_on_the_page(bare_database: str):
    shop = FakeShop()
    async with a_page(bare_database, shop) as page:
        await page.says(open=True)
        found = await page.says(text="olive")
        product = await page.says(token=found[-1]["rows"][0]["token"], label="Early harvest olive oil")
        for words in ("1", "2", "1"):
            await page.says(text=words)
        stores = await page.says(spot={"latitude": 35.67, "longitude": 139.76}, label="I shared my location.")
        for words in ("1", "1", "Aiko"):
            await page.says(text=words)
        placed = await page.says(text="1")

    assert [message["said"] for message in (found[0], product[0], stores[0])] == [
        "olive",
        "Early harvest olive oil",
        "I shared my location.",
    ]
    assert product[1]["image"] == "/media/olive-oil.svg"
    assert stores[1]["rows"][0]["label"] == "Wharfside Ginza, 850 m"
    passes = [message for message in placed if "code" in message]
    assert passes[0]["code"] == "K7Q M4T XD9" and passes[0]["image"].startswith("data:image/svg+xml")
    assert len(shop.orders) == 1


async def test_the_same_event_sent_twice_is_heard_once(bare_database: str):
    async with a_page(bare_database, FakeShop()) as page:
        body = {"id": "same", "text": "menu"}
        await asyncio.gather(*(page.http.post("/chat/heard", json=body) for _ in range(3)))

        messages = await page.reads()

    assert [message.get("said", "") for message in messages] == ["menu", ""]


async def test_a_page_that_is_opened_again_shows_the_talk_so_far(bare_database: str):
    async with a_page(bare_database, FakeShop()) as page:
        said = await page.says(text="menu")
        page.after = 0

        again = await page.reads()

    assert again == said


async def test_nobody_reads_anothers_talk(bare_database: str):
    async with a_page(bare_database, FakeShop()) as page:
        await page.says(text="menu")
        page.http.cookies.clear()
        nobody = await page.http.get("/chat/messages?after=0")
        await page.http.get("/chat/")
        page.after = 0

        somebody_else = await page.reads()

    assert nobody.status_code == 400
    assert somebody_else == []


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Origin": "https://elsewhere.test", "Content-Type": "application/json"}, b'{"id": "1", "text": "menu"}'),
        ({"Content-Type": "text/plain"}, b'{"id": "1", "text": "menu"}'),
        ({"Content-Type": "application/json"}, b"not json"),
        ({"Content-Type": "application/json"}, b'{"text": "no id"}'),
        ({"Content-Type": "application/json"}, b'{"id": "1", "text": "' + b"x" * 9000 + b'"}'),
    ],
)
async def test_what_the_page_itself_would_not_send_is_turned_away(bare_database: str, headers: dict, body: bytes):
    async with a_page(bare_database, FakeShop()) as page:
        answer = await page.http.post("/chat/heard", content=body, headers=headers)
        messages = await page.reads()

    assert answer.status_code == 400
    assert messages == []


async def test_the_page_is_closed_to_foreign_scripts_and_speaks_the_browsers_language(bare_database: str):
    async with a_page(bare_database, FakeShop(), "https://shop.example") as page:
        answer = await page.http.get("/chat/", headers={"Accept-Language": "zh-CN,en;q=0.5"})
        labels = await page.http.get("/chat/labels?locale=en")

    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy and "https://shop.example" in policy
    assert '<html lang="zh">' in answer.text and "输入消息" in answer.text
    assert "<script>" not in answer.text and "style=" not in answer.text
    assert labels.json()["send"] == "Send"


async def test_the_chats_name_is_kept_from_scripts(bare_database: str):
    async with a_page(bare_database, FakeShop()) as page:
        page.http.cookies.clear()
        cookie = (await page.http.get("/chat/")).headers["set-cookie"]

    assert cookie.startswith(COOKIE) and "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/chat" in cookie


async def test_pictures_of_a_shop_elsewhere_have_their_full_address(bare_database: str):
    async with a_page(bare_database, FakeShop(), "https://shop.example") as page:
        found = await page.says(text="olive")

    assert found[1]["rows"][0]["image"] == "https://shop.example/media/olive-oil.svg"


async def test_a_change_of_language_is_told_to_the_page(bare_database: str):
    async with a_page(bare_database, FakeShop()) as page:
        await page.says(text="menu")
        await page.says(text="中文")

        answer = await page.http.get("/chat/messages?after=0")

    assert answer.json()["locale"] == "zh"
