"""Changing the stores: opening, hours, exceptions, imports, retiring."""

from collections.abc import Iterable, Sequence
from datetime import date

import orjson

from stores.database import atomic, rows
from stores.kernel import clock
from stores.kernel.errors import Refusal
from stores.kernel.ids import new_id
from stores.locator.drafts import Outcome, StoreDraft, Verdict, as_row, require_sense, require_understood
from stores.locator.errors import StoreCodeTaken, StoreNotFound
from stores.locator.events import StoreChanged, StoreOpened, StoreRetired, StoresImported
from stores.locator.models import Closure, Store
from stores.outbox import services as outbox

# Only what is said overwrites what is known, and only a difference is a change.
_UPSERT = """
INSERT INTO store AS known (
    id, code, name, kind, address_lines, city, region, postal_code, country_code, phone, latitude, longitude,
    time_zone, opening_hours, services, aliases, lead_minutes, kept_days
)
SELECT id, code, name, kind, address_lines, city, region, postal_code, country_code,
       coalesce(said.phone, old.phone), latitude, longitude, time_zone,
       coalesce(said.opening_hours, old.opening_hours), coalesce(said.services, old.services, '{}'),
       coalesce(said.aliases, old.aliases, '{}'), coalesce(said.lead_minutes, old.lead_minutes, $2),
       coalesce(said.kept_days, old.kept_days, $3)
FROM jsonb_to_recordset($1::jsonb) AS said (
    id text, code text, name text, kind text, address_lines text[], city text, region text, postal_code text,
    country_code text, phone text, latitude float8, longitude float8, time_zone text, opening_hours text,
    services text[], aliases text[], lead_minutes int, kept_days int
)
LEFT JOIN LATERAL (
    SELECT phone, opening_hours, services, aliases, lead_minutes, kept_days FROM store WHERE store.code = said.code
) AS old ON true
ORDER BY code
ON CONFLICT (code) DO UPDATE SET
    (name, kind, address_lines, city, region, postal_code, country_code, phone, latitude, longitude, time_zone,
     opening_hours, services, aliases, lead_minutes, kept_days) =
    (excluded.name, excluded.kind, excluded.address_lines, excluded.city, excluded.region, excluded.postal_code,
     excluded.country_code, excluded.phone, excluded.latitude, excluded.longitude, excluded.time_zone,
     excluded.opening_hours, excluded.services, excluded.aliases, excluded.lead_minutes, excluded.kept_days)
WHERE (known.name, known.kind, known.address_lines, known.city, known.region, known.postal_code,
       known.country_code, known.phone, known.latitude, known.longitude, known.time_zone, known.opening_hours,
       known.services, known.aliases, known.lead_minutes, known.kept_days)
    IS DISTINCT FROM
      (excluded.name, excluded.kind, excluded.address_lines, excluded.city, excluded.region, excluded.postal_code,
       excluded.country_code, excluded.phone, excluded.latitude, excluded.longitude, excluded.time_zone,
       excluded.opening_hours, excluded.services, excluded.aliases, excluded.lead_minutes, excluded.kept_days)
RETURNING code, id, xmax = 0 AS is_new
"""
_LEAD_MINUTES = 120
_KEPT_DAYS = 7


@atomic
async def open_store(draft: StoreDraft) -> Store:
    """Put a new store on the map.

    Raises:
        StoreCodeTaken: there is a store with this code, retired ones too.
        HoursNotUnderstood, TimeZoneUnknown: of what the draft says.
    """
    require_sense(draft)
    if await Store.exists(code=draft.code):
        raise StoreCodeTaken(draft.code)
    store_id = new_id("str")
    created = await _upsert({store_id: draft})
    if created.get(draft.code) is not Outcome.CREATED:  # another session was faster
        raise StoreCodeTaken(draft.code)
    await outbox.record(StoreOpened(store_id))
    return await Store.get(id=store_id)


