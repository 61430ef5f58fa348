"""A shop of paper: it answers the contract's operations over HTTP as the real one does, and misbehaves when told to."""

import asyncio
import copy
import json
import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from graphql import GraphQLResolveInfo, build_schema, graphql
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.bots.fake_world import NOW, PLACES, PRODUCTS, SENTENCES, STORES, money, pass_of, store

SCHEMA = build_schema((Path(__file__).parent / "fake_shop.graphql").read_text())
KEPT_FOR = timedelta(minutes=15)
Row = dict[str, Any]


@dataclass
class FakeShop:
    """The state of the shop. ``misbehave`` queues what the next requests of an operation meet instead of an answer."""

    stock: Counter[tuple[str, str]] = field(default_factory=Counter)
    carts: dict[str, Row] = field(default_factory=dict)
    quotes: dict[str, Row] = field(default_factory=dict)
    orders: dict[str, Row] = field(default_factory=dict)
    messages: list[Row] = field(default_factory=list)
    reported: list[tuple[str, bool]] = field(default_factory=list)
    requests: list[tuple[str, Row]] = field(default_factory=list)
    headers: list[Row] = field(default_factory=list)
    effects: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Row] = field(default_factory=dict)
    trouble: dict[str, deque[str]] = field(default_factory=dict)
    refusals: dict[str, deque[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for sku in (sku for product in PRODUCTS.values() for sku in product["variants"]):
            self.stock["str_ginza", sku] = 10
            self.stock["str_bund", sku] = 10
        self.app = Starlette(routes=[Route("/graphql", self.graphql, methods=["POST"])])

    def misbehave(self, operation: str, *troubles: str) -> None:
        """Next time: "500", "429", "gone" (no answer), "lost" (done, unanswered), "errors", "slow", "nonsense"."""
        self.trouble.setdefault(operation, deque()).extend(troubles)

    def refuse(self, mutation: str, kind: str, **fields: Any) -> None:
        """The next call of this mutation is answered with that problem."""
        self.refusals.setdefault(mutation, deque()).append({"kind": kind, **fields})

    async def graphql(self, request: Request) -> Response:
        """Answer one request, or meet it with trouble."""
        body = await request.json()
        operation, variables = body["operationName"], body["variables"]
        self.requests.append((operation, variables))
        self.headers.append(dict(request.headers))
        trouble = self.trouble.get(operation)
        kind = trouble.popleft() if trouble else ""
        if kind in {"500", "429"}:
            return Response("no", int(kind), {"retry-after": "0"} if kind == "429" else {})
        if kind == "errors":
            return JSONResponse({"data": None, "errors": [{"message": "no", "extensions": {"code": "TOO_COMPLEX"}}]})
        if kind == "nonsense":
            return JSONResponse({"data": {}})
        if kind == "slow":
            await asyncio.sleep(0.2)
        if kind == "gone":
            return Response("", 503)
        answer = await self._run(body, _locale(request))
        return Response("", 502) if kind == "lost" else JSONResponse(answer)

    async def _run(self, body: Row, locale: str) -> Row:
        result = await graphql(
            SCHEMA,
            body["query"],
            root_value=_Root(self, locale),
            variable_values=body["variables"],
            operation_name=body["operationName"],
            context_value=(self, locale),
            field_resolver=resolve,
            type_resolver=lambda value, *_: value["__typename"],
        )
        for error in result.errors or []:
            raise error.original_error or error
        return json.loads(json.dumps(result.formatted))


def resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    """Fields of rows are looked up; fields of the root are answered by its methods."""
    if isinstance(source, _Root):
        return source.answer(info.field_name, arguments)
    if info.field_name == "freeNear":
        shop, _ = info.context
        return shop.stock["str_ginza", source["sku"]] if arguments.get("near") else None
    return source.get(info.field_name)


def _locale(request: Request) -> str:
    return "zh" if request.headers.get("accept-language", "").startswith("zh") else "en"


@dataclass
class _Root:
    """One request to the shop, in one language."""

    shop: FakeShop
    locale: str

    def answer(self, name: str, given: Row) -> Any:
        """A query is answered; a mutation once for each key."""
        method: Callable[..., Any] = getattr(self, f"do_{_snake(name)}")
        given = {_snake(argument): value for argument, value in given.items()}
        if "key" not in given:
            return method(**given)
        key = f"{name}:{given.pop('key')}"
        refusal = self.shop.refusals.get(name)
        if refusal:
            return self._problem(**refusal.popleft())
        if key in self.shop.answers:
            asked, stored = self.shop.answers[key]["asked"], self.shop.answers[key]["answer"]
            assert asked == given, "the same key with other arguments"
            return stored
        self.shop.effects[name] += 1
        answer = method(**given)
        self.shop.answers[key] = {"asked": copy.deepcopy(given), "answer": answer}
        return answer

    # ------------------------------------------------------------ reading

    def do_stores_near(
        self, near: Row, goods: list[Row] | None = None, serving: str = "ANY", first: int = 10, **_: Any
    ):
        places = PLACES.get((near.get("place") or "").casefold(), [])
        origin = near.get("position") or (_position(places[0]) if len(places) == 1 else None)
        edges = [self._edge(store_id, goods) for store_id in ("str_ginza", "str_shibuya", "str_bund")] if origin else []
        if goods and serving == "WHOLE_BASKET":
            edges = [edge for edge in edges if edge["offer"]["whole"]]
        choices = [] if origin else [self._place(place) for place in places]
        return {"origin": origin, "places": choices, "edges": edges[:first], "pageInfo": {"hasNextPage": False}}

    def do_store(self, id: str):
        return store(id, self.locale)

    def do_products(self, search: str | None = None, filter: Row | None = None, first: int = 20, **given: Any):
        wanted = (search or "").casefold()
        found = [
            self.product(slug)
            for slug, row in PRODUCTS.items()
            if (not filter or row["category"] == filter["category"])
            and (wanted in row["en"].casefold() or wanted in row["zh"])
        ]
        start = int(given.get("after") or 0)
        page = {"hasNextPage": start + first < len(found), "endCursor": str(start + first)}
        edges = [{"cursor": "", "node": node} for node in found[start : start + first]]
        return {"totalCount": len(found), "edges": edges, "pageInfo": page}

    def do_categories(self):
        return [{"name": name} for name in ("food", "wine", "tea", "tableware", "cosmetics")]

    def do_product(self, slug: str):
        return self.product(slug) if slug in PRODUCTS else None

    def do_cart(self, id: str):
        return self._cart(self.shop.carts[id]) if id in self.shop.carts else None

    def do_order(self, id: str):
        return self.shop.orders.get(id)

    def do_channel_messages(self, after: str | None = None, first: int = 50):
        start = int(after or 0)
        rows = self.shop.messages[start : start + first]
        edges = [{"cursor": str(start + n), "node": row} for n, row in enumerate(rows, 1)]
        return {"edges": edges, "pageInfo": {"hasNextPage": False, "endCursor": str(start + len(rows))}}

    # ------------------------------------------------------------ changing

    def do_create_cart(self, lines: list[Row]):
        cart = {"id": f"crt_{len(self.shop.carts) + 1}", "lines": {}, "store": None, "name": ""}
        self.shop.carts[cart["id"]] = cart
        return self.do_add_to_cart(cart["id"], lines)

    def do_add_to_cart(self, cart_id: str, lines: list[Row]):
        if cart_id not in self.shop.carts:
            return self._problem("CartNotFound")
        cart = self.shop.carts[cart_id]
        for line in lines:
            cart["lines"][line["sku"]] = cart["lines"].get(line["sku"], 0) + line["quantity"]
        return self._cart(cart)

    def do_change_line(self, cart_id: str, line_id: str, quantity: int):
        cart, sku = self.shop.carts[cart_id], line_id.removeprefix("lin_")
        cart["lines"][sku] = quantity
        if not quantity:
            del cart["lines"][sku]
        return self._cart(cart)

    def do_choose_pickup(self, cart_id: str, store_id: str):
        cart = self.shop.carts[cart_id]
        short = self._short(cart, store_id)
        if short:
            return short
        cart["store"] = store_id
        return self._cart(cart)

    def do_set_contact(self, cart_id: str, contact: Row):
        self.shop.carts[cart_id]["name"] = contact["name"]
        return self._cart(self.shop.carts[cart_id])

    def do_quote_cart(self, cart_id: str):
        cart = self.shop.carts[cart_id]
        if not cart["lines"]:
            return self._problem("CartIsEmpty")
        short = self._short(cart, cart["store"])
        if short:
            return short
        quote = {"__typename": "Quote", "id": f"quo_{len(self.shop.quotes) + 1}", "paymentMethods": ["COUNTER"]}
        quote |= {"expiresAt": (NOW + KEPT_FOR).isoformat(), "totals": self._cart(cart)["totals"]}
        self.shop.quotes[quote["id"]] = cart
        return quote

    def do_place_order(self, quote_id: str, pay_with: str):
        cart = self.shop.quotes[quote_id]
        number = len(self.shop.orders) + 1
        shown = self._cart(cart)
        for sku, quantity in cart["lines"].items():
            self.shop.stock[cart["store"], sku] -= quantity
        pickup = {"id": f"pku_{number}", "state": "TO_PREPARE", "readyAt": (NOW + timedelta(hours=2)).isoformat()}
        pickup |= {"keptUntil": None, "store": store(cart["store"], self.locale), "pass": pass_of("K7Q M4T XD9")}
        payment = {"id": "pay_1", "state": "OWED", "method": pay_with, "amount": shown["totals"]["total"]}
        order = {"__typename": "Order", "id": f"ord_{number}", "number": f"W-100{number}", "state": "PLACED"}
        order |= {"totals": shown["totals"], "lines": shown["lines"], "pickups": [pickup], "payments": [payment]}
        self.shop.orders[order["id"]] = order
        del self.shop.carts[cart["id"]]
        return order

    def do_report_delivered(self, message_id: str, delivered: bool, reason: str | None = None):
        self.shop.reported.append((message_id, delivered))
        return {"__typename": "ChannelMessage", "id": message_id}

    # ------------------------------------------------------------ pieces

    def product(self, slug: str) -> Row:
        row = PRODUCTS[slug]
        variants = [self._variant(sku) for sku in row["variants"]]
        prices = [price for _, price in row["variants"].values() if price]
        return {
            "id": f"prd_{slug}",
            "slug": slug,
            "title": row[self.locale],
            "description": row["about"][self.locale],
            "origin": {"countryCode": "XX", "name": row["land"][self.locale]},
            "image": {"url": f"/media/{slug}.svg", "alt": row[self.locale]},
            "priceFrom": money(min(prices)) if prices else None,
            "variants": variants,
        }

    def _variant(self, sku: str) -> Row:
        row = next(row for row in PRODUCTS.values() if sku in row["variants"])
        title, price = row["variants"][sku]
        named = f"{row[self.locale]}, {title}" if len(row["variants"]) > 1 else row[self.locale]
        return {
            "__typename": "Variant",
            "id": f"var_{sku}",
            "sku": sku,
            "title": named,
            "price": price and money(price),
        }

    def _cart(self, cart: Row) -> Row:
        lines = []
        for sku, quantity in cart["lines"].items():
            item = self._variant(sku)
            total = money(item["price"]["minor"] * quantity)
            lines.append({"id": f"lin_{sku}", "quantity": quantity, "item": item, "total": total})
        goods = sum(line["total"]["minor"] for line in lines)
        currency = "CNY" if cart["store"] == "str_bund" else "JPY"
        amounts = {"goods": goods, "discount": 0, "tax": goods // 10, "total": goods}
        totals = {name: money(amount, currency) for name, amount in amounts.items()}
        ready = (NOW + timedelta(hours=2)).isoformat()
        pickups = [{"store": store(cart["store"], self.locale), "readyAt": ready}] if cart["store"] else []
        shown = {"__typename": "Cart", "id": cart["id"], "lines": lines, "totals": totals, "problems": []}
        return shown | {"pickups": pickups}

    def _short(self, cart: Row, store_id: str) -> Row | None:
        for sku, asked in cart["lines"].items():
            free = self.shop.stock[store_id, sku]
            if free < asked:
                others = [s for s in ("str_ginza", "str_bund") if s != store_id and self.shop.stock[s, sku] >= asked]
                elsewhere = [{"distanceKm": 3.2, "store": store(other, self.locale)} for other in others]
                return self._problem("OutOfStock", sku=sku, asked=asked, free=free, elsewhere=elsewhere)
        return None

    def _edge(self, store_id: str, goods: list[Row] | None) -> Row:
        lines = [
            {"sku": line["sku"], "wanted": line["quantity"], "free": self.shop.stock[store_id, line["sku"]]}
            for line in goods or []
        ]
        is_whole = all(line["free"] >= line["wanted"] for line in lines)
        ready = (NOW + timedelta(hours=2)).isoformat() if is_whole else None
        offer = {"whole": is_whole, "readyAt": ready, "lines": lines, "whyNot": None if is_whole else "OUT_OF_STOCK"}
        return {
            "distanceKm": STORES[store_id]["km"],
            "node": store(store_id, self.locale),
            "offer": offer if goods else None,
        }

    def _place(self, place: tuple[str, str, str, float, float]) -> Row:
        return {"name": place[0], "region": place[1] or None, "countryCode": place[2], "position": _position(place)}

    def _problem(self, kind: str, **fields: Any) -> Row:
        message = SENTENCES.get(kind, {"en": kind, "zh": kind})[self.locale]
        return {"__typename": kind, "message": message, "elsewhere": [], **fields}


def _snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def _position(place: tuple[str, str, str, float, float]) -> Row:
    return {"latitude": place[3], "longitude": place[4]}
