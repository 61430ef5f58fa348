"""Telegram: updates parsed into what was heard, messages sent within its limits; python-telegram-bot is the client."""

import asyncio
import hmac
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from html import escape
from io import BytesIO
from itertools import groupby

import httpx
import segno
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import (
    Bot,
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bots.channels.desk import Desk, TryLater, Undeliverable
from bots.engine import text
from bots.engine.rendering import Button, Capabilities, Message
from bots.engine.turns import Heard, Spot

log = logging.getLogger(__name__)
# Telegram allows 4096 characters, counted in UTF-16 after its markup is read: 3800 leaves room for a title.
SHOWS = Capabilities("telegram", 3800, page=8, buttons=10, button_label=48, has_images=True, asks_location=True)
ALLOWED = ["message", "callback_query"]
COMMANDS = ("menu", "cart", "orders", "language", "help")
CAPTION = 1000
NARROW = 14
POLL_FOR = 25
PAUSE = 3.0
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | None
Alone = Callable[[str], AbstractAsyncContextManager[bool]]


def heard_from(update: Update) -> Heard | None:
    """What a person did in a private chat; anything else is not for us."""
    query, message = update.callback_query, update.message
    chat = query.message.chat if query and query.message else (message.chat if message else None)
    if chat is None or chat.type != ChatType.PRIVATE:
        return None
    user = update.effective_user
    locale = (user.language_code or "") if user else ""
    heard = Heard(SHOWS.name, str(chat.id), str(update.update_id), locale=locale)
    if query is not None:
        return replace(heard, token=query.data or "~menu")
    assert message is not None
    spot = Spot(message.location.latitude, message.location.longitude) if message.location else None
    words = message.text or message.caption or ""
    return replace(heard, text="menu" if words.startswith("/start") else words, spot=spot)


@dataclass(frozen=True)
class Telegram:
    """One bot on Telegram."""

    bot: Bot
    requests: Sequence[HTTPXRequest]
    shows: Capabilities = SHOWS

    @classmethod
    def open(cls, token: str, api_base: str, transport: httpx.AsyncBaseTransport | None = None) -> "Telegram":
        """The bot of that token, at that address of the Bot API."""
        options = {"transport": transport} if transport else {}
        requests = [HTTPXRequest(connection_pool_size=16, httpx_kwargs=options) for _ in range(2)]
        return cls(Bot(token, f"{api_base}/bot", request=requests[0], get_updates_request=requests[1]), requests)

    async def close(self) -> None:
        """Let go of the connections."""
        for request in self.requests:
            await request.shutdown()

    async def expect_calls(self, url: str, secret: str) -> None:
        """Have Telegram call that address with every update, and show the secret."""
        await self.bot.set_webhook(url, allowed_updates=ALLOWED, secret_token=secret)
        await self.introduce()

    async def introduce(self) -> None:
        """Show the words that always work in the app's own menu, in each language."""
        for locale in text.locales():
            commands = [BotCommand(word, text.tell(locale, f"commands.{word}")) for word in COMMANDS]
            await self.bot.set_my_commands(commands, language_code=None if locale == text.FALLBACK else locale)

    # ------------------------------------------------------------ hearing

    async def hear(self, update: Update, desk: Desk) -> None:
        """Bring one update to the desk; a tap is acknowledged first, for it expires."""
        if update.callback_query is not None:
            await _acknowledge(update.callback_query)
        heard = heard_from(update)
        if heard is not None:
            await desk.hear(heard, self.shows)

    async def poll(self, desk: Desk, alone: Alone) -> None:
        """Ask for updates for ever; of several processes, one asks and the others stand by."""
        while True:
            try:
                async with alone(f"poll:{self.bot.token.split(':')[0]}") as is_mine:
                    if is_mine:
                        await self.bot.delete_webhook()
                        await self.introduce()
                        await self._poll(desk)
            except Exception as error:
                log.warning("polling Telegram stopped: %r; once more soon", error)
            await asyncio.sleep(PAUSE)

    async def _poll(self, desk: Desk) -> None:
        offset = 0
        while True:
            try:
                updates = await self.bot.get_updates(offset, timeout=POLL_FOR, allowed_updates=ALLOWED)
            except RetryAfter as refusal:
                await asyncio.sleep(_seconds(refusal))
                continue
            await self.hear_all(updates, desk)
            offset = updates[-1].update_id + 1 if updates else offset

    async def hear_all(self, updates: Sequence[Update], desk: Desk) -> None:
        """Each chat in its own order, the chats side by side. What failed was not confirmed, and comes again."""
        ordered = sorted(updates, key=_chat_of)
        chats = [list(of_chat) for _, of_chat in groupby(ordered, key=_chat_of)]
        await asyncio.gather(*(self._hear_in_order(of_chat, desk) for of_chat in chats))

    async def _hear_in_order(self, updates: Sequence[Update], desk: Desk) -> None:
        for update in updates:
            await self.hear(update, desk)

    def webhook(self, desk: Desk, secret: str) -> Route:
        """Where Telegram calls, with the secret that shows it is Telegram. Not kept: 503, and Telegram calls again."""

        async def receive(request: Request) -> Response:
            given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
            if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
                return Response(status_code=403)
            update = Update.de_json(await request.json(), self.bot)
            try:
                await self.hear(update, desk)
            except Exception:
                log.exception("update %s was not kept", update.update_id)
                return Response(status_code=503)
            return Response()

        return Route("/telegram", receive, methods=["POST"])

    # ------------------------------------------------------------ saying

    async def send(self, chat: str, message: Message) -> None:
        """Send one message.

        Raises:
            TryLater: too many at once, or Telegram could not be reached at all.
            Undeliverable: the customer stopped the bot, or Telegram refuses the message.
        """
        try:
            await self._send(int(chat), message)
        except RetryAfter as refusal:
            raise TryLater(_seconds(refusal)) from refusal
        except (Forbidden, BadRequest) as refusal:
            raise Undeliverable(refusal.message) from refusal
        except NetworkError as error:
            if isinstance(error.__cause__, httpx.ConnectError):
                raise TryLater(PAUSE) from error
            raise

    async def _send(self, chat: int, message: Message) -> None:
        words = _html(message)
        photo = _photo(message)
        if photo is None or len(words) > CAPTION:
            await self.bot.send_message(chat, words, ParseMode.HTML, reply_markup=_markup(message))
        if photo is not None:
            fits = len(words) <= CAPTION
            caption, markup = (words, _markup(message)) if fits else (escape(message.alt), None)
            await self.bot.send_photo(chat, photo, caption, parse_mode=ParseMode.HTML, reply_markup=markup)


async def _acknowledge(query: CallbackQuery) -> None:
    with suppress(TelegramError):  # it may have expired: the tap counts all the same
        await query.answer()


def _chat_of(update: Update) -> int:
    return update.effective_chat.id if update.effective_chat else 0


def _seconds(refusal: RetryAfter) -> float:
    wait = refusal.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _html(message: Message) -> str:
    title = f"<b>{escape(message.title)}</b>" if message.title else ""
    return "\n".join(filter(None, [title, escape(message.text)])) or "…"


def _photo(message: Message) -> bytes | str | None:
    """A picture that Telegram can show: a pass drawn from its code, or one it can fetch; it shows no SVG."""
    if message.code:
        drawing = BytesIO()
        segno.make(message.code.replace(" ", ""), micro=False).save(drawing, kind="png", scale=12, border=4)
        return drawing.getvalue()
    is_shown = message.image.startswith("https://") and not message.image.endswith(".svg")
    return message.image if is_shown else None


def _markup(message: Message) -> Markup:
    if message.ask_location:
        share = KeyboardButton(message.ask_location, request_location=True)
        return ReplyKeyboardMarkup([[share]], resize_keyboard=True, one_time_keyboard=True)
    buttons = message.buttons or message.rows
    return InlineKeyboardMarkup(_rows(buttons)) if buttons else None


def _rows(buttons: Sequence[Button]) -> list[list[InlineKeyboardButton]]:
    """Short labels stand side by side, three at most; a long one has a row for itself."""
    rows: list[list[InlineKeyboardButton]] = []
    room = 0
    for button in buttons:
        is_narrow = len(button.label) <= NARROW
        if not (is_narrow and room):
            rows.append([])
            room = 3
        rows[-1].append(InlineKeyboardButton(button.label, callback_data=button.token))
        room = room - 1 if is_narrow else 0
    return rows
