"""Review of a reading: the steps about an item, what they make of it, what outlives a re-read."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from silian.domain.kernel.errors import Kind, SilianError


class ItemKind(StrEnum):
    """What sort of item a reading found."""

    TARGET = "target"
    BASELINE = "baseline"
    ROW = "row"
    TASK = "task"
    BOX = "box"
    ENTITY = "entity"
    TERM = "term"
    FLAG = "flag"


class ItemState(StrEnum):
    """What people have said about an item so far."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    ADDED = "added"


class Action(StrEnum):
    """A step of the review."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    REJECT = "reject"
    ADD = "add"
    UNDO = "undo"


class PlanState(StrEnum):
    """How far a version of a plan is."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"


class Group(StrEnum):
    """The three parts of the queue, in its order."""

    DOUBT = "doubt"
    CONFIDENT = "confident"
    REVIEWED = "reviewed"


# A person is asked about these one by one; names, terms and boxes are read along.
INDICATOR_KINDS = (ItemKind.TARGET, ItemKind.BASELINE, ItemKind.ROW)
QUEUED = (*INDICATOR_KINDS, ItemKind.TASK)
COMPARATORS = ("=", ">=", ">", "<=", "<", "~", "range")

# How many characters a person may type into a field.
LONGEST_FIELD = 500

# ``key``: which indicator of the catalog an ambiguous name means.
_STATEMENT = ("indicator", "value", "value_max", "unit", "comparator", "year", "per", "key")
EDITABLE: Mapping[ItemKind, tuple[str, ...]] = {
    ItemKind.TARGET: _STATEMENT,
    ItemKind.BASELINE: _STATEMENT,
    ItemKind.ROW: ("indicator", "unit", "attribute", "comparator", "key"),
    ItemKind.TASK: ("action", "object", "owner", "deadline"),
    ItemKind.BOX: ("title",),
    ItemKind.ENTITY: ("name", "canonical", "type"),
    ItemKind.TERM: ("term", "definition"),
    ItemKind.FLAG: (),
}
_YEAR_VALUE = re.compile(r"values\.[^.\s]{1,20}")
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?")
_YEAR = re.compile(r"(19|20)\d\d")


class InvalidFields(SilianError):
    """Some typed fields cannot stand. Values: ``fields``, a code for each."""

    code = "plans.invalid_fields"


class NothingToUndo(SilianError):
    """Nobody has decided anything about this item."""

    code = "plans.nothing_to_undo"
    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True)
class Edit:
    """One field before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an item's review; steps are only ever appended."""

    action: Action
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What an item's steps make of it. ``edits`` are all fields that differ from the machine's."""

    state: ItemState
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Where a decision holds in a document.

    ``nth`` counts items of one kind with the same span: 分别 gives two targets one sentence.
    """

    kind: str
    start: int
    end: int
    nth: int = 0


