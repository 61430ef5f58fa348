"""Stores by distance, and those that have a whole basket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

import asyncpg
import numpy as np

from stores.kernel.address import Address
from stores.locator.rules import DayException, Hours
from tests.bench.floor.doors import door, promise
from tests.bench.floor.earth import Numbers, distances_km, vectors
from tests.bench.floor.shared import cursor

ALL = """
SELECT store.*, (SELECT array_agg(ARRAY["on"::text, opening_hours, reason] ORDER BY "on")
                 FROM closure WHERE store_id = store.id) AS days
FROM store WHERE retired_at IS NULL AND kind = 'STORE' ORDER BY code
"""
MARKETS = "SELECT code, currency, countries FROM market ORDER BY is_default DESC, code"
HAVING_ALL = """
SELECT store_id, array_agg(level.sku) AS skus, array_agg(level.total - level.promised) AS free,
       (SELECT array_agg(market_code) FROM (
            SELECT market_code FROM price WHERE sku = ANY($1) GROUP BY market_code HAVING count(*) = $3
       ) sold) AS markets
FROM stock_level level JOIN unnest($1::text[], $2::int[]) wanted(sku, quantity) ON level.sku = wanted.sku
WHERE level.total - level.promised >= wanted.quantity
GROUP BY store_id HAVING count(*) = $3
"""
SPARE = 16  # more candidates than are shown: the order on the sphere is not quite the one on the ellipsoid
CLOSE_BY_KM = 50
CLOSE_BY_COSINE = np.cos(CLOSE_BY_KM / 6300)


@dataclass(slots=True)
class Place:
    """One store: what is shown of it whenever it is shown, its hours, and what it does."""

    card: dict[str, Any]
    hours: Hours
    lead: timedelta
    hands_over: bool
    market: str

    def shown(self, now: datetime) -> dict[str, Any]:
        return {**self.card, **door(self.hours, now).shown}


class StoreMap:
    """Every store in memory."""

    def __init__(self, pool: asyncpg.Pool, rows: Sequence[asyncpg.Record], markets: Sequence[asyncpg.Record]) -> None:
        self.pool = pool
        self.currency = {market["code"]: market["currency"] for market in markets}
        of_country = {country: market["code"] for market in reversed(markets) for country in market["countries"]}
        self.places = [_place(row, of_country.get(row["country_code"], markets[0]["code"])) for row in rows]
        self.row_of = {place.card["id"]: number for number, place in enumerate(self.places)}
        self.latitudes = np.array([row["latitude"] for row in rows])
        self.longitudes = np.array([row["longitude"] for row in rows])
        self.vectors = vectors(self.latitudes, self.longitudes)

    @classmethod
    async def load(cls, pool: asyncpg.Pool) -> Self:
        return cls(pool, await pool.fetch(ALL), await pool.fetch(MARKETS))

    async def stores_near(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to StoresNear for a point, with goods or without."""
        point, now, first = asked["near"]["position"], datetime.now(UTC), asked.get("first", 10)
        if asked.get("goods"):
            found = await self._with_goods(asked["goods"], point, now, first)
        else:
            found = [(km, place, None) for km, place in self._nearest(point, first + 1)]
        edges = [
            {"cursor": cursor(km, place.card["code"]), "distanceKm": km, "node": place.shown(now), "offer": offer}
            for km, place, offer in found[:first]
        ]
        end = edges[-1]["cursor"] if edges else None
        page = {"hasNextPage": len(found) > first, "endCursor": end}
        return {"storesNear": {"origin": point, "places": [], "edges": edges, "pageInfo": page}}

    def _nearest(self, point: Mapping[str, float], number: int) -> list[tuple[float, Place]]:
        cosines = self._cosines(point)
        number = min(number, len(cosines))
        rows = np.argpartition(-cosines, min(number + SPARE, len(cosines) - 1))[: number + SPARE]
        return self._sorted(point, rows)[:number]

    def _cosines(self, point: Mapping[str, float]) -> Numbers:
        return self.vectors @ vectors(np.array([point["latitude"]]), np.array([point["longitude"]]))[0]

    def _sorted(self, point: Mapping[str, float], rows: Any) -> list[tuple[float, Place]]:
        kms = distances_km(point["latitude"], point["longitude"], self.latitudes[rows], self.longitudes[rows])
        found = [(km, self.places[row]) for km, row in zip(kms.tolist(), rows.tolist(), strict=True)]
        return sorted(found, key=lambda each: (each[0], each[1].card["code"]))

    async def _with_goods(
        self, goods: Sequence[Mapping[str, Any]], point: Mapping[str, float], now: datetime, first: int
    ) -> list[tuple[float, Place, dict[str, Any] | None]]:
        wanted = {some["sku"]: some["quantity"] for some in goods}
        having = await self.pool.fetch(HAVING_ALL, list(wanted), list(wanted.values()), len(wanted))
        by_row = {self.row_of[row["store_id"]]: row for row in having if row["store_id"] in self.row_of}
        found: list[tuple[float, Place, dict[str, Any] | None]] = []
        for km, place in self._sorted(point, np.array(list(by_row), dtype=int)):
            row = by_row[self.row_of[place.card["id"]]]
            ready = promise(place.hours, now, place.lead)
            if place.hands_over and place.market in (row["markets"] or ()) and (ready or not place.hours.are_known):
                found.append((km, place, _offer(wanted, row, ready)))
            if len(found) > first:
                break
        return found

    def close_by(self, point: Mapping[str, float]) -> list[str]:
        """The ids of the stores within fifty kilometres, nearest first."""
        rows = np.flatnonzero(self._cosines(point) > CLOSE_BY_COSINE)
        return [place.card["id"] for km, place in self._sorted(point, rows) if km <= CLOSE_BY_KM]


def _offer(wanted: Mapping[str, int], row: asyncpg.Record, ready: datetime | None) -> dict[str, Any]:
    free = dict(zip(row["skus"], row["free"], strict=True))
    lines = [{"sku": sku, "wanted": quantity, "free": free[sku]} for sku, quantity in wanted.items()]
    return {"whole": True, "readyAt": ready, "lines": lines, "whyNot": None}


def _place(row: asyncpg.Record, market: str) -> Place:
    address = Address(tuple(row["address_lines"]), row["city"], row["region"], row["postal_code"], row["country_code"])
    exceptions = tuple(DayException(date.fromisoformat(on), hours, why) for on, hours, why in row["days"] or ())
    card = {
        **{name: row[name] for name in ("id", "code", "name", "phone")},
        "timeZone": row["time_zone"],
        "address": {
            "lines": address.lines,
            "city": address.city,
            "region": address.region,
            "postalCode": address.postal_code,
            "countryCode": address.country_code,
            "formatted": address.formatted,
        },
        "position": {"latitude": row["latitude"], "longitude": row["longitude"]},
        "services": sorted(row["services"]),
    }
    hours = Hours(row["opening_hours"], row["time_zone"], row["country_code"], exceptions)
    return Place(card, hours, timedelta(minutes=row["lead_minutes"]), "PICKUP" in row["services"], market)
