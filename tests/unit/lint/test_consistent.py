"""A plan without a contradiction raises nothing; one thing broken raises one rule and no other."""

import pytest
from hypothesis import given, settings

from silian.domain.plans.lint.linting import lint
from silian.domain.plans.lint.model import Status
from tests.unit.lint.checking import checked, grounded, said
from tests.unit.lint.consistent import BREAKS, DRAFTS, text_of

WEIGHTY = {"high", "medium", "low"}


def raised(text):
    """The rules that are violated and weigh something, and what was said."""
    plan = checked(text)
    found = lint(plan)
    grounded(plan, found)
    return {
        finding.rule: said(finding)["message_zh"]
        for finding in found
        if finding.status is Status.VIOLATED and finding.severity.value in WEIGHTY
    }


@settings(max_examples=60, deadline=None)
@given(DRAFTS)
def test_a_consistent_plan_raises_nothing(draft):
    assert raised(text_of(draft)) == {}


@pytest.mark.parametrize("name", BREAKS)
@settings(max_examples=25, deadline=None)
@given(draft=DRAFTS)
def test_one_thing_broken_raises_its_rule_and_no_other(name, draft):
    broken = BREAKS[name]

    assert set(raised(text_of(broken.make(draft)))) == {broken.rule}
