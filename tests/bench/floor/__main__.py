"""Serves the floor: ``DATABASE_URL=... PORT=... python -m tests.bench.floor``."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.bench.floor.orders import OrderDesk
from tests.bench.floor.products import ProductShelf
from tests.bench.floor.stores import StoreMap

Variables = Mapping[str, Any]
Answer = Callable[[Variables], Awaitable[dict[str, Any]]]
POOL = 5  # as many connections as one process of the API has


class Bare(asyncpg.Connection):
    """A connection whose state nobody changes, so that it need not be reset between requests."""

    async def reset(self, *, timeout: float | None = None) -> None:
        """Leave everything as it is."""


def bare(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that answers the variables of an operation as GraphQL would answer the operation."""

    async def endpoint(request: Request) -> Response:
        asked = orjson.loads(await request.body())
        return Response(orjson.dumps({"data": await answer(asked["variables"])}), media_type="application/json")

    return endpoint


async def ready(_: Request) -> Response:
    """This process can serve."""
    return Response(b"{}")


def app(database_url: str) -> Starlette:
    """The floor of one shop."""

    @asynccontextmanager
    async def lifespan(floor: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(database_url, min_size=1, max_size=POOL, connection_class=Bare) as pool:
            stores, products = await StoreMap.load(pool), await ProductShelf.load(pool)
            orders = OrderDesk(pool, stores)
            for name, answer in {
                "StoresNear": stores.stores_near,
                "Products": lambda asked: products.page(asked, stores),
                "ProductPage": products.product,
                "OrderNow": orders.order_now,
            }.items():
                floor.router.routes.append(Route(f"/{name}", bare(answer), methods=["POST"]))
            yield

    return Starlette(routes=[Route("/health/ready", ready)], lifespan=lifespan)


if __name__ == "__main__":
    uvicorn.run(
        app(os.environ["DATABASE_URL"]),
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        access_log=False,
        server_header=False,
        log_level="warning",
    )
