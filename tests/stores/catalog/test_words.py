"""How texts are chosen by language, and how words are folded for search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stores.catalog.rules import folded, locales_for, pattern_of, search_text, text_in, variant_title, words_of


@pytest.mark.parametrize(
    ("asked", "told"),
    [("ja", "清酒"), ("ja-JP", "清酒"), ("de_AT", "Reiswein"), ("fr", "Sake"), ("en-GB", "Sake")],
)
def test_a_reader_gets_their_language_or_english(asked, told):
    texts = {"en": "Sake", "ja": "清酒", "de": "Reiswein"}

    assert text_in(texts, asked) == told


def test_a_product_told_in_one_language_only_is_told_in_that_one():
    assert text_in({"no": "Rødvin"}, "ja") == "Rødvin"
    assert text_in({}, "ja") is None


def test_a_script_of_a_language_is_tried_before_the_language():
    assert locales_for("zh-Hant-TW") == ["zh-Hant-TW", "zh-Hant", "zh", "en"]


def test_a_variant_is_called_by_its_choices_unless_it_is_the_only_one():
    assert variant_title("Green Tea", ["50 g", "Tin"]) == "Green Tea, 50 g, Tin"
    assert variant_title("Green Tea", ["Default Title"]) == "Green Tea"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("GRÜNER", "Grüner Tee"),
        ("gruner", "Grüner Tee"),
        ("strasse", "Straße"),
        ("rodvin", "Rødvin"),
        ("ＳＡＫＥ", "Sake"),
        ("ワイン", "わいん"),
        ("ﾜｲﾝ", "ワイン"),
        ("jalapeno", "Jalapeño"),
    ],
)
def test_case_width_accents_and_kana_make_no_difference(typed, stored):
    assert folded(typed) in folded(stored)


def test_a_voiced_kana_stays_another_letter():
    assert folded("が") != folded("か")


def test_each_chinese_or_japanese_sign_is_found_as_a_word_of_its_own():
    looked_through = search_text(["純米大吟醸 清酒"], [])

    assert words_of("大吟醸") == ["大 吟 醸"]
    assert pattern_of("大 吟 醸").strip("%") in looked_through
    assert pattern_of("酒").strip("%") in looked_through


def test_a_search_is_cut_into_words_without_signs_that_a_pattern_could_mistake():
    assert words_of("  Chianti 100%  _under_ chianti 0.75 ") == ["chianti", "100", "under", "0 75"]
    assert words_of(" %%% ") == []


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text):
    once = folded(text)

    assert folded(once) == once
    assert not {"%", "_", "\n"} & set(once)


@given(st.text(min_size=1))
def test_a_text_is_found_by_each_of_its_own_words(text):
    looked_through = search_text([text], [])

    for word in words_of(text):
        assert pattern_of(word).strip("%") in looked_through
