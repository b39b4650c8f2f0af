"""What a plan of its kind usually has, and what this one lacks: a list, no verdict."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact
from silian.domain.plans.lint.model import Input, Words


class Presence(StrEnum):
    """Whether something that is usual is there."""

    PRESENT = "present"
    PARTLY = "partly"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Usual:
    """Something that plans of some kinds usually have.

    ``test`` names how it is looked for: ``section`` (a heading with one of ``words``), ``text``
    (one of ``words`` anywhere), or a check of its own. ``kinds`` are the kinds of document that
    have it, empty for all.
    """

    id: str
    test: str
    words: re.Pattern[str] | None
    kinds: frozenset[str]
    name: Words
    why: Words
    source: str


@dataclass(frozen=True, slots=True)
class Looked:
    """One line of the list: what was looked for, what came of it, and where it stands.

    ``have`` and ``of`` count where there is something to count (12 of 14 targets).
    """

    usual: Usual
    presence: Presence
    have: int | None = None
    of: int | None = None
    place: Input | None = None
    lacking: tuple[Input, ...] = ()


def usuals_of(data: Sequence[Mapping[str, Any]]) -> tuple[Usual, ...]:
    """The list from its parsed YAML."""
    return tuple(
        Usual(
            entry["id"],
            entry["test"],
            re.compile("|".join(re.escape(word) for word in entry["words"]))
            if entry.get("words")
            else None,
            frozenset(entry.get("kinds", ())),
            Words.from_data(entry["name"]),
            Words.from_data(entry["why"]),
            entry["source"],
        )
        for entry in data
    )


def look(plan: CheckedPlan, usuals: Sequence[Usual]) -> tuple[Looked, ...]:
    """The list for a plan; what its kind of document does not have is left out."""
    kind = str(plan.document.get("doc_type") or "")
    return tuple(
        _TESTS[usual.test](plan, usual)
        for usual in usuals
        if not usual.kinds or not kind or kind in usual.kinds
    )


def _section(plan: CheckedPlan, usual: Usual) -> Looked:
    for section in plan.contract["sections"]:
        if usual.words and usual.words.search(section["title"]):
            return Looked(usual, Presence.PRESENT, place=_at(plan, section))
    return Looked(usual, Presence.ABSENT)


def _text(plan: CheckedPlan, usual: Usual) -> Looked:
    match = usual.words.search(plan.text) if usual.words else None
    if match is None:
        return Looked(usual, Presence.ABSENT)
    return Looked(usual, Presence.PRESENT, place=plan.phrase("", match.start(), match.end()))


def _at(plan: CheckedPlan, record: Mapping[str, Any]) -> Input:
    return plan.phrase("", record["start"], record["end"])


def _counted(usual: Usual, have: int, lacking: Sequence[Input]) -> Looked:
    of = have + len(lacking)
    presence = Presence.PARTLY if have and lacking else Presence.PRESENT
    if not have:
        presence = Presence.ABSENT
    return Looked(usual, presence, have, of, lacking=tuple(lacking))


def _table(plan: CheckedPlan, usual: Usual) -> Looked:
    for table in plan.contract["tables"]:
        roles = {column["role"] for column in table["columns"]}
        if {"name", "value"} <= roles and table["rows"]:
            return Looked(usual, Presence.PRESENT, place=_at(plan, table))
    return Looked(usual, Presence.ABSENT)


def _targets(plan: CheckedPlan) -> list[Fact]:
    """One target of each indicator, those of the table first."""
    found: dict[str, Fact] = {}
    for fact in sorted(plan.facts, key=lambda fact: not fact.is_row):
        if fact.is_target:
            found.setdefault(fact.concept, fact)
    return sorted(found.values(), key=lambda fact: fact.start)


def _baselines(plan: CheckedPlan, usual: Usual) -> Looked:
    targets = _targets(plan)
    lacking = [
        fact.as_input("T") for fact in targets if not plan.levels(fact.concept, is_target=False)
    ]
    return _counted(usual, len(targets) - len(lacking), lacking)


def _years(plan: CheckedPlan, usual: Usual) -> Looked:
    targets = _targets(plan)
    lacking = [fact.as_input("T") for fact in targets if fact.year is None]
    return _counted(usual, len(targets) - len(lacking), lacking)


def _attributes(plan: CheckedPlan, usual: Usual) -> Looked:
    rows = [row for table in plan.contract["tables"] for row in table["rows"]]
    lacking = [_at(plan, row) for row in rows if not row["attribute"]]
    return _counted(usual, len(rows) - len(lacking), lacking)


def _definitions(plan: CheckedPlan, usual: Usual) -> Looked:
    targets = _targets(plan)
    lacking = [
        fact.name_input("") for fact in targets if fact.concept not in plan.catalogue.definitions
    ]
    return _counted(usual, len(targets) - len(lacking), lacking)


def _owners(plan: CheckedPlan, usual: Usual) -> Looked:
    return _tasks(plan, usual, "owners")


def _deadlines(plan: CheckedPlan, usual: Usual) -> Looked:
    return _tasks(plan, usual, "deadline")


def _tasks(plan: CheckedPlan, usual: Usual, what: str) -> Looked:
    tasks = plan.contract["tasks"]
    lacking = [_at(plan, task) for task in tasks if not task[what]]
    return _counted(usual, len(tasks) - len(lacking), lacking)


def _basis(plan: CheckedPlan, usual: Usual) -> Looked:
    basis = plan.document["basis"]
    if not basis:
        return Looked(usual, Presence.ABSENT)
    return Looked(usual, Presence.PRESENT, len(basis), None, _at(plan, basis[0]))


def _glossary(plan: CheckedPlan, usual: Usual) -> Looked:
    terms = plan.contract["glossary"]
    if not terms:
        return Looked(usual, Presence.ABSENT)
    return Looked(usual, Presence.PRESENT, len(terms), None, _at(plan, terms[0]))


_TESTS: Mapping[str, Callable[[CheckedPlan, Usual], Looked]] = {
    "section": _section,
    "text": _text,
    "table": _table,
    "baselines": _baselines,
    "years": _years,
    "attributes": _attributes,
    "definitions": _definitions,
    "owners": _owners,
    "deadlines": _deadlines,
    "basis": _basis,
    "glossary": _glossary,
}
