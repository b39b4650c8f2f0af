"""Answers as a page shows them: each field in words, tables as tables, what is hidden as hidden."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from silian.adapters.field_catalogs import field_catalogs
from silian.domain.systems.amounts import in_words
from silian.domain.systems.fields import Field, FieldClass, FieldSet
from silian.domain.systems.typed import to_typed
from silian.services.calls.values import AttachmentView
from silian.web.cases.answers import is_table
from silian.web.cases.words import choice_word, said
from silian.web.templatetags.silian import moment

PER_PAGE = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer: a text, files, a table, or parts of a group."""

    title: str
    text: str = ""
    is_note: bool = False
    is_number: bool = False
    hidden: str = ""
    files: tuple[AttachmentView, ...] = ()
    heads: tuple["Shown", ...] = ()
    rows: tuple[tuple["Shown", ...], ...] = ()
    parts: tuple["Shown", ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that belong together: what is answered, and the titles of what is not."""

    key: str
    title: str
    answers: tuple[Shown, ...]
    empty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlockOf:
    """Which fields stand together under which title."""

    key: str
    title: str
    fields: tuple[Field, ...]

    @property
    def names(self) -> frozenset[str]:
        """The ids of its fields."""
        return frozenset(one.id for one in self.fields)

    @property
    def is_asked(self) -> bool:
        """Whether a form asks for anything of it."""
        return any(not one.is_held for one in self.fields)


def blocks_of(fieldset: FieldSet, title: str, most: int = 0) -> tuple[BlockOf, ...]:
    """The fields in blocks: each shared group and each table its own; ``most`` cuts long ones."""
    found: list[tuple[str, str, list[Field]]] = []
    for one in fieldset.fields:
        key = f"of-{one.id}" if one.group else f"use-{one.use}"
        words = said(one.title) if one.group else _use_title(one.use, title)
        last = found[-1] if found else None
        if last and last[0] == key and not (most and len(last[2]) >= most):
            last[2].append(one)
        else:
            found.append((key, words, [one]))
    return tuple(
        BlockOf(f"b{n}", words, tuple(fields)) for n, (_key, words, fields) in enumerate(found, 1)
    )


def _use_title(use: str, title: str) -> str:
    group = field_catalogs().groups.get(use)
    return said(group.title) if group else title


def parts_of(
    fieldset: FieldSet, record: Mapping[str, object], title: str, *,
    hidden: Iterable[str] = (), attachments: Sequence[AttachmentView] = (),
) -> tuple[Part, ...]:  # fmt: skip
    """The answers of a record in blocks."""
    unseen = set(hidden)
    files = {one.name: one for one in attachments}
    parts = []
    for block in blocks_of(fieldset, title):
        shown = [
            _hidden(one) if one.id in unseen else show_field(one, record[one.id], files)
            for one in block.fields
            if one.id in unseen or one.id in record
        ]
        empty = tuple(
            said(one.title) for one in block.fields
            if one.id not in unseen and one.id not in record and not one.is_held
        )  # fmt: skip
        if shown or empty:
            parts.append(Part(block.key, block.title, tuple(shown), empty))
    return tuple(parts)


def _hidden(one: Field) -> Shown:
    why = (
        _("Sealed until it is opened; nobody sees it before.")
        if one.field_class is FieldClass.SEALED
        else _("Filled in; not for your office.")
    )
    return Shown(said(one.title), hidden=why)


def show_field(one: Field, value: object, files: Mapping[str, AttachmentView]) -> Shown:
    """One answer in words."""
    title, group = said(one.title), one.group
    if group is not None and is_table(one) and isinstance(value, list | tuple):
        fields = group.fields
        rows = tuple(
            tuple(
                show_field(inner, row[inner.id], files) if inner.id in row
                else Shown(said(inner.title), "—")
                for inner in fields
            )
            for row in value
            if isinstance(row, Mapping)
        )  # fmt: skip
        heads = tuple(Shown(_head(inner), is_number=_is_number(inner)) for inner in fields)
        return Shown(title, heads=heads, rows=rows)
    if group is not None and isinstance(value, Mapping):
        parts = tuple(show_field(f, value[f.id], files) for f in group.fields if f.id in value)
        return Shown(title, parts=parts)
    if one.type.name == "file":
        names = value if isinstance(value, list | tuple) else [value]
        kept = tuple(files[str(name)] for name in names if name in files)
        missing = [str(name) for name in names if name not in files]
        return Shown(title, text="、".join(missing), files=kept)
    values = value if isinstance(value, list | tuple) else [value]
    text = "、".join(text_of(one, item) for item in values)
    return Shown(title, text, is_note=one.type.name == "note", is_number=_is_number(one))


def _head(one: Field) -> str:
    unit = (one.shown or "元") if one.is_money else one.unit or one.type.unit
    return f"{said(one.title)} ({unit})" if unit else said(one.title)


def _is_number(one: Field) -> bool:
    return one.type.kind == "number" and one.type.name != "year"


def text_of(one: Field, value: object) -> str:
    """One value in words, with its unit."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if one.is_money and isinstance(value, int):
        unit = one.shown or "元"
        return f"{in_words(value, unit)} {unit}"
    if one.word_list is not None:
        return choice_word(one, str(value))
    if one.type.name == "datetime":
        try:
            return moment(datetime.fromisoformat(str(value).upper()))
        except ValueError:
            return str(value)
    text = f"{value:,}" if isinstance(value, int) and one.type.name != "year" else str(value)
    text = to_typed(one, text) if isinstance(value, str) else text
    unit = one.unit or one.type.unit
    return f"{text} {unit}" if unit else text


def source_word(one: Field) -> str:
    """Where a field that nobody is asked for is taken from."""
    head = one.source.partition(":")[0]
    found = field_catalogs().sources.get(head)
    return said(found) if found else one.source
