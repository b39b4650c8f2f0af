"""Search over plans and help: results by kind, each with its place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from silian import clock
from silian.domain.parties.permissions import Verb
from silian.services import plans
from silian.web.actor import actor_of_request
from silian.web.help.pages import find_pages
from silian.web.help.views import language_of_screen
from silian.web.layout import may
from silian.web.pages import number_of

SHORTEST = 2
LONGEST = 100


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Places where the words stand, in what the office may read."""
    by, at = actor_of_request(request), clock.now()
    words = request.GET.get("q", "").strip()[:LONGEST]
    context = {"section": "search", "query": words, "is_short": 0 < len(words) < SHORTEST}
    if len(words) >= SHORTEST:
        if may(by, Verb.PLANS_READ, "plan", at):
            page = number_of(request.GET.get("page", ""))
            hits = plans.search(words=words, page=page, by=by, at=at)
            context |= {"hits": hits.page.lines, "page": hits.page}
        context["help_hits"] = find_pages(words, language_of_screen())[:5]
    return render(request, "search/results.html", context)
