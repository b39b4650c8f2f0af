"""``silian ledger``: accounts, entries, statements and trial balances, as a person in office."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from silian.cli.start import DataDir, start_django
from silian.domain.kernel.errors import SilianError
from silian.domain.ledger.model import Posting

if TYPE_CHECKING:
    from silian.domain.parties.offices import Actor
    from silian.services.ledger import AccountView, EntryView

app = typer.Typer(help="Accounts, entries, statements, trial balances.", no_args_is_help=True)
Person = Annotated[str, typer.Option("--as", help="User name of the person who does it.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this it is only shown.")]
On = Annotated[str, typer.Option("--on", help="Day, 2026-03-01 (default: today).")]
System = Annotated[str, typer.Option("--system", help="Such as finance/seed_fund.")]
Ground = Annotated[str, typer.Option("--ground", help="On what ground.")]
Templates = Annotated[
    Path | None, typer.Option("--templates", help="YAML file with accounts and entries.")
]


class _OnlyShown(Exception):
    """Takes back what was done to see whether it can be done."""


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


@contextmanager
def _changing(*, is_wanted: bool) -> Iterator[None]:
    """What is done inside stays only if it is wanted; failures show either way."""
    from django.db import transaction

    try:
        with transaction.atomic():
            yield
            if not is_wanted:
                raise _OnlyShown
    except _OnlyShown:
        typer.echo("nothing was changed, add --apply")


@app.command("accounts")
def list_accounts(
    person: Person,
    system: System = "",
    on: On = "",
    templates: Annotated[
        Path | None, typer.Option("--open", help="Open the accounts of a YAML file first.")
    ] = None,
    data: DataDir = None,
    apply: Apply = False,
) -> None:
    """Print accounts with their balances; with --open, open those of a file."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import ledger

        at = clock.now()
        if templates:
            from silian.adapters.entry_templates import read_templates

            with _changing(is_wanted=apply):
                opened = ledger.open_accounts(
                    system=system, templates=read_templates(templates), by=by, at=at
                )
                for one in opened:
                    typer.echo(f"open  {one.account.code}  {one.account.normal}")
            return
        for line in ledger.list_accounts(by=by, at=at, on=_day_or_none(on), system=system):
            one = line.account
            closed = "  (closed)" if one.account.is_closed else ""
            typer.echo(
                f"{one.id}  {one.region}  {one.system}  {one.account.code:<24}"
                f"{line.balance:>20,} {one.account.unit}{closed}"
            )


@app.command("post")
def post(
    person: Person,
    system: System,
    on: On,
    ground: Ground,
    postings: Annotated[
        list[str] | None,
        typer.Option("--posting", help="account=amount, debit above zero; repeat it."),
    ] = None,
    templates: Templates = None,
    template: Annotated[str, typer.Option("--template", help="Which entry of the file.")] = "",
    values: Annotated[
        list[str] | None, typer.Option("--set", help="name=whole number of the template.")
    ] = None,
    commitment: Annotated[
        str, typer.Option("--commitment", help="Id of the entry that is paid from.")
    ] = "",
    data: DataDir = None,
    apply: Apply = False,
) -> None:
    """Write an entry from postings or from a template of a file."""
    amounts = _numbers(postings or [])
    given = dict(_numbers(values or []))
    if bool(amounts) == bool(template) or bool(template) != bool(templates):
        raise typer.BadParameter("either --posting, or --templates with --template")
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import ledger

        at = clock.now()
        with _changing(is_wanted=apply):
            if templates:
                from silian.adapters.entry_templates import read_templates

                entry = ledger.post_template(
                    system=system, templates=read_templates(templates), template=template,
                    values=given, effective_on=_day(on), ground=ground,
                    commitment_id=commitment, by=by, at=at,
                )  # fmt: skip
            else:
                entry = ledger.post(
                    system=system, postings=[Posting(*one) for one in amounts],
                    effective_on=_day(on), ground=ground, by=by, at=at,
                )  # fmt: skip
            _say_entry(entry)


