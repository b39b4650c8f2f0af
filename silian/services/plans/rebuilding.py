"""The reading contract of a version from its rows, with what people decided merged in.

For an untouched reading it is the contract that the reader gave; the rules of the check run on
it. Rejected items are left out, corrected ones carry the values of people, added ones are in.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from silian.domain.plans.model import YearBasis
from silian.domain.plans.review import INDICATOR_KINDS, ItemKind, ItemState
from silian.domain.plans.timeline import parse_number
from silian.services.plans.access import Opened
from silian.services.plans.naming import key_of
from silian.services.plans.records import LISTS, Columns, year_of
from silian.store.plans.models import Item, Mention, Section, Table

FORMAT = "silian.read/1"
Edits = Mapping[str, str]
# What a row's record has besides the contract's own fields (see ``records.found_in``).
_OF_OURS = ("flag_ids", "count", "ref_count")
_OF_ROWS = ("table", "section", "value_columns")
_VOUCHED = frozenset({ItemState.CONFIRMED, ItemState.CORRECTED, ItemState.ADDED})
_PARTS = ("indicator", "number", "unit", "comparator", "time")
_DIGITS = re.compile(r"\d+")


def rebuild(opened: Opened, text: str) -> Columns:
    """The contract of the version's reading as it stands after review; ``text`` is its text."""
    items = [item for item in _items(opened) if item.state != ItemState.REJECTED]
    by_kind: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_kind[item.kind].append(item)
    about = _refs(items)
    mentions = _mentions(opened, text)
    contract: Columns = {"document": _document(opened)}
    contract["sections"] = [_section(row, text) for row in _rows(opened, Section)]
    contract["tables"] = _tables(opened, text, by_kind[ItemKind.ROW])
    for name, kind in LISTS.items():
        contract[name] = [_record(item, about, mentions) for item in by_kind[kind]]
    return contract


def _items(opened: Opened) -> list[Item]:
    """All items: those of the reader in its own order, then those that people added."""
    rows = list(opened.items().order_by("start", "end", "kind", "nth"))
    return sorted(rows, key=lambda item: (item.is_added, _ordinal(item.key)))


def _ordinal(key: str) -> tuple[int, ...]:
    """The numbers in an id, so that g10 comes after g9."""
    return tuple(int(number) for number in _DIGITS.findall(key))


def _rows(opened: Opened, model: Any) -> Iterable[Any]:  # Any: Section or Table, by their keys
    rows = model.objects.within(opened.reach).filter(reading=opened.reading).order_by("start", "pk")
    return sorted(rows, key=lambda row: _ordinal(row.key))


def _document(opened: Opened) -> Columns:
    reading = opened.reading
    ours = ("notices", "table_flags")
    facts = {name: value for name, value in reading.facts.items() if name not in ours}
    reader = {"version": reading.reader_version, "rules_sha256": reading.rules_sha256}
    return {**facts, "format": facts.get("format", FORMAT), "reader": reader}


def _place(text: str, start: int, end: int) -> Columns:
    return {"start": start, "end": end, "quote": text[start:end]}


def _section(row: Section, text: str) -> Columns:
    return {
        "id": row.key,
        "level": row.level,
        "number": row.number,
        "title": row.title,
        "parent": row.parent or None,
        "body_start": row.body_start,
        "body_end": row.body_end,
        **_place(text, row.start, row.end),
    }


def _tables(opened: Opened, text: str, items: Sequence[Item]) -> list[Columns]:
    rows: dict[str, list[Columns]] = defaultdict(list)
    for item in items:
        rows[item.data.get("table") or ""].append(_effective(item))
    flags = opened.reading.facts.get("table_flags") or {}
    return [
        {
            "id": table.key,
            "number": table.number,
            "caption": table.caption,
            "columns": table.columns,
            "note": table.note,
            "section": table.section or None,
            "rows": rows[table.key],
            "flags": flags.get(table.key, []),
            **_place(text, table.start, table.end),
        }
        for table in _rows(opened, Table)
    ]


