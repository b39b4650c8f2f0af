"""The list of systems (事项清单): what there is, who does what in it, and what it covers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from silian.adapters import systems as shelf
from silian.adapters.systems import Row
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.domain.systems.clocks import Clock, OpenClock
from silian.domain.systems.manifest import Edge, Manifest
from silian.services.accounts import reach_of, require
from silian.services.systems.registry import get_system, systems
from silian.store.calls.models import Case


@dataclass(frozen=True, slots=True)
class SystemLine:
    """A system and how many of its cases run within reach."""

    manifest: Manifest
    open_cases: int


@dataclass(frozen=True, slots=True)
class Group:
    """The systems of a group, and how many of the group's asks they cover."""

    key: str
    lines: tuple[SystemLine, ...]
    asked: int
    covered: int


@dataclass(frozen=True, slots=True)
class Catalog:
    """All groups, what the documents ask for, and how much of that is covered."""

    groups: tuple[Group, ...]
    asked: int
    covered: int


@dataclass(frozen=True, slots=True)
class Covered:
    """A row of the inventory and the systems that cover it."""

    row: Row
    by: tuple[Manifest, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """A step as the page of a system shows it: who, within which clock."""

    edge: Edge
    clock: Clock | OpenClock | None


@dataclass(frozen=True, slots=True)
class Posture:
    """A state and what may be done in it; ``open_cases`` stand in it now, within reach."""

    state: str
    deeds: tuple[Deed, ...]
    is_end: bool
    open_cases: int


@dataclass(frozen=True, slots=True)
class SystemPage:
    """One system: its states with their steps, what it covers, and its scenario."""

    manifest: Manifest
    states: tuple[Posture, ...]
    covers: tuple[Row, ...]
    scenario: Mapping[str, Any] | None
    file: str


def open_catalog(*, by: Actor, at: datetime) -> Catalog:
    """All systems by group, with what each covers of the inventory."""
    require(by, Verb.SYSTEMS_READ, Thing("system"), at)
    found = systems().systems
    running = _running(by, at)
    core = [row for row in shelf.inventory() if row.is_core]
    covered = {name for one in found.values() for name in one.covers}
    keys = sorted({one.group for one in found.values()} | {row.group for row in core})
    groups = tuple(
        Group(
            key,
            tuple(
                SystemLine(found[name], running.get(name, 0))
                for name in sorted(found)
                if found[name].group == key
            ),
            *_cover(core, covered, key),
        )
        for key in keys
    )
    return Catalog(groups, *_cover(core, covered))


def open_system(*, system: str, by: Actor, at: datetime) -> SystemPage:
    """One system, for somebody who wants to know how it goes.

    Raises:
        UnknownSystem: if there is none.
    """
    require(by, Verb.SYSTEMS_READ, Thing("system"), at)
    manifest = get_system(system)
    reach = reach_of(by, at)
    rows = Case.objects.within(reach).filter(system=system, closed_at=None).order_by("state")
    counts = dict(rows.values_list("state").annotate(Count("id")))
    states = tuple(
        Posture(
            state, tuple(_deeds(manifest, state)), state in manifest.procedure.terminal,
            counts.get(state, 0),
        )
        for state in manifest.procedure.states
    )  # fmt: skip
    rows_by_id = {row.id: row for row in shelf.inventory()}
    covers = tuple(rows_by_id[name] for name in manifest.covers if name in rows_by_id)
    file = systems().files.get(system, "")
    return SystemPage(manifest, states, covers, shelf.scenario_of(system), file)


def list_coverage(*, group: str = "", by: Actor, at: datetime) -> tuple[Covered, ...]:
    """What the documents ask of the bureau, row by row, with the systems that answer it."""
    require(by, Verb.SYSTEMS_READ, Thing("system"), at)
    covering: dict[str, list[Manifest]] = {}
    for _, manifest in sorted(systems().systems.items()):
        for name in manifest.covers:
            covering.setdefault(name, []).append(manifest)
    return tuple(
        Covered(row, tuple(covering.get(row.id, ())))
        for row in shelf.inventory()
        if row.is_core and (not group or row.group == group)
    )


def _running(by: Actor, at: datetime) -> dict[str, int]:
    rows = Case.objects.within(reach_of(by, at)).filter(closed_at=None).order_by("system")
    return dict(rows.values_list("system").annotate(Count("id")))


def _cover(core: Sequence[Row], covered: set[str], group: str = "") -> tuple[int, int]:
    asked = [row for row in core if not group or row.group == group]
    return len(asked), sum(1 for row in asked if row.id in covered)


def _deeds(manifest: Manifest, state: str) -> Iterable[Deed]:
    for edge in manifest.procedure.edges:
        if state in edge.sources:
            yield Deed(edge, manifest.clocks.get(edge.within))
