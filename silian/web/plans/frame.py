"""What every page of a version shows around its own content: head, tabs, what may be done."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.domain.parties.offices import Actor
from silian.services.accounts import Forbidden
from silian.services.plans.beside import has_districts
from silian.services.plans.values import VersionView
from silian.web.actor import actor_of_request

KEY_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY_LENGTH = 26
HTTP_CONFLICT = 409
HTTP_UNPROCESSABLE = 422
LIMIT_BYTES = settings.SILIAN_UPLOAD_LIMIT_BYTES


def person(request: HttpRequest) -> Actor:
    """Who asks, under which office.

    Raises:
        Forbidden: if nobody is logged in.
    """
    actor = actor_of_request(request)
    if actor.is_anonymous:
        raise Forbidden(reason="parties.not_logged_in")
    return actor


def new_key() -> str:
    """A key for one form: sent twice, the form has its effect once."""
    return "0" + "".join(secrets.choice(KEY_LETTERS) for _place in range(KEY_LENGTH - 1))


@dataclass(frozen=True, slots=True)
class Tab:
    """One local tab of the head."""

    key: str
    title: str
    url: str
    count: int | None
    is_current: bool


def tabs(version: VersionView, current: str) -> tuple[Tab, ...]:
    """The tabs of a version, with counts where there is something to count."""
    counts = version.counts.by_list
    names = counts.get("entities", 0) + counts.get("glossary", 0)
    rows: tuple[tuple[str, str, int | None], ...] = (
        ("read", _("Read and review"), None),
        ("indicators", _("Indicators"), counts.get("indicators", 0)),
        ("timeline", _("Time line"), None),
        ("tasks", _("Tasks"), counts.get("tasks", 0)),
        ("boxes", _("Boxes"), counts.get("boxes", 0)),
        ("names", _("Names"), names),
        ("check", _("Check"), counts.get("check")),
        ("findings", _("Flags"), counts.get("findings", 0)),
        ("versions", _("Versions"), None),
    )
    if has_districts(version.region):
        rows = (*rows[:-1], ("align", _("Districts"), None), rows[-1])
    return tuple(
        Tab(key, title, reverse(f"plans:{key}", args=[version.id]), count, key == current)
        for key, title, count in rows
    )


def context_of(version: VersionView, current: str, **more: Any) -> dict[str, Any]:
    """The context of a page of ``version``; ``more`` is the page's own part."""
    return {
        "section": "plans",
        "version": version,
        "plan_tabs": tabs(version, current),
        "tab": current,
        **more,
    }


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx (or our own script) asks for a part of the page only."""
    return request.headers.get("HX-Request") == "true"


def fragment(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A part of a page."""
    return render(request, template, context, status=status)


def span_of(text: str) -> tuple[int, int] | None:
    """A span ``120-134`` of an address; ``None`` if it is none."""
    start, _dash, end = text.partition("-")
    if not (start.isdecimal() and end.isdecimal() and len(start) < 10 and len(end) < 10):
        return None
    low, high = int(start), int(end)
    return (low, high) if low < high else None


def number_of(text: str, default: int = 1) -> int:
    """A whole number of an address, or ``default``."""
    return int(text) if text.isdecimal() and len(text) < 10 else default
