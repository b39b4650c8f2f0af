"""The language of conditions: exact, in three values, with its inputs, and never for long."""

import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from silian.domain.systems.conditions import (
    Choice,
    ConditionMismatch,
    Input,
    Truth,
    find,
    parse,
)
from silian.domain.systems.expressions import MAX_DEPTH, MAX_LENGTH, BadCondition, ConditionProblem
from silian.domain.systems.kinds import NUMBER, TEXT, YES_NO, Kind, check

LEVELS = ("t1", "t2", "t10")
RECORD = {
    "price_fen": 60_000_000,
    "plan": (
        {"pay_fen": 20_000_000, "due_on": date(2027, 6, 30), "title": "甲"},
        {"pay_fen": 30_000_000, "due_on": date(2028, 3, 31), "title": "乙"},
    ),
    "gaps": ({"pay_fen": 1}, {}),
    "holders": ({"share": Fraction(1, 3)}, {"share": Fraction(2, 3)}),
    "hours": Decimal("12.50"),
    "start_on": date(2026, 1, 31),
    "end_on": date(2026, 3, 1),
    "opens_at": datetime(2026, 3, 1, 9, tzinfo=UTC),
    "closes_at": datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(microseconds=1),
    "from_month": "2026-07",
    "to_month": "2028-06",
    "kind": "term",
    "level": Choice("t2", "trl", 1),
    "goal": Choice("t10", "trl", 2),
    "units": ("org:a", "org:b"),
    "ok": True,
    "bad": False,
    "place": {"region": "990101"},
    "industry": "C3491",
    "empty": (),
    "nothing": None,
}


def truth(text, record=RECORD):
    return parse(text).evaluate(record).truth.value


@pytest.mark.parametrize(
    "text",
    [
        "sum(plan.pay_fen) <= price_fen",
        "sum(plan.pay_fen) == price_fen - 10000000",
        "sum(holders.share) == 1",
        "hours == 12.5",
        "hours * 8 == 100 and not hours > 12.5",
        "-hours < 0",
        "1 - 2 - 3 == -4",
        "2 + 3 * 4 == 14",
        "(2 + 3) * 4 == 20",
        "2 - -3 == 5",
        "0.1 + 0.2 == 0.3",
        "start_on < end_on",
        "opens_at < closes_at",
        "days(start_on, end_on) == 29",
        "days(end_on, start_on) == -29",
        "year(start_on) == 2026 and year(to_month) == 2028 and year(opens_at) == 2026",
        "left(from_month, 7) <= left(to_month, 7)",
        "left(start_on, 7) == left('2026-01-31', 7)",
        "from_month < to_month",
        "max(plan.due_on) > end_on",
        "min(plan.pay_fen) == 20000000",
        "count(plan) == 2 and count(units) == 2 and count(empty) == 0",
        "count(gaps.pay_fen) == 2",
        "ascending(plan.due_on)",
        "unique(plan.title)",
        "unique(units)",
        "'org:a' in units and 'org:c' not in units",
        "kind in ['term', \"budget\"]",
        "kind not in ['goal']",
        "level < goal and level == 't2' and level in ['t2', 't10']",
        "has(plan) and has(plan.pay_fen) and has(place) and has(place.region) and has(bad)",
        "not has(empty) and not has(nothing) and not has(absent) and not has(plan.absent)",
        "place.region == '990101'",
        "prefix(industry, 'C') and not prefix(industry, 'D')",
        "ok and not bad",
        "bad or ok",
        "ok or absent",
        "not (bad and absent)",
        "bad == bad and ok != bad",
        "'不存在' != kind",
    ],
)
def test_what_is_met(text):
    assert truth(text) == "met"
    assert truth(f"not ({text})") == "unmet"


