"""A: whether the numbers of a plan fit each other, and what they leave unsaid."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain

from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.doubling import doubling
from silian.domain.plans.lint.facts import Fact
from silian.domain.plans.lint.growing import change_stated, growth_stated, multiple_stated
from silian.domain.plans.lint.implied import (
    Implied,
    balance,
    growths,
    needed_rate,
    population_factors,
    rate_needed,
    ways_to_targets,
)
from silian.domain.plans.lint.linked import Addition, additions, in_print, least_of, most_of
from silian.domain.plans.lint.model import Finding, Input, Status
from silian.domain.plans.lint.parts import parts_and_whole, share_out_of_range
from silian.domain.plans.lint.printed import power, shown
from silian.domain.plans.timeline import unit_parts

Check = Callable[[CheckedPlan], Iterable[Finding]]

JUMP_TIMES = 5
"""A target this many times its base within ``JUMP_YEARS`` is worth a look: our own default, in
``data/lint/arithmetic.yaml`` under ``parameters`` of A08."""
JUMP_YEARS = 5
POPULATION_BAND = (Decimal("0.9"), Decimal("1.1"))
"""By how much a population may change over a plan before it is worth a look: our own default, in
the data file under ``parameters`` of A09."""


def yearly_additions(plan: CheckedPlan) -> Iterator[Finding]:
    """A01: base and yearly additions against the target, at the printed edge of 以上."""
    for one in plan.once("additions", _all_additions):
        inputs = [one.step.as_input("k"), one.target.as_input("T")]
        values = {"step": one.step.quote, "target": one.target.quote, "formula": "", "needed": ""}
        damaged = one.step.is_damaged
        if damaged or one.base.fact is None or one.years <= 0:
            problem = "damaged" if damaged else one.base.problem or "missing"
            yield plan.found(
                "A01", [*inputs, *(fact.as_input("B") for fact in one.base.seen[:2])],
                status=Status.UNKNOWN, variant="unknown" if problem == "missing" else problem,
                values=values, refs=(one.step.id, one.target.id),
            )  # fmt: skip
            continue
        yield _added(plan, one, one.base.fact, inputs, values)


def _all_additions(plan: CheckedPlan) -> tuple[Addition, ...]:
    return tuple(additions(plan))


def _added(
    plan: CheckedPlan, one: Addition, base: Fact, inputs: Sequence[Input], values: dict[str, str]
) -> Finding:
    n, step, goal = one.years, one.step.can_be, one.target.can_be
    is_missed = most_of(base.can_be) + n * most_of(step) < least_of(goal)
    k = step.value
    if not is_missed and base.can_be.value + n * k < goal.value:
        k = most_of(step)  # 左右: at its upper edge it is enough
    reached = base.can_be.value + n * k
    sign = "<" if reached < goal.value else "≥"
    start, by, end, whole = (
        in_print(value, one.target) for value in (base.can_be.value, k, reached, goal.value)
    )
    formula = f"{start} + {n} × {by} = {end} {sign} {whole}"
    factor = unit_parts(one.target.unit)[0]
    needed = shown((goal.value - base.can_be.value) / (n * factor), 1)
    return plan.found(
        "A01",
        [*inputs, base.as_input("B")],
        status=Status.VIOLATED if is_missed else Status.HOLDS,
        variant="violated" if is_missed else "holds",
        formula=formula,
        computed={"reached": end, "needed": needed},
        values={**values, "formula": formula, "needed": needed},
        refs=(one.step.id, one.target.id, base.id),
    )


def implausible_jump(plan: CheckedPlan) -> Iterator[Finding]:
    """A08: the growth that a target needs, against the threshold, the own past and the peers."""
    elsewhere = _rates_elsewhere(plan)
    for base, target, years in ways_to_targets(plan):
        before, after = most_of(base.can_be), least_of(target.can_be)
        # after / before > times ^ (years / span), both sides to the power of the span
        is_jump = power(after, JUMP_YEARS) >= JUMP_TIMES**years * power(before, JUMP_YEARS)
        if not is_jump and not plan.wants_held:
            continue
        rate = rate_needed(base, target, years, at_edge_only=True)
        past = _past_rate(plan, base)
        peers = elsewhere.get(target.concept, ())
        computed = {
            "rate": shown(rate.at_edge or Decimal(0), 1),
            "times": shown(target.can_be.value / base.can_be.value, 1),
        }
        if past is not None:
            computed["past"] = shown(past, 1)
        if peers:
            computed["peers_most"] = shown(max(peers), 1)
        yield plan.found(
            "A08",
            rate.inputs,
            status=Status.VIOLATED if is_jump else Status.HOLDS,
            variant="violated" if is_jump else "holds",
            formula=rate.formula,
            computed=computed,
            values={
                "target": target.quote if not target.is_row else target.name,
                "rate": computed["rate"],
                "times": computed["times"],
                "past": computed.get("past", "—"),
                "peers": computed.get("peers_most", "—"),
            },
            refs=rate.refs,
        )


def _past_rate(plan: CheckedPlan, base: Fact) -> Decimal | None:
    """Growth in % a year before the base, if one earlier level is printed."""
    earlier = [
        fact
        for fact in plan.levels(base.concept, is_target=False)
        if fact.year is not None and base.year is not None and fact.year < base.year
        and not fact.is_damaged and fact.can_be.value > 0 and fact.dimension == base.dimension
    ]  # fmt: skip
    if not earlier:
        return None
    first = min(earlier, key=lambda fact: (fact.year or 0, fact.start))
    years = (base.year or 0) - (first.year or 0)
    return needed_rate(first.can_be.value, base.can_be.value, years)


def _rates_elsewhere(plan: CheckedPlan) -> dict[str, list[Decimal]]:
    """What the plans beside it need for the same indicator, in % a year."""
    rates: dict[str, list[Decimal]] = {}
    for other in plan.others:
        for base, target, years in ways_to_targets(other):
            rate = needed_rate(base.can_be.value, target.can_be.value, years)
            rates.setdefault(target.concept, []).append(rate)
    return rates


def implied_assumption(plan: CheckedPlan) -> Iterator[Finding]:
    """A09: growth and population that must come about if the printed numbers are to be met."""
    for one in chain(growths(plan), population_factors(plan)):
        low, high = POPULATION_BAND
        is_plain = one.what == "population_factor" and not (
            one.low is not None and one.high is not None and (one.high < low or one.low > high)
        )
        variant = "holds" if is_plain else one.what
        if one.is_assumed and not is_plain:
            variant += "_assumed"
        computed, values = _said(one)
        yield plan.found(
            "A09",
            one.inputs,
            status=Status.HOLDS if is_plain else _STATUS_OF.get(one.what, Status.VIOLATED),
            variant=variant,
            formula=one.formula,
            computed=computed,
            values=values,
            refs=one.refs,
        )


_STATUS_OF = {"base_share": Status.UNKNOWN}


def _said(one: Implied) -> tuple[dict[str, str], dict[str, str]]:
    """What was computed, and the same as the messages name it."""
    low, at_edge, high = (
        "" if value is None else shown(value, 2) for value in (one.low, one.at_edge, one.high)
    )
    computed = {"at_edge": at_edge, "low": low, "high": high} if at_edge else {}
    points = "; ".join(f"g = {shown(g)}% → {shown(value, 2)}{one.unit}" for g, value in one.points)
    if points:
        computed["points"] = points
    computed["depends"] = " ".join(f"{symbol}{sign}" for symbol, sign in one.depends)
    values = {"subject": one.subject, "value": at_edge, "low": low, "high": high}
    return computed, {**values, "formula": one.formula, "points": points}


def exits_borne(plan: CheckedPlan) -> Iterator[Finding]:
    """A10: how many may leave before the additions no longer reach the target."""
    for one in plan.once("additions", _all_additions):
        inputs = [one.step.as_input("k"), one.target.as_input("T")]
        values = {"step": one.step.quote, "target": one.target.quote, "formula": "", "slack": ""}
        refs = [one.step.id, one.target.id]
        if one.base.fact is None or one.step.is_damaged or one.years <= 0:
            continue  # A01 says what is missing
        left = balance(one, one.base.fact)
        slack = left.at_edge or Decimal(0)
        values |= {"formula": left.formula, "slack": in_print(slack, one.target)}
        yield plan.found(
            "A10",
            [*inputs, one.base.fact.as_input("B")],
            status=Status.HOLDS if slack < 0 else Status.VIOLATED,
            variant="lacking" if slack < 0 else "slack",
            formula=left.formula,
            computed={"slack": in_print(slack, one.target)},
            values=values,
            refs=[*refs, one.base.fact.id],
        )


CHECKS: tuple[tuple[str, Check], ...] = (
    ("A01", yearly_additions),
    ("A02", doubling),
    ("A03", parts_and_whole),
    ("A04", change_stated),
    ("A05", growth_stated),
    ("A06", multiple_stated),
    ("A07", share_out_of_range),
    ("A08", implausible_jump),
    ("A09", implied_assumption),
    ("A10", exits_borne),
)
