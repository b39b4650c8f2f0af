"""A reading as the JSON contract ``silian.read/1``: keys in a fixed order, decimals as strings."""

from bisect import bisect_left, bisect_right
from typing import Any

from silian.domain.documents.outline import Section
from silian.domain.kernel.spans import Span
from silian.domain.plans.boxes import Box
from silian.domain.plans.entities import Entity
from silian.domain.plans.findings import bare_name, find_flags
from silian.domain.plans.flags import Flag
from silian.domain.plans.glossary import GlossaryTerm
from silian.domain.plans.metadata import Metadata
from silian.domain.plans.model import Column, Statement, Table, TableRow
from silian.domain.plans.reading import READER_VERSION, Reading
from silian.domain.plans.tasks import Task

FORMAT = "silian.read/1"
Record = dict[str, Any]  # Any: JSON


def _place(span: Span | None) -> Record:
    if span is None:
        return {"start": None, "end": None, "quote": None}
    return {"start": span.start, "end": span.end, "quote": span.quote}


def _maybe(span: Span | None) -> Record | None:
    return None if span is None else _place(span)


def _document(reading: Reading, text_sha256: str) -> Record:
    meta: Metadata = reading.metadata
    source = reading.source
    explained = reading.explained
    return {
        "format": FORMAT,
        "title": meta.title,
        "doc_type": meta.doc_type,
        "region": meta.region,
        "region_code": meta.region_code,
        "city": meta.city,
        "issuer": meta.issuer,
        "doc_number": meta.doc_number,
        "period_start": meta.period_start,
        "period_end": meta.period_end,
        "issued_on": meta.issued_on,
        "adopted_on": meta.adopted_on,
        "published_on": meta.published_on,
        "adopted_by": meta.adopted_by,
        "interprets": meta.interprets,
        "basis": [{"title": b.title, **_place(b.span)} for b in meta.basis],
        "fields": {f.name: {**_place(f.span), "raw": f.raw} for f in meta.fields},
        "file": {
            "name": source.file.name,
            "sha256": source.file.sha256,
            "media_type": source.file.media_type,
            "charset": source.file.charset,
            "bytes": source.file.size_bytes,
        },
        "text": {"sha256": text_sha256, "chars": len(source.text)},
        "coverage": {
            "digit_runs": reading.digit_runs,
            "explained": dict(explained.counts),
            "residual": [
                {"start": a, "end": b, "quote": source.text[a:b]} for a, b in explained.residual
            ],
        },
        "reader": {"version": READER_VERSION, "rules_sha256": reading.rules_sha256},
        **_place(meta.span),
    }


def _section(section: Section) -> Record:
    return {
        "id": section.id,
        "level": section.level,
        "number": section.number,
        "title": section.title,
        "parent": section.parent,
        "body_start": section.body_start,
        "body_end": section.body_end,
        **_place(section.span),
    }


def _column(column: Column) -> Record:
    return {"name": column.name, "role": column.role.value, "key": column.key}


def _row(row: TableRow) -> Record:
    return {
        "id": row.id,
        "seq": row.seq,
        "name": row.name,
        "unit": row.unit,
        "unit_source": row.unit_source,
        "attribute": row.attribute,
        "group": row.group,
        "key": None,
        "values": dict(row.values),
        "comparator": row.comparator.value,
        "cumulative": row.cumulative,
        "band": row.band.value,
        "cells": [
            {
                "column": c.column,
                "value": c.value,
                "raw": c.raw,
                "comparator": c.comparator.value,
                **_place(c.span),
            }
            for c in row.cells
        ],
        "flags": list(row.flags),
        **_place(row.span),
    }


def _table(table: Table) -> Record:
    return {
        "id": table.id,
        "number": table.number,
        "caption": table.caption,
        "columns": [_column(c) for c in table.columns],
        "note": table.note,
        "section": table.section,
        "rows": [_row(r) for r in table.rows],
        "flags": list(table.flags),
        **_place(table.span),
    }


class _Places:
    """Finds the section or the box that holds a position."""

    def __init__(self, starts: list[int], ends: list[int], ids: list[str]) -> None:
        self.starts, self.ends, self.ids = starts, ends, ids

    def at(self, position: int) -> str | None:
        k = bisect_right(self.starts, position) - 1
        return self.ids[k] if k >= 0 and position < self.ends[k] else None


