"""Templates, times as the store's wall shows them, and static files named after their content."""

from datetime import datetime
from functools import cache
from hashlib import sha256
from os import PathLike, stat_result
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.console import board
from api.console.session import new_nonce
from api.console.text import Text

HERE = Path(__file__).parent
STATIC = HERE / "static"
FOREVER = "public, max-age=31536000, immutable"


@cache
def static_version() -> str:
    """A name that changes when any static file does, so that browsers may keep each one forever."""
    contents = sha256()
    for path in sorted(STATIC.iterdir()):
        contents.update(path.name.encode() + path.read_bytes())
    return contents.hexdigest()[:12]


class KeptFiles(StaticFiles):
    """Static files under a versioned path: kept by the browser, never asked for again."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = FOREVER
        return response


def clock(instant: str, zone: ZoneInfo) -> str:
    """Hours and minutes on the store's wall."""
    return f"{board.moment(instant).astimezone(zone):%H:%M}"


def due_clock(instant: str, now: datetime, zone: ZoneInfo, locale: str) -> str:
    """The clock alone today, the date as well on any other day."""
    return clock(instant, zone) if board.is_today(instant, now, zone) else day_and_clock(instant, zone, locale)


def day_and_clock(instant: str, zone: ZoneInfo, locale: str) -> str:
    """Date and time on the store's wall."""
    local = board.moment(instant).astimezone(zone)
    return f"{format_date(local.date(), 'medium', locale=locale)}, {local:%H:%M}"


def due_words(text: Text, due_at: str | None, now: datetime) -> str:
    """How long there is left, or how late it is."""
    if due_at is None:
        return text("due.none")
    left = board.moment(due_at) - now
    length, numbers = board.span(left)
    return text(f"due.{'late' if left.total_seconds() < 0 else 'in'}_{length}", **numbers)


def spaced(code: str) -> str:
    """A code in groups of three, as the pass shows it."""
    plain = "".join(code.split()).replace("-", "").upper()
    return " ".join(plain[at : at + 3] for at in range(0, len(plain), 3)) if len(plain) == 9 else code


@cache
def templates() -> Environment:
    """The console's templates: everything is escaped, and a missing value is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(clock=clock, day_and_clock=day_and_clock, spaced=spaced, left=board.left_of)
    environment.globals.update(
        new_key=new_nonce, due_words=due_words, due_clock=due_clock, units=board.units, board=board
    )
    return environment


def wants_fragment(headers: Headers) -> bool:
    """Did the console's own script ask, rather than a person who follows a link?"""
    return headers.get("x-requested-with") == "console"
