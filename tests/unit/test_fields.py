"""The short form of fields: what it means, and everything that is wrong with it, with its path."""

import json

import pytest
from jsonschema import Draft202012Validator

from silian.adapters import strict_yaml
from silian.adapters.field_catalogs import field_catalogs
from silian.domain.systems.expressions import ConditionProblem
from silian.domain.systems.field_reading import (
    InvalidFields,
    read_catalogs,
    read_fields,
    read_records,
)
from silian.domain.systems.fields import FieldClass
from silian.domain.systems.schemas import compile_schema, read_schema
from silian.domain.systems.shorthand import FieldProblem
from silian.domain.systems.visibility import visible

P = FieldProblem
LOAN = """
form: loan_form
use: [organisation_basics]
fields:
  applied_fen: {zh: 申请金额, en: Amount applied for, type: money, shown: 万元, min: 1, req: true, class: parties, feeds: [loans]}
  agreed: {zh: 银行同意, type: bool, class: parties, conf: V1}
  reason: {zh: 理由, type: text, max: 60, when: "not agreed", req: true, note: 写明一条}
  grade: {zh: 等级, type: enum, list: loan_grade, from: "rule: grade", rules: [cq.knowledge_credit]}
  banks: {zh: 银行, type: org, many: true, class: public}
  plan: {zh: 里程碑, type: rows, of: milestone, class: reviewers}
  account: {zh: 账户, type: group, of: account_for_payment, class: parties}
  paid_fen: {zh: 已付, type: money, from: "derive: sum(plan.pay_fen)"}
checks:
- {id: paid_part, when: "has(paid_fen)", test: "paid_fen <= applied_fen", zh: 已付不能大于申请, en: Paid at most as applied for}
records:
  visit:
    fields:
      on_site: {zh: 到场, type: bool, req: true}
"""


def fields(text, **more):
    return read_fields(strict_yaml.load(text).value | more, field_catalogs())


def problems(text):
    with pytest.raises(InvalidFields) as raised:
        read_fields(strict_yaml.load(text).value, field_catalogs())
    return [(".".join(map(str, one.path)), one.problem, one.given) for one in raised.value.problems]


def one_field(short):
    return problems(f"fields:\n  a: {short}")


def test_a_field_says_what_its_short_form_says():
    loan = fields(LOAN)

    field = loan.find("applied_fen")
    assert (field.title.zh, field.title.en) == ("申请金额", "Amount applied for")
    assert (field.unit, field.shown, field.minimum, field.is_required) == ("分", "万元", 1, True)
    assert field.field_class is FieldClass.PARTIES
    assert (field.form, field.conf, field.feeds) == ("loan_form", "R", ("loans",))
    assert loan.find("agreed").conf == "V1"
    assert loan.find("reason").field_class is FieldClass.BUREAU
    assert loan.find("reason").note.zh == "写明一条"
    assert loan.find("grade").word_list.position("C") == 2
    assert loan.find("applicant").use == "organisation_basics"
    assert loan.find("nothing") is None


def test_a_title_without_english_takes_the_words_of_its_id():
    assert fields(LOAN).find("paid_fen").title.en == "Paid"
    assert fields(LOAN).find("reason").title.en == "Reason"


def test_groups_put_in_flat_come_first_and_bring_their_checks():
    finance = fields("use: [finance_year]\nfields: {}")

    assert [field.id for field in finance.fields][:2] == ["year", "revenue_fen"]
    assert next(one.id for one in finance.checks) == "main_part"


def test_what_is_held_is_not_asked():
    loan = fields(LOAN)

    assert {"grade", "paid_fen", "applicant"} <= {field.id for field in loan.held}
    assert [field.id for field in loan.asked] == [
        "applied_fen", "agreed", "reason", "banks", "plan", "account",
    ]  # fmt: skip
    assert loan.find("paid_fen").derivation.text.strip() == "sum(plan.pay_fen)"


def test_a_record_is_a_set_of_its_own():
    loan = strict_yaml.load(LOAN).value

    records = read_records(loan, field_catalogs())
    assert [field.id for field in records["visit"].fields] == ["on_site"]
    assert records["visit"].find("on_site").form == "loan_form"


def test_a_path_finds_its_line():
    text = "kind: call\nfields:\n  a: {zh: 甲, type: text}\n  b: {zh: 乙,\n      type: txt}\n"
    document = strict_yaml.load(text, "systems/x.yaml")

    with pytest.raises(InvalidFields) as raised:
        read_fields(document.value, field_catalogs())

    (problem,) = raised.value.problems
    assert document.at(problem.path) == "systems/x.yaml:5:7"
    assert str(raised.value) == "fields.b.type: unknown_type (txt)"


