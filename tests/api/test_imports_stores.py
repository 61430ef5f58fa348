"""Importing the store files of merchants."""

import gzip

import pytest

from api.imports.rows import CannotImport
from api.imports.stores_csv import StoreOptions, import_stores_file
from stores.locator.models import Store, StoreService
from tests.api.files import STORE_COLUMNS, a_file, a_store_row

pytestmark = pytest.mark.usefixtures("tx")


def stores_file(folder, *rows, name="stores.csv"):
    return a_file(folder / name, STORE_COLUMNS, *rows)


async def test_a_store_is_read_from_its_row(tmp_path):
    row = a_store_row(
        "GINZA", name="Ginza", phone="03 1234", opening_hours="Mo-Sa 10:00-20:00", services="OG; MOP; returns"
    )

    summary = await import_stores_file(stores_file(tmp_path, row), StoreOptions())

    assert (summary.created, summary.rows, summary.verdicts) == (1, 1, [])
    store = await Store.get(code="GINZA")
    assert (store.name, store.city, store.country_code, store.time_zone) == ("Ginza", "Tokyo", "JP", "Asia/Tokyo")
    assert (store.latitude, store.longitude, store.phone) == (35.6717, 139.765, "03 1234")
    assert store.opening_hours == "Mo-Sa 10:00-20:00"
    assert set(store.services) == {StoreService.PICKUP, StoreService.RETURNS}


async def test_running_it_twice_changes_nothing_and_a_moved_store_is_changed(tmp_path):
    rows = [a_store_row("A"), a_store_row("B")]
    await import_stores_file(stores_file(tmp_path, *rows), StoreOptions())

    again = await import_stores_file(stores_file(tmp_path, *rows), StoreOptions())
    moved = await import_stores_file(stores_file(tmp_path, rows[0], a_store_row("B", lat="35.7")), StoreOptions())

    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert (moved.created, moved.changed, moved.unchanged) == (0, 1, 1)


async def test_a_store_without_hours_is_imported_and_said_to_make_no_promise(tmp_path):
    summary = await import_stores_file(stores_file(tmp_path, a_store_row("A")), StoreOptions())

    assert (await Store.get(code="A")).opening_hours is None
    assert any("no ready promise: 1" in line for line in summary.lines)


async def test_what_the_file_does_not_say_can_be_said_for_all_its_stores(tmp_path):
    options = StoreOptions(services=(StoreService.PICKUP,), opening_hours="08:00-20:00")
    rows = [a_store_row("A"), a_store_row("B", opening_hours="24/7", services="dl")]

    await import_stores_file(stores_file(tmp_path, *rows), options)

    stores = {store.code: store for store in await Store.all()}
    assert (stores["A"].opening_hours, stores["A"].services) == ("08:00-20:00", ["PICKUP"])
    assert (stores["B"].opening_hours, set(stores["B"].services)) == ("24/7", {"PICKUP", "LOCAL_DELIVERY"})


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("store_id", ""),
        ("name", ""),
        ("country", "Japan"),
        ("country", ""),
        ("lat", "91"),
        ("lat", ""),
        ("lon", "139,76"),
        ("lon", "NaN"),
        ("tz", "Asia/Atlantis"),
        ("tz", ""),
        ("opening_hours", "whenever we like"),
        ("name", "x" * 201),
    ],
)
async def test_a_row_that_cannot_be_understood_is_left_out_with_its_reason(tmp_path, column, cell):
    wrong = a_store_row("A") | {column: cell}

    summary = await import_stores_file(stores_file(tmp_path, wrong, a_store_row("B")), StoreOptions())

    [verdict] = summary.verdicts
    assert (verdict.line, verdict.column) == (2, column)
    assert [store.code for store in await Store.all()] == ["B"]


async def test_a_code_is_taken_by_its_first_row(tmp_path):
    rows = [a_store_row("A", name="First"), a_store_row("A", name="Second")]

    summary = await import_stores_file(stores_file(tmp_path, *rows), StoreOptions())

    assert [verdict.why for verdict in summary.verdicts] == ["The store A already stands on line 2."]
    assert (await Store.get(code="A")).name == "First"


async def test_a_dry_run_writes_nothing(tmp_path):
    rows = [a_store_row("A"), a_store_row("B", lat="north")]
    report = tmp_path / "report.csv"

    summary = await import_stores_file(stores_file(tmp_path, *rows), StoreOptions(dry_run=True, report=report))

    assert (summary.created, len(summary.verdicts)) == (1, 1)
    assert await Store.all().count() == 0
    assert report.read_text(encoding="utf-8").splitlines()[1].startswith("3,lat,")


async def test_an_interrupted_import_goes_on_where_it_was(tmp_path):
    path = stores_file(tmp_path, *(a_store_row(f"S{number}") for number in range(1500)))

    def pull_the_plug(line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await import_stores_file(path, StoreOptions(), pull_the_plug)
    done = await Store.all().count()
    summary = await import_stores_file(path, StoreOptions())

    assert done == 1000
    assert (summary.created, summary.unchanged) == (500, 1000)


async def test_a_gzipped_file_is_read_as_it_is(tmp_path):
    plain = stores_file(tmp_path, a_store_row("A", name="銀座"))
    packed = tmp_path / "stores.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    await import_stores_file(packed, StoreOptions())

    assert (await Store.get(code="A")).name == "銀座"


async def test_a_file_without_a_needed_column_is_refused_in_one_sentence(tmp_path):
    path = a_file(tmp_path / "stores.csv", ("store_id", "name", "country", "tz"), {"store_id": "A"})

    with pytest.raises(CannotImport, match=r"^stores.csv has no column lat and no column lon\.$"):
        await import_stores_file(path, StoreOptions())
