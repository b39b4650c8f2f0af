"""The numbers of a plan in one form: statements and table cells with what they can mean."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from silian.domain.plans.lint.model import Input
from silian.domain.plans.lint.own_place import OwnPlace, own_place_of
from silian.domain.plans.lint.printed import Printed, measured, stated
from silian.domain.plans.model import Comparator
from silian.domain.plans.timeline import plain_name, unit_parts

Record = Mapping[str, Any]  # Any: parsed JSON of a reading


class Mode(StrEnum):
    """What a number says of its indicator."""

    LEVEL = "level"
    ANNUAL_GROWTH = "annual_growth"
    GROWTH = "growth"
    ADDITION = "addition"
    CHANGE = "change"
    MULTIPLE = "multiple"
    RANK = "rank"


_MODES = {
    "level": Mode.LEVEL,
    "share": Mode.LEVEL,
    "project": Mode.LEVEL,
    "annual_growth": Mode.ANNUAL_GROWTH,
    "growth_yoy": Mode.GROWTH,
    "growth_total": Mode.GROWTH,
    "count_new": Mode.ADDITION,
    "change": Mode.CHANGE,
    "pp_change": Mode.CHANGE,
    "ratio": Mode.MULTIPLE,
    "rank": Mode.RANK,
}
_COUNTED = frozenset("家个项件名人户所座支处条门篇部种场次台套辆")
_LABEL_YEAR = re.compile(r"(?:19|20)\d\d")
_REACHED = re.compile(
    r"(?<!计划)(?<!规划)(?<!预期)(?<!预计)(?:实际|完成|实现|现状|基期|基数|达成)(?!目标|计划)"
)
_GOAL = re.compile(r"目标|预期|预计|计划|规划(?!基期|基数)")
_EVALUATION = re.compile("评估")
_GROWTH_TAIL = re.compile(
    r"(?:的)?(?:较[^,。]{1,12}?)?(?:年均|年|平均|同比|累计|每年)*(?:递增|增长|增幅|增速|提高|提升|上升|增加|下降|降低|减少"
    r"|净增|新增|扩大|缩小|回落|压减)(?:率|速度)?(?:倍数)?$|较[^,。]{1,14}?倍数$"
)
_ADDITION_HEAD = re.compile(
    r"^(?:每年|年均|累计|[一二三四五]年|力争)*(?:新增|净增|引进|新引进|新培育|培育|新建|新认定|新登记"
    r"|新获批|新设|增加|扩大|遴选|认定(?!登记|机构))?"
)
_ADDITION_TAIL = re.compile(r"(?:每年|年均)?(?:净增|新增)$")


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of a plan.

    ``concept`` is what makes two facts comparable: the catalog's key of the indicator (for a
    growth or an addition, of what grows), else its plain name. ``can_be`` is in ``dimension``
    with 万 and 亿 multiplied out. ``is_old_goal`` marks a target of the plan before, printed
    beside what was reached. ``table`` and ``row`` are "" for prose.
    """

    id: str
    name: str
    key: str
    concept: str
    mode: Mode
    per_year: bool
    value: Decimal
    can_be: Printed
    unit: str
    dimension: str
    comparator: Comparator
    year: int | None
    year_basis: str
    is_target: bool
    is_old_goal: bool
    is_cumulative: bool
    is_damaged: bool
    attribute: str
    section: str
    box: str
    table: str
    row: str
    scope: str
    parent: str
    group: str
    flags: tuple[str, ...]
    start: int
    end: int
    quote: str
    name_start: int
    name_end: int
    name_quote: str

    @property
    def is_row(self) -> bool:
        """Whether it stands in an indicator table."""
        return bool(self.row)

    def as_input(self, symbol: str, document: str = "") -> Input:
        """The fact as an input of a finding, in its printed unit."""
        factor = unit_parts(self.unit)[0]
        low = None if self.can_be.low is None else self.can_be.low / factor
        high = None if self.can_be.high is None else self.can_be.high / factor
        return Input(
            symbol,
            f"{self.value:f}",
            None if low is None else f"{low.normalize():f}",
            None if high is None else f"{high.normalize():f}",
            self.unit,
            self.year,
            document,
            self.start,
            self.end,
            self.quote,
        )

    def name_input(self, symbol: str, document: str = "") -> Input:
        """The printed name as an input of a finding."""
        return Input(
            symbol, None, None, None, self.unit, None, document,
            self.name_start, self.name_end, self.name_quote,
        )  # fmt: skip


# Answers the catalog's key of a printed name in a unit, or None.
KeyOf = Callable[[str, str], str | None]


def decimal_of(text: object) -> Decimal | None:
    """A printed number, or ``None`` where there is none."""
    try:
        return Decimal(str(text)) if text not in (None, "") else None
    except InvalidOperation:
        return None


