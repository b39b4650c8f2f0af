"""Word files: document order, list numbers, merged cells, revisions, notes, text boxes."""

import pytest

from silian.adapters.readers import read_bytes
from silian.adapters.readers.docx_numbering import chinese, format_number
from tests.adapters.builders import (
    PLAN,
    cell,
    docx,
    docx_of,
    paragraph,
    relationships,
    run,
    table,
)


def read(body, **parts):
    return read_bytes(docx(body, **parts), "plan.docx")


def codes(source):
    return {notice.code: dict(notice.values) for notice in source.notices}


def level(index, style, text, more=""):
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def listed(index, list_id=1):
    return f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{list_id}"/></w:numPr>'


OUTLINE = (
    '<w:abstractNum w:abstractNumId="5">'
    + level(0, "chineseCountingThousand", "第%1章")
    + level(1, "chineseCounting", "%2、", '<w:suff w:val="nothing"/>')
    + level(2, "chineseCountingThousand", "（%3）")
    + level(3, "decimal", "%4.")
    + level(4, "decimal", "%1.%5", "<w:isLgl/>")
    + level(5, "bullet", "\uf06c")
    + level(6, "upperLetter", "%7.")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="5"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)


def test_numbers_that_word_writes_stand_in_the_text():
    levels = [0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 0, 1, 2]

    source = read("".join(paragraph(f"甲{i}", listed(n)) for i, n in enumerate(levels)),
                  numbering=OUTLINE)  # fmt: skip

    assert source.text.split("\n") == [
        "第一章 甲0", "一、甲1", "二、甲2", "（一）甲3", "（二）甲4", "1. 甲5", "2. 甲6", "1.1 甲7",
        "甲8", "A. 甲9", "第二章 甲10", "一、甲11", "（一）甲12",
    ]  # fmt: skip


def test_a_list_may_start_elsewhere():
    assert read(paragraph("甲", listed(0, 2)), numbering=OUTLINE).text == "第七章 甲"


def test_the_list_of_a_style_and_of_its_parent_counts():
    styles = (
        '<w:style w:type="paragraph" w:styleId="H"><w:pPr><w:numPr><w:ilvl w:val="1"/>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H"/></w:style>'
    )
    body = (
        paragraph("甲", '<w:pStyle w:val="H"/>')
        + paragraph("乙", '<w:pStyle w:val="H2"/>')
        + paragraph("丙", '<w:pStyle w:val="H"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )

    assert read(body, numbering=OUTLINE, styles=styles).text == "一、甲\n二、乙\n丙"


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"),
     (101, "一百零一"), (110, "一百一十"), (1001, "一千零一"), (1010, "一千零一十"),
     (2020, "二千零二十")],
)  # fmt: skip
def test_chinese_numbers(number, words):
    assert chinese(number) == words


@pytest.mark.parametrize(
    ("style", "number", "text"),
    [("upperRoman", 14, "XIV"), ("lowerLetter", 27, "aa"), ("decimalZero", 3, "03"),
     ("decimalEnclosedCircle", 3, "③"), ("chineseLegalSimplified", 21, "贰拾壹"),
     ("ideographTraditional", 3, "丙"), ("decimalFullWidth", 12, "１２"), ("none", 4, ""),
     ("never heard of", 4, "4"), ("decimal", 0, "0")],
)  # fmt: skip
def test_number_formats(style, number, text):
    assert format_number(number, style) == text


def test_merged_cells_come_once_with_what_they_cover():
    body = table(
        [
            [
                cell("序号", '<w:vMerge w:val="restart"/>'),
                cell("目标值", '<w:gridSpan w:val="2"/>'),
            ],
            [cell("", "<w:vMerge/>"), cell("2025年\n目标"), cell("2030年")],
            [cell("1"), cell(""), cell("3")],
        ]
    )

    source = read(body)

    assert source.text == "序号\t目标值\n2025年 目标\t2030年\n1\t\t3"
    squares = [(c.row, c.column, c.row_span, c.column_span) for c in source.grids[0].cells]
    assert squares[:4] == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]


def test_a_frame_of_one_cell_keeps_its_paragraphs_and_bounds():
    source = read(
        paragraph("前") + table([[cell("专栏1 工程\n1．甲。\n2．乙。")]]) + paragraph("后")
    )

    assert source.text == "前\n专栏1 工程\n1．甲。\n2．乙。\n后"
    (grid,) = source.grids
    assert source.text[grid.start : grid.end] == "专栏1 工程\n1．甲。\n2．乙。"
    assert (grid.rows, grid.columns) == (1, 1)


