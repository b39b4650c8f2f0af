"""``silian accounts``: people, bodies and offices, from the server's own console."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from silian.cli.start import DataDir, start_django
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import SYSTEM, Role

if TYPE_CHECKING:
    from silian.services.accounts import FirstPassword

app = typer.Typer(help="People, bodies and offices.", no_args_is_help=True)
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this it is only shown.")]


@app.command("list")
def list_people(data: DataDir = None) -> None:
    """Print bodies, and people with their offices."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.services import accounts

    at = clock.now()
    for body in accounts.list_bodies(by=SYSTEM, at=at):
        typer.echo(f"body    {body.id}  {body.region}  {body.name}")
    for person in accounts.list_people(by=SYSTEM, at=at):
        mark = "" if person.is_active else "  (switched off)"
        typer.echo(f"person  {person.id}  {person.username}  {person.name}{mark}")
        for office in person.offices:
            until = f" until {office.ends_on}" if office.ends_on else ""
            typer.echo(
                f"  office  {office.id}  {office.role}  {office.body_name}"
                f"  from {office.starts_on}{until}"
            )


@app.command("add-body")
def add_body(region: str, name: str, data: DataDir = None, apply: Apply = False) -> None:
    """Add an organ of a region (six digits of GB/T 2260)."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.services import accounts

    def do() -> str:
        return accounts.create_body(region=region, name=name, by=SYSTEM, at=clock.now()).id

    _change(f"add body {name} in {region}", do, is_wanted=apply)


@app.command("add-person")
def add_person(
    username: str,
    name: str,
    body: Annotated[str, typer.Option("--body", help="Id of the body of the first office.")],
    role: Annotated[Role, typer.Option("--role", help="Role of the first office.")],
    since: Annotated[str, typer.Option("--from", help="First day, 2026-03-01.")],
    data: DataDir = None,
    apply: Apply = False,
) -> None:
    """Add a person with a first office; prints the first password, once."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.services import accounts

    def do() -> str:
        first = accounts.create_person(
            username=username, name=name, body_id=body, role=role, starts_on=_day(since),
            by=SYSTEM, at=clock.now(),
        )  # fmt: skip
        return _words(first)

    _change(f"add person {username} ({name}), {role} from {since}", do, is_wanted=apply)


@app.command("give-office")
def give_office(
    person: str,
    body: Annotated[str, typer.Option("--body", help="Id of the body.")],
    role: Annotated[Role, typer.Option("--role", help="Role.")],
    since: Annotated[str, typer.Option("--from", help="First day.")],
    until: Annotated[str, typer.Option("--until", help="First day without it.")] = "",
    ground: Annotated[str, typer.Option("--ground", help="On what ground.")] = "",
    data: DataDir = None,
    apply: Apply = False,
) -> None:
    """Give a person (id) another office."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.services import accounts

    def do() -> str:
        return accounts.give_office(
            user_id=person, body_id=body, role=role, starts_on=_day(since),
            ends_on=_day(until) if until else None, ground=ground, by=SYSTEM, at=clock.now(),
        ).id  # fmt: skip

    _change(f"give {person} the office {role} from {since}", do, is_wanted=apply)


@app.command("end-office")
def end_office(
    office: str,
    on: Annotated[str, typer.Option("--on", help="First day without it.")],
    data: DataDir = None,
    apply: Apply = False,
) -> None:
    """End an office (id)."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.services import accounts

    def do() -> str:
        at = clock.now()
        ended = accounts.end_office(office_id=office, ends_on=_day(on), by=SYSTEM, at=at)
        return f"ends {ended.ends_on}"

    _change(f"end office {office} on {on}", do, is_wanted=apply)


@app.command("reset-password")
def reset_password(person: str, data: DataDir = None, apply: Apply = False) -> None:
    """Give a person (id) a new first password; prints it, once."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.services import accounts

    def do() -> str:
        return _words(accounts.reset_password(user_id=person, by=SYSTEM, at=clock.now()))

    _change(f"reset the password of {person}", do, is_wanted=apply)


@app.command("switch")
def switch(
    person: str,
    on: Annotated[bool, typer.Option("--on/--off", help="May log in, or may not.")],
    data: DataDir = None,
    apply: Apply = False,
) -> None:
    """Switch a person's (id) log-in on or off."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.services import accounts

    def do() -> str:
        accounts.set_active(user_id=person, is_active=on, by=SYSTEM, at=clock.now())
        return "on" if on else "off"

    _change(f"switch {person} {'on' if on else 'off'}", do, is_wanted=apply)


class _OnlyShown(Exception):
    """Takes back what was done to see whether it can be done."""


def _change(words: str, do: Callable[[], str], *, is_wanted: bool) -> None:
    """Do a change; or, without --apply, do it and take it back, so that failures show."""
    with _explained():
        if is_wanted:
            typer.echo(f"{words}: {do()}")
            return
        from django.db import transaction

        try:
            with transaction.atomic():
                do()
                raise _OnlyShown
        except _OnlyShown:
            typer.echo(f"would {words}; nothing was changed, add --apply")


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except SilianError as error:
        typer.echo(f"{error.code}: {error}", err=True)
        raise typer.Exit(1) from error


def _words(first: "FirstPassword") -> str:
    until = f"{first.valid_until:%Y-%m-%d %H:%M} UTC"
    return f"{first.user_id}\nfirst password {first.password} (until {until}, for one change)"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text}: a day such as 2026-03-01") from error
