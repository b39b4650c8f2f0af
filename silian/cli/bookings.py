"""``silian bookings``: list, book, cancel and note actual hours, as a person in office."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from silian.cli.start import DataDir, start_django
from silian.domain.bookings.utilization import ServedFor, UsageSource
from silian.domain.kernel.errors import SilianError

if TYPE_CHECKING:
    from silian.domain.parties.offices import Actor
    from silian.services.bookings import BookingView

app = typer.Typer(help="List and make bookings, and note actual hours.", no_args_is_help=True)
Person = Annotated[str, typer.Option("--as", help="User name of the person who does it.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this it is only shown.")]
Start = Annotated[datetime, typer.Option("--from", help="Beijing time, such as 2026-03-03T09:00.")]
End = Annotated[datetime, typer.Option("--to", help="Beijing time; the end does not belong to it.")]
_BEIJING = timezone(timedelta(hours=8))


@contextmanager
def _acting(username: str, data: Path | None) -> "Iterator[Actor]":
    """Django started and the person found; an expected failure ends with exit 1."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.services import accounts

    try:
        yield accounts.actor_named(username=username, at=clock.now())
    except SilianError as error:
        typer.echo(f"{error.code}: {error}", err=True)
        raise typer.Exit(1) from error


@app.command("list")
def list_bookings(
    person: Person,
    day: Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"])] = None,
    week: Annotated[bool, typer.Option("--week", help="The whole week of the day.")] = False,
    resource: Annotated[str, typer.Option("--resource", help="Id of a resource.")] = "",
    data: DataDir = None,
) -> None:
    """Print the resources that can be booked, and the bookings of a day (today) or a week."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.domain.kernel.days import day_of
        from silian.services import bookings

        at = clock.now()
        wanted: date = day.date() if day else day_of(at)
        for one in bookings.list_resources(by=by, at=at):
            if resource in ("", one.id):
                typer.echo(f"{one.id}  {one.region}  capacity {one.capacity:<4} {one.name}")
        find = bookings.list_week if week else bookings.list_day
        found = find(day=wanted, resource_id=resource, by=by, at=at)
        for made in found:
            typer.echo(_line(made))
        typer.echo(f"{len(found)} bookings")


@app.command("book")
def book(
    resource: Annotated[str, typer.Argument(help="Id of a resource (silian bookings list).")],
    start: Start,
    end: End,
    party: Annotated[str, typer.Option("--party", help="Id of the party that it is for.")],
    purpose: Annotated[str, typer.Option("--purpose", help="What for.")],
    person: Person,
    served: Annotated[ServedFor, typer.Option("--served", help="Whom.")] = ServedFor.OWN,
    order: Annotated[str, typer.Option("--order", help="Agreement or order.")] = "",
    gate: Annotated[str, typer.Option("--gate", help="Proof of the membership needed.")] = "",
    apply: Apply = False,
    data: DataDir = None,
) -> None:
    """Book a time; where it is taken, say what is free near it. Exit 1 if it cannot be had."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import bookings

        at = clock.now()
        if not apply:
            name = bookings.get_resource(resource_id=resource, by=by, at=at).name
            typer.echo(f"would book {name} {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}")
            typer.echo("nothing was changed, add --apply")
            return
        made = bookings.book(
            resource_id=resource, starts_at=_beijing(start), ends_at=_beijing(end),
            terms=bookings.Terms(party, purpose, served, order, gate), by=by, at=at,
        )  # fmt: skip
        typer.echo(_line(made))


@app.command("cancel")
def cancel(
    booking: Annotated[str, typer.Argument(help="Id of a booking.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    person: Person,
    apply: Apply = False,
    data: DataDir = None,
) -> None:
    """Give a booking up."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import bookings

        at = clock.now()
        seen = bookings.get_booking(booking_id=booking, by=by, at=at)
        if not apply:
            typer.echo(f"would cancel {_line(seen)}")
            typer.echo("nothing was changed, add --apply")
            return
        gone = bookings.cancel(
            booking_id=booking, revision=seen.revision, reason=reason, by=by, at=at
        )
        typer.echo(_line(gone))


@app.command("usage")
def usage(
    person: Person,
    booking: Annotated[str, typer.Option("--booking", help="Note actual hours of this one.")] = "",
    start: Annotated[datetime | None, typer.Option("--from", help="Beijing time.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", help="Beijing time.")] = None,
    source: Annotated[UsageSource, typer.Option("--source")] = UsageSource.LOG,
    place: Annotated[str, typer.Option("--place", help="Where in the source it stands.")] = "",
    replaces: Annotated[str, typer.Option("--replaces", help="Usage that it corrects.")] = "",
    apply: Apply = False,
    data: DataDir = None,
) -> None:
    """Note actual hours of a booking; without one, print the minutes by whom of a time."""
    if start is None or end is None:
        raise typer.BadParameter("--from and --to are needed")
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import bookings

        at = clock.now()
        if not booking:
            _say_figures(start.date(), end.date(), by, at)
            return
        seen = bookings.get_booking(booking_id=booking, by=by, at=at)
        if not apply:
            typer.echo(f"would note {start:%Y-%m-%d %H:%M} to {end:%H:%M} for {_line(seen)}")
            typer.echo("nothing was changed, add --apply")
            return
        made = bookings.record_usage(
            booking_id=booking, starts_at=_beijing(start), ends_at=_beijing(end), source=source,
            source_ref=place, replaces=replaces, by=by, at=at,
        )  # fmt: skip
        typer.echo(f"{made.id}  {made.interval.minutes} minutes, {made.source} {made.source_ref}")


def _say_figures(first_on: date, until_on: date, by: "Actor", at: datetime) -> None:
    from silian.services import bookings

    found = bookings.get_utilization(first_on=first_on, until_on=until_on, by=by, at=at)
    for one in found:
        figures = one.figures
        typer.echo(
            f"{one.resource.name}: open {figures.open_minutes} min, "
            f"booked {figures.booked_minutes}, used {figures.used_minutes}"
        )
        for share in figures.shares:
            typer.echo(
                f"  {share.served:<9} booked {share.booked_minutes:>8} used {share.used_minutes:>8}"
            )
    typer.echo(f"{len(found)} resources")


def _line(made: "BookingView") -> str:
    start, end = (
        at.astimezone(_BEIJING) for at in (made.interval.starts_at, made.interval.ends_at)
    )
    return (
        f"{made.id}  {start:%Y-%m-%d %H:%M} {end:%Y-%m-%d %H:%M}  {made.state:<9} "
        f"{made.resource_name} [{made.slot}]  {made.terms.purpose}"
    )


def _beijing(moment: datetime) -> datetime:
    return moment.replace(tzinfo=_BEIJING)
