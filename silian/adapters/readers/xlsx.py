"""Excel sheets (.xlsx, .xlsm): every sheet as lines and grids, numbers as the sheet prints them.

The sheet is streamed, so a sheet that claims a million rows by sixteen thousand columns costs
nothing but a refusal. (python-calamine allocates the whole extent and aborts the process.)
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from silian.adapters.readers.assembly import Assembly, CellText
from silian.adapters.readers.docx_parts import Relation, relations
from silian.adapters.readers.failures import Bomb, DamagedFile
from silian.adapters.readers.limits import Limits, require
from silian.adapters.readers.sniff import Sniffed, facts
from silian.adapters.readers.wordml import attribute, child, local, number
from silian.adapters.readers.xlsx_formats import pattern_of, show
from silian.adapters.readers.xmlparts import check_declarations, parse_xml
from silian.adapters.readers.zips import Package, open_package
from silian.domain.documents.source import SourceText

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class _Book:
    strings: tuple[str, ...]
    patterns: tuple[str, ...]
    is_1904: bool


def read(data: bytes, sniffed: Sniffed, limits: Limits) -> SourceText:
    """The text of a workbook, sheet after sheet.

    Blank rows divide a sheet into blocks; a row with one cell before or after a block (title,
    注) is a line, the rest a grid. A formula shows its stored value, itself where there is none.

    Raises:
        TooLarge: for more sheets, cells or extent than allowed.
        Bomb, DamagedFile, EncryptedFile, TruncatedFile, EmptyFile: as for other packages.
    """
    name = sniffed.name
    package = open_package(data, name, limits)
    assembly = Assembly(name, limits)
    if any(part.lower().endswith("vbaproject.bin") for part in package.names()):
        assembly.notice("readers.macro")
    if any("/externallinks/" in part.lower() for part in package.names()):
        assembly.notice("readers.external_link")
    sheets, book = _open_book(package, name, limits)
    require("sheets", len(sheets), limits.sheets, name)
    left = limits.sheet_cells
    for sheet in sheets:
        if sheet.is_hidden:
            assembly.notice("readers.hidden_sheet_left_out", name=sheet.name)
            continue
        reader = _SheetReader(book, name, limits, left)
        reader.stream(package.read(sheet.part), sheet.part)
        left -= reader.count
        reader.write(sheet.name, assembly)
    return assembly.finish(facts(data, sniffed))


def _open_book(package: Package, name: str, limits: Limits) -> tuple[list[_Sheet], _Book]:
    roots = relations(package, "", name, limits)
    main = next((r.target for r in roots if r.kind == "officeDocument"), "xl/workbook.xml")
    workbook = parse_xml(package.read(main), main, name, limits)
    known = relations(package, main, name, limits)
    ids = _relation_ids(package, main, name, limits, known)
    sheets = []
    listed = child(workbook, "sheets")
    for element in listed if listed is not None else ():
        target = ids.get(attribute(element, "id"), "")
        if "worksheet" in target and package.has(target):
            state = attribute(element, "state")
            sheets.append(_Sheet(attribute(element, "name"), target, state.endswith("idden")))
    properties = child(workbook, "workbookPr")
    is_1904 = properties is not None and attribute(properties, "date1904") in ("1", "true")
    strings = _strings(_related(package, known, "sharedStrings", name, limits))
    patterns = _patterns(_related(package, known, "styles", name, limits))
    return sheets, _Book(strings, patterns, is_1904)


def _relation_ids(
    package: Package, main: str, name: str, limits: Limits, known: tuple[Relation, ...]
) -> dict[str, str]:
    folder, _, base = main.rpartition("/")
    listing = f"{folder}/_rels/{base}.rels".lstrip("/")
    if not package.has(listing):
        return {}
    root = parse_xml(package.read(listing), listing, name, limits)
    ids = [attribute(element, "Id") for element in root if local(element) == "Relationship"]
    return dict(zip(ids, (relation.target for relation in known), strict=False))


def _related(
    package: Package, known: tuple[Relation, ...], kind: str, name: str, limits: Limits
) -> etree._Element | None:
    for relation in known:
        if relation.kind == kind and package.has(relation.target):
            return parse_xml(package.read(relation.target), relation.target, name, limits)
    return None


def _strings(root: etree._Element | None) -> tuple[str, ...]:
    items = root if root is not None else ()
    return tuple(_rich(item) for item in items if local(item) == "si")


def _rich(item: etree._Element) -> str:
    """The text of a string item; what is only read aloud (phonetic runs) is left out."""
    pieces = []
    for element in item:
        if local(element) == "t":
            pieces.append(element.text or "")
        elif local(element) == "r":
            pieces.extend(e.text or "" for e in element if local(e) == "t")
    return _ESCAPED.sub(_unescape, "".join(pieces))


def _unescape(match: re.Match[str]) -> str:
    character = chr(int(match.group(1), 16))
    return match.group() if 0xD800 <= ord(character) < 0xE000 else character.replace("\r", "\n")


def _patterns(root: etree._Element | None) -> tuple[str, ...]:
    formats = child(root, "numFmts")
    custom = {
        number(attribute(element, "numFmtId"), 0): attribute(element, "formatCode")
        for element in (formats if formats is not None else ())
    }
    cells = child(root, "cellXfs")
    return tuple(
        pattern_of(number(attribute(element, "numFmtId"), 0), custom)
        for element in (cells if cells is not None else ())
    )


class _SheetReader:
    """One sheet: its cells by row, and what it merges."""

    def __init__(self, book: _Book, name: str, limits: Limits, left: int) -> None:
        self.count = 0
        self._book = book
        self._name = name
        self._limits = limits
        self._left = left
        self._cells: dict[int, dict[int, str]] = {}
        self._merged: dict[tuple[int, int], tuple[int, int]] = {}
        self._widest = 0
        self._deepest = 0
        self._bare = 0

    def stream(self, data: bytes, part: str) -> None:
        """Take in the sheet, cell by cell."""
        check_declarations(data, part, self._name)
        row = -1
        column = -1
        try:
            events = etree.iterparse(
                io.BytesIO(data), events=("start", "end"), resolve_entities=False,
                no_network=True, load_dtd=False, remove_comments=True, remove_pis=True,
                huge_tree=False,
            )  # fmt: skip
            for event, element in events:
                kind = local(element)
                if event == "start":
                    if kind == "row":
                        row = number(element.get("r"), row + 2) - 1
                        column = -1
                    continue
                if kind == "c":
                    row, column = self._take(element, row, column)
                    element.clear()
                elif kind == "row":
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
                elif kind == "mergeCell":
                    self._merge(element.get("ref") or "")
        except etree.XMLSyntaxError as error:
            if "depth" in str(error):
                raise Bomb(f"{self._name}: {part}", name=self._name, reason="depth") from error
            raise DamagedFile(
                f"{self._name}: {part}: {error}", name=self._name, part=part
            ) from error

    def _take(self, element: etree._Element, row: int, column: int) -> tuple[int, int]:
        address = _ADDRESS.fullmatch(element.get("r") or "")
        if address:
            row, column = int(address.group(2)) - 1, _column(address.group(1))
        else:
            column += 1
        self.count += 1
        if self.count > self._left:
            require("sheet_cells", self.count, self._left, self._name)
        text = self._text(element)
        if text:
            if column >= self._widest:
                self._widest = column + 1
            self._deepest = max(self._deepest, row + 1)
            self._cells.setdefault(row, {})[column] = text
            extent = self._deepest * self._widest
            if extent > self._limits.sheet_extent:
                require("sheet_extent", extent, self._limits.sheet_extent, self._name)
        return row, column

    def _text(self, element: etree._Element) -> str:
        kind = element.get("t") or ""
        stored = child(element, "v")
        value: str = (stored.text or "") if stored is not None else ""
        if kind == "inlineStr":
            inline = child(element, "is")
            return _rich(inline) if inline is not None else ""
        if not value:
            formula = child(element, "f")
            if formula is not None and formula.text:
                self._bare += 1
                return f"={formula.text}"
            return ""
        if kind == "s":
            index = number(value, -1)
            return self._book.strings[index] if 0 <= index < len(self._book.strings) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind in ("str", "e", "d"):
            return value
        style = number(element.get("s"), 0)
        patterns = self._book.patterns
        pattern = patterns[style] if 0 <= style < len(patterns) else "General"
        return show(value, pattern, is_1904=self._book.is_1904)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(last)
        if start and end and len(self._merged) < self._limits.sheet_cells:
            row, column = int(start.group(2)) - 1, _column(start.group(1))
            high = int(end.group(2)) - row
            wide = _column(end.group(1)) - column + 1
            if high > 0 and wide > 0:
                self._merged[row, column] = (high, wide)

    def write(self, title: str, assembly: Assembly) -> None:
        """Add the sheet's blocks to the text."""
        assembly.place("sheet", title)
        if self._bare:
            assembly.notice("readers.formula_without_value", sheet=title, count=self._bare)
        for block in self._blocks():
            self._write_block(block, assembly)

    def _blocks(self) -> Iterator[list[int]]:
        """Runs of rows without a blank row between; a merged cell bridges the rows it covers."""
        block: list[int] = []
        covered = -1
        for row in sorted(self._cells):
            if block and row > max(block[-1], covered) + 1:
                yield block
                block = []
            block.append(row)
            for column in self._cells[row]:
                high = self._merged.get((row, column), (1, 1))[0]
                covered = max(covered, row + high - 1)
        if block:
            yield block

    def _write_block(self, rows: list[int], assembly: Assembly) -> None:
        first, last = 0, len(rows)
        while first < last and self._is_line(rows[first]):
            assembly.line(self._line(rows[first]))
            first += 1
        while last > first and self._is_line(rows[last - 1]):
            last -= 1
        self._write_grid(rows[first:last], assembly)
        for row in rows[last:]:
            assembly.line(self._line(row))

    def _write_grid(self, rows: list[int], assembly: Assembly) -> None:
        """A block as a table; a blank square inside it is an empty cell: columns stay in line."""
        if not rows:
            return
        left = min(min(self._cells[row]) for row in rows)
        right = max(max(self._cells[row]) for row in rows)
        squares = (right - left + 1) * len(rows)
        require("table_squares", squares, self._limits.table_squares, self._name)
        covered: set[tuple[int, int]] = set()
        cells = []
        for row in rows:
            for column in range(left, right + 1):
                if (row, column) in covered:
                    continue
                high, wide = self._merged.get((row, column), (1, 1))
                high, wide = min(high, rows[-1] - row + 1), min(wide, right - column + 1)
                if high * wide > 1:
                    covered.update(
                        (r, c) for r in range(row, row + high) for c in range(column, column + wide)
                    )
                text = self._cells[row].get(column, "")
                cells.append(CellText(row, column, high, wide, (text,)))
        assembly.table(cells)

    def _is_line(self, row: int) -> bool:
        """Whether a row has one cell only, and that cell does not run down into others."""
        if len(self._cells[row]) != 1:
            return False
        (column,) = self._cells[row]
        return self._merged.get((row, column), (1, 1))[0] == 1

    def _line(self, row: int) -> str:
        (text,) = self._cells[row].values()
        return "\n".join(line.strip() for line in text.split("\n") if line.strip()) or " "


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
