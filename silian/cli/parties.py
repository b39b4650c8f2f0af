"""``silian parties``: list, show, import, find duplicates, merge, as a person in office."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from silian.cli.start import DataDir, start_django
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.party import PartyKind

if TYPE_CHECKING:
    from silian.domain.parties.offices import Actor
    from silian.services.parties.values import ImportView, Pairs, Sheet

app = typer.Typer(help="Parties: list, show, import, merge.", no_args_is_help=True)
Person = Annotated[str, typer.Option("--as", help="User name of the person who does it.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this it is only shown.")]
AsOf = Annotated[str, typer.Option("--as-of", help="A day such as 2026-03-01 (default: today).")]


@contextmanager
def _acting(username: str, data: Path | None) -> "Iterator[Actor]":
    """Django started and the person found; an expected failure ends with exit 1."""
    start_django(data, must_exist=True)
    from silian import clock, labels
    from silian.services import accounts

    try:
        yield accounts.actor_named(username=username, at=clock.now())
    except SilianError as error:
        typer.echo(f"{error.code}: {labels.words(error.code, error.values)}", err=True)
        raise typer.Exit(1) from error


@app.command("list")
def list_parties(
    person: Person,
    kind: Annotated[str, typer.Option("--kind", help="person organization body …")] = "",
    district: Annotated[str, typer.Option("--district", help="Six digits.")] = "",
    industry: Annotated[str, typer.Option("--industry", help="C, C39, C3962 …")] = "",
    words: Annotated[str, typer.Option("--words", help="A code, or words of a name.")] = "",
    sort: Annotated[str, typer.Option("--sort", help="name -name created -created")] = "name",
    cursor: Annotated[str, typer.Option("--cursor", help="Where another page ended.")] = "",
    data: DataDir = None,
) -> None:
    """Print parties of the own region, 50 a page."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import parties

        page = parties.list_parties(
            kind=kind, district=district, industry=industry, text=words, sort=sort, cursor=cursor,
            by=by, at=clock.now(),
        )  # fmt: skip
        for line in page.lines:
            code = line.uscc or line.number
            typer.echo(
                f"{line.id}  {line.kind:<12} {code:<18}  {line.district:<6} "
                f"{line.industry:<5}  {line.name}"
            )
        typer.echo(f"{len(page.lines)} of {page.count}{'+' if page.is_more else ''}")
        if page.next:
            typer.echo(f"more: --cursor {page.next}")


@app.command("show")
def show(
    party: Annotated[str, typer.Argument(help="Id of a party, or its credit code or number.")],
    person: Person,
    as_of: AsOf = "",
    purpose: Annotated[str, typer.Option("--purpose", help="Needed for a person.")] = "",
    data: DataDir = None,
) -> None:
    """Print the file of a party as of a day."""
    day = _day(as_of)
    with _acting(person, data) as by:
        from silian import clock, labels
        from silian.services import parties

        at = clock.now()
        made = parties.party_file(
            party_id=_id_of(party, by), as_of=day, purpose=purpose, by=by, at=at
        )
        typer.echo(f"{made.party.name}  ({made.party.kind}, {made.as_of})")
        for section in made.sections:
            typer.echo(f"\n{labels.label(section.code)}")
            for line in section.lines:
                term = f"{line.since or ''}–{line.until or ''}"
                where = " ".join(part for part in (line.system, line.stage, line.state) if part)
                said = f"{where} {line.value}".strip()
                typer.echo(f"  {labels.label(line.code)}: {said}  [{term}] {line.source}")


def _id_of(text: str, by: "Actor") -> str:
    """The id that a code stands for; an id stands for itself."""
    from silian import clock
    from silian.domain.parties.identifiers import USCC_LENGTH, Scheme, compact
    from silian.services import parties

    code = compact(text)
    scheme = Scheme.USCC if len(code) == USCC_LENGTH else Scheme.INTERNAL_NUMBER
    if len(code) > USCC_LENGTH:
        return text
    found = parties.find_by_identifier(scheme=scheme, value=code, by=by, at=clock.now())
    return found.id if found else text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text}: a day such as 2026-03-01") from error


@app.command("import")
def import_parties(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=".xlsx .xls .csv")],
    person: Person,
    kind: Annotated[PartyKind, typer.Option("--kind")] = PartyKind.ORGANIZATION,
    column: Annotated[
        list[str] | None, typer.Option("--column", help="3=uscc sets the third column; 3= clears.")
    ] = None,
    as_of: AsOf = "",
    returned: Annotated[
        Path | None, typer.Option("--returned", help="Write rows that were not taken in (.xlsx).")
    ] = None,
    apply: Apply = False,
    data: DataDir = None,
) -> None:
    """Take in the rows of a sheet; without --apply, say what would become of them.

    Exit 1 if some rows were not taken in.
    """
    day = _day(as_of)
    with _acting(person, data) as by, file.open("rb") as stream:
        from silian import clock
        from silian.services import parties

        opened, sheet = parties.open_sheet(
            name=file.name, stream=stream, kind=kind, by=by, at=clock.now()
        )
        columns = _chosen(sheet, column or [])
        for head, meant in zip(sheet.heads, columns, strict=True):
            typer.echo(f"column  {head or '(no head)'} → {meant or '-'}")
        parties.start_import(
            import_id=opened.id, columns=columns, as_of=day, is_dry=not apply, by=by,
            at=clock.now(),
        )  # fmt: skip
        done = _run(opened.id, by)
        if done.returned and returned:
            path = parties.get_returned(import_id=done.id, by=by, at=clock.now())
            returned.write_bytes(path.read_bytes())
        if done.bad:
            raise typer.Exit(1)


