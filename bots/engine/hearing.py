"""What somebody means: a choice on offer by tap, number or word; a word that works everywhere; or free words."""

import re
import unicodedata
from dataclasses import dataclass

from bots.engine import text
from bots.engine.turns import BACK_NUMBER, Heard, Option, Session

MORE = "more"
ANY_TIME = "~"  # opens the token of a choice that never grows stale
_AROUND = " \t\n.,!?;:#()[]\"'。，！？；：、（）「」“”"
_KANA = re.compile("[぀-ヿ]")
_HAN = re.compile("[㐀-鿿]")


@dataclass(frozen=True)
class Chosen:
    """One of the options on offer."""

    option: Option


@dataclass(frozen=True)
class Everywhere:
    """A word that works in every state: menu, back, cancel, help, cart, orders, language, more."""

    word: str


@dataclass(frozen=True)
class Speak:
    """The wish to go on in another language."""

    locale: str


@dataclass(frozen=True)
class Stale:
    """A button of an earlier turn."""


@dataclass(frozen=True)
class Free:
    """Words or a location that only the step itself can understand."""


Meaning = Chosen | Everywhere | Speak | Stale | Free


def plain(said: str) -> str:
    """Words as they are compared: one width, one case, no space or punctuation around."""
    return " ".join(unicodedata.normalize("NFKC", said).casefold().strip(_AROUND).split())


def number_in(said: str) -> int | None:
    """The number that was typed in digits of any script or in a word of any language spoken here."""
    word = plain(said)
    if word.isdecimal() and len(word) <= 4:
        return int(word)
    return next((names.index(word) for names in map(text.numbers, text.locales()) if word in names), None)


def meaning_of(session: Session, heard: Heard) -> Meaning:
    """What an event means at the place where the session stands."""
    if heard.token:
        return _tapped(session, heard.token)
    if heard.spot is not None or not plain(heard.text):
        return Free() if heard.spot is not None else Everywhere("help")
    said = plain(heard.text).removeprefix("/")
    return _named(session, said) or _everywhere(said) or _numbered(session, said) or Free()


def guessed_locale(heard: Heard) -> str:
    """The language of somebody who is new: what they write, else what their app says, else the fallback."""
    if _KANA.search(heard.text) and "ja" in text.locales():
        return "ja"
    if _HAN.search(heard.text) and not _KANA.search(heard.text) and "zh" in text.locales():
        return "zh"
    return text.locale_for(heard.locale) or text.FALLBACK


def _tapped(session: Session, token: str) -> Meaning:
    if token == session.token_of_more:
        return Everywhere(MORE)
    if token.startswith(ANY_TIME) and token[1:] in text.words(text.FALLBACK):
        return Everywhere(token[1:])
    return next((Chosen(option) for option in session.offered if option.token == token), Stale())


def _named(session: Session, said: str) -> Meaning | None:
    exact = [option for option in session.offered if said in {plain(option.label), plain(option.short)}]
    if exact:
        return Chosen(exact[0])
    begun = [option for option in session.offered if len(said.encode()) >= 4 and plain(option.label).startswith(said)]
    return Chosen(begun[0]) if len(begun) == 1 else None


def _everywhere(said: str) -> Meaning | None:
    for locale in text.locales():
        if said in text.words(locale)["speak"]:
            return Speak(locale)
        for word, spellings in text.words(locale).items():
            if said in spellings:
                return Everywhere(word)
    return None


def _numbered(session: Session, said: str) -> Meaning | None:
    number = number_in(said)
    if number == BACK_NUMBER:
        return Everywhere("back")
    return next((Chosen(option) for option in session.offered if option.number == number), None)
