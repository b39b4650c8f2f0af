"""A party's file (一企一档): sections as of a day, each made by the subject that knows it.

A subject adds its section with ``section``: a function of the file's party that gives lines. It
is asked when a file is opened, in the order of ``place``; nothing of a file is stored.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from silian.domain.parties import party as domain
from silian.domain.parties.offices import Actor, Reach, day_of
from silian.domain.parties.party import PartyKind
from silian.domain.parties.permissions import Verb
from silian.services.events.appending import append
from silian.services.parties.access import around, family, open_party, root_of
from silian.services.parties.showing import view_of
from silian.services.parties.values import (
    FactView,
    FileLine,
    FileSection,
    PartyFile,
    PartyView,
    PurposeNeeded,
)
from silian.store.parties.models import Affiliation


@dataclass(frozen=True, slots=True)
class Opened:
    """The party of a file: ``ids`` are its own id and those of all that were merged into it."""

    party: PartyView
    ids: tuple[str, ...]
    as_of: date
    reach: Reach
    by: Actor
    at: datetime


Maker = Callable[[Opened], Iterable[FileLine]]
_SECTIONS: dict[str, tuple[int, Maker]] = {}


def section(code: str, *, place: int) -> Callable[[Maker], Maker]:
    """Register the maker of a section; ``code`` has its words in ``silian.labels``."""

    def register(maker: Maker) -> Maker:
        _SECTIONS[code] = (place, maker)
        return maker

    return register


def section_codes() -> tuple[str, ...]:
    """The sections that a file may have, in their order."""
    from silian.services import party_sections  # noqa: F401  # registers those of other subjects

    return tuple(sorted(_SECTIONS, key=lambda code: (_SECTIONS[code][0], code)))


def party_file(
    *, party_id: str, as_of: date | None = None, purpose: str = "", by: Actor, at: datetime
) -> PartyFile:
    """All that refers to a party as of a day. Sections without a line are left out.

    Opening a person's file is an event with its purpose.

    Raises:
        NotFound: if there is no such party, or none for this office.
        PurposeNeeded: for a person, without a purpose.
    """
    row = root_of(open_party(party_id=party_id, verb=Verb.PARTIES_READ, by=by, at=at))
    day = as_of or day_of(at)
    if row.kind == PartyKind.PERSON:
        if not purpose.strip():
            raise PurposeNeeded
        append(
            stream=f"party:{row.id}", verb="parties.opened_file", kind="party", object_id=row.id,
            region=row.region, payload={"purpose": purpose.strip()[:200], "as_of": day}, by=by,
            at=at,
        )  # fmt: skip
    opened = Opened(view_of(row, as_of=day), family(row), day, around(row), by, at)
    made = ((code, tuple(_SECTIONS[code][1](opened))) for code in section_codes())
    sections = tuple(FileSection(code, lines) for code, lines in made if lines)
    return PartyFile(opened.party, day, at, sections)


def _line(fact: FactView, code: str, value: str, link: str = "") -> FileLine:
    kind = "party" if link else ""
    return FileLine(code, value, fact.since, fact.until, fact.source, link, kind)


@section("party_file.basics", place=10)
def _basics(opened: Opened) -> Iterable[FileLine]:
    """Name, codes, place, industry and single words of the day."""
    for fact in opened.party.leading:
        match fact.content:
            case domain.Name(value=value, kind=kind):
                yield _line(fact, f"name_kind.{kind}", value)
            case domain.Identifier(scheme=scheme, value=value):
                yield _line(fact, f"scheme.{scheme}", value)
            case domain.Place(region=region, address=address):
                yield _line(fact, "party_fact.place", f"{region} {address}".strip())
            case domain.Industry(code=code):
                yield _line(fact, "party_fact.industry", code)
            case domain.Attribute(name=name, value=value):
                yield _line(fact, f"attribute.{name}", value)
            case _:
                pass


@section("party_file.affiliations", place=20)
def _affiliations(opened: Opened) -> Iterable[FileLine]:
    """A person's posts, or an organization's people, on the day."""
    for fact in opened.party.leading:
        if isinstance(fact.content, domain.Affiliation):
            link = fact.content.organization_id
            yield _line(fact, "party_fact.affiliation", fact.content.role, link)
    rows = Affiliation.objects.within(opened.reach).filter(
        organization__in=opened.ids, struck_at=None, starts_on__lte=opened.as_of
    )
    for row in rows.exclude(ends_on__lte=opened.as_of).select_related("party").order_by("id"):
        yield FileLine(
            "party_fact.member", f"{row.party.number} {row.role}".strip(), row.since, row.ends_on,
            row.source, row.party_id, "party",
        )  # fmt: skip


@section("party_file.history", place=90)
def _history(opened: Opened) -> Iterable[FileLine]:
    """What was so before the day and is so no more: former names, places and codes."""
    for fact in opened.party.facts:
        if fact.is_leading or fact.until is None or fact.until > opened.as_of:
            continue
        match fact.content:
            case domain.Name(value=value):
                yield _line(fact, "party_fact.former_name", value)
            case domain.Place(region=region, address=address):
                yield _line(fact, "party_fact.former_place", f"{region} {address}".strip())
            case domain.Identifier(scheme=scheme, value=value):
                yield _line(fact, f"scheme.{scheme}", value)
            case domain.Affiliation(organization_id=organization, role=role):
                yield _line(fact, "party_fact.affiliation", role, organization)
            case _:
                pass
