"""The plan reader: outline, text as printed, items beside it."""

from bisect import bisect_right
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from silian.clock import now
from silian.services import plans
from silian.services.plans import pages
from silian.services.plans.values import SectionLine
from silian.web.plans import words
from silian.web.plans.frame import (
    context_of,
    fragment,
    number_of,
    person,
    span_of,
    wants_fragment,
)

SHORTEST_WORDS = 2
MOST_SECTIONS = 400
SHAPES = ("row", "cell")


@require_GET
def read(request: HttpRequest, version_id: str) -> HttpResponse:
    """The reader, at an item (``?item=``), a span (``?span=120-134``) or a place (``?at=120``)."""
    span = span_of(request.GET.get("span", ""))
    place = number_of(request.GET.get("at", ""), 0)
    opened = pages.open_reader(
        version_id=version_id,
        start=span[0] if span else place,
        item_id=request.GET.get("item", ""),
        tab=request.GET.get("tab", "all"),
        by=person(request),
        at=now(),
    )
    if opened.text is None:
        waiting = words.waiting(pages.Progress(opened.version, None))
        return render(
            request, "plans/waiting.html", context_of(opened.version, "read", waiting=waiting)
        )
    context = context_of(
        opened.version,
        "read",
        sections=sections_near(opened.sections, opened.text.start),
        section_count=len(opened.sections),
        text=opened.text,
        queue=opened.queue,
        groups=words.groups(opened.queue) if opened.queue else (),
        item=opened.item,
        span=span,
        place=place,
    )
    return render(request, "plans/reader.html", context)


def sections_near(sections: Sequence[SectionLine], start: int) -> Sequence[SectionLine]:
    """The outline; of a very long one, what lies before and after the page of text shown."""
    if len(sections) <= MOST_SECTIONS:
        return sections
    at = bisect_right(sections, start, key=lambda section: section.start)
    low = max(min(at - MOST_SECTIONS // 2, len(sections) - MOST_SECTIONS), 0)
    return sections[low : low + MOST_SECTIONS]


@require_GET
def progress(request: HttpRequest, version_id: str) -> HttpResponse:
    """How far the reading is; asked every second while it lasts."""
    found = pages.open_progress(version_id=version_id, by=person(request), at=now())
    shape = next((name for name in SHAPES if name in request.GET), "page")
    context = {
        "version": found.version,
        "waiting": words.waiting(found),
        "namesake": found.namesake,
        "shape": shape,
    }
    return fragment(request, "plans/_progress.html", context)


@require_GET
def text(request: HttpRequest, version_id: str) -> HttpResponse:
    """One page of the text."""
    start = number_of(request.GET.get("start", ""), 0)
    page = plans.get_text(version_id=version_id, start=start, by=person(request), at=now())
    return fragment(request, "plans/_part.html", {"text": page, "span": None})


@require_GET
def queue(request: HttpRequest, version_id: str) -> HttpResponse:
    """One page of the review queue."""
    found = plans.get_queue(
        version_id=version_id,
        tab=request.GET.get("tab", "all"),
        section=request.GET.get("section", ""),
        page=number_of(request.GET.get("page", "")),
        by=person(request),
        at=now(),
    )
    context = {"queue": found, "groups": words.groups(found), "version_id": version_id}
    return fragment(request, "plans/_queue.html", context)


@require_GET
def item(request: HttpRequest, version_id: str, item_id: str) -> HttpResponse:
    """One item in full."""
    found = plans.get_item(version_id=version_id, item_id=item_id, by=person(request), at=now())
    return fragment(request, "plans/_card.html", {"item": found, "version_id": version_id})


@require_GET
def find(request: HttpRequest, version_id: str) -> HttpResponse:
    """Places in this version where the words stand."""
    asked = request.GET.get("q", "").strip()
    hits = None
    if len(asked) >= SHORTEST_WORDS:
        hits = plans.search(
            words=asked,
            version_id=version_id,
            page=number_of(request.GET.get("page", "")),
            by=person(request),
            at=now(),
        )
    places = sum(len(hit.matches) for hit in hits.page.lines) if hits else 0
    context = {"hits": hits, "asked": asked, "places": places, "version_id": version_id}
    return fragment(request, "plans/_found.html", context)


@require_GET
def source(request: HttpRequest, version_id: str) -> HttpResponse:
    """Where a number is printed: the popover behind every dotted underline."""
    span = span_of(request.GET.get("span", "")) or (0, 1)
    found = plans.get_span(
        version_id=version_id, start=span[0], end=span[1], by=person(request), at=now()
    )
    template = "plans/_source.html" if wants_fragment(request) else "plans/source.html"
    return fragment(request, template, {"section": "plans", "source": found})
