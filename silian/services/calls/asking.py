"""Calls are looked at: a page of them, and one with what it asks and who may answer."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Count, F
from django.db.models.expressions import OrderBy

from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Denied, Thing, Verb, can
from silian.domain.systems.manifest import Manifest
from silian.domain.systems.procedures import Standing, editors_of, plays
from silian.services.accounts import Forbidden, require
from silian.services.calls.access import OUTSIDE, NotFound, visible_cases
from silian.services.calls.reading import get_case
from silian.services.calls.values import AskedCall, CallLine, CallPage
from silian.services.systems.registry import get_system, manifest_of, systems
from silian.store.calls.models import Call, Case
from silian.store.kernel.scoped import ScopedQuerySet

PAGE = 50
OPEN, DRAFT = "open", "draft"
SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "closes": (F("own_call__closes_at").asc(nulls_last=True), "id"),
    "-closes": (F("own_call__closes_at").desc(nulls_last=True), "-id"),
    "title": ("title", "id"),
    "-title": ("-title", "-id"),
    "-opened": ("-opened_at", "-id"),
    "opened": ("opened_at", "id"),
}


def list_calls(
    *, by: Actor, at: datetime, state: str = "", system: str = "", text: str = "",
    sort: str = "-opened", number: int = 1,
) -> CallPage:  # fmt: skip
    """A page of the calls that the person may see; those outside see no drafts."""
    require(by, Verb.CALLS_READ, Thing("call"), at)
    everything = visible_cases(by, at).filter(own_call__isnull=False)
    rows = everything.filter(own_call__system=system) if system else everything
    rows = rows.filter(title__icontains=text) if text else rows
    states = tuple(rows.order_by("state").values_list("state").annotate(Count("id")))
    rows = rows.filter(state=state) if state else rows
    total = rows.count()
    pages = max(-(-total // PAGE), 1)
    number = min(max(number, 1), pages)
    first = (number - 1) * PAGE
    page = rows.order_by(*SORTS.get(sort, SORTS["-opened"]))[first : first + PAGE]
    return CallPage(
        _lines(page, by, at), total, number, pages, states, everything.count()
    )  # fmt: skip


def list_open_calls(*, by: Actor, at: datetime) -> tuple[CallLine, ...]:
    """The calls that this person may answer now, those that close first."""
    require(by, Verb.CALLS_READ, Thing("call"), at)
    rows = visible_cases(by, at).filter(own_call__isnull=False, state=OPEN)
    return tuple(one for one in _lines(rows.order_by(*SORTS["closes"])[:200], by, at)
                 if one.may_answer)  # fmt: skip


def _lines(rows: "ScopedQuerySet[Case]", by: Actor, at: datetime) -> tuple[CallLine, ...]:
    kept = list(rows.select_related("own_call__version"))
    counts = _answers([row.pk for row in kept], by, at)
    return tuple(_line(row, row.own_call, counts.get(row.pk, 0), by, at) for row in kept)


def _answers(calls: Iterable[str], by: Actor, at: datetime) -> Mapping[str, int]:
    """How many answers each call has that the person may see."""
    answers = visible_cases(by, at).filter(call__in=list(calls))
    return dict(answers.order_by("call").values_list("call").annotate(Count("id")))


def _line(row: Case, call: Call, answers: int, by: Actor, at: datetime) -> CallLine:
    is_open = (
        row.state == OPEN
        and (call.opens_at is None or call.opens_at <= at)
        and (call.closes_at is None or at < call.closes_at)
    )
    return CallLine(
        row.pk, call.system, row.number, row.title, row.state, call.opens_at, call.closes_at,
        row.region, answers,
        is_open and may_begin(manifest=manifest_of(call.version), region=row.region, by=by, at=at),
        row.is_demo,
    )  # fmt: skip


def may_begin(*, manifest: Manifest, region: str, by: Actor, at: datetime) -> bool:
    """Whether an office may open a case of a system in a region."""
    outside = can(by, Verb.CASES_ANSWER, Thing("case"), at)
    if not outside and not can(by, Verb.CASES_WORK, Thing("case", region), at):
        return False
    start = manifest.procedure.start
    standing = Standing(start, region, party=by.party_id, opened_by=by.user_id or "")
    return any(
        not isinstance(plays(manifest, role, by, standing, at), Denied)
        for role in editors_of(manifest, start)
    )


def must_begin(*, manifest: Manifest, by: Actor, at: datetime) -> None:
    """Go on only if the office may open a case of a system in its own region.

    Raises:
        Forbidden: otherwise.
    """
    outside = by.office is not None and by.office.role in OUTSIDE
    require(by, Verb.CASES_ANSWER if outside else Verb.CASES_WORK, Thing("case"), at)
    if not may_begin(manifest=manifest, region=by.region, by=by, at=at):
        raise Forbidden("nobody of this office begins such a case", reason="cases.no_role")


def get_call(*, call_id: str, by: Actor, at: datetime) -> AskedCall:
    """A call with its own course and the system that it asks for.

    Raises:
        NotFound: if there is none, or none that the person may know of.
    """
    require(by, Verb.CALLS_READ, Thing("call"), at)
    case = get_case(case_id=call_id, by=by, at=at)
    rows = visible_cases(by, at).filter(pk=call_id, own_call__isnull=False)
    lines = _lines(rows, by, at)
    if not lines:
        raise NotFound
    row = rows.select_related("own_call__version").first()
    asked = manifest_of(row.own_call.version) if row else get_system(lines[0].system)
    may_change = lines[0].state == DRAFT and bool(
        can(by, Verb.CALLS_MANAGE, Thing("call", lines[0].region), at)
    )
    return AskedCall(case, asked, lines[0], may_change)


def callable_systems(*, by: Actor, at: datetime) -> tuple[Manifest, ...]:
    """The systems that a call may ask for: those in which the party itself begins."""
    require(by, Verb.CALLS_MANAGE, Thing("call"), at)
    return tuple(one for one in _known() if one.terms.fields or one.parameters)


def openable_systems(*, by: Actor, at: datetime) -> tuple[Manifest, ...]:
    """The systems of which this office may open a case without a call."""
    require(by, Verb.CASES_READ, Thing("case"), at)
    return tuple(
        one
        for one in _known()
        if not one.terms.fields and may_begin(manifest=one, region=by.region, by=by, at=at)
    )


def _known() -> list[Manifest]:
    found = systems().systems.values()
    return sorted((one for one in found if one.group != "house"), key=lambda one: one.id)
