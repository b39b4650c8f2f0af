"""Indicators of a plan, table rows and prose together, and their values in time."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from silian.domain.documents.view import normalize

MULTIPLES: Mapping[str, int] = {
    "万亿": 10**12,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
}

REMEMBERED = 4096
"""Names and units come again and again within a plan; so many are kept folded."""

# 企业 in prose is 企业数 in a table; 指数 and the like are words of their own.
_COUNT_TAIL = re.compile(r"(?<![指系倍人次参常])(?:总数|数量|家数|个数|数)$")
_NOT_A_NAME = re.compile(r"[\s\"'“”‘’《》〈〉、,;:()【】]")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement or table row, as far as it says which indicator it is about.

    ``key`` is the catalog's, ``row`` the id of the table row of the same indicator; "" for none.
    """

    id: str
    name: str
    key: str
    unit: str
    row: str


@dataclass(frozen=True, slots=True)
class Due:
    """A value of a table row and the year of its column."""

    label: str
    year: int | None
    role: str


@lru_cache(maxsize=REMEMBERED)
def plain_name(name: str) -> str:
    """A name in one spelling, for comparison only: 高新技术企业数（家） → 高新技术企业."""
    folded = normalize(name).lower()
    bare = re.sub(r"\([^()]*\)", "", folded) or folded
    bare = _NOT_A_NAME.sub("", bare)
    cut = _COUNT_TAIL.sub("", bare)
    return cut if len(cut) > 1 else bare


@lru_cache(maxsize=REMEMBERED)
def unit_parts(unit: str) -> tuple[int, str]:
    """A unit as multiple and plain unit: 万家 → (10000, 家)."""
    plain = normalize(unit).replace(" ", "")
    for mark, factor in MULTIPLES.items():
        if plain.startswith(mark):
            return factor, plain[len(mark) :]
    return 1, plain


def same_unit(one: str, other: str) -> bool:
    """Whether values in the two units may be compared; a lost unit compares with all."""
    return not one or not other or unit_parts(one)[1] == unit_parts(other)[1]


def same_value(one: Decimal, one_unit: str, other: Decimal, other_unit: str) -> bool:
    """Whether two values are equal once 万 and 亿 are multiplied out."""
    factor = unit_parts(one_unit)[0] if one_unit and other_unit else 1
    other_factor = unit_parts(other_unit)[0] if one_unit and other_unit else 1
    return one * factor == other * other_factor


def group(statements: Sequence[Stated]) -> dict[str, str]:
    """For each statement's id the name of its indicator's group.

    Statements belong together when the reading linked them to one table row, when the catalog
    knows both under one key, or when plain name and unit are equal; a statement without unit
    joins its namesake. Rates (%) and counts are never one group.
    """
    groups: dict[str, str] = {}
    by_row = {statement.id: _own_group(statement) for statement in statements}
    named: dict[str, str] = {}
    for statement in statements:
        if statement.unit:
            named.setdefault(plain_name(statement.name), by_row[statement.id])
    for statement in statements:
        if statement.row and statement.row in by_row:
            groups[statement.id] = by_row[statement.row]
        elif not statement.unit and not statement.key:
            groups[statement.id] = named.get(plain_name(statement.name), by_row[statement.id])
        else:
            groups[statement.id] = by_row[statement.id]
    return groups


def _own_group(statement: Stated) -> str:
    unit = unit_parts(statement.unit)[1]
    if statement.key:
        return f"{statement.key}|{unit}"
    return f"{plain_name(statement.name)}|{unit}"


def due_of(labels: Iterable[str], period_start: int | None) -> tuple[Due, ...]:
    """Year and role of each value column of a table row.

    A column 目标 is a target. A year from the plan's first year on is a target; without a known
    period, the last year is and the others are baselines.
    """
    listed = tuple(labels)
    years = [int(found[0]) for label in listed if (found := _YEAR.search(label))]
    last = max(years, default=None)
    dues = []
    for label in listed:
        found = _YEAR.search(label)
        year = int(found[0]) if found else None
        dues.append(Due(label, year, _role(label, year, last, period_start)))
    return tuple(dues)


def _role(label: str, year: int | None, last: int | None, period_start: int | None) -> str:
    if "目标" in label:
        return "target"
    if year is None:
        return "target" if last is None else "baseline"
    if period_start is not None:
        return "target" if year >= period_start else "baseline"
    return "target" if year == last else "baseline"


def parse_number(text: str) -> Decimal | None:
    """The number of a printed value: ``≥1,600`` → 1600; ``None`` where it is none (—, 达到)."""
    folded = normalize(text)
    found = re.search(r"-?\d[\d,]*(?:\.\d+)?", folded)
    return Decimal(found[0].replace(",", "")) if found else None
