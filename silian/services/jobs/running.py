"""What a worker does to a job: take it, hold it, report on it, end it.

A run is known by its token. Whoever writes for a job names the token; where another run holds
the job by now, nothing is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from silian.domain.parties.offices import SYSTEM, Actor
from silian.services.accounts.rights import actor_of
from silian.services.events.appending import append
from silian.services.jobs.asking import MOST_ATTEMPTS, issue_ticket
from silian.services.jobs.values import AskerGone, LeaseLost
from silian.store.jobs.models import Job
from silian.store.kernel.ids import new_id
from silian.store.kernel.scoped import ScopedQuerySet

PAUSES_SECONDS = (10, 60, 300, 1800, 7200)
"""How long to wait before run 2, 3, 4, 5 (and, if there were one, 6)."""


@dataclass(frozen=True, slots=True)
class Run:
    """A job that was taken, for one run."""

    job_id: str
    token: str
    kind: str
    region: str
    arguments: Mapping[str, object]
    attempt: int


def _jobs() -> ScopedQuerySet[Job]:
    return Job.objects.across_regions("the worker serves every region")


def _mine(run: Run) -> QuerySet[Job]:
    return _jobs().filter(pk=run.job_id, token=run.token, state="running")


def _lease(at: datetime) -> datetime:
    return at + timedelta(seconds=settings.SILIAN_JOB_LEASE_SECONDS)


@transaction.atomic
def take(*, job_id: str, worker: str, at: datetime) -> Run | None:
    """Take a job that waits and is due; None where there is nothing to do for this ticket."""
    row = _jobs().select_for_update(of=("self",)).filter(pk=job_id).first()
    if row is None or row.state != "waiting" or row.due_at > at:
        return None
    row.state, row.token, row.worker = "running", new_id(), worker[:64]
    row.attempt, row.lease_until, row.started_at = row.attempt + 1, _lease(at), at
    row.done, row.total, row.note_code, row.note_values = 0, 0, "", {}
    row.save()
    return Run(row.id, row.token, row.kind, row.region, row.arguments, row.attempt)


def take_next(*, worker: str, at: datetime) -> Run | None:
    """Take the job of the next ticket that is due; None where no ticket is.

    The ticket goes in the transaction that takes the job, so none is ever left half used.
    Tickets whose job does not wait any more go too.
    """
    while True:
        with transaction.atomic():
            # Not ``ready()``: that compares with a clock of its own.
            ready = DBTaskResult.objects.filter(
                status="READY", run_after__lte=at, task_path=settings.SILIAN_JOB_TASK
            )
            ticket = ready.get_locked()
            if ticket is None:
                return None
            job_id = str(ticket.args_kwargs["kwargs"]["job_id"])
            ticket.delete()
            run = take(job_id=job_id, worker=worker, at=at)
        if run is not None:
            return run


def asker_of(*, run: Run, at: datetime) -> Actor:
    """Who asked for the job, with the office of then if it is still held now.

    Raises:
        AskerGone: if it is not, or the person is switched off.
    """
    row = _jobs().get(pk=run.job_id)
    if not row.asked_by:
        return SYSTEM
    actor = actor_of(user_id=row.asked_by, at=at, office_id=row.asked_office)
    if actor.is_anonymous or (row.asked_office and actor.office is None):
        raise AskerGone
    return actor


def hold(*, run: Run, at: datetime) -> bool:
    """Renew the lease; answers whether the job should stop, as cancelled or lost."""
    if not _mine(run).update(lease_until=_lease(at)):
        return True
    return _mine(run).filter(cancel_asked_at__isnull=False).exists()


def report(
    *, run: Run, done: int, total: int, note_code: str, note_values: Mapping[str, object],
    at: datetime,
) -> None:  # fmt: skip
    """Show how far the job is. A report renews the lease too.

    Raises:
        LeaseLost: if another run holds the job.
    """
    changed = _mine(run).update(
        done=done, total=total, note_code=note_code, note_values=dict(note_values),
        lease_until=_lease(at),
    )  # fmt: skip
    if not changed:
        raise LeaseLost


def lock(*, run: Run) -> None:
    """Make sure, until the end of the transaction, that this run holds the job.

    Raises:
        LeaseLost: if another run holds it.
    """
    if _mine(run).select_for_update(of=("self",)).first() is None:
        raise LeaseLost


@transaction.atomic
def finish(*, run: Run, at: datetime) -> None:
    """End the job as done.

    Raises:
        LeaseLost: if another run holds it; the transaction around it is rolled back.
    """
    row = _mine(run).select_for_update(of=("self",)).first()
    if row is None:
        raise LeaseLost
    row.done = row.total
    _end(row, "done", at)
    _note(row, "jobs.done", {"attempt": row.attempt}, at)


@transaction.atomic
def give_up(*, run: Run, state: str, code: str, values: Mapping[str, object], at: datetime) -> None:
    """End the job as failed or cancelled; nothing happens where another run holds it."""
    row = _mine(run).select_for_update(of=("self",)).first()
    if row is None:
        return
    row.error_code, row.error_values = code, _plain(values)
    _end(row, state, at)
    _note(row, f"jobs.{state}", {"code": code, "attempt": row.attempt}, at)


@transaction.atomic
def put_back(*, run: Run, code: str, values: Mapping[str, object], at: datetime) -> None:
    """Let the job wait for its next run, or park it after the fifth."""
    row = _mine(run).select_for_update(of=("self",)).first()
    if row is not None:
        pause = PAUSES_SECONDS[min(row.attempt, len(PAUSES_SECONDS)) - 1]
        _again(row, code, _plain(values), at, timedelta(seconds=pause))


@transaction.atomic
def return_stale(*, at: datetime) -> int:
    """Let jobs wait again whose lease has run out, because their worker is gone.

    Answers how many there were. The fifth loss parks a job: it may be what kills the worker.
    """
    stale = _jobs().filter(state="running", lease_until__lt=at).order_by("lease_until", "id")
    rows = list(stale.select_for_update(of=("self",), skip_locked=True))
    for row in rows:
        _again(row, "jobs.worker_lost", {"worker": row.worker}, at, timedelta(0))
    return len(rows)


@transaction.atomic
def reissue_lost_tickets(*, at: datetime) -> int:
    """Give a new ticket to jobs that wait and have none, a minute after they were due.

    silian's own worker loses none; the worker of django-tasks-db, and people who clean up, do.
    """
    # Tickets first: a job that is taken in between is no longer waiting when it is looked at.
    tickets = DBTaskResult.objects.filter(status="READY", task_path=settings.SILIAN_JOB_TASK)
    kept = {
        one["kwargs"]["job_id"] for one in tickets.order_by().values_list("args_kwargs", flat=True)
    }
    waiting = _jobs().filter(state="waiting", due_at__lt=at - timedelta(minutes=1))
    lost = [row for row in waiting.order_by("due_at", "id") if row.id not in kept]
    for row in lost:
        issue_ticket(row)
    return len(lost)


def _again(row: Job, code: str, values: dict[str, object], at: datetime, pause: timedelta) -> None:
    row.error_code, row.error_values = code, values
    if row.cancel_asked_at is not None:
        _end(row, "cancelled", at)
        _note(row, "jobs.cancelled", {"code": code, "attempt": row.attempt}, at)
    elif row.attempt >= MOST_ATTEMPTS:
        _end(row, "parked", at)
        _note(row, "jobs.parked", {"code": code, "attempt": row.attempt}, at)
    else:
        row.state, row.token, row.lease_until, row.due_at = "waiting", "", None, at + pause
        row.save()
        issue_ticket(row)
        _note(row, "jobs.put_back", {"code": code, "attempt": row.attempt}, at)


def _end(row: Job, state: str, at: datetime) -> None:
    row.state, row.token, row.lease_until, row.ended_at = state, "", None, at
    row.save()


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    """Values that JSON can hold; anything else as text."""
    kept = (str, int, float, bool, type(None), list, dict)
    return {key: value if isinstance(value, kept) else str(value) for key, value in values.items()}


def _note(row: Job, verb: str, payload: dict[str, object], at: datetime) -> None:
    append(
        stream=f"job:{row.id}", verb=verb, kind="job", object_id=row.id, region=row.region,
        payload=payload, by=SYSTEM, at=at,
    )  # fmt: skip
