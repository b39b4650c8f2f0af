"""The arithmetic between a plan of a higher level and those below: links, coverage, what is left.

A sum over some of the districts is coverage and no verdict. Which link holds is declared by a
person; what the words suggest is a proposal and says why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from silian.domain.plans.comparing import (
    Same,
    Share,
    growth_to,
    latest_level,
    same_as,
    share_of,
    yearly_growth,
)
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode
from silian.domain.plans.lint.printed import Printed, exactly, root
from silian.domain.plans.model import Comparator
from silian.domain.plans.timeline import unit_parts


class Link(StrEnum):
    """How the targets of districts bear on the target above."""

    SUM = "sum"
    FLOOR = "floor"
    GROWTH = "growth"
    SHARE = "share"
    SAME_AS = "same_as"


class PartState(StrEnum):
    """What a district's plan says of the indicator."""

    STATED = "stated"
    NOT_STATED = "not_stated"
    NOT_READ = "not_read"
    OTHER_YEAR = "other_year"
    DAMAGED = "damaged"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Declared:
    """A link that a person declared for an indicator, by the catalog's key."""

    key: str
    link: Link


@dataclass(frozen=True, slots=True)
class Part:
    """One district under one link.

    ``dated`` is the day of its document, ISO. ``margin`` is how far a rate stands above a floor,
    in the printed unit; ``pace`` the yearly addition from its own baseline to its own target.
    ``growth`` is a year's, in percent, where growth is compared; ``share`` and ``same`` answer
    those links.
    """

    code: str
    name: str
    title: str
    dated: str
    state: PartState
    fact: Fact | None = None
    baseline: Fact | None = None
    margin: Decimal | None = None
    pace: Decimal | None = None
    growth: Decimal | None = None
    share: Share | None = None
    same: Same | None = None

    @property
    def is_at_floor(self) -> bool:
        """Whether it promises exactly the floor."""
        return self.margin == 0


@dataclass(frozen=True, slots=True)
class Pace:
    """What some districts must do together, from a stated baseline.

    ``start`` is where they stand, ``goal`` what they are to reach, both multiplied out.
    ``a_year`` is the addition and ``rate`` the growth that this demands over ``years``.
    """

    start: Decimal
    goal: Decimal
    years: int
    a_year: Decimal
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Aligned:
    """One target above with what the districts add to it.

    ``why`` is a code: ``declared``, or what the words suggested. Sums are multiplied out; for
    links that are no sum they are ``None``. ``growth`` is the target's own, in percent a year,
    where growth is compared.
    """

    upper: Fact
    upper_title: str
    upper_dated: str
    link: Link
    why: str
    as_of: str
    units: int
    parts: tuple[Part, ...]
    total: Decimal | None
    left: Decimal | None
    each: Decimal | None
    pace: Pace | None
    pace_lacks: str
    pace_of_all: Pace | None
    growth: Decimal | None = None

    @property
    def covered(self) -> int:
        """How many districts state a value that counts."""
        return sum(part.state is PartState.STATED for part in self.parts)

    @property
    def scale(self) -> tuple[int, str]:
        """What sums are shown in: money in the printed unit, everything else in the plain one."""
        factor, plain = unit_parts(self.upper.unit)
        return (factor, self.upper.unit) if plain.endswith("元") else (1, plain)

    @property
    def share(self) -> Decimal | None:
        """What part of the target the covered districts make up."""
        goal = self.upper.can_be.value
        return self.total / goal if self.total is not None and goal else None


def dated(plan: CheckedPlan) -> str:
    """The day of a plan: of its issue, its adoption, or its publication; "" if none is printed."""
    days = (plan.document.get(name) for name in ("issued_on", "adopted_on", "published_on"))
    return str(next((day for day in days if day), ""))


