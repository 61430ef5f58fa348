"""The console's own words, by language: one TOML file each, chosen by the person."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).parent / "text"
FALLBACK = "en"


class Text:
    """The words of one language: ``text("today.title")``."""

    def __init__(self, locale: str, words: Mapping[str, str]) -> None:
        self.locale = locale
        self._words = words

    def __call__(self, key: str, **values: object) -> str:
        """One sentence, with its gaps filled. A key that no language has is a bug and raises."""
        return self._words[key].format_map(values)

    def has(self, key: str) -> bool:
        """Is there a sentence of our own for this? If not, the shop's own message is shown."""
        return key in self._words


@cache
def texts() -> dict[str, Text]:
    """Every language there is a file for; a sentence it lacks is borrowed from English."""
    words = {path.stem: dict(_flat(tomllib.loads(path.read_text("utf-8")))) for path in sorted(TEXTS.glob("*.toml"))}
    return {locale: Text(locale, {**words[FALLBACK], **own}) for locale, own in words.items()}


def text_for(chosen: str, accept_language: str) -> Text:
    """The language the person chose; else the first one the browser asks for that we have."""
    wanted = [chosen, *_by_preference(accept_language), FALLBACK]
    return next(texts()[locale] for locale in wanted if locale in texts())


def _by_preference(accept_language: str) -> list[str]:
    ranked = [_ranked(part) for part in accept_language.split(",")]
    return [locale for _, locale in sorted(ranked, key=lambda pair: -pair[0])]


def _ranked(part: str) -> tuple[float, str]:
    tag, _, quality = part.partition(";")
    try:
        weight = float(quality.strip().removeprefix("q=") or 1)
    except ValueError:
        weight = 0.0
    return weight, tag.strip().lower().partition("-")[0]


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