def _statement(
    s: Statement, ids: list[str], k: int, sections: _Places, boxes: _Places, rows: dict[str, str]
) -> Record:
    parts = s.parts
    return {
        "id": ids[k],
        "indicator": s.indicator,
        "value": s.value,
        "value_max": s.value_max,
        "unit": s.unit,
        "comparator": s.comparator.value,
        "year": s.year,
        "kind": s.kind.value,
        "per": s.per,
        "scope": s.scope,
        "cumulative": s.cumulative,
        "reference": s.reference,
        "group": None if s.group is None else f"d{s.group}",
        "parent": None if s.parent is None else ids[s.parent],
        "parts": {
            "indicator": _maybe(parts.indicator),
            "number": _maybe(parts.number),
            "unit": _maybe(parts.unit),
            "comparator": _maybe(parts.comparator),
            "time": _maybe(parts.time),
        },
        "year_basis": s.year_basis.value,
        "section": sections.at(s.span.start),
        "box": boxes.at(s.span.start),
        "key": None,
        "row": rows.get(bare_name(s.indicator)),
        "band": s.band.value,
        "rule": s.rule,
        "flags": list(s.flags),
        **_place(s.span),
    }


def _statements(reading: Reading, boxes: _Places) -> tuple[list[Record], list[Record]]:
    sections = reading.outline.sections
    places = _Places(
        [s.span.start for s in sections], [s.body_end for s in sections], [s.id for s in sections]
    )
    rows: dict[str, str] = {}
    for table in reading.tables:
        for row in table.rows:
            if row.values:
                rows[bare_name(row.name)] = row.id
    ids: list[str] = []
    counts = {True: 0, False: 0}
    for s in reading.statements:
        counts[s.is_target] += 1
        ids.append(f"{'g' if s.is_target else 'b'}{counts[s.is_target]}")
    targets: list[Record] = []
    baselines: list[Record] = []
    for k, s in enumerate(reading.statements):
        record = _statement(s, ids, k, places, boxes, rows)
        (targets if s.is_target else baselines).append(record)
    return targets, baselines


def _box(reading: Reading, box: Box) -> Record:
    return {
        "id": box.id,
        "number": box.number,
        "title": box.title,
        "is_table": box.is_table,
        "table": reading.box_tables.get(box.id),
        "section": box.section,
        "items": [{"title": item.title, **_place(item.span)} for item in box.items],
        "body_start": box.body_start,
        "body_end": box.body_end,
        **_place(box.span),
    }


def _task(task: Task, task_id: str, targets: list[Record]) -> Record:
    deadline = task.deadline
    return {
        "id": task_id,
        "action": task.action,
        "object": task.object,
        "owners": [{"name": o.name, "role": o.role.value, **_place(o.span)} for o in task.owners],
        "deadline": None if deadline is None else {"year": deadline.year, **_place(deadline.span)},
        "per": task.per,
        "qualitative": task.qualitative,
        "section": task.section,
        "box": task.box,
        "targets": [t["id"] for t in targets],
        "rule": task.rule,
        "flags": list(task.flags),
        **_place(task.span),
    }


def _entity(entity: Entity, number: int) -> Record:
    return {
        "id": f"e{number}",
        "type": entity.type.value,
        "name": entity.name,
        "canonical": entity.canonical,
        "code": entity.code,
        "mentions": [_place(m) for m in entity.mentions],
        "rule": entity.rule,
        **_place(entity.span),
    }


def _term(term: GlossaryTerm) -> Record:
    return {
        "term": term.term,
        "aliases": list(term.aliases),
        "definition": _place(term.definition),
        **_place(term.span),
    }


def _flag(flag: Flag, number: int) -> Record:
    return {
        "id": f"f{number}",
        "code": flag.code,
        "severity": flag.severity.value,
        "refs": list(flag.refs),
        "proposals": [
            {"field": p.field, "value": p.value, "basis": p.basis, "start": p.start, "end": p.end}
            for p in flag.proposals
        ],
        **_place(flag.span),
    }


def to_contract(reading: Reading, text_sha256: str) -> Record:
    """The reading as plain JSON values; ``text_sha256`` is that of the text in UTF-8."""
    boxes = _Places(
        [b.span.start for b in reading.boxes],
        [b.body_end for b in reading.boxes],
        [b.id for b in reading.boxes],
    )
    targets, baselines = _statements(reading, boxes)
    tasks = _tasks(reading, targets)
    tables = [_table(t) for t in reading.tables]
    flags = find_flags(reading, tables, [*targets, *baselines], tasks)
    return {
        "document": _document(reading, text_sha256),
        "sections": [_section(s) for s in reading.outline.sections],
        "boxes": [_box(reading, b) for b in reading.boxes],
        "tables": tables,
        "targets": targets,
        "baselines": baselines,
        "tasks": tasks,
        "entities": [_entity(e, k) for k, e in enumerate(reading.entities, 1)],
        "glossary": [_term(t) for t in reading.glossary],
        "flags": [_flag(f, k) for k, f in enumerate(flags, 1)],
    }


def _tasks(reading: Reading, targets: list[Record]) -> list[Record]:
    """Tasks with the targets that stand in their reach."""
    starts = [t["start"] for t in targets]
    made = []
    for k, task in enumerate(reading.tasks, 1):
        low, high = bisect_left(starts, task.reach[0]), bisect_left(starts, task.reach[1])
        made.append(_task(task, f"k{k}", targets[low:high]))
    return made
