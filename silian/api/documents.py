"""Uploads, originals, and the jobs that read them; who the caller is."""

from dataclasses import dataclass
from typing import BinaryIO, cast
from urllib.parse import quote

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Query, Router, Status, UploadedFile

from silian import clock
from silian.api import forms
from silian.api.access import actor_of, refuse_unknown
from silian.services import documents, jobs

router = Router(tags=["documents"])


@dataclass(frozen=True, slots=True)
class Me:
    """The person and the office under which the person acts."""

    user_id: str
    name: str
    role: str
    body: str
    region: str


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer for each file, in order: kept (with ``outcome``) or refused (with ``code``)."""

    files: tuple[documents.Uploaded | documents.Refused, ...]


@router.get("/me", response=Me)
def get_me(request: HttpRequest) -> Me:
    """Who calls, and under which office."""
    actor = actor_of(request)
    office = actor.office
    return Me(
        user_id=str(actor.user_id or ""),
        name=actor.name,
        role=office.role.value if office else "",
        body=office.body_name if office else "",
        region=actor.region,
    )


@router.post("/documents", response={201: Answers})
def upload(
    request: HttpRequest, form: Form[forms.UploadIn], files: File[list[UploadedFile]]
) -> Status[Answers]:
    """Keep files and start to read them; each answer names the job to watch."""
    answers = documents.upload(
        files=[documents.Incoming(file.name or "", stream_of(file)) for file in files],
        **form.dict(),
        by=actor_of(request),
        at=clock.now(),
    )
    return Status(201, Answers(answers))


@router.get("/documents/{document_id}/original")
def get_original(request: HttpRequest, document_id: str) -> FileResponse:
    """The bytes as they came, as an attachment."""
    found = documents.get_original(document_id=document_id, by=actor_of(request), at=clock.now())
    return FileResponse(
        found.path.open("rb"),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.get("/jobs", response=jobs.JobPage)
def list_jobs(request: HttpRequest, query: Query[forms.JobsQuery]) -> jobs.JobPage:
    """The jobs within reach, latest first."""
    refuse_unknown(request, forms.JobsQuery)
    return jobs.list_jobs(**query.dict(), by=actor_of(request), at=clock.now())


@router.get("/jobs/{job_id}", response=jobs.JobRow)
def get_job(request: HttpRequest, job_id: str) -> jobs.JobRow:
    """How far a job is."""
    return jobs.get_job(job_id=job_id, by=actor_of(request), at=clock.now())


@router.post("/jobs/{job_id}/cancel", response=jobs.JobRow)
def cancel_job(request: HttpRequest, job_id: str) -> jobs.JobRow:
    """Stop a job."""
    return jobs.cancel(job_id=job_id, by=actor_of(request), at=clock.now())


@router.post("/jobs/{job_id}/retry", response=jobs.JobRow)
def retry_job(request: HttpRequest, job_id: str) -> jobs.JobRow:
    """Ask again for a job that failed or was cancelled."""
    return jobs.retry(job_id=job_id, by=actor_of(request), at=clock.now())


def stream_of(file: UploadedFile) -> BinaryIO:
    """The bytes of a file that came with a form, to be read once."""
    return cast(BinaryIO, file.file)  # Django says "some file or none"; an upload has one