@pytest.mark.parametrize(
    "text",
    [
        "absent == 1",
        "absent",
        "not absent",
        "ok and absent",
        "bad or absent",
        "sum(gaps.pay_fen) > 0",
        "max(gaps.pay_fen) == 1",
        "max(empty) == 1",
        "unique(gaps.pay_fen)",
        "ascending(gaps.pay_fen)",
        "count(absent) == 0",
        "sum(absent.pay_fen) == 0",
        "absent in units",
        "'x' in absent",
        "2 in gaps.pay_fen",
        "year(absent) == 2026",
        "days(start_on, absent) > 1",
        "prefix(absent, 'C')",
        "left(absent, 2) == 'C3'",
        "nothing == 1",
        "1 + absent * 0 == 1",
    ],
)
def test_what_hangs_on_a_gap_is_unknown(text):
    assert truth(text) == "unknown"


def test_a_gap_does_not_hide_what_is_certain():
    assert truth("unique(rows.who)", {"rows": ({"who": "a"}, {}, {"who": "a"})}) == "unmet"
    assert truth("ascending(rows.n)", {"rows": ({"n": 2}, {}, {"n": 1})}) == "unmet"
    assert truth("1 in rows.n", {"rows": ({"n": 1}, {})}) == "met"
    assert truth("absent and bad") == "unmet"


def test_equal_neighbors_are_not_ascending():
    assert truth("ascending(rows.n)", {"rows": ({"n": 1}, {"n": 1})}) == "unmet"
    assert truth("ascending(rows.n)", {"rows": ({"n": 1},)}) == "met"


def test_amounts_are_compared_to_the_last_cent():
    big = 10**15

    assert truth("a * 3 <= b", {"a": big, "b": 3 * big}) == "met"
    assert truth("a * 3 <= b", {"a": big, "b": 3 * big - 1}) == "unmet"


def test_an_answer_names_what_it_read():
    answer = parse("sum(plan.pay_fen) <= price_fen and not absent and price_fen > 0").evaluate(
        RECORD
    )

    assert answer.inputs == (
        Input("plan.pay_fen", (20_000_000, 30_000_000)),
        Input("price_fen", 60_000_000),
        Input("absent", None),
    )
    assert answer.truth is Truth.UNKNOWN
    assert answer.unknown == ("absent",)
    assert parse("sum(gaps.pay_fen) > 0").evaluate(RECORD).unknown == ("gaps.pay_fen",)


def test_a_derived_value_is_exact_or_missing():
    assert parse("hours * 2 - 5").value(RECORD) == 20
    assert parse("hours + absent").value(RECORD) is None
    assert find(RECORD, "plan.title") == ("甲", "乙")


@pytest.mark.parametrize(
    "text",
    ["ok + 1 == 2", "kind < 'u' and level < kind", "sum(kind) == 1", "not hours", "start_on == 1",
     "plan == plan", "units == units", "hours", "kind.more == 1", "year(kind) == 1",
     "start_on < opens_at", "days(opens_at, opens_at) == 0", "prefix(hours, 'C')",
     "left(kind, hours) == 'a'", "left(hours, 1) == '1'", "level < other"],
)  # fmt: skip
def test_kinds_that_do_not_fit_are_no_answer(text):
    record = RECORD | {"other": Choice("a", "letters", 0)}

    with pytest.raises(ConditionMismatch):
        parse(text).evaluate(record)


P = ConditionProblem


@pytest.mark.parametrize(
    ("text", "problem", "position"),
    [
        ("", P.EXPECTED_VALUE, 1),
        ("   ", P.EXPECTED_VALUE, 1),
        ("a <", P.EXPECTED_VALUE, 4),
        ("a = b", P.BAD_WORD, 3),
        ("a / b", P.BAD_WORD, 3),
        ("a == 'b", P.BAD_WORD, 6),
        ("甲 == 1", P.BAD_WORD, 1),
        ("A == 1", P.BAD_WORD, 1),
        ("a..b == 1", P.BAD_WORD, 2),
        ("a < b < c", P.CHAINED, 7),
        ("a == b == c", P.CHAINED, 8),
        ("a b", P.MORE_THAN_ONE, 3),
        ("(a", P.EXPECTED_BRACKET, 3),
        ("a in [1, 2", P.EXPECTED_LIST_END, 11),
        ("a in []", P.EXPECTED_VALUE, 7),
        ("a not b", P.EXPECTED_IN, 7),
        ("round(a) == 1", P.UNKNOWN_FUNCTION, 1),
        ("__import__('os')", P.BAD_WORD, 1),
        ("sum(a, b) == 1", P.WRONG_ARGUMENTS, 1),
        ("days(a) == 1", P.WRONG_ARGUMENTS, 1),
        ("sum() == 1", P.EXPECTED_VALUE, 5),
        ("1" * 31 + " == a", P.TOO_MANY_DIGITS, 1),
        ("(" * 40 + "a" + ")" * 40, P.TOO_DEEP, MAX_DEPTH + 2),
        ("-" * 40 + "1 == 1", P.TOO_DEEP, MAX_DEPTH + 2),
        ("not " * 40 + "a", P.TOO_DEEP, (MAX_DEPTH + 1) * 4 + 1),
        ("a" * (MAX_LENGTH + 1), P.TOO_LONG, MAX_LENGTH + 1),
        ("and", P.EXPECTED_VALUE, 1),
        ("a and or b", P.EXPECTED_VALUE, 7),
    ],
)
def test_what_is_no_condition_is_refused_where_it_ends_to_be_one(text, problem, position):
    with pytest.raises(BadCondition) as raised:
        parse(text)

    assert (raised.value.problem, raised.value.values["position"]) == (problem, position)


