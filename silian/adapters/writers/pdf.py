"""PDF files from plain text, set in a font that is named and not embedded, tables ruled.

STSong-Light with the encoding UniGB-UCS2-H is one of the Asian fonts that every PDF reader
must know by name, so no font file is shipped; the reader takes its own song typeface.
"""

import re
import zlib
from collections.abc import Iterator, Sequence

from silian.adapters.writers.pages import Paragraph, Square, Style, Table, pages_of

PAGE_WIDTH, PAGE_HEIGHT = 595, 842  # A4 in points
MARGIN = 74
BOTTOM = 90
BODY_POINTS = 12
CELL_POINTS = 10
LEADING = 1.75
CELL_PADDING = 4
_POINTS = {Style.TITLE: 18, Style.HEADING: 13, Style.SUBHEADING: 12.5, Style.CAPTION: 11.5}
_MIDDLE = (Style.TITLE, Style.CAPTION, Style.CENTERED)
_NOT_AT_LINE_START = "。，、；：？！）》”’%"
_PIECES = re.compile(r"[0-9A-Za-z.%,]{1,24}|.")
_PERCENT_WIDTH = 0.8
_LAST_NARROW = "\u2000"  # what lies below is set half as wide as a Chinese character

Line = tuple[float, float, float, str]  # x, y, points, text
Rule = tuple[float, float, float, float]  # x1, y1, x2, y2


class _Sheets:
    """Pages in the making: text lines and rules at their places, a cursor that runs down."""

    def __init__(self) -> None:
        self.pages: list[tuple[list[Line], list[Rule]]] = []
        self.turn()

    def turn(self) -> None:
        """Begin a new page."""
        self.pages.append(([], []))
        self.y = float(PAGE_HEIGHT - MARGIN)

    def reserve(self, height: float) -> None:
        """Turn the page unless so much room is left."""
        if self.y - height < BOTTOM:
            self.turn()

    def write(self, x: float, y: float, points: float, text: str) -> None:
        self.pages[-1][0].append((x, y, points, text))

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.pages[-1][1].append((x1, y1, x2, y2))


def write(text: str) -> bytes:
    """A PDF file with the paragraphs and tables of a text, the same bytes for the same text."""
    sheets = _Sheets()
    for block in pages_of(text):
        if isinstance(block, Table):
            _set_table(sheets, block)
        else:
            _set_paragraph(sheets, block)
    return _file(tuple(_numbered(sheets)))


def width_of(text: str, points: float) -> float:
    """Width of a text in points of length."""
    return points * sum(
        _PERCENT_WIDTH if letter == "%" else 0.5 if letter < _LAST_NARROW else 1 for letter in text
    )


def broken(text: str, room: float, points: float, indent: float = 0) -> Iterator[str]:
    """Lines of a paragraph; no line begins with a closing mark, no number is cut in two."""
    line, used = "", indent
    for piece in _PIECES.findall(text):
        wide = width_of(piece, points)
        if line and used + wide > room and piece not in _NOT_AT_LINE_START:
            yield line
            line, used = "", 0.0
        line += piece
        used += wide
    yield line


def _set_paragraph(sheets: _Sheets, block: Paragraph) -> None:
    points = _POINTS.get(block.style, BODY_POINTS)
    room = PAGE_WIDTH - 2 * MARGIN
    is_flush = block.style in (*_MIDDLE, Style.RIGHT)
    indent = 0.0 if is_flush else 2 * points
    if block.style in (Style.TITLE, Style.HEADING, Style.CAPTION):
        sheets.y -= points * 0.6
    for number, line in enumerate(broken(block.text, room, points, indent)):
        sheets.reserve(points * LEADING)
        sheets.y -= points * LEADING
        spare = room - width_of(line, points)
        shift = spare / 2 if block.style in _MIDDLE else spare if is_flush else 0.0
        sheets.write(MARGIN + shift + (indent if number == 0 else 0), sheets.y, points, line)


def _set_table(sheets: _Sheets, table: Table) -> None:
    edges = _column_edges(table)
    heights = _row_heights(table, edges)
    sheets.y -= BODY_POINTS
    top = 0
    while top < table.rows:
        sheets.reserve(heights[top])
        bottom = top
        height = 0.0
        while bottom < table.rows and sheets.y - height - heights[bottom] >= BOTTOM:
            height += heights[bottom]
            bottom += 1
        _set_rows(sheets, table, edges, heights, top, max(bottom, top + 1))
        top = max(bottom, top + 1)
    sheets.y -= BODY_POINTS / 2


