"""Cases are looked at: a page of them, one with everything about it, and what waits for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F
from django.db.models.expressions import OrderBy

from silian.domain.kernel.days import day_of
from silian.domain.kernel.workdays import looks_of
from silian.domain.parties.offices import Actor, Role
from silian.domain.parties.permissions import Denied, Thing, Verb
from silian.domain.systems.clocks import ExpiryKind
from silian.domain.systems.fields import FieldClass
from silian.domain.systems.manifest import ANYONE, SYSTEM_ROLE, Edge, Manifest
from silian.domain.systems.procedures import Standing, may_take, steps_from
from silian.domain.systems.visibility import visible
from silian.services.accounts import reach_of, require
from silian.services.calls.access import (
    OUTSIDE,
    OpenedCase,
    around,
    open_case_row,
    standing_of,
    standings_of,
    visible_cases,
)
from silian.services.calls.guards import ask
from silian.services.calls.holding import held_values
from silian.services.calls.opening import may_edit
from silian.services.calls.panels import ACCEPTED, INVITED
from silian.services.calls.values import (
    AttachmentView,
    CallView,
    CaseLine,
    CasePage,
    CaseView,
    ClockView,
    Column,
    DueReview,
    NextStep,
    ReviewView,
    StepView,
    Waiting,
)
from silian.services.parties.reading import lines_of
from silian.services.systems.registry import calendar_in_force, get_system, manifest_of
from silian.store.calls.models import (
    Attachment,
    Call,
    Case,
    Deadline,
    Paper,
    Proposal,
    Review,
    Step,
)
from silian.store.kernel.scoped import ScopedQuerySet

PAGE = 50
CARDS = 20
MOST_WAITING = 200
SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "due": (F("due_at").asc(nulls_last=True), "id"),
    "-due": (F("due_at").desc(nulls_last=True), "id"),
    "-opened": ("-opened_at", "-id"),
    "opened": ("opened_at", "id"),
    "number": ("number", "id"),
    "-number": ("-number", "-id"),
    "title": ("title", "id"),
    "-title": ("-title", "-id"),
    "since": ("state_since", "id"),
    "-since": ("-state_since", "-id"),
}


def list_cases(
    *, by: Actor, at: datetime, system: str = "", state: str = "", stage: str = "", text: str = "",
    party: str = "", region: str = "", call: str = "", sort: str = "-opened", number: int = 1,
) -> CasePage:  # fmt: skip
    """A page of the cases that the person may see."""
    require(by, Verb.CASES_READ, Thing("case"), at)
    everything = visible_cases(by, at)
    asked = {"system": system, "state": state, "stage": stage, "region": region}
    rows = everything
    for name, value in (("party", party), ("call", call)):
        rows = rows.filter(**{name: value}) if value else rows
    if text:
        rows = rows.filter(title__icontains=text)
    choices = {name: _choices(rows, name, asked) for name in asked}
    for name, value in asked.items():
        rows = rows.filter(**{name: value}) if value else rows
    total = rows.count()
    pages = max(-(-total // PAGE), 1)
    number = min(max(number, 1), pages)
    first = (number - 1) * PAGE
    page = list(rows.order_by(*SORTS.get(sort, SORTS["-opened"]))[first : first + PAGE])
    return CasePage(
        lines_for(page, by, at), total, number, pages, choices["state"], choices,
        everything.count(),
    )  # fmt: skip


def _choices(
    rows: "ScopedQuerySet[Case]", name: str, asked: Mapping[str, str]
) -> tuple[tuple[str, int], ...]:
    """The values of a filter with their counts, under all the other filters."""
    for other, value in asked.items():
        rows = rows.filter(**{other: value}) if value and other != name else rows
    counted = rows.order_by(name).values_list(name).annotate(Count("id"))
    return tuple((value, count) for value, count in counted if value)


def get_board(*, system: str, region: str = "", by: Actor, at: datetime) -> tuple[Column, ...]:
    """The cases of a system by state, in the order of its procedure.

    Terminal states give their count alone; those in work give the first that are due.
    """
    require(by, Verb.CASES_READ, Thing("case"), at)
    manifest = get_system(system)
    rows = visible_cases(by, at).filter(system=system)
    rows = rows.filter(region=region) if region else rows
    counts = dict(rows.order_by("state").values_list("state").annotate(Count("id")))
    states = dict.fromkeys((*manifest.procedure.states, *sorted(counts)))
    return tuple(
        Column(state, counts.get(state, 0), _cards(rows, manifest, state, by, at))
        for state in states
    )


def _cards(
    rows: "ScopedQuerySet[Case]", manifest: Manifest, state: str, by: Actor, at: datetime
) -> tuple[CaseLine, ...]:
    if state in manifest.procedure.terminal:
        return ()
    return lines_for(rows.filter(state=state).order_by("due_at", "id")[:CARDS], by, at)


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
    around_it = around(row)
    classes = classes_of(opened, standing, by)
    reached = {manifest.procedure.start, row.state, *(step.to for step in steps)}
    seen = visible(manifest.fields, row.data, classes, reached)
    hidden = frozenset(row.data) - frozenset(seen)
    children = visible_cases(by, at).filter(parent=row).order_by("id")
    parent = visible_cases(by, at).filter(pk=row.parent_id or "-").first()
    is_inside = FieldClass.BUREAU in classes
    reviews = _reviews(opened, classes, by)
    return CaseView(
        lines_for([row], by, at)[0], manifest, seen,
        visible(manifest.fields, held_values(manifest.fields, row, at), classes, reached),
        tuple(sorted(hidden)),
        may_edit(opened, by, at), row.revision,
        tuple(_step(step, hidden, is_inside=is_inside) for step in steps),
        _checked(next_steps(manifest, standing, by, at), opened, hidden, at, is_inside=is_inside),
        _clocks(row, manifest, at), reviews, lines_for(children, by, at),
        lines_for([parent], by, at)[0] if parent else None, _papers(row, classes),
        tuple(Proposal.objects.within(around_it).filter(case=row, ended_at=None)
              .order_by("do").values_list("do", flat=True)) if is_inside else (),
        _call(row, classes),
        attachments=_attachments(row, manifest, seen, is_inside=is_inside), is_inside=is_inside,
        call_id=row.call_id or "", call_title=row.call.title if row.call else "",
        reviewers=_names({one.reviewer for one in reviews}, by, at),
    )  # fmt: skip


def _checked(
    steps: tuple[NextStep, ...], opened: OpenedCase, hidden: frozenset[str], at: datetime, *,
    is_inside: bool,
) -> tuple[NextStep, ...]:  # fmt: skip
    """The steps with how their guards stand now, for those who may take them and look inside."""
    row, manifest = opened.row, opened.manifest
    return tuple(
        replace(one, checks=tuple(_masked(trace.to_data(), hidden) for trace in traces))
        if one.is_mine
        and is_inside
        and (edge := manifest.edge(one.do, row.state)) is not None
        and (traces := ask(row, manifest, edge, at))
        else one
        for one in steps
    )


def _masked(trace: Mapping[str, Any], hidden: frozenset[str]) -> Mapping[str, Any]:
    """A trace without the values of fields that the person may not see."""
    kept = [one for one in trace["inputs"] if str(one[0]).partition(".")[0] not in hidden]
    return {**trace, "inputs": kept}


def _attachments(
    row: Case, manifest: Manifest, seen: Mapping[str, object], *, is_inside: bool
) -> tuple[AttachmentView, ...]:
    """Files of the fields that the person may see; those of records only for those inside."""
    names = {one.id for one in manifest.fields.fields}
    files = Attachment.objects.within(around(row)).filter(case=row).order_by("id")
    return tuple(
        AttachmentView(one.id, one.field, one.name, one.size_bytes, one.at)
        for one in files
        if (top := one.field.partition(".")[0]) in seen or (top not in names and is_inside)
    )


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


def _step(row: Step, hidden: frozenset[str], *, is_inside: bool) -> StepView:
    """A step as the person may see it; a stranger learns what was done, not with what."""
    if not is_inside:
        return StepView(
            row.seq, row.do, row.source, row.to, row.role, "", row.at, {}, (), (), row.result
        )
    return StepView(
        row.seq, row.do, row.source, row.to, row.role, row.by_name, row.at, row.given,
        tuple(_masked(one, hidden) for one in row.traces), tuple(row.effects), row.result,
    )  # fmt: skip


def _clocks(row: Case, manifest: Manifest, at: datetime) -> tuple[ClockView, ...]:
    rows = Deadline.objects.within(around(row)).filter(case=row).order_by("due_at", "clock")
    return tuple(
        ClockView(
            one.clock, one.starts_at, one.due_at, one.latest_at, one.latest_at <= at,
            manifest.expiry(one.clock, ExpiryKind.FIRE),
            manifest.expiry(one.clock, ExpiryKind.ESCALATE)
            or manifest.expiry(one.clock, ExpiryKind.REMIND),
            *_days(one, at),
        )
        for one in rows
    )  # fmt: skip


def _days(one: Deadline, at: datetime) -> tuple[int, int]:
    """Working days that are left, and those of the whole time, as far as the calendar knows."""
    look, _late = looks_of(calendar_in_force())
    last, today = day_of(one.due_at - timedelta(seconds=1)), day_of(at)
    left = look.count(today, last) if today <= last else -look.count(last, today)
    return left, look.count(day_of(one.starts_at), last)


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


def _call(row: Case, classes: frozenset[FieldClass]) -> CallView | None:
    call = Call.objects.within(around(row)).filter(case=row).select_related("version").first()
    if call is None:
        return None
    answers = Case.objects.within(around(row)).filter(call=call).count()
    terms = visible(manifest_of(call.version).terms, call.terms, classes)
    return CallView(call.system, terms, call.parameters, call.opens_at, call.closes_at, answers)


def list_waiting(*, by: Actor, at: datetime) -> tuple[Waiting, ...]:
    """Open cases in which this person may take a step now, those that are due first."""
    require(by, Verb.CASES_READ, Thing("case"), at)
    found: list[tuple[Case, tuple[str, ...]]] = []
    rows = list(_open(by, at)[: MOST_WAITING * 5])
    standings = standings_of(rows, reach_of(by, at))
    for row in rows:
        manifest = manifest_of(row.version)
        steps = next_steps(manifest, standings[row.pk], by, at)
        mine = tuple(
            one.do for one in steps if one.is_mine and not _waits_for_nobody(manifest, one)
        )
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
    return rows.order_by(F("due_at").asc(nulls_last=True), "id")


def list_reviews(*, by: Actor, at: datetime) -> tuple[DueReview, ...]:
    """The reviews that this person was asked for and has not handed in, the oldest first."""
    require(by, Verb.CASES_READ, Thing("case"), at)
    if not by.party_id:
        return ()
    reviews = Review.objects.within(reach_of(by, at)).filter(
        reviewer=by.party_id, state__in=(INVITED, ACCEPTED), case__closed_at=None
    )
    rows = list(reviews.select_related("case").order_by("invited_at", "id")[:MOST_WAITING])
    lines = lines_for([one.case for one in rows], by, at)
    return tuple(
        DueReview(line, one.state, one.invited_at) for line, one in zip(lines, rows, strict=True)
    )


def _waits_for_nobody(manifest: Manifest, step: NextStep) -> bool:
    """A step that is open at any time or to anybody, such as an objection, waits for nobody."""
    if step.roles == (ANYONE,):
        return True
    return manifest.data["clocks"].get(step.clock, {}).get("open") is not None
