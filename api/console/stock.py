"""Stock: what the shelf holds of some articles, and correcting it with a reason."""

import re

from starlette.responses import Response

from api.console.client import Json
from api.console.desk import Desk

REASONS = ("COUNT", "FOUND", "LOST", "DAMAGED", "SOLD_IN_STORE", "CORRECTION")
AT_MOST = 50


async def stock_page(desk: Desk) -> Response:
    """The articles asked for, at the store one stands in."""
    return await _show(desk, desk.request.query_params.get("skus", ""))


async def adjust_stock(desk: Desk) -> Response:
    """Put right what the shelf holds, by so many units, up or down."""
    by = desk.number("by")
    if not by or desk.field("reason") not in REASONS:
        return await _show(desk, desk.field("skus"), desk.own_refusal("no_change"))
    outcome = await _adjust(desk, by)
    if outcome["__typename"] != "StockLevel":
        return await _show(desk, desk.field("skus"), outcome)
    return desk.go("/stock", skus=desk.field("skus"), changed=outcome["sku"])


async def _adjust(desk: Desk, by: int) -> Json:
    answer = await desk.counter.ask(
        "adjust_stock",
        key=desk.field("key"),
        storeId=desk.store_id,
        sku=desk.field("sku"),
        by=by,
        reason=desk.field("reason"),
    )
    outcome: Json = answer["adjustStock"]
    return outcome


async def _show(desk: Desk, asked: str, refusal: Json | None = None) -> Response:
    skus = _skus(asked)
    levels = await _levels(desk, skus) if skus else []
    known = {level["sku"] for level in levels}
    return await desk.page(
        "stock.html",
        409 if refusal else 200,
        asked=" ".join(skus),
        levels=levels,
        missing=[sku for sku in skus if sku not in known],
        changed=desk.request.query_params.get("changed"),
        reasons=REASONS,
        refusal=refusal,
    )


async def _levels(desk: Desk, skus: list[str]) -> list[Json]:
    store = (await desk.counter.ask("stock", storeId=desk.store_id, skus=skus))["store"]
    levels: list[Json] = store["stock"] if store else []
    return levels


def _skus(asked: str) -> list[str]:
    return list(dict.fromkeys(re.split(r"[\s,;]+", asked.strip())))[:AT_MOST] if asked.strip() else []
