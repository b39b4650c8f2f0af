"""Parties (主体): what is known of them, from which day until which, and how that changes.

What is known is a set of facts. A fact is never rewritten: it is struck, and others are added.
Most facts stand in a slot that one of them holds at a time, such as the official name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.dates import Term, check_term
from silian.domain.parties.identifiers import Scheme


class PartyKind(StrEnum):
    """What a party is. Consortia, bodies and teams are no persons and hold no post."""

    PERSON = "person"
    ORGANIZATION = "organization"
    CONSORTIUM = "consortium"
    BODY = "body"
    TEAM = "team"


class NameKind(StrEnum):
    """Which name it is. A party has one official name at a time, and any number of short ones."""

    OFFICIAL = "official"
    SHORT = "short"
    ENGLISH = "english"


class AttributeName(StrEnum):
    """Single words that are known of an organization."""

    FOUNDED_ON = "founded_on"
    NATURE = "nature"
    REGISTRATION_TYPE = "registration_type"
    SIZE = "size"


class Nature(StrEnum):
    """What an organization is in law (机构类别), after GB 32100."""

    GOVERNMENT = "government"
    PUBLIC_INSTITUTION = "public_institution"
    SOCIAL_GROUP = "social_group"
    PRIVATE_NONPROFIT = "private_nonprofit"
    FOUNDATION = "foundation"
    ENTERPRISE = "enterprise"
    INDIVIDUAL_BUSINESS = "individual_business"
    FARMER_COOPERATIVE = "farmer_cooperative"
    OTHER = "other"


class RegistrationType(StrEnum):
    """Whose capital an enterprise is registered with (登记注册类型)."""

    DOMESTIC = "domestic"
    HMT = "hmt"
    FOREIGN = "foreign"


class Size(StrEnum):
    """How large an enterprise is (企业规模)."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


class WrongKind(SilianError):
    """A party of this kind cannot hold such a fact. Values: party_kind, fact."""

    code = "parties.wrong_kind"


class NoSuchFact(SilianError):
    """The party has no such fact, or it was struck before. Values: fact."""

    code = "parties.no_such_fact"
    kind = Kind.NOT_FOUND


@dataclass(frozen=True, slots=True)
class Name:
    """A name (名称)."""

    value: str
    kind: NameKind = NameKind.OFFICIAL


@dataclass(frozen=True, slots=True)
class Identifier:
    """A code (代码) under which others know the party."""

    scheme: Scheme
    value: str


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A person's place in an organization (任职), by the organization's id."""

    organization_id: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the party is registered (注册地). The point is in CGCS2000 degrees, or absent."""

    region: str
    address: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Industry:
    """The industry (行业) by GB/T 4754: a letter, then none, two, three or four digits."""

    code: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """A single word that is known; a day is written 2026-03-01."""

    name: AttributeName
    value: str


Content = Name | Identifier | Affiliation | Place | Industry | Attribute
Slot = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of a party, for a term. ``id`` is "" for one that is not stored yet."""

    content: Content
    term: Term = Term()  # noqa: RUF009  # frozen
    id: str = ""
    source: str = ""
    party_id: str = ""


@dataclass(frozen=True, slots=True)
class Painted:
    """What a change strikes and adds; nothing, where all was known already."""

    struck: tuple[Fact, ...] = ()
    added: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Add:
    """From a day on, or for a term, this holds; what stood in its slot gives way for that time.

    A term that is open ends where something that is known already begins later in the slot.
    """

    content: Content
    term: Term


@dataclass(frozen=True, slots=True)
class End:
    """A fact holds no longer from that day on."""

    fact_id: str
    ends_on: date


@dataclass(frozen=True, slots=True)
class Correct:
    """A fact was never so: something else holds in its place. Without a term, in its term."""

    fact_id: str
    content: Content
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A fact was never so, and nothing is known in its place."""

    fact_id: str


Change = Add | End | Correct | Withdraw


