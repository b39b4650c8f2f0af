"""Find the tables of a PDF page: by ruling lines, else by columns that stand in line."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from silian.adapters.readers.assembly import CellText
from silian.adapters.readers.pdf_lines import Line, Margins, glue, lines_of, paragraphs_of
from silian.adapters.readers.pdf_page import Glyph, Page, Ruling

_NEAR = 3.0  # points: lines nearer than this are one
_MOST_LINES = 400  # rulings of one direction; more is a drawing


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on a page: its outline, and its cells in reading order."""

    x0: float
    x1: float
    y0: float
    y1: float
    cells: tuple[CellText, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """A lattice of rulings: its upright lines from left to right, its level ones from the top."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    rulings: tuple[Ruling, ...]


def ruled_tables(page: Page) -> tuple[list[PageTable], list[Glyph]]:
    """The ruled tables of a page from top to bottom, and the glyphs that stand outside them."""
    outside = list(page.glyphs)
    tables = []
    for frame in _frames(page.rulings):
        inside = [g for g in outside if _is_in(g, frame)]
        if not inside:
            continue
        cells = _cells(frame, inside, page.number)
        if not any(cell.paragraphs for cell in cells):
            continue
        taken = {id(g) for g in inside}
        outside = [g for g in outside if id(g) not in taken]
        tables.append(PageTable(frame.xs[0], frame.xs[-1], frame.ys[-1], frame.ys[0], tuple(cells)))
    return sorted(tables, key=lambda t: -t.y1), outside


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2


def _is_in(glyph: Glyph, frame: _Frame) -> bool:
    x, y = _middle(glyph)
    return frame.xs[0] < x < frame.xs[-1] and frame.ys[-1] < y < frame.ys[0]


def _frames(rulings: Sequence[Ruling]) -> list[_Frame]:
    """Groups of rulings that touch, with at least one square in them."""
    level = _merged([r for r in rulings if r.is_level])
    upright = _merged([r for r in rulings if not r.is_level])
    if not 2 <= len(level) <= _MOST_LINES or not 1 <= len(upright) <= _MOST_LINES:
        return []
    group = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for i, line in enumerate(level):
        for j, post in enumerate(upright, start=len(level)):
            if _touch(line, post):
                group[root(i)] = root(j)
    members: dict[int, list[Ruling]] = {}
    for index, ruling in enumerate([*level, *upright]):
        members.setdefault(root(index), []).append(ruling)
    frames = (_frame(group) for group in members.values())
    return [frame for frame in frames if frame is not None]


def _touch(line: Ruling, post: Ruling) -> bool:
    return (
        line.start - _NEAR <= post.at <= line.end + _NEAR
        and post.start - _NEAR <= line.at <= post.end + _NEAR
    )


def _merged(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Rulings on one line that touch or overlap, as one."""
    merged: list[Ruling] = []
    by_place = sorted(rulings, key=lambda r: (r.at, r.start))
    rows: list[list[Ruling]] = []
    for ruling in by_place:
        if rows and ruling.at - rows[-1][0].at <= 1.5:
            rows[-1].append(ruling)
        else:
            rows.append([ruling])
    for row in rows:
        at = sum(r.at for r in row) / len(row)
        start, end = None, 0.0
        for ruling in sorted(row, key=lambda r: r.start):
            if start is None:
                start, end = ruling.start, ruling.end
            elif ruling.start <= end + _NEAR:
                end = max(end, ruling.end)
            else:
                merged.append(Ruling(row[0].is_level, at, start, end))
                start, end = ruling.start, ruling.end
        if start is not None:
            merged.append(Ruling(row[0].is_level, at, start, end))
    return merged


def _frame(rulings: Sequence[Ruling]) -> _Frame | None:
    level = [r for r in rulings if r.is_level]
    upright = [r for r in rulings if not r.is_level]
    if len(level) < 2 or not upright:
        return None
    # A table may be open at its sides: its level lines then end where the side would be.
    ends = [e for r in level for e in (r.start, r.end)]
    sides = [min(ends), max(ends)]
    xs = _clustered([r.at for r in upright] + sides)
    ys = _clustered([r.at for r in level])
    if len(xs) < 2 or len(ys) < 2 or xs[-1] - xs[0] < 20 or ys[-1] - ys[0] < 8:
        return None
    return _Frame(tuple(xs), tuple(reversed(ys)), tuple(rulings))


def _clustered(places: Sequence[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _cells(frame: _Frame, glyphs: Sequence[Glyph], page: int) -> list[CellText]:
    rows, columns = len(frame.ys) - 1, len(frame.xs) - 1
    owner = _owners(frame, rows, columns)
    ys = [-y for y in frame.ys]
    inside: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        x, y = _middle(glyph)
        row = min(max(bisect_right(ys, -y) - 1, 0), rows - 1)
        column = min(max(bisect_right(frame.xs, x) - 1, 0), columns - 1)
        inside.setdefault(owner[row * columns + column], []).append(glyph)
    extent: dict[int, list[int]] = {}
    for square, root in enumerate(owner):
        row, column = divmod(square, columns)
        box = extent.setdefault(root, [row, column, row, column])
        box[0], box[1] = min(box[0], row), min(box[1], column)
        box[2], box[3] = max(box[2], row), max(box[3], column)
    cells = []
    for root, (top, left, bottom, right) in sorted(extent.items(), key=lambda e: e[1][:2]):
        is_alone = left == 0 and right == columns - 1
        margins = Margins(frame.xs[left], frame.xs[right + 1])
        texts = _texts(inside.get(root, []), page, margins, is_alone=is_alone)
        cells.append(CellText(top, left, bottom - top + 1, right - left + 1, texts))
    return cells


def _texts(glyphs: Sequence[Glyph], page: int, cell: Margins, *, is_alone: bool) -> tuple[str, ...]:
    """The paragraphs of a cell; where it is one of several in its row, one."""
    lines = lines_of(glyphs, page)
    if not lines:
        return ()
    if is_alone:
        return tuple(paragraphs_of(lines, _inner(lines, cell)))
    text = lines[0].text
    for line in lines[1:]:
        text = glue(text, line.text)
    return (text,)


def _inner(lines: Sequence[Line], cell: Margins) -> Margins:
    """The margins of the text in a cell: where its widest lines begin and end."""
    left = min(line.x0 for line in lines)
    right = max(line.x1 for line in lines)
    em = lines[0].em
    return Margins(left, max(right, cell.right - 2 * em))


def _owners(frame: _Frame, rows: int, columns: int) -> list[int]:
    """For each square the first square of the cell that it belongs to."""
    owner = list(range(rows * columns))

    def root(square: int) -> int:
        while owner[square] != square:
            owner[square] = owner[owner[square]]
            square = owner[square]
        return square

    def unite(a: int, b: int) -> None:
        a, b = root(a), root(b)
        owner[max(a, b)] = min(a, b)

    walls = _by_place(frame.xs, [r for r in frame.rulings if not r.is_level])
    floors = _by_place(frame.ys, [r for r in frame.rulings if r.is_level])
    for row in range(rows):
        for column in range(columns):
            square = row * columns + column
            if column + 1 < columns and not _is_drawn(
                walls[column + 1], frame.ys[row + 1], frame.ys[row]
            ):
                unite(square, square + 1)
            if row + 1 < rows and not _is_drawn(
                floors[row + 1], frame.xs[column], frame.xs[column + 1]
            ):
                unite(square, square + columns)
    return [root(square) for square in range(rows * columns)]


def _by_place(places: Sequence[float], rulings: Sequence[Ruling]) -> list[list[Ruling]]:
    """For each place the rulings that run along it."""
    return [[r for r in rulings if abs(r.at - at) <= _NEAR] for at in places]


def _is_drawn(rulings: Sequence[Ruling], start: float, end: float) -> bool:
    """Whether more than half of an edge is ruled."""
    drawn = sum(max(0.0, min(r.end, end) - max(r.start, start)) for r in rulings)
    return drawn > 0.5 * (end - start)


def column_tables(lines: Sequence[Line]) -> list[tuple[int, int, tuple[CellText, ...]]]:
    """Tables without rulings: runs of lines with three or more pieces that stand in columns.

    Returns:
        For each, the first line, the line after the last, and the cells.
    """
    found = []
    first = 0
    while first < len(lines):
        last = _run(lines, first)
        cells = _aligned(lines[first:last]) if last - first >= 3 else None
        if cells:
            found.append((first, last, cells))
            first = last
        else:
            first += 1
    return found


def _run(lines: Sequence[Line], first: int) -> int:
    """The end of the run of lines with wide gaps; wrapped parts of a cell may stand between."""
    if len(lines[first].pieces) < 3:
        return first
    last = first + 1
    while last < len(lines):
        line = lines[last]
        gap = lines[last - 1].y0 - line.y1
        if line.page != lines[first].page or gap > 2.5 * line.em:
            break
        if len(line.pieces) < 3 and not _is_wrapped(line, lines[first]):
            break
        last += 1
    return last


def _is_wrapped(line: Line, first: Line) -> bool:
    """Whether a line holds no more than the rest of cells above it: none in the first column."""
    second = first.pieces[1].x0 - first.em
    return line.x0 >= second and all(len(piece.text) <= 30 for piece in line.pieces)


def _aligned(lines: Sequence[Line]) -> tuple[CellText, ...] | None:
    """The cells of lines whose pieces fall in the same columns; ``None`` where they do not."""
    full = [line for line in lines if len(line.pieces) >= 3]
    spans: list[list[float]] = []
    for piece in sorted((p for line in full for p in line.pieces), key=lambda p: p.x0):
        if spans and piece.x0 < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], piece.x1)
        else:
            spans.append([piece.x0, piece.x1])
    most = max(len(line.pieces) for line in full)
    if len(full) < 3 or len(spans) < 3 or len(spans) != most:
        return None
    rows: list[list[str]] = []
    starts = [span[0] for span in spans]
    for line in lines:
        places = [max(bisect_right(starts, (p.x0 + p.x1) / 2) - 1, 0) for p in line.pieces]
        if len(set(places)) != len(places):
            return None
        if places[0] == 0 or not rows:
            rows.append([""] * len(spans))
        for place, piece in zip(places, line.pieces, strict=True):
            rows[-1][place] = glue(rows[-1][place], piece.text)
    return tuple(
        CellText(r, c, 1, 1, (text,)) for r, row in enumerate(rows) for c, text in enumerate(row)
    )
