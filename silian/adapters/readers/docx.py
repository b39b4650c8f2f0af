"""Word files (.docx, .docm): the text in document order, straight from the XML in the package.

Paragraph numbers that Word writes by itself stand in the text; headers and footers do not.
Insertions that are still tracked are read, deletions are not.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from silian.adapters.readers.assembly import Assembly, CellText
from silian.adapters.readers.docx_parts import WordParts
from silian.adapters.readers.limits import Limits
from silian.adapters.readers.sniff import Sniffed, facts
from silian.adapters.readers.wordml import attribute, child, is_on, local, number, value
from silian.adapters.readers.zips import open_package
from silian.domain.documents.source import SourceText
from silian.domain.kernel.spans import Span

# What only wraps other things, in a body as in a paragraph.
_WRAPPERS = {
    "sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple",
    "r", "ruby", "rubyBase", "dir", "bdo", "oMath", "oMathPara", "e", "num", "den", "sup", "sub",
    "f", "sSup", "sSub", "sSubSup", "d", "nary", "rad", "deg", "func", "fName", "box", "bar", "acc",
    "m", "mr", "eqArr", "limLow", "limUpp", "lim",
}  # fmt: skip
_DELETED = {"del", "moveFrom"}
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PICTURES = {"drawing", "pict", "object", "AlternateContent"}


@dataclass(slots=True)
class _Paragraph:
    """A paragraph in the making: its text, text boxes that hang on it, notes it refers to."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[int, str, str]] = field(default_factory=list)
    size: int = 0

    def write(self, text: str) -> None:
        self.pieces.append(text)
        self.size += len(text)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def read(data: bytes, sniffed: Sniffed, limits: Limits) -> SourceText:
    """The text of a Word file.

    Text boxes follow the paragraph they hang on; footnotes and endnotes stand at the end, each
    with a notice of the place that refers to it. Empty paragraphs are left out.

    Raises:
        Bomb, TooLarge, DamagedFile, EncryptedFile, TruncatedFile: as zips and parse_xml do.
        EmptyFile: if there is no text.
    """
    package = open_package(data, sniffed.name, limits)
    parts = WordParts(package, sniffed.name, limits)
    assembly = Assembly(sniffed.name, limits)
    parts.tell_oddities(assembly)
    document = _Document(parts, assembly)
    document.read()
    return assembly.finish(facts(data, sniffed))


