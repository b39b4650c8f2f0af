"""All flags of a reading: damage to the text, and doubts about what was read from it."""

from typing import Any

from silian.domain.kernel.spans import Span, span_of
from silian.domain.plans.flags import Flag, Proposal, Severity
from silian.domain.plans.reading import Reading

Record = dict[str, Any]  # Any: JSON of the contract

_SEVERITIES = {
    "unit_missing": Severity.MEDIUM,
    "subject_ambiguous": Severity.LOW,
    "distribution_failed": Severity.HIGH,
    "caption_damaged": Severity.LOW,
}
_OF_TASKS = ("owner_missing", "deadline_missing")


def bare_name(name: str) -> str:
    """An indicator's name without marks and counting tails, for comparing two spellings."""
    for mark in '“”"（）() 、,，':
        name = name.replace(mark, "")
    for tail in ("总数", "数量", "总量", "数"):
        if name.endswith(tail) and len(name) > len(tail) + 2:
            return name[: -len(tail)]
    return name


def _span(record: Record) -> Span:
    return Span(record["start"], record["end"], record["quote"])


def _units(records: list[Record]) -> dict[str, Record]:
    """For each indicator the first record that prints its unit."""
    units: dict[str, Record] = {}
    for record in records:
        name = record.get("indicator") or record.get("name") or ""
        if record["unit"] and not record["unit"].startswith("/"):
            units.setdefault(bare_name(name), record)
    return units


def _record_flags(record: Record, units: dict[str, Record]) -> list[Flag]:
    flags = []
    for code in record["flags"]:
        proposals: tuple[Proposal, ...] = ()
        same = units.get(bare_name(record.get("indicator") or record.get("name") or ""))
        if code == "unit_missing" and same is not None:
            proposals = (
                Proposal("unit", same["unit"], "same_indicator", same["start"], same["end"]),
            )
        severity = _SEVERITIES.get(code, Severity.LOW)
        flags.append(Flag(code, severity, _span(record), (record["id"],), proposals))
    return flags


def find_flags(
    reading: Reading, tables: list[Record], statements: list[Record], tasks: list[Record]
) -> list[Flag]:
    """Every flag in text order; tasks without owner or deadline are one flag for each."""
    rows = [row for table in tables for row in table["rows"]]
    units = _units([*rows, *statements])
    flags = list(reading.damage)
    for record in [*rows, *statements]:
        flags += _record_flags(record, units)
    first = {flag.code: flag.span.start for flag in reversed(reading.damage)}
    for table in tables:
        flags += [
            Flag(code, _SEVERITIES.get(code, Severity.LOW), _span(table), (table["id"],))
            for code in table["flags"]
            if first.get(code, table["start"] + 1) > table["start"]
        ]
    for code in _OF_TASKS:
        without = [t for t in tasks if code in t["flags"]]
        if without:
            ids = tuple(t["id"] for t in without)
            flags.append(Flag(code, Severity.LOW, _span(without[0]), ids))
    text = reading.source.text
    k = damaged_to = 0
    for a, b in reading.explained.residual:
        while k < len(reading.damage) and reading.damage[k].span.start <= a:
            damaged_to = max(damaged_to, reading.damage[k].span.end)
            k += 1
        if damaged_to <= a:
            flags.append(Flag("residual_digits", Severity.LOW, span_of(text, a, b)))
    return sorted(flags, key=lambda f: (f.span.start, f.span.end, f.code, f.refs))
