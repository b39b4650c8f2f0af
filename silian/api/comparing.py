"""A plan beside those of its districts, and drafts that are checked and not kept."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Query, Router, UploadedFile

from silian import clock
from silian.api import forms
from silian.api.access import actor_of, refuse_unknown
from silian.services import plans
from silian.services.plans import drafting, values

router = Router(tags=["compare"])


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """What was found in a draft: findings as ``silian lint --json`` prints them, and the list.

    Places are offsets in the text that was sent, or in the text of the file that was sent.
    """

    title: str
    chars: int
    findings: tuple[dict[str, Any], ...]  # Any: records of the check, of many JSON types
    checklist: tuple[dict[str, Any], ...]


@router.get("/versions/{version_id}/align", response=values.AlignmentView)
def list_alignment(
    request: HttpRequest, version_id: str, query: Query[forms.AlignQuery]
) -> values.AlignmentView:
    """The targets of a city's plan against those of the plans of its districts."""
    refuse_unknown(request, forms.AlignQuery)
    return plans.list_alignment(
        version_id=version_id, as_of=query.as_of, by=actor_of(request), at=clock.now()
    )


@router.post("/drafts/check", response=DraftAnswer)
def check_draft(
    request: HttpRequest, form: Form[forms.DraftIn], file: File[UploadedFile | None] = None
) -> DraftAnswer:
    """Check a draft, a text or a file; nothing of it is kept."""
    sent = drafting.Draft(text=form.text)
    if file is not None:
        data = file.read(drafting.MOST_BYTES + 1)
        sent = drafting.Draft(data=data, name=file.name or "")
    found = drafting.check_draft(draft=sent, by=actor_of(request), at=clock.now())
    return DraftAnswer(
        title=found.title,
        chars=found.chars,
        findings=tuple(dict(one) for one in found.findings),
        checklist=tuple(dict(one) for one in found.checklist),
    )
