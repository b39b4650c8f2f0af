"""Rules T over plans of a few lines, over the documents at hand and over our own."""

import json

import pytest

from silian.domain.plans.lint import timing
from silian.domain.plans.lint.model import Status
from tests.unit.lint.checking import (
    DEMO,
    SHARED,
    WEIGHTY,
    answers_of,
    cases,
    needs_corpus,
    said,
    text_of,
    violated,
)
from tests.unit.reading import COVER


def answers(text):
    """Every answer of this family on a text; all places checked."""
    return answers_of(timing.CHECKS, text)


def weighty(text):
    """The violated findings that are more than information."""
    return violated(answers(text))


def shown(findings):
    """Each finding as its rule and its first quote."""
    return [(finding.rule, finding.inputs[0].quote) for finding in findings]


@pytest.mark.parametrize(("name", "case"), cases("timing"))
def test_the_case_gives_these_answers(name, case):
    text = case["text"] if case.get("whole") else COVER + case["text"]

    found = answers(text)

    own = [finding for finding in found if finding.rule == case["rule"]]
    assert [(f.rule, f.status.value) for f in own] == [
        (one["rule"], one["status"]) for one in case["expect"]
    ]
    for finding, one in zip(own, case["expect"], strict=True):
        assert finding.formula == one.get("formula", finding.formula)
        assert finding.severity.value == one.get("severity", finding.severity.value)
        assert finding.values.get("count") == one.get("count", finding.values.get("count"))
        assert dict(finding.computed) == one.get("computed", dict(finding.computed))
        assert said(finding)["message_zh"]
    others = {
        f.rule
        for f in found
        if f.rule != case["rule"] and f.status is Status.VIOLATED and f.severity.value in WEIGHTY
    }
    assert others == set(case.get("also", ()))


TRUE_FINDINGS = {
    "kaizhou_plan_2021": [("T04", "科技型企业500家")],
    "jiulongpo_interpretation_2022": [("T01", "2022211日")],
    "qijiang_plan_2022": [("T01", "2022827"), ("T01", "20228"), ("T01", "202013日")],
    "chongqing_opinion": [("T04", "对全市工业总产值的贡献超过30%")],
    "kaizhou_action_interpretation_2025": [],
}
"""Judged by reading: each of them is true."""


@needs_corpus
@pytest.mark.parametrize("name", TRUE_FINDINGS)
def test_these_findings_and_no_others_on_the_public_documents(name):
    assert shown(weighty(text_of(SHARED / "corpus" / f"{name}.txt"))) == TRUE_FINDINGS[name]


LATE = {
    "kaizhou_plan_2021": ("violated", "235 / 1826 = 12.9 %"),
    "jiulongpo_interpretation_2022": ("violated", "406 / 1826 = 22.2 %"),
    "qijiang_plan_2022": ("violated", "603 / 1826 = 33 %"),
    "kaizhou_action_interpretation_2025": ("adopted", "315 / 1095 = 28.8 %"),
}


@needs_corpus
@pytest.mark.parametrize("name", LATE)
def test_how_much_of_the_period_was_gone(name):
    found = answers(text_of(SHARED / "corpus" / f"{name}.txt"))

    late = [(f.variant, f.formula) for f in found if f.rule == "T03"]

    assert late == [LATE[name]]


def touches(text, finding, quote):
    """Whether a place of the finding and some place of the quote meet."""
    at = text.find(quote)
    while at >= 0:
        if any(one.start < at + len(quote) and at < one.end for one in finding.inputs):
            return True
        at = text.find(quote, at + 1)
    return False


@needs_corpus
def test_the_recorded_damaged_date_is_found():
    name = "jiulongpo_interpretation_2022"
    gold = json.loads(text_of(SHARED / "gold" / f"{name}.json"))
    text = text_of(SHARED / "corpus" / f"{name}.txt")
    (recorded,) = [one for one in gold["contradictions"] if one["type"] == "dirty_date"]

    found = weighty(text)

    assert any(
        finding.rule == "T01"
        and all(touches(text, finding, quote["quote"]) for quote in recorded["quotes"])
        for finding in found
    )


@needs_corpus
def test_the_average_of_the_city_is_borne_out():
    found = answers(text_of(SHARED / "corpus" / "qijiang_plan_2022.txt"))

    claims = [(f.status.value, f.formula) for f in found if f.rule == "T06"]

    assert claims == [("holds", "2.3 > 2.1")]


# The fictional web copy has lost marks of its dates and gives the year with some goals of a list only.
OURS = {
    "bailu_plan_webcopy_2022": [
        ("T01", "202233日"),
        ("T01", "20222"),
        ("T04", "技术合同成交额突破5亿元"),
    ],
}


@pytest.mark.parametrize("path", sorted(DEMO.glob("*.txt")), ids=lambda path: path.stem)
def test_our_own_plans_raise_what_was_damaged_and_nothing_else(path):
    assert shown(weighty(text_of(path))) == OURS.get(path.stem, [])
