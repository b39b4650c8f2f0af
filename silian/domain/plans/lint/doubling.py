"""A02: 倍增 and 翻番 against the levels that a plan prints."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, decimal_of
from silian.domain.plans.lint.implied import doubling_rate
from silian.domain.plans.lint.linked import (
    Doubling,
    Level,
    Levels,
    doublings,
    in_print,
    most_of,
)
from silian.domain.plans.lint.model import Finding, Status
from silian.domain.plans.lint.printed import measured, shown
from silian.domain.plans.model import Comparator
from silian.domain.plans.timeline import unit_parts

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def doubling(plan: CheckedPlan) -> Iterator[Finding]:
    """A02: a level that is to double, against the target level of the same year.

    A program that says only 倍增 sets no year: it can hold, but a lower target does not break it.
    """
    judged: set[tuple[str, int]] = set()
    levels = plan.once("levels", Levels)
    found = sorted(
        doublings(plan), key=lambda one: (one.years is None and one.is_program, one.start)
    )
    for one in found:
        year = _until(plan, one)
        if year is None or (one.concept, year) in judged:
            continue
        judged.add((one.concept, year))
        found_levels = (
            levels.at(like, year, is_target=True, near=one.start)
            for like in levels.firsts(one.concept)
        )
        target = next((level for level in found_levels if level.problem != "missing"), None)
        if target is not None:
            answer = _judged(levels, one, target)
            if answer is not None:
                yield answer


def _until(plan: CheckedPlan, one: Doubling) -> int | None:
    end = plan.document.get("period_end")
    start = one.since or plan.base_year
    if one.until is not None:
        return one.until
    if one.years is not None and start is not None:
        return start + one.years
    return int(end) if end else None


def _judged(levels: Levels, one: Doubling, target: Level) -> Finding | None:
    plan = levels.plan
    phrase = plan.phrase("m", one.start, one.end)
    values = {"phrase": phrase.quote, "name": one.name, "formula": "", "rate": "", "target": ""}
    if target.fact is None:
        seen = [fact.as_input("T") for fact in target.seen[:2]]
        return plan.found(
            "A02", [phrase, *seen], status=Status.UNKNOWN, variant=target.problem, values=values,
            refs=[fact.id for fact in target.seen],
        )  # fmt: skip
    values["target"] = target.fact.quote
    if one.since is not None:
        base = levels.at(target.fact, one.since, is_target=False, near=one.start)
    else:
        base = levels.base(target.fact)
    if base.problem == "missing" and one.base is not None:
        printed = _printed_base(plan, target.fact, one)
        base = Level(printed) if printed is not None else base
    if base.fact is None:
        seen = [fact.as_input("B") for fact in base.seen[:2]]
        variant = "unknown" if base.problem == "missing" else base.problem
        return plan.found(
            "A02", [phrase, target.fact.as_input("T"), *seen], status=Status.UNKNOWN,
            variant=variant, values=values, refs=(target.fact.id,),
        )  # fmt: skip
    return _compared(plan, one, base.fact, target.fact, values)


def _printed_base(plan: CheckedPlan, target: Fact, one: Doubling) -> Fact | None:
    """The base that stands in the phrase itself, if it is in the unit of the target."""
    assert one.base is not None  # noqa: S101 - the caller asks
    start, end = one.base
    printed = plan.view[start:end]
    found = _NUMBER.match(printed)
    value = decimal_of(found[0]) if found else None
    if found is None or value is None or printed[found.end() :] != target.unit:
        return None
    can_be = measured(value, is_counted=unit_parts(target.unit)[0] == 1)
    return replace(
        target, value=value, can_be=can_be.times(Decimal(unit_parts(target.unit)[0])),
        comparator=Comparator.EQUAL, year=one.since, is_target=False, start=start, end=end,
        quote=plan.text[start:end],
    )  # fmt: skip


def _compared(
    plan: CheckedPlan, one: Doubling, base: Fact, target: Fact, values: Mapping[str, str]
) -> Finding | None:
    low = base.can_be.value if base.can_be.low is None else base.can_be.low
    most, doubled = most_of(target.can_be), one.times * base.can_be.value
    is_missed = one.times * low > most
    if is_missed and one.is_program and one.years is None:
        return None  # no year is said: the program may run on
    sign = ">" if is_missed else "≤" if doubled <= target.can_be.value else "≈"
    formula = (
        f"{one.times} × {in_print(base.can_be.value, base)} = {in_print(doubled, base)} {sign} "
        f"{in_print(target.can_be.value, base)}"
    )
    years = one.years or (target.year or 0) - (base.year or 0)
    rate = shown(doubling_rate(one.times, years), 1) if years > 0 else ""
    return plan.found(
        "A02",
        [plan.phrase("m", one.start, one.end), base.as_input("B"), target.as_input("T")],
        status=Status.VIOLATED if is_missed else Status.HOLDS,
        variant="violated" if is_missed else "holds",
        formula=formula,
        computed={"doubled": in_print(doubled, base), "rate": rate},
        values={**values, "formula": formula, "rate": rate},
        refs=(base.id, target.id),
    )