class _Document:
    """One document on its way into an assembly."""

    def __init__(self, parts: WordParts, assembly: Assembly) -> None:
        self._parts = parts
        self._assembly = assembly
        self._fields: list[str] = []  # "code" or "result" for each open field
        self._seen: Counter[str] = Counter()
        self._notes: list[tuple[int, str, str]] = []  # place, kind, id

    def read(self) -> None:
        body = child(self._parts.parse(self._parts.main), "body")
        if body is not None:
            self._body(body)
        self._write_notes()
        for code, count in sorted(self._seen.items()):
            self._assembly.notice(code, count=count)

    def _body(self, parent: etree._Element) -> None:
        open_text = ""  # of a paragraph whose mark was deleted: it runs on in the next
        for block in self._blocks(parent):
            if local(block) == "tbl":
                self._table(block)
                continue
            paragraph = self._paragraph(block)
            text = open_text + paragraph.text
            open_text = ""
            if _runs_on(block):
                open_text = text
                continue
            self._write(text, paragraph)
        if open_text:
            self._assembly.line(open_text)

    def _write(self, text: str, paragraph: _Paragraph) -> None:
        if text.strip():
            lead = len(text) - len(text.lstrip("\n\r\t "))
            lines = (line.rstrip() for line in text.strip("\n\r\t ").split("\n"))
            start = self._assembly.line("\n".join(line for line in lines if line.strip()))
            for place, kind, note in paragraph.notes:
                at = min(start + max(0, place - lead), self._assembly.length)
                self._notes.append((at, kind, note))
        for box in paragraph.boxes:
            self._body(box)

    def _blocks(self, parent: etree._Element) -> Iterator[etree._Element]:
        for element in parent:
            kind = local(element)
            if kind in ("p", "tbl"):
                yield element
            elif kind in _WRAPPERS:
                if kind in ("ins", "moveTo"):
                    self._seen["readers.tracked_changes"] += 1
                yield from self._blocks(element)
            elif kind == "altChunk":
                self._seen["readers.foreign_part_left_out"] += 1
            elif kind in _DELETED:
                self._seen["readers.tracked_changes"] += 1

    def _paragraph(self, element: etree._Element) -> _Paragraph:
        paragraph = _Paragraph()
        properties = child(element, "pPr")
        label = self._label(properties)
        self._inline(element, paragraph)
        if label and paragraph.text.strip():
            paragraph.pieces.insert(0, label)
            paragraph.notes = [(at + len(label), k, n) for at, k, n in paragraph.notes]
        return paragraph

    def _label(self, properties: etree._Element | None) -> str:
        """The number that Word writes before the paragraph."""
        style_id = value(properties, "pStyle") or ""
        numbered = child(properties, "numPr")
        list_id = value(numbered, "numId")
        if list_id is None:
            list_id, level = self._parts.list_of_style(style_id)
        else:
            level = number(value(numbered, "ilvl"), 0)
        if not list_id or list_id == "0":
            return ""
        numbering = self._parts.numbering
        link = numbering.links.get(numbering.lists.get(list_id, ""))
        if link:
            list_id = self._parts.list_of_style(link)[0] or list_id
        return numbering.label(list_id, level)

    def _inline(self, parent: etree._Element, paragraph: _Paragraph) -> None:
        for element in parent:
            kind = local(element)
            if kind == "r" and is_on(child(element, "rPr"), "vanish"):
                self._seen["readers.hidden_text_left_out"] += 1
                self._switch_fields(element)
            elif kind in _WRAPPERS:
                if kind in ("ins", "moveTo"):
                    self._seen["readers.tracked_changes"] += 1
                self._inline(element, paragraph)
            elif kind in _DELETED:
                self._seen["readers.tracked_changes"] += 1
            elif kind in _PICTURES:
                self._picture(element, paragraph)
            else:
                self._character(element, kind, paragraph)

    def _character(self, element: etree._Element, kind: str, paragraph: _Paragraph) -> None:
        if kind == "fldChar":
            self._field(attribute(element, "fldCharType"))
        elif kind == "instrText":
            if "DDE" in (element.text or "").upper().split():
                self._seen["readers.dde_field"] += 1
        elif "code" in self._fields:
            return
        elif kind == "t":
            paragraph.write(element.text or "")
        elif kind in _CHARACTERS:
            is_page = attribute(element, "type") in ("page", "column")
            paragraph.write("\n" if is_page else _CHARACTERS[kind])
        elif kind == "sym":
            paragraph.write(_symbol(attribute(element, "char")))
        elif kind in ("footnoteReference", "endnoteReference"):
            note = kind.removesuffix("Reference")
            paragraph.notes.append((paragraph.size, note, attribute(element, "id")))

    def _field(self, what: str) -> None:
        if what == "begin":
            self._fields.append("code")
        elif what == "separate" and self._fields:
            self._fields[-1] = "result"
        elif what == "end" and self._fields:
            self._fields.pop()

    def _switch_fields(self, run: etree._Element) -> None:
        for element in run:
            if local(element) == "fldChar":
                self._field(attribute(element, "fldCharType"))

    def _picture(self, element: etree._Element, paragraph: _Paragraph) -> None:
        """Text boxes are read, once where a file keeps them in two versions; pictures counted."""
        chosen = element
        if local(element) == "AlternateContent":
            choice = child(element, "Choice")
            chosen = choice if choice is not None else element
        boxes = [box for box in chosen.iter() if local(box) == "txbxContent"]
        inner = {box for outer in boxes for box in outer.iter() if box is not outer}
        boxes = [box for box in boxes if box not in inner]
        if (
            not boxes
            and local(element) == "AlternateContent"
            and (text := _plain(child(element, "Choice")))
        ):
            paragraph.write(text)
        elif not boxes:
            self._seen["readers.picture_left_out"] += 1
        paragraph.boxes.extend(boxes)

    def _table(self, table: etree._Element) -> None:
        rows = [row for row in self._rows(table) if not _is_deleted_row(row)]
        if next(islice(table.iter("{*}tbl"), 1, None), None) is not None:  # a table in a table
            for row in rows:
                for cell in self._cells(row):
                    self._body(cell)
            return
        self._assembly.table(self._grid(rows))

    def _grid(self, rows: list[etree._Element]) -> list[CellText]:
        """The cells, each merged one once with all it covers."""
        cells: list[CellText] = []
        above: dict[int, int] = {}  # column → index in cells of the cell that may run down
        for row_index, row in enumerate(rows):
            column = number(value(child(row, "trPr"), "gridBefore"), 0)
            for element in self._cells(row):
                properties = child(element, "tcPr")
                wide = min(max(number(value(properties, "gridSpan"), 1), 1), 1000)
                merge = value(properties, "vMerge")
                if merge in ("", "continue") and column in above:
                    self._run_down(cells, above[column], row_index)
                elif value(properties, "hMerge") in ("", "continue") and cells:
                    last = cells[-1]
                    cells[-1] = CellText(
                        last.row, last.column, last.row_span, last.column_span + wide,
                        last.paragraphs,
                    )  # fmt: skip
                else:
                    paragraphs = tuple(self._cell_lines(element))
                    cells.append(CellText(row_index, column, 1, wide, paragraphs))
                    above.pop(column, None)
                    if merge is not None:
                        above[column] = len(cells) - 1
                column += wide
        return cells

    @staticmethod
    def _run_down(cells: list[CellText], index: int, row: int) -> None:
        cell = cells[index]
        cells[index] = CellText(
            cell.row, cell.column, row - cell.row + 1, cell.column_span, cell.paragraphs
        )

    def _cell_lines(self, cell: etree._Element) -> Iterator[str]:
        for block in self._blocks(cell):
            paragraph = self._paragraph(block)
            if paragraph.text.strip():
                yield paragraph.text
            for _, kind, note in paragraph.notes:
                self._notes.append((self._assembly.next_start, kind, note))
            for box in paragraph.boxes:
                yield from self._cell_lines(box)

    def _rows(self, parent: etree._Element) -> Iterator[etree._Element]:
        for element in parent:
            if local(element) == "tr":
                yield element
            elif local(element) in _WRAPPERS:
                yield from self._rows(element)

    def _cells(self, parent: etree._Element) -> Iterator[etree._Element]:
        for element in parent:
            if local(element) == "tc":
                yield element
            elif local(element) in _WRAPPERS:
                yield from self._cells(element)

    def _write_notes(self) -> None:
        """Footnotes, then endnotes, one line each, in the order of their places."""
        for kind in ("footnote", "endnote"):
            wanted = [(at, note) for at, of, note in self._notes if of == kind]
            root = self._parts.related(kind + "s") if wanted else None
            if root is None:
                continue
            notes = {attribute(note, "id"): note for note in root if local(note) == kind}
            for count, (at, note_id) in enumerate(wanted, start=1):
                note = notes.get(note_id)
                if note is None:
                    continue
                text = " ".join(line.strip() for line in self._cell_lines(note))
                start = self._assembly.line(f"[{count}] {text}")
                self._assembly.notice(
                    "readers." + kind, Span(at, at, ""), number=count, start=start
                )


def _runs_on(paragraph: etree._Element) -> bool:
    """Whether the mark at the end of a paragraph was deleted, so that the next one joins it."""
    mark = child(child(paragraph, "pPr"), "rPr")
    return child(mark, "del") is not None


def _is_deleted_row(row: etree._Element) -> bool:
    return child(child(row, "trPr"), "del") is not None


def _symbol(code: str) -> str:
    """A character of a symbol font: what Unicode has for it, or nothing."""
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    return "" if 0xE000 <= point <= 0xF8FF or point < 0x20 else chr(point)


def _plain(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return "".join(e.text or "" for e in element.iter() if local(e) == "t")
