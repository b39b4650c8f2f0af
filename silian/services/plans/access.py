"""The one door to a plan's rows: what the person may see, and may do with it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Allowed, Thing, Verb, can
from silian.domain.plans.review import PlanState
from silian.services.accounts import reach_of, require
from silian.store.documents.models import Document, Text
from silian.store.kernel.scoped import ScopedQuerySet
from silian.store.plans.models import Item, Plan, PlanVersion, Reading


class NotFound(SilianError):
    """There is no such thing, or the person may not know that there is one.

    It says nothing more, so that an absent thing and a hidden one cannot be told apart.
    """

    code = "plans.not_found"
    kind = Kind.NOT_FOUND

    def __init__(self) -> None:
        super().__init__("there is no such thing, or it is not for this office")


class NotRead(SilianError):
    """The version's document has not been read yet. Values: reading_state, failure_code."""

    code = "plans.not_read"
    kind = Kind.CONFLICT


class NotADraft(SilianError):
    """The version is reviewed or published; only a draft changes. Value: state."""

    code = "plans.not_a_draft"
    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True)
class Opened:
    """A version that the person may see, and how far the person sees."""

    version: PlanVersion
    reach: Reach

    @property
    def reading(self) -> Reading:
        """The reading that the version shows.

        Raises:
            NotRead: if there is none yet.

        """
        if self.version.reading is None:
            raise NotRead(
                "the document has not been read",
                reading_state=self.version.reading_state,
                failure_code=self.version.failure_code,
            )
        return self.version.reading

    @property
    def text(self) -> Text:
        """The text of the reading."""
        return self.reading.text

    def items(self) -> "ScopedQuerySet[Item]":
        """The items of the reading, rejected ones included."""
        return Item.objects.within(self.reach).filter(reading=self.reading)


def around(row: PlanVersion | Reading | Document | Text) -> Reach:
    """The reach that holds no more than the region of a row that was opened before."""
    return Reach((row.region,), (row.region,))


def thing_of(version: PlanVersion) -> Thing:
    """A version as the permissions see it."""
    return Thing("plan", version.region, version.state)


def versions_of(*, by: Actor, at: datetime) -> "ScopedQuerySet[PlanVersion]":
    """The versions that the person may know of: drafts only of the own region.

    Raises:
        Forbidden: if the office reads no plans at all.
    """
    require(by=by, verb=Verb.PLANS_READ, thing=Thing("plan"), at=at)
    reach = reach_of(by=by, at=at)
    finished = (PlanState.REVIEWED, PlanState.PUBLISHED)
    return PlanVersion.objects.within(reach).filter(Q(region__in=reach.own) | Q(state__in=finished))


def open_version(
    *, version_id: str, verb: Verb, by: Actor, at: datetime, locked: bool = False
) -> Opened:
    """The version, once the person may do ``verb`` with it.

    Raises:
        NotFound: if there is none or the person may not know.
        Forbidden: if the person sees it and may not do that.

    """
    require(by=by, verb=verb, thing=Thing("plan"), at=at)
    rows = versions_of(by=by, at=at)
    if locked:
        rows = rows.select_for_update(of=("self",))
    row = rows.select_related("plan", "document", "reading__text").filter(pk=version_id).first()
    if row is None:
        raise NotFound
    require(by=by, verb=verb, thing=thing_of(row), at=at)
    return Opened(row, reach_of(by=by, at=at))


def open_plan(*, plan_id: str, verb: Verb, by: Actor, at: datetime) -> Plan:
    """The plan of an own region, once the person may do ``verb`` with a draft of it."""
    require(by=by, verb=verb, thing=Thing("plan"), at=at)
    own = reach_of(by=by, at=at).own
    row = Plan.objects.within(Reach(own, own)).filter(pk=plan_id).first()
    if row is None:
        raise NotFound
    require(by=by, verb=verb, thing=Thing("plan", row.region, PlanState.DRAFT), at=at)
    return row


def may(version: PlanVersion, verb: Verb, *, by: Actor, at: datetime) -> bool:
    """Whether the person may do ``verb`` with a version."""
    return isinstance(can(by, verb, thing_of(version), at), Allowed)
