"""What a cart holds, adds up to, and still lacks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from stores.catalog.queries import VariantRow, variants_by_sku
from stores.identity.actors import Actor, may_see
from stores.inventory.errors import OutOfStock
from stores.inventory.queries import availability
from stores.kernel import clock
from stores.kernel.errors import Refusal
from stores.kernel.money import Money
from stores.locator.atlas import StoreCard
from stores.locator.errors import StoreNotFound
from stores.locator.queries import store_for
from stores.locator.rules import ready_at
from stores.ordering.errors import CartNotFound, NotForSale
from stores.ordering.models import Cart, CartLine, CartLink
from stores.ordering.queries.prices import reckoned
from stores.ordering.rules import Chosen, Discount, Totals, discounts_of, totals_of
from stores.pickup.queries import SlotRow, slots_by_id
from stores.pickup.rules import refusal_of
from stores.pricing.errors import NotFor, VoucherNotForThis
from stores.pricing.queries import prices_of, terms_for
from stores.pricing.rules import Charge


@dataclass(frozen=True, slots=True)
class CartLineRow:
    """Units of one variant in a cart, at the price that the cart shows; what would be taken off them, and their tax."""

    id: str
    sku: str
    quantity: int
    variant: VariantRow
    unit_price: Money
    store_id: str | None
    slot_id: str | None
    charge: Charge

    @property
    def total(self) -> Money:
        """What they cost together now, after discount and with tax."""
        return self.charge.total


@dataclass(frozen=True, slots=True)
class PickupPlan:
    """Lines that would be collected together at one store, in which slot, or from when if it were ordered now."""

    store: StoreCard
    slot: SlotRow | None
    ready_at: datetime | None
    lines: tuple[CartLineRow, ...]


@dataclass(frozen=True, slots=True)
class CartRow:
    """A cart as its owner sees it; problems are what would stand in the way of a quote now."""

    id: str
    market_code: str
    currency: str
    lines: tuple[CartLineRow, ...]
    pickups: tuple[PickupPlan, ...]
    totals: Totals
    discounts: tuple[Discount, ...]
    voucher_codes: tuple[str, ...]
    problems: tuple[Refusal, ...]
    is_ordered: bool

    @property
    def minimum_age(self) -> int | None:
        """How old whoever takes all of it has to be, in years; None when anybody may."""
        return max((line.variant.minimum_age or 0 for line in self.lines), default=0) or None


async def cart_for(actor: Actor, cart_id: str, locale: str) -> CartRow:
    """A cart with its texts in a language. Raises ``CartNotFound``."""
    cart = await Cart.get_or_none(id=cart_id)
    if cart is None or not may_see(actor, cart.customer_id):
        raise CartNotFound(cart_id)
    terms = await terms_for(cart.market_code)
    variants, chosen, rows = await _chosen(cart, locale)
    now = await reckoned(terms, chosen, cart.voucher_codes)
    lines = tuple(
        CartLineRow(row.id, line.sku, line.quantity, variants[line.sku], line.unit, line.store_id, row.slot_id, charge)
        for row, line, charge in zip(rows, chosen, now.bill.charges, strict=True)
    )
    bill, pickups = now.bill, await _pickups(lines)
    return CartRow(
        cart.id,
        cart.market_code,
        cart.currency,
        lines,
        pickups,
        totals_of(bill.goods, bill.discount, bill.tax, tax_included=bill.tax_included),
        discounts_of(bill, locale),
        tuple(cart.voucher_codes),
        (*await _problems(cart, lines), *_slot_problems(pickups), *now.problems),
        cart.ordered_at is not None,
    )


async def voucher_problem(cart: Cart, code: str) -> Refusal | None:
    """Why a code would take nothing off a cart; None when it may, or when that hangs on the store that is chosen."""
    _, chosen, _ = await _chosen(cart, cart.locale)
    now = await reckoned(await terms_for(cart.market_code), chosen, [code])
    [problem] = now.problems or (None,)
    is_open = not cart.is_market_chosen and not any(line.store_id for line in chosen)
    if is_open and isinstance(problem, VoucherNotForThis) and problem.reason is NotFor.MARKET:
        return None
    return problem


async def _chosen(cart: Cart, locale: str) -> tuple[dict[str, VariantRow], list[Chosen], list[CartLine]]:
    """The variants of a cart by SKU, its lines at the prices that it shows, and their rows."""
    lines = await CartLine.filter(cart_id=cart.id).order_by("place")
    variants = await variants_by_sku([line.sku for line in lines], locale)
    chosen = [chosen_line(cart, line, variants[line.sku]) for line in lines]
    return variants, chosen, lines


def chosen_line(cart: Cart, line: CartLine, variant: VariantRow) -> Chosen:
    """A line of a cart, at the price that the cart shows."""
    unit = Money(line.unit_minor, cart.currency)
    return Chosen(line.sku, variant.title, line.quantity, unit, variant.product_id, variant.category, line.store_id)


async def _pickups(lines: tuple[CartLineRow, ...]) -> tuple[PickupPlan, ...]:
    by_store: dict[str, list[CartLineRow]] = {}
    for line in lines:
        if line.store_id is not None:
            by_store.setdefault(line.store_id, []).append(line)
    plans, slots = [], await slots_by_id([line.slot_id for line in lines if line.slot_id])
    for store_id, theirs in by_store.items():
        try:
            store = await store_for(store_id)
        except StoreNotFound:
            continue  # it closed for good; the problems of the cart say so
        slot = slots.get(theirs[0].slot_id or "")
        promise = slot.starts_at if slot else ready_at(store.hours, clock.now(), timedelta(minutes=store.lead_minutes))
        plans.append(PickupPlan(store, slot, promise, tuple(theirs)))
    return tuple(plans)


def _slot_problems(plans: tuple[PickupPlan, ...]) -> list[Refusal]:
    return [
        refusal_of(plan.slot.id, plan.store.id, plan.slot.why_not) for plan in plans if plan.slot and plan.slot.why_not
    ]


async def _problems(cart: Cart, lines: tuple[CartLineRow, ...]) -> tuple[Refusal, ...]:
    prices = await prices_of([line.sku for line in lines], cart.market_code)
    placed = [line for line in lines if line.store_id is not None]
    free = await availability([line.sku for line in placed], [line.store_id or "" for line in placed])
    problems: list[Refusal] = [NotForSale(line.sku, cart.market_code) for line in lines if line.sku not in prices]
    for line in placed:
        assert line.store_id is not None
        here = free.get((line.store_id, line.sku), 0)
        if here < line.quantity:
            problems.append(OutOfStock(line.sku, asked=line.quantity, free=here, store_id=line.store_id))
    return tuple(problems)


async def cart_link(actor: Actor, link_id: str) -> CartLink | None:
    """A link to a cart that this actor may see; None for any other."""
    link = await CartLink.get_or_none(id=link_id)
    cart = await Cart.get_or_none(id=link.cart_id) if link else None
    return link if cart is not None and may_see(actor, cart.customer_id) else None
