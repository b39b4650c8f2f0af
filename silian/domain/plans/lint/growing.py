"""A04, A05 and A06: levels against the change, the growth and the multiple that are stated."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode
from silian.domain.plans.lint.implied import is_average, needed_rate
from silian.domain.plans.lint.linked import (
    Level,
    Levels,
    concepts_by_name,
    in_print,
    records,
    same_count,
    same_reckoning,
    year_of_reference,
)
from silian.domain.plans.lint.measures import sentence_of
from silian.domain.plans.lint.model import Finding, Status
from silian.domain.plans.lint.printed import Printed, measured, power, shown
from silian.domain.plans.model import Comparator
from silian.domain.plans.timeline import plain_name, unit_parts

_DOWN = ("下降", "降低", "减少", "回落", "压减")
_GROWTH_WORD = re.compile(r"(?:增长|提高|提升|增加|上升|扩大|下降|降低|减少)")
_CHANGE_TAIL = re.compile(
    r"(?:较[^,，。]{1,14}?)?(?:[一二两三四五六七八九十]+年|\d+年|累计|每年|年均|逐年|共|分别)*"
    r"(?:净增加?|新增|增加|扩大|提高|提升|减少|下降|增长)$"
)
_CHANGE_HEAD = re.compile(r"^(?:每年|年均|累计|[一二两三四五六]年)*(?:净增加?|新增|增加)")
_OVER_YEARS = re.compile(
    r"(?P<n>[一二两三四五六七八九十]|\d)年(?:累计|共|内)?(?:净增|新增|增加|提高)"
)
_FEW = {han: k for k, han in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_TIMES_TAIL = re.compile(r"较[^,，。]{1,14}?倍数$")
_GROSS = re.compile(r"新增|新培育|新认定|新建|引进")
"""What is added: with exits the level grows by less."""
_PER_YEAR = ("年均", "每年", "年平均", "逐年")
_REAL_BY_CUSTOM = re.compile(r"生产总值|GDP|增加值|可支配收入|价格")
"""What grows at constant prices by custom while its level is at current ones."""
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Ends:
    """The two levels that a change, growth or multiple lies between."""

    start: Level
    end: Fact
    years: int


def _near(fact: Fact) -> Printed:
    """A change, growth or multiple as it is printed: one without comparator was rounded."""
    if fact.comparator is Comparator.EQUAL and fact.can_be.low == fact.can_be.high:
        return measured(fact.can_be.value, is_counted=fact.dimension not in {"%", "倍", "个百分点"})
    return fact.can_be


def _averaged(fact: Fact) -> Printed:
    """A yearly average: its print was rounded, unless it says 约 or is a range."""
    if fact.comparator is not Comparator.EQUAL:
        return _near(fact)
    factor = Decimal(unit_parts(fact.unit)[0])
    return measured(fact.value, is_counted=False).times(factor)


def _difference(after: Printed, before: Printed) -> Printed:
    low = None if after.low is None or before.high is None else after.low - before.high
    high = None if after.high is None or before.low is None else after.high - before.low
    return Printed(after.value - before.value, low, high)


def _scaled(before: Printed, factor: Printed) -> Printed:
    """A positive level times a positive factor."""
    low = None if before.low is None or factor.low is None else before.low * factor.low
    high = None if before.high is None or factor.high is None else before.high * factor.high
    return Printed(before.value * factor.value, low, high)


def _negated(can_be: Printed) -> Printed:
    low = None if can_be.high is None else -can_be.high
    return Printed(-can_be.value, low, None if can_be.low is None else -can_be.low)


class _Stated:
    """Finds the levels of what a statement is about."""

    def __init__(self, plan: CheckedPlan) -> None:
        self._levels = plan.once("levels", Levels)
        self._names = plan.once("concepts", concepts_by_name)
        self._records = records(plan)
        self._at: dict[tuple[int, str], list[Fact]] = {}
        for fact in plan.facts:
            if fact.mode is Mode.LEVEL and not fact.is_row and not fact.is_old_goal:
                self._at.setdefault((fact.start, fact.concept), []).append(fact)

    def concept(self, fact: Fact) -> str:
        """The concept of what grows; 高新技术企业较2020年倍数 is about 高新技术企业."""
        bare = _TIMES_TAIL.sub("", fact.name)
        if bare != fact.name:
            return self._names.get(plain_name(bare), fact.concept)
        if fact.mode not in {Mode.CHANGE, Mode.ADDITION} or self._levels.firsts(fact.concept):
            return fact.concept
        bare = _CHANGE_HEAD.sub("", _CHANGE_TAIL.sub("", fact.name))
        return self._names.get(plain_name(bare), fact.concept) if bare else fact.concept

    def reference(self, fact: Fact) -> int | None:
        """The year that a statement compares with, if it names one."""
        record: Mapping[str, object] = self._records.get(fact.id, {})
        reference = record.get("reference")
        return year_of_reference(None if reference is None else str(reference), fact.year)

    def together(self, fact: Fact, concept: str) -> list[Fact]:
        """The levels that stand in the same phrase: 由A增至B，增长k倍."""
        return self._at.get((fact.start, concept), [])

    def end(self, fact: Fact, like: Fact) -> Fact | None:
        """The level at the end: of the same phrase, else of the same year."""
        own = [f for f in self.together(fact, like.concept) if f.year == fact.year and f.year]
        if own:
            return own[-1]
        if fact.year is None:
            return None
        return self._levels.at(like, fact.year, is_target=fact.is_target, near=fact.start).fact

    def _start_of_plan(self, fact: Fact, end: Fact) -> int | None:
        """Where 每年净增80家 counts from: the start of the plan, if it leads to its end."""
        plan = self._levels.plan
        is_net = fact.per_year and fact.is_target and "净增" in fact.quote
        return plan.base_year if is_net and end.year == plan.document.get("period_end") else None

    def ends(self, fact: Fact, units: Sequence[str] = ()) -> _Ends | None:
        """Both levels; ``None`` if the plan does not print what the statement is measured by."""
        concept = self.concept(fact)
        firsts = self._levels.firsts(concept)
        like = next((one for one in firsts if not units or one.dimension in units), None)
        end = self.end(fact, like) if like is not None else None
        if like is None or end is None or end.year is None or fact.scope:
            return None
        reference = self.reference(fact)
        earlier = [
            f for f in self.together(fact, concept)
            if f is not end and f.start == end.start and (f.end < end.end or f.year != end.year)
        ]  # fmt: skip
        if earlier and reference in {None, earlier[0].year, end.year}:
            start = earlier[0]
            if start.year == end.year:
                return None  # two values of one year are no way from one to the other
            since = start.year if start.year is not None else self._levels.plan.base_year
            return _Ends(Level(start), end, end.year - since if since else 0)
        if reference is None:
            reference = _years_before(fact, end) or self._start_of_plan(fact, end)
        if reference is None or reference >= end.year:
            return None
        for is_target in (False, True):
            found = self._levels.at(like, reference, is_target=is_target, near=fact.start)
            if found.problem != "missing":
                break
        return _Ends(found, end, end.year - reference)


def _years_before(fact: Fact, end: Fact) -> int | None:
    """The year from which 三年净增36家 counts."""
    found = _OVER_YEARS.search(fact.quote)
    if found is None or end.year is None or fact.per_year:
        return None
    return end.year - (int(found["n"]) if found["n"].isdigit() else _FEW[found["n"]])


def _unknown(plan: CheckedPlan, rule: str, fact: Fact, ends: _Ends) -> Finding:
    variant = ends.start.problem or "damaged"
    return plan.found(
        rule,
        [
            fact.as_input("d"),
            ends.end.as_input("T"),
            *(f.as_input("B") for f in ends.start.seen[:2]),
        ],
        status=Status.UNKNOWN,
        variant="unknown" if variant == "missing" else variant,
        values={"stated": fact.quote, "level": ends.end.quote, "formula": "", "other": ""},
        refs=(fact.id, ends.end.id),
    )


def _is_worth_asking(plan: CheckedPlan, fact: Fact, ends: _Ends) -> bool:
    """Whether a missing start is a gap: of a target, from the plan's own base year or later."""
    if ends.start.problem != "missing":
        return True
    since = (ends.end.year or 0) - ends.years
    return fact.is_target and plan.base_year is not None and since >= plan.base_year