def _set_rows(
    sheets: _Sheets,
    table: Table,
    edges: Sequence[float],
    heights: Sequence[float],
    top: int,
    bottom: int,
) -> None:
    """Rows ``top`` to ``bottom`` on one page; a square that runs on is cut at the page's end."""
    levels = [sheets.y]
    for row in range(top, bottom):
        levels.append(levels[-1] - heights[row])
    for square in table.squares:
        first, last = max(square.row, top), min(square.row + square.row_span, bottom)
        if first >= last:
            continue
        left, right = edges[square.column], edges[square.column + square.column_span]
        high, low = levels[first - top], levels[last - top]
        for rule in (
            (left, high, right, high),
            (left, low, right, low),
            (left, low, left, high),
            (right, low, right, high),
        ):
            sheets.rule(*rule)
        if square.row >= top:
            _set_cell(sheets, square, left, right, high, low)
    sheets.y = levels[-1]


def _set_cell(
    sheets: _Sheets, square: Square, left: float, right: float, high: float, low: float
) -> None:
    room = right - left - 2 * CELL_PADDING
    lines = list(broken(square.text, room, CELL_POINTS))
    step = CELL_POINTS * 1.4
    y = (high + low) / 2 + step * len(lines) / 2 - CELL_POINTS * 1.1
    for line in lines:
        shift = (room - width_of(line, CELL_POINTS)) / 2
        sheets.write(left + CELL_PADDING + max(shift, 0), y, CELL_POINTS, line)
        y -= step


def _column_edges(table: Table) -> list[float]:
    """Left edges of the columns and the right edge of the last, by how much each has to hold."""
    wants = [2.0] * table.columns
    for square in table.squares:
        if square.column_span == 1:
            wants[square.column] = max(wants[square.column], width_of(square.text, 1))
    wants = [min(want, 16) + 1 for want in wants]
    room = PAGE_WIDTH - 2 * MARGIN
    edges = [float(MARGIN)]
    for want in wants:
        edges.append(edges[-1] + room * want / sum(wants))
    return edges


def _row_heights(table: Table, edges: Sequence[float]) -> list[float]:
    lines = [1] * table.rows
    for square in table.squares:
        room = edges[square.column + square.column_span] - edges[square.column] - 2 * CELL_PADDING
        need = len(list(broken(square.text, room, CELL_POINTS)))
        lines[square.row] = max(lines[square.row], need)
    return [CELL_POINTS * 1.4 * count + 2 * CELL_PADDING for count in lines]


def _numbered(sheets: _Sheets) -> Iterator[tuple[Sequence[Line], Sequence[Rule]]]:
    """Pages with their numbers below."""
    for number, (lines, rules) in enumerate(sheets.pages, start=1):
        foot = f"— {number} —"
        x = (PAGE_WIDTH - width_of(foot, CELL_POINTS)) / 2
        yield (*lines, (x, 48.0, float(CELL_POINTS), foot)), rules


def _content(lines: Sequence[Line], rules: Sequence[Rule]) -> bytes:
    """The drawing commands of a page."""
    parts = ["0.6 w"]
    parts += [f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S" for x1, y1, x2, y2 in rules]
    for x, y, points, text in lines:
        letters = text.encode("utf-16-be").hex().upper()
        parts.append(f"BT /F1 {points:g} Tf {x:.2f} {y:.2f} Td <{letters}> Tj ET")
    return "\n".join(parts).encode("ascii")


def _file(pages: Sequence[tuple[Sequence[Line], Sequence[Rule]]]) -> bytes:
    """The file: catalog, page tree, font, then each page and its content, and where each lies."""
    first = 6
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (zh-CN) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode("ascii"),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H"
        b" /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo"
        b" << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R"
        b" /DW 1000 /W [1 5 500 6 6 800 7 95 500] >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6"
        b" /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120"
        b" /CapHeight 880 /StemV 60 >>",
    ]
    for number, (lines, rules) in enumerate(pages):
        stream = zlib.compress(_content(lines, rules), 9)
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]"
            f" /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {first + 2 * number + 1} 0 R >>"
        )
        objects.append(page.encode("ascii"))
        head = f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode("ascii")
        objects.append(head + stream + b"\nendstream")
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode("ascii") + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode("ascii")
    out += b"".join(f"{place:010d} 00000 n \n".encode("ascii") for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n".encode("ascii")
    return bytes(out) + f"startxref\n{start}\n%%EOF\n".encode("ascii")
