"""One case: what it is, what is next, what was answered, what happened; and a step taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from silian import labels
from silian.clock import now
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.permissions import Verb
from silian.domain.systems.answers import Fault
from silian.domain.systems.manifest import SYSTEM_ROLE, Manifest
from silian.services.accounts import region_names
from silian.services.calls.access import Changed
from silian.services.calls.answering import WrongAnswers
from silian.services.calls.effects import NotSettled
from silian.services.calls.panels import possible_reviewers
from silian.services.calls.reading import get_case
from silian.services.calls.stepping import NeedsMore, NoSuchStep, StepRefused, take_step
from silian.services.calls.values import CaseView, ReviewView, StepView
from silian.web.cases.answers import read_tree, tree_of_record
from silian.web.cases.clocks import clock_words, stops_of
from silian.web.cases.frame import CONFLICT, UNPROCESSABLE, is_outside, person, revision_of, show
from silian.web.cases.inputs import FaultLine, Shown, fault_lines
from silian.web.cases.showing import Part, parts_of
from silian.web.cases.steps import Given, GuardLine, guard_line, read_given, step_forms
from silian.web.cases.views import row_of
from silian.web.cases.words import (
    effect_word,
    guard_word,
    said,
    stage_word,
    state_word,
    word,
)
from silian.web.layout import may

LONGEST_GIVEN = 600


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A step that was taken, in words."""

    at: datetime
    who: str
    role: str
    verb: str
    source: str
    to: str
    result: str
    given: tuple[tuple[str, str], ...]
    guards: tuple[GuardLine, ...]
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review as the page shows it."""

    who: str
    state: str
    look: str
    recused: str
    parts: tuple[Part, ...]


@require_GET
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """A case with everything that the person may see of it."""
    view = get_case(case_id=case_id, by=person(request), at=now())
    if view.call is not None:
        return redirect("cases:call", call_id=case_id)
    return show(request, "cases/case.html", "cases", case_context(request, view))


def case_context(
    request: HttpRequest, view: CaseView, given: Given | None = None, **more: Any
) -> dict[str, Any]:
    """What the page of a case shows."""
    by, at = person(request), now()
    manifest, line = view.manifest, view.line
    asks_panel = any(
        "panel" in (edge.needs if (edge := manifest.edge(one.do, line.state)) else ())
        for one in view.next_steps if one.is_mine
    )  # fmt: skip
    reviewers = possible_reviewers(by=by, at=at) if asks_panel else ()
    forms = step_forms(view, reviewers, given)
    wrong = _faults_of(view) if view.may_edit else ()
    return {
        "view": view, "line": line, "row": row_of(line), "manifest": manifest,
        "system_title": said(manifest.title), "region": region_names().get(line.region, ""),
        "state": word(manifest, line.state),
        "stage": stage_word(line.system, line.stage) if line.stage else "",
        "clocks": [clock_words(manifest, one, at) for one in view.clocks],
        "stops": stops_of(view, at), "steps": forms,
        "mine": [one for one in forms if one.is_mine],
        "others": [one for one in forms if not one.is_mine],
        "primary": next((one.do for one in forms if one.is_possible and not one.ends), ""),
        "parts": parts_of(
            manifest.fields, view.data, said(manifest.title), hidden=view.hidden,
            attachments=view.attachments,
        ),
        "history": history_of(view), "reviews": _reviews(view),
        "children": [row_of(one) for one in view.children],
        "parent": row_of(view.parent) if view.parent else None,
        "papers": _papers(view), "faults": wrong, "is_outside": is_outside(by),
        "may_see_systems": may(by, Verb.SYSTEMS_READ, "system", at),
        "may_see_calls": may(by, Verb.CALLS_READ, "call", at),
        **more,
    }  # fmt: skip


def _faults_of(view: CaseView) -> tuple[FaultLine, ...]:
    """What is still missing or wrong before the answers can be handed in."""
    fields = view.manifest.fields
    typed = read_tree(fields, tree_of_record(fields.fields, view.data), is_draft=False)
    seen = tuple(one for one in typed.faults if one.path.partition(".")[0] not in view.hidden)
    return fault_lines(fields, Shown(typed.tree, seen))


def history_of(view: CaseView) -> tuple[HistoryLine, ...]:
    """The steps that were taken, the newest first."""
    return tuple(_history(view, one) for one in reversed(view.steps))


def _history(view: CaseView, step: StepView) -> HistoryLine:
    manifest = view.manifest
    is_machine = step.role == SYSTEM_ROLE
    who = _("System") if is_machine else step.by_name or word(manifest, step.role)
    given = tuple(
        (word(manifest, key), _given(view, key, value)) for key, value in step.given.items()
    )
    guards = tuple(guard_line(manifest, one) for one in step.traces)
    return HistoryLine(
        step.at, who, "" if is_machine or not step.by_name else word(manifest, step.role),
        word(manifest, step.do), word(manifest, step.source), word(manifest, step.to),
        word(manifest, step.result) if step.result else "", given, guards,
        _effects(manifest, step.effects),
    )  # fmt: skip


def _given(view: CaseView, key: str, value: object) -> str:
    if key == "stage":
        return stage_word(view.line.system, str(value))
    if key == "panel" and isinstance(value, list):
        return "、".join(view.reviewers.get(str(one), str(one)) for one in value)
    text = "、".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST_GIVEN else f"{text[:LONGEST_GIVEN]}……"


def _effects(manifest: Manifest, effects: tuple[Mapping[str, Any], ...]) -> tuple[str, ...]:
    return tuple(effect_word(manifest, str(one.get("effect", ""))) for one in effects)


REVIEW_LOOKS = {
    "invited": ("unknown", "clock"), "accepted": ("on", "on"), "submitted": ("ahead", "ok"),
    "locked": ("ahead", "ok"), "recused": ("na", "na"),
}  # fmt: skip


def review_word(state: str) -> str:
    """What a state of a review is called."""
    words = {
        "invited": _("invited"), "accepted": _("accepted"), "submitted": _("handed in"),
        "locked": _("handed in"), "recused": _("recused"),
    }  # fmt: skip
    return words.get(state, state)


def _reviews(view: CaseView) -> tuple[ReviewLine, ...]:
    return tuple(_review(view, one) for one in view.reviews)


def _review(view: CaseView, one: ReviewView) -> ReviewLine:
    fields = view.manifest.records.get("review")
    parts = parts_of(fields, one.data, _("Review")) if fields and one.data else ()
    who = _("You") if one.is_mine else view.reviewers.get(one.reviewer, one.reviewer)
    return ReviewLine(
        who, review_word(one.state), REVIEW_LOOKS.get(one.state, ("na", "na"))[0],
        one.recused_because, parts,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A version of what was handed in."""

    title: str
    who: str
    at: datetime
    sha256: str


def _papers(view: CaseView) -> tuple[PaperLine, ...]:
    return tuple(
        PaperLine(word(view.manifest, record) if record else _("Answers"), who, at, sha256)
        for record, who, at, sha256 in reversed(view.papers)
    )


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
