"""Accounts are opened, listed and closed."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from silian.domain.ledger.checking import check
from silian.domain.ledger.model import Account as AccountValue
from silian.domain.ledger.templates import Templates
from silian.domain.parties.offices import Actor, Reach, day_of
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.rights import reach_of, require
from silian.services.events.appending import append
from silian.services.ledger.access import account_view, find_account, signed_of
from silian.services.ledger.values import (
    AccountExists,
    AccountNotEmpty,
    AccountView,
    BadName,
    BalanceView,
    CeilingElsewhere,
)
from silian.store.ledger.models import Account

LONGEST_NAME = 60


@transaction.atomic
def open_account(*, system: str, account: AccountValue, by: Actor, at: datetime) -> AccountView:
    """Open an account of a system in the actor's region.

    Raises:
        AccountExists: if the system has one of this code.
        CeilingElsewhere: if ``at_most`` names none of the system in the same unit.
        BadName: if a name is empty or too long.
    """
    require(by, Verb.LEDGER_POST, Thing("account", by.region), at)
    return account_view(_open(by.region, system, account, by, at))


@transaction.atomic
def open_accounts(
    *, system: str, templates: Templates, by: Actor, at: datetime
) -> tuple[AccountView, ...]:
    """Open all accounts of a system's templates, after checking these; by code.

    Raises:
        BadTemplates: if the templates contradict themselves.
        AccountExists: if one of the accounts is there; then none is opened.
    """
    require(by, Verb.LEDGER_POST, Thing("account", by.region), at)
    check(templates)
    waiting = dict(sorted(templates.accounts.items()))
    opened: dict[str, Account] = {}
    while waiting:
        ready = [code for code, one in waiting.items() if one.at_most not in waiting]
        if not ready:
            raise CeilingElsewhere(f"{', '.join(waiting)} limit one another")
        for code in ready:
            opened[code] = _open(by.region, system, waiting.pop(code), by, at)
    return tuple(account_view(opened[code]) for code in sorted(opened))


def ensure_accounts(
    region: str, system: str, templates: Templates, by: Actor, at: datetime
) -> None:
    """Open those accounts of a system that a region has not, inside the caller's transaction."""
    known = set(
        Account.objects.within(Reach((region,)))
        .filter(system=system)
        .values_list("code", flat=True)
    )
    waiting = {code: one for code, one in templates.accounts.items() if code not in known}
    while waiting:
        ready = [code for code, one in sorted(waiting.items()) if one.at_most not in waiting]
        if not ready:
            raise CeilingElsewhere(f"{', '.join(waiting)} limit one another")
        for code in ready:
            _open(region, system, waiting.pop(code), by, at)


@transaction.atomic
def close_account(*, account_id: str, by: Actor, at: datetime) -> AccountView:
    """Close an account that is empty: it keeps its statement and takes no postings.

    Raises:
        AccountNotEmpty: if it has a balance.
    """
    row = find_account(account_id, Verb.LEDGER_POST, by, at)
    rows = Account.objects.within(Reach((row.region,))).filter(pk=row.pk)
    rows.select_for_update(of=("self",)).get()
    balance = signed_of(rows.with_balance_on(day_of(at)).get())
    if balance:
        raise AccountNotEmpty(f"{row.code} holds {balance}", account=row.code, balance=balance)
    rows.update(is_closed=True)
    row.is_closed = True
    _note(row, "ledger.closed_account", {"code": row.code}, by, at)
    return account_view(row)


def list_accounts(
    *, by: Actor, at: datetime, on: date | None = None, system: str = "", region: str = ""
) -> tuple[BalanceView, ...]:
    """The accounts within reach with their balances at the end of a day, today if none is named.

    By region, system and code.
    """
    require(by, Verb.LEDGER_READ, Thing("account", region), at)
    day = on or day_of(at)
    rows = Account.objects.within(reach_of(by, at)).with_balance_on(day)
    if system:
        rows = rows.filter(system=system)
    if region:
        rows = rows.filter(region=region)
    ordered = rows.select_related("at_most").order_by("region", "system", "code")
    return tuple(balance_view(row, day) for row in ordered)


def balance_view(row: Account, day: date) -> BalanceView:
    """The balance of a row that ``with_balance_on`` has given one."""
    view = account_view(row)
    signed = signed_of(row)
    return BalanceView(view, day, signed, signed * view.account.normal.sign)


def _open(region: str, system: str, account: AccountValue, by: Actor, at: datetime) -> Account:
    for name in (system, account.code):
        if not 0 < len(name) <= LONGEST_NAME:
            raise BadName(f"{name!r}: 1 to {LONGEST_NAME} characters", name=name, longest=60)
    rows = Account.objects.within(Reach((region,))).filter(system=system)
    if rows.filter(code=account.code).exists():
        raise AccountExists(f"{account.code} is in {system}", account=account.code)
    ceiling = rows.filter(code=account.at_most, unit=account.unit.value).first()
    if account.at_most and ceiling is None:
        raise CeilingElsewhere(f"{account.at_most} is no {account.unit} account of {system}")
    row = Account.objects.create(
        region=region, system=system, code=account.code, unit=account.unit.value,
        normal=account.normal.value, owner=account.owner, purpose=account.purpose,
        floor=account.floor, at_most=ceiling, opened_at=at,
    )  # fmt: skip
    payload = {
        "system": system, "code": account.code, "unit": account.unit, "normal": account.normal,
        "owner": account.owner, "purpose": account.purpose, "floor": account.floor,
        "at_most": account.at_most,
    }  # fmt: skip
    _note(row, "ledger.opened_account", payload, by, at)
    return row


def _note(
    row: Account, verb: str, payload: Mapping[str, object], by: Actor, at: datetime
) -> None:  # fmt: skip
    append(
        stream=f"account:{row.id}", verb=verb, kind="account", object_id=row.id,
        region=row.region, payload=payload, rows=[row], by=by, at=at,
    )  # fmt: skip
