"""Background jobs: how far they are, stop them, ask for them again."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from silian import clock, labels
from silian.domain.parties.permissions import Verb
from silian.services import jobs
from silian.services.jobs import JobRow
from silian.web.actor import actor_of_request
from silian.web.layout import may
from silian.web.manage.tabs import tabs_of
from silian.web.pages import Pager, number_of

STATES = ("waiting", "running", "done", "failed", "parked", "cancelled")


@dataclass(frozen=True, slots=True)
class JobView:
    """A job with the words that the page shows beside it."""

    row: JobRow
    note: str
    error: str
    may_cancel: bool
    may_retry: bool


def view_of(row: JobRow, request: HttpRequest) -> JobView:
    """A job as the page shows it to this office."""
    by, at = actor_of_request(request), clock.now()
    is_open = row.state in ("waiting", "running") and not row.is_cancel_asked
    return JobView(
        row,
        labels.words(row.note_code, row.note_values) if row.note_code else "",
        labels.words(row.error_code, row.error_values) if row.error_code else "",
        is_open and may(by, Verb.JOBS_CANCEL, "job", at),
        row.state in ("failed", "parked", "cancelled") and may(by, Verb.JOBS_RETRY, "job", at),
    )


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The jobs within reach, latest first."""
    by, at = actor_of_request(request), clock.now()
    state = request.GET.get("state", "")
    page = jobs.list_jobs(
        by=by,
        at=at,
        state=state if state in STATES else "",
        kind=request.GET.get("kind", "")[:60],
        page=number_of(request.GET.get("page", "")),
    )
    context = {
        "section": "manage",
        "tabs": tabs_of(by, at, "jobs"),
        "page": Pager(page.number, page.pages, len(page.jobs), page.everything),
        "jobs": [view_of(row, request) for row in page.jobs],
        "states": STATES,
        "state": state,
    }
    return render(request, "jobs/list.html", context)


@require_GET
def job(request: HttpRequest, job_id: str) -> HttpResponse:
    """One job: what it does, how far it is, what went wrong."""
    by, at = actor_of_request(request), clock.now()
    row = jobs.get_job(job_id=job_id, by=by, at=at)
    context = {
        "section": "manage",
        "tabs": tabs_of(by, at, "jobs"),
        "job": view_of(row, request),
    }
    return render(request, "jobs/job.html", context)


@require_GET
def progress(request: HttpRequest, job_id: str) -> HttpResponse:
    """How far the job is, for a page that asks every second until it has ended."""
    row = jobs.get_job(job_id=job_id, by=actor_of_request(request), at=clock.now())
    return render(request, "partials/_job.html", {"job": view_of(row, request)})


@require_POST
def cancel(request: HttpRequest, job_id: str) -> HttpResponse:
    """Ask the job to stop."""
    row = jobs.cancel(job_id=job_id, by=actor_of_request(request), at=clock.now())
    if row.has_ended:
        messages.success(request, _("“%(title)s” is stopped.") % {"title": labels.inner(row.title)})
    else:
        messages.info(
            request, _("“%(title)s” stops at its next step.") % {"title": labels.inner(row.title)}
        )
    return _back(request, row)


@require_POST
def retry(request: HttpRequest, job_id: str) -> HttpResponse:
    """Ask for the job again."""
    row = jobs.retry(job_id=job_id, by=actor_of_request(request), at=clock.now())
    messages.success(
        request, _("“%(title)s” is in the queue again.") % {"title": labels.inner(row.title)}
    )
    return _back(request, row)


def _back(request: HttpRequest, row: JobRow) -> HttpResponse:
    if request.POST.get("from") == "work":
        return redirect("work:home")
    return redirect("jobs:job", job_id=row.id)
