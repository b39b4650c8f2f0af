"""Resources with their use, the week of one as a table, one booking, a calendar file."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from silian import clock
from silian.domain.parties.permissions import Verb
from silian.services import bookings
from silian.services.bookings import pages
from silian.web.actor import actor_of_request
from silian.web.bookings.forms import CancelForm, MoveForm, UsageForm
from silian.web.framing import Context, TabRow, tabs_for
from silian.web.pages import day_of
from silian.web.plans.frame import person

TABS = (TabRow("bookings", _("Bookings"), "bookings:index", Verb.BOOKINGS_READ, "booking"),)
YEAR = 366


def frame(request: HttpRequest) -> Context:
    """What every page of bookings shows around itself."""
    own = actor_of_request(request).region
    return {"section": "affairs", "tabs": tabs_for(request, TABS, "bookings"), "own": own}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The resources, and how much of their open time was booked and used."""
    today = clock.today()
    first = day_of(request.GET.get("first", "")) or today.replace(day=1)
    until = day_of(request.GET.get("until", "")) or _next_month(first)
    until = min(max(until, first + timedelta(days=1)), first + timedelta(days=YEAR))
    page = pages.open_resources(first_on=first, until_on=until, by=person(request), at=clock.now())
    context = frame(request) | {"page": page, "last_on": until - timedelta(days=1)}
    return render(request, "bookings/list.html", context)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


@require_GET
def week(request: HttpRequest, resource_id: str) -> HttpResponse:
    """The week of a resource: hours down, days across."""
    day = day_of(request.GET.get("day", "")) or clock.today()
    found = pages.open_week(resource_id=resource_id, day=day, by=person(request), at=clock.now())
    context = frame(request) | {"week": found, "today": clock.today()}
    return render(request, "bookings/week.html", context)


@require_GET
def ical(request: HttpRequest, resource_id: str) -> HttpResponse:
    """The bookings of a resource for the calendar of a telephone or a desk."""
    text = bookings.export_ical(
        resource_id=resource_id, first_on=clock.today() - timedelta(days=30),
        by=person(request), at=clock.now(),
    )  # fmt: skip
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    header = content_disposition_header(as_attachment=True, filename=f"{resource_id}.ics")
    answer.headers["Content-Disposition"] = header or "attachment"
    return answer


@require_GET
def booking(request: HttpRequest, booking_id: str) -> HttpResponse:
    """One booking: when, for whom, what for, its actual hours, and what can be done."""
    return show(request, booking_id)


def show(
    request: HttpRequest, booking_id: str, *, move_form: MoveForm | None = None,
    cancel_form: CancelForm | None = None, usage_form: UsageForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of a booking, with a form that came back where there is one."""
    page = pages.open_booking_page(booking_id=booking_id, by=person(request), at=clock.now())
    interval = page.booking.interval
    context = frame(request) | {
        "page": page,
        "booking": page.booking,
        "resource": page.resource,
        "move_form": move_form or MoveForm.at(interval),
        "cancel_form": cancel_form or CancelForm(),
        "usage_form": usage_form or UsageForm.at(interval),
        "returned": move_form or cancel_form or usage_form,
    }
    return render(request, "bookings/booking.html", context, status=status)
