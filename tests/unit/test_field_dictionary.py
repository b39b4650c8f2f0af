"""Every form of the dictionary: it compiles, its example passes, its mutants do not."""

import json
import re

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from silian.adapters import strict_yaml
from silian.adapters.field_catalogs import field_catalogs
from silian.domain.systems.answers import judge, judge_asked
from silian.domain.systems.conditions import Truth
from silian.domain.systems.fields import FieldClass
from silian.domain.systems.schemas import compile_schema, read_schema
from silian.domain.systems.spelling import storable
from silian.domain.systems.values import FaultCode
from silian.domain.systems.visibility import visible
from tests.unit.dictionary_forms import FOLDER, changed, forms, needs_dictionary

pytestmark = needs_dictionary
FORMS = pytest.mark.parametrize("form", forms(), ids=lambda form: form.name)
# Changes that break a second check as well, as the end that they move is the end of both.
BREAKS_TWO = {
    ("planning/plan_tasks", "dates"): {"year_inside"},
    ("projects/grant_agreement", "dates"): {"milestones_inside"},
}
# What no value of a type may look like, for a validator of JSON Schema too.
WRONG = {
    "string": ["", 7, None, True, {}, []],
    "integer": ["7", 1.5, None, True, -(10**30), 10**30],
    "boolean": ["true", 1, 0, None],
    "object": [None, [], "x", 3],
    "array": [None, {}, "x", [], [None]],
}
WRONG_TEXTS = {
    "text": ["x" * 9000],
    "note": ["x" * 9000],
    "decimal": ["1e3", ".5", "1,000", "NaN", "十"],
    "percent": ["5%", "-", "1e1"],
    "share": ["0.5", "1/0", "-1/2"],
    "date": ["2026-02-30", "2026-2-3", "20260203", "二〇二六年"],
    "month": ["2026-13", "2026-7", "2026-07-01"],
    "datetime": ["yesterday"],
    "enum": ["no_such_word"],
    "uscc": ["91990101MA00AA017", "91990101MAO0AA0178"],
    "region": ["99010", "9901011"],
    "industry": ["3491", "U1", "C34911"],
    "discipline": ["46", "4601"],
    "org": ["91990101MA00AA0178", "org:1"],
    "person": ["P001", "person:李明远"],
    "body": ["bureau_meeting", "body:局长办公会"],
    "ref": ["T-031", "planning/plan_tasks"],
    "anchor": ["text:x", "text:x@5"],
    "file": ["a/b.pdf"],
    "phone": ["55500101", "023-5550"],
    "email": ["a.b", "a @b.c"],
    "point": ["106,29", "东经106度"],
}
# What only our own judge knows: calendars, check digits, figures in texts, the target of a link.
ONLY_OURS = {
    "percent": ["100.01", "-0.01"],
    "share": ["3/2"],
    "uscc": ["91990101MA00AA0179"],
    "org": ["org:91990101MA00AA0179"],
    "anchor": ["text:a@9-3", "text:a@3-3"],
    "ref": ["nowhere/at_all#1"],
    "text": ["line\nbreak", "bell\x07"],
    "datetime": ["2026-12-31T17:00:00", "2026-12-31 17:00:00+08:00"],
    "point": ["190.5,29.4", "106.5,91.4"],
}


def faults(form, record):
    return judge(form.fieldset, record).faults


def test_the_dictionary_is_read_whole():
    records = [form for form in forms() if form.record]

    assert len(forms()) - len(records) == 47
    assert len({form.group for form in forms()}) == 16


@FORMS
def test_a_schema_gives_its_fields_again(form):
    schema = compile_schema(form.fieldset)

    Draft202012Validator.check_schema(schema)
    assert read_schema(json.loads(json.dumps(schema))) == form.fieldset
    assert schema["additionalProperties"] is False


@FORMS
def test_an_example_is_accepted(form):
    validator = Draft202012Validator(compile_schema(form.fieldset), format_checker=FormatChecker())

    assert [error.message for error in validator.iter_errors(form.example)] == []
    judged = judge(form.fieldset, form.example)
    assert judged.faults == ()
    assert all(one.answer is None or one.answer.truth is not Truth.UNMET for one in judged.checks)


@FORMS
def test_each_break_fails_exactly_its_own_check(form):
    for check in form.data.get("checks", []):
        words = form.data["example"]
        for path, value in check["breaks"].items():
            words = changed(words, path, value)

        found = faults(form, storable(form.fieldset, words))

        assert {one.code for one in found} == {FaultCode.CHECK}, (check["id"], found)
        failed = [one.values["check"] for one in found]
        assert failed[0] == check["id"]
        assert set(failed[1:]) == BREAKS_TWO.get((form.name, check["id"]), set())


