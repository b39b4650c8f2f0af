"""B05: prose and table with different numbers for one thing, or a whole smaller than its part."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode, unknown_of
from silian.domain.plans.lint.measures import (
    Kinds,
    answered,
    in_one_unit,
    is_alike,
    is_of_whole,
    kinds_of,
    missing_words,
    printed_with_name,
    sentence_of,
)
from silian.domain.plans.lint.model import Finding, Status

_WHOLE_SECTION = re.compile(r"目标|指标|基础|现状|回顾|成效|成就|形势|背景|总体|概况")
_PROPOSED = re.compile(r"调整|调[增减高低升]|上调|下调|修订|修改|原定|由[^，。；]{1,12}(?:改|调)为")


def prose_against_table(plan: CheckedPlan) -> Iterator[Finding]:
    """B05: prose and table give different numbers for one indicator and one year."""
    for facts in plan.by_concept.values():
        levels = [f for f in facts if f.mode is Mode.LEVEL and not f.is_old_goal]
        cells = [fact for fact in levels if fact.is_row]
        said: dict[tuple[int | None, bool, Decimal], list[Fact]] = defaultdict(list)
        for fact in levels if cells else ():
            if not fact.is_row and is_of_whole(plan, fact) and not _is_proposed(plan, fact):
                said[fact.year, fact.is_target, fact.can_be.value].append(fact)
        dated = any(year is not None for year, _, _ in said)
        for (year, is_target, _), prose in said.items():
            if year is None and dated:
                continue
            there = [
                cell
                for cell in cells
                if cell.is_target is is_target
                and (year is None or cell.year == year)
                and is_alike(cell, prose[0])
            ]
            yield from _against(plan, prose[0], there)
    yield from _sets_against(plan)


def _is_proposed(plan: CheckedPlan, fact: Fact) -> bool:
    """Whether its sentence proposes to change what the table says."""
    return _PROPOSED.search(plan.text, *sentence_of(plan.text, fact.start)) is not None


def _against(plan: CheckedPlan, prose: Fact, cells: Sequence[Fact]) -> Iterator[Finding]:
    differing = [
        cell
        for cell in cells
        if cell.can_be.value != prose.can_be.value and not cell.can_be.meets(prose.can_be)
    ]
    if not cells or (prose.year is None and len(differing) < len(cells)):
        return
    if not differing:
        if plan.wants_held:
            yield _differing(plan, prose, cells, "holds", Status.HOLDS)
        return
    missing = unknown_of([prose, *differing])
    if missing:
        yield _differing(plan, prose, differing, "unknown", Status.UNKNOWN, missing)
    elif not _speaks_generally(plan, prose, differing[0]):
        yield _differing(plan, prose, differing, "elsewhere", Status.UNKNOWN)
    else:
        yield _differing(plan, prose, differing, "violated", Status.VIOLATED)


def _speaks_generally(plan: CheckedPlan, prose: Fact, cell: Fact) -> bool:
    """Whether the place of the prose is about all: beside the table, or goals and foundations."""
    titles = list(plan.titles_above(prose.section))
    return prose.section == cell.section or any(_WHOLE_SECTION.search(t) for t in titles)


def _differing(
    plan: CheckedPlan, prose: Fact, cells: Sequence[Fact], variant: str, status: Status,
    missing: Sequence[str] = (),
) -> Finding:  # fmt: skip
    own, *values = in_one_unit([prose, *cells])
    signs = {value: "=" if value == own else "∩" for value in values}
    inputs = [prose.as_input("P")]
    inputs += [one for cell in cells for one in (cell.name_input("I"), cell.as_input("C"))]
    return answered(
        plan, "B05", inputs, variant=variant, status=status,
        formula="; ".join(
            f"{own} {sign if status is Status.HOLDS else '≠'} {value}"
            for value, sign in signs.items()
        ),
        values={
            "prose": prose.quote, "name": cells[0].name, "cell": cells[0].quote,
            "year": str(cells[0].year or ""), **missing_words(missing),
        },
        refs=(prose.id, *(cell.id for cell in cells)),
    )  # fmt: skip


def _sets_against(plan: CheckedPlan) -> Iterator[Finding]:
    """A number for several kinds together that is smaller than one of them alone."""
    singles: dict[tuple[str, int | None, bool], list[Fact]] = defaultdict(list)
    wholes: list[tuple[Kinds, Fact]] = []
    for fact in plan.facts:
        kinds = kinds_of(plan, fact) if fact.mode is Mode.LEVEL and not fact.is_old_goal else None
        if kinds is None or not is_of_whole(plan, fact):
            continue
        if len(kinds.names) > 1:
            wholes.append((kinds, fact))
        elif not kinds.levels:
            singles[next(iter(kinds.names)), fact.year, fact.is_target].append(fact)
    for kinds, whole in wholes:
        for kind in sorted(kinds.names):
            parts = [
                part
                for part in singles.get((kind, whole.year, whole.is_target), ())
                if part.is_row != whole.is_row
                and is_alike(part, whole)
                and whole.can_be.is_below(part.can_be)
            ]
            if parts:
                yield _smaller_than_part(plan, kinds, whole, parts)


def _smaller_than_part(
    plan: CheckedPlan, kinds: Kinds, whole: Fact, parts: Sequence[Fact]
) -> Finding:
    missing = unknown_of([whole, *parts])
    variant = "unknown" if missing else "levels" if kinds.is_one_level else "wider"
    prose, cell = (parts[0], whole) if whole.is_row else (whole, parts[0])
    inputs = [whole.as_input("W")]
    inputs += [one for part in parts for one in (part.name_input("I"), part.as_input("P"))]
    return answered(
        plan,
        "B05", inputs, variant=variant,
        status=Status.VIOLATED if variant == "wider" else Status.UNKNOWN,
        formula=" < ".join(in_one_unit([whole, parts[0]])),
        values={
            "prose": prose.quote, "name": cell.name, "cell": cell.quote,
            "year": str(whole.year or ""), **missing_words(missing),
            "whole": printed_with_name(whole), "part": printed_with_name(parts[0]),
        },
        refs=(whole.id, *(part.id for part in parts)),
    )  # fmt: skip
