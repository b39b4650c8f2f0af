"""Cases are looked at: a page of them, one with everything about it, and what waits for whom."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count

from silian.domain.parties.offices import Actor, Role
from silian.domain.parties.permissions import Denied, Thing, Verb
from silian.domain.systems.clocks import ExpiryKind
from silian.domain.systems.fields import FieldClass
from silian.domain.systems.manifest import SYSTEM_ROLE, Edge, Manifest
from silian.domain.systems.procedures import Standing, may_take, steps_from
from silian.domain.systems.visibility import visible
from silian.services.accounts import require
from silian.services.calls.access import (
    OUTSIDE,
    OpenedCase,
    around,
    open_case_row,
    standing_of,
    visible_cases,
)
from silian.services.calls.holding import held_values
from silian.services.calls.opening import may_edit
from silian.services.calls.values import (
    CallView,
    CaseLine,
    CasePage,
    CaseView,
    ClockView,
    NextStep,
    ReviewView,
    StepView,
    Waiting,
)
from silian.services.parties.reading import lines_of
from silian.services.systems.registry import manifest_of
from silian.store.calls.models import Call, Case, Deadline, Paper, Proposal, Review, Step
from silian.store.kernel.scoped import ScopedQuerySet

PAGE = 50
MOST_WAITING = 200
SORTS = {
    "due": ("due_at", "id"),
    "-opened": ("-opened_at", "-id"),
    "opened": ("opened_at", "id"),
    "number": ("number", "id"),
    "-number": ("-number", "-id"),
    "title": ("title", "id"),
    "since": ("state_since", "id"),
}


def list_cases(
    *, by: Actor, at: datetime, system: str = "", state: str = "", stage: str = "", text: str = "",
    party: str = "", region: str = "", call: str = "", sort: str = "-opened", number: int = 1,
) -> CasePage:  # fmt: skip
    """A page of the cases that the person may see."""
    require(by, Verb.CASES_READ, Thing("case"), at)
    rows = visible_cases(by, at)
    for name, value in (("system", system), ("stage", stage), ("party", party),
                        ("region", region), ("call", call)):  # fmt: skip
        rows = rows.filter(**{name: value}) if value else rows
    if text:
        rows = rows.filter(title__icontains=text)
    states = dict(rows.order_by("state").values_list("state").annotate(Count("id")))
    if state:
        rows = rows.filter(state=state)
    total = rows.count()
    pages = max(-(-total // PAGE), 1)
    number = min(max(number, 1), pages)
    first = (number - 1) * PAGE
    page = list(rows.order_by(*SORTS.get(sort, SORTS["-opened"]))[first : first + PAGE])
    return CasePage(lines_for(page, by, at), total, number, pages, tuple(sorted(states.items())))


def lines_for(rows: Iterable[Case], by: Actor, at: datetime) -> tuple[CaseLine, ...]:
    """Cases as lists show them, with the names of their parties where the person may know them."""
    kept = list(rows)
    names = _names({row.party for row in kept if row.party}, by, at)
    return tuple(
        CaseLine(
            row.id, row.system, row.number, row.title, row.party, names.get(row.party, ""),
            row.state, row.state_since, row.stage, row.due_at, row.region, row.is_demo,
            row.opened_at, row.closed_at,
        )
        for row in kept
    )  # fmt: skip


def _names(ids: set[str], by: Actor, at: datetime) -> Mapping[str, str]:
    if not ids or by.office is None or by.office.role in OUTSIDE:
        return {}
    return {key: line.name for key, line in lines_of(sorted(ids), by=by, at=at).items()}


def get_case(*, case_id: str, by: Actor, at: datetime) -> CaseView:
    """A case with all that the person may see of it."""
    opened = open_case_row(case_id=case_id, verb=Verb.CASES_READ, by=by, at=at)
    row, manifest = opened.row, opened.manifest
    steps = list(opened.steps())
    standing = standing_of(row, steps)
    classes = classes_of(opened, standing, by)
    reached = {manifest.procedure.start, row.state, *(step.to for step in steps)}
    seen = visible(manifest.fields, row.data, classes, reached)
    children = Case.objects.within(around(row)).filter(parent=row).order_by("id")
    parent = row.parent if row.parent_id else None
    return CaseView(
        lines_for([row], by, at)[0], manifest, seen,
        visible(manifest.fields, held_values(manifest.fields, row, at), classes, reached),
        tuple(sorted(set(row.data) - set(seen))),
        may_edit(opened, by, at), row.revision, tuple(_step(step) for step in steps),
        next_steps(manifest, standing, by, at), _clocks(row, manifest, at),
        _reviews(opened, classes, by), lines_for(children, by, at),
        lines_for([parent], by, at)[0] if parent else None, _papers(row, classes),
        tuple(Proposal.objects.within(around(row)).filter(case=row, ended_at=None)
              .values_list("do", flat=True)), _call(row),
    )  # fmt: skip


def classes_of(opened: OpenedCase, standing: Standing, by: Actor) -> frozenset[FieldClass]:
    """Which classes of fields a person may read in a case."""
    office = by.office
    if office is None:
        return frozenset({FieldClass.PUBLIC})
    if office.role not in OUTSIDE:
        classes = {FieldClass.PUBLIC, FieldClass.PARTIES, FieldClass.REVIEWERS, FieldClass.BUREAU}
        is_paying = office.role is Role.TREASURER or opened.row.seals_open
        return frozenset(classes | ({FieldClass.SEALED} if is_paying else set()))
    mine = {FieldClass.PUBLIC}
    sides = {party for parties in standing.sides.values() for party in parties}
    if by.party_id and (by.party_id == standing.party or by.party_id in sides):
        mine |= {FieldClass.PARTIES, FieldClass.REVIEWERS, FieldClass.BUREAU, FieldClass.SEALED}
    if by.party_id in standing.reviewers:
        mine |= {FieldClass.REVIEWERS}
        mine |= {FieldClass.SEALED} if opened.row.seals_open else set()
    return frozenset(mine)


def next_steps(
    manifest: Manifest, standing: Standing, by: Actor, at: datetime
) -> tuple[NextStep, ...]:
    """The steps that leave the state; each says whether the person may take it, or why not."""
    return tuple(
        _next(manifest, edge, standing, by, at)
        for edge in steps_from(manifest, standing.state)
        if edge.by != (SYSTEM_ROLE,)
    )


def _next(manifest: Manifest, edge: Edge, standing: Standing, by: Actor, at: datetime) -> NextStep:
    answer = may_take(manifest, edge, by, standing, at)
    denied = answer if isinstance(answer, Denied) else None
    return NextStep(
        edge.do, edge.to, edge.by, edge.needs, edge.within, edge.guards, denied is None,
        denied.code if denied is not None else "", denied.values if denied is not None else {},
    )  # fmt: skip


def _step(row: Step) -> StepView:
    return StepView(
        row.seq, row.do, row.source, row.to, row.role, row.by_name, row.at, row.given,
        tuple(row.traces), tuple(row.effects), row.result,
    )  # fmt: skip


def _clocks(row: Case, manifest: Manifest, at: datetime) -> tuple[ClockView, ...]:
    rows = Deadline.objects.within(around(row)).filter(case=row).order_by("due_at", "clock")
    return tuple(
        ClockView(
            one.clock, one.starts_at, one.due_at, one.latest_at, one.latest_at <= at,
            manifest.expiry(one.clock, ExpiryKind.FIRE),
            manifest.expiry(one.clock, ExpiryKind.ESCALATE)
            or manifest.expiry(one.clock, ExpiryKind.REMIND),
        )
        for one in rows
    )  # fmt: skip


def _reviews(
    opened: OpenedCase, classes: frozenset[FieldClass], by: Actor
) -> tuple[ReviewView, ...]:
    """Reviews: the bureau sees all, an expert the own one, the party of the case none."""
    rows = Review.objects.within(around(opened.row)).filter(case=opened.row).order_by("id")
    is_bureau = by.office is not None and by.office.role not in OUTSIDE
    fields = opened.manifest.records.get("review")
    shown = []
    for row in rows:
        is_mine = bool(by.party_id) and row.reviewer == by.party_id
        if not (is_bureau or is_mine):
            continue
        data: Mapping[str, Any] = row.data
        if fields is not None:
            own = classes | {FieldClass.REVIEWERS, FieldClass.BUREAU} if is_mine else classes
            data = visible(fields, row.data, own)
        shown.append(
            ReviewView(
                row.id, row.reviewer, row.state, row.recused_because, data, row.revision, is_mine
            )
        )
    return tuple(shown)


def _papers(
    row: Case, classes: frozenset[FieldClass]
) -> tuple[tuple[str, str, datetime, str], ...]:
    """Versions of what was handed in: record, who, when, hash; not for strangers."""
    if FieldClass.BUREAU not in classes:
        return ()
    papers = Paper.objects.within(around(row)).filter(case=row).order_by("id")
    return tuple((one.record, one.by_name, one.at, one.sha256) for one in papers)


def _call(row: Case) -> CallView | None:
    call = Call.objects.within(around(row)).filter(case=row).first()
    if call is None:
        return None
    answers = Case.objects.within(around(row)).filter(call=call).count()
    return CallView(
        call.system, call.terms, call.parameters, call.opens_at, call.closes_at, answers
    )


def list_waiting(*, by: Actor, at: datetime) -> tuple[Waiting, ...]:
    """Open cases in which this person may take a step now, those that are due first."""
    require(by, Verb.CASES_READ, Thing("case"), at)
    found: list[tuple[Case, tuple[str, ...]]] = []
    for row in _open(by, at)[: MOST_WAITING * 5]:
        manifest = manifest_of(row.version)
        steps = next_steps(manifest, standing_of(row), by, at)
        mine = tuple(one.do for one in steps if one.is_mine and not _is_always_open(manifest, one))
        if mine:
            found.append((row, mine))
        if len(found) >= MOST_WAITING:
            break
    lines = lines_for([row for row, _ in found], by, at)
    return tuple(
        Waiting(line, steps, row.due_at is not None and row.due_at <= at)
        for line, (row, steps) in zip(lines, found, strict=True)
    )


def _open(by: Actor, at: datetime) -> "ScopedQuerySet[Case]":
    rows = visible_cases(by, at).filter(closed_at=None).select_related("version")
    if by.office is not None and by.office.role not in OUTSIDE:
        rows = rows.filter(region=by.region)
    return rows.order_by("due_at", "id")


def _is_always_open(manifest: Manifest, step: NextStep) -> bool:
    """A step that may be taken at any time, such as withdrawing, does not wait for anybody."""
    return manifest.data["clocks"].get(step.clock, {}).get("open") is not None