def what_grows(name: str) -> str:
    """The indicator behind a growth: 全社会研发经费投入年均增长 → 全社会研发经费投入."""
    return _GROWTH_TAIL.sub("", name) or name


def what_is_added(name: str) -> str:
    """The indicator behind an addition: 每年新增科技型企业, 科技型企业净增 → 科技型企业."""
    return _ADDITION_TAIL.sub("", _ADDITION_HEAD.sub("", name)) or name


def _subject(name: str, mode: Mode) -> str:
    if mode in {Mode.ANNUAL_GROWTH, Mode.GROWTH, Mode.CHANGE, Mode.MULTIPLE}:
        return what_grows(name)
    return what_is_added(name) if mode is Mode.ADDITION else name


def _concept(
    name: str, mode: Mode, unit: str, key_of: KeyOf, chosen: str | None
) -> tuple[str, str]:
    """The key of the name, and the concept of its subject; ``chosen``: what a person says."""
    key = key_of(name, unit) or chosen or ""
    if mode is Mode.LEVEL:
        return key, key or plain_name(name)
    subject = _subject(name, mode)
    own_unit = unit if mode is Mode.ADDITION else ""
    said = chosen if subject == name else None
    return key, key_of(subject, own_unit) or said or plain_name(subject)


def facts_of(
    contract: Record, key_of: KeyOf, asked_for: frozenset[int] = frozenset()
) -> tuple[Fact, ...]:
    """All numbers of a reading, in text order; a cell without a number is no fact.

    ``asked_for`` are years of goals in the prose (到2025年，…达到): they tell the goals of a table
    where the document says nothing of its own time.
    """
    now = _present(contract["document"])
    own = own_place_of(contract["document"])
    facts = [
        fact
        for is_target, records in ((True, contract["targets"]), (False, contract["baselines"]))
        for record in records
        if (fact := _statement(record, own, is_target=is_target, key_of=key_of)) is not None
    ]
    for table in contract["tables"]:
        heads = _heads(table, now)
        present = now if now.known is not None else _present_of(heads, asked_for)
        if present is not now:
            heads = _heads(table, present)
        for row in table["rows"]:
            facts += _row_facts(
                table, {**row, "name": own.bare(row["name"])}, heads, present, key_of
            )
    return tuple(sorted(facts, key=lambda fact: (fact.start, fact.end, fact.id)))


@dataclass(frozen=True, slots=True)
class _Present:
    """The last year of which figures can be ``known``, and the last ``before`` the plan."""

    known: int | None
    before: int | None


def _present(document: Record) -> _Present:
    """What time the document speaks from: a plan late in its period knows its first years.

    An evaluation knows the year of its issue. The date on which a copy was put on the net says
    nothing of that where the document names its period.
    """
    issued = document.get("issued_on") or document.get("adopted_on")
    start = document.get("period_start")
    if not start:
        issued = issued or document.get("published_on")
    before = int(start) - 1 if start else None
    if not issued:
        return _Present(before, before)
    told = f"{document.get('doc_type') or ''}{document.get('title') or ''}"
    known = int(str(issued)[:4]) - (0 if _EVALUATION.search(told) else 1)
    return _Present(known if before is None else max(known, before), before)


def _present_of(heads: Mapping[int, "_Said"], asked_for: frozenset[int]) -> _Present:
    """The present of a table in a document without a date: the last year before its goals."""
    years = {said.year for said in heads.values() if said.year is not None}
    before = [year for year in years if year < min(asked_for, default=0)]
    if not before or years.isdisjoint(asked_for):
        return _Present(None, None)
    return _Present(max(before), None)


def _statement(record: Record, own: OwnPlace, *, is_target: bool, key_of: KeyOf) -> Fact | None:
    value = decimal_of(record["value"])
    if value is None:
        return None
    mode = _MODES.get(record["kind"], Mode.LEVEL)
    unit = record["unit"] or ""
    factor, dimension = unit_parts(unit)
    comparator = Comparator(record["comparator"])
    name = own.bare(record["indicator"])
    key, concept = _concept(name, mode, unit, key_of, record.get("key"))
    place = record["parts"].get("indicator") or record
    return Fact(
        id=record["id"], name=name, key=key, concept=concept, mode=mode,
        per_year=record["per"] == "year", value=value,
        can_be=can_be_of(
            value, comparator, decimal_of(record["value_max"]), unit, is_target=is_target
        ).times(Decimal(factor)),
        unit=unit, dimension=dimension, comparator=comparator, year=record["year"],
        year_basis=record["year_basis"], is_target=is_target, is_old_goal=False,
        is_cumulative=bool(record["cumulative"]), is_damaged=record["band"] == "D", attribute="",
        section=record["section"] or "", box=record["box"] or "", table="", row="",
        scope=record["scope"] or "", parent=record["parent"] or "",
        group="" if record["group"] is None else str(record["group"]),
        flags=tuple(record["flags"]), start=record["start"], end=record["end"],
        quote=record["quote"], name_start=place["start"], name_end=place["end"],
        name_quote=place["quote"],
    )  # fmt: skip


