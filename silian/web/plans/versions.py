"""Versions of a plan: states, publication, what changed, files out."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from silian import labels
from silian.clock import now
from silian.services import documents, plans
from silian.services.plans import pages
from silian.services.plans.values import Changes
from silian.web.plans import words
from silian.web.plans.exports import FORMATS, VIEWS, export_rows
from silian.web.plans.frame import LIMIT_BYTES, context_of, new_key, number_of, person

SANDBOX = "sandbox; default-src 'none'"
SUBJECTS = ("indicator", "target", "task")


@require_GET
def history(request: HttpRequest, version_id: str) -> HttpResponse:
    """The versions of a plan, and what can be done with this one.

    ``?publish=ask`` asks once more before publishing, and says what becomes fixed.
    """
    found = pages.open_history(
        version_id=version_id,
        with_changes=False,
        with_publication=request.GET.get("publish") == "ask",
        by=person(request),
        at=now(),
    )
    context = context_of(
        found.version,
        "versions",
        plan=found.plan,
        plan_id=found.plan.id,
        check=found.check,
        publication=found.publication,
        exports=export_rows(found.version),
        key=new_key(),
        most=1,
        limit=LIMIT_BYTES,
    )
    return render(request, "plans/versions.html", context)


@require_GET
def changes(request: HttpRequest, version_id: str) -> HttpResponse:
    """What this version changes: by indicator, by target, by task, then the text."""
    found = pages.open_history(
        version_id=version_id,
        against=request.GET.get("against", ""),
        with_changes=True,
        by=person(request),
        at=now(),
    )
    context = context_of(
        found.version,
        "versions",
        plan=found.plan,
        changes=found.changes,
        groups=_groups(found.changes) if found.changes else (),
        said=words.changes_in_short(found.changes) if found.changes else "",
    )
    return render(request, "plans/changes.html", context)


def _groups(found: Changes) -> list[dict[str, Any]]:
    """The differences by subject, each with its words."""
    groups = []
    for subject in SUBJECTS:
        lines = [line for line in found.lines if line.subject == subject]
        groups.append({"lines": lines, **words.change_group(subject, lines)})
    return groups


@require_POST
def mark_reviewed(request: HttpRequest, version_id: str) -> HttpResponse:
    """Close the review."""
    return _move(request, version_id, plans.mark_reviewed)


@require_POST
def reopen(request: HttpRequest, version_id: str) -> HttpResponse:
    """Open the review again."""
    return _move(request, version_id, plans.reopen)


@require_POST
def publish(request: HttpRequest, version_id: str) -> HttpResponse:
    """Publish; the version does not change any more."""
    return _move(request, version_id, plans.publish)


def _move(request: HttpRequest, version_id: str, act: Callable[..., object]) -> HttpResponse:
    """Bring the version to its next state, and show it there."""
    revision = number_of(request.POST.get("revision", ""), 0)
    act(version_id=version_id, revision=revision, by=person(request), at=now())
    return redirect("plans:versions", version_id=version_id)


@require_POST
def reread(request: HttpRequest, version_id: str) -> HttpResponse:
    """Read the document again, with the reader of today."""
    documents.reread(version_id=version_id, by=person(request), at=now())
    return redirect("plans:read", version_id=version_id)


@require_GET
def export(request: HttpRequest, version_id: str) -> HttpResponse:
    """A list as a file: what is seen, with the place of each number."""
    view = request.GET.get("view", "")
    form = request.GET.get("format", "")
    filters = {
        name: str(value)
        for name, value in request.GET.items()
        if name not in {"view", "format", "sort", "page"} and value
    }
    made = plans.export(
        version_id=version_id,
        view=view if view in VIEWS else "indicators",
        format=form if form in FORMATS else "xlsx",
        filters=filters,
        sort=request.GET.get("sort", ""),
        words=labels.label,
        by=person(request),
        at=now(),
    )
    answer = HttpResponse(made.content, content_type=made.media_type)
    answer.headers["Content-Disposition"] = words.attachment(made.file_name)
    return answer


@require_GET
def original(request: HttpRequest, document_id: str) -> FileResponse:
    """The bytes as they came, always as an attachment, never shown by the browser."""
    found = documents.get_original(document_id=document_id, by=person(request), at=now())
    answer = FileResponse(
        found.path.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
