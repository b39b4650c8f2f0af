"""Bodies, people and their offices, for the security administrator."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from silian import clock, labels
from silian.domain.kernel.errors import SilianError
from silian.services import accounts
from silian.web.actor import actor_of_request
from silian.web.forms import SheetForm
from silian.web.manage.forms import BodyForm, EndForm, OfficeForm, PersonForm
from silian.web.manage.tabs import tabs_of

UNPROCESSABLE = 422


def _show(
    request: HttpRequest, template: str, tab: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = {"section": "manage", "tabs": tabs_of(actor_of_request(request), clock.now(), tab)}
    return render(request, template, frame | context, status=status)


def _try(form: SheetForm, act: Callable[[], object], field: str | None = None) -> object | None:
    """Do what a valid form asks for; put a refusal of the service beside its field."""
    try:
        return act()
    except SilianError as error:
        if error.kind not in ("conflict", "invalid"):
            raise
        form.add_error(field, labels.words(error.code, error.values))
    return None


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Lead to the first tab that the office may open."""
    tabs = tabs_of(actor_of_request(request), clock.now())
    if not tabs:  # let the service say why
        accounts.list_people(by=actor_of_request(request), at=clock.now())
        return redirect("work:home")
    return redirect(tabs[0].url)


@require_http_methods(["GET", "POST"])
def bodies(request: HttpRequest) -> HttpResponse:
    """The bodies within reach, and a form for another."""
    by, at = actor_of_request(request), clock.now()
    form = BodyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = _try(form, lambda: accounts.create_body(**form.cleaned_data, by=by, at=at), "name")
        if done is not None:
            name = form.cleaned_data["name"]
            messages.success(
                request, _("“%(name)s” is in the list now.") % {"name": labels.inner(name)}
            )
            return redirect("manage:bodies")
    context = {"form": form, "bodies": accounts.list_bodies(by=by, at=at)}
    return _show(request, "manage/bodies.html", "bodies", context, _status(form))


def _status(form: SheetForm) -> int:
    return UNPROCESSABLE if form.errors else 200


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The people with an office within reach."""
    q = request.GET.get("q", "").strip()[:50]
    found = accounts.list_people(by=actor_of_request(request), at=clock.now(), q=q)
    context = {"people": found, "q": q, "now": clock.now()}
    return _show(request, "manage/people.html", "people", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Add a person with a first office; the first password is shown once."""
    by, at = actor_of_request(request), clock.now()
    form = PersonForm(
        request.POST if request.method == "POST" else None,
        bodies=accounts.list_bodies(by=by, at=at),
        today=clock.today(),
    )
    if request.method == "POST" and form.is_valid():
        made = _try(
            form, lambda: accounts.create_person(**form.cleaned_data, by=by, at=at), "username"
        )
        if isinstance(made, accounts.FirstPassword):
            return _first_password(request, made)
    return _show(request, "manage/new_person.html", "people", {"form": form}, _status(form))


def _first_password(request: HttpRequest, made: accounts.FirstPassword) -> HttpResponse:
    by, at = actor_of_request(request), clock.now()
    person = accounts.get_person(user_id=made.user_id, by=by, at=at)
    context = {"person": person, "made": made}
    return _show(request, "manage/first_password.html", "people", context)


@require_GET
def person(request: HttpRequest, user_id: str) -> HttpResponse:
    """One person: offices of now and before, and what can be changed."""
    return _person(request, user_id)


def _person(request: HttpRequest, user_id: str, form: SheetForm | None = None) -> HttpResponse:
    by, at = actor_of_request(request), clock.now()
    context = {
        "person": accounts.get_person(user_id=user_id, by=by, at=at),
        "form": form or _office_form(request),
        "end_form": EndForm(initial={"ends_on": clock.today()}),
        "now": at,
        "is_self": user_id == by.user_id,
    }
    return _show(request, "manage/person.html", "people", context, _status(form) if form else 200)


def _office_form(request: HttpRequest) -> OfficeForm:
    found = accounts.list_bodies(by=actor_of_request(request), at=clock.now())
    data = request.POST if request.method == "POST" else None
    return OfficeForm(data, bodies=found, today=clock.today())


@require_POST
def give_office(request: HttpRequest, user_id: str) -> HttpResponse:
    """Give the person another office."""
    by, at = actor_of_request(request), clock.now()
    form = _office_form(request)
    if form.is_valid():
        given = _try(
            form,
            lambda: accounts.give_office(user_id=user_id, **form.cleaned_data, by=by, at=at),
            "role",
        )
        if given is not None:
            messages.success(request, _("The office is given; it counts from its first day on."))
            return redirect("manage:person", user_id=user_id)
    return _person(request, user_id, form)


@require_POST
def end_office(request: HttpRequest, user_id: str, office_id: str) -> HttpResponse:
    """End an office of the person on a day."""
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: the day has to look like 2024-03-29."))
        return redirect("manage:person", user_id=user_id)
    office = accounts.end_office(
        office_id=office_id,
        ends_on=form.cleaned_data["ends_on"],
        by=actor_of_request(request),
        at=clock.now(),
    )
    messages.success(
        request,
        _("The office at %(body)s ends on %(day)s.")
        % {"body": office.body_name, "day": office.ends_on},
    )
    return redirect("manage:person", user_id=user_id)


@require_POST
def switch(request: HttpRequest, user_id: str) -> HttpResponse:
    """Switch a log-in off or on again."""
    is_active = request.POST.get("active") == "on"
    accounts.set_active(
        user_id=user_id, is_active=is_active, by=actor_of_request(request), at=clock.now()
    )
    said = _("The log-in is on again.") if is_active else _("The log-in is off; sessions end now.")
    messages.success(request, said)
    return redirect("manage:person", user_id=user_id)


@never_cache
@require_POST
def reset_password(request: HttpRequest, user_id: str) -> HttpResponse:
    """Give the person a new first password and show it once."""
    made = accounts.reset_password(user_id=user_id, by=actor_of_request(request), at=clock.now())
    return _first_password(request, made)
