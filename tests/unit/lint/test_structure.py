"""Rules S over plans of a few lines, over the documents at hand and over our own."""

import json

import pytest

from silian.domain.plans.lint import structure
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
    return answers_of(structure.CHECKS, text)


def weighty(text):
    """The violated findings that are more than information."""
    return violated(answers(text))


def shown(findings):
    """Each finding as its rule with its names, or else its last quote cut short."""
    return [
        (
            finding.rule,
            finding.values.get("names") or "".join(finding.inputs[-1].quote.split())[:20],
        )
        for finding in findings
    ]


@pytest.mark.parametrize(("name", "case"), cases("structure"))
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
        assert said(finding)["message_zh"]
    others = {
        f.rule
        for f in found
        if f.rule != case["rule"] and f.status is Status.VIOLATED and f.severity.value in WEIGHTY
    }
    assert others == set(case.get("also", ()))


TRUE_FINDINGS = {
    "kaizhou_plan_2021": [
        (
            "S01",
            "全社会研发经费投入年均增长、规模以上工业企业研究与试验发展经费支出占主营业务收入比重"
            "、战略性新兴产业产值占工业总产值比重",
        ),
        ("S07", "积极培育科技型企业，坚持规模与质量并重、"),
        ("S07", "构建科技型企业培育链，引进培育一批前景好"),
        ("S07", "三峡库区消落带湿地及水环境研究院：依托重"),
        ("S09", "开州区科技创新“十四五”规划（2021—"),
    ],
    "jiulongpo_interpretation_2022": [("S06", "六是推动氢能源产业加快发展")],
    "qijiang_plan_2022": [
        ("S02", "技术合同成交额"),
        ("S05", "第二章打造“两区一园一基地”,全面塑造发"),
        ("S05", "第二节培育一批新型研发机构"),
        ("S07", "引进培育一批融合分析试验、标准研制、技术"),
    ],
    "chongqing_opinion": [],
    "kaizhou_action_interpretation_2025": [],
}
"""Judged by reading: each of them is true."""


@needs_corpus
@pytest.mark.parametrize("name", TRUE_FINDINGS)
def test_these_findings_and_no_others_on_the_public_documents(name):
    assert shown(weighty(text_of(SHARED / "corpus" / f"{name}.txt"))) == TRUE_FINDINGS[name]


GOLD_TYPES = {
    "indicator_missing_in_table": "S01",
    "count_vs_list": "S06",
    "duplicate_text": "S07",
    "title_mismatch": "S09",
}


def touches(text, finding, quote):
    """Whether a place of the finding and some place of the quote meet."""
    at = text.find(quote)
    while at >= 0:
        if any(one.start < at + len(quote) and at < one.end for one in finding.inputs):
            return True
        at = text.find(quote, at + 1)
    return False


@needs_corpus
@pytest.mark.parametrize("name", ["kaizhou_plan_2021", "jiulongpo_interpretation_2022"])
def test_the_recorded_contradictions_are_found(name):
    gold = json.loads(text_of(SHARED / "gold" / f"{name}.json"))
    text = text_of(SHARED / "corpus" / f"{name}.txt")
    found = weighty(text)

    recorded = [one for one in gold["contradictions"] if one["type"] in GOLD_TYPES]

    assert recorded
    for one in recorded:
        quotes = [quote["quote"] for quote in one["quotes"] if "file" not in quote]
        assert any(
            finding.rule == GOLD_TYPES[one["type"]]
            and all(touches(text, finding, quote) for quote in quotes)
            for finding in found
        ), one["what"]


@needs_corpus
def test_tasks_without_owner_or_date_are_one_finding_each():
    found = answers(text_of(SHARED / "corpus" / "kaizhou_plan_2021.txt"))

    owners = [finding for finding in found if finding.rule == "S03"]
    dates = [finding for finding in found if finding.rule == "S04"]

    assert [finding.values["count"] for finding in owners] == [str(len(owners[0].refs))]
    assert [finding.values["count"] for finding in dates] == [str(len(dates[0].refs))]


# Fictional plans: what they leave out of the table or of the text is true of them; nothing else.
LEFT_OUT = {
    "bailu_plan_2026": [("S01", "规模以上工业企业研发机构覆盖率、公民具备科学素质的比例")],
    "bailu_plan_webcopy_2022": [
        ("S01", "规模以上工业企业研发经费支出与营业收入之比、规模以上工业企业中建有研发机构的占比")
    ],
    "nanpu_plan_2026": [
        ("S01", "高技术制造业增加值占规上工业增加值比重"),
        ("S02", "公民具备科学素质的比例"),
    ],
    "qingshi_plan_2021": [
        (
            "S01",
            "全社会研发经费支出年均增长、数字经济核心产业增加值占地区生产总值的比重、引进高层次人才团队",
        )
    ],
    "wangchuan_plan_2021": [("S01", "市级新型研发机构")],
    "wangchuan_plan_2021_adjusted": [("S01", "市级新型研发机构")],
    "wangchuan_plan_2026": [
        ("S01", "市级以上研发平台、公民具备科学素质的比例"),
        ("S02", "财政科技支出占一般公共预算支出比重"),
    ],
    "yunling_chapter_2026": [("S02", "财政科技支出占一般公共预算支出比重")],
}


@pytest.mark.parametrize("path", sorted(DEMO.glob("*.txt")), ids=lambda path: path.stem)
def test_our_own_plans_raise_what_their_tables_leave_out_and_nothing_else(path):
    assert shown(weighty(text_of(path))) == LEFT_OUT.get(path.stem, [])


def test_the_work_grows_with_the_length_of_the_plan():
    part = "三、任务\n" + "".join(
        f"第{k}组企业围绕主导产业开展联合攻关，推动成果在园区转化应用并形成示范。\n"
        for k in range(400)
    )

    found = answers(COVER + part)

    assert {finding.rule for finding in found} <= {"S03", "S04"}
