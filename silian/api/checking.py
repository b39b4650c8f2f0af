"""The check (体检) of a version: its findings, the answers to them, the report."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Query, Router

from silian import clock, labels
from silian.api import forms
from silian.api.access import actor_of, refuse_unknown
from silian.api.plans import attachment
from silian.services import plans
from silian.services.plans import values

router = Router(tags=["check"])
TAGS = {"zh": "zh-hans", "en": "en"}


@router.get("/versions/{version_id}/check", response=values.Checked)
def list_check(
    request: HttpRequest, version_id: str, query: Query[forms.CheckQuery]
) -> values.Checked:
    """What contradicts itself in the plan as reviewed, with the answers that people gave."""
    refuse_unknown(request, forms.CheckQuery)
    return plans.list_check(
        version_id=version_id, **query.dict(), by=actor_of(request), at=clock.now()
    )


@router.get("/versions/{version_id}/check/report")
def get_report(
    request: HttpRequest, version_id: str, query: Query[forms.ReportQuery]
) -> HttpResponse:
    """The findings and answers as a Word file; recorded as an export."""
    refuse_unknown(request, forms.ReportQuery)
    with override(TAGS.get(query.lang, query.lang)):
        made = plans.lint_report(
            version_id=version_id,
            lang=query.lang,
            words=labels.words,
            by=actor_of(request),
            at=clock.now(),
        )
    return attachment(made.content, made.file_name, made.media_type)


@router.put("/versions/{version_id}/check/{finding_id}/answer", response=values.CheckFinding)
def answer_finding(
    request: HttpRequest, version_id: str, finding_id: str, body: forms.AnswerIn
) -> values.CheckFinding:
    """Answer a finding; a second answer replaces the first, and the log keeps both."""
    return plans.answer_finding(
        version_id=version_id,
        finding_id=finding_id,
        **body.dict(),
        by=actor_of(request),
        at=clock.now(),
    )


@router.delete("/versions/{version_id}/check/{finding_id}/answer", response=values.CheckFinding)
def withdraw_answer(request: HttpRequest, version_id: str, finding_id: str) -> values.CheckFinding:
    """Take back this version's answer; one of an earlier version shows again."""
    return plans.withdraw_answer(
        version_id=version_id, finding_id=finding_id, by=actor_of(request), at=clock.now()
    )
