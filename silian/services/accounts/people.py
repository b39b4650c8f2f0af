"""People, bodies and offices: made, changed and listed; each change is an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.kernel.regions import is_region
from silian.domain.parties.offices import Actor, Office, Role, day_of
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.passwords import first_password, values_of
from silian.services.accounts.rights import NotFound, offices_of, reach_of, require
from silian.services.events.appending import append
from silian.store.accounts.models import Body, User
from silian.store.accounts.models import Office as OfficeRow
from silian.store.kernel.scoped import ScopedQuerySet

DEMO_PASSWORD = "silian-demo"  # noqa: S105  # printed on the demo's own log-in page
FIRST_PASSWORD_HOURS = 72
_ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class NameTaken(SilianError):
    """Somebody or something has this name already. Values: name."""

    code = "accounts.name_taken"
    kind = Kind.CONFLICT


class BadRegion(SilianError):
    """The code is not six digits (GB/T 2260). Values: region."""

    code = "accounts.bad_region"


class WrongPassword(SilianError):
    """The password given as the present one is not."""

    code = "accounts.wrong_password"


class WeakPassword(SilianError):
    """The new password breaks rules. Values: codes, messages."""

    code = "accounts.weak_password"


class OwnOffice(SilianError):
    """Nobody gives himself an office, or ends it."""

    code = "accounts.own_office"
    kind = Kind.FORBIDDEN


class AdministratorsApart(SilianError):
    """One person may hold one of the three administrators' offices at a time. Values: role."""

    code = "accounts.administrators_apart"
    kind = Kind.CONFLICT


class OfficeNotHeld(SilianError):
    """The person does not hold this office now."""

    code = "accounts.office_not_held"
    kind = Kind.CONFLICT


class NotADemo(SilianError):
    """Demo log-ins are made in a demo data folder only."""

    code = "accounts.not_a_demo"
    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True)
class BodyView:
    """An organ."""

    id: str
    name: str
    region: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person with the offices that the reader may see, past ones included."""

    id: str
    username: str
    name: str
    is_active: bool
    is_demo: bool
    must_change_password: bool
    offices: tuple[Office, ...]


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A person's id and the password for the first log-in; it is shown this once."""

    user_id: str
    password: str
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A log-in of the demo, for its log-in page."""

    username: str
    password: str
    name: str
    role: str
    body_name: str


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
    _note(row.id, "body", "accounts.created_body", region, {"name": name}, by, at)
    return BodyView(row.id, row.name, row.region)


def list_bodies(*, by: Actor, at: datetime) -> tuple[BodyView, ...]:
    """The organs within reach, by region and name."""
    require(by, Verb.ACCOUNTS_READ, Thing("body"), at)
    rows = Body.objects.filter(region__in=reach_of(by, at).regions).order_by("region", "name")
    return tuple(BodyView(row.id, row.name, row.region) for row in rows)


@transaction.atomic
def create_person(
    *,
    username: str,
    name: str,
    body_id: str,
    role: Role,
    starts_on: date,
    by: Actor,
    at: datetime,
    ends_on: date | None = None,
    ground: str = "",
) -> FirstPassword:
    """Add a person with a first office, and answer with the first password."""
    password = first_password()
    until = at + timedelta(hours=FIRST_PASSWORD_HOURS)
    user = _add_person(username, name, body_id, by, at)
    _set_password(user, password, at, until)
    _give(user, body_id, role, starts_on, ends_on, ground, by, at)
    return FirstPassword(user.id, password, until)


@transaction.atomic
def create_demo_person(
    *, username: str, name: str, body_id: str, role: Role, starts_on: date, by: Actor, at: datetime
) -> DemoLogin:
    """Add a person whose password everybody knows. Only in a demo's data folder.

    Raises:
        NotADemo: elsewhere.
    """
    if not settings.SILIAN_DEMO:
        raise NotADemo
    user = _add_person(username, name, body_id, by, at)
    user.is_demo = True
    _set_password(user, DEMO_PASSWORD, at, None)
    office = _give(user, body_id, role, starts_on, None, "demo", by, at)
    return DemoLogin(username, DEMO_PASSWORD, name, role.value, office.body_name)


def mark_demo_folder() -> None:
    """Make the data folder that of a demo, for good. Asked before anything else is in it.

    Raises:
        NotADemo: if real people are there already.
    """
    if User.objects.filter(is_demo=False).exists():
        raise NotADemo("there are real people in this database")
    (Path(settings.SILIAN_DATA_DIR) / "demo").touch()
    settings.SILIAN_DEMO = True


def has_demo_logins() -> bool:
    """Whether the database holds log-ins whose passwords everybody knows."""
    return User.objects.filter(is_demo=True, is_active=True).exists()


def demo_logins() -> tuple[DemoLogin, ...]:
    """The demo's log-ins in the order in which they were made; none where they are refused."""
    if not (settings.SILIAN_DEMO and settings.SILIAN_IS_LOOPBACK):
        return ()
    rows = (
        OfficeRow.objects.across_regions("the demo's own log-in page")
        .filter(user__is_demo=True, user__is_active=True, ends_on=None)
        .select_related("user", "body")
        .order_by("user__created_at", "user__id", "id")
    )
    return tuple(
        DemoLogin(row.user.username, DEMO_PASSWORD, row.user.name, row.role, row.body.name)
        for row in rows
    )


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
) -> Office:
    """Give a person an office from a day on.

    Raises:
        OwnOffice: if the person is the actor.
        AdministratorsApart: if the person holds another administrator's office in that time.
    """
    require(by, Verb.ACCOUNTS_MANAGE, Thing("office"), at)
    user = _find_person(user_id)
    return _give(user, body_id, role, starts_on, ends_on, ground, by, at)


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
    _note(row.user_id, "person", "accounts.ended_office", row.body.region, payload, by, at)
    return row.to_domain()


