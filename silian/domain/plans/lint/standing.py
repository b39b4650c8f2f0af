"""Where things stand and until when: what the sentence says beyond the reading of one number.

A document without a period tells a goal from a figure by its words alone. 2020年，…为42亿
元 before 到2025年，…达到85亿元 is where things stand; 年均增长8%，到2025年达到… grows until 2025.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from silian.domain.plans.lint.facts import Fact, Mode, can_be_of, what_grows
from silian.domain.plans.timeline import plain_name, unit_parts

_TO_WORD = "到20"  # quick to find; what stands around is not
_TO_YEAR = re.compile(
    r"(?:^|[\s，。；：、“（,;:()）])(?:力争|争取|确保|努力)?到(?P<year>20\d\d)年[末底]?(?=[，,][^。；;\n]|[^，,。；;\n])"
)
_MOST_BEFORE = 6
_HOPED = re.compile(r"将|力争|争取|确保|目标|计划|预计|拟|到20\d\d年")
_BARE = re.compile(r"(?:为|是|有|共|共有|约)?[\d.,]*")
_ACCOUNT = re.compile("公报|总结|评估|通报|情况|报告")
_STOP = "。；;\n"
_LONGEST = 200
_OWN_YEAR = frozenset({"clause", "sentence"})


def years_asked_for(document: Mapping[str, Any], text: str) -> frozenset[int]:
    """The years behind 到 of a document that names no period and no date of its own."""
    dated = ("period_start", "issued_on", "adopted_on", "published_on")
    told = f"{document.get('doc_type') or ''}{document.get('title') or ''}"
    if any(document.get(name) for name in dated) or _ACCOUNT.search(told):
        return frozenset()
    years = set()
    at = text.find(_TO_WORD)
    while at >= 0:
        found = _TO_YEAR.search(text, max(0, at - _MOST_BEFORE), at + 10)
        if found is not None:
            years.add(int(found["year"]))
        at = text.find(_TO_WORD, at + 1)
    return frozenset(years)


def settled(facts: Sequence[Fact], text: str, asked_for: Iterable[int]) -> tuple[Fact, ...]:
    """The facts, with the figures before the goals as figures and growths until the year said.

    An indicator told bare for several years before the goals has steps, not a start.
    """
    first = min(asked_for, default=None)
    by_start: dict[tuple[int, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.mode is Mode.LEVEL and not fact.is_row and fact.year_basis in _OWN_YEAR:
            by_start[fact.start, fact.concept].append(fact)
    bare: dict[str, set[int | None]] = defaultdict(set)
    for fact in facts if first is not None else ():
        if _stands(fact, text, first or 0):
            bare[fact.concept].add(fact.year)
    standing = frozenset(concept for concept, years in bare.items() if len(years) == 1)
    return tuple(_settled(facts, text, first, standing, by_start))


def _settled(
    facts: Sequence[Fact], text: str, first: int | None, standing: frozenset[str],
    by_start: Mapping[tuple[int, str], Sequence[Fact]],
) -> Iterator[Fact]:  # fmt: skip
    last: Fact | None = None
    for fact in facts:
        if first is not None and fact.concept in standing and _stands(fact, text, first):
            factor = Decimal(unit_parts(fact.unit)[0])
            can_be = can_be_of(fact.value, fact.comparator, None, fact.unit, is_target=False)
            yield replace(fact, is_target=False, can_be=can_be.times(factor))
            continue
        if fact.mode is Mode.ANNUAL_GROWTH and last is not None:
            fact = _of_level(fact, last, text)
        elif fact.mode is Mode.LEVEL and not fact.is_row:
            last = fact
        beside = by_start.get((fact.start, fact.concept), ())
        until = next((one for one in beside if _is_end_of(fact, one)), None)
        if until is not None:
            yield replace(fact, year=until.year, year_basis=until.year_basis)
        else:
            yield fact


def _stands(fact: Fact, text: str, first: int) -> bool:
    """Whether a level that was read as a goal is told bare, for a year before the first goal."""
    if not fact.is_target or fact.is_row or fact.mode is not Mode.LEVEL or fact.year is None:
        return False
    if fact.year >= first or fact.year_basis not in _OWN_YEAR:
        return False
    floor = max(0, fact.start - _LONGEST)
    begin = 1 + max(floor - 1, *(text.rfind(mark, floor, fact.start) for mark in _STOP))
    said = text[fact.name_end : fact.end].removesuffix(fact.unit)
    return _HOPED.search(text, begin, fact.start) is None and _BARE.fullmatch(said) is not None


def _of_level(growth: Fact, level: Fact, text: str) -> Fact:
    """A growth right behind a level is of that level, where its name is the end of the level's."""
    subject = plain_name(what_grows(growth.name))
    whole = plain_name(level.name)
    is_cut = len(subject) > 1 and subject != whole and whole.endswith(subject)
    gap = text[level.end : growth.end]
    if growth.concept == level.concept or not is_cut or any(mark in gap for mark in _STOP):
        return growth
    return replace(growth, concept=level.concept)


def _is_end_of(growth: Fact, level: Fact) -> bool:
    """Whether a level of the same phrase says until when a yearly growth runs."""
    if growth.mode is not Mode.ANNUAL_GROWTH or growth.year_basis in _OWN_YEAR or growth.is_row:
        return False
    is_later = growth.year is None or (level.year is not None and level.year > growth.year)
    return level.is_target and growth.is_target and is_later
