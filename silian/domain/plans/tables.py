"""Indicator tables: columns by what they hold, rows with their values, and what is missing."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from silian.domain.documents.outline import Outline
from silian.domain.documents.source import Grid
from silian.domain.documents.view import Lines
from silian.domain.kernel.spans import span_of
from silian.domain.plans.model import Column, Role, Table, TableRow
from silian.domain.plans.table_rows import is_unit, make_row
from silian.domain.plans.table_shapes import (
    ATTRIBUTE,
    VALUE,
    RawCell,
    Shape,
    flat_shapes,
    grid_shapes,
    separated_shapes,
)

_YEAR = re.compile(r"(20\d\d)")
_PLAN_PERIOD = re.compile(r"[“\"]?十([一二三四五六])五")
_TARGET_WORD = re.compile(r"目标|规划|计划|预期")
_UNIT_LEGEND = re.compile(r"单位\s*[:]\s*([%‰]|[百千万亿]*[^\s,;。()]{1,8})")
_CAPTION = re.compile(
    r"(?P<number>专\s*栏\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})|附?表\s*\d{0,2}(?:[-—.]\d{1,2})?"
    r"|附件\s*\d{0,2}|\d{1,2}(?=\s))\s*[:、.]?\s*(?P<title>.*)"
)
_NOTE = re.compile(r"(?:备?注|说明)\s*\d?\s*[::]\s*")
_ROLE_WORDS = (
    (Role.SEQ, re.compile(r"^(?:序号|编号|序)$")),
    (Role.UNIT, re.compile(r"^(?:计量)?单位$|^单位\(")),
    (Role.OWNER, re.compile(r"责任|牵头|负责|主管|配合|承担|实施单位|协同")),
    (Role.ATTRIBUTE, re.compile(r"属性|性质|^类型$|指标类型|^预期值$|^约束值$")),
    (Role.NOTE, re.compile(r"备注|说明|来源|时限|时间|完成时|进度|年均|频次|口径|措施|内容")),
    (Role.NAME, re.compile(r"指标|名称|任务|项目|类别|领域|事项|工程")),
)
_LEVELS = ("三级", "二级", "一级")


def _key(header: str, seen: set[str]) -> str:
    year = _YEAR.search(header)
    if year:
        key = year.group(1)
    elif period := _PLAN_PERIOD.search(header):
        key = str(1955 + 5 * ("一二三四五六".index(period.group(1)) + 11))
    elif re.search(r"目标|现状|基期|完成|实际|基数|预计", header):
        key = header
    else:
        return ""
    if key in seen and _TARGET_WORD.search(header):
        key += "目标"
    return key


def _columns(view: str, shape: Shape) -> list[Column]:
    """Columns with roles; two head rows are joined where they differ."""
    width = max(len(row) for row in shape.head)
    heads: list[str] = []
    for c in range(width):
        parts: list[str] = []
        for row in shape.head:
            if c < len(row):
                word = re.sub(r"\s+", "", view[row[c][0] : row[c][1]])
                if word and word not in parts:
                    parts.append(word)
        heads.append("".join(parts))
    roles = [_role(h) for h in heads]
    _settle_names(heads, roles)
    keys: list[str] = [""] * width
    years = [_YEAR.search(h) for h in heads]
    twice = {
        y.group(1)
        for k, y in enumerate(years)
        if y and sum(1 for z in years if z and z.group(1) == y.group(1)) > 1
    }
    for k, head in enumerate(heads):
        if roles[k] is not Role.VALUE:
            continue
        year = years[k]
        if year and year.group(1) in twice and _TARGET_WORD.search(head):
            keys[k] = year.group(1) + "目标"
        else:
            keys[k] = _key(head, {x for x in keys if x})
    return [Column(h, r, k) for h, r, k in zip(heads, roles, keys, strict=True)]


def _role(head: str) -> Role:
    if head in {"预期值", "约束值"}:
        return Role.ATTRIBUTE
    if _key(head, set()) and not re.search(r"属性|性质|责任|牵头|名称|^指标|^主要指标|年均", head):
        return Role.VALUE
    for role, words in _ROLE_WORDS:
        if words.search(head):
            return role
    return Role.NOTE


def _settle_names(heads: list[str], roles: list[Role]) -> None:
    """Keep one name column: the deepest level; the others group the rows below them."""
    names = [k for k, r in enumerate(roles) if r is Role.NAME]
    if len(names) < 2:
        return
    keep = next((k for level in _LEVELS for k in names if level in heads[k]), None)
    if keep is None:
        named = [k for k in names if re.search(r"指标|名称|任务|事项", heads[k])]
        keep = (named or names)[-1]
    for k in names:
        if k != keep:
            roles[k] = Role.NOTE


def _split_flat(
    view: str, columns: Sequence[Column], cells: Sequence[RawCell]
) -> list[list[RawCell]]:
    """Cut the cells of a flattened table into rows.

    A row starts at the next integer only if the next cell is a name; a value that equals the
    next row's number does not.
    """
    rows: list[list[RawCell]] = []
    words = [view[a:b] for a, b in cells]
    if columns[0].role is Role.SEQ:
        expected = 1
        for k, word in enumerate(words):
            following = words[k + 1] if k + 1 < len(words) else ""
            is_name = (
                bool(following) and not VALUE.match(following) and not ATTRIBUTE.match(following)
            )
            if word == str(expected) and is_name and not (rows and len(rows[-1]) < 3):
                rows.append([])
                expected += 1
            if rows:
                rows[-1].append(cells[k])
        if rows:
            rows[-1] = _cut_tail(view, columns, rows[-1], max(len(r) for r in rows))
        return rows
    full = len(columns)
    for k, word in enumerate(words):
        name = not VALUE.match(word) and not ATTRIBUTE.match(word) and not is_unit(word)
        if not rows or (name and len(rows[-1]) >= full - 1) or len(rows[-1]) >= full:
            if not name:
                break
            rows.append([])
        rows[-1].append(cells[k])
    return [r for r in rows if len(r) >= 2]


def _cut_tail(
    view: str, columns: Sequence[Column], row: list[RawCell], width: int
) -> list[RawCell]:
    """The last row without the text that follows the table."""
    limit = max(width, len(columns)) if width <= len(columns) else len(columns)
    for k in range(2, len(row)):
        if ATTRIBUTE.match(view[row[k][0] : row[k][1]]) and columns[-1].role is Role.ATTRIBUTE:
            return row[: k + 1]
    return row[:limit]


def _caption(
    text: str, view: str, lines: Lines, first: int
) -> tuple[str, str, int | None, str, list[str]]:
    """Number, title, line and unit legend from the lines above a table."""
    legend = ""
    for i in range(first - 1, max(-1, first - 4), -1):
        start, end = lines.starts[i], lines.ends[i]
        line = view[start:end]
        found = _UNIT_LEGEND.search(line)
        if found and end - start <= 20:
            legend = found.group(1)
            continue
        if end - start > 60 or line.endswith(("。", ";")):
            break
        match = _CAPTION.match(line)
        if match is None:
            if line.endswith(("表", "指标", "情况", "一览")):
                return "", text[start:end], i, legend, []
            break
        number = match.group("number").replace(" ", "")
        title = text[start + match.start("title") : end].strip()
        damaged = ["caption_damaged"] if number.isdigit() else []
        return number, title, i, legend, damaged
    return "", "", None, legend, []


def _note(text: str, view: str, lines: Lines, last: int) -> tuple[str, int | None]:
    for i in range(last + 1, min(last + 3, len(lines))):
        match = _NOTE.match(view, lines.starts[i], lines.ends[i])
        if match:
            return text[match.end() : lines.ends[i]], i
    return "", None


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables, and which lines belong to them."""

    tables: tuple[Table, ...]
    lines: tuple[bool, ...]
    captions: tuple[tuple[str, int], ...]