@pytest.mark.parametrize(
    ("short", "path", "problem"),
    [
        ("{type: text}", "zh", P.MISSING_KEY),
        ("{zh: 甲}", "type", P.MISSING_KEY),
        ("{zh: 甲, type: txt}", "type", P.UNKNOWN_TYPE),
        ("{zh: 甲, type: text, required: true}", "required", P.UNKNOWN_KEY),
        ("{zh: 甲, type: text, req: yes}", "req", P.NOT_A_FLAG),
        ("{zh: 甲, type: text, class: secret}", "class", P.UNKNOWN_CLASS),
        ("{zh: 甲, type: text, max: many}", "max", P.NOT_A_NUMBER),
        ("{zh: 甲, type: text, max: NaN}", "max", P.NOT_A_NUMBER),
        ("{zh: 甲, type: text, min: 5, max: 4}", "min", P.BAD_LIMITS),
        ("{zh: 甲, type: date, max: 4}", "max", P.MISPLACED_KEY),
        ("{zh: 甲, type: text, pattern: '['}", "pattern", P.BAD_PATTERN),
        ("{zh: 甲, type: count, pattern: '1'}", "pattern", P.MISPLACED_KEY),
        ("{zh: 甲, type: enum}", "list", P.MISSING_KEY),
        ("{zh: 甲, type: enum, list: nothing}", "list", P.UNKNOWN_LIST),
        ("{zh: 甲, type: text, list: trl}", "list", P.MISPLACED_KEY),
        ("{zh: 甲, type: rows}", "of", P.MISSING_KEY),
        ("{zh: 甲, type: rows, of: nothing}", "of", P.UNKNOWN_GROUP),
        ("{zh: 甲, type: text, of: place}", "of", P.MISPLACED_KEY),
        ("{zh: 甲, type: rows, of: place, many: true}", "many", P.MISPLACED_KEY),
        ("{zh: 甲, type: text, to: a/b}", "to", P.MISPLACED_KEY),
        ("{zh: 甲, type: text, shown: 万元}", "shown", P.MISPLACED_KEY),
        ("{zh: 甲, type: money}", "type", P.BAD_SUFFIX),
        ("{zh: 甲, type: text, class: sealed}", "open_at", P.SEAL_WITHOUT_STAGE),
        ("{zh: 甲, type: text, open_at: pay}", "open_at", P.STAGE_WITHOUT_SEAL),
        ("{zh: 甲, type: person}", "pd", P.PERSONAL_WITHOUT_REASON),
        ("{zh: 甲, type: text, from: somewhere}", "from", P.UNKNOWN_SOURCE),
        ("{zh: 甲, type: text, from: 'mail: x'}", "from", P.UNKNOWN_SOURCE),
        ("{zh: 甲, type: text, rules: [cn.none]}", "rules.0", P.UNKNOWN_RULE),
        ("{zh: 甲, type: text, rules: cn.hnte}", "rules", P.NOT_A_LIST),
        ("{zh: 甲, type: text, form: nothing}", "form", P.UNKNOWN_FORM),
        ("{zh: 甲, type: text, conf: V9}", "conf", P.UNKNOWN_KEY),
        ("{zh: [甲], type: text}", "zh", P.NOT_A_TEXT),
        ("{zh: 甲, type: text, note: {en: x}}", "note.zh", P.MISSING_KEY),
    ],
)
def test_a_mistake_in_a_field_is_named_at_its_key(short, path, problem):
    found = one_field(short)

    assert (f"fields.a.{path}", problem) in [one[:2] for one in found], found


@pytest.mark.parametrize(
    ("text", "path", "problem"),
    [
        ("fields: {Amount: {zh: 甲, type: text}}", "fields.Amount", P.BAD_ID),
        ("fields: {a__b: {zh: 甲, type: text}}", "fields.a__b", P.BAD_ID),
        ("fields: {paid_on: {zh: 甲, type: text}}", "fields.paid_on.type", P.BAD_SUFFIX),
        ("fields: {a: 甲}", "fields.a", P.NOT_A_MAPPING),
        ("fields: [a]", "fields", P.NOT_A_MAPPING),
        ("use: [nothing]", "use.0", P.UNKNOWN_GROUP),
        ("use: [place, place]", "use.1", P.REPEATED_ID),
        ("use: [place]\nfields: {region: {zh: 甲, type: text}}", "fields.region", P.REPEATED_ID),
        ("checks: [{id: a, zh: 甲}]", "checks.0.test", P.MISSING_KEY),
        ("checks: [{id: A, zh: 甲, test: 1 == 1}]", "checks.0.id", P.BAD_ID),
        ("checks: [{id: a, test: 1 == 1}]", "checks.0.zh", P.MISSING_KEY),
        (
            "use: [validity_span]\nchecks: [{id: span, zh: 甲, test: 1 == 1}]",
            "checks.0.id",
            P.REPEATED_ID,
        ),
    ],
)
def test_a_mistake_around_the_fields_is_named(text, path, problem):
    assert (path, problem) in [one[:2] for one in problems(text)]


