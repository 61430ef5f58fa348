"""A small shop that answers the console's operations over GraphQL, from memory."""

# ruff: noqa: N803, PLR0917  (the resolvers' parameters are the contract's)

from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from graphql import GraphQLError, build_schema, graphql
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.console.pages import console_routes

SCHEMA = build_schema((Path(__file__).parent / "console_fake.graphql").read_text(encoding="utf-8"))
SECRET = "a secret of the tests"
NOW = datetime(2026, 10, 12, 5, 2, 10, tzinfo=UTC)  # 14:02 in Tokyo
GINZA = {"id": "str_ginza", "code": "GINZA", "name": "Ginza", "timeZone": "Asia/Tokyo"}
OSAKA = {"id": "str_osaka", "code": "UMEDA", "name": "Osaka Umeda", "timeZone": "Asia/Tokyo"}
Thing = dict[str, Any]


def at(minutes: float) -> str:
    """An instant so many minutes from now."""
    return (NOW + timedelta(minutes=minutes)).isoformat()


def money(minor: int) -> Thing:
    return {"minor": minor, "currency": "JPY", "formatted": f"¥{minor:,}"}


def a_line(sku: str, title: str, quantity: int = 1, location: str | None = None) -> Thing:
    line = {"id": f"pkl_{sku.lower()}", "sku": sku, "title": title, "quantity": quantity, "location": location}
    return {**line, "collected": 0, "refused": 0}


def a_pickup(number: str, customer: str, *lines: Thing, owed: int = 0, **how: Any) -> Thing:
    pickup = {
        "__typename": "Pickup",
        "id": f"pku_{number.lower()}",
        "state": "READY",
        "order": {"id": f"ord_{number}", "number": number, "timeline": [{"at": at(-90), "what": "Order placed"}]},
        "customerName": customer,
        "collectorName": None,
        "overdue": False,
        "lines": list(lines) or [a_line("TEA-100", "Uji Sencha 100 g", 2, "A-03")],
        "owed": money(owed),
        "code": f"{number}CODE".replace("-", "")[:9],
    }
    return {
        **pickup,
        **dict.fromkeys(("dueAt", "readyAt", "keptUntil", "arrivedAt", "spot", "collectedAt", "minimumAge")),
        **how,
    }


@dataclass
class FakeShop:
    """What the shop knows, what it was asked, and which acts it really did."""

    pickups: list[Thing] = field(default_factory=list)
    stock: dict[str, Thing] = field(default_factory=dict)
    stores: list[Thing] = field(default_factory=lambda: [GINZA])
    tokens: set[str] = field(default_factory=set)
    done: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    silent: bool = False
    forbidden: bool = False
    tries: int = 5
    answers: dict[str, tuple[Thing, Thing]] = field(default_factory=dict)

    def pickup(self, pickup_id: str) -> Thing | None:
        return next((pickup for pickup in self.pickups if pickup["id"] == pickup_id), None)


def problem(name: str, **fields: Any) -> Thing:
    return {"__typename": name, "message": f"{name}, says the shop.", **fields}