def propose(upper: CheckedPlan, fact: Fact) -> tuple[Link, str] | None:
    """The link that the words suggest, and why; ``None`` where nothing links a target down.

    共同 before a number of things makes a sum; 各区县 before a rate makes a floor for each; a
    number of things without either is proposed as a sum, to be confirmed.
    """
    sentence = _sentence_before(upper.text, fact.start)
    if fact.mode is Mode.LEVEL and fact.dimension not in {"%", "‰", ""}:
        definition = upper.definition(fact)
        if definition is None or definition.denominator:
            return None
        return Link.SUM, "together" if "共同" in sentence else "counted"
    if fact.mode is Mode.ANNUAL_GROWTH:
        return (Link.FLOOR, "each") if "各" in sentence else (Link.GROWTH, "rate")
    return None


def _sentence_before(text: str, at: int) -> str:
    start = max(text.rfind(mark, max(0, at - 200), at) for mark in "。；\n")
    return text[max(start, 0) : at]


def align(
    upper: CheckedPlan,
    lower: Sequence[CheckedPlan],
    units: Mapping[str, str],
    *,
    as_of: str = "",
    declared: Iterable[Declared] = (),
    baselines: Mapping[str, tuple[Decimal, int]] | None = None,
    shares: Mapping[str, Mapping[str, Decimal]] | None = None,
) -> tuple[Aligned, ...]:
    """Each linked target of ``upper`` with the districts of ``lower``.

    Args:
        units: the districts below ``upper`` by code, as they stood on ``as_of``.
        as_of: the day of the answer, ISO; by default that of the latest document.
        declared: links that a person declared; they win over what the words suggest.
        baselines: for a key the value of all districts and its year, where somebody states it.
        shares: for a key the share declared for each district by its code, in percent.

    """
    by_key = {one.key: one.link for one in declared}
    as_of = as_of or max((dated(plan) for plan in (upper, *lower)), default="")
    results = []
    seen: set[str] = set()
    for fact in upper.facts:
        if not fact.is_target or fact.concept in seen or fact.mode is Mode.ADDITION:
            continue
        proposal = propose(upper, fact)
        if fact.concept in by_key:
            proposal = (by_key[fact.concept], "declared")
        if proposal is None:
            continue
        seen.add(fact.concept)
        known = (baselines or {}).get(fact.concept)
        declared_shares = (shares or {}).get(fact.concept, {})
        linked = _Linked(upper, fact, *proposal, known, declared_shares)
        results.append(_aligned(linked, lower, units, as_of))
    return tuple(results)


@dataclass(frozen=True, slots=True)
class _Linked:
    """A target above with its link, what all districts had, and the shares that were declared."""

    plan: CheckedPlan
    fact: Fact
    link: Link
    why: str
    known: tuple[Decimal, int] | None
    shares: Mapping[str, Decimal]

    @property
    def growth(self) -> Decimal | None:
        """The target's growth a year: stated, or demanded from what all districts had."""
        if self.link is not Link.GROWTH:
            return None
        if self.known is not None and self.fact.mode is Mode.LEVEL:
            return yearly_growth(*self.known, self.fact)
        return growth_to(self.fact, latest_level(self.plan, self.fact))


def _aligned(
    linked: _Linked, lower: Sequence[CheckedPlan], units: Mapping[str, str], as_of: str
) -> Aligned:
    fact, known = linked.fact, linked.known
    parts = tuple(_parts(linked, lower, units))
    counted = [part for part in parts if part.state is PartState.STATED and part.fact]
    total = left = each = None
    pace = of_all = None
    lacks = ""
    if linked.link is Link.SUM:
        total = sum((part.fact.can_be.value for part in counted if part.fact), Decimal(0))
        left = fact.can_be.value - total
        unread = len(units) - len(counted)
        each = left / unread if unread > 0 else None
        of_all = _pace_of_all(fact, known)
        pace, lacks = _pace(fact, counted, left, unread, known)
    return Aligned(
        fact, linked.plan.title, dated(linked.plan), linked.link, linked.why, as_of, len(units),
        parts, total, left, each, pace, lacks, of_all, linked.growth,
    )  # fmt: skip


def _pace_of_all(fact: Fact, known: tuple[Decimal, int] | None) -> Pace | None:
    """What all districts together must do, if somebody states what they had."""
    if known is None or fact.year is None or fact.year <= known[1]:
        return None
    return _from(known[0], fact.can_be.value, fact.year - known[1])


