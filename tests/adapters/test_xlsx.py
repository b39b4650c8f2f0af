"""Excel sheets: numbers as printed, merged cells, titles and notes as lines, nothing hidden."""

import datetime
import io

import pytest
import xlsxwriter

from silian.adapters.readers import read_bytes
from silian.adapters.readers.failures import TooLarge
from silian.adapters.readers.xlsx_formats import show
from tests.adapters.hostile import two_cells


def workbook(fill):
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        fill(book)
    return read_bytes(data.getvalue(), "表.xlsx")


def test_a_sheet_becomes_title_grid_and_note():
    def fill(book):
        sheet = book.add_worksheet("指标表")
        percent = book.add_format({"num_format": "0.0%"})
        sheet.merge_range("B2:E2", "主要指标")
        sheet.write_row("B3", ["序号", "指标\n名称", "2025年", "2030年"])
        sheet.write_row("B4", [1, "研发投入强度"])
        sheet.write("D4", 0.0215, percent)
        sheet.write_row("B5", [2, "企业数", 412])
        sheet.write("B6", "注：预期性。")
        book.add_worksheet("空")
        hidden = book.add_worksheet("底稿")
        hidden.write("A1", "密")
        hidden.hide()

    source = workbook(fill)

    assert source.text == (
        "主要指标\n序号\t指标 名称\t2025年\t2030年\n"
        "1\t研发投入强度\t2.2%\t\n2\t企业数\t412\t\n注：预期性。"
    )
    (grid,) = source.grids
    assert (grid.rows, grid.columns) == (3, 4)
    assert [(p.kind, p.name) for p in source.places] == [("sheet", "指标表"), ("sheet", "空")]
    assert [n.code for n in source.notices] == ["readers.hidden_sheet_left_out"]


def test_merged_cells_and_blank_rows():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A2", "区县")
        sheet.merge_range("B1:C1", "研发")
        sheet.write_row("B2", ["2025", "2030"])
        sheet.write_row("A3", ["青石区", 1.5, 2])
        sheet.write_row("A5", ["甲", "乙"])
        sheet.write_row("A6", ["丙", "丁"])

    source = workbook(fill)

    assert source.text == "区县\t研发\n2025\t2030\n青石区\t1.5\t2\n甲\t乙\n丙\t丁"
    first, second = source.grids
    assert [(c.row_span, c.column_span) for c in first.cells[:2]] == [(2, 1), (1, 2)]
    assert (second.rows, second.columns) == (2, 2)


def test_a_formula_shows_its_value_and_itself_where_there_is_none():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["甲", "乙"])
        sheet.write_formula("A2", "=1+2", None, 3)
        sheet.write_formula("B2", "=SUM(A1:A2)", None, "")
        sheet.write("A3", '=HYPERLINK("http://evil.example")')

    source = workbook(fill)

    assert "3\t=SUM(A1:A2)" in source.text
    assert "readers.formula_without_value" in [n.code for n in source.notices]


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        ("0.15", "0%", "15%"), ("0.0282", "0.00%", "2.82%"), ("1600", "#,##0", "1,600"),
        ("2.8", "0.00", "2.80"), ("0.30000000000000004", "General", "0.3"), ("5", "General", "5"),
        ("2.8", '0.0"亿元"', "2.8亿元"), ("-3", "0;-0", "-3"), ("-3", "#,##0_);(#,##0)", "(3)"),
        ("0", "0;-0;—", "—"), ("46022", 'yyyy"年"m"月"d"日"', "2025年12月31日"),
        ("46022", "yyyy/m/d", "2025/12/31"), ("0.5", "h:mm", "12:00"), ("abc", "0", "abc"),
        ("1E+30", "0", "1E+30"), ("12.5", "0.##", "12.5"), ("12", "0.##", "12"),
        ("123456", "0,", "123"), ("7", "@", "7"), ("46022", "[$-804]yyyy\\-mm\\-dd", "2025-12-31"),
    ],
)  # fmt: skip
def test_numbers_are_shown_as_the_sheet_prints_them(value, pattern, shown):
    assert show(value, pattern) == shown


def test_the_extent_is_checked_before_anything_is_built():
    with pytest.raises(TooLarge) as caught:
        read_bytes(two_cells("XFD1048576"), "bomb.xlsx")

    assert caught.value.values["limit"] == "sheet_extent"


def test_dates_are_read():
    def fill(book):
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row("A1", ["日期", "值"])
        sheet.write_datetime("A2", datetime.date(2026, 3, 18), day)
        sheet.write("B2", 1)

    assert workbook(fill).text == "日期\t值\n2026-03-18\t1"
