"""Reading merchants' files: what is a row, which cells are understood, and when a file cannot be read."""

import gzip

import pytest

from api.imports.cells import WrongCell, count_in, country_in, grams_in, tariff_code_in, text_of_html
from api.imports.rows import CannotImport, sheet
from api.imports.summary import Summary, Verdict


def written(folder, content, name="file.csv"):
    path = folder / name
    path.write_bytes(content)
    return path


def cells_of(path, required=("a",)):
    return [(row.line, dict(row.cells)) for row in sheet(path, required).rows()]


@pytest.mark.parametrize("content", [b"a,b\n1,\xe9\x8a\x80\n", b"\xef\xbb\xbfa,b\r\n1,\xe9\x8a\x80\r\n"])
def test_a_file_is_read_with_and_without_a_byte_order_mark(tmp_path, content):
    assert cells_of(written(tmp_path, content)) == [(2, {"a": "1", "b": "銀"})]


@pytest.mark.parametrize("content", [b"a;b;c\n1,5;2;3\n", b"a\tb\tc\n1,5\t2\t3\n"])
def test_a_spreadsheets_semicolons_and_tabs_are_understood(tmp_path, content):
    assert cells_of(written(tmp_path, content)) == [(2, {"a": "1,5", "b": "2", "c": "3"})]


def test_a_row_is_known_by_the_line_on_which_it_begins(tmp_path):
    path = written(tmp_path, b'a,b\n"one\nand more",2\n\n,\n3\n')

    assert cells_of(path) == [(2, {"a": "one\nand more", "b": "2"}), (6, {"a": "3"})]


def test_a_row_tells_its_surplus_cells_and_empty_ones_where_it_ends_early(tmp_path):
    first, second = sheet(written(tmp_path, b"a,b\n1,2,,3\n1\n"), ("a",)).rows()

    assert (first.surplus, second.surplus, second["b"]) == (1, 0, "")


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"a,b\n1,caf\xe9\n", "file.csv", "file.csv is not UTF-8 text"),
        ("a,b\n".encode("utf-16"), "file.csv", "file.csv is not UTF-8 text"),
        (b"a,b\n", "file.csv.gz", "cannot be read: Not a gzipped file"),
        (gzip.compress(b"a,b\n" * 999, mtime=0)[:-9], "file.csv.gz", "cannot be read"),
        (b"", "file.csv", "file.csv has no column a."),
        (b"b,c\n1,2\n", "file.csv", "file.csv has no column a."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path, content, name, why):
    with pytest.raises(CannotImport, match=why):
        sheet(written(tmp_path, content, name), ("a",))


def test_a_file_that_is_not_there_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(CannotImport, match="No such file"):
        sheet(tmp_path / "nowhere.csv", ("a",))
    with pytest.raises(CannotImport, match="Is a directory"):
        sheet(tmp_path, ("a",))


@pytest.mark.parametrize(
    ("cell", "unit", "grams"),
    [
        ("1300.0", "g", 1300),
        ("0.75", "kg", 750),
        ("1", "lb", 454),
        ("2", "OZ", 57),
        ("0.0", "g", None),
        ("", "kg", None),
    ],
)
def test_weights_become_whole_grams(cell, unit, grams):
    assert grams_in("Weight", cell, unit) == grams


def test_cells_that_cannot_be_understood_say_why():
    with pytest.raises(WrongCell, match="stone"):
        grams_in("Weight", "1", "stone")
    with pytest.raises(WrongCell, match="more than anything weighs"):
        grams_in("Weight", "999999999999", "kg")
    with pytest.raises(WrongCell, match="number of pieces"):
        count_in("On hand", "many")
    with pytest.raises(WrongCell, match="two letters"):
        country_in("COO", "EU")
    with pytest.raises(WrongCell, match="4 to 12 digits"):
        tariff_code_in("HS Code", "22")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br>two</p><p>three</p>", "One\ntwo\nthree"),
        ("plain &amp; simple, 3 < 4", "plain & simple, 3 < 4"),
        ("<b>b</b>old <i>w</i>ords", "bold words"),
        ("<script>alert(1)</script><style>p{}</style>safe", "safe"),
        ("<p onclick='x()'>hi<img src=x onerror=alert(1)></p>", "hi"),
        ("", ""),
    ],
)
def test_html_becomes_plain_text(html, text):
    assert text_of_html(html) == text


def test_a_summary_says_what_was_done_and_the_first_row_that_was_not():
    summary = Summary("stores", rows=3, created=1, changed=1, verdicts=[Verdict(4, "lat", "is empty.", "s.csv")])

    assert summary.lines == [
        "Stores: 1 new, 1 changed, 0 unchanged, from 3 rows.",
        "Rows not taken: 1. The first: line 4, lat of s.csv: is empty.",
    ]