@app.command("reverse")
def reverse(
    entry: Annotated[str, typer.Argument(help="Id of the entry.")],
    person: Person,
    on: On,
    ground: Ground,
    data: DataDir = None,
    apply: Apply = False,
) -> None:
    """Undo an entry by its opposite."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import ledger

        with _changing(is_wanted=apply):
            undone = ledger.reverse(
                entry_id=entry, effective_on=_day(on), ground=ground, by=by, at=clock.now()
            )
            _say_entry(undone)


@app.command("statement")
def statement(
    account: Annotated[str, typer.Argument(help="Id of the account (silian ledger accounts).")],
    person: Person,
    first: Annotated[str, typer.Option("--from", help="First day.")],
    last: Annotated[str, typer.Option("--to", help="Last day.")],
    after: Annotated[str, typer.Option("--after", help="As the page before said.")] = "",
    data: DataDir = None,
) -> None:
    """Print fifty movements of an account with the balance after each, debit above zero."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import ledger

        page = ledger.statement(
            account_id=account, first_on=_day(first), last_on=_day(last), after=after,
            by=by, at=clock.now(),
        )  # fmt: skip
        _say_head(page.account)
        typer.echo(f"{'opening':<28}{'':>20}{page.opening:>20,}")
        for one in page.entries:
            moved = one.line.movement
            typer.echo(
                f"{moved.effective_on}  {moved.number:>8}  {'':<6}{moved.amount:>20,}"
                f"{one.line.balance:>20,}  {one.ground}"
            )
        if page.next:
            typer.echo(f"more: --after {page.next}")
        else:
            typer.echo(f"{'closing':<28}{'':>20}{page.closing:>20,}")


@app.command("trial-balance")
def trial_balance(
    person: Person,
    system: System = "",
    region: Annotated[str, typer.Option("--region", help="Six digits; default: all.")] = "",
    on: On = "",
    data: DataDir = None,
) -> None:
    """Print every account with its debit or credit and the totals; exit 1 if they differ."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.domain.parties.offices import day_of
        from silian.services import ledger

        at = clock.now()
        found = ledger.trial_balance(
            on=_day_or_none(on) or day_of(at), system=system, region=region, by=by, at=at
        )
        for line in found.lines:
            typer.echo(
                f"{line.region}  {line.account.code:<24}{line.debit:>20,}{line.credit:>20,}"
                f"  {line.account.unit}"
            )
        for total in found.totals:
            typer.echo(f"{'total':<32}{total.debit:>20,}{total.credit:>20,}  {total.unit}")
        if not found.is_balanced:
            raise typer.Exit(1)


@app.command("close")
def close(
    person: Person,
    system: System,
    until: Annotated[str, typer.Option("--until", help="First day that stays open.")],
    data: DataDir = None,
    apply: Apply = False,
) -> None:
    """Close a system up to a day; what is found wrong later is corrected after it."""
    with _acting(person, data) as by:
        from silian import clock
        from silian.services import ledger

        with _changing(is_wanted=apply):
            done = ledger.close_period(system=system, ends_on=_day(until), by=by, at=clock.now())
            typer.echo(f"close {done.system} from {done.starts_on} up to {done.ends_on}")


def _say_head(view: "AccountView") -> None:
    account = view.account
    typer.echo(f"{view.region}  {view.system}  {account.code}  {account.unit}  {account.normal}")


def _say_entry(entry: "EntryView") -> None:
    typer.echo(f"entry {entry.id}  {entry.region}/{entry.number}  {entry.effective_on}")
    for posting in entry.postings:
        typer.echo(f"  {posting.account:<28}{posting.amount:>20,}")


def _numbers(given: Sequence[str]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for text in given:
        name, _, number = text.partition("=")
        try:
            found.append((name, int(number)))
        except ValueError as error:
            raise typer.BadParameter(f"{text}: name=whole number") from error
    return found


def _day_or_none(text: str) -> date | None:
    return _day(text) if text else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text}: a day such as 2026-03-01") from error
