"""Word files from plain text: what a bureau would hand in, the same bytes for the same text."""

import io
import re
import zipfile
from collections.abc import Iterable

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.run import Run

from silian.adapters.writers.pages import Paragraph, Style, Table, pages_of

BODY_POINTS = 16  # 三号, GB/T 9704-2012
CELL_POINTS = 10.5
_FONTS = {
    Style.TITLE: ("方正小标宋_GBK", 22),
    Style.HEADING: ("黑体", BODY_POINTS),
    Style.SUBHEADING: ("楷体_GB2312", BODY_POINTS),
    Style.CAPTION: ("黑体", 14),
}
_PLAIN_FONT = ("仿宋_GB2312", BODY_POINTS)
_ALIGNMENTS = {
    Style.TITLE: WD_ALIGN_PARAGRAPH.CENTER,
    Style.CAPTION: WD_ALIGN_PARAGRAPH.CENTER,
    Style.CENTERED: WD_ALIGN_PARAGRAPH.CENTER,
    Style.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
# What XML cannot hold; a source's own text may have it.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(text: str) -> bytes:
    """A Word file with the paragraphs and tables of a text."""
    return write_blocks(pages_of(text))


def write_blocks(blocks: Iterable[Paragraph | Table]) -> bytes:
    """A Word file of paragraphs and tables; what Word cannot hold is shown as □."""
    document = docx.Document()
    document.core_properties.author = ""
    document.core_properties.comments = ""
    for block in blocks:
        if isinstance(block, Table):
            _add_table(document, block)
        else:
            _add_paragraph(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_dates(buffer.getvalue())


def _add_paragraph(document: Document, block: Paragraph) -> None:
    paragraph = document.add_paragraph()
    if block.style in _ALIGNMENTS:
        paragraph.alignment = _ALIGNMENTS[block.style]
    if block.style in (Style.BODY, Style.HEADING, Style.SUBHEADING):
        paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_POINTS)
    _set_font(paragraph.add_run(_clean(block.text)), *_FONTS.get(block.style, _PLAIN_FONT))


def _add_table(document: Document, block: Table) -> None:
    table = document.add_table(rows=block.rows, cols=block.columns, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for square in block.squares:
        cell = table.cell(square.row, square.column)
        if square.row_span > 1 or square.column_span > 1:
            last = table.cell(
                square.row + square.row_span - 1, square.column + square.column_span - 1
            )
            cell = cell.merge(last)
        _set_font(cell.paragraphs[0].add_run(_clean(square.text)), "宋体", CELL_POINTS)


def _clean(text: str) -> str:
    return _NOT_XML.sub("□", text)


def _set_font(run: Run, name: str, points: float) -> None:
    run.font.name = name
    run.font.size = Pt(points)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _without_dates(data: bytes) -> bytes:
    """The same parts under one fixed date: python-docx writes the time of saving into the zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return out.getvalue()
