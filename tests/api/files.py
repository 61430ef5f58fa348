"""Small files as merchants export them, written for one test each."""

import csv
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

PRODUCT_COLUMNS = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published",
    "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Variant SKU", "Variant Grams",
    "Variant Price", "Variant Barcode", "Image Src", "Image Position", "Image Alt Text", "Status",
)  # fmt: skip
INVENTORY_COLUMNS = ("Handle", "Title", "Option1 Name", "Option1 Value", "SKU", "HS Code", "COO")
STORE_COLUMNS = (
    "store_id", "brand", "name", "ownership", "street", "city", "region", "country", "postcode", "phone", "tz",
    "tz_published", "lat", "lon", "coord_precision_m", "coord_source", "opening_hours", "hours_source", "services",
)  # fmt: skip

DATA = Path(os.environ.get("WHARFSIDE_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
with_real_files = pytest.mark.skipif(
    not DATA.is_dir(), reason="needs the real files: set WHARFSIDE_DATA to their folder"
)


def a_file(path: Path, columns: tuple[str, ...], *rows: Mapping[str, str], encoding: str = "utf-8") -> Path:
    """A CSV file with these columns; a row names the cells that are not empty."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def a_row(handle: str, **cells: str) -> dict[str, str]:
    """A row of a product file: a product without options that costs 12.50, but for what is said."""
    plain = {"Handle": handle, "Title": handle.title(), "Option1 Name": "Title", "Option1 Value": "Default Title",
             "Variant SKU": handle.upper(), "Variant Price": "12.50"}  # fmt: skip
    return plain | {column.replace("_", " "): cell for column, cell in cells.items()}


def a_store_row(code: str, **cells: str) -> dict[str, str]:
    """A row of a store file: a store in Tokyo, but for what is said."""
    plain = {"store_id": code, "name": f"Store {code}", "street": "1-2-3 Ginza", "city": "Tokyo", "country": "JP",
             "postcode": "104-0061", "tz": "Asia/Tokyo", "lat": "35.6717", "lon": "139.765"}  # fmt: skip
    return plain | cells
