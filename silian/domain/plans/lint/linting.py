"""All rules over one plan."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
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
"""Rule id and function; a rule answers with findings, also with those that hold if they are
wanted."""


def lint(plan: CheckedPlan) -> tuple[Finding, ...]:
    """What is wrong with a plan, and what could not be decided; checks that hold are left out."""
    asked = replace(plan, wants_held=False)
    return tuple(f for f in answers(asked) if f.status is not Status.HOLDS)


def answers(plan: CheckedPlan) -> Iterator[Finding]:
    """Every answer of every rule, also those that hold if the plan wants them: for controls."""
    return chain.from_iterable(check(plan) for _, check in CHECKS)
