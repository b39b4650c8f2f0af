"""An account is laid beside the treasury's file."""

from collections.abc import Iterable
from datetime import date, datetime

from silian.domain.ledger.reconciling import BookedLine, Reconciliation, TreasuryRow
from silian.domain.ledger.reconciling import reconcile as compare
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Verb
from silian.services.ledger.access import find_account
from silian.store.ledger.models import Posting


def reconcile(
    *,
    account_id: str,
    rows: Iterable[TreasuryRow],
    first_on: date,
    last_on: date,
    by: Actor,
    at: datetime,
) -> Reconciliation:
    """What of a treasury's file and an account met, and what is left on either side.

    Both days are included; rows of other days are left on the side of the file. Nothing is
    written: what is left is for somebody to explain, and an entry that does so is posted.
    """
    account = find_account(account_id, Verb.LEDGER_READ, by, at)
    postings = Posting.objects.within(Reach((account.region,))).filter(
        account=account, effective_on__gte=first_on, effective_on__lte=last_on
    )
    lines = postings.order_by("effective_on", "number").values_list(
        "number", "effective_on", "amount", "entry__ground"
    )
    return compare(rows, (BookedLine(*line) for line in lines))