def _refs(items: Sequence[Item]) -> Mapping[str, list[str]]:
    """For each flag's id the items that it is about; a flag's own record keeps the first only."""
    found: dict[str, list[str]] = defaultdict(list)
    for item in items:
        for flag in item.data.get("flag_ids") or ():
            found[flag].append(item.key)
    return found


def _mentions(opened: Opened, text: str) -> Mapping[str, list[Columns]]:
    """The places of each name, by the id of its item."""
    rows = (
        Mention.objects.within(opened.reach)
        .filter(reading=opened.reading)
        .order_by("start", "pk")
        .values_list("item_id", "start", "end")
    )
    found: dict[str, list[Columns]] = defaultdict(list)
    for item_id, start, end in rows.iterator(2000):
        found[item_id].append(_place(text, start, end))
    return found


def _record(
    item: Item, about: Mapping[str, list[str]], mentions: Mapping[str, list[Columns]]
) -> Columns:
    record = _effective(item)
    if item.kind == ItemKind.ENTITY and not item.is_added:
        record["mentions"] = mentions.get(item.id, [])
    if item.kind == ItemKind.FLAG:
        refs = list(record.get("refs") or ())
        more = [key for key in about.get(item.key, ()) if key not in set(refs)]
        if len(refs) < item.data.get("ref_count", len(refs)):
            record["refs"] = refs + more
    return record


def _effective(item: Item) -> Columns:
    """The record of an item with what people changed."""
    kind = ItemKind(item.kind)
    left_out = _OF_OURS + (_OF_ROWS if kind is ItemKind.ROW else ())
    record = {name: value for name, value in item.data.items() if name not in left_out}
    if item.is_added and "id" not in record and kind is not ItemKind.TERM:
        record = {**_EMPTY[kind](item), **record}
    if kind in _MERGED and (item.edits or item.is_added):
        record |= _MERGED[kind](record, item.edits, item)
    if kind in INDICATOR_KINDS:
        name = record["name" if kind is ItemKind.ROW else "indicator"] or ""
        record["key"] = key_of(name, record.get("unit") or "", item.edits) or None
    if record.get("band") == "D" and item.state in _VOUCHED:
        # A person looked at the damaged place and vouches for the value.
        record["band"] = "B"
    return record


def _number(text: str) -> str | None:
    number = parse_number(text)
    return None if number is None else f"{number:f}"


def _statement(record: Columns, edits: Edits, item: Item) -> Columns:
    changed: Columns = {
        name: edits[name] for name in ("indicator", "unit", "comparator") if name in edits
    }
    for name in ("value", "value_max"):
        if name in edits:
            changed[name] = _number(edits[name])
    if "year" in edits:
        changed |= {"year": year_of(edits["year"]), "year_basis": _basis(edits["year"]).value}
    if "per" in edits:
        changed["per"] = edits["per"] or None
    if not changed.get("comparator", record.get("comparator")):
        changed["comparator"] = "="
    return changed


def _basis(year: str) -> YearBasis:
    """A year that a person stated is as good as one in the clause."""
    return YearBasis.CLAUSE if year else YearBasis.NONE


def _row(record: Columns, edits: Edits, item: Item) -> Columns:
    names = {"indicator": "name", "unit": "unit", "attribute": "attribute"}
    changed: Columns = {ours: edits[name] for name, ours in names.items() if name in edits}
    values, cells = dict(record["values"]), [dict(cell) for cell in record["cells"]]
    labels = item.data.get("value_columns") or []
    for label in values:
        typed = edits.get(f"values.{label}")
        if typed is not None:
            values[label] = _number(typed) or typed
    for cell in cells:
        label = labels[cell["column"]] if cell["column"] < len(labels) else ""
        if label and f"values.{label}" in edits:
            cell["value"] = _number(edits[f"values.{label}"])
        if label and "comparator" in edits and label == _last(labels):
            cell["comparator"] = edits["comparator"]
    if "comparator" in edits:
        changed["comparator"] = edits["comparator"]
    return changed | {"values": values, "cells": cells}


