"""Who calls: the session of the browser, with the CSRF token for everything that writes."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie

from silian.domain.parties.offices import Actor


class ActorRequest(HttpRequest):
    """A request that the actor middleware has seen."""

    actor: Actor


class Session(APIKeyCookie):
    """The session cookie; ninja checks the CSRF token of unsafe methods."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The person who acts, or ``None`` when nobody is logged in."""
        actor = actor_of(request)
        return None if actor.is_anonymous else actor


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    return cast(ActorRequest, request).actor
