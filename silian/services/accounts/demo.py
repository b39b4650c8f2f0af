"""The log-ins of a demo, whose passwords everybody knows."""

from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from silian.domain.parties.offices import Actor, Role
from silian.services.accounts.offices import give
from silian.services.accounts.people import add_person, set_password
from silian.services.accounts.values import DemoLogin, NotADemo
from silian.store.accounts.models import Office as OfficeRow
from silian.store.accounts.models import User

DEMO_PASSWORD = "silian-demo"  # noqa: S105  # printed on the demo's own log-in page


@transaction.atomic
def create_demo_person(
    *, username: str, name: str, body_id: str, role: Role, starts_on: date, by: Actor, at: datetime,
    party_id: str = "",
) -> DemoLogin:  # fmt: skip
    """Add a person whose password everybody knows. Only in a demo's data folder.

    Raises:
        NotADemo: elsewhere.
    """
    if not settings.SILIAN_DEMO:
        raise NotADemo
    user = add_person(username, name, body_id, by, at)
    user.is_demo = True
    set_password(user, DEMO_PASSWORD, at, None)
    office = give(user, body_id, role, starts_on, None, "demo", by, at, party_id=party_id)
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
