"""The pictures of the guides, taken of a fresh demo: ``python -m tests.screens`` writes them into docs/images."""

import asyncio
from contextlib import closing
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.opening import Demo, a_folder, opened
from tests.journeys.windows import ChatWindow, CounterWindow

IMAGES = Path(__file__).parents[1] / "docs" / "images"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1400, "height": 820}
JONAS = "jonas.brandt@wharfside.example"


async def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(exist_ok=True)
    with a_folder() as data, closing(await asyncio.to_thread(opened, data)) as demo:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            code = await _chat(browser, demo)
            await _console(browser, demo, code)
            await browser.close()


async def _chat(browser: Browser, demo: Demo) -> str:
    context = await browser.new_context(viewport=PHONE, locale="en-GB")
    chat = ChatWindow(await context.new_page())
    await chat.page.goto(f"{demo.ready['chat']}/")
    await chat.hears("Welcome")
    await chat.taps("Find a store")
    await chat.types("Berlin")
    await chat.types("menu")
    await chat.types("chocolate")
    await chat.taps("Single-Estate")
    await _take(chat, "chat-product")
    await chat.taps("Single-Estate Dark Chocolate, 70 %")
    await chat.taps("2 pieces")
    await chat.taps("Choose where to collect")
    await chat.taps("Near Berlin")
    await chat.taps("Wharfside Mitte")
    await chat.taps("Collect here")
    await chat.types("Hanna Vogel")
    await chat.taps("Place the order")
    code = await chat.code()
    await chat.page.locator(".turn.pass").last.scroll_into_view_if_needed()
    await _take(chat, "chat-pass")
    await context.close()
    return code


async def _console(browser: Browser, demo: Demo, code: str) -> None:
    context = await browser.new_context(viewport=DESKTOP, locale="en-GB")
    counter = CounterWindow(await context.new_page(), str(demo.ready["console"]))
    await counter.signs_in(JONAS, demo.password_of(JONAS))
    await counter.presses("Wharfside Mitte")
    await counter.reads("To prepare")
    await _take(counter, "console-today")
    await counter.looks_up(code)
    await counter.presses("Mark ready")
    await counter.reads("First take the payment")
    await _take(counter, "console-scan")
    await context.close()


async def _take(window: ChatWindow | CounterWindow, name: str) -> None:
    await window.page.wait_for_timeout(1500)  # pictures arrive, and what moves comes to rest
    await window.page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
