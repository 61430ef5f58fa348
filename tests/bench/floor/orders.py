"""An order of one line, in two statements: one reads what is sold, one writes everything that an order is."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import asyncpg
import orjson
import segno

from stores.catalog.rules import variant_title
from stores.kernel.ids import code_as_read, new_code, new_id
from tests.bench.floor.doors import promise
from tests.bench.floor.shared import money
from tests.bench.floor.stores import Place, StoreMap

SOLD = """
SELECT t.title, v.option_values, c.amount_minor, c.currency
FROM variant v
JOIN product p ON p.id = v.product_id AND p.is_published
JOIN price c ON c.sku = v.sku AND c.market_code = $2
CROSS JOIN LATERAL (
    SELECT title FROM product_text WHERE product_id = p.id
    ORDER BY array_position('{en}', locale::text) NULLS LAST, locale LIMIT 1
) t
WHERE v.sku = $1
"""
# The same rows as the shop writes: the key and its answer, the promise, the order, the parcel, what is owed, two
# events and the job that delivers them. Nothing is written unless the key is new and the goods are free.
WRITE = """
WITH claimed AS (
    INSERT INTO idempotency_key (scope, operation, key, fingerprint, outcome, created_at)
    VALUES ('guest floor', 'orderNow', $1, $2, jsonb_build_object('kind', 'Order', 'id', $3::text), $4)
    ON CONFLICT (scope, operation, key) DO NOTHING RETURNING id
), level AS (
    UPDATE stock_level SET promised = promised + $7
    WHERE store_id = $5 AND sku = $6 AND total - promised >= $7 AND EXISTS (SELECT 1 FROM claimed) RETURNING id
), held AS (
    INSERT INTO hold (id, owner, countable_table, countable_id, quantity, taken_at)
    SELECT $8, $3, 'stock_level', level.id, $7, $4 FROM level
), ordered AS (
    INSERT INTO "order" (id, number, market_code, currency, locale, state, contact_name, contact_email,
                         prices_include_tax, goods_minor, discount_minor, tax_minor, total_minor, discounts, slots,
                         placed_at)
    SELECT $3, $9, $10, $11, 'en', 'PLACED', $12, $13, true, $14::bigint, 0, 0, $14::bigint, '[]', '{}', $4 FROM level
), lined AS (
    INSERT INTO order_line (id, order_id, sku, title, quantity, unit_minor, discount_minor, tax_minor, total_minor,
                            store_id, place, refunded, refunded_minor)
    SELECT $15, $3, $6, $16, $7, $17, 0, 0, $14::bigint, $5, 0, 0, 0 FROM level
), opened AS (
    INSERT INTO pickup (id, order_id, order_number, store_id, customer_name, code, code_tries, state, opened_at, due_at,
                        currency, issue, reminders)
    SELECT $18, $3, $9, $5, $12, $19, 0, 'TO_PREPARE', $4, $20, $11, 1, 0 FROM level
), packed AS (
    INSERT INTO pickup_line (id, pickup_id, order_line_id, sku, title, quantity, collected, refused, place,
                             total_minor, returned)
    SELECT $21, $18, $15, $6, $16, $7, 0, 0, 0, $14::bigint, 0 FROM level
), owed AS (
    INSERT INTO payment (id, order_id, payable_id, method, state, amount_minor, currency, opened_at, dropped_minor,
                         authorised_minor, captured_minor, refund_asked_minor, refunded_minor)
    SELECT $22, $3, $18, 'COUNTER', 'OWED', $14::bigint, $11, $4, 0, 0, 0, 0, 0 FROM level
), happened AS (
    INSERT INTO domain_event (aggregate, sequence, name, payload, recorded_at)
    SELECT $3, place, name, payload, $4
    FROM level, (VALUES
        (1, 'OrderPlaced', jsonb_build_object('order_id', $3::text)),
        (2, 'PickupOpened', jsonb_build_object('order_id', $3::text, 'pickup_id', $18::text, 'store_id', $5::text))
    ) event(place, name, payload)
    RETURNING pg_notify('wharfside', json_build_object('event', name, 'id', aggregate)::text)
), job AS (
    INSERT INTO pgqueuer (priority, entrypoint, payload, status, execute_after)
    SELECT 0, 'deliver_events', convert_to($3, 'UTF8'), 'queued', now() FROM level RETURNING id
), logged AS (
    INSERT INTO pgqueuer_log (job_id, status, entrypoint, priority)
    SELECT id, 'queued', 'deliver_events', 0 FROM job
)
SELECT level.id, (SELECT count(*) FROM happened) AS announced FROM level
"""


class OrderDesk:
    """Takes orders of guests, paid at the counter."""

    def __init__(self, pool: asyncpg.Pool, stores: StoreMap) -> None:
        self.pool = pool
        self.stores = stores

    async def order_now(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to OrderNow for one line that is collected at a store."""
        [line] = asked["lines"]
        place = self.stores.places[self.stores.row_of[asked["fulfil"]["pickup"]["storeId"]]]
        sold = await self.pool.fetchrow(SOLD, line["sku"], place.market)
        draft = _Draft(asked, line, place, sold)
        written = await self.pool.fetchrow(WRITE, *draft.values())
        if written is None:
            return {"orderNow": {"__typename": "OutOfStock"}}
        return {"orderNow": draft.shown()}


