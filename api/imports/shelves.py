"""Counting shelves from an inventory file: its locations are stores, by code or by name."""

from collections.abc import Collection, Sequence

from api.imports.inventory_csv import InventoryInFile, ShelfInFile
from api.imports.rows import in_batches
from api.imports.summary import Summary, Verdict
from stores.catalog import queries as catalog
from stores.database import rows
from stores.inventory import services as inventory
from stores.inventory.services import ShelfCount

_BATCH = 1000


async def count_shelves(found: InventoryInFile, summary: Summary) -> None:
    """Set what is on hand to what the file says; what it names and nobody knows becomes a verdict."""
    known = await catalog.known_skus(found.customs)
    summary.verdicts += [
        Verdict(line, "SKU", f"No product has the SKU {sku}.", found.name)
        for sku, line in found.lines.items()
        if sku not in known
    ]
    stores = await _stores_called({shelf.location for shelf in found.shelves})
    shelves = [shelf for shelf in found.shelves if shelf.sku in known]
    for batch in in_batches(shelves, _BATCH):
        counted = [shelf for shelf in batch if len(stores.get(_plain(shelf.location), ())) == 1]
        summary.verdicts += [_unplaced(shelf, stores, found.name) for shelf in batch if shelf not in counted]
        await _count(counted, stores, found.name, summary)


async def _count(shelves: Sequence[ShelfInFile], stores: dict[str, list[str]], file: str, summary: Summary) -> None:
    by_count = {ShelfCount(stores[_plain(shelf.location)][0], shelf.sku, shelf.on_hand): shelf for shelf in shelves}
    refused = await inventory.count_shelves(list(by_count), reference=f"import:{file}"[:128])
    summary.remarks["Shelves counted"] += len(by_count) - len(refused)
    for count in refused:
        shelf = by_count[count]
        why = f"{count.on_hand} x {count.sku} are fewer than are promised to buyers."
        summary.verdicts.append(Verdict(shelf.line, shelf.column, why, file))


async def _stores_called(names: Collection[str]) -> dict[str, list[str]]:
    """The ids of the stores with these codes, else of those with these names, by the name in lower case."""
    found = await rows(
        "SELECT wanted.name, store.id FROM unnest($1::text[]) wanted(name)"
        " JOIN store ON lower(store.code) = wanted.name"
        " OR lower(store.name) = wanted.name AND NOT EXISTS (SELECT FROM store WHERE lower(code) = wanted.name)",
        list({_plain(name) for name in names}),
    )
    stores: dict[str, list[str]] = {}
    for row in found:
        stores.setdefault(row["name"], []).append(row["id"])
    return stores


def _unplaced(shelf: ShelfInFile, stores: dict[str, list[str]], file: str) -> Verdict:
    several = _plain(shelf.location) in stores
    why = (
        f"Several stores are called {shelf.location}; use the store's code."
        if several
        else (f"No store has the code or name {shelf.location}.")
    )
    return Verdict(shelf.line, shelf.column, why, file)


def _plain(name: str) -> str:
    return name.lower()
