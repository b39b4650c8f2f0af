"""The text of a page cut into blocks and pieces: headings, paragraphs, tables, marks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from silian.services.plans.values import Block, CellView, Mark, Piece

_NUMBER = re.compile(r"[\s【\[≥≤><=约]*-?\d[\d,.]*\s*%?[\s】\]]*")
# Marks of equal length: what is listed first lies outside.
_OUTER = ("task", "term", "row", "target", "baseline", "entity", "flag")


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark and where it lies."""

    start: int
    end: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section and where it lies."""

    start: int
    end: int
    level: int
    key: str


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of a table: its squares and where its text lies (``None``: it has words of ours)."""

    row: int
    column: int
    row_span: int
    column_span: int
    is_head: bool
    start: int | None
    end: int | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A table: where it lies and its squares in reading order. ``is_real``: the file has it."""

    start: int
    end: int
    is_real: bool
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stretch of text with everything that lies on it."""

    start: int
    text: str
    is_last: bool
    marks: Sequence[Marked]
    headings: Sequence[Heading]
    frames: Sequence[Frame]
    places: Sequence[tuple[int, str]]
    title: tuple[int, int] | None

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.start + len(self.text)

    def between(self, start: int, end: int) -> str:
        """The text between two offsets of the whole text."""
        return self.text[start - self.start : end - self.start]


def cut_blocks(sheet: Sheet) -> tuple[Block, ...]:
    """The blocks of a sheet in order; blank lines belong to none."""
    blocks = list(_blocks(sheet))
    places = list(sheet.places)
    placed = []
    for block in blocks:
        name = ""
        while places and places[0][0] < max(block.end, block.start + 1):
            name = places.pop(0)[1]
        placed.append(_with_place(block, name) if name else block)
    return tuple(placed)


def _with_place(block: Block, name: str) -> Block:
    return Block(
        kind=block.kind,
        start=block.start,
        end=block.end,
        level=block.level,
        section=block.section,
        place=name,
        pieces=block.pieces,
        rows=block.rows,
        continues=block.continues,
    )


def _blocks(sheet: Sheet) -> Iterator[Block]:
    frames = [frame for frame in sheet.frames if frame.end > sheet.start]
    position = sheet.start
    for frame in frames:
        if frame.start < position and frame.end <= position:
            continue
        yield from _lines(sheet, position, min(frame.start, sheet.end))
        yield from _table(sheet, frame)
        position = max(position, min(frame.end, sheet.end))
    yield from _lines(sheet, position, sheet.end)


def _lines(sheet: Sheet, start: int, end: int) -> Iterator[Block]:
    position = start
    while position < end:
        line_end = sheet.text.find("\n", position - sheet.start)
        line_end = end if line_end < 0 else min(line_end + sheet.start, end)
        raw = sheet.between(position, line_end)
        if words := raw.strip():
            first = position + raw.index(words[0])
            yield _line(sheet, first, first + len(words))
        position = line_end + 1


def _line(sheet: Sheet, start: int, end: int) -> Block:
    pieces = tuple(cut_pieces(sheet, start, end))
    continues = end == sheet.end and not sheet.is_last
    heading = next((h for h in sheet.headings if start <= h.start < end), None)
    if sheet.title and start <= sheet.title[0] < end:
        return Block("title", start, end, pieces=pieces)
    if heading is None:
        return Block("paragraph", start, end, pieces=pieces, continues=continues)
    # A heading that runs into its paragraph stays there, as printed.
    runs_in = end - heading.end > 1
    kind = "paragraph" if runs_in else "heading"
    return Block(kind, start, end, heading.level, heading.key, pieces=pieces, continues=continues)


def cut_pieces(sheet: Sheet, start: int, end: int) -> Iterator[Piece]:
    """Runs of text under the same marks, gapless from ``start`` to ``end``."""
    over = [mark for mark in sheet.marks if mark.start < end and mark.end > start]
    cuts = {start, end}
    for mark in over:
        cuts.add(max(mark.start, start))
        cuts.add(min(mark.end, end))
    edges = sorted(cuts)
    for left, right in pairwise(edges):
        covering = [mark for mark in over if mark.start <= left and mark.end >= right]
        covering.sort(key=_outermost_first)
        yield Piece(left, right, sheet.between(left, right), tuple(mark.mark for mark in covering))


def _outermost_first(mark: Marked) -> tuple[int, int, int]:
    kind = mark.mark.kind
    return mark.start - mark.end, mark.start, _OUTER.index(kind) if kind in _OUTER else 0


def _table(sheet: Sheet, frame: Frame) -> Iterator[Block]:
    """The rows of a table that begin on this sheet; a long table goes on on the next one."""
    rows = []
    for _, squares in groupby(frame.squares, key=lambda square: square.row):
        row = list(squares)
        first = next((square.start for square in row if square.start is not None), frame.start)
        if sheet.start <= first < sheet.end:
            rows.append(tuple(_cell(sheet, square) for square in row))
    if not rows:
        return
    start, end = max(frame.start, sheet.start), min(frame.end, sheet.end)
    if frame.is_real:
        yield Block("table", start, end, rows=tuple(rows))
    else:
        printed = tuple(cut_pieces(sheet, start, end))
        yield Block("flat", start, end, pieces=printed, rows=tuple(rows))


def _cell(sheet: Sheet, square: Square) -> CellView:
    pieces: Iterable[Piece] = ()
    if square.start is not None and square.end is not None:
        pieces = cut_pieces(sheet, square.start, square.end)
    elif square.words:
        pieces = (Piece(0, 0, square.words, ()),)
    cut = tuple(pieces)
    words = "".join(piece.text for piece in cut)
    return CellView(
        row=square.row,
        column=square.column,
        row_span=square.row_span,
        column_span=square.column_span,
        is_head=square.is_head,
        is_number=_NUMBER.fullmatch(words) is not None,
        start=square.start,
        end=square.end,
        pieces=cut,
    )
