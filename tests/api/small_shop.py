"""A shop of three pages that stands in for the application, so that its launch can be watched from outside.

Usage: python -m tests.api.small_shop demo|serve|work DATA PORT
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from api import launch
from api.settings import Settings


async def slow(_: Request) -> PlainTextResponse:
    await asyncio.sleep(1)
    return PlainTextResponse("sold")


async def who(_: Request) -> PlainTextResponse:
    return PlainTextResponse(str(os.getpid()))


def an_app(settings: Settings) -> ASGIApp:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        assert settings.database_url is not None
        app.state.db = await asyncpg.connect(settings.database_url)
        yield
        await app.state.db.close()
        say("database closed")

    async def sell(request: Request) -> PlainTextResponse:
        await request.app.state.db.execute("INSERT INTO sold DEFAULT VALUES")
        return PlainTextResponse(str(await request.app.state.db.fetchval("SELECT count(*) FROM sold")))

    return Starlette(routes=[Route("/slow", slow), Route("/who", who), Route("/sell", sell)], lifespan=lifespan)


def served_app() -> ASGIApp:
    return an_app(Settings.from_environment())


async def seed(settings: Settings) -> Sequence[launch.SignIn]:
    assert settings.database_url is not None
    connection = await asyncpg.connect(settings.database_url)
    await connection.execute("CREATE TABLE IF NOT EXISTS sold (at timestamptz DEFAULT now())")
    await connection.close()
    return [launch.SignIn("mai@shop.example", "a-password", "MANAGER", ["str_1"])]


async def clock(_: Settings) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        say("clock stopped")


async def loud_clock(settings: Settings) -> None:
    say("clock runs")
    await clock(settings)


async def broken_clock(_: Settings) -> None:
    await asyncio.sleep(0.1)
    raise RuntimeError("the clock fell off the wall")


def say(text: str) -> None:
    print(text, flush=True)


def main(what: str, data: str, port: str) -> None:
    settings = replace(Settings.from_environment(), data_dir=Path(data), port=int(port))
    match what:
        case "demo":
            launch.demo(settings, launch.Parts(an_app, seed, [clock]), lambda ready: say(ready.as_json()))
        case "broken":
            launch.demo(settings, launch.Parts(an_app, seed, [clock, broken_clock]), lambda ready: None)
        case "serve":
            launch.serve(settings, an_app, "tests.api.small_shop:served_app")
        case "work":
            launch.work(settings, loud_clock)


if __name__ == "__main__":
    main(*sys.argv[1:])
