"""A: sums, doublings, growth and what the numbers of a plan imply."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from silian.adapters.engines.linting import lint_rules
from silian.domain.plans.flags import Severity
from silian.domain.plans.lint import arithmetic
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.implied import RELATION_GROWTHS
from silian.domain.plans.lint.model import Finding, Status
from tests.unit.lint.checking import cases, checked, grounded, said
from tests.unit.reading import COVER

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"
DEMO = ROOT / "silian" / "data" / "demo" / "documents"
needs_shared = pytest.mark.skipif(
    not (SHARED / "corpus").is_dir(), reason="the shared corpus is not beside this checkout"
)

# What family A says of each document of the corpus, each judged by reading the text.
ON_CORPUS = {
    "chongqing_opinion.txt": [],
    "jiulongpo_interpretation_2022.txt": [],
    "kaizhou_action_interpretation_2025.txt": [],
    "kaizhou_plan_2021.txt": [
        ("A01", "204 + 5 × 50 = 454 < 500"),
        ("A02", "2 × 51 = 102 > 100"),
        ("A09", "1.15 × (1.5 / 2)^(1/5) - 1 = 8.57%"),
        ("A09", "1.0857 × (3 / 2)^(1/5) - 1 = 17.74%"),
        ("A10", "51 + 5 × 10 - 100 = 1"),
    ],
    "qijiang_plan_2022.txt": [
        ("A08", "(10 / 1.5)^(1/5) - 1 = 46.14%"),
        ("A08", "(15 / 1.22)^(1/5) - 1 = 65.18%"),
    ],
}
# The numbers of these fictional plans do disagree, as their authors left or put them.
ON_FICTION = {
    "bailu_plan_2026.txt": [("A01", "96 + 5 × 15 = 171 < 180")],
    "bailu_plan_webcopy_2022.txt": [
        ("A01", "286 + 5 × 100 = 786 < 800"),
        ("A01", "37 + 5 × 10 = 87 < 90"),
    ],
    "qingshi_plan_2026.txt": [("A01", "118 + 5 × 15 = 193 < 200")],
    "wangchuan_plan_2021.txt": [("A01", "195 + 5 × 40 = 395 < 400")],
    "wangchuan_plan_2021_adjusted.txt": [("A01", "195 + 5 × 60 = 495 < 550")],
    "yunling_plan_2021.txt": [("A05", "16.9 × 1.2^5 = 42.05 ≠ 45")],
}
GOLD = [
    ("A01", ("每年新增科技型企业50家以上", "到2025年，科技型企业达到500家")),
    ("A02", ("实施科技型企业、高新技术企业5年倍增培育计划", "到2025年，高新技术企业达100家以上")),
]


def answered(plan: CheckedPlan) -> list[Finding]:
    return [finding for _, check in arithmetic.CHECKS for finding in check(plan)]


def raised(plan: CheckedPlan) -> list[Finding]:
    return [finding for finding in answered(plan) if finding.status is Status.VIOLATED]


@cache
def corpus(name: str) -> CheckedPlan:
    return checked((SHARED / "corpus" / name).read_text("utf-8"))


def fits(finding: Finding, expected: dict) -> bool:
    computed = expected.get("computed", {})
    return (
        finding.rule == expected["rule"]
        and finding.status.value == expected["status"]
        and finding.formula == expected.get("formula", finding.formula)
        and finding.variant == expected.get("variant", finding.variant)
        and finding.severity.value == expected.get("severity", finding.severity.value)
        and all(finding.computed.get(symbol) == value for symbol, value in computed.items())
    )


@pytest.mark.parametrize(("name", "case"), cases("arithmetic"), ids=lambda one: str(one)[:60])
def test_a_case_gets_exactly_its_answers(name, case):
    plan = checked(case["text"] if case.get("cover") is False else COVER + case["text"])

    found = answered(plan)

    grounded(plan, found)
    listed = [(f.rule, f.status.value, f.formula) for f in found]
    for expected in case["expect"]:
        assert any(fits(finding, expected) for finding in found), (expected, listed)
    for finding in found:
        if finding.status is not Status.HOLDS:
            assert any(fits(finding, one) for one in case["expect"]), (finding.rule, listed)


def test_every_rule_is_raised_by_a_case():
    expected = [one for _, case in cases("arithmetic") for one in case["expect"]]

    raising = {one["rule"] for one in expected if one["status"] == "violated"}

    assert raising == {rule for rule, _ in arithmetic.CHECKS}


def test_a_damaged_number_proves_nothing():
    text = (
        "截至2020年底，高新技术企业51家。\n专栏1 主要指标\n"
        "序号\t指标名称\t单位\t2020年\t2025年\t属性\n1\t高新技术企业数\t\t51\t100\t预期性\n"
        "2\t公民具备科学素质的比例\t%\t9.6\t15\t预期性\n"
        "三、重点任务\n每年新增高新技术企业5家以上。\n"
    )
    plan = checked(COVER + text)

    found = [f for f in answered(plan) if f.rule in {"A01", "A10"}]

    assert not [f for f in found if f.status is Status.VIOLATED]


def test_thresholds_in_the_data_are_those_in_use():
    data = yaml.safe_load((files("silian") / "data/lint/arithmetic.yaml").read_text("utf-8"))

    jump, hidden = data["A08"]["parameters"], data["A09"]["parameters"]

    assert (jump["times"], jump["years"]) == (
        str(arithmetic.JUMP_TIMES),
        str(arithmetic.JUMP_YEARS),
    )
    assert hidden["relation_growths"] == [str(growth) for growth in RELATION_GROWTHS]
    assert hidden["population_band"] == [str(edge) for edge in arithmetic.POPULATION_BAND]


def test_peers_and_the_own_past_stand_beside_a_needed_rate():
    own = (
        COVER + "2015年，科技型企业50家。\n截至2020年底，科技型企业100家。\n"
        "到2025年，科技型企业达到200家。\n"
    )
    peer = COVER + "截至2020年底，科技型企业100家。\n到2025年，科技型企业达到300家。\n"

    found = [f for f in answered(checked(own, peer)) if f.rule == "A08"]

    assert [f.computed.get("peers_most") for f in found] == ["24.6"]
    assert [f.computed.get("past") for f in found] == ["14.9"]


def test_messages_are_said_in_both_languages():
    plan = checked(
        COVER + "截至2020年底，科技型企业204家。\n"
        "到2025年，科技型企业达到500家。每年新增科技型企业50家以上。\n"
    )

    record = said(next(f for f in raised(plan) if f.rule == "A01"))

    assert "454 < 500" in record["message_zh"] and "454 < 500" in record["message_en"]
    assert "59.2" in record["message_zh"] and record["settles"]


@needs_shared
@pytest.mark.parametrize("name", sorted(ON_CORPUS))
def test_corpus_findings_are_the_ones_that_were_judged(name):
    plan = corpus(name)

    found = answered(plan)

    grounded(plan, found)
    assert [(f.rule, f.formula) for f in found if f.status is Status.VIOLATED] == ON_CORPUS[name]


@needs_shared
@pytest.mark.parametrize(("rule", "quotes"), GOLD)
def test_gold_contradictions_are_found(rule, quotes):
    plan = corpus("kaizhou_plan_2021.txt")
    places = [plan.text.index(quote) for quote in quotes]

    def touches(finding, place, quote):
        return any(i.start < place + len(quote) and place < i.end for i in finding.inputs)

    assert any(
        all(touches(f, place, quote) for place, quote in zip(places, quotes, strict=True))
        for f in raised(plan)
        if f.rule == rule
    )


@needs_shared
def test_controls_of_the_gold_hold():
    plan = checked((SHARED / "gold" / "synthetic" / "yunling_plan_2026.txt").read_text("utf-8"))

    found = answered(plan)

    held = {(f.rule, f.formula) for f in found if f.status is Status.HOLDS}
    assert {
        ("A02", "2 × 4.7 = 9.4 ≤ 9.5"),
        ("A04", "(2.15 - 1.62) / 5 = 0.106 ≈ 0.11"),
        ("A05", "38.6 × 1.12^5 … × 1.15^5 = 68…77.6 ∋ 70"),
        ("A06", "186 × 2.2 = 409.2 ≈ 412"),
    } <= held
    assert not [f for f in found if f.status is Status.VIOLATED]


@needs_shared
def test_a_sum_of_two_baselines_is_the_whole_in_the_table():
    found = answered(corpus("kaizhou_plan_2021.txt"))

    assert ("A03", Status.HOLDS, "25 + 25 = 50") in {(f.rule, f.status, f.formula) for f in found}


@pytest.mark.parametrize("name", sorted(path.name for path in DEMO.glob("*.txt")))
def test_fictional_plans_raise_only_what_is_true_of_them(name):
    plan = checked((DEMO / name).read_text("utf-8"))

    found = answered(plan)

    grounded(plan, found)
    weighty = [f for f in found if f.status is Status.VIOLATED and f.severity is not Severity.INFO]
    assert [(f.rule, f.formula) for f in weighty] == ON_FICTION.get(name, [])


def test_each_rule_has_words_for_the_variants_of_its_answers():
    rules = lint_rules()

    assert {rule for rule in rules if rule.startswith("A")} == {r for r, _ in arithmetic.CHECKS}
    for rule, _ in arithmetic.CHECKS:
        assert set(rules[rule].page) == {"means", "why", "mend", "ignore"}
