"""Times are booked, moved and given up; actual hours are noted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from silian import clock, labels
from silian.domain.bookings.series import Frequency
from silian.domain.bookings.utilization import UsageSource
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.identifiers import USCC_LENGTH, Scheme, compact
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.services import bookings, parties
from silian.services.accounts import require
from silian.services.bookings import BookingView
from silian.web.bookings.forms import BookForm, CancelForm, MoveForm, UsageForm
from silian.web.bookings.views import frame, show
from silian.web.forms import SheetForm
from silian.web.framing import UNPROCESSABLE, revision_of, status_of
from silian.web.pages import day_of
from silian.web.plans.frame import new_key, person

ID_LENGTH = 26


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, resource_id: str) -> HttpResponse:
    """Book a time, once or again and again; what cannot be had comes back with what can."""
    by, at = person(request), clock.now()
    resource = bookings.get_resource(resource_id=resource_id, by=by, at=at)
    require(by, Verb.BOOKINGS_BOOK, Thing("booking", resource.region), at)
    data = request.POST if request.method == "POST" else None
    first = {
        "day": day_of(request.GET.get("day", "")) or clock.today(),
        "begins": request.GET.get("from", "")[:5], "ends": request.GET.get("to", "")[:5],
    }  # fmt: skip
    form = BookForm(data, gate=resource.gate, initial=first)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                made = _book(request, resource_id, form, by)
            except SilianError as error:
                status = status_of(error)
                form.add_error(None, labels.words(error.code, error.values))
            else:
                messages.success(request, _("The time is booked."))
                return redirect("bookings:booking", booking_id=made.id)
    context = frame(request) | {
        "resource": resource, "form": form, "key": request.POST.get("key", "") or new_key(),
    }  # fmt: skip
    return render(request, "bookings/book.html", context, status=status)


def _book(request: HttpRequest, resource_id: str, form: BookForm, by: Actor) -> BookingView:
    starts_at, ends_at = form.span()
    terms = form.terms(_party_of(form.cleaned_data["party"], by))
    every, times = form.cleaned_data["every"], form.cleaned_data["times"] or 1
    if every and times > 1:
        return bookings.book_series(
            resource_id=resource_id, starts_at=starts_at, ends_at=ends_at,
            every=Frequency(every), times=times, terms=terms, by=by, at=clock.now(),
        )[0]  # fmt: skip
    return bookings.book(
        resource_id=resource_id, starts_at=starts_at, ends_at=ends_at, terms=terms,
        key=request.POST.get("key", "")[:ID_LENGTH], by=by, at=clock.now(),
    )  # fmt: skip


def _party_of(text: str, by: Actor) -> str:
    """The id of the party that was named by code, number or id.

    Raises:
        NotFoundParty: if there is none.
    """
    code = compact(text)
    if len(code) == ID_LENGTH:
        return parties.get_party(party_id=text.strip(), by=by, at=clock.now()).id
    scheme = Scheme.USCC if len(code) == USCC_LENGTH else Scheme.INTERNAL_NUMBER
    found = parties.find_by_identifier(scheme=scheme, value=text, by=by, at=clock.now())
    if found is None:
        raise UnknownParty(text, value=text)
    return found.id


class UnknownParty(SilianError):
    """No party of the own region has this code or number. Values: value."""

    code = "bookings.unknown_party"
    kind = Kind.INVALID


@require_POST
def move(request: HttpRequest, booking_id: str) -> HttpResponse:
    """Give a booking another time."""
    require(person(request), Verb.BOOKINGS_BOOK, Thing("booking"), clock.now())
    form = MoveForm(request.POST)
    status = UNPROCESSABLE
    if form.is_valid():
        starts_at, ends_at = form.span()
        try:
            bookings.move(
                booking_id=booking_id, revision=revision_of(request), starts_at=starts_at,
                ends_at=ends_at, by=person(request), at=clock.now(),
            )  # fmt: skip
        except SilianError as error:
            status = _refused(form, error)
        else:
            messages.success(request, _("The booking has its new time."))
            return redirect("bookings:booking", booking_id=booking_id)
    return show(request, booking_id, move_form=form, status=status)


@require_POST
def cancel(request: HttpRequest, booking_id: str) -> HttpResponse:
    """Give a booking up; its time is free at once."""
    require(person(request), Verb.BOOKINGS_BOOK, Thing("booking"), clock.now())
    form = CancelForm(request.POST)
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            bookings.cancel(
                booking_id=booking_id, revision=revision_of(request),
                reason=form.cleaned_data["reason"], by=person(request), at=clock.now(),
            )  # fmt: skip
        except SilianError as error:
            status = _refused(form, error)
        else:
            messages.success(request, _("The booking is given up; its time is free."))
            return redirect("bookings:booking", booking_id=booking_id)
    return show(request, booking_id, cancel_form=form, status=status)


@require_POST
def usage(request: HttpRequest, booking_id: str) -> HttpResponse:
    """Note the actual hours of a booking, or put others in the place of wrong ones."""
    require(person(request), Verb.BOOKINGS_MANAGE, Thing("booking"), clock.now())
    form = UsageForm(request.POST)
    status = UNPROCESSABLE
    if form.is_valid():
        starts_at, ends_at = form.span()
        try:
            bookings.record_usage(
                booking_id=booking_id, starts_at=starts_at, ends_at=ends_at,
                source=UsageSource(form.cleaned_data["source"]),
                source_ref=form.cleaned_data["source_ref"],
                replaces=request.POST.get("replaces", "")[:ID_LENGTH], by=person(request),
                at=clock.now(),
            )  # fmt: skip
        except SilianError as error:
            status = _refused(form, error)
        else:
            messages.success(request, _("The actual hours are noted."))
            return redirect("bookings:booking", booking_id=booking_id)
    return show(request, booking_id, usage_form=form, status=status)


def _refused(form: SheetForm, error: SilianError) -> int:
    status = status_of(error)
    form.add_error(None, labels.words(error.code, error.values))
    return status