KINDS = {
    "fen": NUMBER,
    "on": Kind("date"),
    "month": Kind("month"),
    "at": Kind("moment"),
    "note": TEXT,
    "ok": YES_NO,
    "level": Kind("choice", "trl", frozenset(LEVELS)),
    "grade": Kind("choice", "grades", frozenset({"a"})),
    "kinds": Kind("choice", "grades", frozenset({"a"}), is_column=True),
    "rows": Kind("table"),
    "rows.fen": Kind("number", is_column=True),
    "rows.on": Kind("date", is_column=True),
    "rows.who": Kind("text", is_column=True),
    "place": Kind("group"),
}


@pytest.mark.parametrize(
    "text",
    ["fen * 2 <= sum(rows.fen)", "max(rows.on) <= on", "level >= level", "level == 't10'",
     "level in ['t1', 't2']", "'a' in kinds", "note in rows.who", "count(rows) >= count(kinds)",
     "has(rows) and has(place) and has(rows.who)", "year(on) == year(month)", "days(on, on) == 0",
     "left(on, 7) <= left(month, 7)", "month <= month", "unique(rows.who)", "ascending(rows.on)",
     "prefix(note, 'C')", "ok == ok", "at < at", "min(rows.fen) * 12 > -3", "grade not in kinds"],
)  # fmt: skip
def test_a_condition_over_fitting_fields_passes(text):
    assert check(parse(text), KINDS) is None


@pytest.mark.parametrize(
    ("text", "problem", "given"),
    [
        ("none == 1", P.UNKNOWN_NAME, "none"),
        ("rows.none == 1", P.UNKNOWN_NAME, "rows.none"),
        ("fen", P.NOT_YES_NO, "fen"),
        ("fen and ok", P.NOT_YES_NO, "fen"),
        ("not fen", P.NOT_YES_NO, "fen"),
        ("kinds", P.NOT_YES_NO, "kinds"),
        ("note + 1 == 2", P.NOT_A_NUMBER, "note"),
        ("sum(rows.on) == 1", P.NOT_A_NUMBER, "rows.on"),
        ("fen == note", P.NOT_COMPARABLE, "fen == note"),
        ("on < at", P.NOT_COMPARABLE, "on < at"),
        ("level == grade", P.NOT_COMPARABLE, "level == grade"),
        ("fen in kinds", P.NOT_COMPARABLE, "fen in kinds"),
        ("fen in ['a', 1]", P.NOT_COMPARABLE, "1"),
        ("level == 't3'", P.UNKNOWN_LIST_WORD, "'t3'"),
        ("level in ['t1', 't3']", P.UNKNOWN_LIST_WORD, "'t3'"),
        ("'b' in kinds", P.UNKNOWN_LIST_WORD, "'b'"),
        ("level == note", P.UNKNOWN_LIST_WORD, "note"),
        ("note < note", P.NO_ORDER, "note < note"),
        ("level < 't2'", P.NO_ORDER, "level < 't2'"),
        ("ok < ok", P.NO_ORDER, "ok < ok"),
        ("ascending(rows.who)", P.NO_ORDER, "rows.who"),
        ("sum(fen) == 1", P.NOT_A_COLUMN, "fen"),
        ("unique(rows)", P.NOT_A_COLUMN, "rows"),
        ("fen in fen", P.NOT_A_COLUMN, "fen"),
        ("count(fen) == 1", P.NOT_A_COLUMN, "fen"),
        ("rows.fen == 1", P.NOT_ONE_VALUE, "rows.fen"),
        ("rows == rows", P.NOT_ONE_VALUE, "rows"),
        ("year(fen) == 1", P.WRONG_KIND, "fen"),
        ("days(on, at) == 1", P.WRONG_KIND, "at"),
        ("has(1 + 1)", P.WRONG_KIND, "1, 1"),
        ("left(note, fen) == 'a'", P.WRONG_KIND, "fen"),
    ],
)
def test_a_condition_that_does_not_fit_is_told_why(text, problem, given):
    objection = check(parse(text), KINDS)

    assert (objection.problem, objection.given) == (problem, given)


