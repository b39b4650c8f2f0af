"""Who calls: the session of the browser, with the CSRF token for everything that writes."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from ninja import Schema
from ninja.security import APIKeyCookie

from silian.domain.kernel.errors import SilianError
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


class UnknownParameter(SilianError):
    """The address has a parameter that the endpoint does not know. Values: unknown, known."""

    code = "api.unknown_parameter"


def refuse_unknown(request: HttpRequest, query: type[Schema]) -> None:
    """Stop at a misspelt parameter; ninja itself would ignore it."""
    unknown = sorted(set(request.GET) - set(query.model_fields))
    if unknown:
        known = sorted(query.model_fields)
        raise UnknownParameter(f"unknown: {', '.join(unknown)}", unknown=unknown, known=known)
