"""An expert's own review: accept it or be recused, then scores and opinion."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from silian import labels
from silian.clock import now
from silian.domain.systems.fields import FieldSet
from silian.services.calls.access import Changed, NotFound
from silian.services.calls.answering import WrongAnswers
from silian.services.calls.panels import RECORD, declare, hand_in_review
from silian.services.calls.reading import get_case
from silian.services.calls.values import CaseView, ReviewView
from silian.web.cases.answers import Typed, read_tree, tree_of_post, tree_of_record
from silian.web.cases.case import case_context
from silian.web.cases.frame import CONFLICT, UNPROCESSABLE, person, revision_of, show
from silian.web.cases.inputs import Shown, fault_lines, inputs_of, steering_of
from silian.web.cases.steps import take_files
from silian.web.cases.words import said

PREFIX = "review."


def _own(view: CaseView) -> ReviewView:
    found = next((one for one in view.reviews if one.is_mine), None)
    if found is None:
        raise NotFound
    return found


def _fields(view: CaseView) -> FieldSet:
    return view.manifest.records.get(RECORD, FieldSet(()))


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, case_id: str) -> HttpResponse:
    """The material, and the form for scores and opinion."""
    by = person(request)
    view = get_case(case_id=case_id, by=by, at=now())
    own, fields = _own(view), _fields(view)
    if request.method == "GET":
        typed = read_tree(fields, tree_of_record(fields.fields, own.data), is_draft=True)
        return _page(request, view, own, typed)
    post = request.POST.copy()
    take_files(request, post, case_id, PREFIX, PREFIX, now())
    typed = read_tree(fields, tree_of_post(fields.fields, post, PREFIX), is_draft=False)
    if typed.faults:
        return _page(request, view, own, typed, UNPROCESSABLE)
    try:
        hand_in_review(
            case_id=case_id, data=typed.data, revision=revision_of(request), by=by, at=now()
        )
    except Changed as error:
        refusal = labels.words(error.code, error.values)
        return _page(request, view, own, typed, CONFLICT, refusal=refusal)
    except WrongAnswers as error:
        again = Typed(typed.tree, typed.data, _faults(error), typed.off)
        return _page(request, view, own, again, UNPROCESSABLE)
    messages.success(request, _("Your review is handed in. It does not change any more."))
    return redirect("work:home")


def _faults(error: WrongAnswers) -> Any:  # Any: the values of an error are objects
    return error.values["faults"]


def _page(
    request: HttpRequest, view: CaseView, own: ReviewView, typed: Typed, status: int = 200,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    fields = _fields(view)
    shown = Shown(
        typed.tree, typed.faults, typed.off, attachments=view.attachments, prefix=PREFIX,
        file_prefix=PREFIX, steering=steering_of(fields),
    )  # fmt: skip
    context = case_context(request, view) | {
        "own": own, "inputs": inputs_of(fields, shown), "form_faults": fault_lines(fields, shown),
        "system_title": said(view.manifest.title), **more,
    }  # fmt: skip
    return show(request, "cases/review.html", "work", context, status)


@require_POST
def declaration(request: HttpRequest, case_id: str) -> HttpResponse:
    """The expert accepts, having nothing to be recused for, or is recused with a reason."""
    accepts = request.POST.get("accepts") == "yes"
    reason = request.POST.get("reason", "").strip()[:200]
    by = person(request)
    if not accepts and not reason:
        view = get_case(case_id=case_id, by=by, at=now())
        own, fields = _own(view), _fields(view)
        refusal = _("Not recused: say the reason, so that the panel can be completed.")
        typed = read_tree(fields, {}, is_draft=True)
        return _page(request, view, own, typed, UNPROCESSABLE, refusal=refusal)
    declare(case_id=case_id, accepts=accepts, reason=reason, by=by, at=now())
    if accepts:
        messages.success(request, _("You accepted the review; the form is open."))
        return redirect("cases:review", case_id=case_id)
    messages.success(request, _("You are recused; the bureau is told to complete the panel."))
    return redirect("work:home")
