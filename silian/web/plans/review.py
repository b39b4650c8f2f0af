"""The steps of a review, each a POST that answers with what changed on the screen."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from silian.clock import now
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.plans.review import ItemKind
from silian.services import plans
from silian.services.plans.values import Batch, Decided, ItemView, NameQuestion
from silian.web.plans.conflicts import conflict_of
from silian.web.plans.forms import ADDABLE, ItemForm, guess, initial_of
from silian.web.plans.frame import (
    HTTP_CONFLICT,
    HTTP_UNPROCESSABLE,
    fragment,
    number_of,
    person,
    span_of,
    wants_fragment,
)

KINDS = tuple(ItemKind)


@require_POST
def confirm(request: HttpRequest, version_id: str, item_id: str) -> HttpResponse:
    """The item is right as it stands."""
    return _step(request, version_id, item_id, plans.confirm)


@require_POST
def reject(request: HttpRequest, version_id: str, item_id: str) -> HttpResponse:
    """The item is none."""
    return _step(request, version_id, item_id, plans.reject)


@require_POST
def undo(request: HttpRequest, version_id: str, item_id: str) -> HttpResponse:
    """Take the last step on this item back."""
    return _step(request, version_id, item_id, plans.undo)


def _step(
    request: HttpRequest, version_id: str, item_id: str, act: Callable[..., Decided]
) -> HttpResponse:
    """Do one step that needs nothing but the item and the revision that was seen."""
    revision = number_of(request.POST.get("revision", ""), 0)
    try:
        done = act(
            item_id=item_id,
            version_id=version_id,
            revision=revision,
            by=person(request),
            at=now(),
        )
    except SilianError as error:
        return _refuse(request, version_id, item_id, error, {})
    return _answer(request, version_id, done, stay=act is plans.undo)


@require_POST
def name(request: HttpRequest, version_id: str, item_id: str) -> HttpResponse:
    """Say which indicator an ambiguous name means, or none of those."""
    revision = number_of(request.POST.get("revision", ""), 0)
    fields = {"key": request.POST.get("key", "")}
    try:
        done = plans.correct(
            item_id=item_id,
            version_id=version_id,
            revision=revision,
            fields=fields,
            by=person(request),
            at=now(),
        )
    except SilianError as error:
        return _refuse(request, version_id, item_id, error, fields)
    return _answer(request, version_id, done)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, version_id: str, item_id: str) -> HttpResponse:
    """The form for an item's fields, and its answer."""
    if request.method == "GET":
        item = plans.get_item(version_id=version_id, item_id=item_id, by=person(request), at=now())
        values = initial_of(item.fields)
        form = ItemForm(
            kind=item.line.kind, extra=values, initial=values, question=item.name_question
        )
        return _form(request, version_id, form, **_shown(item), revision=item.line.revision)
    revision = number_of(request.POST.get("revision", ""), 0)
    form = ItemForm(
        request.POST, kind=_kind(request.POST.get("kind", ""), KINDS), question=_question(request)
    )
    if not form.is_valid():
        return _form(request, version_id, form, item_id=item_id, revision=revision)
    try:
        done = plans.correct(
            item_id=item_id,
            version_id=version_id,
            revision=revision,
            fields=form.typed(),
            note=form.cleaned_data["note"],
            by=person(request),
            at=now(),
        )
    except SilianError as error:
        if form.refuse(error):
            return _form(request, version_id, form, item_id=item_id, revision=revision)
        return _refuse(request, version_id, item_id, error, form.typed())
    return _answer(request, version_id, done)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, version_id: str) -> HttpResponse:
    """The form for an item that the machine did not read, and its answer."""
    asked = request.GET if request.method == "GET" else request.POST
    kind = _kind(asked.get("kind", ""), ADDABLE)
    span = span_of(f"{asked.get('start', '')}-{asked.get('end', '')}")
    if span is None:
        return fragment(request, "plans/_add_where.html", {"version_id": version_id, "kind": kind})
    if request.method == "GET":
        found = plans.get_span(
            version_id=version_id, start=span[0], end=span[1], by=person(request), at=now()
        )
        form = ItemForm(kind=kind, initial=guess(kind, found.quote))
        return _form(request, version_id, form, kind=kind, span=span, quote=found.quote)
    form = ItemForm(request.POST, kind=kind, question=_question(request))
    if not form.is_valid():
        return _form(request, version_id, form, kind=kind, span=span)
    try:
        done = plans.add(
            version_id=version_id,
            kind=kind,
            start=span[0],
            end=span[1],
            fields=form.typed(),
            note=form.cleaned_data["note"],
            by=person(request),
            at=now(),
        )
    except SilianError as error:
        if not form.refuse(error):
            raise
        return _form(request, version_id, form, kind=kind, span=span)
    return _answer(request, version_id, done, is_new=True)


