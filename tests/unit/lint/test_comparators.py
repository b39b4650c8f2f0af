"""C: comparators, attributes and marks: on a few lines, on the corpus and on plans that are clean."""

import pytest

from silian.domain.plans.lint.comparators import CHECKS
from tests.unit.lint.answered import (
    DEMO,
    DOCUMENTS,
    NEEDS_CORPUS,
    corpus,
    missed,
    told,
    violated,
)
from tests.unit.lint.checking import cases

# What is wrong in the documents of the corpus, each read and found true.
VIOLATED = {
    "kaizhou_plan_2021": [
        (
            "C01",
            "高新技术企业100家以上",
            "高新技术企业达100家以上",
            "高新技术企业（家）",
            "【100】",
        ),
        (
            "C01",
            "全社会研究与试验发展经费支出占地区生产总值的比重达到2%以上",
            "研究经费投入强度（%）",
            "2",
        ),
        ("C01", "万人发明专利拥有量达到1.3件以上", "万人发明专利拥有量（件）", "1.3"),
        ("C01", "科技进步贡献率达到63%以上", "科技进步贡献率（%）", "63"),
        (
            "C01",
            "专业研发机构和科技服务机构120家以上",
            "专业研发机构和科技服务机构（个）",
            "【120】",
        ),
    ],
    "jiulongpo_interpretation_2022": [],
    "qijiang_plan_2022": [
        ("C02", "全社会研发投入强度超过3%", "全社会研发经费占地区生产总值的比重", "3"),
        (
            "C02",
            "公民具备科学素质的比例超过15%",
            "公民具备科学素质的比例超过15%",
            "公民具备科学素质的比例",
            "≥15",
        ),
        ("C04", "预期值", "预期性", "预期值"),
    ],
    "chongqing_opinion": [],
    "kaizhou_action_interpretation_2025": [],
}

# What is true of the fictional plans too.
TRUE_OF_FICTION = {
    "bailu_plan_2026": [("C02", "技术合同成交额突破15亿元", "技术合同成交额", "15")],
    "bailu_plan_webcopy_2022": [("C02", "技术合同成交额突破5亿元", "技术合同成交额", "5")],
    "nanpu_plan_2021": [("C02", "公民具备科学素质的比例超过18%", "公民具备科学素质的比例", "18")],
    "nanpu_plan_2026": [("C02", "科技型企业突破3000家", "科技型企业数", "3000")],
    "qingshi_plan_2021": [
        ("C01", "市级以上创新平台达到40个以上", "市级以上创新平台数", "[40]"),
        ("C01", "公民具备科学素质的比例达到15%以上", "公民具备科学素质的比例", "15"),
    ],
    "qingshi_plan_2026": [
        ("C01", "高新技术企业达到160家以上", "高新技术企业数", "160"),
        ("C02", "公民具备科学素质的比例超过20%", "公民具备科学素质的比例", "20"),
    ],
    "wangchuan_plan_2021": [
        ("C01", "公民具备科学素质的比例达到15%以上", "公民具备科学素质的比例", "15"),
        ("C02", "技术合同成交额突破5亿元", "技术合同成交额", "5"),
    ],
    "wangchuan_plan_2021_adjusted": [
        ("C01", "公民具备科学素质的比例达到15%以上", "公民具备科学素质的比例", "15"),
        ("C02", "技术合同成交额突破9亿元", "技术合同成交额", "9"),
    ],
    "wangchuan_plan_2026": [("C02", "科技型企业突破1200家", "科技型企业数", "1200")],
    "yunling_plan_2021": [("C02", "公民具备科学素质的比例超过15%", "公民具备科学素质的比例", "15")],
}


@pytest.mark.parametrize(("name", "case"), cases("comparators"))
def test_a_case_gets_the_answers_that_it_names(name, case):
    found, expected = told(case, CHECKS)

    assert found == expected, name


@NEEDS_CORPUS
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_corpus_gets_these_findings_and_no_others(name):
    found = [one for one in violated(corpus(name), CHECKS) if one[0] != "B04"]

    assert found == VIOLATED[name]


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_a_clean_plan_gets_nothing_but_what_is_true_of_it(path):
    found = [one for one in violated(path.read_text("utf-8"), CHECKS) if one[0] != "B04"]

    assert found == TRUE_OF_FICTION.get(path.stem, [])


KINDS = {"comparator_mismatch", "table_header"}


@NEEDS_CORPUS
@pytest.mark.parametrize("name", DOCUMENTS[:2])
def test_a_contradiction_that_people_found_is_found(name):
    assert missed(name, CHECKS, KINDS) == []
