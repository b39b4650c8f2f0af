"""The list of plans and the upload of documents."""

from typing import BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from silian import labels
from silian.clock import now
from silian.services import documents, plans
from silian.services.documents import Incoming, Uploaded
from silian.web.plans import words
from silian.web.plans.exports import FORMATS, list_links
from silian.web.plans.filters import Head
from silian.web.plans.frame import (
    HTTP_UNPROCESSABLE,
    LIMIT_BYTES,
    fragment,
    new_key,
    number_of,
    person,
    wants_fragment,
)

MOST_FILES = 20
FILTERS = ("words", "state", "region", "sort")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Plans that the person may see, with filters, sort and pages; the upload zone above."""
    asked = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    page = plans.list_plans(
        **asked, page=number_of(request.GET.get("page", "")), by=person(request), at=now()
    )
    context = {
        "section": "plans",
        "page": page,
        "asked": asked,
        "heads": _heads(asked.get("sort", "-changed")),
        "formats": list_links(asked),
    }
    if wants_fragment(request):
        return fragment(request, "plans/_list.html", context)
    context |= {"key": new_key(), "most": MOST_FILES, "limit": LIMIT_BYTES}
    return render(request, "plans/list.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file, under the same filters."""
    form = request.GET.get("format", "")
    made = plans.export_plans(
        format=form if form in FORMATS else "xlsx",
        filters={name: request.GET.get(name, "") for name in FILTERS if name != "sort"},
        sort=request.GET.get("sort") or "-changed",
        words=labels.label,
        by=person(request),
        at=now(),
    )
    answer = HttpResponse(made.content, content_type=made.media_type)
    answer.headers["Content-Disposition"] = words.attachment(made.file_name)
    return answer


def _heads(sort: str) -> tuple[Head, ...]:
    """The column heads; the list is in order of the last change when nothing is asked."""
    return (
        Head.of(_("Plan"), "title", sort),
        Head.of(_("District"), "region", sort),
        Head.of(_("Period"), "period", sort),
        Head(_("State")),
        Head(_("Review")),
        Head.of(_("Changed"), "changed", sort),
    )


@require_GET
def newest(request: HttpRequest, plan_id: str) -> HttpResponse:
    """A plan's address leads to the newest version that the person may see."""
    card = plans.get_plan(plan_id=plan_id, by=person(request), at=now())
    return redirect("plans:read", version_id=card.versions[0].id)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the files and start to read them; one line of the answer for each file."""
    files = [
        # An uploaded file always has its stream; Django's type leaves that open.
        Incoming(name=file.name or "", stream=cast("BinaryIO", file.file))
        for file in request.FILES.getlist("files")
    ]
    answers = documents.upload(
        files=files[:MOST_FILES],
        key=request.POST.get("key", ""),
        plan_id=request.POST.get("plan", ""),
        again=request.POST.get("again", "") == "yes",
        by=person(request),
        at=now(),
    )
    if not wants_fragment(request):
        return redirect(reverse("plans:index"))
    kept = any(isinstance(answer, Uploaded) for answer in answers)
    context = {"answers": [_told(answer) for answer in answers]}
    status = 200 if kept else HTTP_UNPROCESSABLE
    return fragment(request, "plans/_uploaded.html", context, status=status)


def _told(answer: documents.Uploaded | documents.Refused) -> dict[str, object]:
    """An answer with the words for its refusal."""
    if isinstance(answer, Uploaded):
        return {"kept": answer}
    return {"name": answer.name, "said": words.error(answer.code, answer.values)}
