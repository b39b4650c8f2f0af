"""Commitment before payment (先承诺后支付): the two entries of it, and what one still holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.ledger.model import Account, Posting
from silian.domain.ledger.purposes import WrongPurpose, contains
from silian.domain.ledger.templates import EntryTemplate, Leg, Templates

COMMIT, PAY = "commit", "pay"


class NotACommitment(SilianError):
    """The entry holds no money for a payment."""

    code = "ledger.not_a_commitment"
    kind = Kind.CONFLICT


class CommitmentMissing(SilianError):
    """The template pays what was committed, and no commitment was named. Values: template."""

    code = "ledger.commitment_missing"


@dataclass(frozen=True, slots=True)
class Commitment:
    """What was committed, and how much of it was paid or released so far."""

    committed: int
    released: int

    @property
    def open(self) -> int:
        """What it still holds."""
        return self.committed - self.released


def commit_template(encumbered: str, encumbrance: str) -> EntryTemplate:
    """Money is promised: the envelope's encumbrance grows, none moves yet."""
    return EntryTemplate(COMMIT, (), "amount", (Leg(encumbered),), (Leg(encumbrance),))


def pay_template(use: str, cash: str, reverses: str = COMMIT) -> EntryTemplate:
    """Promised money is paid; its encumbrance is taken back in the same entry."""
    return EntryTemplate(PAY, (), "amount", (Leg(use),), (Leg(cash),), reverses)


def as_templates(accounts: Mapping[str, Account], *entries: EntryTemplate) -> Templates:
    """Templates of some entries over accounts of one unit."""
    unit = next(iter(accounts.values())).unit
    return Templates(unit, accounts, {}, {entry.name: entry for entry in entries})


def release_postings(committed: tuple[Posting, ...], amount: int) -> tuple[Posting, ...]:
    """What takes back a part of a commitment of one debit and one credit."""
    return tuple(Posting(one.account, -amount if one.amount > 0 else amount) for one in committed)


def check_use(
    accounts: Mapping[str, Account], committed: tuple[Posting, ...], paid: tuple[Posting, ...]
) -> None:
    """Go on only if a payment stays in the purpose of its commitment.

    Raises:
        WrongPurpose: if it does not.
    """
    held = next(accounts[one.account] for one in committed if one.amount > 0)
    for posting in paid:
        use = accounts[posting.account]
        if posting.amount > 0 and not contains(held.purpose, use.purpose):
            raise WrongPurpose(
                f"committed for {held.purpose}, not for {use.purpose or 'anything'}",
                source=held.code, use=use.code, source_purpose=held.purpose,
                use_purpose=use.purpose or "—",
            )  # fmt: skip