def effective(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps that still count: each undo takes itself and the step before it away.

    Raises:
        NothingToUndo: if an undo has nothing before it.

    """
    standing: list[Step] = []
    for step in steps:
        if step.action is not Action.UNDO:
            standing.append(step)
        elif standing:
            standing.pop()
        else:
            raise NothingToUndo("no step is left to undo")
    return tuple(standing)


def stand(steps: Iterable[Step], *, is_added: bool = False) -> Standing:
    """What all steps of an item together make of it.

    An added item whose addition was undone is rejected: it is nobody's any more.
    """
    counted = effective(steps)
    edits: dict[str, Edit] = {}
    for step in counted:
        for edit in step.edits:
            first = edits.get(edit.field)
            edits[edit.field] = Edit(edit.field, first.before if first else edit.before, edit.after)
    kept = tuple(edit for edit in edits.values() if edit.before != edit.after)
    return Standing(_state(counted, kept, is_added=is_added), kept)


def _state(counted: tuple[Step, ...], edits: tuple[Edit, ...], *, is_added: bool) -> ItemState:
    if not counted:
        return ItemState.REJECTED if is_added else ItemState.OPEN
    if counted[-1].action is Action.REJECT:
        return ItemState.REJECTED
    if is_added:
        return ItemState.ADDED
    return ItemState.CORRECTED if edits else ItemState.CONFIRMED


def may_edit(kind: ItemKind, field: str) -> bool:
    """Whether a person may type into ``field`` of such an item."""
    if field in EDITABLE[kind]:
        return True
    return kind is ItemKind.ROW and _YEAR_VALUE.fullmatch(field) is not None


def check_fields(kind: ItemKind, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields without outer spaces.

    Raises:
        InvalidFields: with a code for each field that cannot stand.

    """
    clean = {name: value.strip() for name, value in fields.items()}
    errors = {name: code for name, value in clean.items() if (code := _error(kind, name, value))}
    if errors:
        raise InvalidFields(
            "; ".join(f"{name}={clean[name]!r}: {code}" for name, code in errors.items()),
            fields=errors,
        )
    return clean


def _error(kind: ItemKind, name: str, value: str) -> str:
    if not may_edit(kind, name):
        return "unknown_field"
    if len(value) > LONGEST_FIELD:
        return "too_long"
    check = _CHECKS.get(name)
    return check(value) if check else ""


def _required(value: str) -> str:
    return "" if value else "required"


def _number(value: str) -> str:
    return "" if _NUMBER.fullmatch(value) else "not_a_number"


def _number_or_nothing(value: str) -> str:
    return _number(value) if value else ""


def _year_or_nothing(value: str) -> str:
    return "" if not value or _YEAR.fullmatch(value) else "not_a_year"


def _comparator(value: str) -> str:
    return "" if value in COMPARATORS else "not_a_comparator"


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "indicator": _required,
    "action": _required,
    "object": _required,
    "title": _required,
    "name": _required,
    "term": _required,
    "value": _number,
    "value_max": _number_or_nothing,
    "year": _year_or_nothing,
    "deadline": _year_or_nothing,
    "comparator": _comparator,
}


def is_doubtful(band: str, severities: Iterable[str]) -> bool:
    """Whether a person must look before the version is published."""
    return band in ("C", "D") or any(severity in ("high", "medium") for severity in severities)


def group_of(state: ItemState, *, doubtful: bool) -> Group:
    """The part of the queue that an item stands in."""
    if state is not ItemState.OPEN:
        return Group.REVIEWED
    return Group.DOUBT if doubtful else Group.CONFIDENT


@dataclass(frozen=True, slots=True)
class Replayed:
    """Where old decisions stand in a new reading.

    ``kept`` found their item again, ``added`` stand on text that is still the same but where the
    new reading has no item, ``lost`` stand on text that is another one now.
    """

    kept: tuple[Address, ...]
    added: tuple[Address, ...]
    lost: tuple[Address, ...]


def replay(
    decided: Mapping[Address, str], found: Iterable[Address], quote_at: Callable[[int, int], str]
) -> Replayed:
    """Sort old decisions by what the new reading has in their place.

    Args:
        decided: the quote under each address that has decisions.
        found: addresses of the new reading.
        quote_at: the new text between two offsets.

    """
    there = set(found)
    kept: list[Address] = []
    added: list[Address] = []
    lost: list[Address] = []
    for address in sorted(decided):
        if quote_at(address.start, address.end) != decided[address]:
            lost.append(address)
        elif address in there:
            kept.append(address)
        else:
            added.append(address)
    return Replayed(tuple(kept), tuple(added), tuple(lost))


def number_equals(places: Sequence[tuple[str, int, int]]) -> tuple[Address, ...]:
    """An address for each (kind, start, end), equal ones counted in their order."""
    seen: dict[tuple[str, int, int], int] = {}
    addresses = []
    for place in places:
        nth = seen.get(place, 0)
        seen[place] = nth + 1
        addresses.append(Address(*place, nth))
    return tuple(addresses)
