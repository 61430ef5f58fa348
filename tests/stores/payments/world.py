"""A shop that sells tea online, and everything that happens by itself in it."""

from dataclasses import dataclass
from datetime import timedelta

from stores.database import rows
from stores.identity.actors import Guest
from stores.inventory.queries import stock_of
from stores.kernel import clock
from stores.kernel.money import Money
from stores.locator.atlas import StoreCard
from stores.ordering import services as ordering
from stores.ordering.models import Order
from stores.ordering.services import Contact, OrderWish, PickupWish, Wanted
from stores.outbox.relay import Reactions, deliver
from stores.outside import Outside
from stores.payments import services as payments
from stores.payments.models import Payment
from stores.payments.states import PaymentMethod
from stores.pickup import services as pickup
from stores.reactions import REACTIONS
from tests.fakes import FakeGateway, KeptMail, nowhere
from tests.makers import a_market, a_store, a_variant

GUEST = Guest()
PRICE = 1200
UNDELIVERED = "SELECT DISTINCT aggregate FROM domain_event WHERE delivered_at IS NULL ORDER BY aggregate"


@dataclass
class TeaShop:
    """One store with tea, and a provider that takes cards for it."""

    store: StoreCard
    gateway: FakeGateway
    reactions: Reactions

    @property
    def outside(self) -> Outside:
        return Outside(geocoder=nowhere, mailer=KeptMail(), gateways={PaymentMethod.CARD: self.gateway})

    async def order(self, units: int = 2, *, start: bool = True) -> Order:
        """An order of tea that is paid by card; its page is open."""
        wish = OrderWish(
            (Wanted("TEA", units),), PickupWish(self.store.id), Contact("Mei"), PaymentMethod.CARD, market_code="JP"
        )
        order = await ordering.order_now(GUEST, wish, offered=self.outside.ways_to_pay)
        if start:
            await ordering.start_paying(self.outside.gateways, order.id)
        return order

    async def goes_on(self) -> None:
        """Everything that follows from what was recorded, until nothing does."""
        while streams := await rows(UNDELIVERED):
            for stream in streams:
                await deliver(stream["aggregate"], self.reactions, self.outside)

    async def ticks(self) -> None:
        """The worker's clock strikes."""
        await payments.reconcile(self.outside.gateways)
        await ordering.cancel_unpaid_orders()
        await pickup.lapse_overdue()
        await self.goes_on()

    async def minutes_pass(self, minutes: int) -> None:
        """Time goes by, and the worker does its part every two minutes."""
        moment = clock.now()
        for passed in range(2, minutes + 1, 2):
            with clock.frozen_at(moment + timedelta(minutes=passed)):
                await self.ticks()

    async def free(self) -> int:
        """Tea that nobody was promised."""
        return (await stock_of(self.store.id, ["TEA"]))[0].free


async def a_tea_shop(holding: int = 10, *, reactions: Reactions = REACTIONS) -> TeaShop:
    """A shop in Japan with some tea at 1,200 yen."""
    await a_market("JP", "JPY")
    await a_variant("TEA", prices={"JP": Money(PRICE, "JPY")})
    return TeaShop(await a_store(holding={"TEA": holding}), FakeGateway(), reactions)


async def payment_of(order: Order) -> Payment:
    """The one payment of an order, as it is now."""
    return await Payment.get(order_id=order.id)
