"""Which two parties may be one: the ground, what speaks for it, and what against.

Nothing here merges anything. A person looks at a pair and decides.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from silian.domain.parties.identifiers import Scheme
from silian.domain.parties.names import core_of, edits_between
from silian.domain.parties.party import PartyKind

SHORTEST_CORE = 4
_LONG_CORE = 8


class Ground(StrEnum):
    """Why two parties may be one, the strongest first."""

    SAME_IDENTIFIER = "same_identifier"
    SAME_NAME = "same_name"
    SAME_CORE = "same_core"
    NEAR_NAME = "near_name"


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a party is compared. ``names`` are normalized, ``uscc`` is the one of today."""

    id: str
    kind: PartyKind
    identifiers: frozenset[tuple[str, str]]
    names: frozenset[str]
    regions: frozenset[str]
    uscc: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A pair with its ground. ``shared`` is what both have: a code, a name, or a near pair.

    ``against`` names codes of which each party holds another one today; such a pair is rather
    two parties with one name.
    """

    one: str
    other: str
    ground: Ground
    shared: tuple[str, ...]
    edits: int = 0
    against: tuple[str, ...] = ()


def likeness_of(one: Profile, other: Profile) -> Likeness | None:
    """The strongest ground to take two parties for one; None if there is none."""
    if one.id == other.id or (
        PartyKind.PERSON in (one.kind, other.kind) and one.kind != other.kind
    ):
        return None
    differing = (one.uscc, other.uscc) if one.uscc and other.uscc and one.uscc != other.uscc else ()
    codes = sorted(f"{scheme}:{value}" for scheme, value in one.identifiers & other.identifiers)
    if codes:
        shared = tuple(codes)
        return Likeness(one.id, other.id, Ground.SAME_IDENTIFIER, shared, 0, differing)
    names = sorted(one.names & other.names)
    if names and (one.regions & other.regions or not (one.regions and other.regions)):
        return Likeness(one.id, other.id, Ground.SAME_NAME, tuple(names), 0, differing)
    if differing or one.kind is PartyKind.PERSON:
        return None  # two codes and two names are two parties; 张伟 and 张玮 are two persons
    return _near(one, other)


def _near(one: Profile, other: Profile) -> Likeness | None:
    best: Likeness | None = None
    for name in sorted(one.names):
        for opposite in sorted(other.names):
            core, facing = core_of(name), core_of(opposite)
            edits = edits_between(core, facing, _allowed(core, facing))
            if min(len(core), len(facing)) < SHORTEST_CORE or edits > _allowed(core, facing):
                continue
            ground = Ground.NEAR_NAME if edits else Ground.SAME_CORE
            if best is None or edits < best.edits:
                best = Likeness(one.id, other.id, ground, (name, opposite), edits)
    return best


def _allowed(core: str, facing: str) -> int:
    """One slip; two in long names."""
    return 2 if min(len(core), len(facing)) >= _LONG_CORE else 1


def pairs_of(profiles: Iterable[Profile]) -> Iterator[Likeness]:
    """Every likeness between two of the profiles, in their order."""
    listed = list(profiles)
    for place, one in enumerate(listed):
        for other in listed[place + 1 :]:
            if found := likeness_of(one, other):
                yield found


def is_compared(scheme: str) -> bool:
    """Whether one code is a ground: our own numbers are given once and shared by nobody."""
    return scheme != Scheme.INTERNAL_NUMBER
