"""Panels: experts are invited to a case, declare themselves, and hand in reviews."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor, Reach, Role, day_of
from silian.domain.parties.permissions import Thing, Verb
from silian.services import events
from silian.services.accounts import reach_of, require
from silian.services.calls.access import Changed, around, open_case_row
from silian.services.calls.opening import checked_record
from silian.services.calls.work import Work
from silian.store.accounts.models import Office
from silian.store.calls.models import Case, Review

INVITED, ACCEPTED, RECUSED, SUBMITTED = "invited", "accepted", "recused", "submitted"
RECORD = "review"


class NoPanel(SilianError):
    """The step invites a panel, and no reviewers were given."""

    code = "cases.no_panel"


class OwnCase(SilianError):
    """A reviewer is the party of the case. Value: reviewer."""

    code = "cases.reviewer_is_party"
    kind = Kind.CONFLICT


class ReviewerTwice(SilianError):
    """A reviewer has a review in this case already: another round takes others. Value: reviewer."""

    code = "cases.reviewer_twice"
    kind = Kind.CONFLICT


class NotInvited(SilianError):
    """The person has no review to do here, or it is handed in already. Value: state."""

    code = "cases.no_review"
    kind = Kind.CONFLICT


def invite_panel(work: Work) -> Mapping[str, Any]:
    """Invite the reviewers that were given; none of them may be the party of the case."""
    names = work.given.get("panel")
    if not isinstance(names, list) or not names:
        raise NoPanel
    if work.row.party and work.row.party in names:
        raise OwnCase(work.row.party, reviewer=work.row.party)
    before = Review.objects.within(around(work.row)).filter(case=work.row, reviewer__in=names)
    again = before.values_list("reviewer", flat=True).first()
    if again is not None:
        raise ReviewerTwice(again, reviewer=again)
    made = [
        Review.objects.create(
            case=work.row, region=work.row.region, reviewer=str(name), state=INVITED,
            invited_at=work.at, changed_at=work.at,
        )
        for name in dict.fromkeys(names)
    ]  # fmt: skip
    work.rows += made
    return {"invited": len(made)}


@transaction.atomic
def declare(*, case_id: str, accepts: bool, reason: str, by: Actor, at: datetime) -> Review:
    """An expert accepts a review, having no reason to be recused, or is recused with a reason."""
    row, review = _own(case_id, by, at)
    if review.state != INVITED:
        raise NotInvited(review.state, state=review.state)
    review.state = ACCEPTED if accepts else RECUSED
    review.recused_because = "" if accepts else reason[:200]
    return _saved(row, review, "cases.declared", by, at)


@transaction.atomic
def hand_in_review(
    *, case_id: str, data: Mapping[str, Any], revision: int | None, by: Actor, at: datetime
) -> Review:
    """An expert hands in scores and opinion, whole.

    Raises:
        NotInvited: if there is no accepted review of this person.
        Incomplete: with everything that is missing or does not agree.
    """
    row, review = _own(case_id, by, at)
    if review.state != ACCEPTED:
        raise NotInvited(review.state, state=review.state)
    if revision is not None and revision != review.revision:
        raise Changed(str(review.revision), revision=review.revision, state=review.state)
    fields = open_case_row(case_id=case_id, verb=Verb.CASES_READ, by=by, at=at).manifest.records
    review.data = dict(checked_record(fields[RECORD], data) if RECORD in fields else data)
    review.state = SUBMITTED
    return _saved(row, review, "cases.reviewed", by, at)


def possible_reviewers(*, by: Actor, at: datetime) -> tuple[tuple[str, str], ...]:
    """The experts of the own district who hold an office now: party and name, by name."""
    require(by, Verb.CASES_WORK, Thing("case"), at)
    reach = Reach(reach_of(by, at).own, ())
    day = day_of(at)
    rows = Office.objects.within(reach).filter(role=Role.EXPERT, starts_on__lte=day)
    rows = rows.exclude(ends_on__lte=day).exclude(party_id="").order_by("id")
    found = {row.party_id: row.user.name for row in rows.select_related("user")}
    return tuple(sorted(found.items(), key=lambda one: (one[1], one[0])))


def _own(case_id: str, by: Actor, at: datetime) -> tuple[Case, Review]:
    opened = open_case_row(case_id=case_id, verb=Verb.CASES_ANSWER, by=by, at=at)
    reviews = Review.objects.within(around(opened.row)).select_for_update(of=("self",))
    review = reviews.filter(case=opened.row, reviewer=by.party_id or "-").first()
    if review is None:
        raise NotInvited("no review of this person", state="")
    return opened.row, review


def _saved(row: Case, review: Review, verb: str, by: Actor, at: datetime) -> Review:
    review.changed_at, review.revision = at, review.revision + 1
    review.save()
    events.append(
        stream=f"case:{row.id}", verb=verb, kind="case", object_id=row.id, region=row.region,
        payload={"review": review.id, "state": review.state}, rows=[review], by=by, at=at,
    )  # fmt: skip
    return review
