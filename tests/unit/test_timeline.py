"""Which statements are about one indicator, and in what year a value is due."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.domain.plans.timeline import (
    Stated,
    due_of,
    group,
    parse_number,
    plain_name,
    same_unit,
    same_value,
    unit_parts,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("高新技术企业", "高新技术企业数（家）"),
        ("高新技术企业", "高新技术企业数量"),
        ("科技型企业", " 科技型 企业 "),
        ("研发经费投入强度(%)", "研发经费投入强度（％）"),
        ("“专精特新”企业", "专精特新企业"),
    ],
)
def test_spellings_of_a_name_are_one(one, other):
    assert plain_name(one) == plain_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("创新指数", "创新"), ("专利授权量", "专利申请量"), ("产值", "增加值"), ("A系数", "A")],
)
def test_different_names_stay_different(one, other):
    assert plain_name(one) != plain_name(other)


@pytest.mark.parametrize(
    ("unit", "parts"),
    [("万家", (10_000, "家")), ("亿元", (10**8, "元")), ("%", (1, "%")), ("", (1, ""))],
)
def test_multiples_are_split_off_a_unit(unit, parts):
    assert unit_parts(unit) == parts


def test_values_are_compared_after_multiplying_out():
    assert same_value(Decimal("1.2"), "万家", Decimal("12000"), "家")
    assert not same_value(Decimal("1.2"), "万家", Decimal("1.2"), "家")
    assert same_unit("", "家")
    assert not same_unit("%", "家")


def stated(key, name, unit, row="", catalog=""):
    return Stated(key, name, catalog, unit, row)


def test_prose_joins_its_table_row():
    groups = group(
        [
            stated("t1.r1", "研发经费投入强度", "%"),
            stated("g1", "全社会研发经费支出占地区生产总值比重", "%", row="t1.r1"),
        ]
    )

    assert groups["g1"] == groups["t1.r1"]


def test_a_rate_and_a_count_of_one_name_are_two():
    groups = group([stated("g1", "高新技术企业", "家"), stated("g2", "高新技术企业", "%")])

    assert groups["g1"] != groups["g2"]


def test_a_lost_unit_joins_its_namesake():
    groups = group([stated("g1", "研发人员", "人"), stated("g2", "研发人员数", "")])

    assert groups["g1"] == groups["g2"]


names = st.sampled_from(["企业", "企业数", "平台", "人才", "产值", "专利"])
statements = st.lists(
    st.builds(
        Stated,
        id=st.uuids().map(str),
        name=names,
        key=st.sampled_from(["", "rd"]),
        unit=st.sampled_from(["", "家", "万家", "%"]),
        row=st.just(""),
    ),
    max_size=12,
)


@given(statements, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_order_where_units_are_printed(found, random):
    printed = [one for one in found if one.unit]
    shuffled = printed[:]
    random.shuffle(shuffled)

    assert group(printed) == group(shuffled)


@given(statements)
def test_every_statement_has_a_group_of_one_unit(found):
    groups = group(found)

    assert set(groups) == {one.id for one in found}
    units: dict[str, set[str]] = {}
    for one in found:
        if one.unit:
            units.setdefault(groups[one.id], set()).add(unit_parts(one.unit)[1])
    assert all(len(kinds) == 1 for kinds in units.values())


@pytest.mark.parametrize(
    ("labels", "period", "roles"),
    [
        (("2020", "2025"), 2021, ["baseline", "target"]),
        (("2020", "2025"), None, ["baseline", "target"]),
        (("2020目标", "2020"), 2021, ["target", "baseline"]),
        (("2025", "2027", "2030"), 2026, ["baseline", "target", "target"]),
        (("2021", "2022"), 2021, ["target", "target"]),
    ],
)
def test_columns_are_targets_from_the_first_year_of_the_plan(labels, period, roles):
    assert [due.role for due in due_of(labels, period)] == roles


@pytest.mark.parametrize(
    ("text", "number"),
    [("≥1,600", "1600"), ("【204】", "204"), ("12%", "12"), ("１５", "15"), ("-3.5", "-3.5")],
)
def test_a_printed_value_has_its_number(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["—", "达到", "", "全覆盖"])
def test_words_have_no_number(text):
    assert parse_number(text) is None
