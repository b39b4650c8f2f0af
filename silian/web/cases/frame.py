"""What the pages of 办事 share: who asks, local tabs, keys against a second click, chips."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from silian import clock
from silian.domain.kernel.days import day_of, day_start
from silian.domain.parties.offices import Actor, Role
from silian.domain.parties.permissions import Verb
from silian.services.accounts import Forbidden
from silian.web.actor import actor_of_request
from silian.web.layout import may
from silian.web.pages import number_of as number_of

KEY_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
UNPROCESSABLE, CONFLICT = 422, 409
LIMIT_BYTES = settings.SILIAN_UPLOAD_LIMIT_BYTES
OUTSIDE = (Role.AGENT, Role.EXPERT)
_DAY = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}")


def person(request: HttpRequest) -> Actor:
    """Who asks, under which office.

    Raises:
        Forbidden: if nobody is logged in.
    """
    actor = actor_of_request(request)
    if actor.is_anonymous:
        raise Forbidden(reason="parties.not_logged_in")
    return actor


def is_outside(by: Actor) -> bool:
    """Whether somebody acts for an enterprise or as an expert, outside the bureau."""
    return by.office is not None and by.office.role in OUTSIDE


def new_key() -> str:
    """A key for one form: sent twice, the form has its effect once."""
    return "0" + "".join(secrets.choice(KEY_LETTERS) for _place in range(25))


def revision_of(request: HttpRequest) -> int:
    """The revision that the person saw."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx or our own script asks for a part of the page only."""
    return request.headers.get("HX-Request") == "true"


@dataclass(frozen=True, slots=True)
class Tab:
    """A local tab."""

    title: str
    url: str
    is_current: bool


def show(
    request: HttpRequest, template: str, tab: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the section with its tabs; outsiders have their own head."""
    by = person(request)
    frame: dict[str, Any] = {
        "section": "affairs" if not is_outside(by) else "calls" if tab == "calls" else "work",
        "is_outside": is_outside(by),
        "affair_tabs": () if is_outside(by) else _tabs(by, tab),
    }
    return render(request, template, frame | dict(context), status=status)


def _tabs(by: Actor, current: str) -> tuple[Tab, ...]:
    rows = (
        ("cases", _("Cases"), "cases:index", Verb.CASES_READ, "case"),
        ("systems", _("Systems"), "cases:systems", Verb.SYSTEMS_READ, "system"),
        ("calls", _("Calls"), "cases:calls", Verb.CALLS_READ, "call"),
        ("bookings", _("Bookings"), "bookings:index", Verb.BOOKINGS_READ, "booking"),
    )
    at = clock.now()
    return tuple(
        Tab(title, reverse(route), key == current)
        for key, title, route, verb, kind in rows
        if may(by, verb, kind, at)
    )


def attachment(name: str) -> str:
    """The header that sends a file as an attachment under its own name."""
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


@dataclass(frozen=True, slots=True)
class Head:
    """A column head; with ``sort`` it is a link."""

    title: str
    sort: str = ""
    aria: str = ""

    @classmethod
    def of(cls, title: str, key: str, sort: str) -> "Head":
        """A head that sorts by ``key``, or the other way round where it does already."""
        if sort == key:
            return cls(title, f"-{key}", "ascending")
        return cls(title, key, "descending" if sort == f"-{key}" else "")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, and how many it leaves."""

    value: str
    title: str
    count: int
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with its choices; a long one is a list to choose from."""

    name: str
    title: str
    choices: tuple[Choice, ...]

    @property
    def is_long(self) -> bool:
        """Whether there are too many choices for chips."""
        return len(self.choices) > 6

    @property
    def shown(self) -> tuple[Choice, ...]:
        """The choice that is on alone, or all of them."""
        return tuple(one for one in self.choices if one.is_on) or self.choices


def filter_of(
    request: HttpRequest, name: str, title: str, counts: tuple[tuple[str, int], ...],
    words: Callable[[str], str],
) -> Filter:  # fmt: skip
    """A filter from the counts of its values."""
    on = request.GET.get(name, "")
    return Filter(
        name, title,
        tuple(
            Choice(value, words(value), count, _address(request, name, value, on), value == on)
            for value, count in counts
        ),
    )  # fmt: skip


def _address(request: HttpRequest, name: str, value: str, on: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query.pop(name, None)
    if value != on:
        query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def moment_of(text: str, *, ends: bool = False) -> datetime | None:
    """A moment as a form says it: a day (its beginning or end in Beijing) or a day with an hour."""
    text = text.strip().replace("/", "-")
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return day_start(day + timedelta(days=1)) if ends else day_start(day)
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    if at.tzinfo is not None:
        return at
    midnight = day_start(at.date())
    return midnight + timedelta(hours=at.hour, minutes=at.minute)


def local(at: datetime | None) -> str:
    """A moment as a field for local time shows it."""
    if at is None:
        return ""
    day = day_of(at)
    passed = at - day_start(day)
    hours, rest = divmod(passed, timedelta(hours=1))
    return f"{day.isoformat()}T{hours:02d}:{rest // timedelta(minutes=1):02d}"
