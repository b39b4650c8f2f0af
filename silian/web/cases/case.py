"""One case: what it is, what is next, what was answered, what happened; and a step taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from silian.clock import now
from silian.domain.parties.permissions import Verb
from silian.domain.systems.manifest import SYSTEM_ROLE, Manifest
from silian.services.accounts import region_names
from silian.services.calls.panels import possible_reviewers
from silian.services.calls.reading import get_case
from silian.services.calls.values import CaseView, ReviewView, StepView
from silian.web.cases.answers import read_tree, tree_of_record
from silian.web.cases.clocks import clock_words, stops_of
from silian.web.cases.frame import is_outside, person, show
from silian.web.cases.inputs import FaultLine, Shown, fault_lines
from silian.web.cases.showing import Part, parts_of
from silian.web.cases.steps import Given, GuardLine, guard_line, step_forms
from silian.web.cases.views import row_of
from silian.web.cases.words import (
    effect_word,
    said,
    stage_word,
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
        "invited": _("Invited"), "accepted": _("Accepted"), "submitted": _("Handed in"),
        "locked": _("Handed in"), "recused": _("Recused"),
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
        PaperLine(word(view.manifest, record) if record else _("Form"), who, at, sha256)
        for record, who, at, sha256 in reversed(view.papers)
    )
