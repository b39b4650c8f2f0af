"""Balances, statements and trial balances as of any day, and what a commitment still holds."""

import re
from datetime import date, datetime, timedelta

from django.db.models import Q, Sum

from silian.domain.kernel.errors import SilianError
from silian.domain.ledger.balances import Movement, statement_lines, trial_line, trial_totals
from silian.domain.ledger.commitments import Commitment
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.rights import reach_of, require
from silian.services.ledger.access import (
    account_view,
    entry_view,
    find_account,
    find_entry,
    postings_of,
    signed_of,
)
from silian.services.ledger.accounts import balance_view
from silian.services.ledger.values import (
    PAGE,
    BalanceView,
    EntryView,
    Statement,
    StatementEntry,
    TrialBalance,
)
from silian.services.ledger.writing import commitment_of
from silian.store.ledger.models import Account, Posting

_PLACE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{1,18})")


class UnknownPage(SilianError):
    """What asks for a page is not what an earlier page gave. Values: after."""

    code = "ledger.unknown_page"


def get_entry(*, entry_id: str, by: Actor, at: datetime) -> EntryView:
    """One entry within reach.

    Raises:
        NotFound: if there is none.
    """
    row = find_entry(entry_id, Verb.LEDGER_READ, by, at)
    return entry_view(row, postings_of(row))


def get_commitment(*, entry_id: str, by: Actor, at: datetime) -> Commitment:
    """What a commitment held, and how much of it was paid or released.

    Raises:
        NotACommitment: if the entry holds no money.
    """
    row = find_entry(entry_id, Verb.LEDGER_READ, by, at)
    return commitment_of(row.id, row.region)


def balance_of(*, account_id: str, on: date, by: Actor, at: datetime) -> BalanceView:
    """The balance of an account at the end of a day."""
    return balance_view(find_account(account_id, Verb.LEDGER_READ, by, at, on), on)


def statement(
    *, account_id: str, first_on: date, last_on: date, by: Actor, at: datetime, after: str = ""
) -> Statement:
    """Fifty movements of an account, by day and number; both days are included.

    ``after`` is the ``next`` of the page before: a page costs the same however deep it lies.

    Raises:
        UnknownPage: if ``after`` came from nowhere.
    """
    row = find_account(account_id, Verb.LEDGER_READ, by, at)
    day, number = _place(after) if after else (first_on, 0)
    reach = Reach((row.region,))
    rows = Posting.objects.within(reach).filter(account=row)
    opening = _signed(row, day - timedelta(days=1))
    before = rows.filter(effective_on=day, number__lte=number).aggregate(total=Sum("amount"))
    opening += int(before["total"] or 0)
    wanted = rows.filter(effective_on__gte=day, effective_on__lte=last_on).exclude(
        effective_on=day, number__lte=number
    )
    found = list(
        wanted.order_by("effective_on", "number").values_list(
            "effective_on", "number", "amount", "entry_id", "entry__template", "entry__ground"
        )[: PAGE + 1]
    )
    shown = found[:PAGE]
    lines = statement_lines(opening, [Movement(d, n, row.code, a) for d, n, a, *_ in shown])
    entries = tuple(
        StatementEntry(line, *more) for line, (_, _, _, *more) in zip(lines, shown, strict=True)
    )
    is_last = len(found) <= PAGE
    closing = lines[-1].balance if lines else opening
    further = "" if is_last else f"{shown[-1][0].isoformat()}/{shown[-1][1]}"
    return Statement(account_view(row), first_on, last_on, opening, entries, closing, further)


def trial_balance(
    *, on: date, by: Actor, at: datetime, system: str = "", region: str = ""
) -> TrialBalance:
    """All accounts within reach at the end of a day, by region, system and code.

    ``region`` and ``system`` narrow it down. Debit equals credit in every unit, for each system
    of each region and so for all of them.
    """
    require(by, Verb.LEDGER_READ, Thing("account", region), at)
    where = Q()
    if region:
        where &= Q(region=region)
    if system:
        where &= Q(system=system)
    rows = Account.objects.within(reach_of(by, at)).filter(where).with_balance_on(on)
    ordered = rows.select_related("at_most").order_by("region", "system", "code")
    lines = tuple(
        trial_line(view.account.region, view.account.account, view.signed)
        for view in (balance_view(row, on) for row in ordered)
    )
    return TrialBalance(on, lines, trial_totals(lines))


def _signed(row: Account, day: date) -> int:
    rows = Account.objects.within(Reach((row.region,))).filter(pk=row.pk).with_balance_on(day)
    return signed_of(rows.get())


def _place(after: str) -> tuple[date, int]:
    found = _PLACE.fullmatch(after)
    try:
        return date.fromisoformat(found[1]), int(found[2])  # type: ignore[index]  # caught
    except (TypeError, ValueError) as error:
        raise UnknownPage(f"after={after!r}", after=after) from error
