"""Fields of a form or register (字段), their groups, their checks, and what conditions may name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from silian.domain.systems.conditions import Condition, parse
from silian.domain.systems.dictionary import FieldType, Wording, WordList
from silian.domain.systems.kinds import Kind

MANY_AT_MOST = 200
NO_WORDS = Wording("")


class FieldClass(StrEnum):
    """Who may read a field; one that states none is the bureau's."""

    PUBLIC = "public"
    PARTIES = "parties"
    REVIEWERS = "reviewers"
    BUREAU = "bureau"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule between fields of one record (勾稽关系).

    It is asked where ``when`` is met, and failed only if ``test`` is unmet: what is unknown has
    failed nothing.
    """

    id: str
    test: Condition
    message: Wording
    when: Condition | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The fields concerned, those of the test first."""
        more = self.when.paths if self.when else ()
        return tuple(dict.fromkeys(self.test.paths + more))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form, as the dictionary's short form states it.

    ``source`` (``from``) says where the value is taken from: such a field is shown and never
    asked. ``minimum`` and ``maximum`` are lengths for texts and figures for numbers, both
    included. ``use`` is the group that was put in flat. ``form`` and ``conf`` are inherited where
    the field has none of its own.
    """

    id: str
    title: Wording
    type: FieldType
    field_class: FieldClass = FieldClass.BUREAU
    is_required: bool = False
    when: Condition | None = None
    is_many: bool = False
    word_list: WordList | None = None
    group: "FieldGroup | None" = None
    target: str = ""
    source: str = ""
    open_at: str = ""
    unit: str = ""
    shown: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pattern: str = ""
    personal: str = ""
    note: Wording = NO_WORDS
    use: str = ""
    form: str = ""
    conf: str = ""
    feeds: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def is_held(self) -> bool:
        """Whether it is filled from what is held, and so never asked."""
        return bool(self.source)

    @property
    def is_money(self) -> bool:
        """Whether it is an amount in 分."""
        return self.unit == "分"

    @property
    def derivation(self) -> Condition | None:
        """The expression over the same record that it is derived by, if it is."""
        head, _, rest = self.source.partition(":")
        return parse(rest) if head == "derive" else None

    def kind(self) -> Kind:
        """What a condition may do with it."""
        if self.group is not None:
            return Kind("table" if self.type.name == "rows" else "group", of=self.group.name)
        kind = self.word_list.kind() if self.word_list else Kind(self.type.kind)
        many = self.is_many or self.type.json_type == "array"
        return Kind(kind.name, kind.of, kind.codes, is_column=many)


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that go together (字段组), with the checks of their own."""

    name: str
    title: Wording
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    form: str = ""


@dataclass(frozen=True, slots=True)
class FieldSet:
    """The fields of one form or register, groups put in flat included, in the order of the form."""

    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    form: str = ""

    def find(self, field_id: str) -> Field | None:
        """The field of an id, or ``None``."""
        return next((field for field in self.fields if field.id == field_id), None)

    @property
    def asked(self) -> tuple[Field, ...]:
        """The fields that a form asks for."""
        return tuple(field for field in self.fields if not field.is_held)

    @property
    def held(self) -> tuple[Field, ...]:
        """The fields that are shown, with their source, and never asked."""
        return tuple(field for field in self.fields if field.is_held)

    @property
    def groups(self) -> tuple[FieldGroup, ...]:
        """The groups that are nested in it, each once, in order of appearance."""
        found = {field.group.name: field.group for field in self.fields if field.group}
        return tuple(found.values())

    def walk(self) -> Iterator[tuple[str, Field]]:
        """Every field with its dotted name, those of nested groups after their group."""
        for field in self.fields:
            yield field.id, field
            for inner in field.group.fields if field.group else ():
                yield f"{field.id}.{inner.id}", inner

    @property
    def word_lists(self) -> tuple[WordList, ...]:
        """The lists that it uses, also through its groups, by name."""
        found = {one.word_list.name: one.word_list for _, one in self.walk() if one.word_list}
        return tuple(found[name] for name in sorted(found))

    def kinds(self) -> Mapping[str, Kind]:
        """The names that a condition over a record may use, and what each stands for."""
        return kinds_of(self.fields)


def kinds_of(fields: tuple[Field, ...]) -> dict[str, Kind]:
    """The kinds of fields by their dotted names; inside a table, each name is a column."""
    kinds: dict[str, Kind] = {}
    for field in fields:
        kinds[field.id] = field.kind()
        for inner in field.group.fields if field.group else ():
            kind = inner.kind()
            column = kind.is_column or field.type.name == "rows"
            kinds[f"{field.id}.{inner.id}"] = Kind(kind.name, kind.of, kind.codes, column)
    return kinds
