"""D: definitions, names, units and terms: on a few lines, on the corpus and on plans that are clean."""

import pytest

from silian.domain.plans.lint.definitions import CHECKS
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
        ("D01", "战略性新兴制造业产值占规模以上工业增加值比重（%）"),
        (
            "D02",
            "战略性新兴制造业产值占规模以上工业增加值比重（%）",
            "战略性新兴产业产值占工业总产值比重",
        ),
        (
            "D03",
            "全社会R&D经费支出占GDP比重",
            "全社会R&D经费支出占地区GDP比重（%）",
            "全社会研究与试验发展经费支出占地区生产总值的比重",
            "研究经费投入强度（%）",
        ),
        (
            "D04",
            "高新技术企业51家",
            "高新技术企业（个）",
            "高新技术企业（家）",
            "科技型企业204家",
            "科技型企业（个）",
            "科技型企业（家）",
            "万人发明专利拥有量为1.05件",
            "万人发明专利拥有量（项/万人）",
            "万人发明专利拥有量（件）",
            "专业研发机构和科技服务机构120家以上",
            "专业研发机构和科技服务机构（个）",
        ),
        ("D06", "中科院重庆绿色智能技术研究院", "中科院重庆绿色智能研究院"),
        ("D07", "主营业务收入"),
    ],
    "jiulongpo_interpretation_2022": [
        ("D05", "研发投入强度达到4%", "研发投入强度达到4%,年均增长13%"),
        ("D06", "九龙半岛及湾区", "九龙美术半岛及湾区"),
        ("D06", "现代化服务业", "现代服务业"),
    ],
    "qijiang_plan_2022": [
        ("D03", "全社会研发经费占地区生产总值的比重", "全社会研发投入强度"),
        ("D03", "市级以上研发平台", "市级以上研发机构", "市级及以上研发机构数"),
    ],
    "chongqing_opinion": [],
    "kaizhou_action_interpretation_2025": [],
}

# What is true of the fictional plans too.
TRUE_OF_FICTION = {
    "wangchuan_plan_2021": [
        ("D03", "研发投入强度", "全社会研发经费投入强度"),
        (
            "D05",
            "全社会研发经费投入强度达到2.3%",
            "全社会研发经费投入强度达到2.3%,年均增速不低于16%",
            "研发投入强度1.59%",
        ),
    ],
    "wangchuan_plan_2021_adjusted": [
        ("D03", "研发投入强度", "全社会研发经费投入强度"),
        (
            "D05",
            "全社会研发经费投入强度达到2.3%",
            "全社会研发经费投入强度达到2.3%,年均增速不低于16%",
            "研发投入强度1.59%",
        ),
    ],
}


@pytest.mark.parametrize(("name", "case"), cases("definitions"))
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


KINDS = {"definition_mismatch", "name_mismatch", "unit_mismatch", "ambiguous_subject"}

# 绿色建材产业园 and 特色建材产业（陶瓷）园 share neither beginning nor end: no rule can tell that
# they are one park and not two.
NOT_FOUND = [("加快建设重庆绿色建材产业园", "特色建材产业（陶瓷）园")]


@NEEDS_CORPUS
@pytest.mark.parametrize("name", DOCUMENTS[:2])
def test_a_contradiction_that_people_found_is_found(name):
    assert missed(name, CHECKS, KINDS) == (NOT_FOUND if name == DOCUMENTS[0] else [])
