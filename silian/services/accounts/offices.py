"""Bodies and offices: made, given, ended, chosen; each change is an event."""

from datetime import date, datetime

from django.db import transaction

from silian.domain.kernel.regions import is_region
from silian.domain.parties.offices import Actor, Office, Role, day_of
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.noting import note
from silian.services.accounts.rights import NotFound, offices_of, reach_of, require
from silian.services.accounts.values import (
    AdministratorsApart,
    BadRegion,
    BodyView,
    NameTaken,
    OfficeNotHeld,
    OwnOffice,
    PartyMissing,
)
from silian.store.accounts.models import Body, User
from silian.store.accounts.models import Office as OfficeRow

_ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
_OUTSIDE = frozenset({Role.AGENT, Role.EXPERT})


@transaction.atomic
def create_body(
    *, region: str, name: str, by: Actor, at: datetime, is_demo: bool = False
) -> BodyView:
    """Add an organ of a region."""
    require(by, Verb.ACCOUNTS_MANAGE, Thing("body", region), at)
    if not is_region(region):
        raise BadRegion(f"{region}: six digits needed", region=region)
    if Body.objects.filter(region=region, name=name).exists():
        raise NameTaken(f"{name} exists in {region}", name=name)
    row = Body.objects.create(region=region, name=name, is_demo=is_demo, created_at=at)
    note(row.id, "body", "accounts.created_body", region, {"name": name}, by, at)
    return BodyView(row.id, row.name, row.region)


def list_bodies(*, by: Actor, at: datetime) -> tuple[BodyView, ...]:
    """The organs within reach, by region and name."""
    require(by, Verb.ACCOUNTS_READ, Thing("body"), at)
    rows = Body.objects.filter(region__in=reach_of(by, at).regions).order_by("region", "name")
    return tuple(BodyView(row.id, row.name, row.region) for row in rows)


@transaction.atomic
def give_office(
    *,
    user_id: str,
    body_id: str,
    role: Role,
    starts_on: date,
    by: Actor,
    at: datetime,
    ends_on: date | None = None,
    ground: str = "",
    party_id: str = "",
) -> Office:
    """Give a person an office from a day on.

    Args:
        party_id: whom an agent acts for, or who the expert is.

    Raises:
        PartyMissing: for an agent or expert without a party.
        OwnOffice: if the person is the actor.
        AdministratorsApart: if the person holds another administrator's office in that time.
    """
    require(by, Verb.ACCOUNTS_MANAGE, Thing("office"), at)
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound("no such person", kind="person")
    return give(user, body_id, role, starts_on, ends_on, ground, by, at, party_id=party_id)


@transaction.atomic
def end_office(*, office_id: str, ends_on: date, by: Actor, at: datetime) -> Office:
    """End an office on a day, the first without it."""
    require(by, Verb.ACCOUNTS_MANAGE, Thing("office"), at)
    row = (
        OfficeRow.objects.within(reach_of(by, at))
        .select_for_update(of=("self",))
        .select_related("body")
        .filter(pk=office_id)
        .first()
    )
    if row is None:
        raise NotFound("no such office", kind="office")
    require(by, Verb.ACCOUNTS_MANAGE, Thing("office", row.body.region), at)
    if row.user_id == by.user_id:
        raise OwnOffice
    row.ends_on = max(ends_on, row.starts_on)
    row.save(update_fields=["ends_on"])
    payload = {"office": row.id, "role": row.role, "ends_on": row.ends_on}
    note(row.user_id, "person", "accounts.ended_office", row.body.region, payload, by, at)
    return row.to_domain()


@transaction.atomic
def switch_office(*, office_id: str, by: Actor, at: datetime) -> Actor:
    """The same person acting under another of the person's offices in force.

    Raises:
        OfficeNotHeld: if the person does not hold it now.
    """
    row = (
        OfficeRow.objects.of_person(by.user_id or "")
        .in_force(day_of(at))
        .select_related("body")
        .filter(pk=office_id)
        .first()
    )
    if row is None:
        raise OfficeNotHeld
    actor = Actor(by.user_id, by.name, row.to_domain())
    payload = {"office": row.id, "before": by.office.id if by.office else ""}
    region = row.body.region
    note(row.user_id, "person", "accounts.switched_office", region, payload, actor, at)
    return actor


def list_own_offices(*, by: Actor, at: datetime) -> tuple[Office, ...]:
    """The offices that the actor's person holds now, to choose from."""
    return offices_of(user_id=by.user_id, at=at) if by.user_id else ()


def get_body(body_id: str, by: Actor, at: datetime) -> Body:
    """The body, for somebody who may manage its offices."""
    require(by, Verb.ACCOUNTS_MANAGE, Thing("office"), at)
    body = Body.objects.filter(pk=body_id).first()
    if body is None:
        raise NotFound("no such body", kind="body")
    require(by, Verb.ACCOUNTS_MANAGE, Thing("office", body.region), at)
    return body


def give(
    user: User, body_id: str, role: Role, starts_on: date, ends_on: date | None, ground: str,
    by: Actor, at: datetime, *, party_id: str = "",
) -> Office:  # fmt: skip
    """Give an office to a person who was found, inside the caller's transaction."""
    body = get_body(body_id, by, at)
    if user.id == by.user_id:
        raise OwnOffice
    if role in _ADMINISTRATORS:
        _check_apart(user, role, starts_on, ends_on)
    if (role in _OUTSIDE) is not bool(party_id):
        raise PartyMissing(role=role.value)
    row = OfficeRow.objects.create(
        user=user, body=body, role=role.value, starts_on=starts_on, ends_on=ends_on, ground=ground,
        party_id=party_id,
    )  # fmt: skip
    payload = {
        "office": row.id, "role": role.value, "body": body.id, "body_name": body.name,
        "starts_on": starts_on, "ends_on": ends_on, "ground": ground, "party": party_id,
    }  # fmt: skip
    note(user.id, "person", "accounts.gave_office", body.region, payload, by, at)
    return row.to_domain()


def _check_apart(user: User, role: Role, starts_on: date, ends_on: date | None) -> None:
    others = OfficeRow.objects.of_person(user.id).filter(
        role__in=[other.value for other in _ADMINISTRATORS - {role}]
    )
    others = others.exclude(ends_on__lte=starts_on)
    if ends_on is not None:
        others = others.filter(starts_on__lt=ends_on)
    if others.exists():
        raise AdministratorsApart(role=role.value)
