"""The one door to parties: who may see and change them, and which rows make up one party."""

from collections.abc import Iterable
from datetime import datetime

from silian.domain.parties.merging import family_of
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.rights import reach_of, require
from silian.services.parties.values import AlreadyMerged, ChangedMeanwhile, NotFound
from silian.store.kernel.scoped import ScopedQuerySet
from silian.store.parties.models import Merge, Party


def own_reach(*, by: Actor, at: datetime) -> Reach:
    """The regions whose parties the actor works with: the own one. Districts report none upward."""
    own = reach_of(by, at).own
    return Reach(own, own)


def around(row: Party) -> Reach:
    """The reach that holds the region of a party that was opened before."""
    return Reach((row.region,), (row.region,))


def parties_of(*, verb: Verb, by: Actor, at: datetime) -> ScopedQuerySet[Party]:
    """The parties that the actor may do ``verb`` with, merged ones included."""
    require(by, verb, Thing("party"), at)
    return Party.objects.within(own_reach(by=by, at=at))


def open_party(
    *, party_id: str, verb: Verb, by: Actor, at: datetime, locked: bool = False
) -> Party:
    """A party's row, once the actor may do ``verb`` with it; a merged one is answered as it is.

    Raises:
        NotFound: if there is none, or none for this office.
    """
    rows = parties_of(verb=verb, by=by, at=at)
    if locked:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=party_id).first()
    if row is None:
        raise NotFound(party_id)
    require(by, verb, Thing("party", row.region), at)
    return row


def open_to_change(*, party_id: str, revision: int, verb: Verb, by: Actor, at: datetime) -> Party:
    """A party's row, locked, as the actor saw it.

    Raises:
        AlreadyMerged: if it belongs to another party by now.
        ChangedMeanwhile: if it changed since.
    """
    row = open_party(party_id=party_id, verb=verb, by=by, at=at, locked=True)
    if row.merged_into_id:
        raise AlreadyMerged(f"merged into {row.merged_into_id}", kept=row.merged_into_id)
    if row.revision != revision:
        raise ChangedMeanwhile(
            f"revision {row.revision}, not {revision}",
            by_name=row.changed_by_name, revision=revision, found=row.revision,
        )  # fmt: skip
    return row


def root_of(row: Party, *, known_at: datetime | None = None) -> Party:
    """The party into which this one was merged, at the end of the line; itself if into none.

    With ``known_at``, as the merges stood at that moment.
    """
    if known_at is not None:
        return _root_at(row, known_at)
    while row.merged_into_id:
        row = Party.objects.within(around(row)).get(pk=row.merged_into_id)
    return row


def _root_at(row: Party, known_at: datetime) -> Party:
    while True:
        merges = Merge.objects.within(around(row)).filter(other=row, at__lte=known_at)
        merge = merges.exclude(undone_at__lte=known_at).select_related("kept").first()
        if merge is None:
            return row
        row = merge.kept


def merges_in(reach: Reach, known_at: datetime | None, among: Iterable[str]) -> list[Merge]:
    """The merges into a party and into what was merged into it, as they stood at a moment."""
    found: dict[str, Merge] = {}
    asked: set[str] = set()
    waiting = set(among)
    while waiting:
        rows = Merge.objects.within(reach).filter(kept__in=waiting)
        if known_at is None:
            rows = rows.filter(undone_at=None)
        else:
            rows = rows.filter(at__lte=known_at).exclude(undone_at__lte=known_at)
        asked |= waiting
        new = list(rows.order_by("at", "id"))
        found.update((merge.id, merge) for merge in new)
        waiting = {merge.other_id for merge in new} - asked
    return sorted(found.values(), key=lambda merge: (merge.at, merge.id))


def family(row: Party, *, known_at: datetime | None = None) -> tuple[str, ...]:
    """The ids of a party and of all that were merged into it, itself first."""
    merges = merges_in(around(row), known_at, [row.id])
    return family_of(row.id, ((merge.kept_id, merge.other_id) for merge in merges))