def change_stated(plan: CheckedPlan) -> Iterator[Finding]:
    """A04: the end less the start, against the change that is stated."""
    levels = plan.once("stated", _Stated)
    for fact in plan.facts:
        is_gain = fact.mode is Mode.ADDITION and not fact.per_year
        if (fact.mode is not Mode.CHANGE and not is_gain) or fact.is_row:
            continue
        is_points = fact.unit == "个百分点"
        ends = levels.ends(fact, ("%",) if is_points else ())
        if ends is None or (not is_points and not same_count(fact, ends.end)):
            continue
        start = ends.start.fact
        is_gross = _GROSS.search(fact.quote) is not None and "净增" not in fact.quote
        if start is None or fact.is_damaged or ends.end.is_damaged:
            if not is_gross and not is_gain and _is_worth_asking(plan, fact, ends):
                yield _unknown(plan, "A04", fact, ends)
            continue
        together = _in_one_sentence(plan, start, ends.end, fact)
        if together or (not is_gross and same_reckoning(start, ends.end)):
            yield from _changed(plan, fact, start, ends)


def _in_one_sentence(plan: CheckedPlan, *facts: Fact) -> bool:
    first, last = sentence_of(plan.text, facts[-1].start)
    return all(first <= fact.start and fact.end <= last for fact in facts)


