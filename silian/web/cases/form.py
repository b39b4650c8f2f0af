"""The form of a case: drawn, kept as one types, and looked over before it is handed in."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from silian import labels
from silian.clock import now
from silian.domain.kernel.errors import SilianError
from silian.domain.systems.fields import FieldSet
from silian.services.calls.access import Changed
from silian.services.calls.answering import WrongAnswers
from silian.services.calls.attaching import attach
from silian.services.calls.opening import save_answers
from silian.services.calls.reading import get_case
from silian.services.calls.values import CaseView
from silian.web.cases.answers import (
    Typed,
    add_row,
    read_tree,
    remove_row,
    tree_of_post,
    tree_of_record,
    without_faults,
)
from silian.web.cases.case import case_context
from silian.web.cases.frame import (
    CONFLICT,
    UNPROCESSABLE,
    is_outside,
    number_of,
    person,
    revision_of,
    show,
)
from silian.web.cases.inputs import (
    Block,
    FaultLine,
    Input,
    Shown,
    fault_lines,
    id_of,
    inputs_of,
    page_place,
    steering_of,
)
from silian.web.cases.showing import (
    PER_PAGE,
    BlockOf,
    Part,
    blocks_of,
    parts_of,
    show_field,
    source_word,
)
from silian.web.cases.steps import take_files
from silian.web.cases.words import said
from silian.web.templatetags.silian import moment


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which part of a form a page shows, and where it leads on."""

    blocks: tuple[BlockOf, ...]
    names: frozenset[str]
    number: int
    pages: int

    @property
    def is_last(self) -> bool:
        """Whether the review comes next."""
        return self.number >= self.pages


@dataclass(frozen=True, slots=True)
class Both:
    """One answer on both sides, where two people wrote at once."""

    title: str
    theirs: str
    mine: str


def sheet_of(request: HttpRequest, view: CaseView) -> Sheet:
    """An officer sees the whole form, somebody outside one group of questions a page."""
    title = said(view.manifest.title)
    if not is_outside(person(request)):
        blocks = blocks_of(view.manifest.fields, title)
        return Sheet(blocks, _names(blocks), 1, 1)
    blocks = tuple(one for one in blocks_of(view.manifest.fields, title, PER_PAGE) if one.is_asked)
    asked = request.GET.get("page") or request.POST.get("page", "")
    number = min(number_of(asked), max(len(blocks), 1))
    chosen = blocks[number - 1 : number]
    return Sheet(chosen, _names(chosen), number, len(blocks))


def _names(blocks: tuple[BlockOf, ...]) -> frozenset[str]:
    return frozenset(field.id for one in blocks for field in one.fields if not field.is_held)


def page_of_field(fieldset: FieldSet, title: str, name: str) -> int:
    """The page on which somebody outside finds a field."""
    blocks = [one for one in blocks_of(fieldset, title, PER_PAGE) if one.is_asked]
    return next((n for n, one in enumerate(blocks, 1) if name in one.names), 1)


@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, case_id: str) -> HttpResponse:
    """The form for the answers, and what was typed into it."""
    view = get_case(case_id=case_id, by=person(request), at=now())
    sheet = sheet_of(request, view)
    if request.method == "GET":
        if not view.may_edit:
            return redirect("cases:case", case_id=case_id)
        fields = view.manifest.fields
        typed = read_tree(fields, tree_of_record(fields.fields, view.data), is_draft=True)
        return _page(request, view, sheet, typed)
    return _posted(request, view, sheet)


def _posted(request: HttpRequest, view: CaseView, sheet: Sheet) -> HttpResponse:
    post = request.POST.copy()
    take_files(request, post, view.line.id, "", "", now())
    typed = _typed(view, sheet, post)
    if "add" in post or "remove" in post:
        add_row(view.manifest.fields, typed.tree, post.get("add", ""))
        remove_row(typed.tree, post.get("remove", ""))
        return _page(request, view, sheet, typed)
    try:
        revision = _keep(request, view, sheet, typed)
    except Changed as error:
        return _conflict(request, view, sheet, typed, error)
    except WrongAnswers:
        return _page(request, view, sheet, typed, UNPROCESSABLE)
    if typed.faults:
        return _page(request, view, sheet, typed, UNPROCESSABLE, revision=revision)
    messages.success(request, _("Saved %(hour)s.") % {"hour": moment(now(), "%H:%M")})
    return redirect(_onward(request, view, sheet))


