"""Telegram as it really is: repeated updates, forged calls, too many messages, customers who leave."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from telegram import Update

from bots.channels.desk import TryLater, Undeliverable
from bots.channels.telegram import SHOWS, Telegram, heard_from
from bots.engine.rendering import Button, Message
from bots.engine.turns import Spot
from bots.reception import Reception
from bots.speaking import Postman
from tests.bots.desk import Clock, a_reception
from tests.bots.fake_shop import FakeShop
from tests.bots.fake_telegram import TOKEN, FakeTelegram, buttons, place, tap, words

SECRET = "s3cret"


@dataclass
class Post:
    """A bot on the fake Telegram, its postman, and the web hook that Telegram calls."""

    telegram: FakeTelegram
    shop: FakeShop
    bot: Telegram
    reception: Reception
    postman: Postman
    clock: Clock
    http: httpx.AsyncClient

    async def call(self, update: dict, secret: str = SECRET) -> int:
        """Telegram calls with an update, and what waits is sent."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        answer = await self.http.post("/telegram", json=update, headers=headers)
        await self.send()
        return answer.status_code

    async def send(self) -> None:
        """Send what is due."""
        for chat in await self.reception.memory.chats_waiting("telegram", self.clock()):
            await self.postman.empty(chat)


@asynccontextmanager
async def a_post(url: str) -> AsyncIterator[Post]:
    """Everything between Telegram and the shop."""
    telegram, shop, clock = FakeTelegram(), FakeShop(), Clock()
    bot = Telegram.open(TOKEN, "http://telegram.test", httpx.ASGITransport(app=telegram.app))
    async with a_reception(url, shop, clock) as reception:
        app = Starlette(routes=[bot.webhook(reception, SECRET)])
        http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bots.test")
        yield Post(telegram, shop, bot, reception, Postman(reception.memory, bot, clock), clock, http)
        await http.aclose()
    await bot.close()


async def test_a_customer_orders_on_telegram_and_receives_the_pass_as_a_picture(bare_database: str):
    async with a_post(bare_database) as post:
        for n, line in enumerate(["/start", "olive", "1", "1", "2", "1"], 1):
            assert await post.call(words(n, line)) == 200
        asked = post.telegram.sent()[-2]
        await post.call(place(7, 35.67, 139.76))
        token = buttons(post.telegram.sent()[-1])[0][1]
        await post.call(tap(8, token))
        for n, line in enumerate(["1", "Aiko", "1"], 9):
            await post.call(words(n, line))
        photo = post.telegram.sent("sendPhoto")[-1]

    assert asked["reply_markup"]["keyboard"][0][0]["request_location"] is True
    assert ("answerCallbackQuery", {"callback_query_id": 9}) in post.telegram.calls
    assert "K7Q M4T XD9" in photo["caption"]
    assert photo["photo"].filename and len(post.shop.orders) == 1


async def test_a_repeated_update_is_answered_once(bare_database: str):
    async with a_post(bare_database) as post:
        statuses = await asyncio.gather(*(post.call(words(1, "/start")) for _ in range(4)))

        sent = post.telegram.sent()

    assert statuses == [200] * 4
    assert len(sent) == 1


@pytest.mark.parametrize("secret", ["", "wrong", "s3cret ", "ſecret"])
async def test_a_forged_call_is_turned_away(bare_database: str, secret: str):
    async with a_post(bare_database) as post:
        headers = [(b"x-telegram-bot-api-secret-token", secret.encode())]
        answer = await post.http.post("/telegram", json=words(1, "/start"), headers=headers)
        await post.send()

    assert answer.status_code == 403
    assert post.telegram.sent() == []


async def test_an_update_that_could_not_be_kept_is_asked_for_again(bare_database: str):
    async with a_post(bare_database) as post:
        await post.reception.memory.pool.execute("ALTER TABLE bots.inbox RENAME TO lost")
        refused = await post.call(words(1, "/start"))
        await post.reception.memory.pool.execute("ALTER TABLE bots.lost RENAME TO inbox")
        taken = await post.call(words(1, "/start"))

    assert (refused, taken) == (503, 200)
    assert len(post.telegram.sent()) == 1


