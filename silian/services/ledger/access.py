"""Rows of the ledger are found, locked in one order, and turned into values."""

from collections.abc import Iterable, Sequence
from datetime import datetime

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
    touched = tuple(rows.filter(code__in=tuple(codes)).values_list("id", "at_most_id"))
    ids = {one for pair in touched for one in pair if one}
    ids.update(rows.filter(at_most_id__in=[own for own, _ in touched]).values_list("id", flat=True))
    locked = rows.filter(id__in=ids).order_by("id").select_for_update(of=("self",))
    return {row.code: row for row in locked}


def lock_book(region: str) -> Book:
    """The region's book, locked: whoever holds it writes the next number or closes a period."""
    rows = Book.objects.within(Reach((region,)))
    return rows.select_for_update(of=("self",)).get_or_create(region=region)[0]


def as_values(rows: Iterable[Account]) -> dict[str, AccountValue]:
    """Accounts for the domain, by code; ceilings among them are named."""
    found = tuple(rows)
    codes = {row.id: row.code for row in found}
    return {row.code: row.to_domain(codes.get(row.at_most_id or "", "")) for row in found}


def find_account(account_id: str, verb: Verb, by: Actor, at: datetime) -> Account:
    """An account within reach, for somebody who may do this to it.

    Raises:
        NotFound: if there is none.
    """
    require(by, verb, Thing("account"), at)
    rows = Account.objects.within(reach_of(by, at)).select_related("at_most")
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