def _onward(request: HttpRequest, view: CaseView, sheet: Sheet) -> str:
    """The next page of questions, the review, or back to the case."""
    if not is_outside(person(request)):
        return reverse("cases:case", args=[view.line.id])
    if "back" in request.POST and sheet.number > 1:
        return f"{reverse('cases:form', args=[view.line.id])}?page={sheet.number - 1}"
    if sheet.is_last:
        return reverse("cases:check", args=[view.line.id])
    return f"{reverse('cases:form', args=[view.line.id])}?page={sheet.number + 1}"


def _typed(view: CaseView, sheet: Sheet, post: QueryDict) -> Typed:
    """What was typed on this page, read beside the answers of the other pages."""
    fields = view.manifest.fields
    others = {name: value for name, value in view.data.items() if name not in sheet.names}
    tree = tree_of_record(fields.fields, others)
    chosen = [one for one in fields.fields if one.id in sheet.names]
    tree |= tree_of_post(chosen, post)
    found = read_tree(fields, tree, is_draft=True)
    mine = tuple(one for one in found.faults if one.path.partition(".")[0] in sheet.names)
    return Typed(tree, found.data, mine, found.off)


def _only(view: CaseView, sheet: Sheet, typed: Typed) -> Collection[str]:
    """The fields to replace: those of the page, but a sealed one that was left blank stays."""
    return {name for name in sheet.names if not (name in view.hidden and name not in typed.tree)}


def _keep(request: HttpRequest, view: CaseView, sheet: Sheet, typed: Typed) -> int:
    """Save what has its form; answers with the revision now."""
    kept = without_faults(view.manifest.fields.fields, typed.data, typed.fault_paths)
    row = save_answers(
        case_id=view.line.id, revision=revision_of(request), data=kept,
        only=_only(view, sheet, typed), by=person(request), at=now(),
    )  # fmt: skip
    return row.revision


def _shown(view: CaseView, typed: Typed) -> Shown:
    fields = view.manifest.fields
    return Shown(
        typed.tree, typed.faults, typed.off, sealed=set(view.hidden),
        attachments=view.attachments, steering=steering_of(fields),
    )  # fmt: skip


def _page(
    request: HttpRequest, view: CaseView, sheet: Sheet, typed: Typed, status: int = 200,
    *, revision: int | None = None, **more: Any,
) -> HttpResponse:  # fmt: skip
    if typed.tree and status != 200:
        view_again = get_case(case_id=view.line.id, by=person(request), at=now())
        view = view_again if view_again.may_edit else view
    fields, shown = view.manifest.fields, _shown(view, typed)
    drawn = {one.name.partition(".")[0]: one for one in inputs_of(fields, shown, _all(sheet))}
    blocks = tuple(
        Block(one.key, one.title, tuple(drawn[field.id] for field in one.fields))
        for one in sheet.blocks
    )
    context = {
        "view": view, "line": view.line, "manifest": view.manifest,
        "system_title": said(view.manifest.title), "blocks": blocks, "sheet": sheet,
        "revision": view.revision if revision is None else revision,
        "faults": fault_lines(fields, shown), "is_outside": is_outside(person(request)),
        "step_now": sheet.number, "steps_all": sheet.pages + 1, "held": _held(view, sheet),
        **more,
    }  # fmt: skip
    return show(request, "cases/form.html", "cases", context, status)


def _all(sheet: Sheet) -> Collection[str]:
    return {field.id for one in sheet.blocks for field in one.fields}


