"""The console in a real browser: by keyboard alone, by scanner, on a phone, without scripts."""

import asyncio
import os
import shutil
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, Route, async_playwright, expect

from tests.api.console_fake import FakeShop, a_busy_morning, a_console, a_line, a_pickup, at

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SCANNERS_PACE_S = 0.005
A_PERSONS_PACE = 60  # milliseconds between two keys
FRENCH = {"4": "'", "1": "&", "0": "à", "2": "é", "W": "z", "A": "q"}


@pytest_asyncio.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("No Chromium on this machine, and CI must not go without the browser tests.")
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def served(shop: FakeShop) -> AsyncIterator[str]:
    """The console of this shop on a port of its own."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(a_console(shop), log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            while not server.started:
                await asyncio.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/console"
        finally:
            server.should_exit = True
            await serving


@asynccontextmanager
async def at_the_counter(chromium: Browser, shop: FakeShop, width: int = 1280, **how: object) -> AsyncIterator[Page]:
    """A page of somebody who has signed in; afterwards nothing has left the origin, and no script has failed."""
    async with served(shop) as address:
        context = await chromium.new_context(viewport={"width": width, "height": 800}, locale="en", **how)
        page = await context.new_page()
        asked: list[str] = []
        failed: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.on("console", lambda said: failed.append(said.text) if "Content Security" in said.text else None)
        await page.goto(f"{address}/today")
        await page.fill("[name=email]", "aiko@wharfside.test")
        await page.fill("[name=password]", "correct horse")
        await page.click("main button")
        await expect(page.locator("h1")).to_have_text("Today")
        yield page
        await context.close()
    assert [url for url in asked if not url.startswith(address)] == []
    assert failed == []


def a_shop(**how: object) -> FakeShop:
    lines = a_line("TEA-100", "Uji Sencha", 2, "A-03"), a_line("BOWL-07", "Porcelain bowl")
    return FakeShop([a_pickup("W-1042", "Mei Lin", *lines, **how)])


async def tab_to(page: Page, label: str) -> None:
    """Press Tab until the control with this name has the focus."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if label in await page.evaluate("document.activeElement.innerText || document.activeElement.name || ''"):
            return
    raise AssertionError(f"{label} cannot be reached with Tab")


async def shoot(page: Page, layout: dict[str, str], code: str, ending: str = "Enter") -> None:
    """What a wedge scanner does: keys by their place, a few milliseconds apart, as this keyboard layout reads them."""
    wire = await page.context.new_cdp_session(page)
    keys = [(f"Digit{sign}" if sign.isdigit() else f"Key{sign}", layout.get(sign, sign)) for sign in code]
    keys += [(ending, {"Enter": "\r"}.get(ending, ""))] if ending else []
    began = time.time()
    acts = []
    for number, (place, letter) in enumerate(keys):
        key = place if place == ending else letter
        at = {"key": key, "code": place, "timestamp": began + number * SCANNERS_PACE_S}
        acts += [{"type": "keyDown", "text": letter, **at}, {"type": "keyUp", **at}]
    # All at once: a busy machine must not make a slow typist of a scanner.
    await asyncio.gather(*(wire.send("Input.dispatchKeyEvent", act) for act in acts))


async def test_a_handover_by_keyboard_alone(chromium: Browser):
    shop = a_shop(owed=8420)

    async with at_the_counter(chromium, shop) as page:
        await tab_to(page, "Scan")
        await page.keyboard.press("Enter")
        await expect(page.locator("#code")).to_be_focused()
        await page.keyboard.type("w1042code", delay=A_PERSONS_PACE)
        await page.keyboard.press("Enter")
        await expect(page.locator("#found")).to_be_focused()
        await tab_to(page, "Paid in cash")
        await page.keyboard.press("Enter")
        await expect(page.locator("#status")).to_contain_text("Payment is recorded.")
        await tab_to(page, "Hand over all (3)")
        await page.keyboard.press("Enter")

        await expect(page.locator("#status")).to_contain_text("Handed over W-1042 · Mei Lin · 14:02")
        await expect(page.locator("#code")).to_be_focused()
    assert shop.done == ["CASH 8420", "COLLECTED W-1042"]


async def test_the_skip_link_leads_past_the_head(chromium: Browser):
    async with at_the_counter(chromium, a_busy_morning()) as page:
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        await page.keyboard.press("Enter")

        await expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize(("layout", "ending"), [({}, "Enter"), (FRENCH, "Enter"), (FRENCH, "Tab"), (FRENCH, "")])
async def test_a_scanner_is_read_anywhere_on_any_keyboard_layout(
    chromium: Browser, layout: dict[str, str], ending: str
):
    async with at_the_counter(chromium, a_shop(dueAt=at(5), state="TO_PREPARE")) as page:
        for _ in range(
            3
        ):  # on a busy machine silence may seem to fall in the middle of a code: then it is scanned again
            await page.goto(f"{page.url.split('/console')[0]}/console/today")
            await page.locator("#prepare-pku_w-1042").focus()
            await shoot(page, layout, "W1042CODE", ending)
            await page.locator(".read").wait_for()
            if await page.locator("#found").count():
                break

        await expect(page.locator("#found")).to_have_text("Mei Lin")
        await expect(page.locator(".read")).to_have_text("Read: W10 42C ODE")
        await expect(page.locator(".state")).to_have_text("To prepare")


