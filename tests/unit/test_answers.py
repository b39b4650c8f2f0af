"""Answers to a form: values of their types, and every fault beside its field."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from silian.adapters import strict_yaml
from silian.adapters.field_catalogs import field_catalogs
from silian.domain.systems.answers import derived, judge, judge_asked, merged
from silian.domain.systems.conditions import Choice, Truth
from silian.domain.systems.field_reading import read_fields
from silian.domain.systems.spelling import storable
from silian.domain.systems.values import FaultCode
from silian.labels import has_label

FORM = read_fields(
    strict_yaml.load("""
fields:
  name: {zh: 名称, type: text, max: 6, req: true}
  code: {zh: 代码, type: uscc}
  price_fen: {zh: 报价, type: money, max: 1000, req: true}
  hours: {zh: 机时, type: decimal, min: 0, max: 168}
  part: {zh: 份额, type: share}
  held_on: {zh: 日期, type: date}
  round: {zh: 期次, type: month}
  closes_at: {zh: 截止, type: datetime}
  grade: {zh: 等级, type: enum, list: loan_grade}
  kinds: {zh: 类别, type: enums, list: service_kind}
  units: {zh: 单位, type: org, many: true}
  need: {zh: 需求, type: ref, to: tech_transfer/supply_demand}
  is_open: {zh: 开放, type: bool}
  reason: {zh: 理由, type: text, req: true, when: "not is_open"}
  plan: {zh: 里程碑, type: rows, of: milestone}
  staff: {zh: 人员, type: group, of: staff_year}
  stage: {zh: 阶段, type: text, from: "rule: stage"}
  left_fen: {zh: 结余, type: money, from: "derive: price_fen - sum(plan.pay_fen)"}
  half: {zh: 半数, type: decimal, from: "derive: hours * 0.5"}
