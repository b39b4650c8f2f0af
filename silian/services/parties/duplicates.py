"""Parties that may be one are looked for, portion by portion; nothing is merged here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from silian.domain.parties.duplicates import Likeness, Profile, is_compared, likeness_of, pairs_of
from silian.domain.parties.identifiers import Scheme
from silian.domain.parties.names import blocks_of, core_of
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.party import PartyKind
from silian.domain.parties.permissions import Verb
from silian.services.parties.access import open_party, own_reach, parties_of, root_of
from silian.services.parties.showing import line_of
from silian.services.parties.values import Pair, Pairs, UnknownChoice
from silian.store.kernel.scoped import ScopedQuerySet
from silian.store.parties.models import Identifier, Party, PartyName, Place

GROUPS = 50
"""Groups of like parties that one portion looks at."""
MOST_PORTIONS = 20
"""Portions without a pair that are passed over in one go."""
LARGEST_GROUP = 60
"""Parties with one beginning or end of their names that are still compared pair by pair."""
_SCHEMES = tuple(scheme.value for scheme in Scheme if is_compared(scheme))
_STEPS = (*_SCHEMES, "normal", "core", "opening", "ending")


@dataclass(frozen=True, slots=True)
class _Groups:
    """Groups of party ids, where the next portion begins, and what was too large."""

    members: tuple[tuple[str, ...], ...]
    next: str
    crowded: tuple[str, ...]


def find_duplicates(*, cursor: str = "", by: Actor, at: datetime) -> Pairs:
    """Pairs of parties of the own region that may be one, a portion at a time.

    First those that share a code, then a name, then a name's core, then those whose names are
    one slip apart. A pair may come again on a weaker ground under another key.

    Args:
        cursor: ``next`` of the portion before; "" begins.
    """
    parties_of(verb=Verb.PARTIES_READ, by=by, at=at)
    reach = own_reach(by=by, at=at)
    step, after = _opened(cursor)
    groups = _groups(reach, step, after)
    found: dict[tuple[str, str], Likeness] = {}
    profiles = _profiles({one for group in groups.members for one in group}, reach)
    for group in groups.members:
        known = [profiles[one] for one in group if one in profiles]
        for like in pairs_of(_distinct(known)):
            found.setdefault((like.one, like.other), like)
    return Pairs(_pairs(found.values(), reach), groups.next, groups.crowded)


def find_next_duplicates(*, cursor: str = "", by: Actor, at: datetime) -> Pairs:
    """The next portion in which there is a pair, or the last that was looked at.

    A person who pages should not have to page through portions without any.
    """
    found = find_duplicates(cursor=cursor, by=by, at=at)
    crowded = list(found.crowded)
    for _ in range(MOST_PORTIONS):
        if found.pairs or not found.next:
            break
        found = find_duplicates(cursor=found.next, by=by, at=at)
        crowded += found.crowded
    return Pairs(found.pairs, found.next, tuple(crowded))


def find_duplicates_of(*, party_id: str, by: Actor, at: datetime) -> Pairs:
    """Parties that may be the same as this one, the strongest ground first."""
    row = root_of(open_party(party_id=party_id, verb=Verb.PARTIES_READ, by=by, at=at))
    reach = own_reach(by=by, at=at)
    own = _profiles({row.id}, reach).get(row.id)
    if own is None:
        return Pairs((), "")
    near, crowded = _near(own, reach)
    others = [one for one in _profiles(near, reach).values() if one.id != own.id]
    found = [like for other in _distinct(others) if (like := likeness_of(own, other))]
    found.sort(key=lambda like: (_rank(like), like.other))
    return Pairs(_pairs(found, reach), "", crowded)


def _near(own: Profile, reach: Reach) -> tuple[set[str], tuple[str, ...]]:
    """Parties that share a code, a name, or a beginning or end of one."""
    found: set[str] = set()
    crowded: list[str] = []
    for scheme, value in sorted(own.identifiers):
        rows = Identifier.objects.within(reach).filter(scheme=scheme, value=value, struck_at=None)
        found.update(rows.order_by("id").values_list("party_id", flat=True)[:LARGEST_GROUP])
    names = PartyName.objects.within(reach).filter(struck_at=None)
    for name in sorted(own.names):
        core = core_of(name)
        opening, ending = blocks_of(core)
        for keys in ({"normal": name}, {"core": core}, {"opening": opening}, {"ending": ending}):
            called = names.filter(**keys).order_by("id").values_list("party_id", flat=True)
            ids = list(called[: LARGEST_GROUP * 10 + 1])
            if len(ids) > LARGEST_GROUP * 10:
                crowded.extend(keys.values())
            found.update(ids)
    return found, tuple(crowded)


def _opened(cursor: str) -> tuple[int, str]:
    step, _, after = cursor.partition(":")
    if not cursor:
        return 0, ""
    if step not in _STEPS:
        raise UnknownChoice("cursor", name="cursor", value=cursor, known=_STEPS)
    return _STEPS.index(step), after


def _groups(reach: Reach, step: int, after: str) -> _Groups:
    """The next groups of parties that share a key, by the key."""
    name = field = _STEPS[step]
    rows: ScopedQuerySet[Identifier] | ScopedQuerySet[PartyName]
    if name in _SCHEMES:
        field = "value"
        rows = Identifier.objects.within(reach).filter(scheme=name, struck_at=None)
    else:
        rows = PartyName.objects.within(reach).filter(struck_at=None)
        if field in ("core", "opening", "ending"):
            rows = rows.exclude(party__kind=PartyKind.PERSON)
    keys = (
        rows.filter(**{f"{field}__gt": after}).order_by(field).values(field)
        .annotate(parties=Count("party", distinct=True), last=Max("party")).filter(parties__gt=1)
    )[:GROUPS]  # fmt: skip
    listed = list(keys)
    small = [row[field] for row in listed if row["parties"] <= LARGEST_GROUP]
    crowded = tuple(row[field] for row in listed if row["parties"] > LARGEST_GROUP)
    members: dict[str, list[str]] = {key: [] for key in small}
    pairs = rows.filter(**{f"{field}__in": small}).order_by("party_id")
    for key, party in pairs.values_list(field, "party_id").distinct():
        members[key].append(party)
    return _Groups(
        tuple(tuple(group) for group in members.values()), _next(step, listed, field), crowded
    )


def _next(step: int, listed: Sequence[dict[str, str]], field: str) -> str:
    if len(listed) == GROUPS:
        return f"{_STEPS[step]}:{listed[-1][field]}"
    return f"{_STEPS[step + 1]}:" if step + 1 < len(_STEPS) else ""


def _profiles(ids: Iterable[str], reach: Reach) -> dict[str, Profile]:
    """What is compared of parties; one that was merged is known by the party it is now."""
    rows = Party.objects.within(reach).filter(pk__in=set(ids)).order_by("id")
    roots = {row.id: root_of(row) for row in rows}
    codes, names, places = _facts(roots, reach)
    together: dict[str, list[str]] = {}
    for party, root in roots.items():
        together.setdefault(root.id, []).append(party)
    made: dict[str, Profile] = {}
    for parties in together.values():
        root = roots[parties[0]]
        profile = Profile(
            id=root.id,
            kind=PartyKind(root.kind),
            identifiers=frozenset(one for party in parties for one in codes.get(party, ())),
            names=frozenset(one for party in parties for one in names.get(party, ())),
            regions=frozenset(one for party in parties for one in places.get(party, ())),
            uscc=root.uscc,
        )
        made.update(dict.fromkeys(parties, profile))
    return made


def _facts(
    ids: Iterable[str], reach: Reach
) -> tuple[dict[str, set[tuple[str, str]]], dict[str, set[str]], dict[str, set[str]]]:
    wanted = {"party__in": list(ids), "struck_at": None}
    codes: dict[str, set[tuple[str, str]]] = {}
    names: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    held = Identifier.objects.within(reach).filter(**wanted).order_by("id")
    for party, scheme, value in held.values_list("party_id", "scheme", "value"):
        if is_compared(scheme):
            codes.setdefault(party, set()).add((scheme, value))
    called = PartyName.objects.within(reach).filter(**wanted, kind="official").order_by("id")
    for party, name in called.values_list("party_id", "normal"):
        names.setdefault(party, set()).add(name)
    stood = Place.objects.within(reach).filter(**wanted).order_by("id")
    for party, district in stood.values_list("party_id", "district"):
        places.setdefault(party, set()).add(district)
    return codes, names, places


def _distinct(profiles: Iterable[Profile]) -> Iterator[Profile]:
    """Each party once."""
    seen: set[str] = set()
    for profile in profiles:
        if profile.id not in seen:
            seen.add(profile.id)
            yield profile


def _pairs(found: Iterable[Likeness], reach: Reach) -> tuple[Pair, ...]:
    likes = list(found)
    ids = {party for like in likes for party in (like.one, like.other)}
    rows = Party.objects.within(reach).filter(pk__in=ids)
    lines = {row.id: line_of(row) for row in rows.order_by("id")}
    return tuple(Pair(lines[like.one], lines[like.other], like) for like in likes)


def _rank(like: Likeness) -> int:
    return list(type(like.ground)).index(like.ground) * 10 + like.edits
