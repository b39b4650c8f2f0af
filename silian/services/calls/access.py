"""The one door to a case: who may see it, and as what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor, Reach, Role
from silian.domain.parties.permissions import Thing, Verb
from silian.domain.systems.manifest import ANYONE, Manifest
from silian.domain.systems.procedures import Standing, Taken
from silian.services.accounts import reach_of, require
from silian.services.systems.registry import manifest_of, systems
from silian.store.agreements.models import Side
from silian.store.calls.models import Case, Review, Step
from silian.store.kernel.scoped import ScopedQuerySet

OUTSIDE = frozenset({Role.AGENT, Role.EXPERT})
# The states of a call in which those who may answer it see it; before, it is the bureau's draft.
CALLED = ("open", "closed", "archived")


class NotFound(SilianError):
    """There is no such case, or the person may not know that there is one."""

    code = "cases.not_found"
    kind = Kind.NOT_FOUND

    def __init__(self) -> None:
        super().__init__("there is no such thing, or it is not for this office")


class Changed(SilianError):
    """Somebody else changed the case in between. Values: revision, state."""

    code = "cases.changed"
    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case that the person may see, with its manifest and how far the person sees."""

    row: Case
    manifest: Manifest
    reach: Reach

    def steps(self) -> "ScopedQuerySet[Step]":
        """Its steps, the first first."""
        return Step.objects.within(self.reach).filter(case=self.row).order_by("seq")


def around(row: Case) -> Reach:
    """The reach that holds no more than the region of a case that was opened before."""
    return Reach((row.region,), (row.region,))


def visible_cases(by: Actor, at: datetime) -> "ScopedQuerySet[Case]":
    """The cases that an actor may see: those of the office's reach, or of the party alone."""
    cases = Case.objects.within(reach_of(by, at))
    if by.office is None or by.office.role not in OUTSIDE:
        return cases
    party = by.party_id or "-"
    reach = reach_of(by, at)
    as_side = Side.objects.within(reach).filter(party=party).values("agreement_id")
    as_reviewer = Review.objects.within(reach).filter(reviewer=party).values("case_id")
    own = Q(party=party) if by.office.role is Role.AGENT else Q(pk__in=as_reviewer)
    on_notice = Q(pk__in=[])
    for system, states in open_to_anyone().items():
        on_notice |= Q(system=system, state__in=states)
    called = Q(own_call__isnull=False, state__in=CALLED)
    return cases.filter(own | Q(pk__in=as_side) | called | on_notice)


def open_to_anyone() -> dict[str, tuple[str, ...]]:
    """The states of each system in which anybody may take a step: public notices."""
    found: dict[str, tuple[str, ...]] = {}
    for manifest in systems().systems.values():
        states = {s for e in manifest.procedure.edges if ANYONE in e.by for s in e.sources}
        if states:
            found[manifest.id] = tuple(sorted(states))
    return found


def open_case_row(
    *, case_id: str, verb: Verb, by: Actor, at: datetime, locked: bool = False
) -> OpenedCase:
    """The case, for somebody who may see it.

    Raises:
        NotFound: if there is none, or none that the actor may know of.
        Forbidden: if the office may not do this with cases at all.
    """
    require(by, verb, Thing("case"), at)
    cases = visible_cases(by, at).select_related("version").filter(pk=case_id)
    row = (cases.select_for_update(of=("self",)) if locked else cases).first()
    if row is None:
        raise NotFound
    require(by, verb, Thing("case", row.region, row.state), at)
    return OpenedCase(row, manifest_of(row.version), reach_of(by, at))


def standing_of(row: Case, steps: Iterable[Step] | None = None) -> Standing:
    """What "who may take which step" needs to know of a case."""
    reach = around(row)
    if steps is None:
        steps = Step.objects.within(reach).filter(case=row).order_by("seq")
    sides: dict[str, set[str]] = {}
    owner = row.parent if row.parent_id and row.parent else row
    for side in Side.objects.within(reach).filter(agreement__in={row.pk, owner.pk}):
        sides.setdefault(side.role, set()).add(side.party)
    reviewers = Review.objects.within(reach).filter(case=row).exclude(state="recused")
    return Standing(
        row.state,
        row.region,
        row.party,
        row.opened_by,
        tuple(Taken(step.do, step.role, step.by) for step in steps),
        {role: frozenset(parties) for role, parties in sides.items()},
        frozenset(reviewers.values_list("reviewer", flat=True)),
    )


def standings_of(rows: Sequence[Case], reach: Reach) -> dict[str, Standing]:
    """The standing of many cases by id, with three questions to the store for all of them."""
    ids = [row.pk for row in rows]
    owners = {row.pk: {row.pk, row.parent_id or row.pk} for row in rows}
    taken: dict[str, list[Taken]] = {}
    steps = Step.objects.within(reach).filter(case__in=ids).order_by("case_id", "seq")
    for case_id, do, role, who in steps.values_list("case_id", "do", "role", "by"):
        taken.setdefault(case_id, []).append(Taken(do, role, who))
    sides: dict[str, list[tuple[str, str]]] = {}
    wanted = {key for keys in owners.values() for key in keys}
    for side in Side.objects.within(reach).filter(agreement__in=wanted).order_by("id"):
        sides.setdefault(side.agreement_id, []).append((side.role, side.party))
    reviewers: dict[str, set[str]] = {}
    reviews = Review.objects.within(reach).filter(case__in=ids).exclude(state="recused")
    for case_id, reviewer in reviews.order_by("id").values_list("case_id", "reviewer"):
        reviewers.setdefault(case_id, set()).add(reviewer)
    return {
        row.pk: Standing(
            row.state, row.region, row.party, row.opened_by, tuple(taken.get(row.pk, ())),
            _by_role(one for key in owners[row.pk] for one in sides.get(key, ())),
            frozenset(reviewers.get(row.pk, ())),
        )
        for row in rows
    }  # fmt: skip


def _by_role(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for role, party in pairs:
        found.setdefault(role, set()).add(party)
    return {role: frozenset(parties) for role, parties in found.items()}


def must_be(row: Case, revision: int | None) -> None:
    """Go on only if the case is as the person saw it.

    Raises:
        Changed: if somebody else changed it in between.
    """
    if revision is not None and row.revision != revision:
        raise Changed(
            f"revision {row.revision}, not {revision}", revision=row.revision, state=row.state
        )