@pytest.mark.parametrize(
    ("text", "path", "why"),
    [
        (
            "fields: {a: {zh: 甲, type: text, when: b}}",
            "fields.a.when",
            ConditionProblem.UNKNOWN_NAME,
        ),
        (
            "fields: {a: {zh: 甲, type: text, when: a >}}",
            "fields.a.when",
            ConditionProblem.EXPECTED_VALUE,
        ),
        ("checks: [{id: a, zh: 甲, test: '1 + 1'}]", "checks.0.test", ConditionProblem.NOT_YES_NO),
        (
            "checks: [{id: a, zh: 甲, test: 1 == 1, when: x}]",
            "checks.0.when",
            ConditionProblem.UNKNOWN_NAME,
        ),
        (
            "fields: {a: {zh: 甲, type: int, from: 'derive: a +'}}",
            "fields.a.from",
            ConditionProblem.EXPECTED_VALUE,
        ),
        (
            "fields: {a: {zh: 甲, type: int, from: 'derive: has(a)'}}",
            "fields.a.from",
            ConditionProblem.NOT_A_NUMBER,
        ),
    ],
)
def test_a_condition_that_cannot_be_asked_says_why(text, path, why):
    with pytest.raises(InvalidFields) as raised:
        read_fields(strict_yaml.load(text).value, field_catalogs())

    (problem,) = raised.value.problems
    assert (".".join(map(str, problem.path)), problem.why) == (path, why)


def test_all_mistakes_are_listed_at_once():
    assert len(problems("fields: {A: {type: text}, b: {zh: 甲, type: x, class: y}}")) == 4


def test_a_group_holds_no_group():
    with pytest.raises(InvalidFields) as raised:
        read_catalogs(
            types={
                "types": {
                    "group": {
                        "zh": "组",
                        "en": "G",
                        "json": "object",
                        "kind": "group",
                        "needs": "of",
                    }
                }
            },
            lists={},
            forms={},
            groups={
                "outer": {
                    "zh": "外",
                    "fields": {"inner": {"zh": "内", "type": "group", "of": "outer"}},
                }
            },
        )

    assert P.NESTED_GROUP in {one.problem for one in raised.value.problems}


def test_a_schema_stands_on_its_own():
    loan = fields(LOAN)

    schema = json.loads(json.dumps(compile_schema(loan), ensure_ascii=False))

    Draft202012Validator.check_schema(schema)
    assert read_schema(schema) == loan
    amount = schema["properties"]["applied_fen"]
    assert (amount["title"], amount["x-title-en"]) == ("申请金额", "Amount applied for")
    assert (amount["x-class"], amount["x-unit"], amount["x-shown"]) == ("parties", "分", "万元")
    assert (amount["minimum"], amount["maximum"]) == (1, 2**63 - 1)
    assert schema["properties"]["grade"]["x-from"] == "rule: grade"
    assert schema["properties"]["grade"]["enum"] == ["A", "B", "C", "D", "E"]
    assert schema["$defs"]["account_for_payment"]["properties"]["bank_name"]["x-open-at"] == "pay"
    assert schema["x-lists"]["loan_grade"]["words"][0]["title"] == "A级"
    assert schema["required"] == ["applicant", "applied_fen"]


@pytest.mark.parametrize(
    ("record", "is_valid"),
    [
        ({"agreed": True}, True),
        ({"agreed": False}, False),
        ({"agreed": False, "reason": "甲"}, True),
        ({"agreed": True, "reason": "甲"}, False),
        ({"reason": "甲"}, True),
    ],
)
def test_a_conditional_field_is_asked_under_its_condition_only(record, is_valid):
    whole = {"applicant": "org:91990101MA00AA0178", "applied_fen": 1, **record}

    assert Draft202012Validator(compile_schema(fields(LOAN))).is_valid(whole) is is_valid


