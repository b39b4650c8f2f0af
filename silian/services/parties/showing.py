"""What lists show of a party today, kept on its row; and views and lines made from rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from silian.domain.parties import party as domain
from silian.domain.parties.dates import EVER
from silian.domain.parties.identifiers import Scheme
from silian.domain.parties.merging import united
from silian.domain.parties.names import sort_key
from silian.domain.parties.offices import Actor, day_of
from silian.domain.parties.party import Fact, PartyKind, in_force, next_turn
from silian.services.parties.access import around, family
from silian.services.parties.facts import Row, fact_of, load, load_rows
from silian.services.parties.values import FactView, PartyLine, PartyView
from silian.store.parties.models import Party

SHOWN = (
    "name", "sort_key", "uscc", "number", "district", "section", "division", "industry", "turns_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """What a party is called and where it is, by the facts of a day."""

    name: str = ""
    uscc: str = ""
    number: str = ""
    district: str = ""
    industry: str = ""


def shown_by(facts: Iterable[Fact]) -> Shown:
    """What facts that hold on one day say."""
    found: dict[str, str] = {}
    for fact in facts:
        match fact.content:
            case domain.Name(value=value, kind=domain.NameKind.OFFICIAL):
                found["name"] = value
            case domain.Identifier(scheme=Scheme.USCC, value=value):
                found["uscc"] = value
            case domain.Identifier(scheme=Scheme.INTERNAL_NUMBER, value=value):
                found["number"] = value
            case domain.Place(region=region):
                found["district"] = region
            case domain.Industry(code=code):
                found["industry"] = code
            case _:
                pass
    return Shown(**found)


def show_today(row: Party, facts: Sequence[Fact], day: date) -> None:
    """Set the columns that lists use, from the facts; does not save.

    A party whose facts all begin later shows what the first of them will say; one that has
    ended shows what was said last.
    """
    shown = shown_by(in_force(facts, day))
    if not shown.name:
        names = [
            f for f in facts if domain.slot_of(f.content) == ("name", domain.NameKind.OFFICIAL)
        ]
        names.sort(key=lambda fact: (fact.term.starts_on > day, abs(fact.term.starts_on - day)))
        if names:
            shown = shown_by((names[0], *in_force(facts, day)))
    row.name, row.uscc, row.district, row.industry = (
        shown.name, shown.uscc, shown.district, shown.industry,
    )  # fmt: skip
    row.number = shown.number if row.kind == PartyKind.PERSON else ""
    row.sort_key = sort_key(shown.name or shown.number)
    row.section, row.division = shown.industry[:1], shown.industry[:3]
    if len(row.division) < 3:
        row.division = ""
    row.turns_on = next_turn(facts, day)


def note_change(row: Party, *, by: Actor, at: datetime) -> None:
    """Bring the row of a changed party up to date and save it."""
    members = family(row)
    facts = load(members, around(row))
    show_today(row, united(members, (f for m in members for f in facts[m])), day_of(at))
    row.revision += 1
    row.changed_at, row.changed_by_name = at, by.name
    row.save(update_fields=[*SHOWN, "merged_into", "revision", "changed_at", "changed_by_name"])


def line_of(row: Party) -> PartyLine:
    """A row as a line of a list."""
    return PartyLine(
        row.id, PartyKind(row.kind), row.number, row.name, row.uscc, row.region, row.district,
        row.industry, row.is_demo, row.created_at,
    )  # fmt: skip


def view_of(row: Party, *, as_of: date, known_at: datetime | None = None) -> PartyView:
    """A party on a day, as it is known now or was known at a moment."""
    members = family(row, known_at=known_at)
    rows = load_rows(members, around(row), known_at=known_at)
    by_id: dict[str, Row] = {one.id: one for member in members for one in rows[member]}
    facts = united(members, (fact_of(one) for one in by_id.values()))
    standing = in_force(facts, as_of)
    leading = {fact.id for fact in standing}
    shown = shown_by(standing)
    attributes = {
        f.content.name.value: f.content.value
        for f in standing
        if isinstance(f.content, domain.Attribute)
    }
    return PartyView(
        id=row.id, region=row.region, kind=PartyKind(row.kind), number=shown.number,
        name=shown.name, as_of=as_of, district=shown.district, uscc=shown.uscc,
        industry=shown.industry, attributes=attributes,
        facts=tuple(_fact_view(fact, by_id[fact.id], fact.id in leading) for fact in facts),
        merged=members[1:], revision=row.revision, is_demo=row.is_demo, created_at=row.created_at,
        changed_at=row.changed_at, changed_by=row.changed_by_name,
    )  # fmt: skip


def _fact_view(fact: Fact, row: Row, is_leading: bool) -> FactView:  # noqa: FBT001  # private
    since = None if fact.term.starts_on == EVER else fact.term.starts_on
    return FactView(
        fact.id, fact.content, since, fact.term.ends_on, is_leading, fact.source, fact.party_id,
        row.noted_at, row.noted_by_name,
    )  # fmt: skip
