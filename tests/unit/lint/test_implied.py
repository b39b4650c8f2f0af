"""What else must be true: closed forms, intervals and directions."""

from decimal import Decimal
from pathlib import Path

import pytest

from silian.domain.plans.lint.implied import (
    average_of_rest,
    doubling_rate,
    growth_of_part,
    growth_of_whole,
    implied,
    needed_rate,
    share_before,
)
from silian.domain.plans.lint.printed import shown
from tests.unit.lint.checking import checked
from tests.unit.reading import COVER

SHARED = Path(__file__).parents[3].parent / "shared"
needs_shared = pytest.mark.skipif(
    not (SHARED / "corpus").is_dir(), reason="the shared corpus is not beside this checkout"
)
D = Decimal


def of(plan, what):
    return [one for one in implied(plan) if one.what == what]


def read(name):
    return checked((SHARED / "corpus" / name).read_text("utf-8"))


def test_spending_and_intensity_give_the_growth_of_the_economy():
    assert shown(growth_of_whole(D(15), D("1.5"), D(2), 5), 2) == "8.57"
    assert shown(growth_of_whole(D(15), D("1.45"), D(2), 5), 2) == "7.84"
    assert shown(growth_of_whole(D(15), D("1.55"), D(2), 5), 2) == "9.28"


def test_growth_of_the_whole_and_of_the_part_undo_each_other():
    whole = growth_of_whole(D(15), D("1.5"), D(2), 5)

    back = growth_of_part(whole, D("1.5"), D(2), 5)

    assert abs(back - 15) < D("1e-20")


def test_a_share_of_a_growing_whole_asks_more_of_its_part():
    assert shown(growth_of_part(D("8.57"), D(2), D(3), 5), 1) == "17.7"


@pytest.mark.parametrize(("growth", "base"), [(6, "2.91"), (8, "3.19"), (10, "3.5")])
def test_without_a_baseline_each_growth_gives_its_own(growth, base):
    assert shown(share_before(D(13), D(growth), D(4), 5), 2) == base


@pytest.mark.parametrize(("times", "rate"), [(2, "14.9"), (4, "32")])
def test_doubling_is_a_rate(times, rate):
    assert shown(doubling_rate(times, 5), 1) == rate


def test_a_needed_rate_leads_from_base_to_target():
    assert shown(needed_rate(D(204), D(500), 5), 1) == "19.6"


def test_the_average_of_the_rest():
    assert average_of_rest(D(45000), (D(500), D(4000)), 38) == 1125
    assert average_of_rest(D(10), (D(5), D(5)), 2) is None


@needs_shared
def test_a_plan_says_what_it_takes_for_granted():
    plan = read("kaizhou_plan_2021.txt")

    (whole,) = of(plan, "base_growth")
    part = of(plan, "part_growth")[0]

    assert (shown(whole.low, 2), shown(whole.at_edge, 2), shown(whole.high, 2)) == (
        "7.84",
        "8.57",
        "9.28",
    )
    assert whole.depends == (("s", "+"), ("a₀", "+"), ("a₁", "-"))
    assert [one.symbol for one in whole.inputs] == ["s", "a₀", "a₁"]
    assert all(plan.text[one.start : one.end] == one.quote for one in whole.inputs)
    assert shown(part.at_edge, 1) == "17.7"


@needs_shared
def test_balances_of_a_plan():
    plan = read("kaizhou_plan_2021.txt")

    left = {one.subject: shown(one.at_edge) for one in of(plan, "balance")}

    assert left == {"科技型企业": "-46", "高新技术企业": "1"}


@needs_shared
def test_an_undetermined_base_is_a_relation_and_no_number():
    (relation,) = of(read("jiulongpo_interpretation_2022.txt"), "base_share")

    assert relation.at_edge is None and relation.low is None and relation.is_assumed
    assert [(shown(g), shown(value, 2)) for g, value in relation.points] == [
        ("6", "2.91"),
        ("8", "3.19"),
        ("10", "3.5"),
    ]


@needs_shared
def test_the_rest_of_the_districts_by_the_target_above():
    below = [
        (SHARED / "corpus" / name).read_text("utf-8")
        for name in ("kaizhou_plan_2021.txt", "jiulongpo_interpretation_2022.txt")
    ]
    upper = checked((SHARED / "corpus" / "chongqing_opinion.txt").read_text("utf-8"), *below)

    rest = {one.subject: one for one in implied(upper, unit_count=38)}

    assert rest["科技型企业"].at_edge == 1125
    assert rest["科技型企业"].formula == "(45000 - 500 - 4000) / 36 = 1125"


def test_real_growth_is_never_put_into_a_share_of_current_prices():
    plan = checked(
        COVER + "截至2020年底，数字经济增加值占地区生产总值的比重达到2%。\n"
        "地区生产总值年均增长6%。到2025年，数字经济增加值占地区生产总值的比重达到3%。\n"
    )

    assert not of(plan, "part_growth") and not of(plan, "base_growth")


def test_the_years_are_those_between_the_printed_ones():
    plan = checked(COVER + "截至2020年底，科技型企业100家。\n到2023年，科技型企业达到200家。\n")

    (rate,) = of(plan, "needed_rate")

    assert rate.formula == "(200 / 100)^(1/3) - 1 = 25.99%"


def test_each_direction_is_the_one_that_the_formula_has():
    step = D("0.001")
    case = {"s": D(15), "before": D("1.5"), "after": D(2)}
    signs = {}

    for name in case:
        more = growth_of_whole(**{**case, name: case[name] + step}, years=5)
        signs[name] = "+" if more > growth_of_whole(**case, years=5) else "-"

    assert signs == {"s": "+", "before": "+", "after": "-"}
