"""Word and PDF files made of plain text: the same bytes each time, tables as tables."""

import io

import docx as word
import pypdfium2
import pytest

from silian.adapters.writers import docx, pdf
from silian.adapters.writers.pages import Paragraph, Style, Table, pages_of

TEXT = """青石区科技创新规划
（2026—2030年）

一、发展目标
到2030年，研发投入强度达到2.8%，高新技术企业达到200家。

表1　主要指标
指标类别	指标名称	单位	规划目标
			2028年	2030年
创新投入	研发投入强度	%	2.4	2.8
	财政科技支出占比	%	3	3.5
创新主体	高新技术企业数	家	160	200
"""


def squares(text):
    (table,) = [block for block in pages_of(text) if isinstance(block, Table)]
    return {(s.row, s.column): (s.text, s.row_span, s.column_span) for s in table.squares}


def test_lines_become_paragraphs_with_their_styles():
    styles = [(b.text, b.style) for b in pages_of(TEXT) if isinstance(b, Paragraph)]

    assert styles == [
        ("青石区科技创新规划", Style.TITLE),
        ("（2026—2030年）", Style.CENTERED),
        ("一、发展目标", Style.HEADING),
        ("到2030年，研发投入强度达到2.8%，高新技术企业达到200家。", Style.BODY),
        ("表1　主要指标", Style.CAPTION),
    ]


def test_a_group_runs_down_and_a_header_two_rows_deep_is_merged():
    found = squares(TEXT)

    assert found[0, 0] == ("指标类别", 2, 1)
    assert found[0, 3] == ("规划目标", 1, 2)
    assert found[1, 3] == ("2028年", 1, 1)
    assert found[2, 0] == ("创新投入", 2, 1)
    assert (3, 0) not in found
    assert found[4, 0] == ("创新主体", 1, 1)


def test_an_empty_value_is_an_empty_square():
    assert squares("序号\t指标\t2025年\n1\t专利\t\n")[1, 2] == ("", 1, 1)


@pytest.mark.parametrize("writer", [docx, pdf])
def test_the_same_text_gives_the_same_bytes(writer):
    assert writer.write(TEXT) == writer.write(TEXT)


def test_word_gets_real_tables():
    document = word.Document(io.BytesIO(docx.write(TEXT)))

    (table,) = document.tables
    assert [cell.text for cell in table.rows[2].cells] == [
        "创新投入", "研发投入强度", "%", "2.4", "2.8",
    ]  # fmt: skip
    assert table.cell(2, 0)._tc is table.cell(3, 0)._tc
    assert document.paragraphs[0].text == "青石区科技创新规划"


def test_pdf_text_can_be_read_back():
    pages = pypdfium2.PdfDocument(pdf.write(TEXT))

    text = pages[0].get_textpage().get_text_range()

    assert "到2030年，研发投入强度达到2.8%，高新技术企业达到" in text
    assert "— 1 —" in text


def test_a_long_table_runs_over_pages():
    rows = "\n".join(f"{n}\t指标{n}\t家\t{n}" for n in range(1, 81))
    pages = pypdfium2.PdfDocument(pdf.write(f"规划\n序号\t指标\t单位\t2030年\n{rows}\n"))

    texts = [page.get_textpage().get_text_range() for page in pages]

    assert len(texts) > 1
    assert all(any(f"指标{n}" in text for text in texts) for n in range(1, 81))


def test_no_number_is_cut_at_the_end_of_a_line():
    line = "一" * 36
    assert list(pdf.broken(line + "1350亿元", 37 * 12, 12)) == [line, "1350亿元"]


def test_no_line_begins_with_a_closing_mark():
    assert list(pdf.broken("一二三。四", 36, 12)) == ["一二三。", "四"]