@atomic
async def import_stores(drafts: Sequence[StoreDraft]) -> list[Verdict]:
    """Open or change many stores at once, each known by its code; a verdict for each draft, in their order.

    A draft that is refused does not stop the others; the same drafts again change nothing. A retired store
    stays retired. Meant for batches of some thousands: each is one statement and one event.
    """
    refused = _refused(drafts)
    taken = {new_id("str"): draft for n, draft in enumerate(drafts) if n not in refused}
    outcomes = await _upsert(taken)
    await _announce_import(outcomes.values())
    return [_verdict(draft, outcomes, refused.get(n)) for n, draft in enumerate(drafts)]


@atomic
async def set_hours(store_id: str, opening_hours: str | None) -> Store:
    """Say when a store is open, in OpenStreetMap syntax and its own local time; None: it does not say.

    Raises:
        StoreNotFound: no such store, or it is retired.
        HoursNotUnderstood: the text is not that syntax.
    """
    require_understood(opening_hours)
    store = await _locked(store_id)
    if store.opening_hours != opening_hours:
        await store.update_from_dict({"opening_hours": opening_hours}).save(update_fields=["opening_hours"])
        await outbox.record(StoreChanged(store_id))
    return store


@atomic
async def announce_closure(store_id: str, on: date, reason: str, *, opening_hours: str | None = None) -> Closure:
    """Say that a store is closed on one local day, or open at other hours (``10:00-14:00``).

    There is one exception a day: announcing it again replaces it, and the same again changes nothing.

    Raises:
        StoreNotFound: no such store, or it is retired.
        HoursNotUnderstood: the hours are not OpenStreetMap syntax.
    """
    require_understood(opening_hours)
    await _locked(store_id)
    said = {"opening_hours": opening_hours, "reason": reason}
    closure, is_new = await Closure.get_or_create({"id": new_id("cls"), **said}, store_id=store_id, on=on)
    if not is_new and (closure.opening_hours, closure.reason) == (opening_hours, reason):
        return closure
    await closure.update_from_dict(said).save()
    await outbox.record(StoreChanged(store_id))
    return closure


@atomic
async def withdraw_closure(store_id: str, on: date) -> None:
    """Take back the exception of one local day; nothing happens when there is none.

    Raises:
        StoreNotFound: no such store, or it is retired.
    """
    await _locked(store_id)
    if await Closure.filter(store_id=store_id, on=on).delete():
        await outbox.record(StoreChanged(store_id))


@atomic
async def retire_store(store_id: str) -> Store:
    """Offer a store to nobody any more; its orders and its past stay.

    Raises:
        StoreNotFound: no such store, or it is retired already.
    """
    store = await _locked(store_id)
    store.retired_at = clock.now()
    await store.save(update_fields=["retired_at"])
    await outbox.record(StoreRetired(store_id))
    return store


async def _locked(store_id: str) -> Store:
    store = await Store.select_for_update().get_or_none(id=store_id, retired_at=None)
    if store is None:
        raise StoreNotFound(store_id)
    return store


async def _upsert(drafts: dict[str, StoreDraft]) -> dict[str, Outcome]:
    """Outcomes by code; a draft that says nothing new has none."""
    said = [as_row(store_id, draft) for store_id, draft in drafts.items()]
    written = await rows(_UPSERT, orjson.dumps(said).decode(), _LEAD_MINUTES, _KEPT_DAYS)
    return {row["code"]: Outcome.CREATED if row["is_new"] else Outcome.CHANGED for row in written}


async def _announce_import(outcomes: Iterable[Outcome]) -> None:
    happened = list(outcomes)
    if happened:
        created = happened.count(Outcome.CREATED)
        await outbox.record(StoresImported(new_id("imp"), created, len(happened) - created))


def _refused(drafts: Sequence[StoreDraft]) -> dict[int, Refusal]:
    refused: dict[int, Refusal] = {}
    seen: set[str] = set()
    for n, draft in enumerate(drafts):
        try:
            require_sense(draft)
            if draft.code in seen:
                raise StoreCodeTaken(draft.code)
        except Refusal as refusal:
            refused[n] = refusal
        else:
            seen.add(draft.code)
    return refused


def _verdict(draft: StoreDraft, outcomes: dict[str, Outcome], refusal: Refusal | None) -> Verdict:
    if refusal:
        return Verdict(draft.code, Outcome.REFUSED, refusal)
    return Verdict(draft.code, outcomes.get(draft.code, Outcome.UNCHANGED))
