"""A fund of the fictional district for the tests of the ledger."""

from datetime import UTC, date, datetime

from silian.domain.ledger.model import Posting
from silian.services import ledger
from tests.ledger_fund import SYSTEM, TEMPLATES

LATE = datetime(2027, 6, 1, 4, tzinfo=UTC)


def open_fund(by, at=LATE):
    """The fund's accounts, code → id."""
    opened = ledger.open_accounts(system=SYSTEM, templates=TEMPLATES, by=by, at=at)
    return {one.account.code: one.id for one in opened}


def post(by, on, /, at=LATE, ground="依据", key="", **amounts):
    """A free entry: account=amount, debit above zero."""
    postings = [Posting(code, amount) for code, amount in amounts.items()]
    return ledger.post(
        system=SYSTEM, postings=postings, effective_on=on, ground=ground, key=key, by=by, at=at
    )


def act(by, template, on, /, at=LATE, ground="依据", commitment_id="", **values):
    """An entry of one of the fund's templates."""
    return ledger.post_template(
        system=SYSTEM, templates=TEMPLATES, template=template, values=values, effective_on=on,
        ground=ground, commitment_id=commitment_id, by=by, at=at,
    )  # fmt: skip


def balances(by, on=date(2027, 6, 1), at=LATE):
    """Code → balance on the normal side."""
    found = ledger.list_accounts(by=by, at=at, on=on)
    return {one.account.account.code: one.balance for one in found}
