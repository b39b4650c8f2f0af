"""Purposes of money (用途): paths, and whether money of one may be used for another."""

from collections.abc import Mapping, Sequence

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.ledger.model import Account, Posting


class WrongPurpose(SilianError):
    """Restricted money would leave its purpose. Values: source, use, and the purpose of each."""

    code = "ledger.wrong_purpose"
    kind = Kind.CONFLICT


def contains(wide: str, narrow: str) -> bool:
    """Whether a use of purpose ``narrow`` lies inside the purpose ``wide``.

    The empty purpose is general money and contains every other; ``loans`` contains itself and
    ``loans/compensation``, and not ``loans2`` and not the empty purpose.
    """
    return not wide or wide == narrow or narrow.startswith(f"{wide}/")


def check_purposes(accounts: Mapping[str, Account], postings: Sequence[Posting]) -> None:
    """Go on only if the money of each credited account may be used for each debited one.

    Raises:
        WrongPurpose: for the first pair that does not fit, by code.
    """
    for source in sorted(p.account for p in postings if p.amount < 0):
        for use in sorted(p.account for p in postings if p.amount > 0):
            _check(accounts[source], accounts[use])


def _check(source: Account, use: Account) -> None:
    if source.unit is use.unit and not contains(source.purpose, use.purpose):
        raise WrongPurpose(
            f"{source.code} is for {source.purpose}, not for {use.purpose or 'anything'}",
            source=source.code, use=use.code, source_purpose=source.purpose,
            use_purpose=use.purpose or "—",
        )  # fmt: skip
