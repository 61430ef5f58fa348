"""Two browser windows: a customer's chat on a phone, and the counter of a store."""

import re

from playwright.async_api import Locator, Page, expect

PATIENCE_MS = 15_000


class ChatWindow:
    """What a customer does in the chat page, and sees there."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def types(self, words: str) -> None:
        """Type words, send them, and wait for the answer."""
        await self._answered(self._typing(words))

    async def taps(self, label: str) -> None:
        """Tap a choice of the latest answer whose label begins so, and wait for the answer."""
        await self._answered(self.option(label).click())

    def option(self, label: str) -> Locator:
        """A choice of the latest answer."""
        beginning = re.compile(f"^{re.escape(label)}")
        names = self.page.locator(".name").filter(has_text=beginning)
        return self.page.locator(".turn:not(.past) button.option").filter(has=names).last

    async def hears(self, words: str) -> str:
        """The message with these words, in the latest answer or come by itself; waits for it."""
        turn = self.page.locator(".turn:not(.past):not(.mine)").filter(has_text=words).last
        await expect(turn).to_be_visible(timeout=PATIENCE_MS)
        return await turn.inner_text()

    async def code(self) -> str:
        """The code of the pass that is shown, with its QR code."""
        shown = self.page.locator(".turn.pass").last
        await expect(shown.locator("img")).to_be_visible(timeout=PATIENCE_MS)
        return await shown.locator(".code").inner_text()

    async def _typing(self, words: str) -> None:
        await self.page.fill("#words", words)
        await self.page.press("#words", "Enter")

    async def _answered(self, act: object) -> None:
        mine = self.page.locator(".turn.mine:not(.waiting)")
        before = await mine.count()
        await act  # type: ignore[misc]
        await expect(mine).to_have_count(before + 1, timeout=PATIENCE_MS)
        answer = self.page.locator(".turn.mine:not(.waiting):last-of-type ~ .turn, .turn.mine:not(.waiting) + .turn")
        await expect(answer.last).to_be_visible(timeout=PATIENCE_MS)


class CounterWindow:
    """What somebody does at the counter of a store."""

    def __init__(self, page: Page, console: str) -> None:
        self.page = page
        self.console = console

    async def opens(self, screen: str) -> None:
        await self.page.goto(f"{self.console}/{screen}")

    async def signs_in(self, email: str, password: str) -> None:
        await self.opens("today")
        await self.page.fill("[name=email]", email)
        await self.page.fill("[name=password]", password)
        await self.page.click("main button")

    async def looks_up(self, code: str) -> None:
        await self.opens("scan")
        await self.page.fill("#code", code)
        await self.page.click("main form button")

    async def presses(self, label: str) -> None:
        await self.page.locator("main button:visible").filter(has_text=label).first.click()

    async def reads(self, words: str) -> None:
        await expect(self.page.locator("main")).to_contain_text(words, timeout=PATIENCE_MS)

    def parcel(self, number: str) -> Locator:
        return self.page.locator(".tag").filter(has_text=number)