checks:
- {id: pays, when: "has(plan)", test: "sum(plan.pay_fen) <= price_fen", zh: 拨付不能大于报价, en: Payments within the price}
- {id: open_long, when: "is_open", test: "hours >= 8", zh: 开放不足, en: Open too short}
""").value,
    field_catalogs(),
)
GOOD = {"name": "甲", "price_fen": 5}


def found(record, **more):
    return [(one.path, one.code.value) for one in judge(FORM, GOOD | record, **more).faults]


def row(**more):
    return {"title": "甲", "due_on": "2027-01-01", "acceptance": "乙", "evidence": "photo", **more}


def test_values_get_their_types():
    record = GOOD | {
        "hours": "12.50", "part": "2/6", "held_on": "2026-02-28", "round": "2026-07",
        "closes_at": "2026-12-31T17:00:00+08:00", "grade": "C", "kinds": ["testing", "ip"],
        "is_open": True, "plan": [row(pay_fen=3)], "staff": {"year": 2025, "staff_total": 9, "tech_staff": 2},
    }  # fmt: skip

    judged = judge(FORM, record)

    assert judged.is_accepted
    assert judged.values["hours"] == Decimal("12.50")
    assert judged.values["part"] == Fraction(1, 3)
    assert judged.values["held_on"] == date(2026, 2, 28)
    assert judged.values["closes_at"] == datetime(2026, 12, 31, 9, tzinfo=UTC)
    assert isinstance(judged.values["grade"], Choice)
    assert judged.values["grade"].position == 2
    assert judged.values["plan"][0]["due_on"] == date(2027, 1, 1)
    assert judged.values["staff"]["year"] == 2025


@pytest.mark.parametrize(
    ("record", "path", "code"),
    [
        ({"name": ""}, "name", "empty"),
        ({"name": "一二三四五六七"}, "name", "too_long"),
        ({"name": "甲\n乙"}, "name", "wrong_form"),
        ({"name": 5}, "name", "wrong_kind"),
        ({"name": None}, "name", "wrong_kind"),
        ({"price_fen": 1001}, "price_fen", "too_large"),
        ({"price_fen": -1}, "price_fen", "too_small"),
        ({"price_fen": 5.0}, "price_fen", "wrong_kind"),
        ({"price_fen": True}, "price_fen", "wrong_kind"),
        ({"price_fen": "5"}, "price_fen", "wrong_kind"),
        ({"code": "91990101MA00AA0179"}, "code", "check_digit"),
        ({"code": "91990101MA00AA017"}, "code", "wrong_form"),
        ({"hours": "168.01"}, "hours", "too_large"),
        ({"hours": "-0.1"}, "hours", "too_small"),
        ({"hours": "1e2"}, "hours", "wrong_form"),
        ({"hours": "9" * 41}, "hours", "too_long"),
        ({"part": "3/2"}, "part", "too_large"),
        ({"part": "1/0"}, "part", "wrong_form"),
        ({"held_on": "2026-02-29"}, "held_on", "wrong_form"),
        ({"round": "2026-13"}, "round", "wrong_form"),
        ({"closes_at": "2026-12-31T17:00:00"}, "closes_at", "wrong_form"),
        ({"closes_at": "2026-12-31T25:00:00Z"}, "closes_at", "wrong_form"),
        ({"closes_at": "0001-01-01T00:00:00+08:00"}, "closes_at", "wrong_form"),
        ({"grade": "F"}, "grade", "not_in_list"),
        ({"kinds": ["testing", "x"]}, "kinds.1", "not_in_list"),
        ({"kinds": ["testing", "testing"]}, "kinds.1", "repeated"),
        ({"kinds": []}, "kinds", "empty"),
        ({"kinds": "testing"}, "kinds", "wrong_kind"),
        ({"kinds": [7]}, "kinds.0", "wrong_kind"),
        ({"units": ["org:91990101MA00AA0178", "x"]}, "units.1", "wrong_form"),
        ({"units": ["org:91990101MA00AA0178"] * 201}, "units", "too_many"),
        ({"need": "tech_transfer/instruments#N-1"}, "need", "wrong_target"),
        ({"is_open": "true"}, "is_open", "wrong_kind"),
        ({"plan": [row(), row(extra=1)]}, "plan.1.extra", "unknown_field"),
        ({"plan": [{**row(), "due_on": "soon"}]}, "plan.0.due_on", "wrong_form"),
        ({"plan": [[]]}, "plan.0", "wrong_kind"),
        ({"staff": []}, "staff", "wrong_kind"),
        ({"staff": {"year": 2025, "tech_staff": 1}}, "staff.staff_total", "required"),
        ({"staff": {"year": 2025, "staff_total": 1, "tech_staff": 2}}, "staff.tech_staff", "check"),
        ({"nonsense": 1}, "nonsense", "unknown_field"),
    ],
)
def test_a_fault_stands_beside_its_field(record, path, code):
    assert found(record) == [(path, code)]


def test_what_is_required_must_be_there():
    assert [(one.path, one.code.value) for one in judge(FORM, {}).faults] == [
        ("name", "required"),
        ("price_fen", "required"),
    ]


def test_a_conditional_field_is_asked_only_under_its_condition():
    assert found({"is_open": False}) == [("reason", "required")]
    assert found({"is_open": False, "reason": "甲"}) == []
    assert found({"is_open": True, "hours": "9", "reason": "甲"}) == [("reason", "not_asked")]
    assert found({"reason": "甲"}) == []  # whether it is open is unknown


def test_a_check_says_its_message_and_the_fields_concerned():
    (fault,) = judge(FORM, GOOD | {"plan": [row(pay_fen=4), row(pay_fen=2)]}).faults

    assert (fault.path, fault.code) == ("plan.pay_fen", FaultCode.CHECK)
    assert fault.values["check"] == "pays"
    assert (fault.values["zh"], fault.values["en"]) == (
        "拨付不能大于报价",
        "Payments within the price",
    )
    assert fault.values["fields"] == ("plan.pay_fen", "price_fen", "plan")


def test_what_is_unknown_has_failed_nothing():
    judged = judge(FORM, GOOD | {"plan": [row(pay_fen=4), row()], "is_open": True})

    assert judged.is_accepted
    assert [
        (one.check.id, one.answer and one.answer.truth) for one in judged.checks if not one.place
    ] == [
        ("pays", Truth.UNKNOWN),
        ("open_long", Truth.UNKNOWN),
    ]


def test_a_check_that_is_not_asked_has_no_answer():
    judged = judge(FORM, GOOD)

    assert [one.answer for one in judged.checks] == [None, None]


def test_a_faulty_field_is_told_once_and_not_by_its_checks_again():
    assert found({"plan": [row(pay_fen=4), row(pay_fen="x")]}) == [("plan.1.pay_fen", "wrong_kind")]


def test_a_draft_may_be_incomplete_but_not_misshapen():
    assert judge(FORM, {"plan": [{"pay_fen": 9_999}]}, is_draft=True).is_accepted
    assert judge(FORM, {"is_open": True, "reason": "甲"}, is_draft=True).is_accepted
    faults = judge(FORM, {"name": 5, "x": 1, "plan": [{"due_on": "?"}]}, is_draft=True).faults
    assert [one.path for one in faults] == ["name", "plan.0.due_on", "x"]


def test_what_is_held_may_not_be_typed_and_decides_nothing():
    judged = judge_asked(FORM, GOOD | {"stage": "typed"}, {"stage": "held"})

    assert [(one.path, one.code.value) for one in judged.faults] == [("stage", "held")]
    assert judged.faults[0].values["source"] == "rule: stage"
    assert judged.values["stage"] == "held"
    assert judge_asked(FORM, GOOD, {"stage": "held"}).is_accepted


def test_rows_are_put_together_by_their_position():
    asked = {"plan": [{"title": "甲"}, {"title": "乙"}], "name": "甲"}
    held = {"plan": [{"pay_fen": 1}], "stage": "x"}

    assert merged(asked, held) == {
        "plan": [{"title": "甲", "pay_fen": 1}, {"title": "乙"}],
        "name": "甲",
        "stage": "x",
    }


def test_derived_values_are_computed_where_their_inputs_are_known():
    values = judge(FORM, GOOD | {"plan": [row(pay_fen=2)], "hours": "0.5"}).values

    assert derived(FORM, values) == {"left_fen": 3, "half": Decimal("0.25")}
    assert [type(one) for one in derived(FORM, values).values()] == [int, Decimal]
    assert derived(FORM, judge(FORM, GOOD).values) == {}


def test_words_of_a_file_become_what_a_record_holds():
    words = {
        "price_fen": "5", "is_open": "false", "held_on": date(2026, 1, 1), "name": 2026,
        "plan": [{"due_on": date(2026, 1, 1), "pay_fen": "7"}], "x": "y", "hours": 3,
        "units": ["org:1"], "grade": "A",
    }  # fmt: skip

    assert storable(FORM, words) == {
        "price_fen": 5, "is_open": False, "held_on": "2026-01-01", "name": "2026",
        "plan": [{"due_on": "2026-01-01", "pay_fen": 7}], "x": "y", "hours": "3",
        "units": ["org:1"], "grade": "A",
    }  # fmt: skip
    assert storable(FORM, {"price_fen": "5.0", "is_open": "yes"}) == {
        "price_fen": "5.0",
        "is_open": "yes",
    }


def test_every_fault_has_words():
    assert all(has_label(f"fault.{code.value}") for code in FaultCode)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(st.text(max_size=5), st.sampled_from([f.id for f in FORM.fields])), inner
        ),
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from([field.id for field in FORM.fields]), JSON, max_size=6))
@settings(max_examples=300, deadline=None)
def test_whatever_the_record_it_is_judged(record):
    judged = judge(FORM, record)

    assert all(isinstance(one.path, str) for one in judged.faults)
    assert judge_asked(FORM, record, {}).faults
