"""Reading single cells of merchants' files: numbers, countries, tariff codes, yes and no, and HTML."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from html.parser import HTMLParser

from babel import Locale

from stores.kernel.money import Money

_NUMBER = re.compile(r"\d{1,15}(\.\d{1,15})?")
_DEGREES = re.compile(r"[-+]?\d{1,3}(\.\d{1,17})?")
_WHOLE = re.compile(r"(\d{1,9})(\.0+)?")
_TARIFF_CODE = re.compile(r"\d{4,12}")
_YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_GRAMS = {"g": Decimal(1), "kg": Decimal(1000), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125")}
_HEAVIEST_G = 2_000_000_000


class WrongCell(ValueError):
    """A cell cannot be understood: its column, and why."""

    def __init__(self, column: str, why: str) -> None:
        self.column, self.why = column, why
        super().__init__(f"{column}: {why}")


def decimal_in(column: str, cell: str) -> Decimal:
    """A number as the file writes it, exactly. Raises: WrongCell."""
    if not _NUMBER.fullmatch(cell):
        raise WrongCell(column, f"“{cell}” is not a number of the form 12.50.")
    return Decimal(cell)


def money_in(column: str, cell: str, currency: str) -> Money | None:
    """An amount in major units, None when the cell is empty. Raises: WrongCell."""
    if not cell:
        return None
    try:
        return Money.of(decimal_in(column, cell), currency)
    except WrongCell:
        raise
    except ValueError as too_fine:
        raise WrongCell(column, f"{too_fine}.") from too_fine


def count_in(column: str, cell: str) -> int:
    """A number of pieces. Raises: WrongCell: it is negative, broken or no number."""
    whole = _WHOLE.fullmatch(cell)
    if whole is None:
        raise WrongCell(column, f"“{cell}” is not a number of pieces.")
    return int(whole[1])


def grams_in(column: str, cell: str, unit: str) -> int | None:
    """A weight in whole grams; None when it is empty or 0, which files write for a weight nobody knows.

    Raises:
        WrongCell: it is not a number, or the unit is none of g, kg, lb, oz.
    """
    if not cell:
        return None
    if unit.casefold() not in _GRAMS:
        raise WrongCell(column, f"“{unit}” is not a unit of weight: g, kg, lb or oz.")
    grams = int((decimal_in(column, cell) * _GRAMS[unit.casefold()]).quantize(Decimal(1), ROUND_HALF_UP))
    if grams > _HEAVIEST_G:
        raise WrongCell(column, f"“{cell}” is more than anything weighs.")
    return grams or None


def country_in(column: str, cell: str) -> str | None:
    """An ISO 3166-1 alpha-2 code in capitals, None when the cell is empty. Raises: WrongCell."""
    if not cell:
        return None
    if cell.upper() not in _countries():
        raise WrongCell(column, f"“{cell}” is not a country code of two letters.")
    return cell.upper()


def tariff_code_in(column: str, cell: str) -> str | None:
    """A code of the Harmonized System in digits alone, None when the cell is empty. Raises: WrongCell."""
    digits = cell.replace(".", "").replace(" ", "")
    if not digits:
        return None
    if not _TARIFF_CODE.fullmatch(digits):
        raise WrongCell(column, f"“{cell}” is not a tariff code of 4 to 12 digits.")
    return digits


def yes_in(column: str, cell: str, *, unsaid: str) -> bool:
    """Yes or no; an empty cell counts as ``unsaid``. Raises: WrongCell."""
    answer = _YES_NO.get((cell or unsaid).casefold())
    if answer is None:
        raise WrongCell(column, f"“{cell}” is neither true nor false.")
    return answer


def degrees_in(column: str, cell: str, most: int) -> float:
    """A latitude or a longitude in WGS 84 degrees, at most so many either way. Raises: WrongCell."""
    if not _DEGREES.fullmatch(cell) or abs(float(cell)) > most:
        raise WrongCell(column, f"“{cell}” is not a number of degrees between -{most} and {most}.")
    return float(cell)


def short_in(column: str, cell: str, longest: int) -> str:
    """A text that fits its place. Raises: WrongCell: it is longer."""
    if len(cell) > longest:
        raise WrongCell(column, f"is longer than {longest} characters.")
    return cell


def text_of_html(html: str) -> str:
    """The words of an HTML fragment as plain text, a line for each block; scripts, styles and markup are gone."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    SILENT = frozenset({"script", "style", "template", "iframe", "object", "noscript", "title"})
    INLINE = frozenset("a abbr b bdi bdo cite code em font i kbd mark q s small span strong sub sup u var wbr".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silenced_by: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self.silenced_by.append(tag)
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silenced_by and self.silenced_by[-1] == tag:
            self.silenced_by.pop()
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self.silenced_by:
            self.parts.append(" ".join(data.split("\n")))

    def _break(self, tag: str) -> None:
        if tag not in self.INLINE:
            self.parts.append("\n")


@cache
def _countries() -> frozenset[str]:
    return frozenset(_alpha_2())


def _alpha_2() -> Iterator[str]:
    # Babel's territories also hold regions of the world (numbers) and a few codes that are no countries.
    groups = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    codes = map(str, Locale("en").territories)
    return (code for code in codes if len(code) == 2 and code.isalpha() and code not in groups)
