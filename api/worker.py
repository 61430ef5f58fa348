"""The process that runs the clock: it delivers events, ends holds and lets parcels lapse."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.models import Schedule
from tortoise import Tortoise

from api.live import Hub
from api.settings import Settings
from api.wiring import outside_of
from stores.database import address_alone, tortoise_config
from stores.holds import services as holds
from stores.identity import services as identity
from stores.locator.atlas import ATLAS, on_notice
from stores.ordering import services as ordering
from stores.outbox import relay
from stores.outbox import services as outbox
from stores.payments import services as payments
from stores.pickup import services as pickup
from stores.reactions import REACTIONS

log = logging.getLogger("wharfside.worker")

EVERY_MINUTE = "* * * * *"
EVERY_HOUR = "7 * * * *"

CLOCKWORK: dict[str, tuple[str, Callable[[], Awaitable[object]]]] = {
    "release_overdue_holds": (EVERY_MINUTE, holds.release_overdue),
    "escalate_overdue_pickups": (EVERY_MINUTE, pickup.escalate_overdue),
    "remind_waiting_customers": (EVERY_MINUTE, pickup.remind_waiting),
    "lapse_overdue_pickups": (EVERY_MINUTE, pickup.lapse_overdue),
    "wake_overlooked_events": (EVERY_MINUTE, relay.wake_overlooked),
    "cancel_unpaid_orders": (EVERY_MINUTE, ordering.cancel_unpaid_orders),
    "sweep_answers": (EVERY_HOUR, outbox.sweep_answers),
    "sweep_sign_in_codes": (EVERY_HOUR, identity.sweep_sign_in_codes),
}


async def run(settings: Settings) -> None:
    """Do the shop's jobs until cancelled; a job that was under way then is done again by whoever comes next."""
    assert settings.database_url is not None
    async with _domain(settings.database_url):
        connection = await asyncpg.connect(address_alone(settings.database_url))
        try:
            queue = PgQueuer.from_asyncpg_connection(connection)
            outside = outside_of(settings)
            relay.register(queue, REACTIONS, outside)
            for name, (cron, task) in CLOCKWORK.items():
                _wind_up(queue, name, cron, task)
            _wind_up(queue, "reconcile_payments", EVERY_MINUTE, partial(payments.reconcile, outside.gateways))
            await queue.run()
        finally:
            connection.terminate()


@asynccontextmanager
async def _domain(url: str) -> AsyncIterator[None]:
    """The tables and the atlas of this process, the atlas following what other processes change."""
    await Tortoise.init(config=tortoise_config(url))
    try:
        async with Hub(address_alone(url), heard=on_notice, missed=ATLAS.load).listening():
            await ATLAS.load()
            yield
    finally:
        await Tortoise.close_connections()


def _wind_up(queue: PgQueuer, name: str, cron: str, task: Callable[[], Awaitable[object]]) -> None:
    @queue.schedule(name, cron)
    async def tick(_: Schedule) -> None:
        try:
            await task()
        except Exception:
            log.exception("%s failed; it is tried again at its next time", name)