async def test_too_many_messages_wait_as_long_as_telegram_says_and_keep_their_order(bare_database: str):
    async with a_post(bare_database) as post:
        post.telegram.is_busy(7)
        await post.call(words(1, "/start"))
        await post.call(words(2, "cart"))
        refused = post.telegram.sent()
        post.clock.now += timedelta(seconds=6)
        await post.send()
        still = post.telegram.sent()
        post.clock.now += timedelta(seconds=2)
        await post.send()
        sent = [given["text"].split(".")[0] for given in post.telegram.sent()]

    assert len(refused) == len(still) == 1
    assert sent == ["Welcome to Wharfside", "Welcome to Wharfside", "Your cart is empty"]


async def test_a_customer_who_stopped_the_bot_is_left_in_peace(bare_database: str):
    async with a_post(bare_database) as post:
        post.telegram.is_blocked()
        await post.call(words(1, "/start"))
        await post.send()

        failures = await post.reception.memory.pool.fetch("SELECT state, failure FROM bots.outbox")

    assert [(row["state"], row["failure"]) for row in failures] == [
        ("FAILED", "Forbidden: bot was blocked by the user")
    ]


async def test_polling_confirms_what_was_kept_and_no_more(bare_database: str):
    async with a_post(bare_database) as post:
        post.telegram.updates = [words(5, "/start", 1), words(6, "/start", 2), words(7, "cart", 1)]
        polling = asyncio.create_task(post.bot.poll(post.reception, post.reception.memory.alone))
        while not any(given.get("offset") == 8 for given in post.telegram.sent("getUpdates")):
            await asyncio.sleep(0.02)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        await post.send()

    chats = [given["chat_id"] for given in post.telegram.sent()]
    assert sorted(chats) == [1, 1, 2]
    assert post.telegram.calls[0][0] == "deleteWebhook"


async def test_text_from_customers_never_becomes_markup(bare_database: str):
    async with a_post(bare_database) as post:
        await post.call(words(1, "<b>&tea"))

        sent = post.telegram.sent()[-1]["text"]

    assert "&lt;b&gt;&amp;tea" in sent


async def test_every_message_keeps_telegrams_limits(bare_database: str):
    async with a_post(bare_database) as post:
        await post.call(words(1, "tea" * 3000))
        await post.call(words(2, "menu"))

        sent = post.telegram.sent()

    assert all(len(given["text"]) <= 4096 for given in sent)
    assert all(1 <= len(token.encode()) <= 64 for given in sent for _, token in buttons(given))


async def test_sending_says_what_became_of_a_message():
    telegram = FakeTelegram()
    bot = Telegram.open(TOKEN, "http://telegram.test", httpx.ASGITransport(app=telegram.app))
    message = Message("Hello", buttons=(Button("t", "Yes"), Button("u", "No")))

    telegram.is_busy(30)
    with pytest.raises(TryLater) as later:
        await bot.send("77", message)
    telegram.is_blocked()
    with pytest.raises(Undeliverable):
        await bot.send("77", message)
    await bot.send("77", message)
    await bot.close()

    assert later.value.seconds == 30
    assert buttons(telegram.sent()[-1]) == [("Yes", "t"), ("No", "u")]


def test_groups_are_none_of_our_business():
    update = words(1, "menu")
    update["message"]["chat"]["type"] = "group"

    assert heard_from(Update.de_json(update)) is None


def test_a_shared_location_is_heard_as_a_place():
    heard = heard_from(Update.de_json(place(3, 35.67, 139.76)))

    assert heard and (heard.channel, heard.chat, heard.event_id) == (SHOWS.name, "77", "3")
    assert heard.spot == Spot(35.67, 139.76)
