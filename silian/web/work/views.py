"""我的工作: what waits for the person, each with one verb."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from silian import clock
from silian.domain.parties.permissions import Denied, Thing, Verb, can
from silian.services import work
from silian.services.accounts import Forbidden
from silian.web.actor import actor_of_request
from silian.web.jobs.views import view_of


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the start page of the person, or to the door."""
    return redirect("work:home")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the acting office."""
    by, at = actor_of_request(request), clock.now()
    answer = can(by, Verb.PLANS_READ, Thing("plan"), at)
    if by.is_anonymous and isinstance(answer, Denied):
        raise Forbidden(answer.code, reason=answer.code)
    desk = work.open_desk(by=by, at=at)
    context = {
        "section": "work",
        "desk": desk,
        "stopped": [view_of(one.job, request) for one in desk.now if one.job],
        "today": clock.today(),
        "role": by.office.role.value if by.office else "",
    }
    return render(request, "work/home.html", context)
