"""A set of fields as JSON Schema (draft 2020-12), and the set again from its schema.

The schema stands on its own: a case keeps the schema that it was opened under, with the words of
its lists and the facts of its types, whatever the dictionary says later.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from silian.domain.systems.conditions import Condition, parse
from silian.domain.systems.dictionary import FieldType, Word, Wording, WordList
from silian.domain.systems.fields import (
    MANY_AT_MOST,
    Check,
    Field,
    FieldClass,
    FieldGroup,
    FieldSet,
)
from silian.domain.systems.schema_conditions import when_met, when_unmet

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]  # Any: a JSON document
_TYPE_FACTS = (
    ("format", "format"),
    ("pattern", "pattern"),
    ("minimum", "minimum"),
    ("maximum", "maximum"),
    ("max_length", "maxLength"),
    ("max_items", "maxItems"),
    ("unit", "x-unit"),
    ("needs", "x-needs"),
)
_FIELD_WORDS = (
    ("shown", "x-shown"),
    ("source", "x-from"),
    ("open_at", "x-open-at"),
    ("personal", "x-personal"),
    ("target", "x-to"),
    ("use", "x-use"),
    ("form", "x-source"),
    ("conf", "x-conf"),
)
_LONG = frozenset({"text", "note"})


def compile_schema(fieldset: FieldSet) -> Schema:
    """The schema that a record of these fields satisfies, checks between fields excepted.

    What JSON Schema has no word for stands under ``x-``: class, unit, source, seal, conditions,
    checks. A condition that it can express is an ``if`` as well.
    """
    schema: Schema = {"$schema": DRAFT, **_object(fieldset.fields, fieldset.checks)}
    if fieldset.form:
        schema["x-source"] = fieldset.form
    types = {field.type.name: field.type for _, field in fieldset.walk()}
    schema["x-types"] = {name: _type(types[name]) for name in sorted(types)}
    if fieldset.word_lists:
        schema["x-lists"] = {one.name: _list(one) for one in fieldset.word_lists}
    if fieldset.groups:
        schema["$defs"] = {one.name: _group(one) for one in fieldset.groups}
    return schema


def read_schema(schema: Mapping[str, Any]) -> FieldSet:
    """The set of fields that ``compile_schema`` made a schema of.

    Raises:
        KeyError, ValueError: if the schema was not made here.
    """
    back = _Back(schema)
    return FieldSet(back.fields(schema), back.checks(schema), schema.get("x-source", ""))


def _object(fields: Sequence[Field], checks: Sequence[Check]) -> Schema:
    schema: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.id: _property(field) for field in fields},
    }
    required = [field.id for field in fields if field.is_required and field.when is None]
    if required:
        schema["required"] = required
    if conditional := [rule for field in fields for rule in _conditional(field)]:
        schema["allOf"] = conditional
    if checks:
        schema["x-checks"] = [_check(one) for one in checks]
    return schema


def _group(group: FieldGroup) -> Schema:
    schema = _object(group.fields, group.checks) | _titled(group.title)
    return schema | ({"x-source": group.form} if group.form else {})


def _titled(title: Wording) -> Schema:
    return {"title": title.zh} | ({"x-title-en": title.en} if title.en else {})


def _property(field: Field) -> Schema:
    schema = _titled(field.title) | _shape(field)
    schema |= {"x-type": field.type.name, "x-class": field.field_class.value}
    if field.is_required:
        schema["x-required"] = True
    if field.when is not None:
        schema["x-when"] = field.when.text
    if field.unit:
        schema["x-unit"] = field.unit
    if field.word_list is not None:
        schema["x-list"] = field.word_list.name
    for name, key in _FIELD_WORDS:
        if getattr(field, name):
            schema[key] = getattr(field, name)
    for key, limit in (("x-min", field.minimum), ("x-max", field.maximum)):
        if limit is not None:
            schema[key] = str(limit)
    if field.pattern:
        schema["x-pattern"] = field.pattern
    if field.note.zh:
        schema["description"] = field.note.zh
    if field.note.en:
        schema["x-description-en"] = field.note.en
    for key, names in (("x-feeds", field.feeds), ("x-rules", field.rules)):
        if names:
            schema[key] = list(names)
    return schema


def _shape(field: Field) -> Schema:
    """The part that a validator enforces."""
    kind = field.type
    if field.group is not None:
        nested = {"$ref": f"#/$defs/{field.group.name}"}
        if kind.json_type == "object":
            return {"type": "object", **nested}
        return {"type": "array", "items": nested, "minItems": 1, "maxItems": kind.max_items}
    if kind.json_type == "array":
        item: Schema = {"type": "string", "enum": _codes(field)}
        return {
            "type": "array",
            "items": item,
            "minItems": 1,
            "maxItems": kind.max_items,
            "uniqueItems": True,
        }
    one = _one(field)
    if field.is_many:
        return {"type": "array", "items": one, "minItems": 1, "maxItems": MANY_AT_MOST}
    return one


def _one(field: Field) -> Schema:
    """A single value."""
    kind = field.type
    schema: Schema = {"type": kind.json_type}
    if field.word_list is not None:
        return schema | {"enum": _codes(field)}
    if kind.format:
        schema["format"] = kind.format
    patterns = [one for one in (kind.pattern, field.pattern) if one]
    if len(patterns) == 1:
        schema["pattern"] = patterns[0]
    elif patterns:
        schema["allOf"] = [{"pattern": one} for one in patterns]
    if kind.json_type == "integer":
        schema["minimum"] = _limit(field.minimum, kind.minimum)
        schema["maximum"] = _limit(field.maximum, kind.maximum)
    elif kind.json_type == "string":
        is_text = kind.name in _LONG
        schema["minLength"] = _limit(field.minimum if is_text else None, 1)
        schema["maxLength"] = _limit(field.maximum if is_text else None, kind.max_length)
    return {key: value for key, value in schema.items() if value is not None}


def _limit(own: Decimal | None, of_type: int | None) -> int | None:
    return of_type if own is None else int(own)


def _codes(field: Field) -> list[str]:
    return [word.code for word in field.word_list.words] if field.word_list else []


def _conditional(field: Field) -> Iterable[Schema]:
    """That a field is there when its condition asks for it, and not when it is unmet."""
    if field.when is None:
        return
    met, unmet = when_met(field.when.root), when_unmet(field.when.root)
    if met is not None and field.is_required:
        yield {"if": met, "then": {"required": [field.id]}}
    if unmet is not None:
        yield {"if": unmet, "then": {"properties": {field.id: False}}}


def _check(check: Check) -> Schema:
    said: Schema = {"id": check.id, "test": check.test.text, "zh": check.message.zh}
    if check.message.en:
        said["en"] = check.message.en
    if check.when is not None:
        said["when"] = check.when.text
    return said


def _type(kind: FieldType) -> Schema:
    facts = {"type": kind.json_type, "x-kind": kind.kind} | _titled(kind.title)
    for name, key in _TYPE_FACTS:
        value = getattr(kind, name)
        if value not in (None, ""):
            facts[key] = value
    return facts


def _list(word_list: WordList) -> Schema:
    words = [
        {"code": word.code, **_titled(word.title)}
        | ({"official": word.official} if word.official else {})
        for word in word_list.words
    ]
    return {
        "source": word_list.source,
        "conf": word_list.conf,
        "open": word_list.is_open,
        "words": words,
    }


class _Back:
    """Reads a schema of ours; types, lists and groups first, as fields refer to them."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._types = {n: self._type(n, one) for n, one in schema["x-types"].items()}
        self._lists = {n: self._list(n, one) for n, one in schema.get("x-lists", {}).items()}
        self._groups: dict[str, FieldGroup] = {}
        for name, one in schema.get("$defs", {}).items():
            self._groups[name] = FieldGroup(
                name, self._title(one), self.fields(one), self.checks(one), one.get("x-source", "")
            )

    def fields(self, schema: Mapping[str, Any]) -> tuple[Field, ...]:
        return tuple(self._field(name, one) for name, one in schema["properties"].items())

    def checks(self, schema: Mapping[str, Any]) -> tuple[Check, ...]:
        return tuple(
            Check(
                one["id"],
                parse(one["test"]),
                Wording(one["zh"], one.get("en", "")),
                self._condition(one.get("when")),
            )
            for one in schema.get("x-checks", ())
        )

    def _field(self, name: str, one: Mapping[str, Any]) -> Field:
        kind = self._types[one["x-type"]]
        reference = one.get("$ref") or one.get("items", {}).get("$ref", "")
        group = reference.rpartition("/")[2]
        is_many = one["type"] == "array" and kind.json_type != "array"
        return Field(
            id=name,
            title=self._title(one),
            type=kind,
            field_class=FieldClass(one["x-class"]),
            is_required=one.get("x-required", False),
            when=self._condition(one.get("x-when")),
            is_many=is_many,
            word_list=self._lists[one["x-list"]] if "x-list" in one else None,
            group=self._groups[group] if group else None,
            unit=one.get("x-unit", ""),
            minimum=self._number(one.get("x-min")),
            maximum=self._number(one.get("x-max")),
            pattern=one.get("x-pattern", ""),
            note=Wording(one.get("description", ""), one.get("x-description-en", "")),
            feeds=tuple(one.get("x-feeds", ())),
            rules=tuple(one.get("x-rules", ())),
            **{field: one.get(key, "") for field, key in _FIELD_WORDS},
        )

    @staticmethod
    def _type(name: str, one: Mapping[str, Any]) -> FieldType:
        facts = {field: one[key] for field, key in _TYPE_FACTS if key in one}
        return FieldType(name, _Back._title(one), one["type"], one["x-kind"], **facts)

    @staticmethod
    def _list(name: str, one: Mapping[str, Any]) -> WordList:
        words = tuple(
            Word(word["code"], _Back._title(word), word.get("official", ""))
            for word in one["words"]
        )
        return WordList(name, one["source"], one["conf"], one["open"], words)

    @staticmethod
    def _title(one: Mapping[str, Any]) -> Wording:
        return Wording(one["title"], one.get("x-title-en", ""))

    @staticmethod
    def _condition(text: str | None) -> Condition | None:
        return None if text is None else parse(text)

    @staticmethod
    def _number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)
