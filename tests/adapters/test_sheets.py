"""Lists as files: nothing in a cell is run, nothing is rounded."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.adapters.writers.sheets import Sheet, guarded, to_csv, to_json, to_xlsx

AT = datetime(2026, 3, 2, tzinfo=UTC)


def sheet(*rows):
    return Sheet("list", ("name", "value"), ("名称", "数值"), rows)


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=\u0338A1"]
)
def test_a_formula_is_written_as_text(text):
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("sign", ["＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"])
def test_a_wide_or_small_sign_begins_a_formula_too(sign):
    assert guarded(f"{sign}SUM(A1)") == f"'{sign}SUM(A1)"


@pytest.mark.parametrize("sign", ["=", "@", "＝", "+cmd"])
@pytest.mark.parametrize(
    "blank",
    ["\u200b", "\ufeff", "\u2060", "\u200d", "\u00ad", "\u202e", " ", "\u3000", "\u00a0",
     "\u2028", "\x85", "\u3164", "\u115f", "\u1160", "\uffa0", "\u2800", "\u180e", "\ufe0f",
     "\u034f", "\u17b4", "\U000e0020", "\ufeff \u200b"],
    ids=ascii,
)  # fmt: skip
def test_a_formula_behind_what_nobody_sees_is_written_as_text(blank, sign):
    assert guarded(f"{blank}{sign}1+1") == f"'{blank}{sign}1+1"


@pytest.mark.parametrize(
    "text", ["－3.5", "\u3000-0.11%", "\u200b高新技术企业", "\u200b", "\u3000"]
)
def test_behind_what_nobody_sees_numbers_and_words_stay_as_they_are(text):
    assert guarded(text) == text


@pytest.mark.parametrize("text", ["-3.5", "+12", "-0.11%", "100", "高新技术企业", ""])
def test_numbers_and_words_stay_as_they_are(text):
    assert guarded(text) == text


@given(st.text(max_size=30))
def test_no_cell_of_a_csv_begins_a_formula(text):
    content = to_csv(sheet((text, None))).decode("utf-8-sig")

    cell = list(csv.reader(io.StringIO(content, newline="")))[1][0]
    assert not cell.lstrip().startswith(("=", "@", "＝", "＠"))
    assert not cell.startswith(("\t", "\r"))


def test_csv_has_the_mark_that_excel_needs():
    content = to_csv(sheet(("研发经费", Decimal("1.50"))))

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == "名称,数值\r\n研发经费,1.50\r\n"


def test_json_keeps_decimals_as_printed():
    body = json.loads(to_json(sheet(("a", Decimal("1.50"))), {"rows": 1}))

    assert body == {"about": {"rows": 1}, "rows": [{"name": "a", "value": "1.50"}]}


def test_a_workbook_holds_text_as_text_and_no_formula():
    content = to_xlsx([sheet(("=1+1", Decimal("2.5")), ("http://x", None))], made_at=AT)

    book = zipfile.ZipFile(io.BytesIO(content))
    page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page
    assert "=1+1" in book.read("xl/sharedStrings.xml").decode()


def test_the_same_list_gives_the_same_bytes():
    rows = sheet(("a", 1), ("b", Decimal("2")))

    assert to_xlsx([rows], made_at=AT) == to_xlsx([rows], made_at=AT)


def test_cells_beyond_what_excel_takes_are_cut_and_marked():
    content = to_xlsx([sheet(("长" * 40_000, None))], made_at=AT)

    strings = zipfile.ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml").decode()
    assert "长……" in strings


def test_control_characters_and_long_numbers_survive():
    content = to_xlsx([sheet(("a\x00b\x0bc", 10**17))], made_at=AT)

    strings = zipfile.ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml").decode()
    assert "abc" in strings
    assert "100000000000000000" in strings
