"""People of two fictional districts and their city, made in the folder SILIAN_DATA_DIR."""

from datetime import date

from silian.cli.start import start_django

PEOPLE = {
    "planner": ("990101", "顾闻溪"),
    "desk_officer": ("990101", "韩予安"),
    "bureau_head": ("990101", "秦观澜"),
    "neighbor": ("990102", "周望舒"),
    "municipal_officer": ("990000", "江远舟"),
    "system_admin": ("990101", "岑系明"),
    "security_admin": ("990101", "白守安"),
    "audit_admin": ("990101", "沈鉴之"),
}
BODIES = {
    "990000": "云岭市科学技术局",
    "990101": "云岭市青石区科技局",
    "990102": "云岭市望川区科技局",
}
FROM = date(2024, 1, 1)


def seed() -> None:
    """Make the bodies and the log-ins; the planner also holds a second office."""
    from silian import clock
    from silian.domain.parties.offices import SYSTEM, Role
    from silian.services import accounts

    at = clock.now()
    accounts.mark_demo_folder()
    bodies = {
        region: accounts.create_body(region=region, name=name, by=SYSTEM, at=at, is_demo=True)
        for region, name in BODIES.items()
    }
    for role, (region, name) in PEOPLE.items():
        accounts.create_demo_person(
            username=role,
            name=name,
            body_id=bodies[region].id,
            role=Role("planner" if role == "neighbor" else role),
            starts_on=FROM,
            by=SYSTEM,
            at=at,
        )
    planner = accounts.actor_named(username="planner", at=at)
    accounts.give_office(
        user_id=str(planner.user_id),
        body_id=bodies["990102"].id,
        role=Role.DESK_OFFICER,
        starts_on=FROM,
        by=SYSTEM,
        at=at,
    )


if __name__ == "__main__":
    start_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    seed()
