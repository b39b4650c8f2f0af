"""The ledger as pages and files: accounts on a day, a statement with names, an entry whole."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from silian.adapters.writers.sheets import Cell
from silian.domain.ledger.balances import trial_line, trial_totals
from silian.domain.ledger.model import Unit
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Thing, Verb, can
from silian.services.accounts import region_names
from silian.services.accounts.rights import require
from silian.services.exporting import (
    File,
    Table,
    Words,
    check_format,
    note_export,
    said_by,
    write_table,
)
from silian.services.ledger.access import entry_view, find_entry, postings_of
from silian.services.ledger.accounts import list_accounts
from silian.services.ledger.periods import list_periods
from silian.services.ledger.reading import statement
from silian.services.ledger.values import (
    BalanceView,
    EntryView,
    PeriodView,
    Statement,
    TrialBalance,
)
from silian.store.calls.models import Case
from silian.store.ledger.models import Account, Entry

MOST_PAGES = 2000
COLUMNS = ("region", "system", "account", "unit_of", "side", "debit", "credit", "balance")
LINES = ("day", "entry_number", "ground", "debit", "credit", "balance")


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts with their balances at the end of a day, and what the filters offer."""

    on: date
    lines: tuple[BalanceView, ...]
    systems: tuple[str, ...]
    regions: tuple[str, ...]
    trial: TrialBalance
    may_export: bool


@dataclass(frozen=True, slots=True)
class Periods:
    """The closed periods, and whether this office may close another."""

    periods: tuple[PeriodView, ...]
    systems: tuple[str, ...]
    may_close: bool


@dataclass(frozen=True, slots=True)
class PostingLine:
    """A movement of an entry with the account that it moves."""

    account_id: str
    code: str
    owner: str
    unit: Unit
    amount: int


@dataclass(frozen=True, slots=True)
class Named:
    """Another entry that this one speaks of, or that speaks of it."""

    id: str
    number: int


@dataclass(frozen=True, slots=True)
class EntryPage:
    """An entry with everything that it hangs on."""

    entry: EntryView
    lines: tuple[PostingLine, ...]
    case_title: str
    case_system: str
    reverses: Named | None
    reversed_by: Named | None
    settles: Named | None
    settled_by: tuple[Named, ...]


def open_accounts_page(
    *, on: date, system: str = "", region: str = "", by: Actor, at: datetime
) -> Accounts:
    """The accounts within reach on a day; the trial balance is over those that are shown."""
    everything = list_accounts(by=by, at=at, on=on)
    shown = tuple(
        one
        for one in everything
        if (not system or one.account.system == system)
        and (not region or one.account.region == region)
    )
    lines = tuple(trial_line(o.account.region, o.account.account, o.signed) for o in shown)
    return Accounts(
        on, shown, tuple(sorted({one.account.system for one in everything})),
        tuple(sorted({one.account.region for one in everything})),
        TrialBalance(on, lines, trial_totals(lines)),
        bool(can(by, Verb.CASES_EXPORT, Thing("account"), at)),
    )  # fmt: skip


def open_periods(*, by: Actor, at: datetime) -> Periods:
    """The closed periods within reach, and the systems of the own region with accounts."""
    require(by, Verb.LEDGER_READ, Thing("period"), at)
    own = Account.objects.within(Reach((by.region,))).order_by("system")
    return Periods(
        list_periods(by=by, at=at), tuple(own.values_list("system", flat=True).distinct()),
        bool(can(by, Verb.LEDGER_CLOSE, Thing("period", by.region), at)),
    )  # fmt: skip


