"""Importing a merchant's stores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from api.imports.cells import WrongCell, country_in, degrees_in, short_in
from api.imports.rows import Advance, Row, in_batches, progress_bar, sheet
from api.imports.summary import Summary, Verdict, write_report
from api.imports.writing import kept_unless
from stores.kernel.address import Address, Position
from stores.kernel.errors import Refusal
from stores.locator import services as locator
from stores.locator.drafts import Outcome, StoreDraft
from stores.locator.errors import HoursNotUnderstood, TimeZoneUnknown
from stores.locator.models import StoreService

_BATCH = 1000
_REQUIRED = ("store_id", "name", "country", "tz", "lat", "lon")
_COLUMNS = (*_REQUIRED, "city", "street", "region", "postcode", "phone", "opening_hours", "services")
_KNOWN_AS = {column.casefold(): column for column in _COLUMNS}
# Our own words for what a store does, and those that chains publish.
_SERVICES = {service.value.casefold(): service for service in StoreService} | {
    "mop": StoreService.PICKUP,  # mobile order and pick-up
    "dl": StoreService.LOCAL_DELIVERY,
}
_AT_FAULT: dict[type, str] = {HoursNotUnderstood: "opening_hours", TimeZoneUnknown: "tz"}
_NO_HOURS = "Stores whose hours the file does not say; a store without hours makes no ready promise"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOptions:
    """What a store file does not say, and how to import it."""

    services: tuple[StoreService, ...] = ()  # what every store of the file does, beside what the file says
    opening_hours: str | None = None  # of the stores whose hours the file leaves empty
    dry_run: bool = False
    report: Path | None = None


@dataclass
class _Import:
    """One import under way: what it knows of the file so far, and what became of it."""

    file: str
    options: StoreOptions
    summary: Summary
    code_lines: dict[str, int] = field(default_factory=dict)


async def import_stores_file(path: Path, options: StoreOptions, advance: Advance | None = None) -> Summary:
    """Import a store CSV, batch by batch; ``advance`` is told the line reached, else a progress bar shows it.

    Running it again changes nothing, and an import that was interrupted goes on where it was. A store without
    hours is imported, and makes no ready promise.

    Raises:
        CannotImport: the file is unreadable or lacks a column.
    """
    file = sheet(path, _REQUIRED, _KNOWN_AS)
    summary = Summary("stores", dry_run=options.dry_run)
    work = _Import(path.name, options, summary)
    async with kept_unless(dry_run=options.dry_run):
        with progress_bar(f"Importing {path.name}", file.lines) as drawn:
            for batch in in_batches(file.rows(), _BATCH):
                await _take(work, batch)
                (advance or drawn)(batch[-1].line)

    if options.report:
        write_report(options.report, summary.verdicts)
    return summary


async def _take(work: _Import, batch: Sequence[Row]) -> None:
    work.summary.rows += len(batch)
    drafts = dict(_drafts(work, batch))
    verdicts = await locator.import_stores(list(drafts.values()))
    for line, verdict in zip(drafts, verdicts, strict=True):
        match verdict.outcome:
            case Outcome.CREATED:
                work.summary.created += 1
            case Outcome.CHANGED:
                work.summary.changed += 1
            case Outcome.UNCHANGED:
                work.summary.unchanged += 1
            case Outcome.REFUSED:
                _refuse(work, line, _wrong(verdict.refusal))
    if without_hours := sum(draft.opening_hours is None for draft in drafts.values()):
        work.summary.remarks[_NO_HOURS] += without_hours


def _drafts(work: _Import, batch: Sequence[Row]) -> Iterator[tuple[int, StoreDraft]]:
    for row in batch:
        try:
            draft = _draft(row, work.options)
            first = work.code_lines.setdefault(draft.code, row.line)
            if first != row.line:
                raise WrongCell("store_id", f"The store {draft.code} already stands on line {first}.")
            yield row.line, draft
        except WrongCell as wrong:
            _refuse(work, row.line, wrong)


def _refuse(work: _Import, line: int, wrong: WrongCell) -> None:
    work.summary.verdicts.append(Verdict(line, wrong.column, wrong.why, work.file))


def _wrong(refusal: Refusal | None) -> WrongCell:
    return WrongCell(_AT_FAULT.get(type(refusal), "store_id"), str(refusal))


def _draft(row: Row, options: StoreOptions) -> StoreDraft:
    if row.surplus:
        raise WrongCell("", f"The row has {row.surplus} more cells than there are columns.")
    if empty := next((column for column in _REQUIRED if not row[column]), None):
        raise WrongCell(empty, "is empty.")
    said = {*_services_in(row["services"]), *options.services}
    return StoreDraft(
        code=short_in("store_id", row["store_id"], 64),
        name=short_in("name", row["name"], 200),
        address=_address(row),
        position=Position(degrees_in("lat", row["lat"], 90), degrees_in("lon", row["lon"], 180)),
        time_zone=short_in("tz", row["tz"], 64),
        phone=short_in("phone", row["phone"], 64) or None,
        opening_hours=row["opening_hours"] or options.opening_hours,
        services=tuple(service for service in StoreService if service in said) or None,
    )


def _address(row: Row) -> Address:
    return Address(
        lines=(row["street"],) if row["street"] else (),
        city=short_in("city", row["city"], 120),
        region=short_in("region", row["region"], 120) or None,
        postal_code=short_in("postcode", row["postcode"], 32) or None,
        country_code=country_in("country", row["country"]) or "",
    )


def _services_in(cell: str) -> Iterator[StoreService]:
    names = (name.strip().casefold() for name in cell.split(";"))
    return (_SERVICES[name] for name in names if name in _SERVICES)
