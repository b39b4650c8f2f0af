"""What the services of the ledger answer with, and how they fail."""

from dataclasses import dataclass
from datetime import date, datetime

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.ledger.balances import StatementLine, TrialLine, TrialTotal
from silian.domain.ledger.model import Account, Posting

PAGE = 50


class AccountExists(SilianError):
    """The system has an account of this code. Values: account."""

    code = "ledger.account_exists"
    kind = Kind.CONFLICT


class AccountNotEmpty(SilianError):
    """Only an account without a balance is closed. Values: account, balance."""

    code = "ledger.account_not_empty"
    kind = Kind.CONFLICT


class CeilingElsewhere(SilianError):
    """The account that is to limit another is not there, or counts in another unit."""

    code = "ledger.ceiling_elsewhere"


class BadName(SilianError):
    """A name of a system or account is empty or too long. Values: name, longest."""

    code = "ledger.bad_name"


class PeriodClosed(SilianError):
    """The day lies in a closed period. Values: day, ends_on."""

    code = "ledger.period_closed"
    kind = Kind.CONFLICT


class PeriodNotOver(SilianError):
    """A period is closed when its last day is over. Values: ends_on."""

    code = "ledger.period_not_over"
    kind = Kind.CONFLICT


class DayNotReached(SilianError):
    """An entry takes effect on the day it is written or before. Values: day."""

    code = "ledger.day_not_reached"


class AlreadyReversed(SilianError):
    """The entry was reversed before. Values: number (of the reversal)."""

    code = "ledger.already_reversed"
    kind = Kind.CONFLICT


class ReversalReversed(SilianError):
    """A reversal is not reversed; the entry is written anew. Values: number."""

    code = "ledger.reversal_reversed"
    kind = Kind.CONFLICT


class ReversedTooEarly(SilianError):
    """A reversal takes effect no earlier than what it reverses. Values: day, earliest."""

    code = "ledger.reversed_too_early"


class KeyReused(SilianError):
    """The key belongs to an entry that says something else. Values: number."""

    code = "ledger.key_reused"
    kind = Kind.CONFLICT


class NoGround(SilianError):
    """An entry says on what ground it stands."""

    code = "ledger.no_ground"


@dataclass(frozen=True, slots=True)
class References:
    """What an entry follows from, by id; empty where there is no such thing."""

    case_id: str = ""
    decision_id: str = ""
    agreement_id: str = ""


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account with its place. ``account`` holds code, unit, side, purpose and limits."""

    id: str
    region: str
    system: str
    account: Account


@dataclass(frozen=True, slots=True)
class BalanceView:
    """A balance at the end of a day: ``signed`` (debit above zero) and on the normal side."""

    account: AccountView
    day: date
    signed: int
    balance: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as it stands in the book. ``reverses`` and ``settles`` are ids, or empty."""

    id: str
    region: str
    system: str
    number: int
    at: datetime
    by_name: str
    effective_on: date
    template: str
    ground: str
    postings: tuple[Posting, ...]
    references: References
    reverses: str
    settles: str
    committed: int
    released: int
    hash: str


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """A line of a statement with what its entry says."""

    line: StatementLine
    entry_id: str
    template: str
    ground: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Movements of an account over days, both included; balances are signed.

    ``opening`` stands before the first line of the page. ``next`` asks for the next page, and
    is empty on the last one, whose ``closing`` is the balance at the end of ``last_on``.
    """

    account: AccountView
    first_on: date
    last_on: date
    opening: int
    entries: tuple[StatementEntry, ...]
    closing: int
    next: str


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account with its balance at the end of a day, and the totals of each unit."""

    day: date
    lines: tuple[TrialLine, ...]
    totals: tuple[TrialTotal, ...]

    @property
    def is_balanced(self) -> bool:
        """Whether debit equals credit in every unit."""
        return all(total.debit == total.credit for total in self.totals)


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A closed period; ``ends_on`` is the first day after it."""

    id: str
    region: str
    system: str
    starts_on: date
    ends_on: date
    closed_at: datetime
    closed_by_name: str
    last_number: int


@dataclass(frozen=True, slots=True)
class AuditFault:
    """Something that does not fit: a code, the region, and the number or code it is about."""

    code: str
    region: str
    about: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What a recomputation of everything found."""

    entries: int
    faults: tuple[AuditFault, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything fits."""
        return not self.faults
