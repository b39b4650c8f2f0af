"""A plain text seen as paragraphs and tables, ready to be set as a Word or PDF file."""

import re
from dataclasses import dataclass
from enum import StrEnum

TAB = "\t"
_NUMERAL = "[一二三四五六七八九十]+"
_HEADING = re.compile(rf"^(第{_NUMERAL}[编篇章部]|{_NUMERAL}、)")
_SUBHEADING = re.compile(rf"^(第{_NUMERAL}节|[（(]{_NUMERAL}[)）])")
_CAPTION = re.compile(r"^(专栏|表)\s*\d+")
_CENTERED = re.compile(
    r"^[（(](20\d\d|草案|征求意见稿|此件)|^20\d\d\s*[—-]\s*20\d\d年?$|〔20\d\d〕\d+号$"
)
_DATE = re.compile(r"^\d{4}年\d{1,2}月(\d{1,2}日)?$")
_LONGEST_HEADING = 40


class Style(StrEnum):
    """How a paragraph is set."""

    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    CAPTION = "caption"
    CENTERED = "centered"
    RIGHT = "right"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; its text holds no line end."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Square:
    """One cell of a table; rows and columns count from 0, spans are at least 1."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; squares that were merged into others are absent."""

    rows: int
    columns: int
    squares: tuple[Square, ...]


def pages_of(text: str) -> tuple[Paragraph | Table, ...]:
    """Paragraphs and tables of a text, in order; lines with tabs in a run are one table."""
    blocks: list[Paragraph | Table] = []
    cells: list[list[str]] = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if TAB in line:
            cells.append(line.split(TAB))
            continue
        if cells:
            blocks.append(_table(cells))
            cells = []
        if line.strip():
            following = next((rest for rest in lines[number + 1 :] if rest.strip()), "")
            blocks.append(
                Paragraph(line.strip(), _style(line.strip(), following, is_first=not blocks))
            )
    if cells:
        blocks.append(_table(cells))
    return tuple(blocks)


def _style(line: str, following: str, *, is_first: bool) -> Style:
    short = len(line) <= _LONGEST_HEADING and not line.endswith(("。", "；", "，"))
    if is_first:
        return Style.TITLE
    if _DATE.match(line) or (short and _DATE.match(following) and line[-1:] != "）"):
        return Style.RIGHT
    if short and _CAPTION.match(line):
        return Style.CAPTION
    if _CENTERED.search(line) and short:
        return Style.CENTERED
    if short and _CENTERED.match(following):
        return Style.TITLE
    if short and _HEADING.match(line):
        return Style.HEADING
    if short and _SUBHEADING.match(line):
        return Style.SUBHEADING
    return Style.BODY


def _table(cells: list[list[str]]) -> Table:
    """The squares of tab-separated rows.

    An empty square in the first column belongs to the one above it (a group that runs down). A
    second row that begins with two empty squares is the lower half of a header two rows deep.
    """
    columns = max(map(len, cells))
    grid = [[*row, *[""] * (columns - len(row))] for row in cells]
    depth = 2 if len(grid) > 1 and columns > 1 and grid[1][:2] == ["", ""] else 1
    squares = [
        Square(
            row,
            column,
            _row_span(grid, row, column, depth),
            _column_span(grid, row, column, depth),
            text,
        )
        for row, texts in enumerate(grid)
        for column, text in enumerate(texts)
        if text or not (_hangs_below(grid, row, column, depth) or _hangs_left(row, column, depth))
    ]
    return Table(len(grid), columns, tuple(squares))


def _hangs_left(row: int, column: int, depth: int) -> bool:
    """Whether an empty square continues the header word to its left."""
    return depth == 2 and row == 0 and column > 0


def _hangs_below(grid: list[list[str]], row: int, column: int, depth: int) -> bool:
    """Whether an empty square continues the square above it."""
    if row < depth:
        return row == 1 and bool(grid[0][column])
    return column == 0 and row > depth


def _column_span(grid: list[list[str]], row: int, column: int, depth: int) -> int:
    end = column + 1
    while end < len(grid[row]) and not grid[row][end] and _hangs_left(row, end, depth):
        end += 1
    return end - column


def _row_span(grid: list[list[str]], row: int, column: int, depth: int) -> int:
    end = row + 1
    while end < len(grid) and not grid[end][column] and _hangs_below(grid, end, column, depth):
        if row < depth <= end:
            break
        end += 1
    return end - row
