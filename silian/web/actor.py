"""Who asks: the person of the session, the office acted under, and how long it lasts."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import auth
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from silian import clock
from silian.domain.parties.offices import ANONYMOUS, Actor
from silian.services import accounts

OFFICE_KEY = "office"
BEGAN_KEY = "began"
SEEN_COOKIE = "silian_seen"
_SEEN_SALT = "silian.web.actor.seen"
_SEEN_STEP = timedelta(minutes=1)
Answer = Callable[[HttpRequest], HttpResponseBase]


class ActorMiddleware:
    """Sets ``request.actor``, and ends sessions that are idle, old or without their office.

    When somebody was last here stands in a signed cookie bound to the session, and not in the
    session itself: so that a page that reads writes nothing.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, given to the actor."""
        now = clock.now()
        request.actor = ANONYMOUS  # type: ignore[attr-defined]  # set here for the views
        if request.user.is_authenticated:
            request.actor = self._actor(request, now)  # type: ignore[attr-defined]  # as above
        if _must_change_first(request):
            return redirect("accounts:change_password")
        response = self.get_response(request)
        if request.user.is_authenticated:
            _mark_seen(request, response, now)
        elif SEEN_COOKIE in request.COOKIES:
            response.delete_cookie(SEEN_COOKIE, samesite="Lax")
        return response

    def _actor(self, request: HttpRequest, now: datetime) -> Actor:
        is_over = _is_too_old(request, now) or _is_idle(request, now)
        office_id = str(request.session.get(OFFICE_KEY, ""))
        actor = ANONYMOUS
        if not is_over:
            user_id = str(request.user.pk)
            actor = accounts.actor_of(user_id=user_id, at=now, office_id=office_id)
        if actor.is_anonymous or (office_id and actor.office is None):
            auth.logout(request)
            return ANONYMOUS
        if getattr(request.user, "must_change_password", False):
            return Actor(actor.user_id, actor.name)
        return actor


def actor_of_request(request: HttpRequest) -> Actor:
    """Who asks; the anonymous actor where nobody is logged in."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return actor


def _must_change_first(request: HttpRequest) -> bool:
    """Whether a page is asked for with a password that somebody else chose."""
    if not getattr(request.user, "must_change_password", False):
        return False
    ways_out = ("accounts:change_password", "accounts:log_out", "set_language")
    is_way_out = request.path in {reverse(name) for name in ways_out}
    return not is_way_out and not request.path.startswith(("/api/", settings.STATIC_URL))


def _began_at(request: HttpRequest, now: datetime) -> float:
    return float(request.session.get(BEGAN_KEY, now.timestamp()))


def _is_too_old(request: HttpRequest, now: datetime) -> bool:
    whole: timedelta = settings.SILIAN_SESSION_WHOLE
    return now.timestamp() - _began_at(request, now) > whole.total_seconds()


def _is_idle(request: HttpRequest, now: datetime) -> bool:
    idle: timedelta = settings.SILIAN_SESSION_IDLE
    return now.timestamp() - _seen_at(request, now) > idle.total_seconds()


def _seen_at(request: HttpRequest, now: datetime) -> float:
    """When this session was last seen; at its beginning, where no cookie says more."""
    began = _began_at(request, now)
    try:
        key, seen = signing.loads(request.COOKIES.get(SEEN_COOKIE, ""), salt=_SEEN_SALT)
    except signing.BadSignature:
        return began
    return max(began, float(seen)) if key == request.session.session_key else began


def _mark_seen(request: HttpRequest, response: HttpResponseBase, now: datetime) -> None:
    """Put what a session lacks after the log-in into it, and the minute into its cookie."""
    if BEGAN_KEY not in request.session:
        request.session[BEGAN_KEY] = now.timestamp()
    if OFFICE_KEY not in request.session:
        actor = accounts.actor_of(user_id=str(request.user.pk), at=now)
        request.session[OFFICE_KEY] = actor.office.id if actor.office else ""
    is_fresh = now.timestamp() - _seen_at(request, now) < _SEEN_STEP.total_seconds()
    if is_fresh and SEEN_COOKIE in request.COOKIES:
        return
    value = signing.dumps([request.session.session_key, now.timestamp()], salt=_SEEN_SALT)
    response.set_cookie(
        SEEN_COOKIE, value, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
