"""Where tables stand in a text, and which stretches are their cells.

Three shapes end as the same thing, rows of cells: a grid that the format knew, lines with
separators (TAB, bars, runs of spaces), and a table flattened to one cell a line.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from silian.domain.documents.source import Grid
from silian.domain.documents.view import Lines

RawCell = tuple[int, int]

VALUE = re.compile(
    r"[【(]?[<>≥≤=约超]?\s*[-−]?\d[\d,]*(?:\.\d+)?\s*(?:(?:—|-|~|至)\s*\d[\d,]*(?:\.\d+)?)?"
    r"\s*[%‰]?(?:左右|以上|以下|以内|及以上)?\s*[】)]?$|[-—－/]{1,2}$|达到$|完成$"
)
ATTRIBUTE = re.compile(r"(?:预期|约束|指导|指令)(?:性|值|性指标)?$")
_HEADER_WORD = re.compile(
    r"指标|单位|属性|序号|编号|性质|类型|备注|责任|牵头|配合|目标|任务|时限|时间|项目|名称|内容|基期|现状|类别|措施|领域|"
    r"(?:20\d\d|十[二三四五六]五)"
)
_YEAR_HEAD = re.compile(r"(?:20\d\d)年?$")
_YEAR_TAIL = re.compile(
    r"(?:目标|指标|完成|实际|现状|基期|预期|规划|计划|预计)(?:值|数|情况)?$|值$|年$"
)
_HEAD_TAIL = re.compile(r"(?:属性|名称|单位|性质|类型|类别)$")
_LONGEST_CELL = 60


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as rows of raw cells. ``head`` cells are joined already; ``flat`` rows need cutting.

    ``body`` holds the rows; a flattened table has all its cells in one row.
    """

    head: tuple[tuple[RawCell, ...], ...]
    body: tuple[tuple[RawCell, ...], ...]
    start: int
    end: int
    first_line: int
    last_line: int
    flat: bool = False


def _line_at(lines: Lines, position: int) -> int:
    return bisect_right(lines.starts, position) - 1


def grid_shapes(view: str, grids: Sequence[Grid], lines: Lines) -> Iterator[Shape]:
    """Grids as shapes: merged cells repeat over the rows and columns that they cover."""
    for grid in grids:
        if grid.rows < 2 or grid.columns < 2 or grid.rows * grid.columns > 2_000_000:
            continue
        rows: list[list[RawCell]] = [[(0, 0)] * grid.columns for _ in range(grid.rows)]
        for cell in grid.cells:
            for r in range(cell.row, min(cell.row + cell.row_span, grid.rows)):
                for c in range(cell.column, min(cell.column + cell.column_span, grid.columns)):
                    rows[r][c] = _trim(view, cell.start, cell.end)
        depth = _head_depth(view, rows)
        if depth == 0:
            continue
        first = bisect_left(lines.starts, grid.start)
        last = max(first, _line_at(lines, max(grid.start, grid.end - 1)))
        yield Shape(
            tuple(tuple(r) for r in rows[:depth]),
            tuple(tuple(r) for r in rows[depth:]),
            grid.start,
            grid.end,
            first,
            last,
        )


def _trim(view: str, start: int, end: int) -> RawCell:
    while start < end and view[start] in " \t\n":
        start += 1
    while end > start and view[end - 1] in " \t\n":
        end -= 1
    return start, end


def _head_depth(view: str, rows: Sequence[Sequence[RawCell]]) -> int:
    """How many rows are head: up to three, all before the first row with a number in it."""
    depth = 0
    for row in rows[:3]:
        words = [view[a:b] for a, b in row if b > a]
        if not words or any(_is_datum(w) for w in words):
            break
        if depth and not any(_HEADER_WORD.search(w) for w in words):
            break
        depth += 1
    if depth and not any(_HEADER_WORD.search(view[a:b]) for row in rows[:depth] for a, b in row):
        return 0
    return depth


def _is_datum(word: str) -> bool:
    return bool(VALUE.match(word)) and not _YEAR_HEAD.match(word) and len(word) < 24


def _split_row(view: str, start: int, end: int, separator: re.Pattern[str]) -> tuple[RawCell, ...]:
    cells: list[RawCell] = []
    position = start
    for match in separator.finditer(view, start, end):
        cells.append(_trim(view, position, match.start()))
        position = match.end()
    cells.append(_trim(view, position, end))
    return tuple(cells)