def _changed(plan: CheckedPlan, fact: Fact, start: Fact, ends: _Ends) -> Iterator[Finding]:
    years = ends.years if any(word in fact.name for word in _PER_YEAR) or fact.per_year else 1
    if years <= 0:
        return
    # An average over years was rounded, also where it counts.
    stated = _near(fact) if years == 1 or fact.can_be.low is None else _averaged(fact)
    if any(word in fact.name for word in _DOWN):
        stated = _negated(stated)
    change = _difference(ends.end.can_be, start.can_be)
    is_off = not change.meets(stated.times(Decimal(years)))
    end = ends.end
    difference = f"{in_print(end.can_be.value, end)} - {in_print(start.can_be.value, end)}"
    formula = (
        f"({difference}) / {years} = {in_print(change.value / years, end)}"
        if years > 1
        else f"{difference} = {in_print(change.value, end)}"
    )
    formula += f" {'≠' if is_off else '≈'} {in_print(stated.value, end)}"
    yield _compared(plan, "A04", fact, start, ends.end, formula, is_off=is_off)


def _compared(
    plan: CheckedPlan, rule: str, fact: Fact, start: Fact, end: Fact, formula: str,
    *, is_off: bool, variant: str = "violated", other: str = "",
    computed: Mapping[str, str] | None = None,
) -> Finding:  # fmt: skip
    return plan.found(
        rule,
        [fact.as_input("d"), start.as_input("B"), end.as_input("T")],
        status=Status.VIOLATED if is_off else Status.HOLDS,
        variant=variant if is_off else "holds",
        formula=formula,
        computed=computed,
        values={"stated": fact.quote, "level": end.quote, "formula": formula, "other": other},
        refs=(fact.id, start.id, end.id),
    )


def growth_stated(plan: CheckedPlan) -> Iterator[Finding]:
    """A05: a start grown at the stated yearly rate, against the level at the end.

    A rate may count from any level that is printed before the end, so it fails only if it fits
    none. A rate after a share is left to the rule on unclear subjects.
    """
    levels = plan.once("levels", Levels)
    for fact in plan.facts:
        if fact.mode is not Mode.ANNUAL_GROWTH or fact.year is None or fact.scope:
            continue
        if fact.dimension != "%" or not is_average(fact) or _REAL_BY_CUSTOM.search(fact.name):
            continue
        for like in levels.firsts(fact.concept):
            end = levels.at(like, fact.year, is_target=fact.is_target, near=fact.start).fact
            if like.dimension == "%" or end is None or (end.is_cumulative and not end.is_row):
                continue
            starts = [
                levels.at(like, year, is_target=is_target, near=fact.start)
                for is_target in (False, True)
                for year in levels.years(fact.concept, is_target=is_target)
                if year < fact.year
            ]
            yield from _grown(plan, fact, end, starts)
            break


