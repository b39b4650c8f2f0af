"""From the short form of the dictionary to fields: everything that is wrong, each with its path."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from silian.domain.kernel.errors import SilianError
from silian.domain.systems.conditions import Condition, parse
from silian.domain.systems.dictionary import FieldType, Form, Word, Wording, WordList
from silian.domain.systems.expressions import BadCondition
from silian.domain.systems.fields import Check, Field, FieldClass, FieldGroup, FieldSet, kinds_of
from silian.domain.systems.kinds import Kind, check
from silian.domain.systems.shorthand import Entry, FieldProblem, Notes, Path, Problem

T = TypeVar("T")

_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", re.ASCII)
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_MARKS = frozenset({"V1", "V2", "V3", "R", "corpus"})
_SUFFIXES = {"_on": ("date",), "_at": ("datetime",), "_fen": ("money", "int")}
_PERSONAL = frozenset({"person", "phone", "email"})
_LIMITED = frozenset({"text", "note", "count", "int", "money", "decimal", "percent", "year"})
_UNIT_WORDS = ("_fen", "_on", "_at", "_percent")


class InvalidFields(SilianError):
    """The fields of a file are not what the dictionary allows; ``problems`` lists all of it."""

    code = "systems.invalid_fields"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(
            "; ".join(map(str, problems[:20])),
            count=len(problems),
            path=".".join(map(str, first.path)),
            field_problem=first.problem.value,
            given=first.given,
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Catalogs:
    """The dictionary that manifests are read against."""

    types: Mapping[str, FieldType]
    lists: Mapping[str, WordList]
    forms: Mapping[str, Form]
    groups: Mapping[str, FieldGroup]
    sources: Mapping[str, Wording]
    rule_packs: frozenset[str]


def read_catalogs(*, types: object, lists: object, groups: object, forms: object) -> Catalogs:
    """The dictionary from its four files, as the strict reader gives them.

    Raises:
        InvalidFields: with paths that start with the name of the file.
    """
    notes = Notes()
    kinds = Entry(types, ("types",), notes)
    catalogs = Catalogs(
        types=_types(kinds.entry("types")),
        sources=_wordings(kinds.entry("sources")),
        rule_packs=frozenset(kinds.texts("rule_packs")),
        lists=_lists(Entry(lists, ("lists",), notes)),
        forms=_forms(Entry(forms, ("forms",), notes)),
        groups={},
    )
    kinds.close()
    box = Entry(groups, ("groups",), notes)
    found = {name: _group(box.entry(name), name, catalogs) for name in box.names()}
    _refuse(notes)
    return replace(catalogs, groups=found)


def read_fields(
    data: Mapping[str, object], catalogs: Catalogs, path: Path = (), form: str = ""
) -> FieldSet:
    """The fields and checks of a manifest or of one of its records.

    Reads the keys ``use``, ``fields``, ``checks`` and ``form`` of ``data`` and leaves the others.

    Args:
        path: where ``data`` stands in its file, put before every path of a problem.
        form: the form behind it where it names none.

    Raises:
        InvalidFields: with every problem found.
    """
    notes = Notes()
    entry = Entry(data, path, notes)
    form = _form(entry, catalogs) or form
    fields = _used(entry, catalogs)
    seen = {field.id for field in fields}
    box = entry.entry("fields")
    for name in box.names():
        if name in seen:
            box.note(name, FieldProblem.REPEATED_ID, name)
        fields.append(_field(box.entry(name), name, form, catalogs))
    checks = [one for name in entry.texts("use") for one in _checks_of(name, catalogs)]
    _conditions(fields, entry)
    checks += _checks(entry, kinds_of(tuple(fields)), {one.id for one in checks})
    _refuse(notes)
    return FieldSet(tuple(fields), tuple(checks), form)


def read_records(
    data: Mapping[str, object], catalogs: Catalogs, path: Path = ()
) -> dict[str, FieldSet]:
    """The further papers of a manifest (``records``), each a set of fields of its own.

    Raises:
        InvalidFields: with every problem of every record.
    """
    notes = Notes()
    entry = Entry(data, path, notes)
    form = entry.text("form")
    box = entry.entry("records")
    found: dict[str, FieldSet] = {}
    for name in box.names():
        _identifier(box.entry(name), name)
        record = box.raw(name)
        try:
            inner = record if isinstance(record, Mapping) else {}
            found[name] = read_fields(inner, catalogs, (*path, "records", name), form)
        except InvalidFields as error:
            notes.found.extend(error.problems)
    _refuse(notes)
    return found


def _refuse(notes: Notes) -> None:
    if notes.found:
        raise InvalidFields(tuple(notes.found))


def _types(box: Entry) -> dict[str, FieldType]:
    found = {}
    for name in box.names():
        entry = box.entry(name)
        found[name] = FieldType(
            name=name,
            title=entry.title(),
            json_type=entry.text("json", needed=True),
            kind=entry.text("kind", needed=True),
            format=entry.text("format"),
            pattern=_pattern(entry),
            minimum=entry.whole("minimum"),
            maximum=entry.whole("maximum"),
            max_length=entry.whole("max_length"),
            max_items=entry.whole("max_items"),
            unit=entry.text("unit"),
            needs=entry.text("needs"),
        )
        entry.skip("note")
        entry.close()
    return found


def _wordings(box: Entry) -> dict[str, Wording]:
    found = {}
    for name in box.names():
        entry = box.entry(name)
        found[name] = entry.title()
        entry.close()
    return found


def _lists(box: Entry) -> dict[str, WordList]:
    found = {}
    for name in box.names():
        entry = box.entry(name)
        _identifier(entry, name)
        words = []
        items = entry.entry("items")
        for code in items.names():
            item = items.entry(code)
            if not _CODE.fullmatch(code):
                items.note(code, FieldProblem.BAD_ID, code)
            words.append(Word(code, item.title(), item.text("official")))
            item.close()
        if not words:
            entry.note("items", FieldProblem.MISSING_KEY, "items")
        found[name] = WordList(
            name, entry.text("source", needed=True), _mark(entry), entry.flag("open"), tuple(words)
        )
        entry.close()
    return found


def _forms(box: Entry) -> dict[str, Form]:
    found = {}
    for name in box.names():
        entry = box.entry(name)
        _identifier(entry, name)
        found[name] = Form(
            name, entry.title(), entry.text("issuer"), entry.text("basis"), _mark(entry)
        )
        entry.skip("seen", "note")
        entry.close()
    return found


def _group(entry: Entry, name: str, catalogs: Catalogs) -> FieldGroup:
    _identifier(entry, name)
    title, form = entry.title(), _form(entry, catalogs)
    box = entry.entry("fields")
    fields = [_field(box.entry(one), one, form, catalogs) for one in box.names()]
    for field in fields:
        if field.type.needs == "of":
            box.note(field.id, FieldProblem.NESTED_GROUP, field.type.name)
    _conditions(fields, entry)
    checks = _checks(entry, kinds_of(tuple(fields)), set())
    entry.close()
    return FieldGroup(name, title, tuple(fields), tuple(checks), form)


def _used(entry: Entry, catalogs: Catalogs) -> list[Field]:
    """The fields of the groups that are put in flat, in their order."""
    fields: list[Field] = []
    for i, name in enumerate(entry.texts("use")):
        group = catalogs.groups.get(name)
        if group is None:
            entry.notes.add((*entry.path, "use", i), FieldProblem.UNKNOWN_GROUP, name)
            continue
        seen = {field.id for field in fields}
        for field in group.fields:
            if field.id in seen:
                entry.notes.add((*entry.path, "use", i), FieldProblem.REPEATED_ID, field.id)
            fields.append(replace(field, use=name))
    return fields


def _checks_of(name: str, catalogs: Catalogs) -> tuple[Check, ...]:
    group = catalogs.groups.get(name)
    return group.checks if group else ()


def _field(entry: Entry, name: str, form: str, catalogs: Catalogs) -> Field:
    """One field of the short form; what is wrong is noted, and it stands as well as it can."""
    _identifier(entry, name)
    type_name = entry.text("type", needed=True)
    kind = catalogs.types.get(type_name)
    if kind is None:
        if type_name:
            entry.note("type", FieldProblem.UNKNOWN_TYPE, type_name)
        kind = FieldType("", Wording(""), "string", "text")
    form = _form(entry, catalogs) or form
    own = catalogs.forms.get(form)
    title = entry.title()
    field = Field(
        id=name,
        title=title if title.en else Wording(title.zh, in_words(name)),
        type=kind,
        field_class=_class(entry),
        is_required=entry.flag("req"),
        when=_condition(entry, "when"),
        is_many=entry.flag("many"),
        word_list=_named(entry, "list", catalogs.lists, FieldProblem.UNKNOWN_LIST),
        group=_named(entry, "of", catalogs.groups, FieldProblem.UNKNOWN_GROUP),
        target=entry.text("to"),
        source=entry.text("from"),
        open_at=entry.text("open_at"),
        unit=entry.text("unit") or kind.unit,
        shown=entry.text("shown"),
        minimum=entry.number("min"),
        maximum=entry.number("max"),
        pattern=_pattern(entry),
        personal=entry.text("pd"),
        note=entry.wording("note"),
        form=form,
        conf=(_mark(entry) if "conf" in entry else "") or (own.conf if own else ""),
        feeds=entry.texts("feeds"),
        rules=entry.texts("rules"),
    )
    entry.close()
    _coherence(entry, field, catalogs)
    return field


def in_words(name: str) -> str:
    """An identifier as English words, for a field that has no English title of its own."""
    for suffix in _UNIT_WORDS:
        name = name.removesuffix(suffix)
    return name.replace("_", " ").capitalize()


def _coherence(entry: Entry, field: Field, catalogs: Catalogs) -> None:
    """What one key says against another."""
    kind = field.type
    for key, given in (("list", field.word_list), ("of", field.group)):
        if kind.needs == key and key not in entry:
            entry.note(key, FieldProblem.MISSING_KEY, key)
        elif given is not None and kind.needs != key:
            entry.note(key, FieldProblem.MISPLACED_KEY, kind.name)
    if field.target and kind.name != "ref":
        entry.note("to", FieldProblem.MISPLACED_KEY, kind.name)
    if field.is_many and (kind.json_type in ("array", "object")):
        entry.note("many", FieldProblem.MISPLACED_KEY, kind.name)
    if field.pattern and kind.kind != "text":
        entry.note("pattern", FieldProblem.MISPLACED_KEY, kind.name)
    if field.shown and not field.is_money:
        entry.note("shown", FieldProblem.MISPLACED_KEY, kind.name)
    for key, limit in (("min", field.minimum), ("max", field.maximum)):
        if limit is not None and kind.name not in _LIMITED:
            entry.note(key, FieldProblem.MISPLACED_KEY, kind.name)
    low, high = field.minimum, field.maximum
    if low is not None and high is not None and low > high:
        entry.note("min", FieldProblem.BAD_LIMITS, f"{low} > {high}")
    for suffix, types in _SUFFIXES.items():
        if field.id.endswith(suffix) and kind.name not in types:
            entry.note("type", FieldProblem.BAD_SUFFIX, f"{suffix} / {kind.name}")
    if kind.name == "money" and not field.id.endswith("_fen"):
        entry.note("type", FieldProblem.BAD_SUFFIX, f"money / {field.id}")
    _trust(entry, field, catalogs)


def _trust(entry: Entry, field: Field, catalogs: Catalogs) -> None:
    """Seals, personal data, sources and rules."""
    sealed = field.field_class is FieldClass.SEALED
    if sealed and not field.open_at:
        entry.note("open_at", FieldProblem.SEAL_WITHOUT_STAGE, field.id)
    if field.open_at and not sealed:
        entry.note("open_at", FieldProblem.STAGE_WITHOUT_SEAL, field.open_at)
    if field.type.name in _PERSONAL and not field.personal:
        entry.note("pd", FieldProblem.PERSONAL_WITHOUT_REASON, field.type.name)
    head, colon, _ = field.source.partition(":")
    if field.source and (not colon or head not in catalogs.sources):
        entry.note("from", FieldProblem.UNKNOWN_SOURCE, head)
    for i, name in enumerate(field.rules):
        if name not in catalogs.rule_packs:
            entry.notes.add((*entry.path, "rules", i), FieldProblem.UNKNOWN_RULE, name)


def _conditions(fields: list[Field], entry: Entry) -> None:
    """That every ``when`` and every derived value can be asked of the fields beside it."""
    kinds = kinds_of(tuple(fields))
    for field in fields:
        own, notes = (*entry.path, "fields", field.id), entry.notes
        if field.when is not None:
            _judged(field.when, kinds, "yes_no", (*own, "when"), notes)
        try:
            derivation = field.derivation
        except BadCondition as error:
            notes.add_condition((*own, "from"), error.problem, error.found)
            continue
        if derivation is not None:
            _judged(derivation, kinds, "number", (*own, "from"), notes)


def _checks(entry: Entry, kinds: Mapping[str, Kind], seen: set[str]) -> list[Check]:
    found = []
    for one in entry.entries("checks"):
        name = one.text("id", needed=True)
        if name and not _ID.fullmatch(name):
            one.note("id", FieldProblem.BAD_ID, name)
        if name in seen:
            one.note("id", FieldProblem.REPEATED_ID, name)
        seen.add(name)
        title, test, when = one.title(), _condition(one, "test"), _condition(one, "when")
        one.skip("breaks")
        one.close()
        if "test" not in one:
            one.note("test", FieldProblem.MISSING_KEY, "test")
        for key, condition in (("test", test), ("when", when)):
            if condition is not None:
                _judged(condition, kinds, "yes_no", (*one.path, key), one.notes)
        if test is not None:
            message = title if title.en else Wording(title.zh, in_words(name))
            found.append(Check(name, test, message, when))
    return found


def _judged(
    condition: Condition, kinds: Mapping[str, Kind], wanted: str, path: Path, notes: Notes
) -> None:
    objection = check(condition, kinds, wanted)
    if objection is not None:
        notes.add_condition(path, objection.problem, objection.given)


def _condition(entry: Entry, key: str) -> Condition | None:
    text = entry.text(key)
    if not text:
        return None
    try:
        return parse(text)
    except BadCondition as error:
        entry.notes.add_condition((*entry.path, key), error.problem, error.found)
        return None


def _class(entry: Entry) -> FieldClass:
    stated = entry.text("class")
    if stated in set(FieldClass):
        return FieldClass(stated)
    if stated:
        entry.note("class", FieldProblem.UNKNOWN_CLASS, stated)
    return FieldClass.BUREAU


def _mark(entry: Entry) -> str:
    mark = entry.text("conf", needed=True)
    if mark and mark not in _MARKS:
        entry.note("conf", FieldProblem.UNKNOWN_KEY, mark)
    return mark


def _form(entry: Entry, catalogs: Catalogs) -> str:
    form = entry.text("form")
    if form and form not in catalogs.forms:
        entry.note("form", FieldProblem.UNKNOWN_FORM, form)
    return form


def _named(entry: Entry, key: str, known: Mapping[str, T], problem: FieldProblem) -> T | None:
    name = entry.text(key)
    if name and name not in known:
        entry.note(key, problem, name)
    return known.get(name)


def _pattern(entry: Entry) -> str:
    pattern = entry.text("pattern")
    try:
        re.compile(pattern)
    except re.error:
        entry.note("pattern", FieldProblem.BAD_PATTERN, pattern)
        return ""
    return pattern


def _identifier(entry: Entry, name: str) -> None:
    if not _ID.fullmatch(name):
        entry.notes.add(entry.path, FieldProblem.BAD_ID, name)
