"""Facts of the domain as rows of the store, and back; and what the log keeps of them."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias

from django.db import IntegrityError, transaction

from silian.adapters import name_search
from silian.domain.kernel.regions import is_region
from silian.domain.parties import party as domain
from silian.domain.parties.dates import EVER, Term
from silian.domain.parties.identifiers import Scheme, check_code
from silian.domain.parties.names import (
    blocks_of,
    check_name,
    core_of,
    normal_organization,
    normal_person,
)
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.party import AttributeName, Content, Fact, PartyKind
from silian.services.parties.values import BadAttribute, BadRegionCode, IdentifierTaken
from silian.store.parties.models import (
    Affiliation,
    Attribute,
    Identifier,
    Industry,
    Party,
    PartyName,
    Place,
)

Row: TypeAlias = PartyName | Identifier | Affiliation | Place | Industry | Attribute
MODELS: Mapping[type, type[Row]] = {
    domain.Name: PartyName,
    domain.Identifier: Identifier,
    domain.Affiliation: Affiliation,
    domain.Place: Place,
    domain.Industry: Industry,
    domain.Attribute: Attribute,
}
WORDS = {
    AttributeName.NATURE: domain.Nature,
    AttributeName.REGISTRATION_TYPE: domain.RegistrationType,
    AttributeName.SIZE: domain.Size,
}


def checked(content: Content) -> Content:
    """The content as it is kept.

    Raises:
        SilianError: of the kind that says what is wrong with it.
    """
    match content:
        case domain.Name():
            return domain.Name(check_name(content.value), content.kind)
        case domain.Identifier():
            return domain.Identifier(content.scheme, check_code(content.scheme, content.value))
        case domain.Place():
            if not is_region(content.region):
                raise BadRegionCode(content.region, value=content.region)
            return content
        case domain.Attribute():
            return _checked_attribute(content)
        case _:
            return content


def _checked_attribute(content: domain.Attribute) -> domain.Attribute:
    words = WORDS.get(content.name)
    if words is not None:
        known = tuple(word.value for word in words)
        if content.value in known:
            return content
    else:
        known = ("2026-03-01",)
        try:
            return domain.Attribute(content.name, date.fromisoformat(content.value).isoformat())
        except ValueError:
            pass
    raise BadAttribute(
        f"{content.name}={content.value}", name=content.name.value, value=content.value, known=known
    )


def normal_name(kind: str, name: str) -> str:
    """A name of a party of that kind, for comparison."""
    return normal_person(name) if kind == PartyKind.PERSON else normal_organization(name)


def content_of(row: Row) -> Content:
    """What a row says."""
    match row:
        case PartyName():
            return domain.Name(row.value, domain.NameKind(row.kind))
        case Identifier():
            return domain.Identifier(Scheme(row.scheme), row.value)
        case Affiliation():
            return domain.Affiliation(row.organization_id, row.role)
        case Place():
            return domain.Place(row.district, row.address, row.longitude, row.latitude)
        case Industry():
            return domain.Industry(row.code)
        case Attribute():
            return domain.Attribute(AttributeName(row.name), row.value)


def fact_of(row: Row) -> Fact:
    """A row as the domain sees it."""
    term = Term(row.starts_on, row.ends_on)
    return Fact(content_of(row), term, row.id, row.source, row.party_id)


def load_rows(
    parties: Sequence[str], reach: Reach, *, known_at: datetime | None = None
) -> dict[str, list[Row]]:
    """The rows of parties that stand, or stood at a moment, by party, by kind and term."""
    found: dict[str, list[Row]] = defaultdict(list)
    for model in MODELS.values():
        rows = model.objects.within(reach).filter(party__in=parties)
        if known_at is None:
            rows = rows.filter(struck_at=None)
        else:
            rows = rows.filter(noted_at__lte=known_at).exclude(struck_at__lte=known_at)
        for row in rows.order_by("starts_on", "id"):
            found[row.party_id].append(row)
    return found


def load(parties: Sequence[str], reach: Reach) -> dict[str, tuple[Fact, ...]]:
    """The facts of parties that stand, by party."""
    rows = load_rows(parties, reach)
    return {party: tuple(fact_of(row) for row in rows[party]) for party in parties}


def row_of(fact: Fact, party: Party, *, by: Actor, at: datetime, source: str = "") -> Row:
    """A new row for a fact of a party, not saved yet."""
    shared = {
        "region": party.region, "party": party, "starts_on": fact.term.starts_on,
        "ends_on": fact.term.ends_on, "source": fact.source or source, "noted_at": at,
        "noted_by_name": by.name,
    }  # fmt: skip
    match fact.content:
        case domain.Name(value=value, kind=kind):
            normal = normal_name(party.kind, value)
            is_person = party.kind == PartyKind.PERSON
            core = normal if is_person else core_of(normal)
            opening, ending = blocks_of(core)
            salt = secrets.token_hex(16) if is_person else ""
            return PartyName(
                **shared, kind=kind, value=value, normal=normal[:200], core=core[:200],
                opening=opening, ending=ending, salt=salt,
            )  # fmt: skip
        case domain.Identifier(scheme=scheme, value=value):
            return Identifier(**shared, scheme=scheme, value=value)
        case domain.Affiliation(organization_id=organization, role=role):
            return Affiliation(**shared, organization_id=organization, role=role)
        case domain.Place(region=region, address=address, longitude=longitude, latitude=latitude):
            return Place(
                **shared, district=region, address=address, longitude=longitude, latitude=latitude
            )
        case domain.Industry(code=code):
            return Industry(**shared, code=code)
        case domain.Attribute(name=name, value=value):
            return Attribute(**shared, name=name, value=value)


def save_rows(rows: Iterable[Row]) -> None:
    """Save new rows, a table at a time, and let their names be found.

    Raises:
        IdentifierTaken: if the database refuses a code that another party holds by now.
    """
    by_model: dict[type[Row], list[Row]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    for model in MODELS.values():
        if new := by_model.get(model):
            _save(model, new)
    names = [row for row in by_model.get(PartyName, ()) if isinstance(row, PartyName)]
    if names:
        name_search.add((row.party_id, row.region, row.value) for row in names)


def _save(model: type[Row], rows: list[Row]) -> None:
    if model is not Identifier:
        model.objects.bulk_create(rows)  # type: ignore[arg-type]  # all of one model, by the key
        return
    try:
        with transaction.atomic():
            Identifier.objects.bulk_create(row for row in rows if isinstance(row, Identifier))
    except IntegrityError as error:
        codes = [row for row in rows if isinstance(row, Identifier)]
        value = codes[0].value if len(codes) == 1 else ""
        raise IdentifierTaken(
            "held by another party", scheme=codes[0].scheme, value=value, holder="", holder_id=""
        ) from error


def strike(facts: Iterable[Fact], reach: Reach, *, at: datetime) -> None:
    """Mark facts as no longer standing."""
    by_model: dict[type[Row], list[str]] = defaultdict(list)
    for fact in facts:
        by_model[MODELS[type(fact.content)]].append(fact.id)
    for model, ids in by_model.items():
        model.objects.within(reach).filter(pk__in=ids, struck_at=None).update(struck_at=at)


def said(row: Row) -> dict[str, object]:
    """What the log keeps of a row. A person's name is there as a salted hash only."""
    kept: dict[str, object] = {
        "id": row.id,
        "from": None if row.starts_on == EVER else row.starts_on,
        "until": row.ends_on,
    }
    match row:
        case PartyName(salt="", value=value, kind=kind):
            return kept | {"name": value, "name_kind": str(kind)}
        case PartyName(salt=salt, value=value, kind=kind):
            digest = hashlib.sha256(f"{salt}{value}".encode()).hexdigest()
            return kept | {"name_sha256": digest, "name_kind": str(kind)}
        case Identifier(scheme=scheme, value=value):
            return kept | {"scheme": str(scheme), "value": value}
        case Affiliation(organization_id=organization, role=role):
            return kept | {"organization": organization, "role": role}
        case Place(district=district, address=address, longitude=longitude, latitude=latitude):
            point = [longitude, latitude] if longitude is not None else None
            return kept | {"district": district, "address": address, "point": point}
        case Industry(code=code):
            return kept | {"industry": code}
        case Attribute(name=name, value=value):
            return kept | {"attribute": str(name), "value": value}


def check_free(
    contents: Iterable[tuple[domain.Identifier, Term]], family: Sequence[str], reach: Reach
) -> None:
    """Pass where no other party holds one of the codes in its term.

    Raises:
        IdentifierTaken: otherwise.
    """
    for code, term in contents:
        rows = Identifier.objects.within(reach).filter(
            scheme=code.scheme, value=code.value, struck_at=None
        )
        for row in rows.exclude(party__in=family).select_related("party").order_by("id"):
            if Term(row.starts_on, row.ends_on).overlaps(term):
                holder = row.party.merged_into or row.party
                raise IdentifierTaken(
                    f"{code.scheme} {code.value}", scheme=code.scheme.value, value=code.value,
                    holder=holder.name or holder.number, holder_id=holder.id,
                )  # fmt: skip
