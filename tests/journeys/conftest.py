"""One open demo for all stories, and a browser to look at it."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.journeys.opening import Demo, a_folder, opened

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """A demo with an empty folder, that every story shares: each in a store of its own."""
    with a_folder() as data, closing(opened(data)) as shop:
        yield shop


@pytest_asyncio.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("No Chromium on this machine, and CI must not go without the browser tests.")
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()
