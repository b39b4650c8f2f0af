"""Two parties are made one, and a merge is taken back; both are events and no fact moves."""

from datetime import datetime

from django.db import transaction

from silian.domain.parties.merging import Candidate, check_merge, united
from silian.domain.parties.offices import Actor, day_of
from silian.domain.parties.party import PartyKind
from silian.domain.parties.permissions import Verb
from silian.services.events.appending import append
from silian.services.parties.access import around, family, open_party, open_to_change, own_reach
from silian.services.parties.facts import load
from silian.services.parties.showing import note_change, view_of
from silian.services.parties.values import AlreadyMerged, MergeView, NotMerged, PartyView
from silian.store.parties.models import Merge, Party


@transaction.atomic
def merge(
    *,
    keep_id: str,
    keep_revision: int,
    other_id: str,
    other_revision: int,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> MergeView:
    """Make two parties one; the kept one's facts lead where both say something.

    Raises:
        SameParty, KindsDiffer, TwoCodes: if they cannot be one.
        ChangedMeanwhile, AlreadyMerged: if one of them changed since it was looked at.
    """
    rows = {}
    # Always in the same order, so that two people who merge crosswise do not wait for each other.
    for party, revision in sorted({keep_id: keep_revision, other_id: other_revision}.items()):
        rows[party] = open_to_change(
            party_id=party, revision=revision, verb=Verb.PARTIES_MERGE, by=by, at=at
        )
    kept, other = rows[keep_id], rows[other_id]
    check_merge(_candidate(kept), _candidate(other))
    row = Merge.objects.create(
        region=kept.region, kept=kept, other=other, reason=reason[:500], at=at, by_name=by.name
    )
    other.merged_into = kept
    note_change(other, by=by, at=at)
    note_change(kept, by=by, at=at)
    _note(row, "parties.merged", {"merge": row.id, "other": other.id, "reason": row.reason}, by, at)
    return _view(row)


@transaction.atomic
def undo_merge(*, merge_id: str, by: Actor, at: datetime) -> MergeView:
    """Take a merge back; both parties stand again with the facts that are their own.

    Raises:
        NotMerged: if there is none, it was taken back before, or the kept party was merged itself.
    """
    found = _find(merge_id, by=by, at=at)
    for party in sorted((found.kept_id, found.other_id)):
        open_party(party_id=party, verb=Verb.PARTIES_MERGE, by=by, at=at, locked=True)
    row = _find(merge_id, by=by, at=at)
    if row.kept.merged_into_id:
        raise NotMerged("the kept party was merged itself; take that back first", merge=merge_id)
    row.undone_at, row.undone_by_name = at, by.name
    row.save(update_fields=["undone_at", "undone_by_name"])
    row.other.merged_into = None
    note_change(row.other, by=by, at=at)
    note_change(row.kept, by=by, at=at)
    _note(row, "parties.unmerged", {"merge": row.id, "other": row.other_id}, by, at)
    return _view(row)


def list_merges(*, party_id: str, by: Actor, at: datetime) -> tuple[MergeView, ...]:
    """The merges into a party and away from it, latest first, taken back ones included."""
    row = open_party(party_id=party_id, verb=Verb.PARTIES_READ, by=by, at=at)
    rows = Merge.objects.within(around(row))
    found = rows.filter(kept=row) | rows.filter(other=row)
    return tuple(_view(one) for one in found.order_by("-at", "-id"))


def get_merged(*, merge_id: str, by: Actor, at: datetime) -> PartyView:
    """The party that a merge kept, as of today."""
    row = _find(merge_id, by=by, at=at)
    return view_of(row.kept, as_of=day_of(at))


def _find(merge_id: str, *, by: Actor, at: datetime) -> Merge:
    row = Merge.objects.within(own_reach(by=by, at=at)).filter(pk=merge_id)
    found = row.select_related("kept", "other").first()
    if found is None or found.undone_at is not None:
        raise NotMerged("no such merge", merge=merge_id)
    return found


def _candidate(row: Party) -> Candidate:
    if row.merged_into_id:
        raise AlreadyMerged(kept=row.merged_into_id)
    members = family(row)
    facts = load(members, around(row))
    own = united(members, (fact for member in members for fact in facts[member]))
    return Candidate(row.id, PartyKind(row.kind), own)


def _view(row: Merge) -> MergeView:
    return MergeView(
        row.id, row.kept_id, row.other_id, row.reason, row.at, row.by_name, row.undone_at
    )


def _note(row: Merge, verb: str, payload: dict[str, object], by: Actor, at: datetime) -> None:
    append(
        stream=f"party:{row.kept_id}", verb=verb, kind="party", object_id=row.kept_id,
        region=row.region, payload=payload, by=by, at=at,
    )  # fmt: skip