@transaction.atomic
def set_active(*, user_id: str, is_active: bool, by: Actor, at: datetime) -> None:
    """Switch a person's log-in off or on again."""
    user, region = _person_in_reach(user_id, by, at)
    if user.id == by.user_id:
        raise OwnOffice
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    verb = "accounts.switched_on" if is_active else "accounts.switched_off"
    _note(user.id, "person", verb, region, {}, by, at)


@transaction.atomic
def reset_password(*, user_id: str, by: Actor, at: datetime) -> FirstPassword:
    """Give a person a new first password, and answer with it."""
    user, region = _person_in_reach(user_id, by, at)
    password = first_password()
    until = at + timedelta(hours=FIRST_PASSWORD_HOURS)
    _set_password(user, password, at, until)
    _note(user.id, "person", "accounts.reset_password", region, {}, by, at)
    return FirstPassword(user.id, password, until)


@transaction.atomic
def change_password(*, old: str, new: str, by: Actor, at: datetime) -> None:
    """Change one's own password.

    Raises:
        WrongPassword: if ``old`` is not the present one.
        WeakPassword: if ``new`` breaks a rule, or equals ``old``.
    """
    user = _find_person(by.user_id or "")
    if not user.check_password(old):
        raise WrongPassword
    bodies = OfficeRow.objects.of_person(user.id).values_list("body__name", flat=True)
    user.familiar_words = tuple(bodies.order_by("id"))
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise WeakPassword("", **values_of(error)) from error
    if old == new:
        raise WeakPassword(codes=("accounts.password_same",), messages=())
    _set_password(user, new, at, None)
    _note(user.id, "person", "accounts.changed_password", by.region, {}, by, at)


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
    _note(row.user_id, "person", "accounts.switched_office", region, payload, actor, at)
    return actor


@transaction.atomic
def record_log_in(*, by: Actor, at: datetime) -> None:
    """Note that a person came in."""
    _note(by.user_id or "", "person", "accounts.logged_in", by.region, {}, by, at)


@transaction.atomic
def record_log_out(*, by: Actor, at: datetime) -> None:
    """Note that a person left."""
    _note(by.user_id or "", "person", "accounts.logged_out", by.region, {}, by, at)


def list_people(*, by: Actor, at: datetime, q: str = "") -> tuple[PersonView, ...]:
    """The people with an office within reach, by name; ``q`` is part of a name."""
    require(by, Verb.ACCOUNTS_READ, Thing("person"), at)
    rows = OfficeRow.objects.within(reach_of(by, at)).select_related("user", "body")
    if q:
        rows = rows.filter(user__name__icontains=q) | rows.filter(user__username__icontains=q)
    people: dict[str, tuple[User, list[Office]]] = {}
    for row in rows.order_by("user__username", "starts_on", "id"):
        people.setdefault(row.user_id, (row.user, []))[1].append(row.to_domain())
    return tuple(_view(user, tuple(offices)) for user, offices in people.values())


