"""The inventory CSV that merchants export: tariff codes, origins, and what is on hand where; a wide and a tall form."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from api.imports.cells import WrongCell, count_in, country_in, tariff_code_in
from api.imports.product_rows import OPTIONS, made_sku
from api.imports.rows import Row, sheet
from api.imports.summary import Verdict
from stores.catalog.rules import ONLY_OPTION

_REQUIRED = ("SKU",)
_NOT_STOCKED = "not stocked"
_KNOWN_AS = {
    heading.casefold(): heading
    for heading in (
        "Handle", "Title", "SKU", "HS Code", "COO", "Location", "Available", "On hand",
        *(f"Option{number} {part}" for number in OPTIONS for part in ("Name", "Value")),
    )
} | {
    "available (not editable)": "Available",
    "on hand (current)": "On hand",
    "on hand (new)": "On hand (new)",
    "incoming (not editable)": "Incoming",
    "unavailable (not editable)": "Unavailable",
    "committed (not editable)": "Committed",
}  # fmt: skip
_OF_THE_VARIANT = {"Handle", "Title", "SKU", "HS Code", "COO", *_KNOWN_AS.values()}
_TALL_ONLY = {"Location", "Bin name", "Incoming", "Unavailable", "Committed", "Available", "On hand", "On hand (new)"}


@dataclass(frozen=True, slots=True)
class Customs:
    """What the border asks of a variant."""

    hs_code: str | None
    origin_country: str | None


@dataclass(frozen=True, slots=True)
class ShelfInFile:
    """A number of pieces of one variant at one location, as the file names it."""

    line: int
    column: str  # where the file names the location
    location: str
    sku: str
    on_hand: int


@dataclass
class InventoryInFile:
    """A whole inventory file, by SKU."""

    name: str
    rows: int = 0
    customs: dict[str, Customs] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)  # where each SKU is first
    shelves: list[ShelfInFile] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


def inventory_in(path: Path) -> InventoryInFile:
    """Read an inventory file of either form. Raises: CannotImport."""
    file = sheet(path, _REQUIRED, _KNOWN_AS)
    is_tall = "Location" in file.columns
    places = () if is_tall else tuple(c for c in file.columns if c and c not in _OF_THE_VARIANT | _TALL_ONLY)
    inventory = InventoryInFile(path.name)
    for row in file.rows():
        inventory.rows += 1
        try:
            _add(inventory, row, places)
        except WrongCell as wrong:
            inventory.verdicts.append(Verdict(row.line, wrong.column, wrong.why, path.name))
    return inventory


def _add(inventory: InventoryInFile, row: Row, places: tuple[str, ...]) -> None:
    if row.surplus:
        raise WrongCell("", f"The row has {row.surplus} more cells than there are columns.")
    sku = row["SKU"] or _sku_made_from(row)
    customs = Customs(tariff_code_in("HS Code", row["HS Code"]), country_in("COO", row["COO"]))
    shelves = list(_shelves_in(row, sku, places))

    known = inventory.customs.get(sku, Customs(None, None))
    inventory.customs[sku] = Customs(customs.hs_code or known.hs_code, customs.origin_country or known.origin_country)
    inventory.lines.setdefault(sku, row.line)
    inventory.shelves += shelves


def _sku_made_from(row: Row) -> str:
    if not row["Handle"]:
        raise WrongCell("SKU", "The row has neither a SKU nor a handle.")
    values = tuple(row[f"Option{number} Value"] for number in OPTIONS)
    return made_sku(row["Handle"], tuple(value for value in values if value not in ("", ONLY_OPTION)))


def _shelves_in(row: Row, sku: str, places: tuple[str, ...]) -> Iterator[ShelfInFile]:
    """The wide form has a column for each location, the tall form a row."""
    for place in places:
        if _is_number(row[place]):
            yield ShelfInFile(row.line, place, place, sku, count_in(place, row[place]))
    if row["Location"]:
        column = next((name for name in ("On hand (new)", "On hand", "Available") if _is_number(row[name])), None)
        if column:
            yield ShelfInFile(row.line, "Location", row["Location"], sku, count_in(column, row[column]))


def _is_number(cell: str) -> bool:
    return bool(cell) and cell.casefold() != _NOT_STOCKED
