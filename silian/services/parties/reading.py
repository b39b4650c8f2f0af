"""Parties are looked at: one as of a day, many by page, one by its code."""

import base64
import json
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from silian.adapters import name_search
from silian.domain.parties.identifiers import Scheme, check_code, compact
from silian.domain.parties.offices import Actor, Reach, day_of
from silian.domain.parties.party import PartyKind
from silian.domain.parties.permissions import Verb
from silian.services.parties.access import open_party, own_reach, parties_of, root_of
from silian.services.parties.showing import line_of, view_of
from silian.services.parties.values import (
    PartyLine,
    PartyPage,
    PartyView,
    UnknownChoice,
)
from silian.store.kernel.scoped import ScopedQuerySet
from silian.store.parties.models import Identifier, Party, PartyName

PAGE = 50
COUNTED_TO = 1000
# More parties than this with the words in their names are found by walking the list instead.
MOST_FOUND = 2000
SORTS = {
    "name": ("sort_key", ""),
    "-name": ("sort_key", "-"),
    "created": ("created_at", ""),
    "-created": ("created_at", "-"),
}


def get_party(
    *,
    party_id: str,
    as_of: date | None = None,
    known_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> PartyView:
    """A party as it was on a day; one that was merged is answered with the one it is now.

    Args:
        as_of: the day; by default today.
        known_at: show what was known at that moment; by default all that is known now.

    Raises:
        NotFound: if there is none, or none for this office.
    """
    row = open_party(party_id=party_id, verb=Verb.PARTIES_READ, by=by, at=at)
    root = root_of(row, known_at=known_at)
    return view_of(root, as_of=as_of or day_of(at), known_at=known_at)


def find_by_identifier(
    *, scheme: Scheme, value: str, as_of: date | None = None, by: Actor, at: datetime
) -> PartyView | None:
    """The party that holds a code on a day, or None.

    Raises:
        BadUsccLength, BadUsccCharacter, BadUsccCheck, BadCode: if it is no such code.
    """
    day = as_of or day_of(at)
    code = check_code(scheme, value)
    parties_of(verb=Verb.PARTIES_READ, by=by, at=at)
    rows = Identifier.objects.within(own_reach(by=by, at=at)).filter(
        scheme=scheme, value=code, struck_at=None, starts_on__lte=day
    )
    held = rows.filter(Q(ends_on=None) | Q(ends_on__gt=day)).select_related("party")
    row = held.order_by("id").first()
    return view_of(root_of(row.party), as_of=day) if row else None


def list_parties(
    *,
    kind: str = "",
    district: str = "",
    industry: str = "",
    text: str = "",
    sort: str = "name",
    cursor: str = "",
    size: int = PAGE,
    by: Actor,
    at: datetime,
) -> PartyPage:
    """A page of parties as of today, merged ones left out.

    Time and memory do not grow with the number of parties: a page begins where its cursor says.

    Args:
        district: code of the region where they are registered.
        industry: a letter of GB/T 4754, or a longer code; all below it are found.
        text: a code, or words that all stand in one of the names.
        sort: name, created; ``-`` in front: falling.
        cursor: ``next`` or ``previous`` of another page.

    Raises:
        UnknownChoice: for an unknown kind, sort or cursor.
    """
    rows = parties_of(verb=Verb.PARTIES_READ, by=by, at=at).filter(merged_into=None)
    if kind:
        rows = rows.filter(kind=_kind(kind))
    if district:
        rows = rows.filter(district=district)
    rows = _of_industry(rows, industry.upper())
    if text.strip():
        rows = _with_text(rows, text, own_reach(by=by, at=at))
    if sort not in SORTS:
        raise UnknownChoice(f"sort={sort}", name="sort", value=sort, known=tuple(SORTS))
    count = rows.order_by()[: COUNTED_TO + 1].count()
    lines, before, after = _cut(rows, sort, cursor, max(1, min(size, 500)))
    return PartyPage(
        tuple(line_of(row) for row in lines), after, before, min(count, COUNTED_TO),
        count > COUNTED_TO,
    )  # fmt: skip


def lines_of(ids: Sequence[str], *, by: Actor, at: datetime) -> dict[str, PartyLine]:
    """The lines of parties that are known by id."""
    rows = parties_of(verb=Verb.PARTIES_READ, by=by, at=at).filter(pk__in=ids)
    return {row.id: line_of(row) for row in rows.order_by("id")}


def _kind(kind: str) -> PartyKind:
    try:
        return PartyKind(kind)
    except ValueError:
        known = tuple(one.value for one in PartyKind)
        raise UnknownChoice(f"kind={kind}", name="kind", value=kind, known=known) from None


def _of_industry(rows: ScopedQuerySet[Party], industry: str) -> ScopedQuerySet[Party]:
    if not industry:
        return rows
    if len(industry) == 1:
        return rows.filter(section=industry)
    if len(industry) == 3:
        return rows.filter(division=industry)
    return rows.filter(division=industry[:3], industry__startswith=industry)


def _with_text(rows: ScopedQuerySet[Party], text: str, reach: Reach) -> ScopedQuerySet[Party]:
    """Parties with a code that is the text, or else with its words in a name.

    Rare words are found in the index. Where too many parties have them, the next page of the
    list comes sooner by walking it.
    """
    code = compact(text)
    if code.isascii() and any(letter.isdigit() for letter in code):
        holders = Identifier.objects.within(reach).filter(
            scheme__in=list(Scheme), value=code, struck_at=None
        )
        found = list(holders.order_by("id").values_list("party_id", "party__merged_into")[:100])
        if found:
            return rows.filter(pk__in=[merged or party for party, merged in found])
    ids = name_search.find(text, reach.regions, most=MOST_FOUND)
    if ids is None:
        for word in text.split():
            rows = rows.filter(name__icontains=word)
        return rows
    names = PartyName.objects.within(reach).filter(party__in=ids, struck_at=None)
    for word in text.split():
        names = names.filter(value__icontains=word)
    pairs = names.order_by("id").values_list("party_id", "party__merged_into")
    return rows.filter(pk__in={merged or party for party, merged in pairs})


def _cut(
    rows: ScopedQuerySet[Party], sort: str, cursor: str, size: int
) -> tuple[list[Party], str, str]:
    """The page that a cursor names, and the cursors of the pages before and after."""
    field, sign = SORTS[sort]
    is_back, place = _opened(cursor)
    falling = (sign == "-") is not is_back
    if place is not None:
        step = "lt" if falling else "gt"
        value, party = place
        # One bound on the first column lets the index begin there.
        rows = rows.filter(**{f"{field}__{step}e": value}).filter(
            Q(**{f"{field}__{step}": value}) | Q(**{field: value, f"id__{step}": party})
        )
    order = [f"{'-' if falling else ''}{name}" for name in (field, "id")]
    found = list(rows.order_by(*order)[: size + 1])
    is_more, found = len(found) > size, found[:size]
    if is_back:
        found.reverse()
    has_before = is_more if is_back else place is not None
    has_after = True if is_back else is_more
    before = _sealed("b", field, found[0]) if found and has_before else ""
    after = _sealed("f", field, found[-1]) if found and has_after else ""
    return found, before, after


def _sealed(way: str, field: str, row: Party) -> str:
    value = row.sort_key if field == "sort_key" else row.created_at.isoformat()
    return base64.urlsafe_b64encode(json.dumps([way, value, row.id]).encode()).decode()


def _opened(cursor: str) -> tuple[bool, tuple[str, str] | None]:
    if not cursor:
        return False, None
    try:
        way, value, party = json.loads(base64.urlsafe_b64decode(cursor))
        if way in ("b", "f") and isinstance(value, str) and isinstance(party, str):
            return way == "b", (value, party)
    except ValueError:
        pass
    raise UnknownChoice("cursor", name="cursor", value=cursor, known=())
