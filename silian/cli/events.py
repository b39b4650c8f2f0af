"""``silian events``: read, seal and verify the event log."""

import json
from datetime import date
from typing import Annotated

import typer

from silian.cli.start import DataDir, start_django

app = typer.Typer(help="Read, seal and verify the event log.", no_args_is_help=True)


@app.command("verify")
def verify(
    data: DataDir = None,
    known_seal: Annotated[
        str, typer.Option("--known-seal", help="Hash of a seal that was kept elsewhere.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Recompute the whole chain; exit 1 and name the first broken link of each stream."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.domain.parties.offices import SYSTEM
    from silian.services import events

    found = events.verify(by=SYSTEM, at=clock.now(), known_seal=known_seal)
    if as_json:
        breaks = [[one.code, one.stream, one.seq, one.event_id] for one in found.breaks]
        answer = {
            "is_whole": found.is_whole, "streams": found.streams, "events": found.events,
            "seals": found.seals, "breaks": breaks,
        }  # fmt: skip
        typer.echo(json.dumps(answer))
    else:
        typer.echo(f"{found.events:,} events in {found.streams:,} streams, {found.seals:,} seals")
        for one in found.breaks:
            row = f" (row {one.event_id})" if one.event_id else ""
            typer.echo(f"broken  {one.stream}/{one.seq}  {one.code}{row}")
        if found.is_whole:
            seal = found.last_seal
            last = f"last seal {seal.hash} of {seal.at:%Y-%m-%d %H:%M} UTC" if seal else "no seal"
            typer.echo(f"whole: every link and every seal fits; {last}")
    if not found.is_whole:
        raise typer.Exit(1)


@app.command("replay")
def replay(
    data: DataDir = None,
    to: Annotated[str, typer.Option("--to", help="Rebuild up to a day; compare nothing.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Rebuild the tables from the log and compare them; exit 1 where one differs."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.domain.kernel.days import day_end
    from silian.domain.parties.offices import SYSTEM
    from silian.services import events

    until = _day(to)
    found = events.replay(
        by=SYSTEM, at=clock.now(), until=day_end(until) if until is not None else None
    )
    if as_json:
        tables = [
            {
                "table": one.table, "rebuilt": one.rebuilt, "standing": one.standing,
                "changed": one.changed, "missing": one.missing, "unknown": one.unknown,
            }
            for one in found.tables
        ]  # fmt: skip
        typer.echo(
            json.dumps({"is_equal": found.is_equal, "events": found.events, "tables": tables})
        )
    else:
        for one in found.tables:
            keys = (*one.changed, *one.missing, *one.unknown)
            differs = "" if until or one.is_equal else f"  differs: {', '.join(keys[:3])}"
            typer.echo(f"{one.table:<28} {one.rebuilt:>9,} by the log{differs}")
        if until is None:
            typer.echo("equal: the log rebuilds every table" if found.is_equal else "not equal")
    if until is None and not found.is_equal:
        raise typer.Exit(1)


@app.command("list")
def list_events(
    data: DataDir = None,
    who: Annotated[str, typer.Option("--who", help="Part of the person's name.")] = "",
    verb: Annotated[str, typer.Option("--verb", help="Such as plans.published.")] = "",
    stream: Annotated[str, typer.Option("--stream", help="Such as plan:01J…")] = "",
    first: Annotated[str, typer.Option("--from", help="First day, 2026-03-01.")] = "",
    last: Annotated[str, typer.Option("--to", help="Last day.")] = "",
    before: Annotated[int, typer.Option("--before", help="Events older than this id.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Print fifty events, newest first."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.domain.kernel.events import canonical
    from silian.domain.parties.offices import SYSTEM
    from silian.services import events

    where = events.EventFilter(
        who=who, verb=verb, stream=stream, first_on=_day(first), last_on=_day(last)
    )
    page = events.list_events(by=SYSTEM, at=clock.now(), where=where, before=before or None)
    for one in page.events:
        if as_json:
            typer.echo(canonical({name: getattr(one, name) for name in one.__slots__}))
            continue
        head = f"{one.id:>8}  {one.at:%Y-%m-%d %H:%M:%S}  {one.actor_name:<12} {one.verb:<28}"
        typer.echo(f"{head} {one.region} {one.stream}/{one.seq}")
    if page.older and not as_json:
        typer.echo(f"more: --before {page.older}")


@app.command("seal")
def seal(
    data: DataDir = None,
    apply: Annotated[bool, typer.Option("--apply", help="Do it.")] = False,
) -> None:
    """Seal the heads of all streams; print what to keep elsewhere. Asks for --apply."""
    start_django(data, must_exist=True)
    from silian import clock
    from silian.domain.parties.offices import SYSTEM
    from silian.services import events

    last = events.get_last_seal(by=SYSTEM, at=clock.now())
    if not apply:
        state = f"last seal: {last.seq} of {last.at:%Y-%m-%d %H:%M} UTC" if last else "no seal yet"
        typer.echo(f"{state}; a new one is set with --apply")
        return
    done = events.seal(by=SYSTEM, at=clock.now())
    if done is None:
        typer.echo("nothing happened since the last seal")
        return
    typer.echo(f"seal {done.seq}: {done.events:,} events in {done.streams:,} streams")
    typer.echo(f"root {done.root}\nhash {done.hash}\nKeep the hash on paper or another machine.")


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text}: a day such as 2026-03-01") from error