def _chosen(sheet: "Sheet", choices: list[str]) -> list[str]:
    columns = list(sheet.columns)
    for choice in choices:
        place, _, field = choice.partition("=")
        if not place.isdigit() or not 1 <= int(place) <= len(columns):
            raise typer.BadParameter(f"{choice}: 3=uscc, with a column from 1 to {len(columns)}")
        columns[int(place) - 1] = field
    return columns


def _run(import_id: str, by: "Actor") -> "ImportView":
    """Do the job here, and say what came of it."""
    from silian import clock, labels
    from silian.services import parties
    from silian.tasks import importing  # noqa: F401 - registers the handler
    from silian.tasks.running import run_once

    asked = parties.get_import(import_id=import_id, by=by, at=clock.now())
    run_once(asked.job_id, worker="silian parties import")
    done = parties.get_import(import_id=import_id, by=by, at=clock.now())
    said = "would be " if done.is_dry else ""
    typer.echo(
        f"{done.total} rows: {said}new {done.created}, changed {done.updated}, "
        f"nothing new {done.same}, not taken in {done.bad}"
    )
    for row in parties.list_rows(import_id=import_id, by=by, at=clock.now()):
        reasons = " ".join(labels.words(code, values) for code, values in row.problems)
        typer.echo(f"  row {row.row}  {labels.label(f'import_outcome.{row.outcome}')}  {reasons}")
    if done.is_dry:
        typer.echo("nothing was changed, add --apply")
    return done


@app.command("duplicates")
def duplicates(
    person: Person,
    party: Annotated[str, typer.Option("--party", help="Only pairs with this party.")] = "",
    data: DataDir = None,
) -> None:
    """Print pairs of parties that may be one, and why. Exit 1 if there are some."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import parties

        at = clock.now()
        if party:
            count = _say_pairs(parties.find_duplicates_of(party_id=_id_of(party, by), by=by, at=at))
        else:
            found = parties.find_duplicates(by=by, at=at)
            count = _say_pairs(found)
            while found.next:
                found = parties.find_duplicates(cursor=found.next, by=by, at=at)
                count += _say_pairs(found)
        typer.echo(f"{count} pairs")
        if count:
            raise typer.Exit(1)


def _say_pairs(found: "Pairs") -> int:
    from silian import labels

    for pair in found.pairs:
        why = labels.label(f"ground.{pair.likeness.ground}")
        typer.echo(f"{pair.one.id} {pair.one.name}  {pair.other.id} {pair.other.name}  {why}")
        typer.echo(f"    {' / '.join(pair.likeness.shared)}")
        if pair.likeness.against:
            typer.echo(f"    but: {' ≠ '.join(pair.likeness.against)}")
    for key in found.crowded:
        typer.echo(f"    too many parties share “{key}” to compare them")
    return len(found.pairs)


@app.command("merge")
def merge(
    keep: Annotated[str, typer.Argument(help="The party that stays (id, code or number).")],
    other: Annotated[str, typer.Argument(help="The party that is merged into it.")],
    person: Person,
    reason: Annotated[str, typer.Option("--reason")] = "",
    apply: Apply = False,
    data: DataDir = None,
) -> None:
    """Merge a party into another one; `unmerge` takes it back."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import parties

        at = clock.now()
        kept = parties.get_party(party_id=_id_of(keep, by), by=by, at=at)
        gone = parties.get_party(party_id=_id_of(other, by), by=by, at=at)
        if not apply:
            typer.echo(f"would merge {gone.name} into {kept.name}; add --apply")
            return
        done = parties.merge(
            keep_id=kept.id, keep_revision=kept.revision, other_id=gone.id,
            other_revision=gone.revision, reason=reason, by=by, at=at,
        )  # fmt: skip
        typer.echo(f"merge {done.id}: {gone.name} → {kept.name}")


@app.command("unmerge")
def unmerge(
    merge_id: Annotated[str, typer.Argument(help="Id of a merge.")],
    person: Person,
    apply: Apply = False,
    data: DataDir = None,
) -> None:
    """Take a merge back."""
    if not apply:
        typer.echo(f"would take back merge {merge_id}; add --apply")
        return
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import parties

        done = parties.undo_merge(merge_id=merge_id, by=by, at=clock.now())
        typer.echo(f"taken back: {done.kept_id} and {done.other_id} are two parties again")