def get_person(*, user_id: str, by: Actor, at: datetime) -> PersonView:
    """One person with the offices within reach; everybody may see himself.

    Raises:
        NotFound: if there is no such person, or none within reach.
    """
    rows: ScopedQuerySet[OfficeRow]
    if user_id == by.user_id:
        rows = OfficeRow.objects.of_person(user_id)
    else:
        require(by, Verb.ACCOUNTS_READ, Thing("person"), at)
        rows = OfficeRow.objects.within(reach_of(by, at)).filter(user_id=user_id)
    offices = tuple(
        row.to_domain() for row in rows.select_related("body").order_by("starts_on", "id")
    )
    if not offices and user_id != by.user_id:
        raise NotFound("no such person", kind="person")
    return _view(_find_person(user_id), offices)


def list_own_offices(*, by: Actor, at: datetime) -> tuple[Office, ...]:
    """The offices that the actor's person holds now, to choose from."""
    return offices_of(user_id=by.user_id, at=at) if by.user_id else ()


def is_first_password_over(*, user_id: str, at: datetime) -> bool:
    """Whether the person's first password was not changed within its 72 hours."""
    return User.objects.filter(pk=user_id, first_password_until__lte=at).exists()


def _view(user: User, offices: tuple[Office, ...]) -> PersonView:
    return PersonView(
        user.id, user.username, user.name, user.is_active, user.is_demo,
        user.must_change_password, offices,
    )  # fmt: skip


def _find_person(user_id: str) -> User:
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound("no such person", kind="person")
    return user


def _person_in_reach(user_id: str, by: Actor, at: datetime) -> tuple[User, str]:
    """The person and the region of the latest office within reach."""
    require(by, Verb.ACCOUNTS_MANAGE, Thing("person"), at)
    offices = OfficeRow.objects.within(reach_of(by, at)).filter(user_id=user_id)
    latest = offices.select_related("body").order_by("-starts_on", "-id").first()
    if latest is None:
        raise NotFound("no such person", kind="person")
    return _find_person(user_id), latest.body.region


def _add_person(username: str, name: str, body_id: str, by: Actor, at: datetime) -> User:
    body = _body(body_id, by, at)
    if User.objects.filter(username__iexact=username).exists():
        raise NameTaken(f"{username} exists", name=username)
    user = User(username=username, name=name, created_at=at)
    user.set_unusable_password()
    user.save(force_insert=True)
    payload = {"username": username, "name": name}
    _note(user.id, "person", "accounts.created_person", body.region, payload, by, at)
    return user


def _body(body_id: str, by: Actor, at: datetime) -> Body:
    require(by, Verb.ACCOUNTS_MANAGE, Thing("office"), at)
    body = Body.objects.filter(pk=body_id).first()
    if body is None:
        raise NotFound("no such body", kind="body")
    require(by, Verb.ACCOUNTS_MANAGE, Thing("office", body.region), at)
    return body


def _give(
    user: User, body_id: str, role: Role, starts_on: date, ends_on: date | None, ground: str,
    by: Actor, at: datetime,
) -> Office:  # fmt: skip
    body = _body(body_id, by, at)
    if user.id == by.user_id:
        raise OwnOffice
    if role in _ADMINISTRATORS:
        _check_apart(user, role, starts_on, ends_on)
    row = OfficeRow.objects.create(
        user=user, body=body, role=role.value, starts_on=starts_on, ends_on=ends_on, ground=ground
    )
    payload = {
        "office": row.id, "role": role.value, "body": body.id, "body_name": body.name,
        "starts_on": starts_on, "ends_on": ends_on, "ground": ground,
    }  # fmt: skip
    _note(user.id, "person", "accounts.gave_office", body.region, payload, by, at)
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


def _set_password(user: User, password: str, at: datetime, until: datetime | None) -> None:
    user.set_password(password)
    user.password_changed_at = at
    user.first_password_until = until
    user.save(update_fields=["password", "password_changed_at", "first_password_until", "is_demo"])


def _note(
    object_id: str, kind: str, verb: str, region: str, payload: Mapping[str, object],
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    append(
        stream=f"{kind}:{object_id}", verb=verb, kind=kind, object_id=object_id, region=region,
        payload=payload, by=by, at=at,
    )  # fmt: skip