class _Draft:
    """One order, before it is written."""

    def __init__(self, asked: Mapping[str, Any], line: Mapping[str, Any], place: Place, sold: asyncpg.Record) -> None:
        self.asked, self.line, self.place, self.sold = asked, line, place, sold
        self.now = datetime.now(UTC)
        kinds = {"order": "ord", "line": "oln", "pickup": "pku", "parcel": "pkl", "payment": "pay", "hold": "hld"}
        self.ids = {name: new_id(kind) for name, kind in kinds.items()}
        number = new_code(8)
        self.number, self.code = f"{number[:4]}-{number[4:]}", new_code(9)
        self.title = variant_title(sold["title"], orjson.loads(sold["option_values"]))
        self.total = sold["amount_minor"] * line["quantity"]
        self.due_at = promise(place.hours, self.now, place.lead)

    def values(self) -> list[object]:
        """What the statement writes, in its order."""
        contact, ids, sold = self.asked["contact"], self.ids, self.sold
        fingerprint = sha256(orjson.dumps(self.asked, option=orjson.OPT_SORT_KEYS)).hexdigest()
        return [
            *(self.asked["key"], fingerprint, ids["order"], self.now),
            *(self.place.card["id"], self.line["sku"], self.line["quantity"], ids["hold"]),
            *(self.number, self.place.market, sold["currency"], contact["name"], contact.get("email"), self.total),
            *(ids["line"], self.title, sold["amount_minor"]),
            *(ids["pickup"], self.code, self.due_at, ids["parcel"], ids["payment"]),
        ]

    def shown(self) -> dict[str, Any]:
        """What the buyer is told."""
        ids, currency, quantity = self.ids, self.sold["currency"], self.line["quantity"]
        nothing, total = money(0, currency), money(self.total, currency)
        none = dict.fromkeys(("experiences", "discount", "freight", "duty", "tax"), nothing)
        item = {"__typename": "Variant", "sku": self.line["sku"], "title": self.title}
        payment = {"id": ids["payment"], "state": "OWED", "method": "COUNTER", "amount": total, "action": None}
        return {
            "__typename": "Order",
            "id": ids["order"],
            "number": self.number,
            "state": "PLACED",
            "placedAt": self.now,
            "currency": currency,
            "totals": {"goods": total, **none, "total": total},
            "lines": [{"id": ids["line"], "quantity": quantity, "item": item, "total": total}],
            "pickups": [self._pickup()],
            "shipments": [],
            "bookings": [],
            "payments": [payment],
            "timeline": [{"at": self.now, "what": what} for what in ("OrderPlaced", "PickupOpened")],
        }

    def _pickup(self) -> dict[str, Any]:
        packed = {"id": self.ids["parcel"], "quantity": self.line["quantity"], "collected": 0, "refused": 0}
        qr = segno.make(self.code, micro=False, error="m").svg_data_uri(scale=8, border=4)
        return {
            "id": self.ids["pickup"],
            "state": "TO_PREPARE",
            "readyAt": self.due_at,
            "keptUntil": None,
            "store": self.place.shown(self.now),
            "slot": None,
            "pass": {"code": code_as_read(self.code), "qr": qr},
            "lines": [packed],
        }
