"""Plans that a stranger wrote without a fault in them: no rule may raise anything of weight."""

from pathlib import Path

import pytest

from silian.domain.plans.lint.linting import lint
from silian.domain.plans.lint.model import Status
from tests.unit.lint.checking import checked, grounded

CLEAN = sorted((Path(__file__).parent / "clean").glob("*.txt"))
WEIGHTY = {"high", "medium", "low"}


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_a_clean_plan_raises_nothing(path):
    plan = checked(path.read_bytes().decode("utf-8"))

    found = lint(plan)

    grounded(plan, found)
    weighty = [
        (one.rule, one.formula, [place.quote for place in one.inputs])
        for one in found
        if one.status is Status.VIOLATED and one.severity.value in WEIGHTY
    ]
    assert weighty == []


def test_there_are_clean_plans():
    assert len(CLEAN) >= 8
