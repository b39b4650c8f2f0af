"""What is held already about the party of a case, so that a form shows it and never asks.

A source that cannot be read yet gives nothing: the field is unknown, not missing.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from silian.domain.kernel.days import day_of
from silian.domain.kernel.events import canonical
from silian.domain.parties.offices import Reach
from silian.domain.systems.fields import Field, FieldSet
from silian.store.calls.models import Case
from silian.store.parties.models import Attribute, Party

FOUNDED_ON = "founded_on"
ACCEPTANCE = ("measures", "tester", "acceptance_test")


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to read from: the party's shown facts, the case and its call."""

    row: Case
    party: Party | None
    founded_on: date | None


def held_values(fields: FieldSet, row: Case, at: datetime) -> dict[str, Any]:
    """The held fields of a case that can be filled, as a record holds them."""
    wanted = [one for one in fields.held if not one.source.startswith("derive:")]
    if not wanted:
        return {}
    facts = _facts(row, day_of(at))
    found = {one.id: _read(one, facts) for one in wanted}
    return {name: value for name, value in found.items() if value not in (None, "")}


def _facts(row: Case, day: date) -> Facts:
    party = None
    if row.party:
        party = Party.objects.within(Reach((row.region,))).filter(pk=row.party).first()
    founded = None
    if party is not None:
        rows = Attribute.objects.within(Reach((row.region,))).filter(
            party=party, name=FOUNDED_ON, struck_at=None, starts_on__lte=day
        )
        said = rows.order_by("-starts_on", "-id").values_list("value", flat=True).first()
        founded = date.fromisoformat(said) if said else None
    return Facts(row, party, founded)


def _read(one: Field, facts: Facts) -> object:
    head, _, rest = one.source.partition(":")
    reader = _READERS.get((head.strip(), rest.strip().split(" ")[0]))
    if reader is not None:
        return reader(facts)
    if head.strip() == "call" and facts.row.call_id and facts.row.call:
        terms: Mapping[str, Any] = facts.row.call.terms
        return terms.get(rest.strip().split(" ")[0])
    return None


def _org(facts: Facts) -> object:
    return f"org:{facts.party.uscc}" if facts.party is not None and facts.party.uscc else None


def _test_hash(facts: Facts) -> object:
    """The fingerprint of the terms that say how acceptance is tested; fixed when the call opens."""
    call = facts.row.call if facts.row.call_id else None
    terms = call.terms if call else {}
    tests = {name: terms[name] for name in ACCEPTANCE if name in terms}
    return hashlib.sha256(canonical(tests).encode()).hexdigest() if tests else None


_READERS: dict[tuple[str, str], Callable[[Facts], object]] = {
    ("party", "self"): _org,
    ("case", "party"): _org,
    ("party", "identifier"): lambda facts: facts.party.uscc if facts.party else None,
    ("party", "place"): lambda facts: facts.party.district if facts.party else None,
    ("party", "industry"): lambda facts: facts.party.industry if facts.party else None,
    ("party", "founded_on"): lambda facts: (
        facts.founded_on.isoformat() if facts.founded_on else None
    ),
    ("case", "title"): lambda facts: facts.row.title,
    ("call", "id"): lambda facts: (
        f"{facts.row.system}#{facts.row.call_id}" if facts.row.call_id else None
    ),
    ("call", "hash"): _test_hash,
}