def can_be_of(
    value: Decimal, comparator: Comparator, most: Decimal | None, unit: str, *, is_target: bool
) -> Printed:
    """What a printed number can mean: a goal is exact at its edge, a figure was measured."""
    if is_target or comparator is not Comparator.EQUAL:
        return stated(value, comparator, most)
    factor, dimension = unit_parts(unit)
    return measured(value, is_counted=factor == 1 and dimension in _COUNTED)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the head of a value column says: its year, a goal or what was reached."""

    label: str
    year: int | None
    is_goal: bool
    is_reached: bool


def _said(label: str, head: str, now: _Present) -> _Said:
    found = _LABEL_YEAR.search(label)
    year = int(found.group()) if found else None
    is_known = year is not None and now.known is not None and year <= now.known
    reached = _REACHED.search(head) is not None
    is_goal = not reached and ("目标" in label or _GOAL.search(head) is not None)
    return _Said(label, year, is_goal, reached or (is_known and not is_goal))


def _heads(table: Record, now: _Present) -> dict[int, _Said]:
    """What the heads of the value columns say, by the number of the column."""
    return {
        k: _said(column["key"], column["name"], now)
        for k, column in enumerate(table["columns"])
        if column["role"] == "value"
    }


def _row_facts(
    table: Record, row: Record, heads: Mapping[int, _Said], now: _Present, key_of: KeyOf
) -> list[Fact]:
    cells = {cell["column"]: cell for cell in row["cells"]}
    named = _name_cell(table, row)
    reached = {said.year for said in heads.values() if said.is_reached}
    facts = []
    for column, said in heads.items():
        cell = cells.get(column)
        value = decimal_of(cell["value"]) if cell else None
        if cell is None or value is None:
            continue
        year = said.year
        is_past = year is not None and now.before is not None and year <= now.before
        is_old_goal = said.is_goal and (is_past or (year is not None and year in reached))
        ahead = year is not None and now.known is not None and year > now.known
        is_target = said.is_goal or (ahead and not said.is_reached)
        facts.append(
            _cell_fact(
                table, row, cell, named, value, key_of, year=year,
                is_target=is_target and not is_old_goal, is_old_goal=is_old_goal, label=said.label,
            )
        )  # fmt: skip
    return facts


def _name_cell(table: Record, row: Record) -> Record:
    named = {k for k, column in enumerate(table["columns"]) if column["role"] == "name"}
    cells: Sequence[Record] = [c for c in row["cells"] if c["column"] in named]
    return cells[-1] if cells else row


def _cell_fact(
    table: Record, row: Record, cell: Record, named: Record, value: Decimal, key_of: KeyOf,
    *, year: int | None, is_target: bool, is_old_goal: bool, label: str,
) -> Fact:  # fmt: skip
    unit = row["unit"] or ""
    factor, dimension = unit_parts(unit)
    comparator = Comparator(cell["comparator"])
    growth = _GROWTH_TAIL.search(row["name"]) is not None and dimension in {"%", "倍"}
    mode = Mode.ANNUAL_GROWTH if growth else Mode.LEVEL
    key, concept = _concept(row["name"], mode, unit, key_of, row.get("key"))
    can_be = can_be_of(value, comparator, None, unit, is_target=is_target or is_old_goal)
    return Fact(
        id=f"{row['id']}:{label}", name=row["name"], key=key, concept=concept, mode=mode,
        per_year=False, value=value, can_be=can_be.times(Decimal(factor)), unit=unit,
        dimension=dimension, comparator=comparator, year=year, year_basis="column",
        is_target=is_target, is_old_goal=is_old_goal, is_cumulative=bool(row["cumulative"]),
        is_damaged=row["band"] == "D", attribute=row["attribute"] or "",
        section=table["section"] or "", box="", table=table["id"], row=row["id"], scope="",
        parent="", group=row["group"] or "", flags=tuple(row["flags"]), start=cell["start"],
        end=cell["end"], quote=cell["quote"], name_start=named["start"], name_end=named["end"],
        name_quote=named["quote"],
    )  # fmt: skip


def unknown_of(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Which damage or gap keeps a comparison from being decided; empty if nothing does."""
    flags = [flag for fact in facts if fact.is_damaged for flag in (*fact.flags, "damaged")]
    flags += ["year_missing" for fact in facts if fact.year is None]
    return tuple(dict.fromkeys(flags))
