"""Calls: a list, one with its terms and window, and writing, changing and extending one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from silian import labels
from silian.clock import now
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.permissions import Verb
from silian.domain.systems.manifest import Manifest
from silian.services.accounts import region_names
from silian.services.calls.access import Changed
from silian.services.calls.asking import callable_systems, get_call, list_calls
from silian.services.calls.calling import change_call, extend_call, write_call
from silian.services.calls.reading import list_cases
from silian.services.calls.values import AskedCall, CallLine
from silian.web.cases.answers import Typed, read_tree, tree_of_post, tree_of_record
from silian.web.cases.case import case_context
from silian.web.cases.clocks import line_due
from silian.web.cases.frame import (
    CONFLICT,
    UNPROCESSABLE,
    Head,
    filter_of,
    is_outside,
    local,
    moment_of,
    new_key,
    number_of,
    person,
    revision_of,
    show,
)
from silian.web.cases.inputs import FaultLine, Input, Shown, fault_lines, inputs_of, steering_of
from silian.web.cases.showing import parts_of
from silian.web.cases.views import row_of
from silian.web.cases.words import said, state_word, system_title
from silian.web.layout import may
from silian.web.pages import Pager

CALL = "house/call"
OPEN = "open"
TERMS = "terms."


@dataclass(frozen=True, slots=True)
class Row:
    """A call as the list shows it."""

    line: CallLine
    system: str
    state: str
    closes: str
    tone: str
    region: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed for a call."""

    title: str
    summary: str
    opens: str
    closes: str
    terms: Typed
    parameters: Mapping[str, str]

    @property
    def window(self) -> tuple[datetime | None, datetime | None]:
        """When it opens and closes, as far as it can be read."""
        return moment_of(self.opens), moment_of(self.closes, ends=True)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Calls that the person may see; those outside see what they may answer first."""
    by, sort = person(request), request.GET.get("sort", "-opened")
    usual = OPEN if is_outside(by) and "state" not in request.GET else ""
    found = list_calls(
        state=request.GET.get("state", usual)[:40], text=request.GET.get("text", "")[:100],
        sort=sort, number=number_of(request.GET.get("page", "")), by=by, at=now(),
    )  # fmt: skip
    context = {
        "rows": [row_of_call(one) for one in found.lines],
        "page": Pager(found.number, found.pages, len(found.lines), found.total, found.everything),
        "filters": [filter_of(request, "state", _("State"), found.states,
                              lambda one: state_word(CALL, one))],
        "heads": (
            Head.of(_("Call"), "title", sort), Head(_("System")), Head(_("State")),
            Head.of(_("Closes"), "closes", sort), Head(_("Answers")),
        ),
        "text": request.GET.get("text", "")[:100],
        "may_write": may(by, Verb.CALLS_MANAGE, "call", now()),
        "key": new_key(),
    }  # fmt: skip
    return show(request, "cases/calls.html", "calls", context)


def row_of_call(line: CallLine) -> Row:
    """A call with its words."""
    closes, tone = line_due(line.closes_at, now()) if line.state == OPEN else ("", "")
    return Row(
        line, system_title(line.system), state_word(CALL, line.state), closes, tone,
        region_names().get(line.region, line.region),
    )  # fmt: skip


@require_GET
def call(request: HttpRequest, call_id: str) -> HttpResponse:
    """A call: what it asks for, on which terms, until when, and its own course."""
    asked = get_call(call_id=call_id, by=person(request), at=now())
    return show(request, "cases/call.html", "calls", call_context(request, asked))


def call_context(request: HttpRequest, asked: AskedCall, **more: Any) -> dict[str, Any]:
    """What the page of a call shows; ``more`` goes to the part that it shares with cases."""
    by, view = person(request), asked.case
    assert view.call is not None  # noqa: S101  # a call has its terms
    answers = list_cases(call=view.line.id, by=by, at=now())
    given = view.call.parameters
    return case_context(request, view) | {
        "asked": asked, "call": view.call, "call_row": row_of_call(asked.line),
        "asked_title": said(asked.asked.title), "asked_about": said(asked.asked.about),
        "terms": parts_of(asked.asked.terms, view.call.terms, _("Terms")),
        "parameters": [
            (said(one.words), given.get(one.id, ""), one.is_required)
            for one in asked.asked.parameters
        ],
        "answers": [row_of(one) for one in answers.lines], "answer_count": answers.total,
        "opens": view.call.opens_at, "closes": view.call.closes_at,
        "key": new_key(), "closes_local": local(view.call.closes_at),
        "asks_party": not is_outside(by), "audience": _audience(asked.asked), **more,
    }  # fmt: skip


def _audience(manifest: Manifest) -> str:
    """Whom the system addresses, as its manifest says."""
    found = manifest.data.get("audience") or {}
    return str(found.get("zh", "")) if isinstance(found, Mapping) else ""


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Choose what is asked for, then write its terms and window."""
    by = person(request)
    found = callable_systems(by=by, at=now())
    key = request.POST.get("system") or request.GET.get("system", "")
    manifest = next((one for one in found if one.id == key), None)
    if manifest is None:
        context = {"systems": [(one, said(one.title), said(one.about)) for one in found]}
        return show(request, "cases/call_choose.html", "calls", context)
    if request.method == "GET":
        return _write_page(request, manifest, _blank(manifest))
    draft, faults = _read(request, manifest)
    if faults:
        return _write_page(request, manifest, draft, faults=faults)
    opens_at, closes_at = draft.window
    try:
        row = write_call(
            system=manifest.id, title=draft.title, summary=draft.summary, by=by, at=now(),
            terms=draft.terms.data, parameters=draft.parameters, opens_at=opens_at,
            closes_at=closes_at, key=request.POST.get("key", ""),
        )  # fmt: skip
    except SilianError as error:
        return _refused(request, manifest, draft, error)
    messages.success(request, _("The call is kept as a draft. A colleague looks at it next."))
    return redirect("cases:call", call_id=row.pk)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, call_id: str) -> HttpResponse:
    """Change what a draft of a call says."""
    asked = get_call(call_id=call_id, by=person(request), at=now())
    manifest, found = asked.asked, asked.case.call
    assert found is not None  # noqa: S101  # a call has its terms
    if request.method == "GET":
        terms = manifest.terms
        typed = read_tree(terms, tree_of_record(terms.fields, found.terms), is_draft=True)
        summary = str(asked.case.data.get("summary", ""))
        draft = Draft(
            asked.line.title, summary, local(found.opens_at), local(found.closes_at), typed,
            found.parameters,
        )  # fmt: skip
        return _write_page(request, manifest, draft, call=asked)
    draft, faults = _read(request, manifest)
    if faults:
        return _write_page(request, manifest, draft, faults=faults, call=asked)
    opens_at, closes_at = draft.window
    try:
        change_call(
            call_id=call_id, revision=revision_of(request), title=draft.title,
            summary=draft.summary, terms=draft.terms.data, parameters=draft.parameters,
            opens_at=opens_at, closes_at=closes_at, by=person(request), at=now(),
        )  # fmt: skip
    except SilianError as error:
        return _refused(request, manifest, draft, error, call=asked)
    messages.success(request, _("The draft of the call is saved."))
    return redirect("cases:call", call_id=call_id)


