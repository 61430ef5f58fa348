"""A shop that takes cards from the stand-in for Stripe: both behind a real port, and speaking over it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import uvicorn
from starlette.routing import Mount

from api.app import create_app
from api.demo.fake_stripe import PATH, SECRET_KEY
from api.demo.fake_stripe.bank import Bank
from api.demo.fake_stripe.couriers import posting_to
from api.settings import Settings
from api.wiring import outside_of
from stores.database import rows
from stores.outbox.relay import deliver
from stores.outside import Outside
from stores.payments.models import Payment
from stores.reactions import REACTIONS
from tests.asking import Shop
from tests.makers import a_market, a_store, a_variant
from tests.stores.payments.world import UNDELIVERED

WEBHOOK_SECRET = "whsec_of_the_tests"


@dataclass
class Street:
    """The shop, its provider, and somebody who walks between them."""

    url: str
    bank: Bank
    outside: Outside
    shop: Shop
    store_id: str = ""
    browser: httpx.AsyncClient = field(default_factory=httpx.AsyncClient)

    async def order(self, units: int = 2, **said: object) -> dict:
        """An order of tea, to be paid by card."""
        return await self.shop.ask(
            "OrderNow",
            lines=[{"sku": "TEA", "quantity": units}],
            fulfil={"pickup": {"storeId": self.store_id}},
            contact={"name": "Mei"},
            payWith="CARD",
            **said,
        )

    async def click(self, order: dict, deed: str) -> httpx.Response:
        """What the buyer clicks on the provider's page."""
        return await self.browser.post(f"{order['payments'][0]['action']['url']}/{deed}")

    async def goes_on(self) -> None:
        """Everything that follows from what was recorded."""
        while streams := await rows(UNDELIVERED):
            for stream in streams:
                await deliver(stream["aggregate"], REACTIONS, self.outside)

    async def page(self, order: dict) -> dict:
        """The order as its buyer sees it."""
        return await self.shop.ask("OrderPage", id=order["id"])

    async def payment(self, order: dict) -> Payment:
        """The one payment of an order."""
        return await Payment.get(order_id=order["id"])


@asynccontextmanager
async def a_street(holding: int = 10) -> AsyncIterator[Street]:
    """A market, a store with tea, and a provider, open on a free port."""
    await a_market("JP", "JPY")
    await a_variant("TEA")
    store = await a_store(holding={"TEA": holding})
    with socket.create_server(("127.0.0.1", 0)) as port:
        url = f"http://127.0.0.1:{port.getsockname()[1]}"
        settings = Settings(
            database_url="postgres://nobody@/none",
            secret_key="s" * 32,
            public_url=url,
            stripe_secret_key=SECRET_KEY,
            stripe_webhook_secret=WEBHOOK_SECRET,
            stripe_api_base=f"{url}{PATH}",
            is_demo=True,
        )
        bank, outside = Bank(posting_to(f"{url}/webhooks/stripe"), WEBHOOK_SECRET), outside_of(settings)
        app = create_app(settings, outside, mounts=[Mount(PATH, bank.app)])
        config = uvicorn.Config(app, lifespan="off", log_level="error")  # the test has opened the database already
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([port]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield Street(url, bank, outside, Shop(app), store.id)
        finally:
            server.should_exit = True
            await serving