@pytest.mark.parametrize(
    ("when", "met", "unmet", "unknown"),
    [
        ("has(a) and has(b)", {"a": "x", "b": "x"}, {"a": "x"}, None),
        ("has(a) or not has(b)", {}, {"b": "x"}, None),
        ("not has(a)", {}, {"a": "x"}, None),
        ("g == 'A'", {"g": "A"}, {"g": "B"}, {}),
        ("g != 'A'", {"g": "B"}, {"g": "A"}, {}),
        ("g in ['A', 'B']", {"g": "B"}, {"g": "C"}, {}),
        ("g not in ['A', 'B']", {"g": "C"}, {"g": "A"}, {}),
        ("'A' in many", {"many": ["A", "B"]}, {"many": ["B"]}, {}),
        ("'A' not in many", {"many": ["B"]}, {"many": ["A"]}, {}),
        ("not (y and g == 'A')", {"y": False}, {"y": True, "g": "A"}, {"y": True}),
    ],
)
def test_what_json_schema_can_say_it_says(when, met, unmet, unknown):
    form = fields(f"""
fields:
  a: {{zh: 甲, type: text}}
  b: {{zh: 乙, type: text}}
  y: {{zh: 是, type: bool}}
  g: {{zh: 级, type: enum, list: loan_grade}}
  many: {{zh: 多, type: enums, list: loan_grade}}
  asked: {{zh: 问, type: text, req: true, when: "{when}"}}
""")
    validator = Draft202012Validator(compile_schema(form))

    assert validator.is_valid(met | {"asked": "x"})
    assert not validator.is_valid(met)
    assert validator.is_valid(unmet)
    assert not validator.is_valid(unmet | {"asked": "x"})
    if unknown is not None:
        assert validator.is_valid(unknown)
        assert validator.is_valid(unknown | {"asked": "x"})


RECORD = {
    "applicant": "org:91990101MA00AA0178",
    "applied_fen": 5,
    "reason": "甲",
    "banks": ["org:91990101MA00AA041Q"],
    "plan": [{"title": "甲", "pay_fen": 1}],
    "account": {"account_name": "甲", "bank_name": "乙", "account_number": "12345678"},
    "no_such_field": 1,
}
ALL = set(FieldClass)


def test_a_reader_sees_the_classes_that_are_his():
    loan = fields(LOAN)

    assert set(visible(loan, RECORD, set())) == {"applicant", "banks"}
    assert set(visible(loan, RECORD, {FieldClass.PARTIES})) == {"applicant", "banks", "applied_fen"}
    assert visible(loan, RECORD, {FieldClass.BUREAU})["reason"] == "甲"


def test_a_table_takes_the_class_that_the_manifest_gives_it():
    loan = fields(LOAN)

    assert "plan" not in visible(loan, RECORD, {FieldClass.PARTIES})
    assert visible(loan, RECORD, {FieldClass.REVIEWERS})["plan"] == RECORD["plan"]


def test_a_seal_opens_at_its_stage_for_those_who_may_open_seals():
    loan = fields(LOAN)

    assert "account" not in visible(loan, RECORD, ALL)
    assert "account" not in visible(loan, RECORD, ALL, {"review"})
    assert visible(loan, RECORD, ALL, {"review", "pay"})["account"] == RECORD["account"]
    assert "account" not in visible(loan, RECORD, ALL - {FieldClass.SEALED}, {"pay"})
    assert "account" not in visible(loan, RECORD, ALL - {FieldClass.PARTIES}, {"pay"})


def test_personal_fields_of_a_public_table_keep_their_own_class():
    form = fields("fields: {team: {zh: 组, type: rows, of: member, class: public}}")
    record = {"team": [{"who": "person:P001", "duty": "甲"}, {"who": "person:P002"}]}

    assert visible(form, record, set()) == {"team": [{"duty": "甲"}]}
    assert visible(form, record, {FieldClass.REVIEWERS}) == record


def test_the_dictionary_of_the_wheel_is_whole():
    catalogs = field_catalogs()

    words = sum(len(one.words) for one in catalogs.lists.values())
    assert (len(catalogs.types), len(catalogs.lists), words) == (30, 82, 520)
    assert (len(catalogs.groups), len(catalogs.forms)) == (19, 46)
    assert all(word.title.en for one in catalogs.lists.values() for word in one.words)
    for group in catalogs.groups.values():
        assert group.title.en
        assert all(check.message.en for check in group.checks)
        assert all(not field.note.zh or field.note.en for field in group.fields)