def _blank(manifest: Manifest) -> Draft:
    usual = {one.id: one.value or "" for one in manifest.parameters}
    return Draft("", "", "", "", read_tree(manifest.terms, {}, is_draft=True), usual)


def _read(request: HttpRequest, manifest: Manifest) -> tuple[Draft, tuple[FaultLine, ...]]:
    """What was typed for a call, and what is wrong with its form."""
    post = request.POST
    tree = tree_of_post(manifest.terms.fields, post, TERMS)
    typed = read_tree(manifest.terms, tree, is_draft=True)
    parameters = {one.id: post.get(f"parameter.{one.id}", "").strip()[:200]
                  for one in manifest.parameters}  # fmt: skip
    draft = Draft(
        post.get("title", "").strip()[:300], post.get("summary", "").strip()[:4000],
        post.get("opens", ""), post.get("closes", ""), typed,
        {name: value for name, value in parameters.items() if value},
    )  # fmt: skip
    faults = list(fault_lines(manifest.terms, Shown(typed.tree, typed.faults, prefix=TERMS)))
    opens_at, closes_at = draft.window
    hint = _("A day and an hour such as 2024-03-29 17:30.")
    if not draft.title:
        faults.insert(0, FaultLine("f-title", _("Title"), labels.words("fault.required")))
    for name, title, text, at in (
        ("f-opens", _("Opens"), draft.opens, opens_at),
        ("f-closes", _("Closes"), draft.closes, closes_at),
    ):
        if text and at is None:
            faults.append(FaultLine(name, title, hint))
    return draft, tuple(faults)