def find_tables(text: str, view: str, lines: Lines, grids: Sequence[Grid]) -> Tables:
    """Every table with a head that names its columns, in text order."""
    taken = [False] * len(lines)
    shapes: list[Shape] = []
    for shape in grid_shapes(view, grids, lines):
        shapes.append(shape)
        _take(taken, shape)
    for grid in grids:
        _take_grid(taken, lines, grid)
    for shape in separated_shapes(view, lines, taken):
        shapes.append(shape)
        _take(taken, shape)
    for shape in flat_shapes(view, lines, taken):
        shapes.append(_cut_rows(taken, view, lines, shape))
    shapes.sort(key=lambda s: s.start)
    tables: list[Table] = []
    captions: list[tuple[str, int]] = []
    for shape in shapes:
        made = _table(text, view, lines, shape, f"t{len(tables) + 1}")
        if made is None:
            continue
        table, caption_line, note_line = made
        if tables and _continues(tables[-1], table):
            tables[-1] = _merged(text, tables[-1], table)
            continue
        tables.append(table)
        for line in (caption_line, note_line):
            if line is not None:
                taken[line] = True
        if caption_line is not None:
            captions.append((table.id, caption_line))
    return Tables(tuple(tables), tuple(taken), tuple(captions))


def _cut_rows(taken: list[bool], view: str, lines: Lines, shape: Shape) -> Shape:
    """A flattened table cut into rows; it ends with its last row, not with the last short line."""
    rows = _split_flat(view, _columns(view, shape), shape.body[0])
    end = max((cell[1] for row in rows for cell in row), default=shape.head[0][-1][1])
    for i in range(shape.first_line, shape.last_line + 1):
        if lines.starts[i] < end:
            taken[i] = True
    return replace(shape, body=tuple(tuple(row) for row in rows), flat=False)


