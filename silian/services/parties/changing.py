"""Parties are taken in and changed: facts are added and struck, never rewritten."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from silian.domain.parties import party as domain
from silian.domain.parties.dates import Term
from silian.domain.parties.identifiers import Scheme
from silian.domain.parties.names import check_name
from silian.domain.parties.offices import Actor, Reach, day_of
from silian.domain.parties.party import (
    Add,
    Change,
    Correct,
    Fact,
    NoSuchFact,
    PartyKind,
    apply,
    change_facts,
    check_kind,
)
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.rights import require
from silian.services.events.appending import append
from silian.services.parties.access import around, family, open_to_change, own_reach
from silian.services.parties.facts import (
    Row,
    check_free,
    checked,
    load,
    row_of,
    said,
    save_rows,
    strike,
)
from silian.services.parties.showing import note_change, show_today, view_of
from silian.services.parties.values import PartyView
from silian.store.parties.models import Numbering, Party

PERSON_PREFIX = "P"


@transaction.atomic
def create_party(
    *,
    kind: PartyKind,
    name: str,
    facts: Sequence[Add] = (),
    term: Term = Term(),  # noqa: B008  # frozen
    is_demo: bool = False,
    by: Actor,
    at: datetime,
) -> PartyView:
    """Take a party in, with its official name and what else is known.

    Args:
        facts: codes, places, industry and so on, each with its term. A person without a number
            of ours among them is given the next one (P001).
        term: when the name holds; by default since nobody knows when.

    Raises:
        BadName, BadUsccLength, BadUsccCharacter, BadUsccCheck, BadCode, BadAttribute,
            BadRegionCode: for what is written wrongly.
        WrongKind: for a fact that a party of this kind cannot have.
        IdentifierTaken: if another party holds a code in that time.
    """
    require(by, Verb.PARTIES_MANAGE, Thing("party", by.region), at)
    reach = own_reach(by=by, at=at)
    row = new_party(kind, by.region, is_demo=is_demo, by=by, at=at)
    wanted = [Add(domain.Name(check_name(name)), term), *facts]
    if kind is PartyKind.PERSON and not _has_number(facts):
        number = next_numbers(by.region, PERSON_PREFIX, 1)[0]
        wanted.append(Add(domain.Identifier(Scheme.INTERNAL_NUMBER, number), term))
    standing: tuple[Fact, ...] = ()
    for add in wanted:
        standing = apply(standing, change_facts(standing, _checked(add, kind, reach)))
    check_free(_codes(standing), (), reach)
    rows = [row_of(fact, row, by=by, at=at) for fact in standing]
    show_today(row, standing, day_of(at))
    row.save(force_insert=True)
    save_rows(rows)
    _note(
        row, "parties.created", {"kind": kind.value, "facts": [said(one) for one in rows]}, by, at
    )
    return view_of(row, as_of=day_of(at))


@transaction.atomic
def change(
    *, party_id: str, revision: int, changes: Sequence[Change], by: Actor, at: datetime
) -> PartyView:
    """Change what is known of a party; all changes or none.

    What is known already changes nothing. ``revision`` is the one that the person saw.

    Raises:
        ChangedMeanwhile: if somebody else changed the party since.
        AlreadyMerged: if it was merged into another one.
        NoSuchFact, EmptyTerm, WrongKind, IdentifierTaken: as the change is not possible.
    """
    row = open_to_change(
        party_id=party_id, revision=revision, verb=Verb.PARTIES_MANAGE, by=by, at=at
    )
    reach = around(row)
    members = family(row)
    facts = load(members, reach)
    struck: list[Fact] = []
    added: list[Row] = []
    for one in changes:
        owner = _owner(one, facts, row.id)
        painted = change_facts(facts[owner], _checked(one, PartyKind(row.kind), reach))
        check_free(_codes(painted.added), members, reach)
        new = [_owned(fact, owner, row, by=by, at=at) for fact in painted.added]
        save = [fact for fact in painted.struck if fact.id]
        strike(save, reach, at=at)
        save_rows(new)
        struck += save
        added += new
        facts[owner] = load([owner], reach)[owner]
    if struck or added:
        note_change(row, by=by, at=at)
        payload = {"struck": [fact.id for fact in struck], "added": [said(one) for one in added]}
        _note(row, "parties.changed", payload, by, at)
    return view_of(row, as_of=day_of(at))


def new_party(
    kind: PartyKind, region: str, *, is_demo: bool = False, by: Actor, at: datetime
) -> Party:
    """A party's row, not saved yet."""
    return Party(
        region=region, kind=kind.value, is_demo=is_demo, created_at=at, changed_at=at,
        changed_by_name=by.name,
    )  # fmt: skip


def next_numbers(region: str, prefix: str, count: int) -> tuple[str, ...]:
    """The next numbers of a region, P001 and so on; given once, whatever becomes of them."""
    reach = Reach((region,), (region,))
    with transaction.atomic():
        rows = Numbering.objects.within(reach).select_for_update(of=("self",))
        row, _ = rows.get_or_create(region=region, prefix=prefix)
        given: list[str] = []
        while len(given) < count:
            row.last += 1
            number = f"{prefix}{row.last:03d}"
            if not Party.objects.within(reach).filter(number=number).exists():
                given.append(number)
        row.save(update_fields=["last"])
    return tuple(given)


def _has_number(facts: Sequence[Add]) -> bool:
    return any(
        isinstance(add.content, domain.Identifier) and add.content.scheme is Scheme.INTERNAL_NUMBER
        for add in facts
    )


def _checked(change: Change, kind: PartyKind, reach: Reach) -> Change:
    """The change with its content as it is kept."""
    if not isinstance(change, Add | Correct):
        return change
    content = checked(change.content)
    check_kind(kind, content)
    if isinstance(content, domain.Affiliation):
        found = Party.objects.within(reach).filter(pk=content.organization_id)
        if not found.exclude(kind=PartyKind.PERSON).exists():
            raise NoSuchFact("no such organization", fact=content.organization_id)
    if isinstance(change, Add):
        return Add(content, change.term)
    return Correct(change.fact_id, content, change.term)


def _owner(change: Change, facts: dict[str, tuple[Fact, ...]], root: str) -> str:
    """Whose facts a change touches: the party's own, or those of one that was merged into it."""
    if isinstance(change, Add):
        return root
    owners = (
        party for party, own in facts.items() if any(fact.id == change.fact_id for fact in own)
    )
    return next(owners, root)


def _owned(fact: Fact, owner: str, row: Party, *, by: Actor, at: datetime) -> Row:
    made = row_of(fact, row, by=by, at=at)
    made.party_id = owner
    return made


def _codes(facts: Sequence[Fact]) -> list[tuple[domain.Identifier, Term]]:
    return [(f.content, f.term) for f in facts if isinstance(f.content, domain.Identifier)]


def _note(row: Party, verb: str, payload: dict[str, object], by: Actor, at: datetime) -> None:
    append(
        stream=f"party:{row.id}", verb=verb, kind="party", object_id=row.id, region=row.region,
        payload=payload, by=by, at=at,
    )  # fmt: skip