def slot_of(content: Content) -> Slot:
    """The slot that the content holds alone at a time."""
    match content:
        case Name(kind=NameKind.SHORT):
            return ("name", content.kind, content.value)
        case Name():
            return ("name", content.kind)
        case Identifier():
            return ("identifier", content.scheme)
        case Affiliation():
            return ("affiliation", content.organization_id, content.role)
        case Place():
            return ("place",)
        case Industry():
            return ("industry",)
        case Attribute():
            return ("attribute", content.name)


def in_force(facts: Iterable[Fact], day: date) -> tuple[Fact, ...]:
    """The facts that hold on a day, one for each slot.

    Where several do, as after a merge, the first one stands: give the kept party's facts first.
    """
    found: dict[Slot, Fact] = {}
    for fact in facts:
        if fact.term.holds_on(day):
            found.setdefault(slot_of(fact.content), fact)
    return tuple(found.values())


def next_turn(facts: Iterable[Fact], day: date) -> date | None:
    """The next day after ``day`` on which some fact begins or ends; None if there is none."""
    days = (turn for f in facts for turn in (f.term.starts_on, f.term.ends_on))
    return min((turn for turn in days if turn is not None and turn > day), default=None)


def check_kind(kind: PartyKind, content: Content) -> None:
    """Pass where a party of the kind may have such a fact.

    Raises:
        WrongKind: where an affiliation is no person's, or an industry or a credit code is one's.
    """
    is_person = kind is PartyKind.PERSON
    if isinstance(content, Affiliation) is is_person or isinstance(content, Name):
        return
    is_number = isinstance(content, Identifier) and content.scheme is Scheme.INTERNAL_NUMBER
    if isinstance(content, Affiliation) or (is_person and not is_number):
        fact = type(content).__name__.lower()
        raise WrongKind(f"a {kind} has no {fact}", party_kind=kind.value, fact=fact)


def change_facts(facts: Sequence[Fact], change: Change) -> Painted:
    """What a change strikes and adds, given the facts that stand now.

    Raises:
        NoSuchFact: if it names a fact that does not stand.
        EmptyTerm: if it ends before it starts.
    """
    if isinstance(change, Add):
        return _paint(facts, Fact(change.content, check_term(change.term)))
    old = next((fact for fact in facts if fact.id == change.fact_id), None)
    if old is None:
        raise NoSuchFact(f"no fact {change.fact_id}", fact=change.fact_id)
    match change:
        case Withdraw():
            return Painted((old,))
        case End():
            term = check_term(Term(old.term.starts_on, change.ends_on))
            return Painted((old,), (_anew(old, term),))
        case Correct():
            rest = [fact for fact in facts if fact.id != old.id]
            new = Fact(change.content, check_term(change.term or old.term))
            painted = _paint(rest, new)
            return Painted((old, *painted.struck), painted.added)


def apply(facts: Sequence[Fact], painted: Painted) -> tuple[Fact, ...]:
    """The facts that stand after a change."""
    gone = {id(fact) for fact in painted.struck}
    return (*(fact for fact in facts if id(fact) not in gone), *painted.added)


def _paint(facts: Sequence[Fact], new: Fact) -> Painted:
    slot = slot_of(new.content)
    beside = [fact for fact in facts if slot_of(fact.content) == slot]
    term = _until_the_next(new.term, beside)
    if any(fact.content == new.content and fact.term.covers(term) for fact in beside):
        return Painted()
    struck = [fact for fact in beside if fact.term.overlaps(term)]
    for fact in struck:
        if fact.content == new.content:
            term = term.joined(fact.term)
    left = [
        _anew(fact, rest)
        for fact in struck
        if fact.content != new.content
        for rest in fact.term.without(term)
    ]
    return Painted(tuple(struck), (*left, replace(new, term=term)))


def _until_the_next(term: Term, beside: Iterable[Fact]) -> Term:
    if term.ends_on is not None:
        return term
    later = (f.term.starts_on for f in beside if f.term.starts_on > term.starts_on)
    return Term(term.starts_on, min(later, default=None))


def _anew(fact: Fact, term: Term) -> Fact:
    """The same for another term, not stored yet; its source stays."""
    return replace(fact, term=term, id="", party_id="")
