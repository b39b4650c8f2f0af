"""The local tabs of 管理: those that the office may open."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.web.layout import may


@dataclass(frozen=True, slots=True)
class Tab:
    """One local tab."""

    key: str
    word: str | Promise
    url: str
    is_current: bool


_TABS: tuple[tuple[str, str | Promise, str, Verb, str], ...] = (
    ("people", _("People and offices"), "manage:people", Verb.ACCOUNTS_READ, "person"),
    ("bodies", _("Bodies"), "manage:bodies", Verb.ACCOUNTS_READ, "body"),
    ("systems", _("List of systems"), "systems:index", Verb.SYSTEMS_READ, "system"),
    ("log", _("Log"), "events:list", Verb.EVENTS_READ, "event"),
    ("jobs", _("Background jobs"), "jobs:list", Verb.JOBS_READ, "job"),
)


def tabs_of(actor: Actor, at: datetime, current: str = "") -> tuple[Tab, ...]:
    """The tabs that this office may open, in their fixed order."""
    return tuple(
        Tab(key, word, reverse(route), key == current)
        for key, word, route, verb, kind in _TABS
        if may(actor, verb, kind, at)
    )
