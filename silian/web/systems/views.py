"""管理 → 事项清单: the systems of the house, one of them, and what they cover."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from silian import clock
from silian.services.systems import catalog
from silian.web.framing import Context, kept
from silian.web.manage.tabs import tabs_of
from silian.web.plans.frame import person
from silian.web.plans.words import language
from silian.web.systems import telling


def frame(request: HttpRequest) -> Context:
    """What every page of the list shows around itself."""
    return {"section": "manage", "tabs": tabs_of(person(request), clock.now(), "systems")}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The systems by group, each with its states and how many cases run."""
    found = catalog.open_catalog(by=person(request), at=clock.now())
    context = frame(request) | {"catalog": found}
    return render(request, "systems/list.html", context)


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """What the documents ask of the bureau, row by row, and which system answers it."""
    asked = kept(request, "group", "only")
    rows = catalog.list_coverage(group=asked.get("group", ""), by=person(request), at=clock.now())
    shown = [row for row in rows if not row.by] if asked.get("only") == "open" else list(rows)
    context = frame(request) | {
        "rows": shown,
        "asked": asked,
        "total": len(rows),
        "covered": sum(1 for row in rows if row.by),
        "groups": sorted({row.row.group for row in rows} | {asked.get("group", "")} - {""}),
    }
    return render(request, "systems/coverage.html", context)


@require_GET
def system(request: HttpRequest, group: str, system: str) -> HttpResponse:
    """One system: who does what in which state within how many days, its fields, its scenario."""
    page = catalog.open_system(system=f"{group}/{system}", by=person(request), at=clock.now())
    lang = language()
    context = frame(request) | {
        "page": page,
        "manifest": page.manifest,
        "clocks": telling.clocks_in_words(page.manifest, lang),
        "scenario": telling.scenario_in_words(page.manifest, page.scenario, lang),
    }
    return render(request, "systems/system.html", context)
