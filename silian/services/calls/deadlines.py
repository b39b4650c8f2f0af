"""Clocks of cases: begun when a state is entered, ended when it is left, acted on when due."""

from collections.abc import Iterable
from datetime import datetime

from silian.domain.kernel.days import day_end
from silian.domain.kernel.events import moment
from silian.domain.systems.clocks import Clock, due_of
from silian.domain.systems.manifest import Manifest
from silian.domain.systems.procedures import steps_from
from silian.services.calls.access import around
from silian.services.systems.registry import calendar_in_force
from silian.store.calls.models import Call, Case, Deadline


def set_deadlines(
    row: Case, manifest: Manifest, at: datetime, *, stays: bool
) -> tuple[list[Deadline], list[Deadline]]:
    """Begin the clocks of the state that the case is in, and end the others.

    A step that comes back to its own state lets its clocks run on.

    Returns:
        The deadlines that run now, and those that ended.
    """
    running = list(Deadline.objects.within(around(row)).filter(case=row))
    wanted = _clocks_in(manifest, row.state)
    kept = [one for one in running if stays and _runs_on(row, wanted.get(one.clock), one)]
    ended = [one for one in running if one not in kept]
    Deadline.objects.within(around(row)).filter(pk__in=[one.pk for one in ended]).delete()
    known = {one.clock for one in kept}
    begun = [_begin(row, clock, at) for name, clock in wanted.items() if name not in known]
    now = [*kept, *(one for one in begun if one is not None)]
    row.due_at = min((one.due_at for one in now), default=None)
    return now, ended


def _clocks_in(manifest: Manifest, state: str) -> dict[str, Clock]:
    found: dict[str, Clock] = {}
    for edge in steps_from(manifest, state):
        clock = manifest.clocks.get(edge.within)
        if isinstance(clock, Clock):
            found[edge.within] = clock
    return found


def _runs_on(row: Case, clock: Clock | None, one: Deadline) -> bool:
    """Whether a clock runs on: it is still asked for, and the day that it ends on is the same."""
    if clock is None:
        return False
    end = _end(row, clock) if clock.unit == "until" else None
    return end is None or end == one.due_at


def _begin(row: Case, clock: Clock, at: datetime) -> Deadline | None:
    if clock.unit == "until":
        return _until(row, clock, at)
    due = due_of(clock, at, calendar_in_force(), parameters=_numbers(row))
    if due is None:
        return None
    return Deadline.objects.create(
        case=row, region=row.region, clock=clock.name, starts_at=at, due_at=due.moment,
        latest_at=due.latest or due.moment, calendar=due.calendar,
    )  # fmt: skip


def _until(row: Case, clock: Clock, at: datetime) -> Deadline | None:
    """A clock that ends with the window of the call, or with the day that an answer names."""
    end = _end(row, clock)
    if end is None:
        return None
    return Deadline.objects.create(
        case=row, region=row.region, clock=clock.name, starts_at=at, due_at=end, latest_at=end
    )


def _end(row: Case, clock: Clock) -> datetime | None:
    if clock.length == "call.closes_at":
        call = _call_of(row)
        return call.closes_at if call else None
    said = row.data.get(str(clock.length))
    return day_end(datetime.fromisoformat(str(said)).date()) if said else None


def _call_of(row: Case) -> Call | None:
    if row.call_id:
        return row.call
    return Call.objects.within(around(row)).filter(case=row).first()


def _numbers(row: Case) -> dict[str, int]:
    """The whole numbers that the call gives for lengths of clocks."""
    call = _call_of(row)
    given = call.parameters if call else {}
    return {k: int(v) for k, v in given.items() if str(v).isascii() and str(v).isdigit()}


def due_cases(at: datetime, most: int) -> Iterable[Deadline]:
    """Clocks that have certainly run out and were not acted on, the oldest first."""
    rows = Deadline.objects.across_regions("the nightly run serves every region")
    return rows.filter(latest_at__lte=at, told_at=None).order_by("latest_at", "id")[:most]


def said(one: Deadline) -> dict[str, str]:
    """A deadline as the event of a step names it."""
    return {"clock": one.clock, "due": moment(one.due_at)}
