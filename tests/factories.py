"""Makes people, bodies and offices of the fictional city for tests.

Codes that begin with 99 exist in no edition of GB/T 2260.
"""

from datetime import UTC, date, datetime
from itertools import count

from django.contrib.auth.hashers import make_password

from silian.domain.parties.offices import Actor, Role
from silian.services import accounts
from silian.store.accounts.models import Body, Office, User

PASSWORD = "four unrelated words 7"
REGIONS = {
    "990000": "云岭市",
    "990101": "青石区",
    "990102": "望川区",
    "990103": "白鹭区",
    "990104": "南浦区",
    "990121": "临溪县",
}
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
_NUMBERS = count(1)


def make_body(region: str = "990101", name: str = "") -> Body:
    """The science bureau of a region, made once."""
    wanted = name or f"{REGIONS.get(region, region)}科学技术局"
    return Body.objects.get_or_create(
        region=region, name=wanted, defaults={"created_at": _BEGINNING}
    )[0]


def make_user(username: str = "", name: str = "", password: str = PASSWORD, **more) -> User:
    """A person who can log in with PASSWORD, without an office."""
    number = next(_NUMBERS)
    return User.objects.create(
        username=username or f"person{number}",
        name=name or f"甲{number}",
        password=make_password(password),
        created_at=_BEGINNING,
        **more,
    )


def make_office(
    user: User,
    region: str = "990101",
    role: str = "planner",
    starts_on: date = date(2020, 1, 1),
    ends_on: date | None = None,
) -> Office:
    """An office of a person in the bureau of a region."""
    return Office.objects.create(
        user=user, body=make_body(region), role=Role(role), starts_on=starts_on, ends_on=ends_on
    )


def make_actor(
    region: str = "990101", role: str = "planner", at: datetime | None = None, **more
) -> Actor:
    """A new person who acts under a new office."""
    user = make_user()
    office = make_office(user, region, role, **more)
    return accounts.actor_of(
        user_id=user.id, at=at or datetime(2026, 3, 2, 4, 0, tzinfo=UTC), office_id=office.id
    )


def log_in(client, actor: Actor) -> None:
    """Let Django's test client act as somebody."""
    client.force_login(User.objects.get(pk=actor.user_id))
    session = client.session
    if actor.office:
        session["office"] = actor.office.id
    session.save()
