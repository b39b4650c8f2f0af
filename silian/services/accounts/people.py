"""People: added, listed, switched off; their passwords; their coming and going."""

from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction

from silian.domain.parties.offices import Actor, Office, Role
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.noting import note
from silian.services.accounts.offices import get_body, give
from silian.services.accounts.passwords import first_password, values_of
from silian.services.accounts.rights import NotFound, reach_of, require
from silian.services.accounts.values import (
    FirstPassword,
    NameTaken,
    OwnOffice,
    PersonView,
    WeakPassword,
    WrongPassword,
)
from silian.store.accounts.models import Office as OfficeRow
from silian.store.accounts.models import User
from silian.store.kernel.scoped import ScopedQuerySet

FIRST_PASSWORD_HOURS = 72


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
    user = add_person(username, name, body_id, by, at)
    set_password(user, password, at, until)
    give(user, body_id, role, starts_on, ends_on, ground, by, at)
    return FirstPassword(user.id, password, until)


@transaction.atomic
def set_active(*, user_id: str, is_active: bool, by: Actor, at: datetime) -> None:
    """Switch a person's log-in off or on again."""
    user, region = _person_in_reach(user_id, by, at)
    if user.id == by.user_id:
        raise OwnOffice
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    verb = "accounts.switched_on" if is_active else "accounts.switched_off"
    note(user.id, "person", verb, region, {}, by, at)


@transaction.atomic
def reset_password(*, user_id: str, by: Actor, at: datetime) -> FirstPassword:
    """Give a person a new first password, and answer with it."""
    user, region = _person_in_reach(user_id, by, at)
    password = first_password()
    until = at + timedelta(hours=FIRST_PASSWORD_HOURS)
    set_password(user, password, at, until)
    note(user.id, "person", "accounts.reset_password", region, {}, by, at)
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
    set_password(user, new, at, None)
    note(user.id, "person", "accounts.changed_password", by.region, {}, by, at)


def is_first_password_over(*, user_id: str, at: datetime) -> bool:
    """Whether the person's first password was not changed within its 72 hours."""
    return User.objects.filter(pk=user_id, first_password_until__lte=at).exists()


@transaction.atomic
def record_log_in(*, by: Actor, at: datetime) -> None:
    """Note that a person came in."""
    note(by.user_id or "", "person", "accounts.logged_in", by.region, {}, by, at)


@transaction.atomic
def record_log_out(*, by: Actor, at: datetime) -> None:
    """Note that a person left."""
    note(by.user_id or "", "person", "accounts.logged_out", by.region, {}, by, at)


@transaction.atomic
def drop_old_sessions(*, at: datetime) -> int:
    """Delete sessions that are past their eight hours; answer how many there were."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]


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


def add_person(username: str, name: str, body_id: str, by: Actor, at: datetime) -> User:
    """Add somebody who cannot log in yet, inside the caller's transaction."""
    body = get_body(body_id, by, at)
    if User.objects.filter(username__iexact=username).exists():
        raise NameTaken(f"{username} exists", name=username)
    user = User(username=username, name=name, created_at=at)
    user.set_unusable_password()
    user.save(force_insert=True)
    payload = {"username": username, "name": name}
    note(user.id, "person", "accounts.created_person", body.region, payload, by, at)
    return user


def set_password(user: User, password: str, at: datetime, until: datetime | None) -> None:
    """Set the password; ``until`` marks one that somebody else chose."""
    user.set_password(password)
    user.password_changed_at = at
    user.first_password_until = until
    user.save(update_fields=["password", "password_changed_at", "first_password_until", "is_demo"])