_MAY_HEAD = re.compile("序号|编号|指标|任务|名称|项目|单位|内容|事项")
_TABS = re.compile(r"\t")
_BARS = re.compile(r"\s*\|\s*")
_SPACES = re.compile(r"\s{2,}")
_SPACE = re.compile(r"\s+")
_RULE_LINE = re.compile(r"[|\s:+—-]+$")


def _separator(view: str, start: int, end: int) -> re.Pattern[str] | None:
    """What separates the cells of a head line, or ``None`` if it is no head line."""
    if not _MAY_HEAD.search(view, start, end):
        return None
    line = view[start:end]
    if "\t" in line:
        found = _TABS
    elif line.count("|") >= 2:
        found = _BARS
    elif "  " in line:
        found = _SPACES
    elif line.count(" ") >= 3 and line.startswith(("序号", "编号")):
        found = _SPACE
    else:
        return None
    cells = [view[a:b] for a, b in _split_row(view, start, end, found) if b > a]
    heads = sum(1 for c in cells if len(c) <= 16 and _HEADER_WORD.search(c))
    return found if len(cells) >= 3 and heads >= 2 and heads * 2 >= len(cells) else None


_MAY_SEPARATE = re.compile(r"\t|\||  |序号 |编号 ")


def _head_lines(view: str, lines: Lines, taken: Sequence[bool]) -> Iterator[int]:
    """Lines that may be the head of a separated table, found by their separators."""
    seen = -1
    for match in _MAY_SEPARATE.finditer(view):
        i = _line_at(lines, match.start())
        if i <= seen or i < 0 or match.start() >= lines.ends[i]:
            continue
        seen = i
        if not taken[i] and 6 <= lines.ends[i] - lines.starts[i] <= 200:
            yield i


def separated_shapes(view: str, lines: Lines, taken: Sequence[bool]) -> Iterator[Shape]:
    """Tables with one row a line and separators between cells."""
    done = -1
    for i in _head_lines(view, lines, taken):
        if i <= done:
            continue
        start, end = lines.starts[i], lines.ends[i]
        separator = _separator(view, start, end)
        if separator is None:
            continue
        rows: list[tuple[RawCell, ...]] = []
        j = i
        while j < len(lines) and not taken[j]:
            a, b = lines.starts[j], lines.ends[j]
            if separator is _BARS and _RULE_LINE.match(view, a, b):
                j += 1
                continue
            cells = _split_row(view, _row_start(view, a), b, separator)
            if len([c for c in cells if c[1] > c[0]]) < 2 and j > i:
                break
            rows.append(_without_edges(cells) if separator is _BARS else cells)
            j += 1
        done = j - 1
        depth = _head_depth(view, rows)
        if depth and len(rows) > depth:
            yield Shape(
                tuple(rows[:depth]), tuple(rows[depth:]), start, lines.ends[j - 1], i, j - 1
            )


def _row_start(view: str, start: int) -> int:
    """Back over the TABs that stripping took away: an empty first cell is a cell."""
    while start > 0 and view[start - 1] == "\t":
        start -= 1
    return start


def _without_edges(cells: tuple[RawCell, ...]) -> tuple[RawCell, ...]:
    if cells and cells[0][0] >= cells[0][1]:
        cells = cells[1:]
    if cells and cells[-1][0] >= cells[-1][1]:
        cells = cells[:-1]
    return cells


_ANCHORS = ("序号", "编号", "指标", "指标名称", "主要指标")
_ANCHOR_LENGTHS = frozenset(map(len, _ANCHORS))


def flat_shapes(view: str, lines: Lines, taken: Sequence[bool]) -> Iterator[Shape]:
    """Tables flattened to one cell a line, anchored on a cell 序号 (or on 指标 with a year)."""
    anchors: dict[str, list[int]] = {word: [] for word in _ANCHORS}
    for i, (start, end) in enumerate(zip(lines.starts, lines.ends, strict=True)):
        if end - start in _ANCHOR_LENGTHS and (found := anchors.get(view[start:end])) is not None:
            found.append(i)
    for at in anchors.values():
        done = -1
        for i in at:
            if taken[i] or i < done:
                continue
            shape = _flat_from(view, lines, taken, i)
            if shape is not None:
                yield shape
                done = bisect_left(lines.starts, shape.body[0][0][1])


