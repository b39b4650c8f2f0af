"""What was typed into a form, as a tree of texts: from a record, from a request, and read back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.http import QueryDict

from silian.domain.systems.answers import Fault, derived, judge
from silian.domain.systems.conditions import Truth
from silian.domain.systems.fields import MANY_AT_MOST, Field, FieldSet
from silian.domain.systems.typed import from_typed, to_typed
from silian.domain.systems.values import Wrong

Tree = dict[str, Any]  # texts, lists of texts, trees of groups, lists of trees of rows
TOKEN = "~"  # noqa: S105  # the name under which a row keeps its number on the page
FIRST_ROWS = 1


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, what a record would hold of it, and what is wrong with it."""

    tree: Tree
    data: Mapping[str, object]
    faults: tuple[Fault, ...]
    off: frozenset[str]

    @property
    def fault_paths(self) -> frozenset[str]:
        """The places with a fault, and those that they stand in."""
        return frozenset(one.path for one in self.faults)


def is_asked(field: Field) -> bool:
    """Whether a form asks for a field."""
    return not field.is_held


def is_table(field: Field) -> bool:
    """Whether a field is a table of rows."""
    return field.group is not None and field.type.json_type == "array"


def is_list(field: Field) -> bool:
    """Whether a field holds several words of a list or several values."""
    return field.group is None and (field.is_many or field.type.json_type == "array")


def tree_of_record(fields: Iterable[Field], record: Mapping[str, object]) -> Tree:
    """The texts that a form shows for a record."""
    return {
        field.id: _texts(field, record[field.id])
        for field in fields
        if is_asked(field) and field.id in record
    }


def _texts(field: Field, value: object) -> object:
    group = field.group
    if group is not None and isinstance(value, Mapping):
        return tree_of_record(group.fields, value)
    if is_table(field) and group is not None and isinstance(value, Sequence):
        rows = [one for one in value if isinstance(one, Mapping)]
        return [tree_of_record(group.fields, one) | {TOKEN: str(n)} for n, one in enumerate(rows)]
    if isinstance(value, list | tuple):
        return [to_typed(field, one) for one in value]
    return to_typed(field, value)


def tree_of_post(fields: Iterable[Field], post: QueryDict, before: str = "") -> Tree:
    """The texts that came with a request; empty ones and blank rows are left out."""
    tree: Tree = {}
    for field in fields:
        if is_asked(field):
            value = _posted(field, post, f"{before}{field.id}")
            if value:
                tree[field.id] = value
    return tree


def _posted(field: Field, post: QueryDict, name: str) -> object:
    group = field.group
    if group is not None and is_table(field):
        tokens = [one for one in post.getlist(f"{name}.{TOKEN}") if one.isdecimal()]
        tokens = list(dict.fromkeys(tokens))[: (field.type.max_items or MANY_AT_MOST) + 1]
        rows = [(one, tree_of_post(group.fields, post, f"{name}.{one}.")) for one in tokens]
        return [row | {TOKEN: token} for token, row in rows if row]
    if group is not None:
        return tree_of_post(group.fields, post, f"{name}.")
    if is_list(field):
        raw = post.getlist(name)
        lines = raw if field.word_list else [line for text in raw for line in text.splitlines()]
        return [one.strip() for one in lines if one.strip()]
    text = post.get(name, "")
    return text if text.strip() else ""


def read_tree(fieldset: FieldSet, tree: Tree, *, is_draft: bool) -> Typed:
    """What a record would hold of the texts, with every fault; a draft may be incomplete."""
    faults: list[Fault] = []
    data = _read(fieldset.fields, tree, "", faults)
    found = judge(fieldset, data, is_draft=is_draft)
    bad = {one.path for one in faults}
    held = {one.id for one in fieldset.held}
    more = (one for one in found.faults if one.path not in bad and one.path not in held)
    values = dict(found.values)
    values |= derived(fieldset, values)
    off = frozenset(_off(fieldset.fields, values, tree, ""))
    return Typed(tree, data, (*faults, *more), off)


def _read(
    fields: Iterable[Field], tree: Mapping[str, Any], place: str, faults: list[Fault]
) -> dict[str, object]:
    data: dict[str, object] = {}
    for field in fields:
        if field.id not in tree:
            continue
        path, value, group = f"{place}{field.id}", tree[field.id], field.group
        if group is not None and is_table(field):
            data[field.id] = [
                _read(group.fields, row, f"{path}.{n}.", faults) for n, row in enumerate(value)
            ]
        elif group is not None:
            data[field.id] = _read(group.fields, value, f"{path}.", faults)
        elif isinstance(value, list):
            data[field.id] = [_one(field, v, f"{path}.{n}", faults) for n, v in enumerate(value)]
        else:
            data[field.id] = _one(field, value, path, faults)
    return data


def _one(field: Field, text: str, path: str, faults: list[Fault]) -> object:
    try:
        return from_typed(field, text)
    except Wrong as wrong:
        faults.append(Fault(path, wrong.code, MappingProxyType(wrong.values)))
        return text


def _off(
    fields: Iterable[Field], values: Mapping[str, object], tree: Mapping[str, Any], place: str
) -> Iterable[str]:
    """The places on the page that are not asked now: their condition is not met."""
    for field in fields:
        path = f"{place}{field.id}"
        if field.when is not None and field.when.evaluate(values).truth is not Truth.MET:
            yield path
        group, value, part = field.group, tree.get(field.id), values.get(field.id)
        if group is None:
            continue
        if is_table(field):
            rows = part if isinstance(part, tuple) else ()
            for row, texts in zip(rows, value or (), strict=False):
                yield from _off(group.fields, row, texts, f"{path}.{texts[TOKEN]}.")
        else:
            inner = part if isinstance(part, Mapping) else {}
            yield from _off(group.fields, inner, value or {}, f"{path}.")


def without_faults(
    fields: Iterable[Field], data: Mapping[str, object], paths: Collection[str], place: str = ""
) -> dict[str, object]:
    """The part of the answers that has its form, to be kept while the rest is mended."""
    kept: dict[str, object] = {}
    for field in fields:
        if field.id not in data:
            continue
        path, value, group = f"{place}{field.id}", data[field.id], field.group
        if path in paths:
            continue
        if not any(one.startswith(f"{path}.") for one in paths):
            kept[field.id] = value
        elif group is not None and isinstance(value, list):
            rows = [
                without_faults(group.fields, row, paths, f"{path}.{n}.")
                for n, row in enumerate(value)
            ]
            kept[field.id] = [row for row in rows if row]
        elif group is not None and isinstance(value, Mapping):
            kept[field.id] = without_faults(group.fields, value, paths, f"{path}.")
        elif isinstance(value, list):
            kept[field.id] = [v for n, v in enumerate(value) if f"{path}.{n}" not in paths]
        if not kept.get(field.id):
            kept.pop(field.id, None)
    return kept


def add_row(fieldset: FieldSet, tree: Tree, name: str) -> None:
    """One more empty row of a table, for a page without a script."""
    field = fieldset.find(name)
    if field is not None and is_table(field):
        rows = tree.setdefault(name, [])
        used = [int(row[TOKEN]) for row in rows]
        rows.append({TOKEN: str(max(used, default=-1) + 1)})


def remove_row(tree: Tree, place: str) -> None:
    """Without the row at ``team.3``, by its number on the page."""
    name, _dot, token = place.partition(".")
    if isinstance(tree.get(name), list):
        tree[name] = [row for row in tree[name] if row[TOKEN] != token]
