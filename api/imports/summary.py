"""What an import did: counts, a verdict for each row that was not taken, and the report file."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why one row was not taken: the line it begins on (the header is 1), and the column at fault, if one is."""

    line: int
    column: str
    why: str
    file: str


@dataclass
class Summary:
    """The outcome of one import; with ``dry_run`` it says what would have been."""

    of: str  # what was imported, in the plural
    dry_run: bool = False
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    verdicts: list[Verdict] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)  # a sentence about rows that were taken, and how many

    @property
    def lines(self) -> list[str]:
        """The outcome for people, a sentence a line."""
        said = f"{self.of.capitalize()}: {self.created} new, {self.changed} changed, {self.unchanged} unchanged"
        told = [f"{said}, from {self.rows} rows."]
        told += [f"{remark}: {number}." for remark, number in self.remarks.items()]
        if self.verdicts:
            first = self.verdicts[0]
            place = f"line {first.line}" + (f", {first.column}" if first.column else "")
            told.append(f"Rows not taken: {len(self.verdicts)}. The first: {place} of {first.file}: {first.why}")
        if self.dry_run:
            told.append("This was a dry run: nothing was written.")
        return told


def write_report(path: Path, verdicts: list[Verdict]) -> None:
    """Write the verdicts as a CSV of line, column, why and file, in the order of the lines."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "column", "why", "file"])
        writer.writerows([v.line, v.column, v.why, v.file] for v in sorted(verdicts, key=_place))


def _place(verdict: Verdict) -> tuple[str, int, str]:
    return verdict.file, verdict.line, verdict.column
