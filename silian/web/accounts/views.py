"""Log in, log out, change the password, act under another office."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from silian import clock, labels
from silian.services import accounts
from silian.web.accounts.forms import LogInForm, PasswordForm
from silian.web.actor import OFFICE_KEY, actor_of_request
from silian.web.templatetags.silian import moment

UNPROCESSABLE = 422
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the door stays shut, and what to do."""

    title: str
    todo: str


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Let a person in who knows the password."""
    if request.method == "GET":
        if not actor_of_request(request).is_anonymous:
            return redirect(next_of(request))
        return _door(request, LogInForm())
    form = LogInForm(request.POST)
    if not form.is_valid():
        return _door(request, form, status=UNPROCESSABLE)
    user = authenticate(request, **form.cleaned_data)
    if user is None:
        return _door(request, form, _wrong(), UNPROCESSABLE)
    at = clock.now()
    person = accounts.actor_of(user_id=str(user.pk), at=at)
    if accounts.is_first_password_over(user_id=str(user.pk), at=at):
        return _door(request, form, _over(), UNPROCESSABLE)
    login(request, user)
    accounts.record_log_in(by=person, at=at)
    return redirect(next_of(request))


def _wrong() -> Refusal:
    return Refusal(
        _("User name and password do not belong together."),
        _("Check capitals and the keyboard's language, then try again."),
    )


def _over() -> Refusal:
    return Refusal(
        _("This first password has run out: it counts for 72 hours."),
        _("Ask the security administrator of your bureau for a new one."),
    )


def locked(request: HttpRequest, *_rest: object, **_more: object) -> HttpResponse:
    """Say that the log-in rests after too many wrong tries, and until when."""
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    until = moment(clock.now() + cool_off, "%H:%M")
    refusal = Refusal(
        _("The log-in rests: five wrong tries with this user name from this place."),
        _(
            "Try again at %(until)s at the latest. Your colleagues and your other devices are not "
            "touched by it. If these were not your tries, tell the security administrator."
        )
        % {"until": until},
    )
    return _door(request, LogInForm(request.POST or None), refusal, TOO_MANY)


def _door(
    request: HttpRequest, form: LogInForm, refused: Refusal | None = None, status: int = 200
) -> HttpResponse:
    people = [
        {
            "username": one.username,
            "password": one.password,
            "name": one.name,
            "body": one.body_name,
            "role": labels.label(f"role.{one.role}"),
        }
        for one in accounts.demo_logins()
    ]
    asked = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "refused": refused, "next": asked, "demo_logins": people}
    return render(request, "accounts/log_in.html", context, status=status)


def next_of(request: HttpRequest) -> str:
    """Where the person wanted to go, if that lies within this site."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_safe else reverse(settings.LOGIN_REDIRECT_URL)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    person = actor_of_request(request)
    if not person.is_anonymous:
        accounts.record_log_out(by=person, at=clock.now())
    logout(request)
    messages.success(request, _("You are logged out."))
    return redirect("accounts:log_in")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; it ends the person's other sessions."""
    person, at = actor_of_request(request), clock.now()
    view = accounts.get_person(user_id=person.user_id or "", by=person, at=at)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        messages.success(request, _("The password is changed. Your other sessions have ended."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "must_change": view.must_change_password}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/change_password.html", context, status=status)


def _changed(request: HttpRequest, form: PasswordForm) -> bool:
    """Try the change; put what the service refuses beside its field."""
    old, new = form.cleaned_data["old"], form.cleaned_data["new"]
    try:
        accounts.change_password(old=old, new=new, by=actor_of_request(request), at=clock.now())
    except accounts.WrongPassword as error:
        form.add_error("old", labels.words(error.code, error.values))
    except accounts.WeakPassword as error:
        for sentence in _objections(error):
            form.add_error("new", sentence)
    else:
        if request.user.is_authenticated:
            request.user.refresh_from_db()
            update_session_auth_hash(request, request.user)
    return not form.errors


def _objections(error: accounts.WeakPassword) -> list[str]:
    said = error.values.get("messages")
    if isinstance(said, (tuple, list)) and said:
        return [str(one) for one in said]
    codes = error.values.get("codes")
    return [labels.label(str(one)) for one in codes] if isinstance(codes, (tuple, list)) else []


@require_POST
def switch_office(request: HttpRequest) -> HttpResponse:
    """Act under another of one's offices, and say what that changes."""
    if actor_of_request(request).is_anonymous:
        raise accounts.Forbidden(reason="parties.not_logged_in")
    person = accounts.switch_office(
        office_id=request.POST.get("office", ""), by=actor_of_request(request), at=clock.now()
    )
    if person.office is None:  # the service answers with an office or raises
        return redirect("work:home")
    request.session[OFFICE_KEY] = person.office.id
    request.session.cycle_key()
    messages.info(
        request,
        _("You now act as %(role)s of %(body)s. Pages and buttons follow this office.")
        % {"role": labels.label(f"role.{person.office.role}"), "body": person.office.body_name},
    )
    return redirect("work:home")
