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
        read_bytes(corpus()["notext.pdf"][0](), "a.pdf")

    assert caught.value.values["pages"] == 1


def test_a_cut_file_is_truncated():
    with pytest.raises(TruncatedFile):
        read_bytes(pdf_of(PLAN)[:-60], "a.pdf")


def test_the_limit_of_pages_is_named():
    with pytest.raises(TooLarge) as caught:
        read_bytes(pdf([Sheet()] * 5), "a.pdf", Limits(pdf_pages=4))

    assert caught.value.values["limit"] == "pdf_pages"


def test_a_table_over_two_pages_is_one_table_and_a_broken_row_one_row():
    head = ["序号", "指标名称", "目标值"]
    first, second = Sheet(), Sheet()

    def draw(sheet, top, rows):
        for r in range(len(rows) + 1):
            sheet.line(90, top - 30 * r, 390, top - 30 * r)
        for x in (90, 140, 300, 390):
            sheet.line(x, top, x, top - 30 * len(rows))
        for r, row in enumerate(rows):
            for x, words in zip((100, 150, 310), row, strict=True):
                sheet.text(x, top - 20 - 30 * r, words, 10)

    first.text(118, 300, "专栏1 主要指标")
    draw(first, 280, [head, ["1", "企业数", "800家"], ["2", "全社会研发经费", "2.8%"]])
    draw(second, 760, [["", "投入强度", ""], ["3", "专利", "9.5件"]])
    second.text(118, 600, "二、重点任务")

    source = read([first, second])

    assert source.text == (
        "专栏1 主要指标\n序号\t指标名称\t目标值\n"
        "1\t企业数\t800家\n2\t全社会研发经费投入强度\t2.8%\n"
        "3\t专利\t9.5件\n二、重点任务"
    )
    (grid,) = source.grids
    assert (grid.rows, grid.columns) == (4, 3)
    assert [(p.name, source.text[p.start]) for p in source.places] == [("1", "专"), ("2", "3")]


def test_a_table_that_repeats_its_head_stays_two():
    sheets = [Sheet(), Sheet()]
    for number, sheet in enumerate(sheets):
        for y in (760, 730, 700):
            sheet.line(90, y, 390, y)
        for x in (90, 240, 390):
            sheet.line(x, 760, x, 700)
        for x, y, words in ((100, 740, "指标"), (250, 740, "目标"), (100, 710, f"甲{number}"),
                            (250, 710, "5家")):  # fmt: skip
            sheet.text(x, y, words, 10)

    source = read(sheets)

    assert source.text == "指标\t目标\n甲0\t5家\n指标\t目标\n甲1\t5家"
    assert len(source.grids) == 2


def test_short_lines_stay_lines():
    sheet = Sheet()
    lines = ["第一章 总则", "一、发展基础", "二、发展目标", "（一）总体要求", "（二）主要指标"]
    for number, words in enumerate(lines):
        sheet.text(90, 700 - 26 * number, words)

    assert read([sheet]).text.split("\n") == lines
