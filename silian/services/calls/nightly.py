"""What happens without anybody: clocks that run out, and rules that propose or decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import SYSTEM
from silian.domain.systems.clocks import ExpiryKind
from silian.domain.systems.manifest import Edge, Manifest
from silian.domain.systems.procedures import steps_from
from silian.domain.systems.vocabulary import RULE_ENDINGS
from silian.services import events
from silian.services.calls.access import around
from silian.services.calls.deadlines import due_cases
from silian.services.calls.guards import ask
from silian.services.calls.stepping import take_step
from silian.services.systems.registry import manifest_of
from silian.store.calls.models import Case, Deadline, Proposal

PORTION = 200


@dataclass(frozen=True, slots=True)
class NightlyRun:
    """What the run did: steps taken, people told, proposals made and ended, and what refused."""

    stepped: int
    told: int
    proposed: int
    outdated: int
    refused: tuple[tuple[str, str], ...]


def run_clocks(*, at: datetime, most: int = 10_000) -> NightlyRun:
    """Act on every clock that has run out: take the step that it fires, or tell whom it names."""
    stepped = told = 0
    refused: list[tuple[str, str]] = []
    while stepped + told + len(refused) < most:
        portion = [one.pk for one in due_cases(at, PORTION)]
        if not portion:
            break
        for key in portion:
            try:
                is_step = _act(key, at)
            except SilianError as error:
                refused.append((str(key), error.code))
                _tell(key, error.code, at)
                continue
            stepped, told = stepped + is_step, told + (not is_step)
    return NightlyRun(stepped, told, 0, 0, tuple(refused))


def _act(key: int, at: datetime) -> bool:
    """Take the step that an expired clock fires; answers whether it was a step."""
    rows = Deadline.objects.across_regions("the nightly run serves every region")
    one = rows.filter(pk=key).select_related("case__version").first()
    if one is None:
        return False
    manifest = manifest_of(one.case.version)
    fired = manifest.expiry(one.clock, ExpiryKind.FIRE)
    edge = manifest.edge(fired, one.case.state) if fired else None
    if edge is None:
        _tell(key, "", at)
        return False
    take_step(case_id=one.case_id, do=fired, by=SYSTEM, at=at)
    if rows.filter(pk=key, told_at=None).exists():
        _tell(key, "", at)  # a step that comes back to its own state lets the clock stand: once
    return True


@transaction.atomic
def _tell(key: int, code: str, at: datetime) -> None:
    """Note once that a clock ran out, and for whom."""
    rows = Deadline.objects.across_regions("the nightly run serves every region")
    one = (
        rows.select_for_update(of=("self",)).select_related("case__version").filter(pk=key).first()
    )
    if one is None:
        return
    one.told_at = at
    one.save(update_fields=["told_at"])
    manifest = manifest_of(one.case.version)
    kinds = (ExpiryKind.ESCALATE, ExpiryKind.REMIND)
    role = next((r for r in (manifest.expiry(one.clock, kind) for kind in kinds) if r), "")
    events.append(
        stream=f"case:{one.case_id}", verb="cases.overdue", kind="case", object_id=one.case_id,
        region=one.region, payload={"clock": one.clock, "role": role, "code": code}, rows=[one],
        by=SYSTEM, at=at,
    )  # fmt: skip


def run_rules(*, at: datetime) -> NightlyRun:
    """Ask the rules of open cases again: the system's own steps are taken, others proposed."""
    stepped = proposed = outdated = 0
    refused: list[tuple[str, str]] = []
    for row in _open_cases():
        manifest = manifest_of(row.version)
        for edge in _ruled(manifest, row.state):
            traces = ask(row, manifest, edge, at)
            is_met = all(one.is_met for one in traces)
            if edge.is_by_system and is_met:
                try:
                    take_step(case_id=row.pk, do=edge.do, by=SYSTEM, at=at)
                    stepped += 1
                    break
                except SilianError as error:
                    refused.append((row.pk, error.code))
            elif not edge.is_by_system:
                made, ended = _propose(row, edge, is_met, [t.to_data() for t in traces], at)
                proposed, outdated = proposed + made, outdated + ended
    return NightlyRun(stepped, 0, proposed, outdated, tuple(refused))


def _open_cases() -> Iterator[Case]:
    """Open cases in portions, so that a large register does not fill the memory."""
    rows = Case.objects.across_regions("the nightly run serves every region")
    rows = rows.filter(closed_at=None).select_related("version").order_by("id")
    last = ""
    while portion := list(rows.filter(id__gt=last)[:PORTION]):
        yield from portion
        last = portion[-1].id


def _ruled(manifest: Manifest, state: str) -> Iterator[Edge]:
    """Steps from a state that wait for a rule of the manifest, not for a clock."""
    for edge in steps_from(manifest, state):
        named = any(
            guard.partition(".")[0] in manifest.rules and guard.partition(".")[2] in RULE_ENDINGS
            for guard in edge.guards
        )
        if named and edge.do != manifest.expiry(edge.within, ExpiryKind.FIRE):
            yield edge


@transaction.atomic
def _propose(
    row: Case,
    edge: Edge,
    is_met: bool,  # noqa: FBT001
    traces: list[dict[str, object]],
    at: datetime,
) -> tuple[int, int]:
    """Make a proposal, or end the one that no longer holds; answers (made, ended)."""
    standing = Proposal.objects.within(around(row)).filter(case=row, do=edge.do, ended_at=None)
    found = standing.first()
    if is_met and found is None:
        made = Proposal.objects.create(
            case=row, region=row.region, do=edge.do, rule=edge.guards[0], traces=traces, made_at=at
        )
        _note(row, "cases.proposed", edge.do, made, at)
        return 1, 0
    if not is_met and found is not None:
        found.ended_at = at
        found.save(update_fields=["ended_at"])
        _note(row, "cases.proposal_ended", edge.do, found, at)
        return 0, 1
    return 0, 0


def _note(row: Case, verb: str, do: str, proposal: Proposal, at: datetime) -> None:
    events.append(
        stream=f"case:{row.pk}", verb=verb, kind="case", object_id=row.pk, region=row.region,
        payload={"do": do}, rows=[proposal], by=SYSTEM, at=at,
    )  # fmt: skip