class Root:
    """The resolvers, for one request of one person."""

    def __init__(self, shop: FakeShop, token: str) -> None:
        self.shop, self.token = shop, token

    def _staff(self) -> Thing:
        if self.token not in self.shop.tokens:
            raise GraphQLError("Sign in first.", extensions={"code": "UNAUTHENTICATED"})
        if self.shop.forbidden:
            raise GraphQLError("Not yours.", extensions={"code": "FORBIDDEN"})
        stores = [self._store(store) for store in self.shop.stores]
        return {"__typename": "StaffMember", "id": "stf_1", "name": "Aiko Mori", "role": "ASSOCIATE", "stores": stores}

    def _store(self, store: Thing) -> Thing:
        return {**store, "__typename": "Store", "pickups": self._pickups, "stock": self._stock}

    def _pickups(self, info: Any, states: list[str], first: int, after: str | None = None) -> Thing:
        found = [pickup for pickup in self.shop.pickups if pickup["state"] in states]
        start = int(after or 0)
        more = len(found) > start + first
        page = {"hasNextPage": more, "endCursor": str(start + first)}
        return {"totalCount": len(found), "nodes": found[start : start + first], "pageInfo": page}

    def _stock(self, info: Any, skus: list[str]) -> list[Thing]:
        return [self.shop.stock[sku] for sku in skus if sku in self.shop.stock]

    def _once(self, key: str, asked: Thing, act: Callable[[], Thing]) -> Thing:
        if key not in self.shop.answers:
            self._staff()
            self.shop.answers[key] = (asked, deepcopy(act()))
        before, answer = self.shop.answers[key]
        return answer if before == asked else problem("KeyReused")

    def me(self, info: Any) -> Thing:
        return self._staff()

    def node(self, info: Any, id: str) -> Thing | None:
        self._staff()
        return self.shop.pickup(id)

    def store(self, info: Any, id: str) -> Thing | None:
        self._staff()
        return next((self._store(store) for store in self.shop.stores if store["id"] == id), None)

    def signInStaff(self, info: Any, email: str, password: str) -> Thing:
        if password != "correct horse":
            return problem("WrongPassword")
        self.token = f"tok_{len(self.shop.tokens)}_{len(self.shop.done)}"
        self.shop.tokens.add(self.token)
        return {"__typename": "StaffSession", "token": self.token, "expiresAt": at(480), "staff": self._staff()}

    def signOut(self, info: Any) -> Thing:
        self._staff()
        self.shop.tokens.discard(self.token)
        return {"ok": True}

    def scan(self, info: Any, storeId: str, code: str) -> Thing:
        self._staff()
        plain = code.replace(" ", "").replace("-", "").upper()
        pickup = next((pickup for pickup in self.shop.pickups if pickup["code"] == plain), None)
        if pickup is None:
            self.shop.tries -= 1
            return (
                problem("WrongPickupCode", attemptsLeft=self.shop.tries)
                if plain[:1] == "W"
                else problem("PickupNotFound")
            )
        return self._collected() if pickup["state"] == "COLLECTED" else pickup

    def _collected(self) -> Thing:
        return problem("AlreadyCollected", collectedAt=at(-12), by="Ken Abe", store=GINZA)

    def startPreparing(self, info: Any, key: str, pickupId: str) -> Thing:
        return self._once(key, {"prepare": pickupId}, lambda: self._move(pickupId, "PREPARING", {"TO_PREPARE"}))

    def markReady(self, info: Any, key: str, pickupId: str) -> Thing:
        return self._once(key, {"ready": pickupId}, lambda: self._move(pickupId, "READY", {"TO_PREPARE", "PREPARING"}))

    def _move(self, pickup_id: str, state: str, allowed: set[str]) -> Thing:
        pickup = self.shop.pickup(pickup_id)
        if pickup is None or pickup["state"] not in allowed:
            return problem("PickupNotReady")
        pickup["state"] = state
        self.shop.done.append(f"{state} {pickup['order']['number']}")
        return pickup

    def takePayment(self, info: Any, key: str, pickupId: str, tender: str) -> Thing:
        return self._once(key, {"pay": pickupId, "tender": tender}, lambda: self._pay(pickupId, tender))

    def _pay(self, pickup_id: str, tender: str) -> Thing:
        pickup = self.shop.pickup(pickup_id)
        if pickup is None:
            return problem("PickupNotFound")
        self.shop.done.append(f"{tender} {pickup['owed']['minor']}")
        pickup["owed"] = money(0)
        return pickup

    def confirmCollection(self, info: Any, key: str, pickupId: str, code: str, **how: Any) -> Thing:
        return self._once(key, {"give": pickupId, **how}, lambda: self._give(pickupId, code, how))

    def _give(self, pickup_id: str, code: str, how: Thing) -> Thing:
        lines = how.get("lines")
        pickup = self.shop.pickup(pickup_id)
        if pickup is None:
            return problem("PickupNotFound")
        if pickup["state"] == "COLLECTED":
            return self._collected()
        if code.replace(" ", "").replace("-", "").upper() != pickup["code"]:
            return problem("WrongPickupCode", attemptsLeft=2)
        if pickup["owed"]["minor"]:
            return problem("PaymentOwed", owed=pickup["owed"])
        if pickup["minimumAge"] and not how.get("ageChecked"):
            return problem("AgeCheckNeeded", minimumAge=pickup["minimumAge"])
        wanted = {line["lineId"]: line["quantity"] for line in lines or []}
        for line in pickup["lines"]:
            left = line["quantity"] - line["collected"]
            line["collected"] += left if lines is None else wanted.get(line["id"], 0)
        whole = all(line["collected"] == line["quantity"] for line in pickup["lines"])
        pickup.update(state="COLLECTED" if whole else "PARTLY_COLLECTED", collectedAt=at(0))
        self.shop.done.append(f"{pickup['state']} {pickup['order']['number']}")
        return pickup

    def adjustStock(self, info: Any, key: str, storeId: str, sku: str, by: int, reason: str) -> Thing:
        return self._once(key, {"sku": sku, "by": by}, lambda: self._adjust(sku, by, reason))

    def _adjust(self, sku: str, by: int, reason: str) -> Thing:
        level = self.shop.stock[sku]
        if level["free"] + by < 0:
            return problem("OutOfStock", sku=sku, asked=-by, free=level["free"])
        level.update(onHand=level["onHand"] + by, free=level["free"] + by)
        self.shop.done.append(f"{reason} {by} {sku}")
        return level


