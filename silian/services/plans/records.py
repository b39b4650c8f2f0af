"""From a record of the reading contract to the columns of its item, edits of people applied."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from silian.domain.plans.review import INDICATOR_KINDS, QUEUED, ItemKind, is_doubtful
from silian.domain.plans.timeline import Stated, due_of, group, parse_number
from silian.services.plans.naming import NAME_AMBIGUOUS, is_undecided, key_of

# A record of ``silian.read/1``: its fields differ by kind, so values are of any JSON type.
Record = Mapping[str, Any]
Columns = dict[str, Any]

LONGEST_TITLE = 500
SEVERITIES = ("high", "medium", "low")
# Most plans name no owner and no deadline: worth a list, not a question for each task.
QUIET_FLAGS = frozenset({"owner_missing", "deadline_missing"})
LISTS: Mapping[str, ItemKind] = {
    "targets": ItemKind.TARGET,
    "baselines": ItemKind.BASELINE,
    "tasks": ItemKind.TASK,
    "boxes": ItemKind.BOX,
    "entities": ItemKind.ENTITY,
    "glossary": ItemKind.TERM,
    "flags": ItemKind.FLAG,
}
STATEMENTS = (ItemKind.TARGET, ItemKind.BASELINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A record with its kind. A row carries the value columns of its table."""

    kind: ItemKind
    record: Record

    @property
    def place(self) -> tuple[str, int, int]:
        """Kind and span, as decisions are kept by."""
        return self.kind.value, self.record["start"], self.record["end"]


def found_in(contract: Record) -> list[Found]:
    """Every item of a contract, in order of place."""
    found = [
        Found(kind, record) for name, kind in LISTS.items() for record in contract.get(name, ())
    ]
    for table in contract.get("tables", ()):
        columns = [
            column["key"] if column["role"] == "value" else "" for column in table["columns"]
        ]
        for row in table["rows"]:
            record = {**row, "table": table["id"], "section": table.get("section")}
            record["value_columns"] = columns
            found.append(Found(ItemKind.ROW, record))
    return sorted(found, key=lambda item: (item.record["start"], -item.record["end"], item.kind))


def groups_of(found: Iterable[Found]) -> dict[str, str]:
    """For each statement's and row's id the group of its indicator."""
    return group([_stated(item) for item in found if item.kind in INDICATOR_KINDS])


def _stated(item: Found) -> Stated:
    record = item.record
    name = record["name"] if item.kind is ItemKind.ROW else record["indicator"]
    key, row = record.get("key") or "", record.get("row") or ""
    return Stated(record["id"], name, key, record.get("unit") or "", row)


def flags_by_item(flags: Iterable[Record]) -> dict[str, list[Record]]:
    """The flags that refer to each id."""
    found: dict[str, list[Record]] = {}
    for flag in flags:
        for ref in flag.get("refs", ()):
            found.setdefault(ref, []).append(flag)
    return found


def columns_of(
    kind: ItemKind, record: Record, edits: Mapping[str, str], flags: Sequence[Record]
) -> Columns:
    """What lists filter, sort and show of an item. ``flags`` are those that refer to it."""
    columns: Columns = {
        "band": record.get("band") or "",
        "section": record.get("section") or "",
        "box": str(record.get("box") or ""),
        "flags": list(record.get("flags") or ()),
    }
    return columns | edited_columns(kind, record, edits) | doubt_of(kind, record, flags)


def edited_columns(kind: ItemKind, record: Record, edits: Mapping[str, str]) -> Columns:
    """The columns that depend on what people changed."""
    columns = _OF_KIND[kind](record, edits)
    columns["title"] = str(columns["title"])[:LONGEST_TITLE]
    if kind in INDICATOR_KINDS:
        columns["indicator_key"] = key_of(columns["title"], columns["unit"], edits)
    return columns


