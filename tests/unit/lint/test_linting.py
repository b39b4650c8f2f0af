"""All rules over one plan: what is wrong is the same whether answers that hold are made or not."""

from pathlib import Path

import pytest

from silian.domain.plans.lint.linting import answers, lint
from silian.domain.plans.lint.model import Status
from tests.unit.lint.checking import DEMO, SHARED, checked

CLEAN = Path(__file__).parent / "clean"
FICTIONAL = sorted([*CLEAN.glob("*.txt"), *DEMO.glob("*.txt")])
PLANS = [*FICTIONAL, *sorted((SHARED / "corpus").glob("*.txt"))]


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_plan_is_found_as_wrong_without_the_answers_that_hold(path):
    plan = checked(path.read_bytes().decode("utf-8"))

    found = lint(plan)

    assert list(found) == [one for one in answers(plan) if one.status is not Status.HOLDS]


def test_answers_tell_what_holds():
    plans = [checked(path.read_bytes().decode("utf-8")) for path in FICTIONAL]

    held = {one.rule for plan in plans for one in answers(plan) if one.status is Status.HOLDS}

    assert {"A08", "B01", "B02", "B05", "C03", "D03", "D04", "S01", "S02", "T04"} <= held