def _grown(plan: CheckedPlan, fact: Fact, end: Fact, starts: Sequence[Level]) -> Iterator[Finding]:
    clean = [
        one.fact
        for one in starts
        if one.fact is not None and one.fact.can_be.value > 0 and same_reckoning(one.fact, end)
    ]
    if not clean or fact.is_damaged:
        if fact.is_target:
            seen = next((one for one in starts if one.problem not in {"", "missing"}), None)
            missing = Level(None, "damaged") if fact.is_damaged else Level(None, "missing")
            yield _unknown(plan, "A05", fact, _Ends(seen or missing, end, 0))
        return
    sign = -1 if any(word in fact.name for word in _DOWN) else 1
    rate = _near(fact) if sign > 0 else _negated(_near(fact))
    fitting = [one for one in clean if _reached(one, end, rate).meets(end.can_be)]
    start = min(
        fitting or clean, key=lambda one: (one.year != plan.base_year, -(one.year or 0), one.is_row)
    )
    years = (end.year or 0) - (start.year or 0)
    reached = _reached(start, end, rate)
    is_off = not fitting
    needed = shown(needed_rate(start.can_be.value, end.can_be.value, years), 1)
    formula = (
        f"{in_print(start.can_be.value, end)} × {shown(1 + rate.value / _HUNDRED)}^{years} = "
        f"{in_print(reached.value, end, 2)} {'≠' if is_off else '≈'} "
        f"{in_print(end.can_be.value, end)}"
    )
    if rate.low is not None and rate.high is not None and fact.comparator is Comparator.RANGE:
        formula = (
            f"{in_print(start.can_be.value, end)} × {shown(1 + rate.low / _HUNDRED)}^{years} … "
            f"× {shown(1 + rate.high / _HUNDRED)}^{years} = {_ends(start, end, rate)} "
            f"{'∌' if is_off else '∋'} {in_print(end.can_be.value, end)}"
        )
    yield _compared(
        plan, "A05", fact, start, end, formula, is_off=is_off, other=needed,
        computed={"reached": in_print(reached.value, end, 2), "needed": needed},
    )  # fmt: skip


def _ends(start: Fact, end: Fact, rate: Printed) -> str:
    """The printed start grown at both ends of a range."""
    years = (end.year or 0) - (start.year or 0)
    ends = [
        in_print(start.can_be.value * power(1 + (edge or rate.value) / _HUNDRED, years), end, 1)
        for edge in (rate.low, rate.high)
    ]
    return "…".join(ends)


def _reached(start: Fact, end: Fact, rate: Printed) -> Printed:
    years = (end.year or 0) - (start.year or 0)

    def factor(edge: Decimal | None) -> Decimal | None:
        return None if edge is None else power(1 + edge / _HUNDRED, years)

    grown = Printed(power(1 + rate.value / _HUNDRED, years), factor(rate.low), factor(rate.high))
    return _scaled(start.can_be, grown)


def multiple_stated(plan: CheckedPlan) -> Iterator[Finding]:
    """A06: the start times the stated multiple, or grown by it, against the end."""
    levels = plan.once("stated", _Stated)
    for fact in plan.facts:
        if fact.mode not in {Mode.MULTIPLE, Mode.GROWTH} or fact.is_row:
            continue
        if fact.dimension not in {"倍", "%"} or _REAL_BY_CUSTOM.search(fact.name):
            continue
        ends = levels.ends(fact)
        if ends is None or ends.end.dimension == "%":
            continue
        start = ends.start.fact
        if start is None or fact.is_damaged or ends.end.is_damaged:
            if _is_worth_asking(plan, fact, ends):
                yield _unknown(plan, "A06", fact, ends)
        elif start.can_be.value > 0 and same_reckoning(start, ends.end):
            yield _multiplied(plan, fact, start, ends.end)


def _multiplied(plan: CheckedPlan, fact: Fact, start: Fact, end: Fact) -> Finding:
    factor, swapped = _factors(fact)
    reached = _scaled(start.can_be, factor)
    is_off = not reached.meets(end.can_be)
    is_swapped = swapped is not None and _scaled(start.can_be, swapped).meets(end.can_be)
    formula = (
        f"{in_print(start.can_be.value, end)} × {shown(factor.value)} = "
        f"{in_print(reached.value, end)} {'≠' if is_off else '≈'} {in_print(end.can_be.value, end)}"
    )
    times = shown(end.can_be.value / start.can_be.value, 3)
    return _compared(
        plan, "A06", fact, start, end, formula, is_off=is_off,
        variant="swapped" if is_swapped else "violated", other=times, computed={"times": times},
    )  # fmt: skip


def _factors(fact: Fact) -> tuple[Printed, Printed | None]:
    """The multiple that is meant, and that of the other reading of 倍 (是k倍, 增长k倍)."""
    stated = _near(fact)
    if fact.dimension == "%":
        share = stated.times(Decimal(1) / _HUNDRED)
        if any(word in fact.name for word in _DOWN):
            share = _negated(share)
        return _plus(share, 1), None
    if _GROWTH_WORD.search(fact.name):
        return _plus(stated, 1), stated
    return stated, _plus(stated, 1)


def _plus(can_be: Printed, more: int) -> Printed:
    low = None if can_be.low is None else can_be.low + more
    high = None if can_be.high is None else can_be.high + more
    return Printed(can_be.value + more, low, high)
