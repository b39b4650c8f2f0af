"""All rules over one plan."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from silian.domain.plans.lint import (
    arithmetic,
    baselines,
    comparators,
    definitions,
    levels,
    structure,
    timing,
)
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.model import Finding, Status

Check = Callable[[CheckedPlan], Iterable[Finding]]

CHECKS: tuple[tuple[str, Check], ...] = (
    *arithmetic.CHECKS,
    *baselines.CHECKS,
    *comparators.CHECKS,
    *definitions.CHECKS,
    *structure.CHECKS,
    *timing.CHECKS,
    *levels.CHECKS,
)
"""Rule id and function; a rule answers with findings, also with those that hold."""


def lint(plan: CheckedPlan) -> tuple[Finding, ...]:
    """What is wrong with a plan, and what could not be decided; checks that hold are left out."""
    return tuple(f for f in answers(plan) if f.status is not Status.HOLDS)


def answers(plan: CheckedPlan) -> Iterator[Finding]:
    """Every answer of every rule, also of those that hold: for controls and for counts."""
    return chain.from_iterable(check(plan) for _, check in CHECKS)