def _last(labels: Sequence[str]) -> str:
    """The value column that a row's comparator belongs to: the target, which stands last."""
    return next((label for label in reversed(labels) if label), "")


def _task(record: Columns, edits: Edits, item: Item) -> Columns:
    changed: Columns = {name: edits[name] for name in ("action", "object") if name in edits}
    here = {"start": item.start, "end": item.end, "quote": item.quote}
    if "owner" in edits:
        names = [name for name in edits["owner"].split("、") if name]
        changed["owners"] = [{"name": name, "role": "lead", **here} for name in names]
    if "deadline" in edits:
        year = year_of(edits["deadline"])
        changed["deadline"] = None if year is None else {"year": year, **here}
    known = {"owner_missing": changed.get("owners"), "deadline_missing": changed.get("deadline")}
    changed["flags"] = [flag for flag in record.get("flags") or () if not known.get(flag)]
    return changed


def _named(*names: str) -> Callable[[Columns, Edits, Item], Columns]:
    def changed(record: Columns, edits: Edits, item: Item) -> Columns:
        return {name: edits[name] for name in names if name in edits}

    return changed


def _term(record: Columns, edits: Edits, item: Item) -> Columns:
    changed: Columns = {"term": edits["term"]} if "term" in edits else {}
    place = record.get("definition") or {"start": None, "end": None}
    if "definition" in edits or item.is_added:
        said = edits.get("definition", place.get("quote"))
        changed["definition"] = {**place, "quote": said}
    return {"aliases": record.get("aliases") or []} | changed


_MERGED: Mapping[ItemKind, Callable[[Columns, Edits, Item], Columns]] = {
    ItemKind.TARGET: _statement,
    ItemKind.BASELINE: _statement,
    ItemKind.ROW: _row,
    ItemKind.TASK: _task,
    ItemKind.BOX: _named("title"),
    ItemKind.ENTITY: _named("name", "canonical", "type"),
    ItemKind.TERM: _term,
}


def _added_statement(item: Item) -> Columns:
    absent = ("value", "value_max", "unit", "year", "per", "scope", "reference", "group", "parent")
    return {
        **dict.fromkeys(absent),
        "id": item.id,
        "indicator": "",
        "comparator": "=",
        "kind": "level",
        "cumulative": False,
        "parts": dict.fromkeys(_PARTS),
        "year_basis": "none",
        "section": item.section or None,
        "box": None,
        "key": None,
        "row": None,
        "band": "B",
        "rule": "",
        "flags": [],
    }


def _added_task(item: Item) -> Columns:
    return {
        "id": item.id,
        "action": "",
        "object": "",
        "owners": [],
        "deadline": None,
        "per": None,
        "qualitative": None,
        "section": item.section or None,
        "box": None,
        "targets": [],
        "rule": "",
        "flags": [],
    }


def _added_box(item: Item) -> Columns:
    place = {"body_start": item.start, "body_end": item.end}
    absent: Columns = {"number": None, "table": None, "is_table": False, "items": []}
    return {"id": item.id, "title": "", "section": item.section or None, **absent, **place}


def _added_entity(item: Item) -> Columns:
    here = {"start": item.start, "end": item.end, "quote": item.quote}
    names = {"name": item.title, "canonical": item.title, "type": item.type, "code": None}
    return {"id": item.id, **names, "mentions": [here], "rule": ""}


_EMPTY: Mapping[ItemKind, Callable[[Item], Columns]] = {
    ItemKind.TARGET: _added_statement,
    ItemKind.BASELINE: _added_statement,
    ItemKind.TASK: _added_task,
    ItemKind.BOX: _added_box,
    ItemKind.ENTITY: _added_entity,
}
