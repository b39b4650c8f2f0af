"""C: 以上 and its kin between prose and table, the attribute column, marks of cumulative counts."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode, Record, unknown_of
from silian.domain.plans.lint.measures import answered, is_alike, is_of_whole, missing_words
from silian.domain.plans.lint.model import Finding, Input, Status
from silian.domain.plans.lint.printed import shown
from silian.domain.plans.model import Comparator

Check = Callable[[CheckedPlan], Iterable[Finding]]

_ATTRIBUTES = frozenset({"预期性", "约束性", "预期性指标", "约束性指标"})
_EMPTY = frozenset({"", "—", "-", "/", "——", "－"})
_LESSENED = re.compile(r"(?:下降|降低|减少|压减|缩短)(?![到至])|减排|节约")
_MARKED = re.compile(r"^\s*[【\[［〔(（].*[】\]］〕)）]\s*$", re.DOTALL)
_EXPLAINED = re.compile(r"累计|累积")
_OVER_YEARS = re.compile(r"(?:[二两三四五六十\d]年|期内|期间|时期)[^，。；\n]{0,4}累[计积]")
_FLOW = re.compile(r"新增|新建|新改|净增|新培育|改造|完成[^率]|引进|培训|建设|治理|投资|转移")
_UPWARD = frozenset({Comparator.AT_LEAST, Comparator.MORE})
_DOWNWARD = frozenset({Comparator.AT_MOST, Comparator.LESS})

_Same = tuple[Fact, tuple[Fact, ...]]


def _same_targets(plan: CheckedPlan) -> Iterator[_Same]:
    """Each target cell with the prose that gives the same value for the same year."""
    for facts in plan.by_concept.values():
        cells = [f for f in facts if f.is_row and f.is_target and f.mode is Mode.LEVEL]
        said: dict[tuple[int | None, Decimal], list[Fact]] = defaultdict(list)
        for fact in facts if cells else ():
            is_prose = not fact.is_row and fact.is_target and fact.mode is Mode.LEVEL
            if is_prose and is_of_whole(plan, fact):
                said[fact.year, fact.can_be.value].append(fact)
        for cell in cells:
            prose = said.get((cell.year, cell.can_be.value), ())
            alike = tuple(fact for fact in prose if is_alike(fact, cell))
            if alike:
                yield cell, alike


def _all_same_targets(plan: CheckedPlan) -> tuple[_Same, ...]:
    return tuple(_same_targets(plan))


def _compared(
    plan: CheckedPlan, rule: str, cell: Fact, prose: Sequence[Fact], *, differs: bool, formula: str
) -> Finding:
    missing = unknown_of([fact for fact in (cell, *prose) if fact.is_damaged]) if differs else ()
    status = Status.HOLDS if not differs else Status.UNKNOWN if missing else Status.VIOLATED
    inputs = [fact.as_input("P") for fact in prose]
    inputs += [cell.name_input("I"), cell.as_input("C")]
    return answered(
        plan, rule, inputs, status=status, formula=formula,
        values={
            "name": cell.name, "prose": prose[0].quote, "cell": cell.quote,
            "value": shown(cell.value), "year": str(cell.year or ""), **missing_words(missing),
        },
        refs=(cell.id, *(fact.id for fact in prose)),
    )  # fmt: skip


def lost_bound(plan: CheckedPlan) -> Iterator[Finding]:
    """C01: the prose says 以上 and the table gives the bare number."""
    for cell, prose in plan.once("same_targets", _all_same_targets):
        bound = [fact for fact in prose if fact.comparator is Comparator.AT_LEAST]
        kept = cell.comparator is Comparator.AT_LEAST
        if bound and (kept or cell.comparator is Comparator.EQUAL):
            value = shown(cell.value)
            formula = f"x ≥ {shown(bound[0].value)}; x {'≥' if kept else '='} {value}"
            yield _compared(plan, "C01", cell, bound, differs=not kept, formula=formula)


def strict_against_open(plan: CheckedPlan) -> Iterator[Finding]:
    """C02: 超过 in one place, 以上 or the bare number in the other: they part at the edge alone."""
    sides = {Comparator.AT_LEAST, Comparator.MORE, Comparator.EQUAL}
    for cell, prose in plan.once("same_targets", _all_same_targets):
        both = [fact for fact in prose if fact.comparator in sides]
        strict = cell.comparator is Comparator.MORE
        if cell.comparator not in sides or not both:
            continue
        parted = [
            fact
            for fact in both
            if (fact.comparator is Comparator.MORE) is not strict
            and (strict or fact.comparator is Comparator.MORE)
        ]
        if parted or strict:
            value = shown(cell.value)
            first = parted[0] if parted else both[0]
            formula = f"x {_sign(first)} {value}; x {_sign(cell)} {value}"
            yield _compared(
                plan, "C02", cell, parted or both, differs=bool(parted), formula=formula
            )
    yield from _parted_in_prose(plan)


def _parted_in_prose(plan: CheckedPlan) -> Iterator[Finding]:
    """超过 in one sentence and 不低于 in another, for one target that no table gives."""
    for facts in plan.by_concept.values():
        said: dict[tuple[int, Decimal], dict[Comparator, Fact]] = defaultdict(dict)
        for fact in facts:
            is_open = fact.comparator in _UPWARD and fact.is_target and fact.mode is Mode.LEVEL
            if is_open and not fact.is_row and fact.year is not None and is_of_whole(plan, fact):
                said[fact.year, fact.can_be.value].setdefault(fact.comparator, fact)
        for (year, value), both in said.items():
            if len(both) < 2 or any(f.is_row and f.can_be.value == value for f in facts):
                continue
            one, other = sorted(both.values(), key=lambda fact: fact.start)
            missing = unknown_of([fact for fact in (one, other) if fact.is_damaged])
            yield answered(
                plan, "C02", [one.as_input("P"), other.as_input("Q")],
                variant="unknown" if missing else "prose",
                status=Status.UNKNOWN if missing else Status.VIOLATED,
                formula=f"x {_sign(one)} {shown(one.value)}; x {_sign(other)} {shown(other.value)}",
                values={
                    "name": one.name, "prose": one.quote, "cell": other.quote,
                    "value": shown(one.value), "year": str(year), **missing_words(missing),
                },
                refs=(one.id, other.id),
            )  # fmt: skip


def _sign(fact: Fact) -> str:
    signs = {Comparator.AT_LEAST: "≥", Comparator.MORE: ">", Comparator.AT_MOST: "≤"}
    return signs.get(fact.comparator, "<" if fact.comparator is Comparator.LESS else "=")


def wrong_side(plan: CheckedPlan) -> Iterator[Finding]:
    """C03: a bound on the side that is good anyway: 能耗 of at least, a share of at most."""
    for fact in plan.facts:
        bounded = fact.comparator in _UPWARD or fact.comparator in _DOWNWARD
        if not (fact.is_target and fact.mode is Mode.LEVEL and bounded):
            continue
        direction = plan.direction(fact)
        if not direction or _LESSENED.search(fact.name) or _LESSENED.search(fact.quote):
            continue
        wrong = _DOWNWARD if direction == "up" else _UPWARD
        missing = unknown_of([fact]) if fact.is_damaged else ()
        is_wrong = fact.comparator in wrong
        if not is_wrong and not plan.wants_held:
            continue
        status = Status.HOLDS if not is_wrong else Status.UNKNOWN if missing else Status.VIOLATED
        yield answered(
            plan, "C03", [fact.as_input("T")], status=status,
            formula=f"x {_sign(fact)} {shown(fact.value)}",
            values={
                "name": fact.name, "quote": fact.quote, **missing_words(missing),
                "good": "越高越好" if direction == "up" else "越低越好",
                "good_en": "higher" if direction == "up" else "lower",
            },
            refs=(fact.id,),
        )  # fmt: skip


def attribute_column(plan: CheckedPlan) -> Iterator[Finding]:
    """C04: a column of attributes that holds something else than 预期性 and 约束性."""
    for table in plan.contract["tables"]:
        columns = [k for k, column in enumerate(table["columns"]) if column["role"] == "attribute"]
        for column in columns[:1]:
            finding = _attributes(plan, table, column)
            if finding is not None:
                yield finding


def _attributes(plan: CheckedPlan, table: Record, column: int) -> Finding | None:
    printed: dict[str, Record] = {}
    blank: list[Record] = []
    for row in table["rows"]:
        cells = [cell for cell in row["cells"] if cell["column"] == column]
        word = "".join(cells[0]["raw"].split()) if cells else ""
        if word in _EMPTY:
            blank.append(row)
        else:
            printed.setdefault(word, cells[0])
    odd = [word for word in printed if word not in _ATTRIBUTES]
    header = table["columns"][column]["name"].replace(" ", "")
    is_value = header in printed or header in _ATTRIBUTES
    if not printed:
        return None
    wrong = bool(odd) or is_value
    status = Status.VIOLATED if wrong else Status.UNKNOWN if blank else Status.HOLDS
    inputs = _header(plan, table, header) if is_value else []
    inputs += [
        plan.phrase(f"A{k}", cell["start"], cell["end"])
        for k, cell in enumerate(printed.values(), 1)
    ]
    inputs += [
        plan.phrase("R", row["start"], row["end"]) for row in blank if status is Status.UNKNOWN
    ]
    return answered(
        plan, "C04", inputs, status=status, computed={"k": str(len(printed))},
        values={
            "table": table["number"] or table["caption"] or "", "header": header,
            "words": "、".join(f"“{word}”" for word in printed),
            "rows": "、".join(row["name"] for row in blank),
        },
        refs=(table["id"],),
    )  # fmt: skip


def _header(plan: CheckedPlan, table: Record, header: str) -> list[Input]:
    first = table["rows"][0]["start"] if table["rows"] else table["end"]
    at = plan.text.find(header, table["start"], first)
    return [plan.phrase("H", at, at + len(header))] if at >= 0 else []


def cumulative_mark(plan: CheckedPlan) -> Iterator[Finding]:
    """C05: marked as cumulative without a note, in one cell of a row alone, or yearly in prose."""
    for table in plan.contract["tables"]:
        rows = [row for row in table["rows"] if row["cumulative"]]
        if rows and not _EXPLAINED.search(table["note"] or ""):
            yield _unexplained(plan, table, rows)
        elif rows:
            for row in rows:
                yield from _half_marked(plan, table, row)
    yield from _yearly_in_prose(plan)


def _values(table: Record, row: Record) -> list[Record]:
    roles = [column["role"] for column in table["columns"]]
    return [c for c in row["cells"] if roles[c["column"]] == "value" and c["value"] is not None]


def _unexplained(plan: CheckedPlan, table: Record, rows: Sequence[Record]) -> Finding:
    marked = [cell for row in rows for cell in _values(table, row) if _MARKED.match(cell["raw"])]
    damaged = [row for row in rows if row["band"] == "D" or not marked]
    status = Status.UNKNOWN if damaged else Status.VIOLATED
    places = marked or rows
    return answered(
        plan, "C05", [plan.phrase("C", one["start"], one["end"]) for one in places],
        status=status,
        values={
            "cells": "、".join(one["quote"] for one in marked), "names": rows[0]["name"],
            **missing_words([flag for row in damaged for flag in row["flags"]]),
        },
        refs=tuple(row["id"] for row in rows),
    )  # fmt: skip


def _half_marked(plan: CheckedPlan, table: Record, row: Record) -> Iterator[Finding]:
    cells = _values(table, row)
    marked = [cell for cell in cells if _MARKED.match(cell["raw"])]
    bare = [cell for cell in cells if cell not in marked]
    if marked and _is_flow(table, row):
        # What is added over the years of the plan stands beside what its base year alone added.
        first = min(cell["column"] for cell in marked)
        bare = [cell for cell in bare if cell["column"] > first]
    if not marked or not (bare or plan.wants_held):
        return
    inputs = [plan.phrase("B", cell["start"], cell["end"]) for cell in bare]
    inputs += [plan.phrase("C", cell["start"], cell["end"]) for cell in marked]
    yield answered(
        plan, "C05", inputs, variant="half" if bare else "holds",
        status=Status.VIOLATED if bare else Status.HOLDS,
        formula=" | ".join(cell["quote"] for cell in (*bare, *marked)),
        values={
            "names": row["name"], "cells": "、".join(cell["quote"] for cell in marked),
            "bare": "、".join(cell["quote"] for cell in bare), **missing_words(()),
        },
        refs=(row["id"],),
    )  # fmt: skip


def _is_flow(table: Record, row: Record) -> bool:
    """Whether a row is of what is added, and its marks of what is added over several years."""
    return bool(_FLOW.search(row["name"]) or _OVER_YEARS.search(table["note"] or ""))


def _yearly_in_prose(plan: CheckedPlan) -> Iterator[Finding]:
    """A cumulative number of the table that the prose asks for every year."""
    for facts in plan.by_concept.values():
        cells = [f for f in facts if f.is_row and f.is_cumulative and f.is_target]
        yearly = [f for f in facts if not f.is_row and f.per_year and f.is_target] if cells else ()
        for cell in cells:
            same = [f for f in yearly if f.can_be.value == cell.can_be.value and is_alike(f, cell)]
            for fact in same[:1]:
                missing = unknown_of([f for f in (fact, cell) if f.is_damaged])
                yield answered(
                    plan, "C05", [fact.as_input("P"), cell.as_input("C")],
                    variant="unknown" if missing else "yearly",
                    status=Status.UNKNOWN if missing else Status.VIOLATED,
                    formula=f"{shown(fact.value)}/a = Σ {shown(cell.value)}",
                    values={
                        "names": cell.name, "prose": fact.quote, "cells": cell.quote,
                        **missing_words(missing),
                    },
                    refs=(fact.id, cell.id),
                )  # fmt: skip


CHECKS: tuple[tuple[str, Check], ...] = (
    ("C01", lost_bound),
    ("C02", strict_against_open),
    ("C03", wrong_side),
    ("C04", attribute_column),
    ("C05", cumulative_mark),
)