def _write_page(
    request: HttpRequest, manifest: Manifest, draft: Draft, *,
    faults: tuple[FaultLine, ...] = (), call: AskedCall | None = None, refusal: str = "",
    status: int = 0,
) -> HttpResponse:  # fmt: skip
    typed = draft.terms
    shown = Shown(
        typed.tree, typed.faults, typed.off, prefix=TERMS, steering=steering_of(manifest.terms)
    )
    context = {
        "manifest": manifest, "asked_title": said(manifest.title),
        "asked_about": said(manifest.about), "draft": draft, "faults": faults,
        "terms": inputs_of(manifest.terms, shown), "parameters": _parameters(manifest, draft),
        "call": call, "key": request.POST.get("key") or new_key(), "refusal": refusal,
        "revision": call.case.revision if call else 0,
        "fault_ids": {one.id for one in faults},
    }  # fmt: skip
    usual = UNPROCESSABLE if faults or refusal else 200
    return show(request, "cases/call_form.html", "calls", context, status or usual)


def _parameters(manifest: Manifest, draft: Draft) -> tuple[Input, ...]:
    """The parameters as fields; those without a value of the manifest are asked for."""
    return tuple(
        Input(
            id=f"f-parameter-{one.id}", name=f"parameter.{one.id}", widget="text",
            title=said(one.words), hint=one.note, width="w-s", is_required=one.is_required,
            value=draft.parameters.get(one.id, ""),
        )
        for one in manifest.parameters
    )  # fmt: skip


def _refused(
    request: HttpRequest, manifest: Manifest, draft: Draft, error: SilianError,
    call: AskedCall | None = None,
) -> HttpResponse:  # fmt: skip
    """The form again with what the service said; what it cannot say goes on."""
    if error.kind not in (Kind.CONFLICT, Kind.INVALID):
        raise error
    said_so = labels.words(error.code, error.values)
    status = CONFLICT if isinstance(error, Changed) else UNPROCESSABLE
    return _write_page(request, manifest, draft, call=call, refusal=said_so, status=status)


@require_POST
def extend(request: HttpRequest, call_id: str) -> HttpResponse:
    """Lengthen the window of an open call, with a reason."""
    by = person(request)
    closes_at = moment_of(request.POST.get("extend.closes_at", ""), ends=True)
    reason = request.POST.get("extend.reason", "").strip()[:4000]
    asked = get_call(call_id=call_id, by=by, at=now())
    if closes_at is None or not reason:
        refusal = _("Not extended: a new end and a reason are needed.")
        context = call_context(request, asked, refusal=refusal, refused_do="extend")
        return show(request, "cases/call.html", "calls", context, UNPROCESSABLE)
    try:
        extend_call(
            call_id=call_id, closes_at=closes_at, reason=reason, revision=revision_of(request),
            by=by, at=now(),
        )  # fmt: skip
    except SilianError as error:
        if error.kind is not Kind.CONFLICT:
            raise
        refusal = labels.words(error.code, error.values)
        context = call_context(request, asked, refusal=refusal, refused_do="extend")
        return show(request, "cases/call.html", "calls", context, CONFLICT)
    messages.success(request, _("The window is longer now; whoever answers is shown the new day."))
    return redirect("cases:call", call_id=call_id)
