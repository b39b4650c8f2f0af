"""Shares, growth and the same definition: computed, and open where the prints leave it open."""

from decimal import Decimal

import pytest

from silian.domain.plans.alignment import Declared, Link, PartState, align
from silian.domain.plans.comparing import Against, Likeness, WhyNot
from tests.unit.lint.checking import checked
from tests.unit.test_alignment import BAILU, CITY, QINGSHI, UNITS


def linked(link, *lower, key="sti_count", city=CITY, **options):
    found = align(
        checked(city), [checked(text) for text in lower], UNITS,
        declared=[Declared(key, link)], **options,
    )  # fmt: skip
    one = next(one for one in found if one.upper.concept == key)
    return one, {part.name: part for part in one.parts}


def test_a_share_is_the_part_of_the_citys_figure():
    _, parts = linked(Link.SHARE, QINGSHI, BAILU)

    assert parts["青石区"].share.percent == 25
    assert parts["白鹭区"].share.percent == 15
    assert parts["青石区"].share.against is None
    assert parts["南浦区"].share is None


@pytest.mark.parametrize(
    ("declared", "against", "margin"),
    [("25", Against.REACHED, 0), ("24.9", Against.REACHED, Decimal("0.1")),
     ("25.1", Against.BELOW, Decimal("-0.1"))],
)  # fmt: skip
def test_against_the_declared_share_it_is_reached_or_below(declared, against, margin):
    shares = {"sti_count": {"990101": Decimal(declared)}}

    _, parts = linked(Link.SHARE, QINGSHI, BAILU, shares=shares)

    share = parts["青石区"].share
    assert (share.against, share.margin) == (against, margin)
    assert parts["白鹭区"].share.against is None


def test_an_open_print_leaves_the_share_open():
    city = CITY.replace("科技型企业4000家", "科技型企业4000家以上")
    shares = {"sti_count": {"990101": Decimal(20)}}

    _, parts = linked(Link.SHARE, QINGSHI, city=city, shares=shares)

    share = parts["青石区"].share
    assert (share.against, share.low, share.high) == (Against.OPEN, None, 25)


def test_a_rate_has_no_share():
    one, parts = linked(Link.SHARE, QINGSHI, key="rd_spending")

    assert one.link is Link.SHARE
    assert parts["青石区"].share is None


@pytest.mark.parametrize(
    ("said", "likeness", "because"),
    [
        ("到2025年，高新技术企业达到900家。", Likeness.EQUAL, None),
        ("到2025年，高新技术企业达到880家。", Likeness.DIFFERENT, None),
        ("到2025年，高新技术企业达到880家以上。", Likeness.OPEN, None),
        ("到2024年，高新技术企业达到900家。", Likeness.NOT_COMPARABLE, WhyNot.YEAR),
        ("到2025年，高新技术企业年均增长9%。", Likeness.NOT_COMPARABLE, WhyNot.MODE),
    ],
)
def test_the_same_is_equal_different_open_or_not_comparable(said, likeness, because):
    plan = QINGSHI.replace("高新技术企业达到200家，", "") + said + "\n"

    _, parts = linked(Link.SAME_AS, plan, key="hnte_count")

    same = parts["青石区"].same
    assert (same.likeness, same.because) == (likeness, because)


def test_a_neighbor_of_another_definition_is_not_comparable_and_says_why():
    plan = QINGSHI.replace("科技型企业达到1000家", "国家科技型中小企业达到1000家")

    _, parts = linked(Link.SAME_AS, plan)

    part = parts["青石区"]
    assert (part.same.likeness, part.same.because) == (Likeness.NOT_COMPARABLE, WhyNot.DEFINITION)
    assert part.same.why_not == "国家评价入库，条件不同"
    assert part.same.other.key == "tech_sme_count"
    assert part.state is PartState.NOT_STATED


def test_growth_of_levels_is_that_which_the_baselines_demand():
    one, parts = linked(Link.GROWTH, QINGSHI, BAILU, baselines={"sti_count": (Decimal(2000), 2020)})

    # 4000/2000, 1000/500 and 600/300 in five years are all a doubling: 14.87 % a year.
    assert round(one.growth, 2) == Decimal("14.87")
    assert round(parts["青石区"].growth, 2) == Decimal("14.87")
    assert parts["白鹭区"].margin == 0


def test_growth_without_a_baseline_is_not_guessed():
    one, parts = linked(Link.GROWTH, QINGSHI)

    assert one.growth is None
    assert parts["青石区"].growth is not None
    assert parts["青石区"].margin is None