def places(fields, record, at=""):
    """Every field that the record answers: its path, the field, its value."""
    for field in fields:
        if field.id not in record:
            continue
        value = record[field.id]
        yield f"{at}{field.id}", field, value
        if field.group and isinstance(value, list):
            for i, row in enumerate(value):
                yield from places(field.group.fields, row, f"{at}{field.id}.{i}.")
        elif field.group:
            yield from places(field.group.fields, value, f"{at}{field.id}.")


def left_out(form):
    for path, field, _ in places(form.fieldset.fields, form.example):
        if field.is_required:
            yield changed(form.example, path, "~"), field.when is None


def of_wrong_form(form):
    for path, field, value in places(form.fieldset.fields, form.example):
        is_list = isinstance(value, list)
        kind = "array" if is_list else field.type.json_type
        for wrong in WRONG[kind]:
            yield changed(form.example, path, wrong), True
        name = "enum" if field.type.name == "enums" else field.type.name
        for table, is_both in ((WRONG_TEXTS, True), (ONLY_OURS, False)):
            for wrong in table.get(name, []):
                if name == "ref" and not is_both and not field.target:
                    continue
                spoiled = [wrong, *value[1:]] if is_list and not field.group else wrong
                yield changed(form.example, path, spoiled), is_both


def with_unknown_field(form):
    yield form.example | {"no_such_field": "x"}, True
    for path, field, value in places(form.fieldset.fields, form.example):
        if field.group:
            inside = (
                f"{path}.0.no_such_field" if isinstance(value, list) else f"{path}.no_such_field"
            )
            yield changed(form.example, inside, "x"), True


@pytest.mark.parametrize("mutate", [left_out, of_wrong_form, with_unknown_field])
def test_mutants_are_refused(mutate):
    count = 0
    for form in forms():
        validator = Draft202012Validator(
            compile_schema(form.fieldset), format_checker=FormatChecker()
        )
        for mutant, is_refused_by_both in mutate(form):
            count += 1
            assert faults(form, mutant), (form.name, mutant)
            if is_refused_by_both:
                assert not validator.is_valid(mutant), (form.name, mutant)

    print(f"{mutate.__name__}: {count} mutants refused")  # noqa: T201 - shown by pytest -s
    assert count > 100


@FORMS
def test_what_is_held_cannot_be_typed(form):
    asked = {path for path, field, _ in places(form.fieldset.fields, form.example) if field.is_held}

    judged = judge_asked(form.fieldset, form.example, {})

    held = {one.path for one in judged.faults if one.code is FaultCode.HELD}
    top = {path for path in asked if not any(path.startswith(f"{one}.") for one in held)}
    assert held == top
    assert not {field.id for field in form.fieldset.asked if field.is_held}


@FORMS
def test_a_field_has_one_label_in_each_language(form):
    for path, field in form.fieldset.walk():
        assert field.title.zh, path
        assert re.fullmatch(r"[A-Z].*", field.title.en), path
        assert not (field.type.name in {"person", "phone", "email"} and not field.personal)
        assert (field.field_class is FieldClass.SEALED) == bool(field.open_at)


@FORMS
def test_the_public_sees_public_fields_only(form):
    seen = visible(form.fieldset, form.example, {FieldClass.PUBLIC})

    for name in seen:
        field = form.fieldset.find(name)
        assert field.field_class is FieldClass.PUBLIC, name


@FORMS
def test_nobody_sees_a_sealed_field_before_its_stage(form):
    seen = visible(form.fieldset, form.example, set(FieldClass))

    for path, field, _ in places(form.fieldset.fields, form.example):
        if field.field_class is FieldClass.SEALED:
            assert path not in {one for one, _, _ in places(form.fieldset.fields, seen)}


def test_an_open_challenge_can_express_none_of_the_barred_facts():
    barred = {"title_level", "education", "recognition_level"}

    for form in forms():
        if form.manifest == "open_challenge":
            assert not barred & {one.name for one in form.fieldset.word_lists}, form.name


def test_what_a_field_refers_to_exists():
    manifests = {f"{form.group}/{form.manifest}" for form in forms()}

    for form in forms():
        for path, field in form.fieldset.walk():
            assert not field.target or field.target in manifests, (form.name, path)


def test_our_lists_and_groups_are_complete_in_both_languages():
    catalogs = field_catalogs()

    theirs = strict_yaml.load((FOLDER / "enums.yaml").read_bytes(), "enums.yaml").value
    assert set(theirs) == set(catalogs.lists)
    for name, one in theirs.items():
        words = catalogs.lists[name].words
        assert [word.code for word in words] == list(one["items"]), name
        assert [word.title.zh for word in words] == [item["zh"] for item in one["items"].values()]
        assert all(word.title.en for word in words)
        assert catalogs.lists[name].is_open == (one.get("open") == "true")
    groups = strict_yaml.load((FOLDER / "groups.yaml").read_bytes(), "groups.yaml").value
    assert {n: list(g["fields"]) for n, g in groups.items()} == {
        name: [field.id for field in group.fields] for name, group in catalogs.groups.items()
    }