@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, version_id: str) -> HttpResponse:
    """Show what one click would confirm; then confirm it."""
    if request.method == "GET":
        found = plans.get_queue(
            version_id=version_id,
            tab="confident",
            page=number_of(request.GET.get("page", "")),
            by=person(request),
            at=now(),
        )
        return fragment(request, "plans/_batch.html", {"queue": found, "version_id": version_id})
    done = plans.confirm_all(version_id=version_id, by=person(request), at=now())
    return _all_confirmed(request, version_id, done)


def _all_confirmed(request: HttpRequest, version_id: str, done: Batch) -> HttpResponse:
    reader = reverse("plans:read", args=[version_id])
    if not wants_fragment(request):
        return redirect(reader)
    answer = fragment(request, "plans/_batch_done.html", {"done": done})
    answer["HX-Trigger-After-Settle"] = json.dumps({"plans:changed": {}})
    return answer


def _kind(asked: str, known: Iterable[str]) -> str:
    """The sort of item that was asked for, or a target."""
    return asked if asked in known else "target"


def _question(request: HttpRequest) -> NameQuestion | None:
    """What the typed name may mean, where it may mean several indicators."""
    name, unit = request.POST.get("indicator", ""), request.POST.get("unit", "")
    return plans.question_of(name.strip(), unit.strip(), request.POST.get("key", ""))


def _shown(item: ItemView) -> dict[str, Any]:
    """What the form shows of the item that it is about."""
    line = item.line
    return {"item_id": line.id, "quote": line.quote, "span": (line.start, line.end)}


def _form(request: HttpRequest, version_id: str, form: ItemForm, **more: Any) -> HttpResponse:
    """The form; 422 when it comes back with objections."""
    status = HTTP_UNPROCESSABLE if form.is_bound else 200
    context = {"form": form, "version_id": version_id, **more}
    return fragment(request, "plans/_item_form.html", context, status=status)


def _refuse(
    request: HttpRequest, version_id: str, item_id: str, error: SilianError, mine: dict[str, str]
) -> HttpResponse:
    """Somebody else was first: who, when, and both sets of values. Other errors go on."""
    if error.kind is not Kind.CONFLICT or "revision" not in error.values:
        raise error
    context = {
        "conflict": conflict_of(error, mine),
        "version_id": version_id,
        "item_id": item_id,
        "url": request.path,
        "mine": mine,
        "kind": request.POST.get("kind", ""),
    }
    return fragment(request, "plans/_conflict.html", context, status=HTTP_CONFLICT)


def _answer(
    request: HttpRequest,
    version_id: str,
    done: Decided,
    *,
    stay: bool = False,
    is_new: bool = False,
) -> HttpResponse:
    """What changed: the item's row, the counts, and where to go on."""
    item = done.item
    if not wants_fragment(request):
        onward = item.line.id if stay or is_new else item.next_doubt_id
        return redirect(f"{reverse('plans:read', args=[version_id])}?item={onward}")
    context = {"item": item, "counts": done.counts, "version_id": version_id, "is_new": is_new}
    answer = fragment(request, "plans/_decided.html", context)
    # A form sits in the card; what was done is said above it.
    answer["HX-Retarget"] = "#said"
    answer["HX-Trigger-After-Settle"] = json.dumps(
        {"plans:decided": _news(item, stay=stay or is_new, is_new=is_new)}
    )
    return answer


def _news(item: ItemView, *, stay: bool, is_new: bool) -> dict[str, Any]:
    """What the script on the page needs to bring text and outline up to date."""
    return {
        "item": item.line.id,
        "state": item.line.state,
        "start": item.line.start,
        "end": item.line.end,
        "isNew": is_new,
        "stay": stay,
    }
