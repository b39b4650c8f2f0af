"""The numbers of a reading as facts: what a column says, and what an addition is of."""

import pytest

from silian.domain.plans.lint.facts import Mode, what_grows, what_is_added
from tests.unit.lint.checking import checked

ROW = ("1", "高新技术企业", "家")
MIDTERM = "青石区科技创新“十四五”规划中期评估报告\n青石区科学技术局\n2023年8月24日\n一、主要指标\n"
PLAN = "青石区科技创新“十四五”规划\n（2021—2025年）\n青石区人民政府\n{}年{}月24日\n二、发展目标\n"
LATE = PLAN.format(2023, 3)
EARLY = PLAN.format(2021, 8)


def sides(cover, heads):
    """(year, T or B or old goal, value) of each value of a table with one row and ``heads``."""
    values = [str(60 + 10 * k) for k in range(len(heads))]
    rows = [("序号", "指标名称", "单位", *heads), (*ROW, *values)]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    facts = checked(f"{cover}专栏1 主要指标\n{table}\n下文。\n").facts
    return [
        (f.year, "old" if f.is_old_goal else "T" if f.is_target else "B") for f in facts if f.is_row
    ]


COLUMNS = {
    "a mid-term evaluation knows the year before its issue": (
        MIDTERM,
        ["2020年", "2022年", "2025年目标"],
        [(2020, "B"), (2022, "B"), (2025, "T")],
    ),
    "a mid-term evaluation knows the year of its issue": (
        MIDTERM,
        ["2020年", "2023年", "2025年"],
        [(2020, "B"), (2023, "B"), (2025, "T")],
    ),
    "实际 is no goal": (
        MIDTERM,
        ["2020年", "2022年实际", "2025年目标"],
        [(2020, "B"), (2022, "B"), (2025, "T")],
    ),
    "完成 is no goal, whatever the year": (
        EARLY,
        ["2020年", "2023年完成", "2025年目标"],
        [(2020, "B"), (2023, "B"), (2025, "T")],
    ),
    "预计完成 is a goal": (
        EARLY,
        ["2020年", "2023年预计完成", "2025年目标"],
        [(2020, "B"), (2023, "T"), (2025, "T")],
    ),
    "a plan issued late knows the years before its issue": (
        LATE,
        ["2020年", "2022年", "2025年"],
        [(2020, "B"), (2022, "B"), (2025, "T")],
    ),
    "a plan issued late does not know the year of its issue": (
        LATE,
        ["2020年", "2023年", "2025年"],
        [(2020, "B"), (2023, "T"), (2025, "T")],
    ),
    "a goal of a known year stays a goal": (
        LATE,
        ["2020年", "2022年目标", "2025年目标"],
        [(2020, "B"), (2022, "T"), (2025, "T")],
    ),
    "a plan issued in time": (
        EARLY,
        ["2020年", "2023年", "2025年"],
        [(2020, "B"), (2023, "T"), (2025, "T")],
    ),
    "a goal beside what was reached is an old goal": (
        MIDTERM,
        ["2022年目标", "2022年实际", "2025年目标"],
        [(2022, "old"), (2022, "B"), (2025, "T")],
    ),
    "a goal of the plan before is an old goal": (
        EARLY,
        ["2020年目标", "2020年完成", "2025年目标"],
        [(2020, "old"), (2020, "B"), (2025, "T")],
    ),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_is_a_goal_or_what_was_reached(name):
    cover, heads, expected = COLUMNS[name]

    assert sides(cover, heads) == expected


ADDED = {
    "到2025年，高新技术企业由2020年的702家提升到1000家，净增298家。": (Mode.CHANGE, False),
    "到2025年，高新技术企业达到1000家，每年净增40家。": (Mode.ADDITION, True),
    "到2025年，高新技术企业达到1000家，每年新增40家。": (Mode.ADDITION, True),
    "到2025年，高新技术企业达到1000家，每年认定高新技术企业40家。": (Mode.ADDITION, True),
    "到2025年，高新技术企业达到1000家，每年遴选高新技术企业40家。": (Mode.ADDITION, True),
}


@pytest.mark.parametrize("text", ADDED)
def test_an_addition_is_of_the_indicator_that_it_adds_to(text):
    level, addition = [f for f in checked(EARLY + text).facts if f.year != 2020][-2:]

    assert (addition.mode, addition.per_year) == ADDED[text]
    assert addition.concept == level.concept


def test_the_words_of_an_addition_leave_its_noun():
    assert what_is_added("每年扩大孵化面积") == "孵化面积"
    assert what_is_added("科技型企业净增") == "科技型企业"
    assert what_is_added("认定登记的技术合同") == "认定登记的技术合同"
    assert what_grows("高新技术企业较2020年净增") == "高新技术企业"
    assert what_grows("孵化面积扩大") == "孵化面积"
