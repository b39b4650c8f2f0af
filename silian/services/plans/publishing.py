"""From draft to reviewed to published."""

import hashlib
import json
from datetime import datetime

from django.db import transaction

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.review import ItemState, PlanState
from silian.services import events
from silian.services.accounts import region_names
from silian.services.plans.access import NotADraft, Opened, open_version
from silian.services.plans.cards import view_version
from silian.services.plans.queue import open_doubts
from silian.services.plans.values import Publication, VersionView
from silian.store.plans.models import Value

LISTED_DOUBTS = 20


class DoubtsOpen(SilianError):
    """Doubtful items are undecided. Values: count, items (id, kind, title of the first twenty)."""

    code = "plans.doubts_open"
    kind = Kind.CONFLICT


class NotReviewed(SilianError):
    """Only a reviewed version is published, and only a reviewed one is reopened. Value: state."""

    code = "plans.not_reviewed"
    kind = Kind.CONFLICT


class VersionChanged(SilianError):
    """The version changed since it was opened. Values: revision, state, changed_at."""

    code = "plans.version_changed"
    kind = Kind.CONFLICT


def get_publication(*, version_id: str, by: Actor, at: datetime) -> Publication:
    """What publishing the version would fix for good."""
    opened = open_version(version_id=version_id, verb=Verb.PLANS_PUBLISH, by=by, at=at)
    queued = opened.items().filter(is_queued=True)
    rejected = queued.filter(state=ItemState.REJECTED).count()
    printed, is_elsewhere = _printed_region(opened)
    return Publication(queued.count() - rejected, rejected, printed, is_elsewhere)


def _printed_region(opened: Opened) -> tuple[str, bool]:
    """The district that the text names, and whether it is another than the owner's."""
    facts, owner = opened.reading.facts, opened.version.region
    name, code = str(facts.get("region") or ""), str(facts.get("region_code") or "")
    if code:
        return region_names().get(code, name), code != owner
    return name, bool(name) and name != region_names().get(owner, owner)


@transaction.atomic
def mark_reviewed(*, version_id: str, revision: int, by: Actor, at: datetime) -> VersionView:
    """Close the review of a draft.

    Raises:
        DoubtsOpen: while doubtful items are undecided; says which and how many.
        VersionChanged: if ``revision`` is not the version's any more.
    """
    opened = _open(version_id, Verb.PLANS_REVIEW, revision, by=by, at=at)
    version = opened.version
    if version.state != PlanState.DRAFT:
        raise NotADraft(f"version is {version.state}", state=version.state)
    _refuse_doubts(opened)
    version.state = PlanState.REVIEWED
    version.reviewed_at = at
    version.reviewed_by_name = by.name
    return _save(opened, "plans.reviewed", by=by, at=at)


@transaction.atomic
def reopen(*, version_id: str, revision: int, by: Actor, at: datetime) -> VersionView:
    """Make a reviewed version a draft again.

    Raises:
        NotReviewed: if it is a draft or published.
    """
    opened = _open(version_id, Verb.PLANS_REVIEW, revision, by=by, at=at)
    version = opened.version
    if version.state != PlanState.REVIEWED:
        raise NotReviewed(f"version is {version.state}", state=version.state)
    version.state = PlanState.DRAFT
    version.reviewed_at = None
    version.reviewed_by_name = ""
    return _save(opened, "plans.reopened", by=by, at=at)


@transaction.atomic
def publish(*, version_id: str, revision: int, by: Actor, at: datetime) -> VersionView:
    """Publish a reviewed version; it does not change any more.

    Raises:
        NotReviewed: if its review is not closed.
        DoubtsOpen: if doubtful items are undecided all the same.
    """
    opened = _open(version_id, Verb.PLANS_PUBLISH, revision, by=by, at=at)
    version = opened.version
    if version.state != PlanState.REVIEWED:
        raise NotReviewed(f"version is {version.state}", state=version.state)
    _refuse_doubts(opened)
    version.state = PlanState.PUBLISHED
    version.published_at = at
    version.published_by_name = by.name
    return _save(opened, "plans.publish", by=by, at=at)


def _open(version_id: str, verb: Verb, revision: int, *, by: Actor, at: datetime) -> Opened:
    opened = open_version(version_id=version_id, verb=verb, by=by, at=at, locked=True)
    version = opened.version
    if version.revision != revision:
        raise VersionChanged(
            f"revision {revision}, now {version.revision}",
            revision=version.revision,
            state=version.state,
            changed_at=version.changed_at,
        )
    return opened


def _refuse_doubts(opened: Opened) -> None:
    doubts = open_doubts(opened)
    number = doubts.count()
    if number:
        listed = doubts.values_list("pk", "kind", "title")[:LISTED_DOUBTS]
        raise DoubtsOpen(f"{number} doubtful items", count=number, items=[list(i) for i in listed])


def _save(opened: Opened, verb: str, *, by: Actor, at: datetime) -> VersionView:
    version = opened.version
    version.revision += 1
    version.changed_at = at
    version.save()
    events.append(
        stream=f"plan:{version.plan_id}",
        verb=verb,
        kind="plan_version",
        object_id=version.id,
        region=version.region,
        payload={
            "number": version.number,
            "document_sha256": version.document.sha256,
            "text_sha256": opened.text.sha256,
            **hashes(opened),
        },
        by=by,
        at=at,
    )
    return view_version(opened, by=by, at=at)


def hashes(opened: Opened) -> dict[str, str]:
    """What the log keeps of a version's content, by the names that it has there."""
    return {"content_sha256": content_hash(opened), "values_sha256": _values_hash(opened)}


def _values_hash(opened: Opened) -> str:
    """A hash over the values that lists and exports show."""
    digest = hashlib.sha256()
    rows = Value.objects.within(opened.reach).filter(reading=opened.reading)
    fields = ("start", "end", "role", "label", "year", "text", "number", "number_max", "unit")
    order = ("item__start", "item__end", "item__kind", "item__nth", *fields)
    told = (*fields, "comparator", "per", "is_cumulative", "is_typed", "name", "quote")
    for row in rows.order_by(*order, "pk").values_list(*told).iterator(1000):
        digest.update(json.dumps(row, ensure_ascii=False).encode())
    return digest.hexdigest()


def content_hash(opened: Opened) -> str:
    """A hash over every item that stands, so that a later change can be proved.

    The log keeps it for good: another way to compute it would call every old version altered.
    """
    digest = hashlib.sha256()
    rows = opened.items().exclude(state="rejected").order_by("start", "end", "kind", "nth")
    fields = ("kind", "start", "end", "nth", "quote", "state", "edits", "title", "value_text")
    for row in rows.values_list(*fields, "unit", "comparator", "year").iterator(1000):
        digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()
