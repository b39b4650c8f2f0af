"""Jobs are asked for, looked at, cancelled and asked for again."""

import math
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.rights import NotFound, reach_of, require
from silian.services.events.appending import append
from silian.services.jobs.values import ENDED, JobPage, JobRow, NotCancellable, NotRetryable
from silian.store.jobs.models import Job

MOST_ATTEMPTS = 5
PAGE = 50


@transaction.atomic
def enqueue(
    *,
    kind: str,
    arguments: Mapping[str, object],
    region: str,
    title: str,
    by: Actor,
    at: datetime,
    key: str = "",
) -> JobRow:
    """Ask for background work, inside the caller's transaction.

    The caller has asked ``can`` for what the job will do. ``arguments`` hold ids only. With a
    ``key``, a job of the same region, kind and key is answered with instead of a second one.
    """
    if key:
        with transaction.atomic():
            row, is_new = Job.objects.within(Reach((region,))).get_or_create(
                region=region, kind=kind, key=key,
                defaults=_new(kind, arguments, region, title, key, by, at),
            )  # fmt: skip
    else:
        row, is_new = Job.objects.create(**_new(kind, arguments, region, title, key, by, at)), True
    if is_new:
        issue_ticket(row)
        _note(row, "jobs.asked", {"kind": kind, "title": title}, by, at)
    return view(row)


def get_job(*, job_id: str, by: Actor, at: datetime) -> JobRow:
    """One job within reach."""
    return view(_find(job_id, Verb.JOBS_READ, by, at))


def list_jobs(
    *, by: Actor, at: datetime, state: str = "", kind: str = "", page: int = 1
) -> JobPage:
    """The jobs within reach, latest first, 50 a page."""
    require(by, Verb.JOBS_READ, Thing("job"), at)
    rows = Job.objects.within(_reach(by, at))
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    everything = rows.count()
    pages = max(1, math.ceil(everything / PAGE))
    number = min(max(1, page), pages)
    cut = rows.order_by("-asked_at", "-id")[(number - 1) * PAGE : number * PAGE]
    return JobPage(tuple(view(row) for row in cut), number, pages, everything)


@transaction.atomic
def cancel(*, job_id: str, by: Actor, at: datetime) -> JobRow:
    """Stop a job: at once where it waits, at its next stop where it runs.

    Raises:
        NotCancellable: if it has ended.
    """
    row = _find(job_id, Verb.JOBS_CANCEL, by, at, is_locked=True)
    if row.state in ENDED:
        raise NotCancellable(state=row.state)
    if row.cancel_asked_at is None:
        row.cancel_asked_at = at
        _note(row, "jobs.cancel_asked", {}, by, at)
    if row.state == "waiting":
        row.state, row.ended_at = "cancelled", at
    row.save(update_fields=["cancel_asked_at", "state", "ended_at"])
    return view(row)


@transaction.atomic
def retry(*, job_id: str, by: Actor, at: datetime) -> JobRow:
    """Ask again for a job that failed, was parked or was cancelled; its attempts start anew.

    It runs for the person who asks again.

    Raises:
        NotRetryable: if it waits, runs or is done.
    """
    row = _find(job_id, Verb.JOBS_RETRY, by, at, is_locked=True)
    if row.state not in ("failed", "parked", "cancelled"):
        raise NotRetryable(state=row.state)
    row.state, row.attempt, row.due_at, row.cancel_asked_at = "waiting", 0, at, None
    row.error_code, row.error_values, row.ended_at = "", {}, None
    row.done, row.total, row.note_code, row.note_values = 0, 0, "", {}
    row.asked_by, row.asked_by_name = by.user_id or "", by.name
    row.asked_office = by.office.id if by.office else ""
    row.save()
    issue_ticket(row)
    _note(row, "jobs.retried", {}, by, at)
    return view(row)


def issue_ticket(row: Job) -> None:
    """Put a ticket for the job into the queue of django-tasks, due when the job is."""
    task = import_string(settings.SILIAN_JOB_TASK)
    task.using(run_after=row.due_at).enqueue(job_id=row.id)


def view(row: Job) -> JobRow:
    """The row as a value."""
    return JobRow(
        row.id, row.kind, row.title, row.region, row.arguments, row.state, row.done, row.total,
        row.note_code, row.note_values, row.attempt, MOST_ATTEMPTS, row.error_code,
        row.error_values, row.cancel_asked_at is not None, row.asked_by, row.asked_by_name,
        row.asked_at, row.due_at, row.started_at, row.ended_at,
    )  # fmt: skip


def _new(
    kind: str, arguments: Mapping[str, object], region: str, title: str, key: str,
    by: Actor, at: datetime,
) -> dict[str, object]:  # fmt: skip
    return {
        "region": region, "kind": kind, "title": title[:300], "arguments": dict(arguments),
        "key": key, "due_at": at, "asked_by": by.user_id or "", "asked_by_name": by.name,
        "asked_office": by.office.id if by.office else "", "asked_at": at,
    }  # fmt: skip


def _find(job_id: str, verb: Verb, by: Actor, at: datetime, *, is_locked: bool = False) -> Job:
    require(by, verb, Thing("job"), at)
    rows = Job.objects.within(_reach(by, at))
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=job_id).first()
    if row is None:
        raise NotFound("no such job", kind="job")
    require(by, verb, Thing("job", row.region), at)
    return row


def _reach(by: Actor, at: datetime) -> Reach:
    """Where the actor's jobs are: those of a planner in the own region only."""
    reach = reach_of(by, at)
    down = by.is_system or (by.office is not None and by.office.role == "system_admin")
    return reach if down else Reach(reach.own, reach.own)


def _note(row: Job, verb: str, payload: dict[str, object], by: Actor, at: datetime) -> None:
    append(
        stream=f"job:{row.id}", verb=verb, kind="job", object_id=row.id, region=row.region,
        payload=payload, by=by, at=at,
    )  # fmt: skip
