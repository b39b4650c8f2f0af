"""X: a plan beside the plan above, its peers, its interpretation and later documents."""

from pathlib import Path

import pytest

from silian.domain.plans.lint.levels import CHECKS
from silian.domain.plans.lint.model import Status
from tests.unit.lint.checking import checked, grounded, said
from tests.unit.test_alignment import BAILU, CITY, QINGSHI

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
NEEDS_CORPUS = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus lies beside the project: not here"
)


def answers(rule, text, *others):
    plan = checked(text, *others)
    found = [one for name, check in CHECKS if name == rule for one in check(plan)]
    grounded(plan, found)
    return [(one.status, one.variant, said(one)) for one in found]


def corpus(name):
    return (CORPUS / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("rate", "status", "variant", "margin"),
    [
        ("9.9%", Status.VIOLATED, "violated", "-0.1"),
        ("10%", Status.HOLDS, "at_floor", "0"),
        ("10.1%", Status.HOLDS, "holds", "0.1"),
        ("15%以上", Status.HOLDS, "holds", "5"),
    ],
)
def test_x01_a_floor_is_kept_or_not_at_its_edge(rate, status, variant, margin):
    text = QINGSHI.replace("年均增长12%", f"年均增长{rate}")

    found = answers("X01", text, CITY)

    assert [(one[0], one[1], one[2]["computed"]["margin"]) for one in found] == [
        (status, variant, margin)
    ]


def test_x01_a_rate_that_is_only_bounded_above_decides_nothing():
    text = QINGSHI.replace("年均增长12%", "年均增长不超过12%")

    assert [one[0] for one in answers("X01", text, CITY)] == [Status.UNKNOWN]


def test_x01_is_silent_without_a_plan_above():
    assert answers("X01", QINGSHI, BAILU) == []


def test_x02_a_sum_over_some_districts_is_told_as_coverage():
    found = [one for _, _, one in answers("X02", CITY, QINGSHI, BAILU)]

    sums = {one["computed"]["sum"]: one["computed"]["left"] for one in found}
    assert sums == {"1600": "2400", "200": "700"}
    assert {one["severity"] for one in found} == {"info"}


LATER = """云岭市青石区科技创新行动计划（2025—2027年）
青石区人民政府
2025年11月12日
一、重点任务
加快创建国家高新技术产业开发区，完善园区配套。
"""
PROMISE = QINGSHI + "三、重点任务\n到2025年，建成国家级高新区，创新能力大幅提升。\n"


def test_x03_a_promise_that_a_later_document_still_works_for():
    assert [one[0] for one in answers("X03", PROMISE, LATER)] == [Status.VIOLATED]


def test_x03_is_silent_while_the_year_of_the_promise_has_not_come():
    earlier = LATER.replace("2025年11月12日", "2023年11月12日")

    assert answers("X03", PROMISE, earlier) == []


def test_x04_a_list_above_that_does_not_name_the_region():
    upper = CITY + "支持白鹭、南浦、望川等市级高新区积极创建国家高新区。\n"

    assert [one[0] for one in answers("X04", PROMISE, upper)] == [Status.VIOLATED]
    assert answers("X04", PROMISE, upper.replace("白鹭、", "青石、白鹭、")) == []


def test_x05_near_indicators_of_peers_are_not_ranked():
    one = QINGSHI + "到2025年，万人发明专利拥有量达到3件。\n"
    other = BAILU + "到2025年，每万人口高价值发明专利拥有量达到3件。\n"

    assert [found[0] for found in answers("X05", one, other)] == [Status.VIOLATED]
    assert answers("X05", one, BAILU + "到2025年，万人发明专利拥有量达到2件。\n") == []


INTERPRETATION = """《云岭市青石区科技创新“十四五”规划》政策解读
青石区科学技术局
2021年9月6日
二、主要内容
到2025年，科技型企业达到1000家，高新技术企业达到200家。
"""


def test_x06_an_interpretation_that_says_another_number():
    assert answers("X06", INTERPRETATION, QINGSHI) == []
    wrong = INTERPRETATION.replace("1000家", "1001家")

    found = answers("X06", wrong, QINGSHI)

    assert [(one[0], one[2]["severity"]) for one in found] == [(Status.VIOLATED, "high")]


def test_x06_a_figure_that_the_plan_does_not_have_is_to_check():
    more = INTERPRETATION + "到2025年，技术合同成交额达到5亿元。\n"

    assert [(one[0], one[1]) for one in answers("X06", more, QINGSHI)] == [
        (Status.UNKNOWN, "absent")
    ]


def test_x07_an_average_is_needed_to_say_that_one_is_above_it():
    text = QINGSHI + "到2025年，公民具备科学素质的比例达到12%，高于全市平均水平。\n"
    lower = CITY + "到2025年，公民具备科学素质的比例达到11%。\n"
    higher = CITY + "到2025年，公民具备科学素质的比例达到13%。\n"

    assert [one[0] for one in answers("X07", text, CITY)] == [Status.UNKNOWN]
    assert [one[0] for one in answers("X07", text, lower)] == [Status.HOLDS]
    assert [one[0] for one in answers("X07", text, higher)] == [Status.VIOLATED]


def test_x07_leaves_an_average_that_is_printed_beside_to_the_rule_on_claims():
    text = QINGSHI + "到2025年，公民具备科学素质的比例达到12%，高于全市平均水平（11%）。\n"

    assert answers("X07", text, CITY) == []


@NEEDS_CORPUS
def test_the_corpus_documents_beside_each_other():
    others = {
        name: corpus(name)
        for name in (
            "chongqing_opinion", "kaizhou_action_interpretation_2025",
            "jiulongpo_interpretation_2022", "qijiang_plan_2022",
        )
    }  # fmt: skip
    kaizhou = corpus("kaizhou_plan_2021")

    floors = answers("X01", kaizhou, others["chongqing_opinion"])
    assert [(one[0], one[2]["computed"]) for one in floors] == [(Status.HOLDS, {"margin": "5"})]
    promise = answers("X03", kaizhou, others["kaizhou_action_interpretation_2025"])
    assert [one[0] for one in promise] == [Status.VIOLATED]
    listed = answers("X04", kaizhou, others["chongqing_opinion"])
    assert [one[0] for one in listed] == [Status.VIOLATED]
    patents = answers("X05", kaizhou, others["jiulongpo_interpretation_2022"])
    assert any("每万人口高价值发明专利" in one[2]["message_zh"] for one in patents)
