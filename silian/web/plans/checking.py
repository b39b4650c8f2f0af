"""The check (体检) of a version as a page: findings with their places, and what people answer."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from silian import labels
from silian.clock import now
from silian.domain.kernel.errors import Kind, SilianError
from silian.services import plans
from silian.services.plans import pages
from silian.services.plans.values import CheckFinding
from silian.web.plans import words
from silian.web.plans.filters import Section, sections_of
from silian.web.plans.frame import HTTP_UNPROCESSABLE, context_of, number_of, person

FILTERS = ("severity", "status", "answered", "family", "rule")
VERDICTS = ("accepted", "corrected", "false_alarm")
WORDS_OF = {
    "severity": "weight",
    "status": "check_status",
    "answered": "answered",
    "family": "family",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed for a finding and could not be saved."""

    finding_id: str
    verdict: str
    reason: str
    said: str


@require_GET
def check(request: HttpRequest, version_id: str) -> HttpResponse:
    """What contradicts itself in the plan, the weightiest first."""
    return _page(request, version_id)


def _page(
    request: HttpRequest, version_id: str, typed: Typed | None = None, status: int = 200
) -> HttpResponse:
    asked = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    found = pages.open_check(
        version_id=version_id,
        filters=asked,
        page=number_of(request.GET.get("page", "")),
        by=person(request),
        at=now(),
    )
    context = context_of(
        found.version,
        "check",
        checked=found.checked,
        page=found.checked.page,
        asked=asked,
        query=request.GET.urlencode(),
        filters=_sections(request, found),
        verdicts=[(code, words.word("verdict", code)) for code in VERDICTS],
        typed=typed,
        rules=len(plans.list_rules()),
    )
    return render(request, "plans/check.html", context, status=status)


def _sections(request: HttpRequest, found: pages.CheckPage) -> tuple[Section, ...]:
    names = {
        rule.id: f"{rule.id} {rule.name.said(words.language())}" for rule in plans.list_rules()
    }

    def title(name: str, value: str) -> str:
        if name == "rule":
            return names.get(value, value)
        return words.word(WORDS_OF[name], value)

    return sections_of(request, found.checked.page, FILTERS, (), title)


@require_POST
def answer(request: HttpRequest, version_id: str, finding_id: str) -> HttpResponse:
    """Keep an answer and show the finding again; without a reason, say so beside it."""
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
    try:
        plans.answer_finding(
            version_id=version_id,
            finding_id=finding_id,
            verdict=verdict,
            reason=reason,
            by=person(request),
            at=now(),
        )
    except SilianError as error:
        if error.kind is not Kind.INVALID:
            raise
        said = _objection(error)
        return _page(
            request, version_id, Typed(finding_id, verdict, reason, said), HTTP_UNPROCESSABLE
        )
    return _back(request, version_id, finding_id)


def _objection(error: SilianError) -> str:
    if error.code == "plans.unknown_choice":
        return words.objection("no_verdict")
    return words.error(error.code, error.values)


@require_POST
def withdraw(request: HttpRequest, version_id: str, finding_id: str) -> HttpResponse:
    """Take an answer back."""
    plans.withdraw_answer(
        version_id=version_id, finding_id=finding_id, by=person(request), at=now()
    )
    return _back(request, version_id, finding_id)


def _back(request: HttpRequest, version_id: str, finding_id: str) -> HttpResponse:
    """To the finding, with the filters that were on."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(f"{reverse('plans:check', args=[version_id])}{query}#f-{finding_id}")


@require_GET
def report(request: HttpRequest, version_id: str) -> HttpResponse:
    """The report as a Word file, in the language of the screen."""
    made = plans.lint_report(
        version_id=version_id,
        lang=words.language(),
        words=labels.words,
        by=person(request),
        at=now(),
    )
    response = HttpResponse(made.content, content_type=made.media_type)
    response.headers["Content-Disposition"] = words.attachment(made.file_name)
    return response


def look(finding: CheckFinding) -> str:
    """The class of a finding's weight: only what asks for attention is amber or red."""
    if finding.status == "unknown":
        return "unknown"
    return {"high": "away", "medium": "behind"}.get(finding.severity, "na")
