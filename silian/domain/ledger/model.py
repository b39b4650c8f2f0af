"""The values of a ledger (账): units, accounts, postings, entries, and the digest of an entry."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.kernel.events import canonical

LARGEST_AMOUNT = 10**15
"""The most that one posting may move; nine thousand of them still fit into an int64."""


class Unit(StrEnum):
    """What an account counts, always in whole numbers of it."""

    FEN = "fen"
    VOUCHER = "voucher"
    MACHINE_MINUTE = "machine_minute"


class Side(StrEnum):
    """The side (借贷方向) on which an account grows."""

    DEBIT = "debit"
    CREDIT = "credit"

    @property
    def sign(self) -> int:
        """1 for debit, -1 for credit: turns a signed sum into a balance of this side."""
        return 1 if self is Side.DEBIT else -1


class Unbalanced(SilianError):
    """The postings of an entry do not sum to zero. Values: unit, difference."""

    code = "ledger.unbalanced"


class TooFewPostings(SilianError):
    """An entry needs two accounts at least. Values: count."""

    code = "ledger.too_few_postings"


class BadAmount(SilianError):
    """An amount is no whole number, is zero or beyond the largest. Values: account, amount."""

    code = "ledger.bad_amount"


class UnknownAccount(SilianError):
    """The ledger has no such account. Values: accounts."""

    code = "ledger.unknown_account"
    kind = Kind.NOT_FOUND


class AccountClosed(SilianError):
    """The account takes no postings any more. Values: account."""

    code = "ledger.account_closed"
    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True)
class Account:
    """An account (科目) of one system.

    ``floor`` and ``at_most`` are about the balance on the normal side: no entry may lower it
    below ``floor``, or bring it above the balance of the account that ``at_most`` names.
    ``purpose`` is a path such as ``loans/compensation``; an empty one is general money.
    """

    code: str
    unit: Unit
    normal: Side
    owner: str = ""
    purpose: str = ""
    floor: int | None = None
    at_most: str = ""
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Posting:
    """A movement on one account (分录行): debit above zero, credit below."""

    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class EntryText:
    """All that the digest of an entry covers; the number and the moment come with the event."""

    region: str
    system: str
    effective_on: date
    template: str
    ground: str
    postings: tuple[Posting, ...]
    case_id: str = ""
    decision_id: str = ""
    agreement_id: str = ""
    reverses: str = ""
    settles: str = ""
    committed: int = 0
    released: int = 0


def merged(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """One posting for each account, by code; what cancels out within an account is left out."""
    sums: defaultdict[str, int] = defaultdict(int)
    for posting in postings:
        sums[posting.account] += posting.amount
    return tuple(Posting(code, sums[code]) for code in sorted(sums) if sums[code])


def opposite(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """The postings that undo these."""
    return tuple(Posting(posting.account, -posting.amount) for posting in postings)


def check_postings(accounts: Mapping[str, Account], postings: Sequence[Posting]) -> None:
    """Go on only if merged postings can be an entry over these accounts.

    Raises:
        UnknownAccount, AccountClosed, BadAmount, TooFewPostings, Unbalanced: if they cannot.
    """
    unknown = tuple(p.account for p in postings if p.account not in accounts)
    if unknown:
        raise UnknownAccount(f"no account {', '.join(unknown)}", accounts=unknown)
    sums: defaultdict[Unit, int] = defaultdict(int)
    for posting in postings:
        if accounts[posting.account].is_closed:
            raise AccountClosed(f"{posting.account} is closed", account=posting.account)
        if not 0 < abs(posting.amount) <= LARGEST_AMOUNT:
            raise BadAmount(str(posting), account=posting.account, amount=posting.amount)
        sums[accounts[posting.account].unit] += posting.amount
    if len(postings) < 2:
        raise TooFewPostings(f"{len(postings)} postings", count=len(postings))
    for unit, difference in sums.items():
        if difference:
            raise Unbalanced(f"{difference} {unit} too much", unit=unit, difference=difference)


def digest(entry: EntryText) -> str:
    """SHA-256 over the canonical JSON of an entry; the order of its postings does not matter."""
    text = canonical(
        {
            "region": entry.region, "system": entry.system, "effective_on": entry.effective_on,
            "template": entry.template, "ground": entry.ground, "case_id": entry.case_id,
            "decision_id": entry.decision_id, "agreement_id": entry.agreement_id,
            "reverses": entry.reverses, "settles": entry.settles,
            "committed": entry.committed, "released": entry.released,
            "postings": sorted([p.account, p.amount] for p in entry.postings),
        }
    )  # fmt: skip
    return hashlib.sha256(text.encode()).hexdigest()
