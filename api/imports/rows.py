"""Reading a merchant's CSV row by row, plain or gzipped, and showing how far one is."""

import csv
import gzip
import sys
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Item = TypeVar("Item")
Advance = Callable[[int], None]  # told the line that has been reached

_LARGEST_CELL = 4 * 1024 * 1024  # a description with pictures pasted into it is far beyond csv's own limit
_DELIMITERS = ",;\t"


class CannotImport(Exception):
    """Nothing can be imported: the file is unreadable or a choice is wrong; one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins on, and its cells by column, stripped; a cell that is not there is empty."""

    line: int
    cells: Mapping[str, str]
    surplus: int = 0  # cells beyond the header's, not empty: this row's columns cannot be trusted

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheet:
    """A CSV file that can be read: its columns, and how many lines it has."""

    path: Path
    columns: tuple[str, ...]
    lines: int
    delimiter: str

    def rows(self) -> Iterator[Row]:
        """Every row below the header that is not empty. Raises: CannotImport: its quotes are broken."""
        with _opened(self.path) as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            next(reader)
            begins = reader.line_num + 1
            try:
                for cells in reader:
                    if any(map(str.strip, cells)):
                        yield self._row(begins, cells)
                    begins = reader.line_num + 1
            except csv.Error as broken:
                raise CannotImport(f"{self.path.name} is not a CSV file from line {begins} on: {broken}.") from broken

    def _row(self, line: int, cells: list[str]) -> Row:
        stripped = [cell.replace("\0", "").strip() for cell in cells]  # PostgreSQL stores no NUL
        surplus = sum(map(bool, stripped[len(self.columns) :]))
        return Row(line, dict(zip(self.columns, stripped, strict=False)), surplus)


def sheet(path: Path, required: Collection[str], known_as: Mapping[str, str] | None = None) -> Sheet:
    """A file's sheet; ``known_as`` gives other headings (in lower case) of columns their usual name.

    Raises:
        CannotImport: the file is not there, is not UTF-8 text, or lacks a required column.
    """
    csv.field_size_limit(_LARGEST_CELL)
    try:
        heading, lines = _first_line_and_number(path)
    except (OSError, EOFError, zlib.error) as broken:
        raise CannotImport(f"{path} cannot be read: {getattr(broken, 'strerror', None) or broken}.") from broken
    except UnicodeDecodeError as broken:
        raise CannotImport(f"{path.name} is not UTF-8 text. Save it as “CSV UTF-8” and try again.") from broken

    delimiter = max(_DELIMITERS, key=heading.count)
    columns = tuple(_usual(column, known_as or {}) for column in next(csv.reader([heading], delimiter=delimiter), []))
    if missing := [column for column in required if column not in columns]:
        raise CannotImport(f"{path.name} has no column {' and no column '.join(missing)}.")
    return Sheet(path, columns, lines, delimiter)


def in_batches(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """The items, so many at a time."""
    left = iter(items)
    while batch := tuple(islice(left, size)):
        yield batch


@contextmanager
def progress_bar(title: str, lines: int) -> Iterator[Advance]:
    """How far an import is, drawn on stderr when a person is watching it, and not at all otherwise."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(title, total=lines)
        yield lambda line: progress.update(task, completed=line)


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _first_line_and_number(path: Path) -> tuple[str, int]:
    """The first line, and how many there are: reading to the end also shows that all of it is text."""
    with _opened(path) as file:
        first = next(file, "")
        return first.rstrip("\r\n"), 1 + sum(1 for _ in file)


def _usual(column: str, known_as: Mapping[str, str]) -> str:
    name = " ".join(column.split())
    return known_as.get(name.casefold(), name)
