"""Wording by locale, from ``bots/text/*.toml``: sentences, the words that people use, numbers, times and distances."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

FALLBACK = "en"
_ONE_IS_SINGULAR = {"en", "de", "es"}


@cache
def locales() -> tuple[str, ...]:
    """The languages that the chat speaks, the fallback first."""
    folder = resources.files("bots") / "text"
    found = sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    return (FALLBACK, *(name for name in found if name != FALLBACK))


@cache
def _file(locale: str) -> Mapping[str, Any]:
    return tomllib.loads((resources.files("bots") / "text" / f"{locale}.toml").read_text("utf-8"))


@cache
def sentences(locale: str) -> Mapping[str, Any]:
    """Every wording of one locale by its dotted name."""
    return {
        f"{room}.{name}": wording
        for room, wordings in _file(locale).items()
        if room not in {"words", "numbers"}
        for name, wording in wordings.items()
    }


def words(locale: str) -> Mapping[str, list[str]]:
    """The words of one locale that are understood in every state, by what they mean."""
    found: Mapping[str, list[str]] = _file(locale)["words"]
    return found


def numbers(locale: str) -> list[str]:
    """The number words of one locale, from zero."""
    found: list[str] = _file(locale)["numbers"]["words"]
    return found


def locale_for(wanted: str) -> str:
    """The spoken locale nearest to a language tag such as ``zh-Hans-CN``; empty where none is near."""
    language = wanted.replace("_", "-").split("-")[0].lower()
    return language if language in locales() else ""


def tell(locale: str, name: str, /, **values: object) -> str:
    """The sentence of that name. One with plural forms chooses by ``n``."""
    wording = sentences(locale).get(name, sentences(FALLBACK)[name])
    if isinstance(wording, dict):
        is_singular = locale in _ONE_IS_SINGULAR and values.get("n") == 1
        wording = wording["one" if is_singular and "one" in wording else "other"]
    return str(wording).format(**values)


def distance(locale: str, kilometres: float) -> str:
    """A distance as people say it: metres when near, whole kilometres when far."""
    if kilometres < 1:
        return tell(locale, "units.metres", n=round(kilometres * 100) * 10)
    return tell(locale, "units.kilometres", n=round(kilometres, 1) if kilometres < 10 else round(kilometres))


def moment(locale: str, instant: datetime, zone: str, now: datetime) -> str:
    """An instant on the store's own clock: today, tomorrow, or a day by its date."""
    local, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock = f"{local:%H:%M}"
    days = (local.date() - today).days
    if days in {0, 1}:
        return tell(locale, "units.today" if days == 0 else "units.tomorrow", clock=clock)
    weekday = sentences(locale)["units.weekdays"][local.weekday()]
    return tell(locale, "units.day", weekday=weekday, day=local.day, month=local.month, clock=clock)