def _cells_from(view: str, lines: Lines, taken: Sequence[bool], first: int) -> list[list[int]]:
    """Cells as [start, end, line]; a line without its TAB goes on with the cell above."""
    tabbed = lines.starts[first] > 0 and view[lines.starts[first] - 1] == "\t"
    anchor = view[lines.starts[first] : lines.ends[first]]
    cells: list[list[int]] = []
    for i in range(first, len(lines)):
        start, end = lines.starts[i], lines.ends[i]
        if taken[i] or end - start > _LONGEST_CELL or view[end - 1] in "。;":
            break
        if i > first and view[start:end] == anchor:
            break
        if view.startswith(("注:", "注 ", "备注:", "专栏", "数据来源"), start):
            break
        has_tab = start > 0 and view[start - 1] == "\t"
        if tabbed and not has_tab:
            if i - first > 0 and lines.numbers[i] - lines.numbers[i - 1] == 1:
                cells[-1][1] = end
                cells[-1][2] = i
                continue
            break
        cells.append([start, end, i])
    return cells


def _join_heads(view: str, cells: list[list[int]]) -> list[list[int]]:
    """Join header cells that were broken over two lines: 指标⏎属性, 2020年⏎目标值."""
    joined: list[list[int]] = []
    for cell in cells:
        word = view[cell[0] : cell[1]]
        if joined:
            above = view[joined[-1][0] : joined[-1][1]]
            if (above == "指标" and _HEAD_TAIL.match(word)) or (
                _YEAR_HEAD.match(above) and _YEAR_TAIL.match(word)
            ):
                joined[-1][1] = cell[1]
                joined[-1][2] = cell[2]
                continue
        joined.append(list(cell))
    return joined


def _row_length(view: str, cells: Sequence[Sequence[int]]) -> int:
    """The longest of the first rows, counted from one running number to the next."""
    words = [view[c[0] : c[1]] for c in cells]
    starts = [0]
    for k, word in enumerate(words[:-1]):
        following = words[k + 1]
        if k and word == str(len(starts) + 1) and not VALUE.match(following):
            starts.append(k)
        if len(starts) > 20:
            break
    lengths = [b - a for a, b in pairwise(starts)]
    return max(lengths, default=len(words))


def _flat_from(view: str, lines: Lines, taken: Sequence[bool], first: int) -> Shape | None:
    cells = _cells_from(view, lines, taken, first)
    numbered = view[cells[0][0] : cells[0][1]] in {"序号", "编号"} if cells else False
    split = next(
        (k for k, c in enumerate(cells) if k and _starts_body(view, c, numbered=numbered)), None
    )
    if split is None:
        return None
    if not numbered:
        split -= _unnumbered_lead(view, cells, split)
    head = cells[:split]
    if len(head) > _row_length(view, cells[split:]):
        head = _join_heads(view, head)
    words = [view[a:b] for a, b, _ in head]
    if not 3 <= len(head) <= 16 or sum(1 for w in words if _HEADER_WORD.search(w)) < 2:
        return None
    body = cells[split:]
    if len(body) < len(head) - 2:
        return None
    return Shape(
        (tuple((a, b) for a, b, _ in head),),
        (tuple((a, b) for a, b, _ in body),),
        head[0][0],
        body[-1][1],
        first,
        body[-1][2],
        flat=True,
    )


def _starts_body(view: str, cell: list[int], *, numbered: bool) -> bool:
    word = view[cell[0] : cell[1]]
    if numbered:
        return word == "1"
    return _is_datum(word)


def _unnumbered_lead(view: str, cells: list[list[int]], split: int) -> int:
    """How many cells before the first number belong to the first row: its name, perhaps a unit."""
    lead = 0
    while lead < 3 and split - lead - 1 > 0:
        word = view[cells[split - lead - 1][0] : cells[split - lead - 1][1]]
        if _HEADER_WORD.match(word) and len(word) <= 8 and not _name_like(word):
            break
        lead += 1
    return lead


def _name_like(word: str) -> bool:
    return bool(re.search(r"比重|占比|比例|强度|数量|拥有量|成交额|企业", word))
