"""Starts the configured channels, in a process of their own or inside another one."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Protocol

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from bots import clock, wiring
from bots.channels import telegram, web
from bots.channels.telegram import Telegram
from bots.channels.web import Web
from bots.client import live
from bots.engine.rendering import Capabilities
from bots.memory import Memory
from bots.reception import Reception
from bots.settings import Settings, from_environment
from bots.speaking import Announcer, Postman

KEEP_FOR = timedelta(days=30)
TIDY_EVERY = 3600.0
OPENS_WITHIN = 10.0


@asynccontextmanager
async def running(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Starlette]:
    """The chat, running until the block ends; yields the chat page as an application to mount under ``/chat``.

    Messages that the shop wants said are taken for every channel that has a token. ``transport`` leads to Telegram
    in another way than over the network.
    """
    memory = await Memory.open(settings.database_url)
    bot = (
        Telegram.open(settings.telegram_token, settings.telegram_api_base, transport) if settings.has_telegram else None
    )
    try:
        async with httpx.AsyncClient() as http, asyncio.TaskGroup() as tasks:
            reception = Reception(memory, wiring.conversation(settings, http), clock.now)
            routes = Web(reception, settings.images_from).routes()
            started = [tasks.create_task(_tidy(memory))]
            started += [tasks.create_task(a.run()) for a in _announcers(settings, memory, http)]
            if bot is not None:
                routes += await _join(bot, settings, reception)
                started += [tasks.create_task(Postman(memory, bot, clock.now).run())]
                if not settings.telegram_webhook:
                    started += [tasks.create_task(bot.poll(reception, memory.alone))]
            yield Starlette(routes=routes)
            for task in started:
                task.cancel()
    finally:
        if bot is not None:
            await bot.close()
        await memory.close()


class Host(Protocol):
    """What the chat needs to know of a process that runs the shop itself."""

    @property
    def database_url(self) -> str | None:
        """The shop's database; the chat keeps to a schema of its own in it."""
        ...

    @property
    def public_url(self) -> str:
        """Where this process answers."""
        ...

    @property
    def telegram_token(self) -> str | None:
        """The token of a bot, if there is one."""
        ...

    @property
    def channel_tokens(self) -> Mapping[str, str]:
        """By channel, the token by which the shop knows it."""
        ...


class Beside:
    """The chat beside the shop, in one process: an application to mount under ``/chat``, and what runs it."""

    def __init__(self) -> None:
        self._chat: Starlette | None = None
        self._is_open = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the chat page. Who comes a moment too early waits; later, they are asked to come again."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_open.wait(), OPENS_WITHIN)
        closed = PlainTextResponse("The chat opens in a moment.", 503, {"Retry-After": "1"})
        await (self._chat or closed)(scope, receive, send)

    async def run(self, host: Host) -> None:
        """Run the chat until cancelled."""
        settings = replace(
            from_environment(),
            api_url=f"{host.public_url}/graphql",
            database_url=host.database_url or "",
            images_from="",
            telegram_token=host.telegram_token or "",
            web_token=host.channel_tokens.get("web", ""),
            telegram_channel_token=host.channel_tokens.get("telegram", ""),
        )
        async with running(settings) as self._chat:
            self._is_open.set()
            await asyncio.Event().wait()


BESIDE = Beside()
run_beside = BESIDE.run


async def serve(settings: Settings) -> None:
    """Serve the chat in a process of its own, until it is told to stop."""
    async with running(settings) as chat:
        routes = [
            Mount("/chat", chat),
            Route("/health/live", _alive),
            Route("/", _to_the_chat),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes), settings.web_host, settings.web_port, timeout_graceful_shutdown=3
        )
        await uvicorn.Server(config).serve()


def _bot(settings: Settings, transport: httpx.AsyncBaseTransport | None) -> Telegram | None:
    if not settings.has_telegram:
        return None
    return Telegram.open(settings.telegram_token, settings.telegram_api_base, transport)


async def _join(bot: Telegram, settings: Settings, reception: Reception) -> list[BaseRoute]:
    """Make the bot known to Telegram; with a webhook, the route that Telegram calls."""
    if not settings.telegram_webhook:
        return []
    await bot.expect_calls(settings.telegram_webhook, settings.telegram_secret)
    return [bot.webhook(reception, settings.telegram_secret)]


def _announcers(settings: Settings, memory: Memory, http: httpx.AsyncClient) -> list[Announcer]:
    channels: list[Capabilities] = [web.SHOWS, *([telegram.SHOWS] if settings.has_telegram else [])]
    return [
        Announcer(
            memory,
            shows,
            wiring.channel_shop(settings, http, shows.name),
            clock.now,
            partial(live.messages_due, settings.api_url, wiring.token_of(settings, shows.name)),
        )
        for shows in channels
        if wiring.token_of(settings, shows.name)
    ]


async def _tidy(memory: Memory) -> None:
    """Let go of what is old, now and every hour."""
    while True:
        await memory.forget(clock.now() - KEEP_FOR)
        await asyncio.sleep(TIDY_EVERY)


async def _alive(_request: Request) -> Response:
    return PlainTextResponse("alive")


async def _to_the_chat(_request: Request) -> Response:
    return RedirectResponse("/chat/")
