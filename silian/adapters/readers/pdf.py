"""PDF files with a text layer: paragraphs put together again, ruled tables as grids."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pypdfium2
import pypdfium2.raw as pdfium

from silian.adapters.readers.assembly import Assembly, CellText
from silian.adapters.readers.failures import DamagedFile, EncryptedFile, NoTextLayer, TruncatedFile
from silian.adapters.readers.limits import Limits, require
from silian.adapters.readers.pdf_lines import Line, Margins, glue, joins, lines_of, margins_of
from silian.adapters.readers.pdf_page import Page, read_page
from silian.adapters.readers.pdf_tables import PageTable, column_tables, ruled_tables
from silian.adapters.readers.sniff import Sniffed, facts
from silian.domain.documents.source import SourceText

_PAGE_NUMBER = re.compile(
    r"[-—–－·•\s]*(?:第\s*)?(?:\d{1,4}|[ivxlIVXL]{1,6})(?:\s*页)?(?:\s*[/／共,，]+\s*第?\s*\d{1,4}\s*页?)?[-—–－·•\s]*"
)
_DIGITS = re.compile(r"\d+")
_EDGE = 0.12  # of the page's height: where headers, footers and page numbers stand
_LEAST_FULL = 0.65  # of the page's width: a line that ends before is not full
_FEW = 12  # glyphs a page on the average; less is a scan with a stamp

_Cells = tuple[CellText, ...]
_Item = Line | _Cells


@dataclass(slots=True)
class _Content:
    """What a page holds, from top to bottom: lines, and tables as their cells."""

    page: Page
    items: list[_Item] = field(default_factory=list)


def read(data: bytes, sniffed: Sniffed, limits: Limits) -> SourceText:
    """The text of a PDF. Running headers and page numbers are left out, which a notice says.

    Raises:
        EncryptedFile: if a password is needed.
        TruncatedFile, DamagedFile: if it ends early or does not open.
        NoTextLayer: if its pages are pictures and recognition is off or not installed.
        TooLarge: for more pages, objects or larger pages than allowed.
    """
    name = sniffed.name
    require("pdf_objects", data.count(b" obj"), limits.pdf_objects, name)
    document = _open(data, name)
    try:
        pages = list(_pages(document, name, limits))
        assembly = Assembly(name, limits)
        if not _has_text(pages):
            if not limits.recognize:
                raise NoTextLayer(f"{name}: {len(pages)} pages of pictures", name=name,
                                  pages=len(pages))  # fmt: skip
            from silian.adapters.readers import ocr

            found = zip(pages, ocr.recognize(document, name, limits), strict=True)
            contents = [_Content(page, _with_tables(lines, ())) for page, lines in found]
            assembly.notice("readers.recognized", pages=len(pages))
        else:
            _tell_blank(pages, assembly)
            contents = [_content(page) for page in pages]
    finally:
        document.close()
    _leave_out_furniture(contents, assembly)
    continued = _join_tables(contents)
    _write(contents, continued, assembly)
    return assembly.finish(facts(data, sniffed))


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    if b"%%EOF" not in data[-65536:] and b"startxref" not in data[-4096:]:
        raise TruncatedFile(f"{name}: the end of the PDF is missing", name=name)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = pdfium.FPDF_GetLastError()
        if code == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise EncryptedFile(f"{name}: locked with a password", name=name) from error
        if code == pdfium.FPDF_ERR_SECURITY:
            raise EncryptedFile(f"{name}: locked in an unknown way", name=name) from error
        raise DamagedFile(f"{name}: {error}", name=name) from error
    return document


def _pages(document: pypdfium2.PdfDocument, name: str, limits: Limits) -> Iterator[Page]:
    require("pdf_pages", len(document), limits.pdf_pages, name)
    left = limits.pdf_objects
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError as error:
            raise DamagedFile(f"{name}: page {index + 1}: {error}", name=name,
                              page=index + 1) from error  # fmt: skip
        try:
            side = max(page.get_size())
            require("pdf_page_points", side, limits.pdf_page_points, name)
            left -= pdfium.FPDFPage_CountObjects(page.raw)
            require("pdf_objects", limits.pdf_objects - left, limits.pdf_objects, name)
            yield read_page(page.raw, index + 1)
        finally:
            page.close()


def _has_text(pages: Sequence[Page]) -> bool:
    """Whether there is a text layer that a person could read."""
    glyphs = [glyph.text for page in pages for glyph in page.glyphs]
    if not any(page.pictures for page in pages):
        return bool(glyphs) and _is_readable(glyphs)
    return len(glyphs) >= _FEW * len(pages) and _is_readable(glyphs)


def _is_readable(glyphs: Sequence[str]) -> bool:
    """Whether the glyphs are characters, and not numbers of a font that names none."""
    odd = sum(1 for text in glyphs if "\ue000" <= text <= "\uf8ff" or text == "\ufffd")
    return odd * 3 <= len(glyphs)


def _tell_blank(pages: Sequence[Page], assembly: Assembly) -> None:
    blank = [str(page.number) for page in pages if not page.glyphs and page.pictures]
    if blank:
        assembly.notice("readers.page_without_text", pages=",".join(blank[:100]), count=len(blank))


def _content(page: Page) -> _Content:
    """The lines and tables of a page in reading order."""
    tables, outside = ruled_tables(page)
    return _Content(page, _with_tables(lines_of(outside, page.number), tables))


def _with_tables(lines: Sequence[Line], tables: Sequence[PageTable]) -> list[_Item]:
    """Lines and ruled tables from top to bottom; lines that stand in columns become tables."""
    placed: list[tuple[float, _Item]] = []
    position = 0
    for first, last, cells in column_tables(lines):
        placed.extend((line.y1, line) for line in lines[position:first])
        placed.append((lines[first].y1, cells))
        position = last
    placed.extend((line.y1, line) for line in lines[position:])
    placed.extend((table.y1, table.cells) for table in tables)
    placed.sort(key=lambda item: -item[0])
    return [item for _, item in placed]


def _leave_out_furniture(contents: Sequence[_Content], assembly: Assembly) -> None:
    """Drop page numbers, and what stands at the same edge of most pages."""
    edges: Counter[str] = Counter()
    for content in contents:
        edges.update({_key(line) for line in _edge_lines(content)})
    enough = max(2, (len(contents) + 1) // 2)
    dropped: Counter[str] = Counter()
    for content in contents:
        for line in list(_edge_lines(content)):
            is_number = bool(_PAGE_NUMBER.fullmatch(line.text))
            if is_number or edges[_key(line)] >= enough:
                content.items.remove(line)
                dropped["" if is_number else line.text] += 1
    for text, count in sorted(dropped.items()):
        assembly.notice(
            "readers.running_line_left_out" if text else "readers.page_numbers_left_out",
            text=text[:80], count=count,
        )  # fmt: skip


def _edge_lines(content: _Content) -> Iterator[Line]:
    """The first and last two lines of a page, where they stand near its edge."""
    height = content.page.height
    ends = content.items[:2] + content.items[2:][-2:]
    for item in ends:
        if isinstance(item, Line) and (item.y0 > height * (1 - _EDGE) or item.y1 < height * _EDGE):
            yield item


def _key(line: Line) -> str:
    return f"{round(line.y0 / 6)} {_DIGITS.sub('#', line.text)}"


def _columns(cells: _Cells) -> int:
    return max(cell.column + cell.column_span for cell in cells)


def _rows(cells: _Cells) -> int:
    return max(cell.row + cell.row_span for cell in cells)


def _row(cells: _Cells, row: int) -> list[CellText]:
    return [cell for cell in cells if cell.row == row]


def _join_tables(contents: Sequence[_Content]) -> dict[int, list[tuple[int, int]]]:
    """Put tables that run over the end of a page together, unless they repeat their head.

    Returns:
        For the identity of each joined table, (row, page) of every later page's first row.
    """
    continued: dict[int, list[tuple[int, int]]] = {}
    home: _Content | None = None  # the page on which the table at hand began
    for content in contents:
        first = content.items[0] if content.items else None
        last = home.items[-1] if home is not None and home.items else None
        if home is not None and isinstance(last, tuple) and isinstance(first, tuple) and (
            _columns(last) == _columns(first) > 1
            and [c.paragraphs for c in _row(last, 0)] != [c.paragraphs for c in _row(first, 0)]
        ):  # fmt: skip
            joined, row = _continued(last, first)
            home.items[-1] = joined
            pages = continued.pop(id(last), [])
            continued[id(joined)] = [*pages, (row, content.page.number)]
            content.items.pop(0)
            if not content.items:
                continue
        home = content
    return continued


def _continued(above: _Cells, below: _Cells) -> tuple[_Cells, int]:
    """Both parts as one table, and the first row that stands wholly in the second part.

    A first row that fills half of its cells or fewer, and not the first, is the rest of a row.
    """
    start = page_row = _rows(above)
    first = _row(below, 0)
    filled = [cell for cell in first if cell.paragraphs]
    is_rest = not first[0].paragraphs and 0 < 2 * len(filled) <= len(first)
    if is_rest and all(cell.row_span == 1 for cell in first):
        rest = {cell.column: cell.paragraphs for cell in filled}
        above = tuple(
            replace(cell, paragraphs=_ends(cell.paragraphs, rest[cell.column]))
            if cell.row + cell.row_span == start and cell.column in rest
            else cell
            for cell in above
        )
        below = tuple(cell for cell in below if cell.row > 0)
        start -= 1
    return (*above, *(replace(cell, row=cell.row + start) for cell in below)), page_row


def _ends(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    if not above or not below:
        return above + below
    return (*above[:-1], glue(above[-1], below[0]), *below[1:])


class _Writer:
    """Writes pages into an assembly and marks where each begins."""

    def __init__(self, continued: dict[int, list[tuple[int, int]]], assembly: Assembly) -> None:
        self._continued = continued
        self._assembly = assembly
        self._above: Line | None = None
        self._marked = 0  # the last page whose beginning was marked

    def page(self, content: _Content, margins: Margins) -> None:
        """Write one page; its first line may run on in the last paragraph of the one before."""
        number = content.page.number
        for item in content.items:
            if isinstance(item, Line):
                self._line(item, number, margins)
            else:
                self._table(item, number)

    def _mark(self, number: int, start: int) -> None:
        if number > self._marked:
            self._marked = number
            self._assembly.place_at(start, "page", str(number))

    def _line(self, line: Line, number: int, margins: Margins) -> None:
        above = self._above
        if above is not None and joins(above, line, margins):
            self._mark(number, self._assembly.length)
            self._assembly.grow(glue(above.text, line.text)[len(above.text) :])
        else:
            self._mark(number, self._assembly.next_start)
            self._assembly.line(line.text)
        self._above = line

    def _table(self, cells: _Cells, number: int) -> None:
        self._mark(number, self._assembly.next_start)
        grid = self._assembly.table(cells)
        self._above = None
        for row, page in self._continued.get(id(cells), ()):
            start = next((c.start for c in grid.cells if c.row >= row), 0) if grid else 0
            if start:
                self._mark(page, start)


def _write(
    contents: Sequence[_Content],
    continued: dict[int, list[tuple[int, int]]],
    assembly: Assembly,
) -> None:
    everything = [item for c in contents for item in c.items if isinstance(item, Line)]
    usual = margins_of(everything) if everything else Margins(0.0, 0.0)
    # Where every line is short, none of them is full.
    widest = max(content.page.width for content in contents)
    usual = replace(usual, right=max(usual.right, _LEAST_FULL * widest))
    writer = _Writer(continued, assembly)
    for content in contents:
        writer.page(content, _margins(content, usual))


def _margins(content: _Content, usual: Margins) -> Margins:
    """The margins of a page where it has enough lines to tell, else those of the document.

    A page of headings alone is indented throughout: its left margin is that of the document.
    """
    lines = [item for item in content.items if isinstance(item, Line) and len(item.text) >= 15]
    if len(lines) < 8:
        return usual
    own = margins_of(lines)
    indent = (own.left - usual.left) / lines[0].em
    return Margins(usual.left if 0.8 < indent < 3 else own.left, own.right, usual.is_indented)
