"""Help for a plan that is being written: paste or upload, see what contradicts itself."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from silian.clock import now
from silian.domain.kernel.errors import SilianError
from silian.domain.plans.changes import Difference, Subject
from silian.services.plans import drafting as service
from silian.services.plans.drafting import MOST_BYTES, MOST_CHARACTERS, Draft
from silian.web.plans import words
from silian.web.plans.frame import HTTP_UNPROCESSABLE, person


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """The form, and below it what was found in the draft. Nothing is kept."""
    by, at = person(request), now()
    service.open_drafting(by=by, at=at)
    context: dict[str, object] = {
        "section": "plans",
        "most": MOST_CHARACTERS,
        "limit": MOST_BYTES,
        "text": request.POST.get("text", "")[: MOST_CHARACTERS + 1],
    }
    status = 200
    if request.method == "POST":
        try:
            checked = service.check_draft(
                draft=_draft(request, "text", "file"),
                older=_draft(request, "older_text", "older_file"),
                by=by,
                at=at,
            )
            context |= {"checked": checked, "groups": _groups(checked.differences or ())}
        except SilianError as error:
            context["failure"] = words.error(error.code, error.values)
            status = HTTP_UNPROCESSABLE
    return render(request, "plans/draft.html", context, status=status)


def _draft(request: HttpRequest, text: str, file: str) -> Draft:
    sent = request.FILES.get(file)
    if isinstance(sent, UploadedFile):
        return Draft(data=sent.read(MOST_BYTES + 1), name=sent.name or "")
    return Draft(text=request.POST.get(text, "")[: MOST_CHARACTERS + 1])


def _groups(differences: tuple[Difference, ...]) -> list[dict[str, object]]:
    """The differences by subject."""
    return [
        {
            "word": words.word("subject", subject.value),
            "lines": [one for one in differences if one.subject is subject],
        }
        for subject in Subject
    ]
