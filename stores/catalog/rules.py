"""What a product is made of, which language it is told in, and how its words are folded for search."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

FALLBACK_LOCALE = "en"
MOST_WORDS = 8  # a search looks for no more words than these
ONLY_OPTION = "Default Title"  # what merchants' files call the one variant of a product without options

Value = TypeVar("Value")

_ACCENTS = re.compile(r"[\u0300-\u036f]")  # not U+3099: が without its mark would be か
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_KATAKANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}
_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK_SIGN = re.compile(f"[{_CJK}]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Text:
    """What a product is called and how it is described in one language, as plain text."""

    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: where it is, and what it shows in words."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One way in which the variants of a product differ, and the choices."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantDraft:
    """A variant as a merchant describes it; None is what the merchant does not say."""

    sku: str
    option_values: tuple[str, ...] = ()
    barcode: str | None = None
    hs_code: str | None = None
    origin_country: str | None = None
    weight_g: int | None = None
    minimum_age: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDraft:
    """A product as a merchant describes it; None is what the merchant does not say."""

    slug: str
    texts: Mapping[str, Text]  # by locale
    variants: tuple[VariantDraft, ...]
    brand: str | None = None
    category: str | None = None
    origin_country: str | None = None
    images: tuple[Image, ...] | None = None
    options: tuple[Option, ...] | None = None
    is_published: bool = True


def locales_for(locale: str) -> list[str]:
    """The locales that serve a reader, best first: ``zh-Hant-TW``, ``zh-Hant``, ``zh``, ``en``."""
    parts = locale.replace("_", "-").split("-")
    asked = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return list(dict.fromkeys([*asked, FALLBACK_LOCALE]))


def text_in(texts: Mapping[str, Value], locale: str) -> Value | None:
    """The text in the locale, else in its language, else in English, else in any; None when there is none."""
    for served in locales_for(locale):
        if served in texts:
            return texts[served]
    return texts[min(texts)] if texts else None


def variant_title(title: str, option_values: Iterable[str]) -> str:
    """What a variant is called: the product's title, then the choices that make it this variant."""
    return ", ".join([title, *(value for value in option_values if value and value != ONLY_OPTION)])


def folded(text: str) -> str:
    """The words of a text without case, width, accents or punctuation, parted by one space.

    Each Chinese or Japanese sign is a word of its own, so that a trigram index finds one of any length;
    katakana is written as hiragana, so that a reader may type either.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", plain)))
    parted = _CJK_SIGN.sub(r" \g<0> ", bare.translate(_KATAKANA))
    return _BETWEEN_WORDS.sub(" ", parted).strip()


def words_of(search: str) -> list[str]:
    """What a search asks for: each word as typed, folded; a word of several signs stays a phrase."""
    words = (folded(word) for word in unicodedata.normalize("NFKC", search).split())
    return list(dict.fromkeys(word for word in words if word))[:MOST_WORDS]


def pattern_of(word: str) -> str:
    """A LIKE pattern that finds a folded word anywhere in ``search_text``; a sign only as a whole."""
    before = " " if _CJK_SIGN.match(word[0]) else ""
    after = " " if _CJK_SIGN.match(word[-1]) else ""
    return f"%{before}{word}{after}%"


def search_text(names: Iterable[str | None], details: Iterable[str | None]) -> str:
    """What a product's search looks through: a line of its names, which weigh more, and a line of the rest."""
    lines = (" ".join(dict.fromkeys(folded(part) for part in parts if part)) for parts in (names, details))
    return "\n".join(f" {line} " for line in lines)