async def test_the_next_scan_works_while_a_result_is_open_and_spoils_no_field(chromium: Browser):
    shop = a_shop()
    shop.pickups.append(a_pickup("W-1043", "Jonas Weber"))

    async with at_the_counter(chromium, shop) as page:
        await shoot(page, {}, "W1042CODE")
        await page.click("summary")
        field = page.locator("[type=number]").first
        await field.fill("1")
        kept: list[str] = []

        async def look(route: Route) -> None:
            kept.append(await field.input_value())
            await route.continue_()

        await page.route("**/console/scan", look)
        await shoot(page, FRENCH, "W1043CODE")

        await expect(page.locator("#found")).to_have_text("Jonas Weber")
    assert kept == ["1"]
    assert shop.done == []


async def test_a_double_click_has_one_effect(chromium: Browser):
    shop = a_shop(state="TO_PREPARE", dueAt=at(30))

    async with at_the_counter(chromium, shop) as page:
        await page.dblclick("#prepare-pku_w-1042")

        await expect(page.locator("#status")).to_contain_text("Preparation has started.")
        await expect(page.locator(".banner.good")).to_be_visible()
    assert shop.done == ["PREPARING W-1042"]


async def test_the_board_keeps_itself_fresh_and_keeps_the_focus(chromium: Browser):
    shop = a_shop(state="TO_PREPARE", dueAt=at(30))

    async with at_the_counter(chromium, shop) as page:
        await page.locator("#ready-pku_w-1042").focus()
        shop.pickups.append(a_pickup("W-1050", "Nils Berg", state="TO_PREPARE", dueAt=at(9)))

        await expect(page.locator("#open-pku_w-1050")).to_be_visible(timeout=8000)
        await expect(page.locator("#ready-pku_w-1042")).to_be_focused()
        await expect(page.locator("#status")).to_have_text("New on the board. To prepare or overdue: 2.")
        assert (await page.title()).startswith("(2) Today")


async def test_a_board_that_hears_nothing_says_how_old_it_is(chromium: Browser):
    shop = a_busy_morning()

    async with at_the_counter(chromium, shop) as page:
        await page.clock.install()
        await page.reload()
        shop.silent = True
        for _ in range(5):
            await page.clock.run_for(4000)

        await expect(page.locator(".age.stale")).to_contain_text("No answer from the shop. This is how it was")
        shop.silent = False
        await page.clock.run_for(4100)
        await expect(page.locator(".age")).to_contain_text("Updated")


async def test_an_act_without_a_network_can_be_pressed_again(chromium: Browser):
    shop = a_shop(state="TO_PREPARE", dueAt=at(30))

    async with at_the_counter(chromium, shop) as page:
        await page.context.set_offline(True)
        await page.click("#prepare-pku_w-1042")
        await expect(page.locator("#trouble")).to_contain_text("it happens only once")
        await page.context.set_offline(False)
        await page.click("#prepare-pku_w-1042")

        await expect(page.locator(".banner.good")).to_have_text("Preparation has started.")
        await expect(page.locator("#trouble")).to_be_hidden()
    assert shop.done == ["PREPARING W-1042"]


async def test_a_handover_without_scripts(chromium: Browser):
    shop = a_shop(owed=500)

    async with at_the_counter(chromium, shop, java_script_enabled=False) as page:
        await page.click("text=Scan")
        await page.fill("#code", "W104 2CO DE")
        await page.click("main form button")
        await page.click("[value=CARD_TERMINAL]")
        await page.click("summary")
        await page.fill("[name='quantity.pkl_tea-100']", "2")
        await page.click("text=Hand over these")

        await expect(page.locator(".handed")).to_contain_text("Partly handed over")
    assert shop.done == ["CARD_TERMINAL 500", "PARTLY_COLLECTED W-1042"]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (768, "light"), (1280, "dark")])
async def test_every_screen_fits_and_every_control_can_be_hit(chromium: Browser, width: int, scheme: str):
    async with at_the_counter(chromium, a_busy_morning(), width, color_scheme=scheme) as page:
        root = page.url.removesuffix("/today")
        for path in ("/today", "/scan", "/pickups/pku_w-1042", "/stock?skus=TEA-100", "/nowhere"):
            await page.goto(root + path)
            await fits(page, f"{path} at {width}")
        await page.goto(f"{root}/scan")
        await page.fill("#code", "W1042CODE")
        await page.click("main form button")
        await page.click("[value=CASH]")
        await page.click("summary")
        await fits(page, f"card at {width}")


async def fits(page: Page, what: str) -> None:
    """No sideways scrolling, and nothing to press is smaller than a fingertip."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what
    controls = page.locator(
        "button:visible, input:visible, select:visible, summary:visible, nav a:visible, h3 a:visible"
    )
    for control in await controls.all():
        box = await control.bounding_box()
        assert box is not None and box["height"] >= 44 and box["width"] >= 44, (what, await control.inner_text(), box)


def test_scripts_and_styles_ask_nobody_else():
    for path in Path("api/console/static").iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")

        assert "http" not in text and "@import" not in text, path.name
