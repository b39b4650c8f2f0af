"""A city's targets beside those of its districts: sums are coverage, floors are kept or not."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from silian.adapters.catalogs import reading_rules
from silian.domain.plans.alignment import Declared, Link, PartState, align
from tests.unit.lint.checking import checked

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
UNITS = {"990101": "青石区", "990102": "望川区", "990103": "白鹭区", "990104": "南浦区"}

CITY = """云岭市人民政府关于促进区县科技创新的意见
2021年9月1日
二、发展目标
到2025年，各区县共同培育科技型企业4000家、高新技术企业900家。
到2025年，各区县全社会研发经费投入年均增长10%以上。
"""
QINGSHI = """云岭市青石区科技创新“十四五”规划
（2021—2025年）
青石区人民政府
2021年8月24日
一、发展基础
2020年，科技型企业500家。
二、发展目标
到2025年，科技型企业达到1000家，高新技术企业达到200家，全社会研发经费投入年均增长12%。
"""
BAILU = """云岭市白鹭区科技创新“十四五”规划
（2021—2025年）
白鹭区人民政府
2021年10月8日
一、发展基础
2020年，科技型企业300家。
二、发展目标
到2025年，科技型企业达到600家，全社会研发经费投入年均增长10%。
"""


def aligned(*lower, **options):
    found = align(checked(CITY), [checked(text) for text in lower], UNITS, **options)
    return {one.upper.concept: one for one in found}


def test_a_partial_sum_is_coverage_and_says_what_is_left():
    one = aligned(QINGSHI, BAILU)["sti_count"]

    assert (one.link, one.why) == (Link.SUM, "together")
    assert (one.covered, one.units) == (2, 4)
    assert (one.total, one.left, one.each) == (1600, 2400, 1200)
    assert one.share == Decimal("0.4")
    assert one.as_of == "2021-10-08"
    states = {part.name: part.state for part in one.parts}
    assert states["南浦区"] is PartState.NOT_READ
    assert states["青石区"] is PartState.STATED


def test_what_a_plan_does_not_state_is_named_and_not_added():
    one = aligned(QINGSHI, BAILU)["hnte_count"]

    assert (one.covered, one.total) == (1, 200)
    assert {part.name: part.state for part in one.parts}["白鹭区"] is PartState.NOT_STATED


def test_a_rate_asked_of_each_district_is_a_floor_with_a_margin():
    one = next(one for one in aligned(QINGSHI, BAILU).values() if one.link is Link.FLOOR)

    margins = {part.name: part.margin for part in one.parts if part.margin is not None}
    assert margins == {"青石区": 2, "白鹭区": 0}
    assert [part.name for part in one.parts if part.is_at_floor] == ["白鹭区"]
    assert one.total is None


def test_the_pace_of_the_rest_needs_the_baseline_of_all():
    assert aligned(QINGSHI, BAILU)["sti_count"].pace_lacks == "baseline_of_all"

    one = aligned(QINGSHI, BAILU, baselines={"sti_count": (Decimal(2000), 2020)})["sti_count"]

    assert one.pace is not None
    assert (one.pace.start, one.pace.goal, one.pace.years) == (1200, 2400, 5)
    assert one.pace.a_year == 240
    assert one.pace_of_all is not None
    assert one.pace_of_all.a_year == 400


def test_without_a_baseline_of_a_district_that_was_read_there_is_no_pace_of_the_rest():
    bare = BAILU.replace("2020年，科技型企业300家。\n", "")

    one = aligned(QINGSHI, bare, baselines={"sti_count": (Decimal(2000), 2020)})["sti_count"]

    assert one.pace is None
    assert one.pace_lacks == "baselines_of_read"


def test_a_second_plan_of_the_same_district_is_not_added_again():
    one = aligned(QINGSHI, QINGSHI.replace("1000家", "1100家"), BAILU)["sti_count"]

    assert one.total == 1600
    assert [part.state for part in one.parts][:3] == [
        PartState.STATED, PartState.OVERLAP, PartState.STATED,
    ]  # fmt: skip


def test_a_target_of_another_year_is_shown_and_not_added():
    later = BAILU.replace("到2025年，科技型企业达到600家", "到2024年，科技型企业达到600家")

    one = aligned(QINGSHI, later)["sti_count"]

    assert one.total == 1000
    assert {part.name: part.state for part in one.parts}["白鹭区"] is PartState.OTHER_YEAR


def test_a_declared_link_wins_over_the_words():
    one = aligned(QINGSHI, BAILU, declared=[Declared("sti_count", Link.SAME_AS)])["sti_count"]

    assert (one.link, one.why, one.total) == (Link.SAME_AS, "declared", None)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus lies beside the project: not here")
def test_the_corpus_adds_up_to_what_was_counted_by_hand():
    city = checked((CORPUS / "chongqing_opinion.txt").read_text("utf-8"))
    names = ("kaizhou_plan_2021", "qijiang_plan_2022", "jiulongpo_interpretation_2022")
    lower = [checked((CORPUS / f"{name}.txt").read_text("utf-8")) for name in names]
    units = reading_rules().entities.divisions.districts("500000", date(2022, 8, 27))

    found = {one.upper.concept: one for one in align(city, lower, units)}

    assert len(units) == 38
    sti, hnte = found["sti_count"], found["hnte_count"]
    assert (sti.upper.can_be.value, sti.covered, sti.total, sti.left) == (45000, 3, 7300, 37700)
    assert (hnte.upper.can_be.value, hnte.covered, hnte.total, hnte.left) == (8000, 3, 1050, 6950)
    floor = next(one for one in found.values() if one.link is Link.FLOOR)
    margins = {part.name: part.margin for part in floor.parts if part.margin is not None}
    assert margins["开州区"] == 5
    assert margins["綦江区"] == 0