def test_a_row_with_one_cell_in_a_table_keeps_its_paragraphs():
    span = '<w:gridSpan w:val="2"/>'
    source = read(table([[cell("甲"), cell("乙")], [cell("注1。\n注2。", span)]]))

    assert source.text == "甲\t乙\n注1。\n注2。"
    assert source.grids[0].cells[2].column_span == 2


def test_a_table_in_a_table_is_read_and_the_outer_one_only_places_it():
    inner = table([[cell("甲"), cell("1")]])

    source = read(table([[f"<w:tc>{paragraph('题')}{inner}{paragraph('注')}</w:tc>", cell("旁")]]))

    assert source.text == "题\n甲\t1\n注\n旁"
    assert len(source.grids) == 1


def test_insertions_are_read_and_deletions_are_not():
    source = read(
        paragraph("到", extra=f"<w:ins>{run('2030年')}</w:ins><w:del><w:r><w:delText>2025年"
                  "</w:delText></w:r></w:del>" + run("，完成。"))
        + paragraph("前半", "<w:rPr><w:del/></w:rPr>")
        + paragraph("后半")
    )  # fmt: skip

    assert source.text == "到2030年，完成。\n前半后半"
    assert "readers.tracked_changes" in codes(source)


def test_text_boxes_follow_their_paragraph_once():
    box = f"<w:txbxContent>{paragraph('框内')}{paragraph('二行')}</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )

    assert read(paragraph("锚", extra=drawing) + paragraph("后")).text == "锚\n框内\n二行\n后"


def test_footnotes_stand_at_the_end_and_their_place_is_told():
    note = '<w:r><w:footnoteReference w:id="3"/></w:r>'
    footnotes = f'<w:footnote w:id="3">{paragraph("指全社会研发经费占比")}</w:footnote>'

    source = read(
        paragraph("投入强度", extra=note + run("提高。")) + paragraph("后"), footnotes=footnotes
    )

    assert source.text == "投入强度提高。\n后\n[1] 指全社会研发经费占比"
    (notice,) = source.notices
    assert (notice.code, notice.span.start) == ("readers.footnote", 4)
    assert dict(notice.values) == {"number": "1", "start": "10"}


def test_field_codes_are_not_text_and_their_results_are():
    def mark(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText> PAGEREF _Toc1 \\h </w:instrText></w:r>"

    source = read(paragraph("第一章\t", extra=mark("begin") + code + mark("separate") + run("16")
                            + mark("end")))  # fmt: skip

    assert source.text == "第一章\t16"


def test_breaks_hidden_text_and_symbols():
    extra = (
        "<w:r><w:br/></w:r>" + run("乙")
        + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>"
        + '<w:r><w:noBreakHyphen/><w:sym w:font="Wingdings" w:char="F0FC"/>'
        + '<w:sym w:char="2460"/></w:r>'
    )  # fmt: skip

    source = read(paragraph("甲", extra=extra))

    assert source.text == "甲\n乙-①"
    assert "readers.hidden_text_left_out" in codes(source)


def test_content_controls_links_and_formulas_are_read_in_order():
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>"
        + paragraph("链", extra=f"<w:hyperlink>{run('接')}</w:hyperlink>"
                    f"<w:fldSimple>{run('域')}</w:fldSimple>")
    )  # fmt: skip

    assert read(body).text == "控件\n链接域"


def test_macros_objects_links_and_templates_are_told():
    extra = {
        "word/vbaProject.bin": "x",
        "word/embeddings/oleObject1.bin": "x",
        "word/settings.xml": "<x/>",
        "word/_rels/settings.xml.rels": relationships(
            ("attachedTemplate", "http://evil.example/t.dotm", ' TargetMode="External"')
        ),
    }

    found = codes(read(paragraph("规划"), extra=extra))

    assert set(found) == {
        "readers.macro", "readers.embedded_object", "readers.remote_template",
    }  # fmt: skip


def test_headers_are_left_out_and_empty_paragraphs_too():
    assert (
        read(paragraph("甲") + paragraph("") + paragraph("  ") + paragraph("乙")).text == "甲\n乙"
    )


def test_the_strict_namespace_is_read_as_well():
    data = docx_of(PLAN)
    source = read_bytes(data, "a.docx")

    assert source.text.startswith("云岭市科技创新")
