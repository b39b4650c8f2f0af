"""What differs between two versions: nothing lost, nothing invented, the same both ways."""

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from silian.domain.plans.changes import (
    LARGEST_STRETCH,
    Change,
    PlanContent,
    StatedIndicator,
    StatedTarget,
    StatedTask,
    Subject,
    compare,
    compare_texts,
)


def target(key, name="高新技术企业", unit="家", year=2025, number="100", comparator="=", start=0):
    value = Decimal(number)
    return StatedTarget(key, name, "", unit, year, number, value, None, comparator, start)


def task(key, action="建设", thing="传感器中试基地", owners=(), deadline=None, start=0):
    return StatedTask(key, action, thing, owners, deadline, start)


def content(targets=(), tasks=(), indicators=()):
    return PlanContent(tuple(indicators), tuple(targets), tuple(tasks))


def fields(difference):
    return {(edit.field, edit.before, edit.after) for edit in difference.edits}


def test_a_value_and_its_comparator_change():
    (found,) = compare(content([target("a")]), content([target("b", number="90", comparator=">=")]))

    assert (found.change, found.before, found.after) == (Change.CHANGED, "a", "b")
    assert fields(found) == {("value", "100", "90"), ("comparator", "=", ">=")}


def test_the_same_amount_in_another_unit_is_no_change():
    before = content([target("a", unit="万家", number="1.2")])
    after = content([target("b", unit="家", number="12000")])

    assert compare(before, after) == ()


def test_a_target_that_moves_to_another_year_is_one_change():
    (found,) = compare(content([target("a")]), content([target("b", year=2027)]))

    assert fields(found) == {("year", "2025", "2027")}


def test_a_target_that_is_new_and_one_that_is_gone():
    found = compare(
        content([target("a", name="专利")]), content([target("b", name="平台", unit="个")])
    )

    assert Counter(d.change for d in found) == {Change.ADDED: 1, Change.REMOVED: 1}


def test_a_task_with_another_owner_and_deadline():
    (found,) = compare(
        content(tasks=[task("a", owners=("区科技局",), deadline=2024)]),
        content(tasks=[task("b", owners=("区经信委",), deadline=2025)]),
    )

    assert found.subject is Subject.TASK
    assert fields(found) == {("owner", "区科技局", "区经信委"), ("deadline", "2024", "2025")}


def test_a_reworded_task_is_the_same_task():
    (found,) = compare(
        content(tasks=[task("a", thing="青石传感器产业中试验证基地")]),
        content(tasks=[task("b", thing="青石区传感器产业中试验证基地")]),
    )

    assert (found.change, found.match) == (Change.CHANGED, "words")


def test_an_attribute_of_an_indicator_changes():
    before = StatedIndicator("a", "研发经费投入强度", "rd", "%", "预期性", 0)
    after = StatedIndicator("b", "研发投入强度", "rd", "%", "约束性", 0)

    (found,) = compare(content(indicators=[before]), content(indicators=[after]))

    assert found.match == "key"
    assert ("attribute", "预期性", "约束性") in fields(found)


targets = st.builds(
    target,
    key=st.uuids().map(str),
    name=st.sampled_from(["企业", "平台", "专利", "人才"]),
    unit=st.sampled_from(["家", "万家", "%", ""]),
    year=st.sampled_from([None, 2025, 2027]),
    number=st.sampled_from(["1", "2", "10000", "20000"]),
    comparator=st.sampled_from(["=", ">="]),
    start=st.integers(0, 99),
)
tasks = st.builds(
    task,
    key=st.uuids().map(str),
    action=st.sampled_from(["建设", "推动", "打造"]),
    thing=st.sampled_from(["传感器中试基地", "传感器中试平台", "大学科技园", "成果转化市场"]),
    owners=st.sampled_from([(), ("区科技局",)]),
    deadline=st.sampled_from([None, 2024]),
    start=st.integers(0, 99),
)
contents = st.builds(content, st.lists(targets, max_size=6), st.lists(tasks, max_size=6))


@given(contents)
def test_a_version_does_not_differ_from_itself(one):
    assert compare(one, one) == ()


MIRROR = {
    Change.ADDED: Change.REMOVED,
    Change.REMOVED: Change.ADDED,
    Change.CHANGED: Change.CHANGED,
}


@given(contents, contents)
def test_the_other_way_round_is_the_mirror_image(one, other):
    forward = {
        (d.subject, d.change, d.before, d.after, (fields(d) and frozenset(fields(d))) or None)
        for d in compare(one, other)
    }
    backward = {
        (
            d.subject,
            MIRROR[d.change],
            d.after,
            d.before,
            frozenset((f, b, a) for f, a, b in fields(d)) or None,
        )
        for d in compare(other, one)
    }

    assert forward == backward


@given(contents, contents)
def test_every_item_is_equal_changed_added_or_removed_once(one, other):
    found = compare(one, other)

    before = [d.before for d in found if d.before]
    after = [d.after for d in found if d.after]
    assert len(before) == len(set(before))
    assert len(after) == len(set(after))
    removed = sum(d.change is Change.REMOVED for d in found)
    added = sum(d.change is Change.ADDED for d in found)
    sizes = [len(c.targets) + len(c.tasks) for c in (one, other)]
    assert sizes[0] - removed == sizes[1] - added


lines = st.lists(st.sampled_from(["一", "二", "三", "四"]), max_size=12)


@given(lines, lines)
def test_lines_of_texts_add_up(before, after):
    found = compare_texts("\n".join(before), "\n".join(after))

    assert found.same + found.changed + found.removed == len(before)
    assert found.same + found.changed + found.added == len(after)


def test_offsets_of_changed_lines_are_those_of_the_texts():
    before, after = "甲\n  乙一\n丙", "甲\n乙二\n丙"

    (passage,) = compare_texts(before, after).passages

    assert before[passage.before_start :].startswith("乙一")
    assert after[passage.after_start :].startswith("乙二")


def test_long_texts_are_compared_without_order_and_quickly():
    count = LARGEST_STRETCH + 10
    before = "\n".join(f"a{n}" for n in range(count))
    after = "\n".join(f"a{n}" for n in reversed(range(count))) + "\nnew"

    found = compare_texts(before, after)

    assert (found.added, found.removed) == (1, 0)
