"""Answers of one family of rules: to a case, to a document of the corpus, to the clean plans."""

import json
from pathlib import Path

import pytest

from silian.adapters.engines.linting import lint_rules
from silian.domain.plans.lint.model import Status
from tests.unit.lint.checking import checked, grounded, said
from tests.unit.reading import COVER

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"
NEEDS_CORPUS = pytest.mark.skipif(
    not (SHARED / "corpus").is_dir(), reason="the corpus lies beside the project: not here"
)
DEMO = sorted((ROOT / "silian" / "data" / "demo" / "documents").glob("*.txt"))
DOCUMENTS = (
    "kaizhou_plan_2021",
    "jiulongpo_interpretation_2022",
    "qijiang_plan_2022",
    "chongqing_opinion",
    "kaizhou_action_interpretation_2025",
)


def answers(text, checks, only=()):
    """The plan and all answers of ``checks``, grounded and with both messages filled."""
    plan = checked(text)
    found = [one for rule, check in checks if not only or rule in only for one in check(plan)]
    grounded(plan, found)
    return plan, found


def corpus(name):
    return (SHARED / "corpus" / f"{name}.txt").read_text("utf-8")


def violated(text, checks):
    """Rule and quotes of everything that is violated, in the order of the checks."""
    _, found = answers(text, checks)
    return [
        (one.rule, *(i.quote for i in one.inputs)) for one in found if one.status is Status.VIOLATED
    ]


def gold(name, kinds):
    """The contradictions of the gold of these kinds, within one document."""
    data = json.loads((SHARED / "gold" / f"{name}.json").read_text("utf-8"))
    return [
        one
        for one in data["contradictions"]
        if one["type"] in kinds and not any("file" in q for q in one["quotes"])
    ]


def missed(name, checks, kinds):
    """The quotes of gold contradictions that no finding touches in full."""
    text = corpus(name)
    _, found = answers(text, checks)
    raised = [one for one in found if one.status is not Status.HOLDS]
    return [
        tuple(quote["quote"] for quote in one["quotes"])
        for one in gold(name, kinds)
        if not any(_touches(text, finding, one["quotes"], one["type"]) for finding in raised)
    ]


def _touches(text, finding, quotes, kind):
    return kind in lint_rules()[finding.rule].gold and all(
        any(_overlaps(text, one, quote["quote"]) for one in finding.inputs) for quote in quotes
    )


def _overlaps(text, one, quote):
    at = text.find(quote)
    while at >= 0:
        if one.start < at + len(quote) and at < one.end:
            return True
        at = text.find(quote, at + 1)
    return False


def _shape(finding, keys):
    record = said(finding) | {"variant": finding.variant}
    return {key: record[key] for key in keys}


def told(case, checks):
    """What a case got and what it names; answers that hold may be left out of the case."""
    text = case["text"] if case.get("cover") is False else COVER + case["text"]
    _, found = answers(text, checks, case["only"])
    order = [(one.rule, one.status.value, one.formula) for one in found]
    open_ones = [one for one, _ in sorted(zip(found, order, strict=True), key=lambda p: p[1])]
    got, named = [], []
    for expected in case["expect"]:
        keys = sorted(expected)
        same = [one for one in open_ones if _shape(one, keys) == expected]
        named.append(expected)
        if same:
            open_ones.remove(same[0])
            got.append(expected)
    rest = [one for one in open_ones if one.status is not Status.HOLDS]
    return got + [_shape(one, ("rule", "status", "variant", "formula")) for one in rest], named
