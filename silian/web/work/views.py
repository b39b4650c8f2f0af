"""我的工作: what waits for the person, each with one verb."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from silian import clock
from silian.domain.parties.offices import Actor, Role
from silian.domain.parties.permissions import Denied, Thing, Verb, can
from silian.services import work
from silian.services.accounts import Forbidden
from silian.web.actor import actor_of_request
from silian.web.cases.calls import row_of_call
from silian.web.cases.case import review_word
from silian.web.cases.views import row_of
from silian.web.cases.waiting import groups_of, waiting_row
from silian.web.jobs.views import view_of
from silian.web.layout import is_portal


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
    if is_portal(by):
        return _portal(request, by)
    desk = work.open_desk(by=by, at=at)
    context = {
        "section": "work",
        "desk": desk,
        "groups": groups_of(desk.cases, at),
        "count": len(desk.now) + len(desk.cases),
        "stopped": [view_of(one.job, request) for one in desk.now if one.job],
        "today": clock.today(),
        "role": by.office.role.value if by.office else "",
    }
    return render(request, "work/home.html", context)


def _portal(request: HttpRequest, by: Actor) -> HttpResponse:
    """The start page of an agent or expert: what is due, what is open, what is under way."""
    at = clock.now()
    found = work.open_portal(by=by, at=at)
    context = {
        "section": "work",
        "portal": found,
        "is_expert": by.office is not None and by.office.role is Role.EXPERT,
        "waiting": [waiting_row(one) for one in found.waiting],
        "reviews": [(row_of(one.line), review_word(one.state), one) for one in found.reviews],
        "open_calls": [row_of_call(one) for one in found.open_calls],
        "rows": [row_of(one) for one in found.cases],
        "today": clock.today(),
    }
    return render(request, "work/portal.html", context)
