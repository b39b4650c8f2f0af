"""Open a case: which system, which party, under which title; or an answer to a call."""

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
from silian.services import parties
from silian.services.calls.asking import get_call, must_begin, openable_systems
from silian.services.calls.opening import open_case
from silian.services.parties.values import PartyLine
from silian.services.systems.registry import get_system
from silian.web.cases.frame import (
    UNPROCESSABLE,
    is_outside,
    new_key,
    person,
    show,
)
from silian.web.cases.words import said
from silian.web.layout import may

MOST_SHOWN = 20
NO_PARTY = ("thing", "body")


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """The systems of which this office may open a case."""
    found = openable_systems(by=person(request), at=now())
    context = {
        "systems": [(one, said(one.title), said(one.about)) for one in found],
    }
    return show(request, "cases/choose.html", "cases", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, group: str, system: str) -> HttpResponse:
    """Title and party of a new case; then its form."""
    by, key = person(request), f"{group}/{system}"
    manifest = get_system(key)
    asks_party = not is_outside(by) and manifest.subject_kind not in NO_PARTY
    must_begin(manifest=manifest, by=by, at=now())
    if request.method == "GET":
        return _page(request, key, {"title": "", "party": ""}, asks_party=asks_party)
    typed = {
        "title": request.POST.get("title", "").strip()[:300],
        "party": request.POST.get("party", "").strip()[:26],
    }
    known = _party_name(request, typed["party"]) if asks_party and typed["party"] else ""
    if asks_party and not known:
        fault = _("Choose the party that the case is about.")
        return _page(request, key, typed, asks_party=True, party_fault=fault)
    try:
        row = open_case(
            system=key, title=typed["title"] or known, party=typed["party"] if asks_party else "",
            key=request.POST.get("key", ""), by=by, at=now(),
        )  # fmt: skip
    except SilianError as error:
        if error.kind not in (Kind.CONFLICT, Kind.INVALID):
            raise
        refusal = labels.words(error.code, error.values)
        return _page(request, key, typed, asks_party=asks_party, refusal=refusal)
    messages.success(request, _("The case is open. What you type is kept as a draft."))
    return redirect("cases:form", case_id=row.pk)


def _page(
    request: HttpRequest, key: str, typed: dict[str, str], *, asks_party: bool, **more: Any
) -> HttpResponse:
    manifest = get_system(key)
    group, _slash, name = key.partition("/")
    context = {
        "manifest": manifest, "group": group, "name": name, "title": said(manifest.title),
        "about": said(manifest.about), "typed": typed, "asks_party": asks_party,
        "chosen": _party_name(request, typed["party"]) if typed["party"] else "",
        "key": request.POST.get("key") or new_key(),
        "found": _find(request, request.GET.get("q", "")) if asks_party else (),
        "q": request.GET.get("q", ""), **more,
    }  # fmt: skip
    status = UNPROCESSABLE if more else 200
    return show(request, "cases/new.html", "cases", context, status)


def _party_name(request: HttpRequest, party: str) -> str:
    if not party or not may(person(request), Verb.PARTIES_READ, "party", now()):
        return ""
    lines = parties.lines_of([party], by=person(request), at=now())
    return lines[party].name if party in lines else ""


def _find(request: HttpRequest, text: str) -> tuple[PartyLine, ...]:
    page = parties.list_parties(
        text=text.strip()[:60], size=MOST_SHOWN, by=person(request), at=now()
    )
    return page.lines


@require_GET
def find_party(request: HttpRequest) -> HttpResponse:
    """Parties of the district by a piece of their name or by their code."""
    text = request.GET.get("q", "").strip()[:60]
    context = {"found": _find(request, text), "q": text}
    return show(request, "cases/_parties.html", "cases", context)


@require_POST
def answer(request: HttpRequest, call_id: str) -> HttpResponse:
    """Open an answer to a call, and go on to its form."""
    by = person(request)
    asked = get_call(call_id=call_id, by=by, at=now())
    party = request.POST.get("party", "").strip()[:26]
    name = "" if is_outside(by) else _party_name(request, party)
    row = open_case(
        system=asked.asked.id, call_id=call_id, party=party if name else "",
        title=f"{asked.line.title}：{name}" if name else asked.line.title,
        key=request.POST.get("key", ""), by=by, at=now(),
    )  # fmt: skip
    messages.success(request, _("The answer is open. What you type is kept as a draft."))
    return redirect("cases:form", case_id=row.pk)