def _held(view: CaseView, sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """Fields that nobody is asked for, with where they are taken from."""
    return tuple(
        (said(field.title), source_word(field))
        for one in sheet.blocks
        for field in one.fields
        if field.is_held
    )


def _conflict(
    request: HttpRequest, view: CaseView, sheet: Sheet, typed: Typed, error: SilianError
) -> HttpResponse:
    """Two people in one form: both sides, and a way to take either."""
    fields, rows = view.manifest.fields, []
    for field in fields.fields:
        mine, theirs = typed.data.get(field.id), view.data.get(field.id)
        if field.id in sheet.names and mine != theirs and field.id not in view.hidden:
            rows.append(
                Both(
                    said(field.title),
                    show_field(field, theirs, {}).text if theirs is not None else "—",
                    show_field(field, mine, {}).text if mine is not None else "—",
                )
            )
    return _page(
        request, view, sheet, typed, CONFLICT, conflict=rows,
        conflict_said=labels.words(error.code, error.values), is_conflict=True,
    )  # fmt: skip


@require_POST
def autosave(request: HttpRequest, case_id: str) -> JsonResponse:
    """Keep what is typed so far; answers with what changes on the page."""
    view = get_case(case_id=case_id, by=person(request), at=now())
    sheet = sheet_of(request, view)
    typed = _typed(view, sheet, request.POST)
    try:
        revision = _keep(request, view, sheet, typed)
    except Changed:
        told = _("Not saved: somebody else saved this form. Save it yourself to see both sides.")
        return JsonResponse({"said": told, "is_saved": False}, status=CONFLICT)
    except WrongAnswers:
        return JsonResponse(
            {"said": _("Not saved yet: see the fields marked."), "is_saved": False},
            status=UNPROCESSABLE,
        )
    return JsonResponse(_answer(view, sheet, typed, revision))


def _answer(view: CaseView, sheet: Sheet, typed: Typed, revision: int) -> dict[str, object]:
    hour = moment(now(), "%H:%M")
    wrong = len(typed.faults)
    told = _("Saved %(hour)s") % {"hour": hour}
    if wrong:
        told = ngettext(
            "Saved %(hour)s, but for %(n)d place", "Saved %(hour)s, but for %(n)d places", wrong
        ) % {"hour": hour, "n": wrong}
    return {"said": told, "is_saved": True, "revision": revision} | page_state(
        view.manifest.fields, _shown(view, typed), sheet.names
    )


def page_state(
    fields: FieldSet, shown: Shown, names: Collection[str] | None = None
) -> dict[str, object]:
    """What a page that stays open has to change: fields that come or go, echoes, faults."""
    echoes: dict[str, str] = {}
    for one in _flat(inputs_of(fields, shown, names)):
        if one.echo:
            echoes[one.id] = one.echo
    faults = {
        id_of(shown.prefix + page_place(fields, shown.tree, one.path)): line.text
        for one, line in zip(shown.faults, fault_lines(fields, shown), strict=True)
    }
    return {
        "off": sorted(id_of(shown.prefix + one) for one in shown.off),
        "echoes": echoes,
        "faults": faults,
    }


def _flat(inputs: Collection[Input]) -> list[Input]:
    found: list[Input] = []
    for one in inputs:
        found.append(one)
        found += _flat(one.inputs)
        for row in one.rows:
            found += _flat(row.inputs)
    return found


@require_POST
def upload(request: HttpRequest, case_id: str) -> HttpResponse:
    """Keep a file for a field; answers with the name that its answer is."""
    by, at = person(request), now()
    field = request.POST.get("field", "")[:120]
    name = request.POST.get("name", "")[:200]
    kept = []
    if not request.FILES.getlist("file"):
        get_case(case_id=case_id, by=by, at=at)
        nothing: dict[str, Any] = {"failure": _("No file came."), "name": name}
        return show(request, "cases/_files.html", "cases", nothing, UNPROCESSABLE)
    try:
        for file in request.FILES.getlist("file")[:20]:
            stream: Any = file.file  # an upload has one
            kept.append(
                attach(
                    case_id=case_id, field=field, name=file.name or "", stream=stream, by=by, at=at
                )
            )
    except SilianError as error:
        if error.kind != "invalid":
            raise
        refused: dict[str, Any] = {"failure": labels.words(error.code, error.values), "name": name}
        return show(request, "cases/_files.html", "cases", refused, UNPROCESSABLE)
    context = {"files": kept, "name": name, "case_id": case_id}
    return show(request, "cases/_files.html", "cases", context)


@require_GET
def check(request: HttpRequest, case_id: str) -> HttpResponse:
    """Everything that will be handed in, with what is still missing, before the step."""
    view = get_case(case_id=case_id, by=person(request), at=now())
    fields, title = view.manifest.fields, said(view.manifest.title)
    context = case_context(request, view)
    lines: tuple[FaultLine, ...] = context["faults"]
    names = {id_of(field.id): field.id for field in fields.fields}
    placed = [(one, page_of_field(fields, title, _top(one.id, names))) for one in lines]
    context |= {
        "placed": placed,
        "steps_all": len([one for one in blocks_of(fields, title, PER_PAGE) if one.is_asked]) + 1,
        "edit_pages": _with_pages(view, title),
    }
    return show(request, "cases/check.html", "cases", context)


def _top(place: str, names: dict[str, str]) -> str:
    """The field of the first level that a place on the page belongs to."""
    found = [one for one in names if place == one or place.startswith(f"{one}-")]
    return names[max(found, key=len)] if found else ""


def _with_pages(view: CaseView, title: str) -> list[tuple[Part, int]]:
    """The answers in blocks, each with the page on which it can be changed."""
    fields = view.manifest.fields
    parts = parts_of(fields, view.data, title, hidden=view.hidden, attachments=view.attachments)
    first = {one.key: one.fields[0].id for one in blocks_of(fields, title)}
    return [(part, page_of_field(fields, title, first[part.key])) for part in parts]
