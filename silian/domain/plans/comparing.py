"""A district's figure against the city's where the link is no sum: shares, growth, the same as.

Prints are intervals; where they leave a comparison open the answer says so and decides nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode
from silian.domain.plans.lint.printed import root

_RATES = frozenset({"%", "‰"})
_HUNDRED = Decimal(100)


class Against(StrEnum):
    """How a district's share stands to the share that was declared for it."""

    REACHED = "reached"
    BELOW = "below"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Share:
    """What part of the figure above a district's figure is, in percent.

    ``low`` and ``high`` bound what the two prints can mean, ``None`` where a side is open.
    ``against`` and ``margin`` (in percentage points) are ``None`` where no share was declared.
    """

    percent: Decimal
    low: Decimal | None
    high: Decimal | None
    declared: Decimal | None
    against: Against | None
    margin: Decimal | None


class Likeness(StrEnum):
    """Whether two plans say the same of one indicator."""

    EQUAL = "equal"
    DIFFERENT = "different"
    OPEN = "open"
    NOT_COMPARABLE = "not_comparable"


class WhyNot(StrEnum):
    """Why two figures cannot be compared."""

    DEFINITION = "definition"
    UNIT = "unit"
    MODE = "mode"
    YEAR = "year"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Same:
    """Whether a district says the same as the plan above.

    ``other`` is the figure that was compared, or that could not be. ``why_not`` is the catalog's
    reason where the district measures a neighbor of the indicator.
    """

    likeness: Likeness
    other: Fact
    because: WhyNot | None = None
    why_not: str = ""


def share_of(upper: Fact, own: Fact, declared: Decimal | None) -> Share | None:
    """A district's part of the figure above; ``None`` for rates, and where that figure is zero."""
    whole = upper.can_be
    if upper.mode is not Mode.LEVEL or upper.dimension in _RATES or whole.value <= 0:
        return None
    low = _part(own.can_be.low, whole.high)
    high = _part(own.can_be.high, whole.low)
    percent = own.can_be.value * _HUNDRED / whole.value
    if declared is None:
        return Share(percent, low, high, None, None, None)
    against = Against.OPEN
    if low is not None and low >= declared:
        against = Against.REACHED
    elif high is not None and high < declared:
        against = Against.BELOW
    return Share(percent, low, high, declared, against, percent - declared)


def _part(top: Decimal | None, bottom: Decimal | None) -> Decimal | None:
    if top is None or bottom is None or bottom <= 0:
        return None
    return top * _HUNDRED / bottom


def same_as(upper: CheckedPlan, fact: Fact, lower: CheckedPlan) -> Same | None:
    """Whether a district's plan says the same of an indicator; ``None`` if it says nothing of it.

    A neighbor that the catalog keeps apart is no answer: it is shown with the reason.
    """
    stated = [one for one in lower.by_concept.get(fact.concept, ()) if one.is_target]
    if not stated:
        return _neighbor(upper, fact, lower)
    for fits, because in (
        (lambda one: one.mode is fact.mode, WhyNot.MODE),
        (lambda one: one.dimension == fact.dimension, WhyNot.UNIT),
        (lambda one: fact.year is None or one.year == fact.year, WhyNot.YEAR),
        (lambda one: not one.is_damaged, WhyNot.DAMAGED),
    ):
        left = [one for one in stated if fits(one)]
        if not left:
            return Same(Likeness.NOT_COMPARABLE, stated[0], because)
        stated = left
    if fact.is_damaged:
        return Same(Likeness.NOT_COMPARABLE, stated[0], WhyNot.DAMAGED)
    return Same(_likeness(fact, stated[0]), stated[0])


def _likeness(fact: Fact, other: Fact) -> Likeness:
    if fact.can_be == other.can_be:
        return Likeness.EQUAL
    return Likeness.OPEN if fact.can_be.meets(other.can_be) else Likeness.DIFFERENT


def _neighbor(upper: CheckedPlan, fact: Fact, lower: CheckedPlan) -> Same | None:
    definition = upper.definition(fact)
    for near in definition.not_same_as if definition else ():
        found = next((one for one in lower.by_concept.get(near.key, ()) if one.is_target), None)
        if found is not None:
            return Same(Likeness.NOT_COMPARABLE, found, WhyNot.DEFINITION, near.why)
    return None


def yearly_growth(start: Decimal, since: int, goal: Fact) -> Decimal | None:
    """The growth a year, in percent, from a value to a level; ``None`` where there is none."""
    if goal.year is None or goal.year <= since or start <= 0 or goal.can_be.value <= 0:
        return None
    return (root(goal.can_be.value / start, goal.year - since) - 1) * _HUNDRED


def growth_to(goal: Fact, baseline: Fact | None) -> Decimal | None:
    """The yearly growth that a target states, or demands from its own baseline; in percent."""
    if goal.mode is Mode.ANNUAL_GROWTH:
        return goal.value
    if goal.mode is not Mode.LEVEL or goal.dimension in _RATES or baseline is None:
        return None
    if baseline.year is None:
        return None
    return yearly_growth(baseline.can_be.value, baseline.year, goal)


def latest_level(plan: CheckedPlan, target: Fact) -> Fact | None:
    """The latest level of the same indicator that was reached, the table's first."""
    reached: Iterable[Fact] = (
        one
        for one in plan.levels(target.concept, is_target=False)
        if one.dimension == target.dimension and one.year is not None and not one.is_damaged
    )
    return max(reached, key=lambda one: (one.year or 0, one.is_row), default=None)