def doubt_of(kind: ItemKind, record: Record, flags: Sequence[Record]) -> Columns:
    """Whether and why a person is asked about an item."""
    band = record.get("band") or ""
    if kind is ItemKind.FLAG:
        asked = record["severity"] == "high" and not record.get("refs")
        reason = record["code"] if asked else ""
        return {"is_queued": asked, "is_doubtful": asked, "reason": reason}
    if kind is ItemKind.ROW and not record.get("values"):
        return {"is_queued": False, "is_doubtful": False, "reason": ""}
    loud = [flag for flag in flags if flag["code"] not in QUIET_FLAGS]
    doubtful = kind in QUEUED and is_doubtful(band, [flag["severity"] for flag in loud])
    if kind in INDICATOR_KINDS and _is_ambiguous(kind, record):
        return {"is_queued": True, "is_doubtful": True, "reason": NAME_AMBIGUOUS}
    worst = min(loud, key=lambda flag: SEVERITIES.index(flag["severity"]), default=None)
    reason = worst["code"] if worst else f"band_{band.lower()}"
    return {
        "is_queued": kind in QUEUED,
        "is_doubtful": doubtful,
        "reason": reason if doubtful else "",
    }


def _is_ambiguous(kind: ItemKind, record: Record) -> bool:
    name = record.get("name" if kind is ItemKind.ROW else "indicator") or ""
    return is_undecided(name, record.get("unit") or "", {})


def _statement(record: Record, edits: Mapping[str, str]) -> Columns:
    high = edits.get("value_max", record.get("value_max") or "")
    low = edits.get("value", record.get("value") or "")
    return {
        "title": edits.get("indicator", record.get("indicator") or ""),
        "value_text": f"{low}—{high}" if high else low,
        "unit": edits.get("unit", record.get("unit") or "")[:100],
        "comparator": edits.get("comparator", record.get("comparator") or "="),
        "year": year_of(edits.get("year", record.get("year"))),
        "type": record.get("kind") or "",
    }


def _row(record: Record, edits: Mapping[str, str]) -> Columns:
    printed = row_values(record, edits)
    return {
        "title": edits.get("indicator", record.get("name") or ""),
        "value_text": next((text for _, text in reversed(printed) if text), ""),
        "unit": edits.get("unit", record.get("unit") or "")[:100],
        "comparator": edits.get("comparator", record.get("comparator") or "="),
        "attribute": edits.get("attribute", record.get("attribute") or "")[:100],
        "type": record.get("table") or "",
        "rank": record.get("seq") or 0,
    }


