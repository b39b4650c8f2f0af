"""What stands around every page: sections, person, offices, language, settings of the browser."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from silian import clock, labels
from silian.domain.parties.offices import ANONYMOUS, Actor, Role
from silian.domain.parties.permissions import Thing, Verb, can
from silian.services import accounts

BOTTOM = 4
THEMES = {"auto": _lazy("As the system"), "light": _lazy("Light"), "dark": _lazy("Dark")}
ROWS = {"normal", "compact", "roomy"}
KEYS = {"on", "off"}


@dataclass(frozen=True, slots=True)
class Section:
    """One of the nine words; it shows when the office may do one of its verbs."""

    key: str
    word: str | Promise
    route: str
    icon: str
    key_letter: str
    verbs: tuple[tuple[Verb, str], ...]


# The other words of the nine come with their first page.
SECTIONS = (
    Section(
        "work",
        _lazy("My work"),
        "work:home",
        "inbox",
        "w",
        tuple((verb, verb.value.split(".")[0]) for verb in Verb),
    ),
    Section("plans", _lazy("Plans"), "plans:index", "plan", "p", ((Verb.PLANS_READ, "plan"),)),
    Section("affairs", _lazy("Affairs"), "cases:index", "task", "c", ((Verb.CASES_READ, "case"),)),
    Section(
        "parties",
        _lazy("Enterprises"),
        "registers:index",
        "firm",
        "e",
        ((Verb.REGISTERS_READ, "register"), (Verb.PARTIES_READ, "party")),
    ),
    Section("money", _lazy("Money"), "money:index", "book", "f", ((Verb.LEDGER_READ, "account"),)),
    Section(
        "manage",
        _lazy("Manage"),
        "manage:index",
        "manage",
        "a",
        (
            (Verb.ACCOUNTS_READ, "account"),
            (Verb.EVENTS_READ, "event"),
            (Verb.JOBS_READ, "job"),
            (Verb.SYSTEMS_READ, "system"),
        ),
    ),
)

# Whoever acts for an enterprise or reviews has a portal of an own, without the bureau's sections.
PORTALS = {
    Role.AGENT: (
        Section("work", _lazy("My affairs"), "work:home", "inbox", "w", ()),
        Section("calls", _lazy("Calls"), "cases:calls", "task", "c", ()),
    ),
    Role.EXPERT: (Section("work", _lazy("My reviews"), "work:home", "inbox", "w", ()),),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A section that this office may open."""

    key: str
    word: str
    url: str
    icon: str
    key_letter: str
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class OfficeChoice:
    """An office that the person may act under."""

    id: str
    body: str
    role: str
    ends_on: date | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the screen."""

    code: str
    tag: str
    name: str


CHINESE = Language("zh-hans", "zh-Hans", "简体中文")
ENGLISH = Language("en", "en", "English")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a setting and its word."""

    value: str
    word: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that the base template shows beside the page itself."""

    sections: tuple[Entry, ...]
    bottom: tuple[Entry, ...]
    under_more: tuple[Entry, ...]
    offices: tuple[OfficeChoice, ...]
    is_known: bool
    name: str
    body: str
    role: str
    home: str
    may_search: bool
    may_read_plans: bool
    is_demo: bool
    version: str
    theme: str
    keys: str
    rows: str
    themes: tuple[Choice, ...]
    other_language: Language
    printed_at: datetime


def layout(request: HttpRequest) -> dict[str, Any]:
    """Give templates the value ``layout``; it is made only where one asks for it.

    ``Any`` because Django types the values of a context so.
    """
    return {"layout": SimpleLazyObject(_maker(request))}


def _maker(request: HttpRequest) -> Callable[[], Layout]:
    return lambda: make_layout(request)


def may(actor: Actor, verb: Verb, kind: str, at: datetime) -> bool:
    """Whether an office may do a verb at all in its own region, for menus and buttons."""
    return bool(can(actor, verb, Thing(kind), at))


def make_layout(request: HttpRequest) -> Layout:
    """Gather what the base template needs for this request."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    at = clock.now()
    entries = tuple(_entries(actor, at))
    office = actor.office
    return Layout(
        sections=entries,
        bottom=entries[:BOTTOM],
        under_more=entries[BOTTOM:],
        offices=_offices(actor, at),
        is_known=not actor.is_anonymous,
        name=actor.name,
        body=office.body_name if office else _("No office"),
        role=labels.label(f"role.{office.role}") if office else _("a person without office"),
        home=reverse("work:home"),
        may_search=bool(entries) and not is_portal(actor),
        may_read_plans=may(actor, Verb.PLANS_READ, "plan", at),
        is_demo=settings.SILIAN_DEMO,
        version=version("silian"),
        theme=_cookie(request, "theme", THEMES.keys(), "auto"),
        keys=_cookie(request, "keys", KEYS, "on"),
        rows=_cookie(request, "rows", ROWS, "normal"),
        themes=tuple(Choice(value, str(word)) for value, word in THEMES.items()),
        other_language=CHINESE if (get_language() or "").startswith("en") else ENGLISH,
        printed_at=at,
    )


def is_portal(actor: Actor) -> bool:
    """Whether the office stands outside the bureau and has a portal of its own."""
    return actor.office is not None and actor.office.role in PORTALS


def _cookie(request: HttpRequest, name: str, known: Iterable[str], usual: str) -> str:
    value = request.COOKIES.get(f"silian_{name}", usual)
    return value if value in known else usual


def _entries(actor: Actor, at: datetime) -> Iterable[Entry]:
    portal = PORTALS.get(actor.office.role) if actor.office else None
    for section in SECTIONS if portal is None else portal:
        if portal or any(may(actor, verb, kind, at) for verb, kind in section.verbs):
            yield Entry(
                section.key,
                str(section.word),
                reverse(section.route),
                section.icon,
                section.key_letter,
            )


def _offices(actor: Actor, at: datetime) -> tuple[OfficeChoice, ...]:
    if actor.user_id is None:
        return ()
    current = actor.office.id if actor.office else ""
    return tuple(
        OfficeChoice(
            office.id,
            office.body_name,
            labels.label(f"role.{office.role}"),
            office.ends_on,
            office.id == current,
        )
        for office in accounts.offices_of(user_id=actor.user_id, at=at)
    )
