"""Rows of the ledger are found, locked in one order, and turned into values."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q

from silian.domain.ledger.model import Account as AccountValue
from silian.domain.ledger.model import Posting as PostingValue
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.rights import NotFound, reach_of, require
from silian.services.ledger.values import AccountView, EntryView, References
from silian.store.ledger.models import Account, Book, Entry, Posting


def lock_accounts(region: str, system: str, codes: Iterable[str]) -> dict[str, Account]:
    """The accounts of these codes and those that limit them or are limited by them, locked.

    Always in the order of their ids, so that two writers never wait for one another.
    """
    rows = Account.objects.within(Reach((region,))).filter(system=system)
    touched = rows.filter(code__in=tuple(codes))
    found = rows.filter(
        Q(pk__in=touched.values("pk"))
        | Q(pk__in=touched.values("at_most"))
        | Q(at_most__in=touched.values("pk"))
    )
    return {row.code: row for row in found.order_by("id").select_for_update(of=("self",))}


def lock_book(region: str) -> Book:
    """The region's book, locked: whoever holds it writes the next number or closes a period."""
    rows = Book.objects.within(Reach((region,)))
    return rows.select_for_update(of=("self",)).get_or_create(region=region)[0]


def as_values(rows: Iterable[Account]) -> dict[str, AccountValue]:
    """Accounts for the domain, by code; ceilings among them are named."""
    found = tuple(rows)
    codes = {row.id: row.code for row in found}
    return {row.code: row.to_domain(codes.get(row.at_most_id or "", "")) for row in found}


def find_account(
    account_id: str, verb: Verb, by: Actor, at: datetime, on: date | None = None
) -> Account:
    """An account within reach, for somebody who may do this to it; with its balance on a day.

    Raises:
        NotFound: if there is none.
    """
    require(by, verb, Thing("account"), at)
    rows = Account.objects.within(reach_of(by, at)).select_related("at_most")
    if on is not None:
        rows = rows.with_balance_on(on)
    row = rows.filter(pk=account_id).first()
    if row is None:
        raise NotFound("no such account", kind="account")
    require(by, verb, Thing("account", row.region), at)
    return row


def find_entry(entry_id: str, verb: Verb, by: Actor, at: datetime) -> Entry:
    """An entry within reach, for somebody who may do this to it.

    Raises:
        NotFound: if there is none.
    """
    require(by, verb, Thing("entry"), at)
    row = Entry.objects.within(reach_of(by, at)).filter(pk=entry_id).first()
    if row is None:
        raise NotFound("no such entry", kind="entry")
    require(by, verb, Thing("entry", row.region), at)
    return row


def postings_of(entry: Entry) -> tuple[PostingValue, ...]:
    """The postings of an entry, by code."""
    rows = Posting.objects.within(Reach((entry.region,))).filter(entry=entry)
    pairs = rows.order_by("account__code").values_list("account__code", "amount")
    return tuple(PostingValue(code, amount) for code, amount in pairs)


def account_view(row: Account) -> AccountView:
    """The row as a value; its ceiling has been fetched with it."""
    at_most = row.at_most.code if row.at_most else ""
    return AccountView(row.id, row.region, row.system, row.to_domain(at_most))


def entry_view(row: Entry, postings: Sequence[PostingValue]) -> EntryView:
    """The row as a value."""
    return EntryView(
        row.id, row.region, row.system, row.number, row.at, row.by_name, row.effective_on,
        row.template, row.ground, tuple(postings),
        References(row.case_id, row.decision_id, row.agreement_id),
        row.reverses_id or "", row.settles_id or "", row.committed, row.released, row.hash,
    )  # fmt: skip


def signed_of(row: Account) -> int:
    """The balance, debit above zero, of a row that ``with_balance_on`` has given one."""
    return int(row.balance)  # type: ignore[attr-defined]  # annotated there
