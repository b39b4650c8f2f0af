"""Addresses of things by their kind; none where no page shows such a thing."""

from collections.abc import Callable

from django.urls import NoReverseMatch, reverse

_ROUTES = {
    "party": "parties:party",
    "case": "cases:case",
    "entry": "money:entry",
    "account": "money:account",
    "booking": "bookings:booking",
}


def address_of(kind: str, ref: str) -> str:
    """The address of a thing; "" where there is no page for it."""
    if not ref:
        return ""
    if kind == "register":
        return _or_none(lambda: reverse("registers:register", args=ref.split("/", 1)))
    route = _ROUTES.get(kind)
    return _or_none(lambda: reverse(route, args=[ref])) if route else ""


def _or_none(made: Callable[[], str]) -> str:
    try:
        return made()
    except NoReverseMatch:
        return ""
