"""The systems in force as a list, and one of them, for those who may look at systems."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.domain.systems.manifest import Kind, Manifest, Words
from silian.services.accounts import require
from silian.services.calls.access import visible_cases
from silian.services.systems.registry import get_system, systems


@dataclass(frozen=True, slots=True)
class SystemLine:
    """A system as a list shows it, with its cases: all that are seen, and those in work."""

    id: str
    kind: Kind
    section: str
    title: Words
    about: Words
    version: int
    cases: int
    open_cases: int

    @property
    def group(self) -> str:
        """The first part of the id."""
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        """The second part of the id."""
        return self.id.partition("/")[2]


def list_systems(*, by: Actor, at: datetime) -> tuple[SystemLine, ...]:
    """All systems in force, by section and id, with how many cases the person sees of each."""
    require(by, Verb.SYSTEMS_READ, Thing("system"), at)
    cases = visible_cases(by, at).order_by("system").values_list("system")
    counts = dict(cases.annotate(Count("id")))
    in_work = dict(visible_cases(by, at).filter(closed_at=None).order_by("system")
                   .values_list("system").annotate(Count("id")))  # fmt: skip
    lines = (
        SystemLine(
            one.id, one.kind, one.section, one.title, one.about, one.version,
            counts.get(one.id, 0), in_work.get(one.id, 0),
        )
        for one in systems().systems.values()
    )  # fmt: skip
    return tuple(sorted(lines, key=lambda one: (one.section, one.id)))


def get_for_reading(*, system: str, by: Actor, at: datetime) -> Manifest:
    """The manifest in force, for somebody who may look at systems.

    Raises:
        UnknownSystem: if there is none.
    """
    require(by, Verb.SYSTEMS_READ, Thing("system"), at)
    return get_system(system)
