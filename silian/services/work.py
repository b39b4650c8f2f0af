"""What waits for a person: readings, reviews and publications of plans, and stopped jobs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from silian.domain.parties.offices import Actor, Role
from silian.domain.parties.permissions import Thing, Verb, can
from silian.services import jobs, plans
from silian.services.accounts import reach_of
from silian.services.calls import values as calls
from silian.services.calls.asking import list_open_calls
from silian.services.calls.reading import list_cases, list_reviews, list_waiting
from silian.services.jobs import JobRow
from silian.services.plans.settling import read_since
from silian.services.plans.values import Page, PlanLine

STOPPED = ("failed", "parked")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits.

    ``kind``: mend (a reading failed), judge (items are in doubt), review (items are left, none
    in doubt), publish (all reviewed), or job (a job stopped; then ``job`` is set).
    """

    kind: str
    plan: PlanLine | None
    job: JobRow | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """What a person sees first. ``now`` is what only a person can do; ``machine`` runs alone."""

    now: tuple[Waiting, ...]
    machine: tuple[PlanLine, ...]
    published: tuple[PlanLine, ...]
    plans: int
    may_upload: bool
    may_read_plans: bool
    cases: tuple[calls.Waiting, ...] = ()
    may_read_cases: bool = False


def open_desk(*, by: Actor, at: datetime) -> Desk:
    """Gather what waits for the acting office, the oldest need first within its kind."""
    may_read = bool(can(by, Verb.PLANS_READ, Thing("plan"), at))
    may_read_cases = bool(can(by, Verb.CASES_READ, Thing("case"), at))
    lines: tuple[PlanLine, ...] = ()
    total = 0
    in_force: Page[PlanLine] | None = None
    if may_read:
        page = plans.list_plans(sort="-changed", by=by, at=at)
        lines, total = page.lines, page.total
        in_force = plans.list_plans(state="published", by=by, at=at)
    own = tuple(line for line in lines if line.region == by.region)
    waiting = (*_from_plans(own, by, at), *_from_jobs(by, at))
    return Desk(
        now=waiting,
        machine=tuple(line for line in own if line.reading_state in ("waiting", "reading")),
        published=in_force.lines[:5] if in_force else (),
        plans=total,
        may_upload=bool(can(by, Verb.PLANS_UPLOAD, Thing("document"), at)),
        may_read_plans=may_read,
        cases=list_waiting(by=by, at=at) if may_read_cases else (),
        may_read_cases=may_read_cases,
    )


@dataclass(frozen=True, slots=True)
class Portal:
    """What somebody outside the bureau sees first: what waits, what is open, what is under way."""

    waiting: tuple[calls.Waiting, ...]
    reviews: tuple[calls.DueReview, ...]
    open_calls: tuple[calls.CallLine, ...]
    cases: tuple[calls.CaseLine, ...]


def open_portal(*, by: Actor, at: datetime) -> Portal:
    """Gather the start page of an enterprise's agent, or of an expert."""
    is_expert = by.office is not None and by.office.role is Role.EXPERT
    if is_expert:
        return Portal((), list_reviews(by=by, at=at), (), ())
    own = list_cases(party=by.party_id or "-", sort="-opened", by=by, at=at)
    return Portal(list_waiting(by=by, at=at), (), list_open_calls(by=by, at=at), own.lines)


def _from_plans(lines: tuple[PlanLine, ...], by: Actor, at: datetime) -> Iterator[Waiting]:
    for kind in ("mend", "judge", "review", "publish"):
        verb = Verb.PLANS_PUBLISH if kind == "publish" else Verb.PLANS_REVIEW
        if not can(by, verb, Thing("plan"), at):
            continue
        for line in reversed(lines):
            if _need_of(line) == kind:
                yield Waiting(kind, line, None, line.changed_at)


def _need_of(line: PlanLine) -> str:
    """What a plan needs from a person, or "" when it needs nothing."""
    if line.reading_state == "failed":
        return "mend"
    if line.reading_state != "read" or line.state == "published":
        return ""
    if line.state == "reviewed":
        return "publish"
    if line.doubtful:
        return "judge"
    return "review" if line.reviewed < line.total else "publish"


def _from_jobs(by: Actor, at: datetime) -> Iterator[Waiting]:
    """Stopped jobs, for the system administrator alone; others see the plan that stopped.

    A job whose file or plan was read since waits for nobody.
    """
    if by.office is None or by.office.role != "system_admin":
        return
    stopped = [row for state in STOPPED for row in jobs.list_jobs(by=by, at=at, state=state).jobs]
    since = {str(row.arguments.get("version_id", "")): _since(row) for row in reversed(stopped)}
    settled = read_since(stopped=since, reach=reach_of(by=by, at=at))
    for row in stopped:
        if str(row.arguments.get("version_id", "")) not in settled:
            yield Waiting("job", None, row, _since(row))


def _since(row: JobRow) -> datetime:
    return row.ended_at or row.asked_at
