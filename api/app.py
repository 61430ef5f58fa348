"""The web application: routes, middleware and lifespan; nothing else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Lifespan
from tortoise import Tortoise

from api.budget import Budget
from api.console.pages import console_routes
from api.console.rendering import STATIC
from api.explorer import explorer_routes
from api.graphql import Desk, Endpoint, Socket
from api.live import Hub
from api.middleware import Marked
from api.paid import paid
from api.pictures import picture_of_product
from api.settings import Settings
from api.webhooks import webhook_routes
from api.wiring import redis_for
from schema.execution import Executor
from schema.root import schema
from stores.database import address_alone, rows, tortoise_config
from stores.identity.services import register_channel
from stores.kernel import clock
from stores.locator.atlas import ATLAS, on_notice
from stores.outside import Outside

READY_WITHIN_S = 2


def create_app(settings: Settings, outside: Outside, *, mounts: Sequence[BaseRoute] = ()) -> Starlette:
    """The application of one process; ``settings`` must name a database that has been migrated.

    ``mounts`` are what else is served beside the API and the console, such as the chat page.
    """
    assert settings.database_url is not None
    hub = Hub(address_alone(settings.database_url), heard=on_notice, missed=ATLAS.load)
    redis = redis_for(settings)
    executor = Executor(schema._schema, introspection=settings.is_demo)
    desk = Desk(executor, outside, hub, Budget(redis))
    graphql = Route("/graphql", Endpoint(desk).answer, methods=["POST"])
    routes: list[BaseRoute] = [
        graphql,
        *(explorer_routes() if settings.is_demo else ()),
        WebSocketRoute("/graphql", Socket(schema, desk)),
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/pictures/{slug}.svg", picture_of_product),
        Route("/", front_door),
        Route("/paid", paid),
        *webhook_routes(outside),
        Route("/favicon.ico", mark),
        *console_routes(_client_of(graphql), secret=settings.secret_key, now=clock.now),
        *mounts,
    ]
    lifespan = _lifespan(settings, hub, redis)
    return Starlette(routes=routes, middleware=[Middleware(Marked)], lifespan=lifespan)


def _client_of(graphql: Route) -> httpx.AsyncClient:
    """A client of the API for what is served beside it in the same process."""
    beside = httpx.ASGITransport(Starlette(routes=[graphql]))
    return httpx.AsyncClient(transport=beside, base_url="http://localhost")


def _lifespan(settings: Settings, hub: Hub, redis: Redis) -> Lifespan[Starlette]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await Tortoise.init(config=tortoise_config(settings.database_url or ""), _enable_global_fallback=True)
            stack.push_async_callback(Tortoise.close_connections)
            stack.push_async_callback(redis.aclose)
            await stack.enter_async_context(hub.listening())
            await ATLAS.load()
            for name, token in settings.channel_tokens.items():
                await register_channel(name, token)
            yield

    return lifespan


async def front_door(_: Request) -> Response:
    """Whoever types the bare address means the console."""
    return RedirectResponse("/console", 307)


async def mark(_: Request) -> Response:
    """Our sign, for the tabs of browsers."""
    return FileResponse(STATIC / "mark.svg", headers={"Cache-Control": "public, max-age=86400"})


async def live(_: Request) -> Response:
    """This process answers."""
    return JSONResponse({"status": "live"})


async def ready(_: Request) -> Response:
    """This process can serve: the database answers too. Redis may be gone, the shop goes on without it."""
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            await rows("SELECT 1")
    except Exception:
        return JSONResponse({"status": "not ready", "database": "not reachable"}, 503)
    return JSONResponse({"status": "ready"})