def graphql_endpoint(shop: FakeShop) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        shop.headers.append(dict(request.headers))
        if shop.silent:
            return Response("Bad gateway", 502)
        body = await request.json()
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        result = await graphql(SCHEMA, body["query"], Root(shop, token), variable_values=body.get("variables"))
        return JSONResponse(result.formatted)

    return endpoint


def a_console(shop: FakeShop, now: Callable[[], datetime] = lambda: NOW) -> Starlette:
    """The console in front of the fake shop, in one process."""
    api = Starlette(routes=[Route("/graphql", graphql_endpoint(shop), methods=["POST"])])
    to_the_shop = httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://shop")
    return Starlette(routes=console_routes(to_the_shop, secret=SECRET, now=now))


def a_busy_morning() -> FakeShop:
    """A shop whose board has something in every lane."""
    sencha = a_line("TEA-100", "Uji Sencha, first flush, 100 g", 2, "A-03")
    riesling = a_line("WINE-RS", "Mosel Riesling Kabinett 2023, 750 ml", 3, "C-11")
    bowl = a_line("BOWL-07", "Porcelain bowl, cobalt rim, Ø 18 cm", 1, "D-02")
    oil = a_line("OIL-500", "Olivenöl extra vergine, Kreta, 500 ml", 1, "B-07")
    soon = {"state": "TO_PREPARE", "keptUntil": at(9000)}
    ready = {"readyAt": at(-30), "keptUntil": at(9000), "dueAt": at(-20)}
    pickups = [
        a_pickup("W-1042", "Mei Lin 林美", riesling, sencha, owed=8420, **{**ready, "arrivedAt": at(-4), "spot": "P3"}),
        a_pickup("W-1043", "Jonas Weber", deepcopy(bowl), **ready),
        a_pickup("W-1044", "佐藤 花子", deepcopy(oil), deepcopy(sencha), dueAt=at(-12), overdue=True, **soon),
        a_pickup("W-1045", "Amélie Dubois-Laurent", deepcopy(riesling), dueAt=at(25), owed=3000, **soon),
        a_pickup(
            "W-1046", "Tom Okafor", deepcopy(oil), deepcopy(bowl), dueAt=at(140), **{**soon, "state": "PREPARING"}
        ),
        a_pickup("W-1047", "Hana Kim", deepcopy(sencha), dueAt=at(3000), **soon),
        a_pickup("W-1039", "Lucía Ortega", deepcopy(bowl), state="COLLECTED", collectedAt=at(-35)),
        a_pickup("W-1038", "Piotr Nowak", deepcopy(oil), state="COLLECTED", collectedAt=at(-70)),
    ]
    tea = {"__typename": "StockLevel", "sku": "TEA-100", "onHand": 24, "promised": 4, "free": 18, "safety": 2}
    return FakeShop(
        pickups,
        {"TEA-100": tea, "WINE-RS": {**tea, "sku": "WINE-RS", "onHand": 9, "promised": 6, "free": 3, "safety": 0}},
    )
