"""Put a canonical text together, and keep the place of every table, page and notice."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from silian.adapters.readers.failures import EmptyFile
from silian.adapters.readers.limits import Limits, require
from silian.domain.documents.source import FileFacts, Grid, GridCell, Notice, PlaceMark, SourceText
from silian.domain.kernel.spans import Span


@dataclass(frozen=True, slots=True)
class CellText:
    """One cell as a reader found it: its first square, how many it covers, its paragraphs."""

    row: int
    column: int
    row_span: int
    column_span: int
    paragraphs: tuple[str, ...]


def flatten(paragraphs: Iterable[str]) -> str:
    """The text of a cell on one line: paragraphs and line ends become one space each."""
    return " ".join(piece for paragraph in paragraphs for piece in _pieces(paragraph))


def _pieces(paragraph: str) -> list[str]:
    split = paragraph.replace("\t", "\n").split("\n")
    return [stripped for piece in split if (stripped := piece.strip())]


def _compact(cells: Sequence[CellText]) -> Sequence[CellText]:
    rows = sorted({cell.row for cell in cells})
    columns = sorted({cell.column for cell in cells})
    if rows[-1] == len(rows) - 1 and columns[-1] == len(columns) - 1:
        ends = (cell.row + cell.row_span for cell in cells)
        sides = (cell.column + cell.column_span for cell in cells)
        if max(ends) == len(rows) and max(sides) == len(columns):
            return cells
    return [
        CellText(
            bisect_left(rows, cell.row),
            bisect_left(columns, cell.column),
            bisect_left(rows, cell.row + cell.row_span) - bisect_left(rows, cell.row),
            bisect_left(columns, cell.column + cell.column_span)
            - bisect_left(columns, cell.column),
            cell.paragraphs,
        )
        for cell in cells
    ]


class Assembly:
    """A text in the making: lines and rows are joined by line ends, cells by tabs."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name = name
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._grids: list[Grid] = []
        self._places: list[PlaceMark] = []
        self._notices: list[Notice] = []

    @property
    def length(self) -> int:
        """How many characters there are so far."""
        return self._length

    @property
    def next_start(self) -> int:
        """Where the next line will start."""
        return self._length + 1 if self._parts else 0

    def line(self, text: str) -> int:
        """Add one line (or several, where ``text`` has line ends); answer where it starts."""
        if self._parts:
            self._put("\n")
        start = self._length
        self._put(text)
        return start

    def grow(self, text: str) -> None:
        """Add to the last line."""
        self._put(text)

    def place(self, kind: str, name: str) -> None:
        """From the next line on, the text stands on ``kind`` ``name``."""
        self._places.append(PlaceMark(self.next_start, kind, name))

    def place_at(self, start: int, kind: str, name: str) -> None:
        """From ``start`` on, the text stands on ``kind`` ``name``."""
        self._places.append(PlaceMark(start, kind, name))

    def notice(self, code: str, span: Span | None = None, **values: object) -> None:
        """Say that something was noticed."""
        pairs = tuple((key, str(value)) for key, value in values.items())
        self._notices.append(Notice(code, span, pairs))

    def table(self, cells: Sequence[CellText]) -> Grid | None:
        """Add a table row by row; answer its grid, ``None`` where there are no cells.

        ``cells`` stand in reading order, a merged cell once. A cell is one line of text; only
        in a row that has a single cell (the frame of a 专栏) do its paragraphs stay lines. Rows
        and columns in which no cell begins are not counted.
        """
        if not cells:
            return None
        cells = _compact(cells)
        rows = max(cell.row + cell.row_span for cell in cells)
        columns = max(cell.column + cell.column_span for cell in cells)
        require("table_squares", rows * columns, self._limits.table_squares, self.name)
        by_row: dict[int, list[CellText]] = {}
        for cell in cells:
            by_row.setdefault(cell.row, []).append(cell)
        start = self.next_start
        placed = [cell for row in sorted(by_row) for cell in self._row(by_row[row])]
        grid = Grid(start, self._length, rows, columns, tuple(placed))
        self._grids.append(grid)
        return grid

    def _row(self, row: Sequence[CellText]) -> list[GridCell]:
        if len(row) == 1:
            texts = ["\n".join(p.strip() for p in row[0].paragraphs if p.strip())]
        else:
            texts = [flatten(cell.paragraphs) for cell in row]
        position = self.line("\t".join(texts))
        placed = []
        for cell, text in zip(row, texts, strict=True):
            end = position + len(text)
            placed.append(
                GridCell(cell.row, cell.column, cell.row_span, cell.column_span, position, end)
            )
            position = end + 1
        return placed

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        require("text_characters", self._length, self._limits.text_characters, self.name)

    def finish(self, file: FileFacts) -> SourceText:
        """The finished source text.

        Raises:
            EmptyFile: if there is nothing but space in it.
        """
        text = "".join(self._parts)
        if not text or text.isspace():
            raise EmptyFile(f"{self.name}: there is no text in it", name=self.name)
        return SourceText(text, file, tuple(self._grids), tuple(self._places), tuple(self._notices))
