"""What review steps make of an item, and what outlives a re-read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.domain.plans.review import (
    Action,
    Address,
    Edit,
    Group,
    InvalidFields,
    ItemKind,
    ItemState,
    NothingToUndo,
    Step,
    check_fields,
    effective,
    group_of,
    is_doubtful,
    number_equals,
    replay,
    stand,
)

CONFIRM, REJECT, UNDO = (Step(a) for a in (Action.CONFIRM, Action.REJECT, Action.UNDO))


def correct(before, after, field="value"):
    return Step(Action.CORRECT, (Edit(field, before, after),))


values = st.sampled_from(["1", "2", "3"])
steps = st.one_of(st.just(CONFIRM), st.just(REJECT), st.builds(correct, values, values))


@pytest.mark.parametrize(
    ("done", "state"),
    [
        ((), ItemState.OPEN),
        ((CONFIRM,), ItemState.CONFIRMED),
        ((correct("1", "2"),), ItemState.CORRECTED),
        ((correct("1", "2"), CONFIRM), ItemState.CORRECTED),
        ((correct("1", "2"), correct("2", "1")), ItemState.CONFIRMED),
        ((CONFIRM, REJECT), ItemState.REJECTED),
        ((REJECT, CONFIRM), ItemState.CONFIRMED),
        ((CONFIRM, UNDO), ItemState.OPEN),
    ],
)
def test_state_follows_from_the_steps(done, state):
    assert stand(done).state is state


def test_an_edit_remembers_what_the_machine_read():
    standing = stand([correct("1", "2"), correct("2", "3")])

    assert standing.edits == (Edit("value", "1", "3"),)


@given(st.lists(steps, max_size=8), steps)
def test_undo_takes_exactly_the_last_step_back(before, last):
    assert stand([*before, last, UNDO]) == stand(before)


@given(st.lists(steps, max_size=6))
def test_undoing_everything_opens_the_item_again(done):
    assert stand([*done, *[UNDO] * len(done)]).state is ItemState.OPEN
    with pytest.raises(NothingToUndo):
        effective([*done, *[UNDO] * (len(done) + 1)])


def test_an_addition_that_is_undone_is_nobodys():
    added = Step(Action.ADD, (Edit("object", "", "x"),))

    assert stand([added], is_added=True).state is ItemState.ADDED
    assert stand([added, UNDO], is_added=True).state is ItemState.REJECTED


@pytest.mark.parametrize(
    ("band", "severities", "doubtful"),
    [
        ("A", [], False),
        ("B", ["low"], False),
        ("B", ["medium"], True),
        ("C", [], True),
        ("D", [], True),
        ("", ["low", "high"], True),
        ("", [], False),
    ],
)
def test_doubt_comes_from_band_and_flags(band, severities, doubtful):
    assert is_doubtful(band, severities) is doubtful


def test_whatever_was_decided_is_reviewed():
    assert group_of(ItemState.OPEN, doubtful=True) is Group.DOUBT
    assert group_of(ItemState.OPEN, doubtful=False) is Group.CONFIDENT
    for state in set(ItemState) - {ItemState.OPEN}:
        assert group_of(state, doubtful=True) is Group.REVIEWED


@pytest.mark.parametrize("number", ["1", "-1.5", "1,600", "12,345.67", "0"])
def test_numbers_are_taken_as_printed(number):
    assert check_fields(ItemKind.TARGET, {"value": f" {number} "}) == {"value": number}


@pytest.mark.parametrize("number", ["1,60", "1.", "一百", "1e3", "=1+1", "1 000"])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(InvalidFields):
        check_fields(ItemKind.TARGET, {"value": number})


def test_a_row_takes_a_value_for_each_of_its_years():
    assert check_fields(ItemKind.ROW, {"values.2025": "达到"}) == {"values.2025": "达到"}
    with pytest.raises(InvalidFields):
        check_fields(ItemKind.TARGET, {"values.2025": "1"})


def test_equal_spans_are_told_apart_by_their_order():
    addresses = number_equals([("target", 3, 9), ("target", 3, 9), ("baseline", 3, 9)])

    assert [address.nth for address in addresses] == [0, 1, 0]


spans = st.tuples(st.sampled_from(["target", "task"]), st.integers(0, 20), st.integers(1, 5))


@given(st.text(min_size=30, max_size=30), st.lists(spans, max_size=12), st.data())
def test_replay_loses_no_decision(text, places, data):
    decided = {
        Address(kind, start, start + size): text[start : start + size]
        for kind, start, size in places
    }
    found = data.draw(st.lists(st.sampled_from(sorted(decided)), unique=True)) if decided else []
    new_text = data.draw(st.sampled_from([text, text[1:] + "x"]))

    sorted_out = replay(decided, found, lambda start, end: new_text[start:end])

    together = (*sorted_out.kept, *sorted_out.added, *sorted_out.lost)
    assert sorted(together) == sorted(decided)
    assert set(sorted_out.kept) <= set(found)
    for address in (*sorted_out.kept, *sorted_out.added):
        assert new_text[address.start : address.end] == decided[address]
    if new_text == text:
        assert sorted_out.lost == ()