def _from(start: Decimal, goal: Decimal, years: int) -> Pace:
    rate = root(goal / start, years) - 1 if start > 0 and goal > 0 else None
    return Pace(start, goal, years, (goal - start) / years, rate)


def _pace(
    fact: Fact, counted: Sequence[Part], left: Decimal, unread: int,
    known: tuple[Decimal, int] | None,
) -> tuple[Pace | None, str]:  # fmt: skip
    """What the rest must do a year, or what is missing to say so."""
    if known is None:
        return None, "baseline_of_all"
    value, since = known
    if fact.year is None or fact.year <= since:
        return None, "year_of_target"
    lacking = [part for part in counted if part.baseline is None or part.baseline.year != since]
    if lacking:
        return None, "baselines_of_read"
    if unread <= 0:
        return None, "nobody_left"
    start = value - sum((p.baseline.can_be.value for p in counted if p.baseline), Decimal(0))
    return _from(start, left, fact.year - since), ""


def _parts(
    linked: _Linked, lower: Sequence[CheckedPlan], units: Mapping[str, str]
) -> Iterable[Part]:
    taken: set[str] = set()
    for plan in lower:
        code = str(plan.document.get("region_code") or "")
        name = units.get(code) or str(plan.document.get("region") or plan.title)
        part = _part(linked, plan, code, name)
        if part.state is PartState.STATED and code in taken:
            part = Part(code, name, plan.title, dated(plan), PartState.OVERLAP, part.fact)
        elif part.state is PartState.STATED:
            taken.add(code)
        yield part
    read = {str(plan.document.get("region_code") or "") for plan in lower}
    for code, name in units.items():
        if code not in read:
            yield Part(code, name, "", "", PartState.NOT_READ)


def _part(linked: _Linked, plan: CheckedPlan, code: str, name: str) -> Part:
    fact = linked.fact
    said = [
        one
        for one in plan.by_concept.get(fact.concept, ())
        if one.is_target and one.mode is fact.mode and one.dimension == fact.dimension
    ]
    whole = [one for one in said if not one.is_damaged]
    same = [one for one in whole if fact.year is None or one.year == fact.year]
    alike = same_as(linked.plan, fact, plan) if linked.link is Link.SAME_AS else None
    if not same:
        state = PartState.NOT_STATED
        if whole:
            state = PartState.OTHER_YEAR
        elif said:
            state = PartState.DAMAGED
        found = next(iter(whole or said), alike.other if alike else None)
        return Part(code, name, plan.title, dated(plan), state, found, same=alike)
    chosen = same[0]
    baseline = latest_level(plan, chosen)
    growth = growth_to(chosen, baseline) if linked.link is Link.GROWTH else None
    margin = None
    if linked.link is Link.FLOOR:
        margin = chosen.value - fact.value
    elif growth is not None and linked.growth is not None:
        margin = growth - linked.growth
    share = None
    if linked.link is Link.SHARE:
        share = share_of(fact, chosen, linked.shares.get(code))
    return Part(
        code, name, plan.title, dated(plan), PartState.STATED, chosen, baseline, margin,
        _own_pace(chosen, baseline), growth, share, alike,
    )  # fmt: skip


def _own_pace(target: Fact, baseline: Fact | None) -> Decimal | None:
    if baseline is None or target.mode is not Mode.LEVEL:
        return None
    if target.year is None or baseline.year is None or target.year <= baseline.year:
        return None
    return (target.can_be.value - baseline.can_be.value) / (target.year - baseline.year)


def holds_floor(floor: Fact, own: Fact) -> bool | None:
    """Whether a district's rate keeps a floor; ``None`` where the prints leave it open."""
    least = floor.can_be if floor.comparator is not Comparator.EQUAL else exactly(floor.value)
    if own.can_be.is_below(_at_least(least)):
        return False
    return None if own.can_be.low is None else own.can_be.low >= (least.low or Decimal(0))


def _at_least(printed: Printed) -> Printed:
    return Printed(printed.value, printed.low, None, printed.low_open)
