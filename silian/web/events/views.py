"""The event log: who did what when, the state of its chain, and an export."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from silian import clock, labels
from silian.adapters.writers.sheets import guarded
from silian.domain.parties.permissions import Verb
from silian.services import events
from silian.services.events import EventFilter, EventView
from silian.web.actor import actor_of_request
from silian.web.layout import may
from silian.web.manage.tabs import tabs_of
from silian.web.pages import day_of
from silian.web.templatetags.silian import moment

WORDS = ("who", "verb", "kind", "object_id", "stream")


def filter_of(asked: dict[str, str]) -> EventFilter:
    """The filter that an address or a form asks for."""
    words = {name: asked.get(name, "").strip()[:100] for name in WORDS}
    return EventFilter(
        **words, first_on=day_of(asked.get("first", "")), last_on=day_of(asked.get("last", ""))
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Fifty events, newest first, with filters in the address."""
    by, at = actor_of_request(request), clock.now()
    asked = {name: str(value) for name, value in request.GET.items() if value}
    page = events.list_events(
        by=by,
        at=at,
        where=filter_of(asked),
        before=_number(asked.get("before", "")),
        after=_number(asked.get("after", "")),
    )
    names = (*WORDS, "first", "last")
    kept = {name: asked[name] for name in names if name in asked}
    context = {
        "section": "manage",
        "tabs": tabs_of(by, at, "log"),
        "page": page,
        "asked": asked,
        "filters": [(name, value, _without(kept, name)) for name, value in kept.items()],
        "verbs": [(verb, labels.label(f"event.{verb}")) for verb in _verbs(request)],
        "seal": events.get_last_seal(by=by, at=at),
        "may_export": may(by, Verb.EVENTS_EXPORT, "event", at),
    }
    return render(request, "events/list.html", context)


def _verbs(request: HttpRequest) -> Iterable[str]:
    return events.list_verbs(by=actor_of_request(request), at=clock.now())


def _without(kept: dict[str, str], name: str) -> str:
    """The address without one of its filters."""
    return "?" + urlencode({key: value for key, value in kept.items() if key != name})


@require_GET
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    """One event with everything that its hash covers."""
    by, at = actor_of_request(request), clock.now()
    found = events.get_event(event_id=event_id, by=by, at=at)
    context = {
        "section": "manage",
        "tabs": tabs_of(by, at, "log"),
        "event": found,
        "payload": json.dumps(found.payload, ensure_ascii=False, indent=2),
    }
    return render(request, "events/event.html", context)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole chain and say what was found."""
    by, at = actor_of_request(request), clock.now()
    known = request.POST.get("seal", "").strip()[:64]
    found = events.verify(by=by, at=at, known_seal=known)
    context = {"found": found, "checked_at": at, "known": known}
    if "HX-Request" in request.headers:
        return render(request, "events/_chain.html", context)
    frame = {"section": "manage", "tabs": tabs_of(by, at, "log")}
    return render(request, "events/verified.html", frame | context)


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """Send what the filter shows as CSV or JSON lines; the export is an event itself."""
    asked = {name: str(value) for name, value in request.POST.items()}
    found = events.export_events(
        by=actor_of_request(request), at=clock.now(), where=filter_of(asked)
    )
    is_json = asked.get("format") == "json"
    lines = _json_lines(found) if is_json else _csv_lines(found)
    kind = "application/x-ndjson" if is_json else "text/csv; charset=utf-8"
    response = StreamingHttpResponse(lines, content_type=kind)
    ending = "jsonl" if is_json else "csv"
    response["Content-Disposition"] = f'attachment; filename="silian-log.{ending}"'
    response["Cache-Control"] = "no-store"
    return response


def _json_lines(found: Iterator[EventView]) -> Iterator[str]:
    for one in found:
        line = {
            "id": one.id,
            "at": one.at.isoformat(),
            "stream": one.stream,
            "seq": one.seq,
            "who": one.actor_name,
            "region": one.region,
            "verb": one.verb,
            "kind": one.kind,
            "object": one.object_id,
            "payload": dict(one.payload),
            "hash": one.hash,
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _csv_lines(found: Iterator[EventView]) -> Iterator[str]:
    """Lines for Excel: a byte order mark first, and no cell that Excel takes for a formula."""
    head = (_("When"), _("Who"), _("Region"), _("What"), _("Kind"), _("Object"), _("Details"))
    yield "\ufeff" + _csv_line((*head, _("Stream"), _("Number"), _("Hash")))
    for one in found:
        yield _csv_line(
            (
                moment(one.at, "%Y-%m-%d %H:%M:%S"),
                one.actor_name,
                one.region,
                labels.label(f"event.{one.verb}"),
                labels.label(f"object.{one.kind}"),
                one.object_id,
                json.dumps(dict(one.payload), ensure_ascii=False),
                one.stream,
                str(one.seq),
                one.hash,
            )
        )


def _csv_line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(guarded(cell) for cell in cells)
    return buffer.getvalue()
