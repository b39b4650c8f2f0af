"""公开: what a district shows to anybody, in plain words and as data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from silian import clock, labels
from silian.domain.systems.showing import said
from silian.services.registers import publishing
from silian.services.registers.publishing import PublicLine, PublicList
from silian.web.framing import format_of, send
from silian.web.pages import Pager, day_of, number_of
from silian.web.plans.words import language


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The districts that show something here."""
    context = {"section": "public", "regions": publishing.list_public_regions()}
    return render(request, "public/index.html", context)


@require_GET
def district(request: HttpRequest, region: str) -> HttpResponse:
    """What a district publishes: open calls first, notices that run, then its lists."""
    found = publishing.open_district(region=region, at=clock.now(), on=clock.today())
    context = {"section": "public", "found": found, "region": region, "now": clock.now()}
    return render(request, "public/district.html", context)


@require_GET
def listed(request: HttpRequest, region: str, group: str, system: str) -> HttpResponse:
    """A page of a published list."""
    on = day_of(request.GET.get("on", "")) or clock.today()
    text = request.GET.get("text", "").strip()[:100]
    found = publishing.open_list(
        system=f"{group}/{system}", region=region, on=on, text=text,
        number=number_of(request.GET.get("page", "")),
    )  # fmt: skip
    lang = language()
    heads = _heads(found, lang)
    rows = [
        (tuple(zip(heads, _cells(found, line, lang), strict=True)), line.is_demo)
        for line in found.lines
    ]
    context = {
        "section": "public", "found": found, "region": region, "heads": heads,
        "rows": rows, "text": text, "args": [region, group, system],
        "pager": Pager(found.number, found.pages, len(found.lines), found.total),
        "may_search": "name" in found.columns,
    }  # fmt: skip
    return render(request, "public/list.html", context)


def _cells(found: PublicList, line: PublicLine, lang: str) -> list[str]:
    return [
        publishing.said_public(found.manifest, found.fields, name, line.values.get(name), lang)
        for name in found.columns
    ]


def _heads(found: PublicList, lang: str) -> list[str]:
    return [
        said(found.fields[name].title, lang)
        if name in found.fields
        else labels.label(f"member_column.{name}")
        for name in found.columns
    ]


@require_GET
def download(request: HttpRequest, region: str, group: str, system: str) -> HttpResponse:
    """A published list as a file."""
    made = publishing.download_list(
        system=f"{group}/{system}", region=region,
        on=day_of(request.GET.get("on", "")) or clock.today(),
        form=format_of(request) if request.GET.get("format") else "csv", lang=language(),
        words=labels.label, at=clock.now(),
    )  # fmt: skip
    return send(made)