WORDS = st.sampled_from(
    [*KINDS, "absent", "1", "0.5", "'t1'", '"a"', "+", "-", "*", "(", ")", "[", "]", ",", "<", "<=",
     "==", "!=", ">", ">=", "and", "or", "not", "in", "sum(", "count(", "min(", "max(", "year(",
     "days(", "has(", "unique(", "ascending(", "prefix(", "left(", "/", "甲", "'", "\n"]
)  # fmt: skip
VALUES = {
    "fen": 5,
    "on": date(2026, 1, 1),
    "month": "2026-01",
    "at": datetime(2026, 1, 1, tzinfo=UTC),
    "note": "甲",
    "ok": True,
    "level": Choice("t1", "trl", 0),
    "grade": Choice("a", "grades", 0),
    "kinds": (Choice("a", "grades", 0),),
    "rows": ({"fen": 1, "on": date(2026, 1, 1), "who": "a"}, {"fen": 2}),
    "place": {"region": "990101"},
}


@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=60).map(" ".join)))
@settings(max_examples=700, deadline=None)
def test_whatever_the_text_there_is_a_condition_or_its_own_error(text):
    started = time.process_time()
    try:
        condition = parse(text)
    except BadCondition as error:
        assert 1 <= error.values["position"] <= len(text) + 1
        return
    objection = check(condition, KINDS)
    try:
        answer = condition.evaluate(VALUES)
        assert answer.truth in Truth
    except ConditionMismatch:
        assert objection is not None
    assert time.process_time() - started < 1


OPERANDS = st.sampled_from(
    ["fen", "sum(rows.fen)", "count(rows)", "year(on)", "2", "0.5", "absent_n"]
)
NUMBERS = st.recursive(
    OPERANDS,
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(
        lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
    ),
    max_leaves=8,
)
CLAUSES = st.recursive(
    st.one_of(
        st.tuples(NUMBERS, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), NUMBERS).map(
            " ".join
        ),
        st.sampled_from(
            ["ok", "has(note)", "level in ['t1']", "'a' in kinds", "on <= max(rows.on)"]
        ),
    ),
    lambda inner: st.one_of(
        inner.map(lambda one: f"not ({one})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
    ),
    max_leaves=8,
)


@given(CLAUSES)
@settings(max_examples=300, deadline=None)
def test_what_the_check_passes_is_answered_and_its_contrary_is_contrary(text):
    condition = parse(text)

    assert check(condition, KINDS | {"absent_n": NUMBER}) is None
    contrary = {"met": "unmet", "unmet": "met", "unknown": "unknown"}
    assert truth(f"not ({text})", VALUES) == contrary[truth(text, VALUES)]


def test_the_longest_conditions_are_quick():
    long = " + ".join(["fen"] * 330) + " > 0"
    deep = "(" * MAX_DEPTH + "ok" + ")" * MAX_DEPTH
    wide = " * ".join(["9" * 30] * 60) + " > 0"

    started = time.process_time()
    for text in (long, deep, wide):
        assert truth(text, VALUES) == "met"
    assert time.process_time() - started < 1
