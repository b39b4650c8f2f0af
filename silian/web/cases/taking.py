"""A step is taken: what was typed, what the service says, and the page again where it refuses."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from silian import labels
from silian.clock import now
from silian.domain.kernel.errors import SilianError
from silian.domain.systems.answers import Fault
from silian.services.calls.access import Changed
from silian.services.calls.answering import WrongAnswers
from silian.services.calls.effects import NotSettled
from silian.services.calls.reading import get_case
from silian.services.calls.stepping import NeedsMore, NoSuchStep, StepRefused, take_step
from silian.services.calls.values import CaseView
from silian.web.cases.answers import tree_of_record
from silian.web.cases.case import case_context
from silian.web.cases.frame import CONFLICT, UNPROCESSABLE, person, revision_of, show
from silian.web.cases.inputs import Shown, fault_lines
from silian.web.cases.steps import Given, read_given
from silian.web.cases.words import guard_word, state_word, word


@require_POST
def step(request: HttpRequest, case_id: str, do: str) -> HttpResponse:
    """Take a step; what is missing comes back beside its field, and nothing typed is lost."""
    by, at = person(request), now()
    view = get_case(case_id=case_id, by=by, at=at)
    given = read_given(request, view, do, at)
    try:
        done = take_step(
            case_id=case_id, do=do, given=given.values, revision=revision_of(request), by=by, at=at
        )
    except (Changed, NoSuchStep, NeedsMore, WrongAnswers, StepRefused, NotSettled) as error:
        return _refused(request, case_id, given, error)
    system = view.line.system
    messages.success(
        request,
        _("“%(step)s” is done. The case is now: %(state)s.")
        % {"step": labels.inner(word(view.manifest, do)), "state": state_word(system, done.state)},
    )
    return redirect("cases:case", case_id=case_id)


def _refused(request: HttpRequest, case_id: str, given: Given, error: SilianError) -> HttpResponse:
    """The page again, with what was typed and why nothing was done."""
    view = get_case(case_id=case_id, by=person(request), at=now())
    manifest = view.manifest
    is_stale = isinstance(error, Changed | NoSuchStep)
    faults = given.faults
    note = labels.words(error.code, error.values)
    if isinstance(error, Changed):
        last = view.steps[-1] if view.steps else None
        note = _(
            "Somebody was here before you: the case is now “%(state)s”%(who)s. Nothing of yours "
            "was done, and what you typed is still here."
        ) % {
            "state": labels.inner(word(manifest, view.line.state)),
            "who": _(" (%(name)s: %(step)s)")
            % {"name": last.by_name or _("System"), "step": word(manifest, last.do)}
            if last
            else "",
        }
    elif isinstance(error, StepRefused):
        lacking: Any = error.values.get("lacking", ())  # the traces that did not hold
        what = "、".join(guard_word(manifest, one.guard) for one in lacking)
        note = _("Not done: %(what)s is not met. Nothing was changed.") % {"what": what}
    elif isinstance(error, WrongAnswers) and not given.faults:
        return _incomplete(request, view, given, error)
    elif given.faults:
        note = _("Not done: something is missing or wrong. What you typed is still here.")
    context = case_context(request, view, given, refusal=note, refused_do=given.do, summary=faults)
    return show(
        request, "cases/case.html", "cases", context, CONFLICT if is_stale else UNPROCESSABLE
    )


def _incomplete(
    request: HttpRequest, view: CaseView, given: Given, error: WrongAnswers
) -> HttpResponse:
    """The answers themselves are not whole: each fault leads to its field in the form."""
    found: Any = error.values["faults"]
    faults: tuple[Fault, ...] = tuple(found)
    fields = view.manifest.fields
    tree = tree_of_record(fields.fields, view.data)
    lines = fault_lines(fields, Shown(tree, faults))
    note = _("Not handed in: the answers are not complete or do not agree.")
    context = case_context(
        request, view, given, refusal=note, refused_do=given.do, form_faults=lines
    )  # fmt: skip
    return show(request, "cases/case.html", "cases", context, UNPROCESSABLE)