def row_values(record: Record, edits: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and text of each value column of a table row."""
    values = record.get("values") or {}
    labels = dict.fromkeys(
        [*values, *(name.removeprefix("values.") for name in edits if name.startswith("values."))]
    )
    return [(label, edits.get(f"values.{label}", values.get(label) or "")) for label in labels]


def _task(record: Record, edits: Mapping[str, str]) -> Columns:
    owners = "、".join(owner["name"] for owner in record.get("owners") or ())
    deadline = record.get("deadline") or {}
    action = edits.get("action", record.get("action") or "")
    return {
        "title": action + edits.get("object", record.get("object") or ""),
        "owner": edits.get("owner", owners)[:500],
        "year": year_of(edits.get("deadline", deadline.get("year"))),
        "value_text": action[:200],
    }


def _box(record: Record, edits: Mapping[str, str]) -> Columns:
    number = record.get("number")
    return {
        "title": edits.get("title", record.get("title") or ""),
        "value_text": "" if number is None else str(number),
    }


def _entity(record: Record, edits: Mapping[str, str]) -> Columns:
    return {
        "title": edits.get("name", record.get("name") or ""),
        "type": edits.get("type", record.get("type") or "")[:60],
        "value_text": (record.get("code") or "")[:200],
        "rank": -len(record.get("mentions") or ()),
    }


def _term(record: Record, edits: Mapping[str, str]) -> Columns:
    return {"title": edits.get("term", record.get("term") or "")}


def _flag(record: Record, edits: Mapping[str, str]) -> Columns:
    return {
        "title": record.get("quote") or record["code"],
        "type": record["code"],
        "attribute": record["severity"],
        "rank": SEVERITIES.index(record["severity"]),
    }


_OF_KIND = {
    ItemKind.TARGET: _statement,
    ItemKind.BASELINE: _statement,
    ItemKind.ROW: _row,
    ItemKind.TASK: _task,
    ItemKind.BOX: _box,
    ItemKind.ENTITY: _entity,
    ItemKind.TERM: _term,
    ItemKind.FLAG: _flag,
}


def year_of(year: str | int | None) -> int | None:
    """A year as a number; "" and ``None`` are none."""
    return int(year) if year else None


def values_of(
    kind: ItemKind, record: Record, edits: Mapping[str, str], period_start: int | None
) -> list[Columns]:
    """The values that an item states, each with its year, role and place."""
    if kind in STATEMENTS:
        return [_statement_value(kind, record, edits)]
    return _row_values(record, edits, period_start) if kind is ItemKind.ROW else []


def _statement_value(kind: ItemKind, record: Record, edits: Mapping[str, str]) -> Columns:
    columns = _statement(record, edits)
    typed = any(name in edits for name in ("value", "value_max", "unit", "year"))
    number = parse_number(edits.get("value", record.get("value") or ""))
    high = parse_number(edits.get("value_max", record.get("value_max") or ""))
    return {
        "name": columns["title"][:LONGEST_TITLE],
        "role": kind.value,
        "label": str(columns["year"] or ""),
        "year": columns["year"],
        "text": columns["value_text"][:200],
        "number": "" if number is None else f"{number:f}",
        "number_max": "" if high is None else f"{high:f}",
        "unit": columns["unit"],
        "comparator": columns["comparator"],
        "per": edits.get("per", record.get("per") or "")[:20],
        "is_cumulative": bool(record.get("cumulative")),
        "is_typed": typed,
        "start": record["start"],
        "end": record["end"],
        "quote": record["quote"],
    }


def _row_values(
    record: Record, edits: Mapping[str, str], period_start: int | None
) -> list[Columns]:
    columns = _row(record, edits)
    cells = _cells_by_label(record)
    printed = row_values(record, edits)
    dues = due_of((label for label, _ in printed), period_start)
    found = []
    for due, (label, text) in zip(dues, printed, strict=True):
        cell = cells.get(label, record)
        typed = f"values.{label}" in edits
        raw = text if typed else (cell.get("raw") or text)
        number = parse_number(text)
        comparator = cell.get("comparator") or columns["comparator"]
        found.append(
            {
                "name": columns["title"][:LONGEST_TITLE],
                "role": due.role,
                "label": label[:40],
                "year": due.year,
                "text": raw[:200],
                "number": "" if number is None else f"{number:f}",
                "unit": columns["unit"],
                "comparator": edits.get("comparator", comparator)
                if due.role == "target"
                else comparator,
                "is_cumulative": bool(record.get("cumulative")) and due.role == "target",
                "is_typed": typed or "unit" in edits,
                "start": cell["start"],
                "end": cell["end"],
                "quote": cell["quote"],
            }
        )
    return found


def _cells_by_label(record: Record) -> dict[str, Record]:
    """The cell that each value column's key stands in."""
    labels = cast("Sequence[str]", record.get("value_columns") or ())
    return {
        labels[cell["column"]]: cell
        for cell in record.get("cells") or ()
        if cell["column"] < len(labels) and labels[cell["column"]]
    }


def machine_fields(kind: ItemKind, record: Record) -> dict[str, str]:
    """The fields a person may change, as the machine read them."""
    if kind in STATEMENTS:
        names = ("indicator", "value", "value_max", "unit", "comparator", "year", "per")
        return {name: _said(record.get(name)) for name in names}
    if kind is ItemKind.ROW:
        return {
            "indicator": _said(record.get("name")),
            "unit": _said(record.get("unit")),
            "attribute": _said(record.get("attribute")),
            "comparator": _said(record.get("comparator")),
            **{f"values.{label}": text for label, text in row_values(record, {})},
        }
    if kind is ItemKind.TASK:
        columns = _task(record, {})
        return {
            "action": _said(record.get("action")),
            "object": _said(record.get("object")),
            "owner": columns["owner"],
            "deadline": _said(columns["year"]),
        }
    return _named_fields(kind, record)


def _named_fields(kind: ItemKind, record: Record) -> dict[str, str]:
    if kind is ItemKind.TERM:
        definition = record.get("definition") or {}
        return {"term": _said(record.get("term")), "definition": _said(definition.get("quote"))}
    names: Mapping[ItemKind, tuple[str, ...]] = {
        ItemKind.BOX: ("title",),
        ItemKind.ENTITY: ("name", "canonical", "type"),
    }
    return {name: _said(record.get(name)) for name in names.get(kind, ())}


def _said(value: object) -> str:
    return "" if value is None else str(value)
