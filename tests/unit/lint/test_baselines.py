"""B: targets and baselines, prose and table: on a few lines, on the corpus and on plans that are clean."""

import pytest

from silian.domain.plans.lint.baselines import CHECKS
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

# What is wrong in the documents of the corpus, each read and found true; B04 has a test of its own.
VIOLATED = {
    "kaizhou_plan_2021": [
        (
            "B02",
            "科技企业孵化器、众创空间、星创天地等孵化平台5个以上",
            "国家级、市级众创空间（孵化器）以及星创天地5家",
            "【15】",
        ),
        ("B03", "战略性新兴制造业产值占规模以上工业增加值比重（%）", "18", "12", "成效明显"),
        ("B05", "国家级、市级众创空间（孵化器）以及星创天地5家", "众创空间（家）", "【15】"),
    ],
    "jiulongpo_interpretation_2022": [],
    "qijiang_plan_2022": [],
    "chongqing_opinion": [],
    "kaizhou_action_interpretation_2025": [],
}

TRUE_OF_FICTION = {}


@pytest.mark.parametrize(("name", "case"), cases("baselines"))
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


KINDS = {
    "target_below_baseline",
    "target_not_above_baseline",
    "missed_target_hidden",
    "text_vs_table",
}


@NEEDS_CORPUS
@pytest.mark.parametrize("name", DOCUMENTS[:2])
def test_a_contradiction_that_people_found_is_found(name):
    assert missed(name, CHECKS, KINDS) == []


@NEEDS_CORPUS
def test_fourteen_targets_without_a_baseline_are_one_finding():
    found = [one for one in violated(corpus(DOCUMENTS[1]), CHECKS) if one[0] == "B04"]

    assert [len(one) - 1 for one in found] == [14]
