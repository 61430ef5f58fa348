"""Every language says everything, with the same values, and its words are understood one way only."""

from collections import Counter
from datetime import UTC, datetime
from string import Formatter

import pytest

from bots.engine import text
from bots.engine.hearing import plain


def values_in(wording: object) -> set[str]:
    """The names of the values that a wording is filled with."""
    forms = wording.values() if isinstance(wording, dict) else wording if isinstance(wording, list) else [wording]
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


@pytest.mark.parametrize("locale", text.locales())
def test_a_language_says_everything_with_the_same_values(locale: str):
    english = text.sentences("en")

    here = text.sentences(locale)

    assert set(here) == set(english)
    assert {name: values_in(wording) for name, wording in here.items()} == {
        name: values_in(wording) for name, wording in english.items()
    }


@pytest.mark.parametrize("locale", text.locales())
def test_a_language_knows_the_words_that_work_everywhere(locale: str):
    words = text.words(locale)

    assert set(words) == set(text.words("en"))
    assert all(word == plain(word) for spellings in words.values() for word in spellings if word != "?")
    assert len(text.numbers(locale)) == 11


def test_no_word_means_two_things():
    meant = Counter(
        word for locale in text.locales() for spellings in text.words(locale).values() for word in spellings
    )

    assert [word for word, times in meant.items() if times > 1] == []


@pytest.mark.parametrize(("locale", "expected"), [("en", "Sat 14/3, 09:00"), ("zh", "3月14日（周六）09:00")])
def test_a_moment_is_told_on_the_stores_own_clock(locale: str, expected: str):
    midnight_utc, now = datetime(2026, 3, 14, tzinfo=UTC), datetime(2026, 3, 12, tzinfo=UTC)

    assert text.moment(locale, midnight_utc, "Asia/Tokyo", now) == expected


def test_a_day_is_tomorrow_by_the_stores_calendar():
    now = datetime(2026, 3, 12, 16, tzinfo=UTC)  # already the 13th in Tokyo

    assert text.moment("en", datetime(2026, 3, 13, 1, tzinfo=UTC), "Asia/Tokyo", now) == "today 10:00"


@pytest.mark.parametrize(
    ("kilometres", "expected"), [(0.0, "0 m"), (0.846, "850 m"), (5.24, "5.2 km"), (1762.6, "1763 km")]
)
def test_a_distance_is_told_as_people_tell_it(kilometres: float, expected: str):
    assert text.distance("en", kilometres) == expected