def open_entry(*, entry_id: str, by: Actor, at: datetime) -> EntryPage:
    """An entry with its accounts, its case and the entries beside it.

    Raises:
        NotFound: if there is none within reach.
    """
    row = find_entry(entry_id, Verb.LEDGER_READ, by, at)
    reach = Reach((row.region,))
    accounts = {
        one.code: one
        for one in Account.objects.within(reach).filter(system=row.system).order_by("code")
    }
    postings = postings_of(row)
    lines = tuple(
        PostingLine(
            accounts[one.account].id, one.account, accounts[one.account].owner,
            Unit(accounts[one.account].unit), one.amount,
        )
        for one in postings
    )  # fmt: skip
    entries = Entry.objects.within(reach)
    case = Case.objects.within(reach).filter(pk=row.case_id).first() if row.case_id else None
    return EntryPage(
        entry_view(row, postings), lines, case.title if case else "",
        case.system if case else "",
        _named(entries.filter(pk=row.reverses_id).first()) if row.reverses_id else None,
        _named(entries.filter(reverses=row).first()),
        _named(entries.filter(pk=row.settles_id).first()) if row.settles_id else None,
        tuple(
            Named(one.id, one.number) for one in entries.filter(settles=row).order_by("number")
        ),
    )  # fmt: skip


@transaction.atomic
def export_accounts(
    *, on: date, form: str, system: str = "", region: str = "", words: Words = str, by: Actor,
    at: datetime,
) -> File:  # fmt: skip
    """The accounts of a day with both sides and balances in whole units; an event."""
    require(by, Verb.CASES_EXPORT, Thing("account"), at)
    check_format(form)
    page = open_accounts_page(on=on, system=system, region=region, by=by, at=at)
    names = region_names()
    rows: list[tuple[Cell, ...]] = []
    for one, line in zip(page.lines, page.trial.lines, strict=True):
        account = one.account.account
        rows.append(
            (
                names.get(one.account.region, one.account.region), one.account.system,
                account.code, words(f"unit.{account.unit}"), words(f"side.{account.normal}"),
                line.debit, line.credit, one.balance,
            )
        )  # fmt: skip
    heads = tuple(words(f"ledger_column.{name}") for name in COLUMNS)
    about: dict[str, Cell] = {"on": on.isoformat(), "system": system, "by": said_by(by)}
    table = Table(words("list_name.accounts"), COLUMNS, heads, rows, about)
    payload = {"on": on, "format": form, "system": system, "region": region, "rows": len(rows)}
    note_export(of="ledger", verb="ledger.exported", kind="account", payload=payload, by=by, at=at)
    return write_table(table, form, words=words, at=at)


@transaction.atomic
def export_statement(
    *, account_id: str, first_on: date, last_on: date, form: str, words: Words = str, by: Actor,
    at: datetime,
) -> File:  # fmt: skip
    """All movements of an account over days, with the balance after each; an event."""
    require(by, Verb.CASES_EXPORT, Thing("account"), at)
    check_format(form)
    rows: list[tuple[Cell, ...]] = []
    after = ""
    for _ in range(MOST_PAGES):
        page = statement(
            account_id=account_id, first_on=first_on, last_on=last_on, after=after, by=by, at=at
        )
        rows += [_cells(page, number) for number in range(len(page.entries))]
        after = page.next
        if not after:
            break
    code = page.account.account.code
    about: dict[str, Cell] = {
        "account": code, "from": first_on.isoformat(), "until": last_on.isoformat(),
        "unit_of": words(f"unit.{page.account.account.unit}"), "by": said_by(by),
    }  # fmt: skip
    heads = tuple(words(f"ledger_column.{name}") for name in LINES)
    payload = {
        "account": account_id, "from": first_on, "until": last_on, "format": form,
        "rows": len(rows),
    }  # fmt: skip
    note_export(of="ledger", verb="ledger.exported", kind="account", payload=payload, by=by, at=at)
    return write_table(Table(code, LINES, heads, rows, about), form, words=words, at=at)


def year_of(on: date) -> tuple[date, date]:
    """The first of January and a day: what a statement shows when nothing is asked."""
    return date(on.year, 1, 1), on


def _cells(page: Statement, number: int) -> tuple[Cell, ...]:
    one = page.entries[number]
    amount, sign = one.line.movement.amount, page.account.account.normal.sign
    return (
        one.line.movement.effective_on.isoformat(), one.line.movement.number, one.ground,
        max(amount, 0), max(-amount, 0), one.line.balance * sign,
    )  # fmt: skip


def _named(row: Entry | None) -> Named | None:
    return Named(row.id, row.number) if row else None
