"""Query, Mutation, Subscription, and the schema object."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema import catalog, doors, holds, identity, live, locator, nearest, notifications, passes
from schema.context import Info
from schema.described import describe
from schema.enums import MEMBERS
from schema.errors import BAD_REQUEST, RequestError
from schema.experiences import Experience, ExperienceNearConnection, experiences_near
from schema.inputs import NearInput
from schema.inventory import corrections, transfers
from schema.management import markets, products, promotions
from schema.ordering import carts, changes, orders, refunds, returns
from schema.ordering.paying import ONCE_AND_STARTED
from schema.outcomes import ANSWERED, ONCE
from schema.paging import MOST, bounded
from schema.pickup import acts, schedule, wishes
from schema.problems import faces
from schema.quick import straighten
from schema.scalars import SCALARS, Node
from schema.streaming import Guard


async def node(info: Info, id: strawberry.ID) -> Node | None:
    """Anything by its id; null when there is no such thing that the asker may see.

    id: The id.
    """
    return await doors.node(info.context, id)  # type: ignore[no-any-return]  # doors open to nodes


async def nodes(info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
    """Several things by their ids, in their order; null for each that the asker may not see.

    ids: The ids, at most 100.
    """
    if len(ids) > MOST:
        raise RequestError(BAD_REQUEST, f"ids are at most {MOST}.", argument="ids")
    return [await doors.node(info.context, some_id) for some_id in ids]


async def experience(id: strawberry.ID) -> Experience | None:
    """An experience by its id; none are offered yet.

    id: The experience's id.
    """
    return None


async def experiences_near_somebody(
    near: NearInput,
    from_: Annotated[date, strawberry.argument(name="from")],
    to: date,
    party_size: int | None = 1,
    first: int | None = 10,
    after: str | None = None,
) -> ExperienceNearConnection:
    """Experiences by their distance; none are offered yet.

    near: A point, or a place as a person types it.
    from_: The first local day.
    to: The last local day.
    party_size: How many seats are wanted.
    first: How many on the page, 1 to 100.
    after: The cursor behind which the page begins.
    """
    bounded(first)
    return experiences_near()


@strawberry.type
class Query:
    """What can be asked."""

    node = strawberry.field(node)
    nodes = strawberry.field(nodes)
    me = strawberry.field(identity.me)
    store = strawberry.field(locator.store)
    stores_near = strawberry.field(nearest.stores_near_somebody)
    product = strawberry.field(catalog.product)
    products = strawberry.field(catalog.products)
    categories = strawberry.field(catalog.categories)
    experience = strawberry.field(experience)
    experiences_near = strawberry.field(experiences_near_somebody)
    cart = strawberry.field(carts.cart)
    order = strawberry.field(orders.order)
    markets = strawberry.field(markets.markets)
    promotions = strawberry.field(promotions.promotions)
    scan = strawberry.field(acts.scan, extensions=ANSWERED)
    pass_key = strawberry.field(passes.pass_key)
    channel_messages = strawberry.field(notifications.channel_messages)


@strawberry.type
class Mutation:
    """What can be changed; each answers with what became of it, or with the problem that stood in the way."""

    create_cart = strawberry.mutation(changes.create_cart, extensions=ONCE)
    add_to_cart = strawberry.mutation(changes.add_to_cart, extensions=ONCE)
    change_line = strawberry.mutation(changes.change_line, extensions=ONCE)
    choose_pickup = strawberry.mutation(changes.choose_pickup, extensions=ONCE)
    apply_voucher = strawberry.mutation(changes.apply_voucher, extensions=ONCE)
    remove_voucher = strawberry.mutation(changes.remove_voucher, extensions=ONCE)
    set_contact = strawberry.mutation(changes.set_contact, extensions=ONCE)
    share_cart = strawberry.mutation(changes.share_cart, extensions=ONCE)
    take_over_cart = strawberry.mutation(changes.take_over_cart, extensions=ONCE)
    quote_cart = strawberry.mutation(changes.quote_cart, extensions=ONCE)
    place_order = strawberry.mutation(changes.place_order, extensions=ONCE_AND_STARTED)
    order_now = strawberry.mutation(changes.order_now, extensions=ONCE_AND_STARTED)
    cancel_order = strawberry.mutation(changes.cancel_order, extensions=ONCE)
    refund_payment = strawberry.mutation(refunds.refund_payment, extensions=ONCE)
    request_sign_in_code = strawberry.mutation(identity.request_sign_in_code, extensions=ONCE)
    sign_in_customer = strawberry.mutation(identity.sign_in_customer, extensions=ANSWERED)
    sign_in_staff = strawberry.mutation(identity.sign_in_staff, extensions=ANSWERED)
    sign_out = strawberry.mutation(identity.sign_out)
    reschedule_pickup = strawberry.mutation(wishes.reschedule_pickup, extensions=ONCE)
    delegate_pickup = strawberry.mutation(wishes.delegate_pickup, extensions=ONCE)
    revoke_delegation = strawberry.mutation(wishes.revoke_delegation, extensions=ONCE)
    announce_arrival = strawberry.mutation(wishes.announce_arrival, extensions=ONCE)
    reissue_pass = strawberry.mutation(wishes.reissue_pass, extensions=ONCE)
    start_preparing = strawberry.mutation(acts.start_preparing, extensions=ONCE)
    mark_ready = strawberry.mutation(acts.mark_ready, extensions=ONCE)
    refuse_line = strawberry.mutation(acts.refuse_line, extensions=ONCE)
    take_payment = strawberry.mutation(acts.take_payment, extensions=ONCE)
    confirm_collection = strawberry.mutation(acts.confirm_collection, extensions=ONCE)
    undo_collection = strawberry.mutation(acts.undo_collection, extensions=ONCE)
    return_lines = strawberry.mutation(returns.return_lines, extensions=ONCE)
    set_slot_plan = strawberry.mutation(schedule.set_slot_plan, extensions=ONCE)
    drop_slot_plan = strawberry.mutation(schedule.drop_slot_plan, extensions=ONCE)
    announce_closure = strawberry.mutation(schedule.announce_closure, extensions=ONCE)
    adjust_stock = strawberry.mutation(corrections.adjust_stock, extensions=ONCE)
    count_shelf = strawberry.mutation(corrections.count_shelf, extensions=ONCE)
    set_safety_stock = strawberry.mutation(corrections.set_safety_stock, extensions=ONCE)
    create_transfer = strawberry.mutation(transfers.create_transfer, extensions=ONCE)
    send_transfer = strawberry.mutation(transfers.send_transfer, extensions=ONCE)
    receive_transfer = strawberry.mutation(transfers.receive_transfer, extensions=ONCE)
    cancel_transfer = strawberry.mutation(transfers.cancel_transfer, extensions=ONCE)
    create_market = strawberry.mutation(markets.create_market, extensions=ONCE)
    change_market = strawberry.mutation(markets.change_market, extensions=ONCE)
    set_prices = strawberry.mutation(markets.set_prices, extensions=ONCE)
    set_tax_rate = strawberry.mutation(markets.set_tax_rate, extensions=ONCE)
    set_exchange_rate = strawberry.mutation(markets.set_exchange_rate, extensions=ONCE)
    create_promotion = strawberry.mutation(promotions.create_promotion, extensions=ONCE)
    change_promotion = strawberry.mutation(promotions.change_promotion, extensions=ONCE)
    retire_promotion = strawberry.mutation(promotions.retire_promotion, extensions=ONCE)
    create_voucher = strawberry.mutation(promotions.create_voucher, extensions=ONCE)
    change_voucher = strawberry.mutation(promotions.change_voucher, extensions=ONCE)
    retire_voucher = strawberry.mutation(promotions.retire_voucher, extensions=ONCE)
    publish_product = strawberry.mutation(products.publish_product, extensions=ONCE)
    change_product = strawberry.mutation(products.change_product, extensions=ONCE)
    retire_product = strawberry.mutation(products.retire_product, extensions=ONCE)
    report_delivered = strawberry.mutation(notifications.report_delivered, extensions=ONCE)


@strawberry.type
class Subscription:
    """What can be followed as it happens."""

    order_changed = strawberry.subscription(live.order_changed)
    pickups_changed = strawberry.subscription(live.pickups_changed)
    channel_message_due = strawberry.subscription(live.channel_message_due)


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=(holds.HoldExpired, holds.NotEnough, *faces().values()),
    extensions=[Guard],
    config=StrawberryConfig(scalar_map=SCALARS),
)
describe(schema._schema, {members.__name__: meanings for members, meanings in MEMBERS.items()})
straighten(schema._schema)
