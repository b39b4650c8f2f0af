"""PDF: lines to paragraphs, furniture left out, ruled and unruled tables, pages told."""

import pytest

from silian.adapters.readers import Limits, read_bytes
from silian.adapters.readers.failures import EncryptedFile, NoTextLayer, TooLarge, TruncatedFile
from tests.adapters.builders import PLAN, Sheet, pdf, pdf_of, txt_of
from tests.adapters.hostile import corpus, encrypted_pdf


def read(sheets, **more):
    return read_bytes(pdf(sheets, **more), "plan.pdf")


def test_paragraphs_run_on_over_lines_and_pages_and_furniture_is_left_out():
    blocks = [block for block in PLAN if isinstance(block, str)] * 6

    source = read_bytes(pdf_of(blocks, header="云岭市文件汇编"), "plan.pdf")

    assert source.text == txt_of(blocks).decode()
    codes = {n.code: dict(n.values) for n in source.notices}
    assert codes["readers.running_line_left_out"]["text"] == "云岭市文件汇编"
    pages = int(codes["readers.page_numbers_left_out"]["count"])
    assert [p.name for p in source.places] == [str(n) for n in range(1, pages + 1)]
    assert all(p.start < len(source.text) for p in source.places)


def test_the_place_of_a_page_is_where_its_text_begins():
    first, second = Sheet(), Sheet()
    first.text(118, 700, "第一页的文字")
    second.text(118, 700, "第二页的文字")

    source = read([first, second])

    assert [source.text[p.start : p.start + 3] for p in source.places] == ["第一页", "第二页"]


def test_merged_cells_of_a_ruled_table():
    sheet = Sheet()
    for y in (700, 640):
        sheet.line(90, y, 390, y)
    sheet.line(190, 670, 390, 670)
    sheet.line(90, 610, 390, 610)
    for x in (90, 190, 390):
        sheet.line(x, 700, x, 610)
    sheet.line(290, 670, 290, 610)
    for x, y, words in ((110, 666, "序号"), (200, 680, "目标值"), (200, 650, "2025年"),
                        (300, 650, "2030年"), (110, 620, "1"), (300, 620, "≥2.8")):  # fmt: skip
        sheet.text(x, y, words, 10)

    source = read([sheet])

    assert source.text == "序号\t目标值\n2025年\t2030年\n1\t\t≥2.8"
    squares = [(c.row, c.column, c.row_span, c.column_span) for c in source.grids[0].cells]
    assert squares[:4] == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]


def test_a_table_open_at_its_sides_is_still_a_table():
    sheet = Sheet()
    for y in (700, 670, 640):
        sheet.line(90, y, 390, y)
    for x in (190, 290):
        sheet.line(x, 700, x, 640)
    for r, row in enumerate((("指标", "单位", "目标"), ("企业数", "家", "800"))):
        for c, words in enumerate(row):
            sheet.text(100 + 100 * c, 680 - 30 * r, words, 10)

    source = read([sheet])

    assert source.text == "指标\t单位\t目标\n企业数\t家\t800"
    assert (source.grids[0].rows, source.grids[0].columns) == (2, 3)


def test_words_wrapped_in_a_cell_are_one_cell():
    sheet = Sheet()
    for y in (700, 650):
        sheet.line(90, y, 300, y)
    for x in (90, 200, 300):
        sheet.line(x, 700, x, 650)
    sheet.text(95, 685, "全社会研发经费支出占", 10)
    sheet.text(95, 670, "地区生产总值比重", 10)
    sheet.text(210, 680, "2.8", 10)

    assert read([sheet]).text == "全社会研发经费支出占地区生产总值比重\t2.8"


def test_columns_that_stand_in_line_without_rulings_are_a_table():
    sheet = Sheet()
    rows = [("指标", "单位", "2025年", "2030年"), ("企业数", "家", "412", "800"),
            ("投入强度", "%", "2.15", "2.8"), ("发明专利", "件", "4.7", "9.5")]  # fmt: skip
    for r, row in enumerate(rows):
        for c, words in enumerate(row):
            sheet.text(90 + 110 * c, 700 - 24 * r, words, 12)

    source = read([sheet])

    assert source.text == "\n".join("\t".join(row) for row in rows)
    assert (source.grids[0].rows, source.grids[0].columns) == (4, 4)


def test_a_turned_page_is_read_upright():
    sheet = Sheet()
    for words, x in (("第一行文字", 400), ("第二行文字", 440)):
        code = words.encode("utf-16-be").hex()
        sheet.content.append(f"BT /F1 14 Tf 0 1 -1 0 {x} 100 Tm <{code}> Tj ET")

    assert read([sheet], rotate=90).text == "第一行文字\n第二行文字"


def test_kangxi_radicals_stay_as_they_are():
    sheet = Sheet()
    sheet.text(100, 700, "⾼新技术")

    assert "新技术" in read([sheet]).text


def test_a_password_is_asked_for():
    with pytest.raises(EncryptedFile):
        read_bytes(encrypted_pdf(), "a.pdf")


def test_pages_of_pictures_have_no_text_layer():
    with pytest.raises(NoTextLayer) as caught:
        read_bytes(corpus()["notext.pdf"][0], "a.pdf")

    assert caught.value.values["pages"] == 1


def test_a_cut_file_is_truncated():
    with pytest.raises(TruncatedFile):
        read_bytes(pdf_of(PLAN)[:-60], "a.pdf")


def test_the_limit_of_pages_is_named():
    with pytest.raises(TooLarge) as caught:
        read_bytes(pdf([Sheet()] * 5), "a.pdf", Limits(pdf_pages=4))

    assert caught.value.values["limit"] == "pdf_pages"