def _take(taken: list[bool], shape: Shape) -> None:
    for i in range(shape.first_line, shape.last_line + 1):
        taken[i] = True


def _take_grid(taken: list[bool], lines: Lines, grid: Grid) -> None:
    """Grids of layout (one cell, prose inside) are left to the prose rules."""
    if grid.columns < 2 or grid.rows < 2:
        return
    for i, start in enumerate(lines.starts):
        if grid.start <= start < grid.end and lines.ends[i] - start < 80:
            taken[i] = True


def _table(
    text: str, view: str, lines: Lines, shape: Shape, table_id: str
) -> tuple[Table, int | None, int | None] | None:
    columns = _columns(view, shape)
    if not any(c.role is Role.NAME for c in columns):
        return None
    number, caption, caption_line, legend, flags = _caption(text, view, lines, shape.first_line)
    raw_rows = shape.body
    columns = [_worded(view, raw_rows, k, c, len(columns)) for k, c in enumerate(columns)]
    rows: list[TableRow] = []
    for raw in raw_rows:
        row = make_row(text, view, columns, raw, f"{table_id}.r{len(rows) + 1}", legend)
        if row is None or row.name == columns[_name_column(columns)].name:
            continue
        rows.append(row)
    if not rows:
        return None
    note, note_line = _note(text, view, lines, shape.last_line)
    end = max(rows[-1].span.end, shape.head[-1][-1][1])
    span = span_of(text, shape.start, max(end, shape.start))
    table = Table(
        table_id, number, caption, tuple(columns), tuple(rows), note, None, tuple(flags), span
    )
    return table, caption_line, note_line


def _worded(
    view: str, rows: Sequence[Sequence[RawCell]], k: int, column: Column, width: int
) -> Column:
    """A column that holds words is a note (完成情况: 滞后; 2025年任务: 建成中试基地)."""
    if column.role is not Role.VALUE:
        return column
    cells = [row[k] for row in rows if len(row) == width]
    if not cells or any(VALUE.match(view, a, b) for a, b in cells if b > a):
        return column
    return Column(column.name, Role.NOTE, "")


def _name_column(columns: Sequence[Column]) -> int:
    return next(k for k, c in enumerate(columns) if c.role is Role.NAME)


def _continues(above: Table, below: Table) -> bool:
    """Whether ``below`` goes on with ``above`` after a page break."""
    if below.caption or below.number:
        return False
    same = [c.name for c in above.columns] == [c.name for c in below.columns]
    first, last = below.rows[0].seq, above.rows[-1].seq
    return same and (first is None or (last is not None and first == last + 1))


def _merged(text: str, above: Table, below: Table) -> Table:
    rows = above.rows + tuple(
        replace(r, id=f"{above.id}.r{len(above.rows) + k + 1}") for k, r in enumerate(below.rows)
    )
    span = span_of(text, above.span.start, below.span.end)
    return replace(above, rows=rows, note=below.note or above.note, span=span)


def with_sections(tables: Sequence[Table], outline: Outline) -> tuple[Table, ...]:
    """The tables with the id of the section that each stands in."""
    starts = [s.span.start for s in outline.sections]
    placed = []
    for table in tables:
        k = bisect_right(starts, table.span.start) - 1
        placed.append(replace(table, section=outline.sections[k].id if k >= 0 else None))
    return tuple(placed)
