"""Live cases are moved to the manifest in force: deliberately, by a map that is shown first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.domain.systems.answers import judge
from silian.domain.systems.manifest import Manifest
from silian.domain.systems.procedures import steps_from
from silian.services import events
from silian.services.accounts import reach_of, require
from silian.services.calls.deadlines import said, set_deadlines
from silian.services.systems.registry import get_system, keep_version, manifest_of
from silian.store.calls.models import Case
from silian.store.systems.models import SystemVersion


class NoMap(SilianError):
    """The manifest names no new state for a state that cases are in. Values: version, state."""

    code = "systems.no_migration"
    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of the map: cases of a version in a state, and what the new procedure does to them.

    ``unfit`` counts cases whose answers do not have the form of the new fields; they stay pinned.
    """

    version: int
    source: str
    to: str
    cases: int
    unfit: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    clocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Migration:
    """The whole map, and how many cases were moved."""

    system: str
    to_version: int
    lines: tuple[Moved, ...]
    stay_pinned: int
    applied: int


@transaction.atomic
def migrate(*, system: str, apply: bool, by: Actor, at: datetime) -> Migration:
    """Show, and with ``apply`` carry out, the move of live cases to the manifest in force.

    Cases of versions without a map stay pinned; a case is never moved in silence: each move is an
    event of the case.

    Raises:
        NoMap: if a map leaves out a state in which a case stands.
    """
    require(by, Verb.CALLS_MANAGE, Thing("system"), at)
    target = get_system(system)
    reach = reach_of(by, at)
    live = Case.objects.within(reach).filter(system=system, closed_at=None)
    live = live.exclude(version__sha256=target.sha256)
    lines: list[Moved] = []
    pinned = applied = 0
    for found in live.values("version_id", "state").annotate(n=Count("id")).order_by("version_id"):
        version = SystemVersion.objects.get(pk=found["version_id"])
        states = _map_of(target, version.version)
        if states is None:
            pinned += found["n"]
            continue
        if found["state"] not in states:
            raise NoMap(found["state"], version=version.version, state=found["state"])
        rows = live.filter(version=version, state=found["state"]).select_for_update(of=("self",))
        fitting = [row for row in rows.order_by("id") if _fits(row, target)]
        lines.append(
            _line(manifest_of(version), target, found["state"], states[found["state"]],
                  found["n"], found["n"] - len(fitting))
        )  # fmt: skip
        for row in fitting if apply else ():
            _move(row, target, states[row.state], by, at)
            applied += 1
    return Migration(system, target.version, tuple(lines), pinned, applied)


def _map_of(target: Manifest, version: int) -> Mapping[str, str] | None:
    """New state by old state; a state of the same name needs no line in the map."""
    for one in target.data.get("versions", {}).get("migrations", ()):
        if one["from"] == version:
            same = {state: state for state in target.procedure.states}
            return {**same, **one["map"]}
    return None


def _fits(row: Case, target: Manifest) -> bool:
    return not judge(target.fields, row.data, is_draft=True).faults


def _line(old: Manifest, new: Manifest, source: str, to: str, cases: int, unfit: int) -> Moved:
    before = {edge.do for edge in steps_from(old, source)}
    after = {edge.do for edge in steps_from(new, to)}
    clocks = tuple(dict.fromkeys(edge.within for edge in steps_from(new, to)))
    return Moved(
        old.version, source, to, cases, unfit, tuple(sorted(after - before)),
        tuple(sorted(before - after)), clocks,
    )  # fmt: skip


def _move(row: Case, target: Manifest, state: str, by: Actor, at: datetime) -> None:
    before = row.state
    row.version, row.state, row.changed_at = keep_version(target, at), state, at
    row.revision += 1
    if state in target.procedure.terminal:
        row.closed_at = at
    deadlines, ended = set_deadlines(row, target, at, stays=False)
    row.save()
    events.append(
        stream=f"case:{row.pk}", verb="cases.migrated", kind="case", object_id=row.pk,
        region=row.region,
        payload={"version": target.sha256, "from": before, "to": state,
                 "clocks": [said(one) for one in deadlines]},
        rows=[row, *deadlines], gone=ended, by=by, at=at,
    )  # fmt: skip
