"""One row of a table: its cells by column, its values and its unit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from silian.domain.kernel.spans import span_of
from silian.domain.plans.model import Band, Cell, Column, Comparator, Role, TableRow
from silian.domain.plans.table_shapes import ATTRIBUTE, VALUE, RawCell

_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
_RANGE = re.compile(r"\d\s*[%]?\s*(?:—|-|~|至)\s*(\d[\d,]*(?:\.\d+)?)")
_UNIT_IN_NAME = re.compile(r"\s*\(\s*((?:[%‰]|(?:[百千万亿]*)[^()\d]{1,9}?)(?:/[^()]{1,6})?)\s*\)$")
_UNIT_CELL = re.compile(r"[%‰]$|[百千万亿]{0,2}[^\d\s]{1,7}(?:/[^\d\s]{1,7})?$")
_NOT_UNIT = re.compile(r"[率量度数额值重例比业]$|[(（]")
_GROUP = re.compile("一级|类别|领域")
_BREAK = re.compile(r"\s*\n\s*")


def is_unit(word: str) -> bool:
    """Whether a cell reads like a unit: %, 家, 亿元, 件/万人, 人年."""
    return len(word) <= 10 and bool(_UNIT_CELL.match(word)) and not _NOT_UNIT.search(word)


def _align(
    view: str, columns: Sequence[Column], cells: Sequence[RawCell]
) -> tuple[dict[int, RawCell], bool]:
    """Cells by column; a dropped cell (mostly the unit) leaves its column without one."""
    words = [view[a:b] for a, b in cells]
    placed: dict[int, RawCell] = {}
    short = len(cells) < len(columns)
    k = 0
    for c, column in enumerate(columns):
        if k >= len(cells):
            break
        word = words[k]
        left_cells, left_columns = len(cells) - k, len(columns) - c
        if column.role is Role.UNIT and not is_unit(word) and left_cells < left_columns:
            continue
        if (
            column.role is Role.VALUE
            and ATTRIBUTE.match(word)
            and any(x.role is Role.ATTRIBUTE for x in columns[c:])
        ):
            continue
        if (
            column.role is Role.ATTRIBUTE
            and not ATTRIBUTE.match(word)
            and left_cells < left_columns
        ):
            continue
        placed[c] = cells[k]
        k += 1
        if column.role is Role.NAME:
            while (
                left_cells > left_columns
                and k < len(cells)
                and not VALUE.match(words[k])
                and not ATTRIBUTE.match(words[k])
                and not is_unit(words[k])
            ):
                placed[c] = (placed[c][0], cells[k][1])
                k += 1
                left_cells -= 1
    return placed, short


def parse_value(raw: str) -> tuple[str | None, Comparator, bool]:
    """A value cell: its number as a decimal string, its comparator, and whether in brackets."""
    number = _NUMBER.search(raw)
    if number is None:
        return None, Comparator.EQUAL, False
    value = number.group().replace(",", "").replace("−", "-")
    cumulative = raw.lstrip().startswith("【")
    comparator = Comparator.EQUAL
    for mark, found in (
        ("≥", Comparator.AT_LEAST),
        ("≤", Comparator.AT_MOST),
        (">", Comparator.MORE),
        ("<", Comparator.LESS),
        ("以上", Comparator.AT_LEAST),
        ("不低于", Comparator.AT_LEAST),
        ("以内", Comparator.AT_MOST),
        ("以下", Comparator.AT_MOST),
        ("左右", Comparator.ABOUT),
        ("约", Comparator.ABOUT),
        ("超", Comparator.MORE),
    ):
        if mark in raw:
            comparator = found
            break
    else:
        if _RANGE.search(raw):
            comparator = Comparator.RANGE
    return value, comparator, cumulative


@dataclass(slots=True)
class _Unit:
    text: str
    source: str


def _unit_of(name: str, unit_cell: str, legend: str, *, has_column: bool) -> tuple[str, _Unit]:
    """The name without its unit, and the unit with where it was taken from."""
    inside = _UNIT_IN_NAME.search(name)
    if unit_cell:
        return name, _Unit(unit_cell, "cell")
    if inside and is_unit(inside.group(1).strip()) and not has_column:
        return name[: inside.start()].rstrip(), _Unit(inside.group(1).strip(), "name")
    if legend:
        return name, _Unit(legend, "legend")
    return name, _Unit("", "none")


def _group_column(columns: Sequence[Column]) -> int | None:
    return next(
        (c for c, x in enumerate(columns) if x.role is Role.NOTE and _GROUP.search(x.name)), None
    )


@dataclass(slots=True)
class _Values:
    """The value cells of a row, and what they say of the row as a whole."""

    cells: list[Cell]
    values: list[tuple[str, str | None]]
    comparator: Comparator = Comparator.EQUAL
    cumulative: bool = False
    lost: bool = False


def _read_values(
    text: str, view: str, columns: Sequence[Column], placed: dict[int, RawCell]
) -> _Values:
    read = _Values([], [])
    for c, column in enumerate(columns):
        is_value = column.role is Role.VALUE
        if c not in placed:
            if is_value:
                read.values.append((column.key, None))
                read.lost = True
            continue
        start, end = placed[c]
        value: str | None = None
        bound = Comparator.EQUAL
        if is_value:
            value, bound, bracketed = parse_value(view[start:end])
            read.cumulative = read.cumulative or bracketed
            read.values.append((column.key, value))
            read.comparator = bound if value is not None else read.comparator
        read.cells.append(Cell(c, value, text[start:end], bound, span_of(text, start, end)))
    return read


def make_row(
    text: str,
    view: str,
    columns: Sequence[Column],
    cells: Sequence[RawCell],
    row_id: str,
    legend: str,
) -> TableRow | None:
    """The row of ``cells``; ``None`` if it has no name.

    ``legend`` is the unit that stands above the table for all rows, or "".
    """
    if len(cells) != len(columns):
        cells = [c for c in cells if c[1] > c[0]]
    placed, short = _align(view, columns, cells)
    placed = {c: cell for c, cell in placed.items() if cell[1] > cell[0]}
    first = {column.role: c for c, column in reversed(list(enumerate(columns)))}
    name_at, unit_at = first.get(Role.NAME), first.get(Role.UNIT)
    if name_at is None or name_at not in placed:
        return None

    def printed(column: int | None) -> str:
        return text[slice(*placed[column])] if column in placed else ""

    name = _BREAK.sub("", printed(name_at))
    view_name = _BREAK.sub("", view[slice(*placed[name_at])])
    bare, unit = _unit_of(view_name, printed(unit_at), legend, has_column=unit_at is not None)
    read = _read_values(text, view, columns, placed)
    flags = ("unit_missing",) if read.values and unit.source == "none" else ()
    seq = printed(first.get(Role.SEQ))
    return TableRow(
        id=row_id,
        seq=int(seq) if seq.isdecimal() else None,
        name=name[: len(bare)],
        unit=unit.text,
        unit_source=unit.source,
        attribute=printed(first.get(Role.ATTRIBUTE)),
        group=printed(_group_column(columns)),
        values=tuple(read.values),
        comparator=read.comparator,
        cumulative=read.cumulative,
        band=Band.DAMAGED if flags or (short and read.lost) else Band.TABLE,
        cells=tuple(read.cells),
        flags=flags,
        span=span_of(text, min(c[0] for c in placed.values()), max(c[1] for c in placed.values())),
    )
