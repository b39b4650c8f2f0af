"""A number with the words before it, and what of a statement they settle by themselves."""

import re
from dataclasses import dataclass, replace

from silian.domain.kernel.spans import Span, span_of
from silian.domain.plans.model import Comparator, Parts, StatementKind
from silian.domain.plans.names import Tail
from silian.domain.plans.quantities import Quantity
from silian.domain.plans.subjects import Cut, Made
from silian.domain.plans.surroundings import ProseLine
from silian.domain.plans.times import Time

Bound = tuple[Comparator, int]

_ADDED = ("新", "净增", "引进", "每年", "遴选", "扩大", "增加")
_SCOPE = re.compile(r"(?:高于|低于|超过|超出|比)(全[国省市]|全国|全市|全省)[^,。;]{0,6}$")
_SCOPE_AFTER = re.compile(r"的?(?:平均水平|平均)")


@dataclass(slots=True)
class Clause:
    """A number and the words before it, read as far as needed to state it."""

    line: ProseLine
    q: Quantity
    start: int
    tail: Tail
    cut: Cut
    bound: Bound | None
    rank: bool


def with_quantity(clause: Clause, q: Quantity, own: Time | None) -> Clause:
    """The same clause for another quantity of its list, perhaps with a year of its own."""
    cut = clause.cut if own is None else Cut(clause.cut.name, own, clause.cut.reference)
    return replace(clause, q=q, cut=cut)


def kind_of(clause: Clause, made: Made, *, per_year: bool) -> StatementKind:
    """What sort of number it is."""
    unit, change = clause.q.unit, clause.tail.change
    if clause.rank:
        return StatementKind.RANK
    if unit in {"个百分点", "百分点", "个千分点", "千分点"}:
        return StatementKind.PP_CHANGE
    if unit == "倍":
        return StatementKind.RATIO
    if change and unit == "%":
        if "年均" in change:
            return StatementKind.ANNUAL_GROWTH
        if "累计" in change or clause.cut.reference:
            return StatementKind.GROWTH_TOTAL
        return StatementKind.GROWTH_YOY
    if change:
        adds = per_year and made.name.startswith("每年")
        return StatementKind.COUNT_NEW if adds else StatementKind.CHANGE
    if unit in {"%", "‰"}:
        return StatementKind.SHARE
    if per_year or made.name.startswith(_ADDED):
        return StatementKind.COUNT_NEW
    return StatementKind.LEVEL


def scope_of(view: str, clause: Clause) -> str | None:
    """The other region that a number is of: 高于全市2.1%的平均水平."""
    q = clause.q
    if not _SCOPE_AFTER.match(view, q.end):
        return None
    found = _SCOPE.search(view, max(clause.start, q.start - 14), q.start)
    return found.group(1) if found else None


def comparator_of(view: str, clause: Clause) -> Comparator:
    """How the number bounds the value: what stands on its right wins over its left."""
    q = clause.q
    if q.value_max is not None:
        return Comparator.RANGE
    if clause.rank:
        before = view[max(0, q.start - 2) : q.start].rstrip()
        return Comparator.AT_MOST if before.endswith("前") else Comparator.EQUAL
    if q.comparator is not None:
        return q.comparator
    if clause.bound:
        return clause.bound[0]
    at_least = view.find("至少", clause.start, q.start) >= 0
    return Comparator.AT_LEAST if at_least else Comparator.EQUAL


def parts_of(text: str, clause: Clause, made: Made) -> Parts:
    """Where the pieces of a statement stand."""
    q, own = clause.q, clause.cut.own
    bound: Span | None = None
    if q.comparator is not None:
        bound = span_of(text, q.comparator_start, q.end)
    elif clause.bound is not None:
        bound = span_of(text, clause.bound[1], q.start)
    return Parts(
        span_of(text, made.start, made.end) if made.end > made.start else None,
        span_of(text, q.start, q.number_end),
        span_of(text, q.unit_start, q.unit_end) if q.unit else None,
        bound,
        span_of(text, own.start, own.end) if own else None,
    )
