"""What a plan is read into: tables and statements, each with its place."""

from dataclasses import dataclass
from enum import StrEnum

from silian.domain.kernel.spans import Span
from silian.domain.kernel.values import quickly_built


class Role(StrEnum):
    """What a column of a table holds."""

    SEQ = "seq"
    NAME = "name"
    UNIT = "unit"
    ATTRIBUTE = "attribute"
    VALUE = "value"
    OWNER = "owner"
    NOTE = "note"


class Comparator(StrEnum):
    """How a printed number bounds the value."""

    EQUAL = "="
    AT_LEAST = ">="
    MORE = ">"
    AT_MOST = "<="
    LESS = "<"
    ABOUT = "~"
    RANGE = "range"


class Band(StrEnum):
    """How much was printed and how much inferred; A is best, D is damaged."""

    TABLE = "A"
    CLAUSE = "B"
    INHERITED = "C"
    DAMAGED = "D"


class StatementKind(StrEnum):
    """What sort of number a statement holds."""

    LEVEL = "level"
    SHARE = "share"
    ANNUAL_GROWTH = "annual_growth"
    GROWTH_YOY = "growth_yoy"
    GROWTH_TOTAL = "growth_total"
    COUNT_NEW = "count_new"
    CHANGE = "change"
    RATIO = "ratio"
    PP_CHANGE = "pp_change"
    RANK = "rank"
    PROJECT = "project"


class YearBasis(StrEnum):
    """From where the year of a statement was taken."""

    CLAUSE = "clause"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    LIST = "list"
    SECTION = "section"
    DOCUMENT = "document"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``key`` names a value column (``2025``, ``2020目标``), else ""."""

    name: str
    role: Role
    key: str


@quickly_built
@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as printed (``raw``) and its number, as a decimal string, if it holds one."""

    column: int
    value: str | None
    raw: str
    comparator: Comparator
    span: Span


@quickly_built
@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; ``values`` pairs each value column's key with a decimal string or ``None``."""

    id: str
    seq: int | None
    name: str
    unit: str
    unit_source: str
    attribute: str
    group: str
    values: tuple[tuple[str, str | None], ...]
    comparator: Comparator
    cumulative: bool
    band: Band
    cells: tuple[Cell, ...]
    flags: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption and the note below it."""

    id: str
    number: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    note: str
    section: str | None
    flags: tuple[str, ...]
    span: Span


@quickly_built
@dataclass(frozen=True, slots=True)
class Parts:
    """Where the pieces of a statement stand; ``None`` for what is not printed."""

    indicator: Span | None
    number: Span
    unit: Span | None
    comparator: Span | None
    time: Span | None


@quickly_built
@dataclass(frozen=True, slots=True)
class Statement:
    """A number that the prose states of an indicator, for a year.

    ``value`` and ``value_max`` are decimal strings as printed beside ``unit``. ``year`` is
    ``None`` where nothing tells it. ``reference`` is the year or period that a growth or a
    ratio is measured from.
    """

    indicator: str
    value: str
    value_max: str | None
    unit: str
    comparator: Comparator
    kind: StatementKind
    year: int | None
    year_basis: YearBasis
    is_target: bool
    per: str | None
    scope: str | None
    cumulative: bool
    reference: str | None
    group: int | None
    parent: int | None
    parts: Parts
    band: Band
    rule: str
    flags: tuple[str, ...]
    span: Span
