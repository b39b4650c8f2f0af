"""When two parties may be made one, and what the one then looks like.

No fact moves: the other party's facts are seen behind the kept one's, so that taking a merge
back restores every view there was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.identifiers import Scheme
from silian.domain.parties.party import Fact, Identifier, PartyKind


class SameParty(SilianError):
    """A party cannot be merged with itself."""

    code = "parties.merge_same"


class KindsDiffer(SilianError):
    """A person and an organization are not one. Values: kept, other."""

    code = "parties.merge_kinds"


class TwoCodes(SilianError):
    """Both hold another credit code in one moment; one of them is to be corrected first.

    Values: kept, other.
    """

    code = "parties.merge_two_codes"
    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party that may be merged, with the facts that stand."""

    id: str
    kind: PartyKind
    facts: tuple[Fact, ...]


def check_merge(kept: Candidate, other: Candidate) -> None:
    """Pass where the two may be made one.

    Raises:
        SameParty, KindsDiffer, TwoCodes: otherwise.
    """
    if kept.id == other.id:
        raise SameParty
    if PartyKind.PERSON in (kept.kind, other.kind) and kept.kind is not other.kind:
        raise KindsDiffer(kept=kept.kind.value, other=other.kind.value)
    for one, code in _credit_codes(kept.facts):
        for facing, opposite in _credit_codes(other.facts):
            if code != opposite and one.term.overlaps(facing.term):
                raise TwoCodes(f"{code} and {opposite}", kept=code, other=opposite)


def family_of(root: str, merges: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The party and all that were merged into it, itself first, each before what it holds.

    ``merges`` are (kept, other) in the order in which they were made.
    """
    held: dict[str, list[str]] = {}
    for kept, other in merges:
        held.setdefault(kept, []).append(other)
    found: list[str] = []
    waiting = [root]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            waiting[:0] = held.get(one, [])
    return tuple(found)


def united(family: Sequence[str], facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts of a family, the kept party's first: in one slot the first one stands."""
    rank = {party: place for place, party in enumerate(family)}
    return tuple(
        sorted(facts, key=lambda fact: (rank[fact.party_id], fact.term.starts_on, fact.id))
    )


def _credit_codes(facts: Iterable[Fact]) -> list[tuple[Fact, str]]:
    return [
        (fact, fact.content.value)
        for fact in facts
        if isinstance(fact.content, Identifier) and fact.content.scheme is Scheme.USCC
    ]
