"""The chat page in a real browser, as small as a phone: by tap alone, with nothing broken and nothing too small."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright
from starlette.applications import Starlette
from starlette.routing import Mount

from bots.channels.web import Web
from tests.bots.desk import a_reception
from tests.bots.fake_shop import FakeShop

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is found on this machine"),
]
TOO_SMALL = """() => [...document.querySelectorAll("button, input")]
    .filter((target) => target.getBoundingClientRect().height < 44).map((target) => target.textContent)"""


@asynccontextmanager
async def a_server(url: str, shop: FakeShop) -> AsyncIterator[str]:
    """The chat page at an address of this machine."""
    async with a_reception(url, shop) as reception:
        app = Starlette(routes=[Mount("/chat", Starlette(routes=Web(reception).routes()))])
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/chat/"
        server.should_exit = True
        await serving


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """Headless Chromium."""
    async with async_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        await browser.close()


async def tap(page: Page, label: str) -> None:
    """Tap what is on offer now, and wait for the answer."""
    await page.locator(".turn:not(.past) .option", has_text=label).first.tap()
    await page.locator(".turn.mine", has_text=label).last.wait_for()
    await page.wait_for_function("() => !document.querySelector('.dots')")


async def test_a_customer_orders_on_a_phone_by_tapping(bare_database: str):
    shop, broken = FakeShop(), []
    async with a_server(bare_database, shop) as address, a_browser() as browser:
        here = {"latitude": 35.67, "longitude": 139.76}
        phone = await browser.new_context(
            viewport={"width": 360, "height": 720},
            locale="zh-CN",
            geolocation=here,
            permissions=["geolocation"],
            is_mobile=True,
            has_touch=True,
        )
        page = await phone.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        await page.goto(address)

        for label in ("浏览商品", "茶", "京都抹茶", "40 g", "2 件", "选择取货门店"):
            await tap(page, label)
        await page.get_by_role("button", name="分享我的位置").tap()
        await page.locator(".turn:not(.past) .option", has_text="银座店").wait_for()
        for label in ("银座店", "在这里取货"):
            await tap(page, label)
        await page.get_by_role("textbox").fill("爱子")
        await page.get_by_role("button", name="发送").tap()
        await page.locator(".turn:not(.past) .option", has_text="下单").wait_for()
        await tap(page, "下单")
        code = await page.locator(".code").inner_text()
        picture = await page.get_by_alt_text("取货码 K7Q M4T XD9 的二维码").is_visible()
        small = await page.evaluate(TOO_SMALL)
        width = await page.evaluate("document.documentElement.scrollWidth")

    assert (code, picture) == ("K7Q M4T XD9", True)
    assert len(shop.orders) == 1
    assert (small, width, broken) == ([], 360, [])
