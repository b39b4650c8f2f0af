"""Entries are posted freely or by a template, committed, paid, released and reversed."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction

from silian.domain.ledger.commitments import (
    COMMIT,
    PAY,
    CommitmentMissing,
    NotACommitment,
    as_templates,
    check_use,
    commit_template,
    pay_template,
    release_postings,
)
from silian.domain.ledger.model import Account as AccountValue
from silian.domain.ledger.model import BadAmount, Posting, UnknownAccount, merged, opposite
from silian.domain.ledger.purposes import check_purposes
from silian.domain.ledger.templates import EntryTemplate, Expanded, Templates, expand, get_template
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.rights import require
from silian.services.ledger.access import as_values, find_entry, lock_accounts, postings_of
from silian.services.ledger.values import (
    AlreadyReversed,
    EntryView,
    References,
    ReversalReversed,
    ReversedTooEarly,
)
from silian.services.ledger.writing import Draft, commitment_of, write
from silian.store.ledger.models import Account, Entry

_NONE = References()


@transaction.atomic
def post(
    *,
    system: str,
    postings: Sequence[Posting],
    effective_on: date,
    ground: str,
    by: Actor,
    at: datetime,
    references: References = _NONE,
    key: str = "",
) -> EntryView:
    """Write an entry of the actor's region from its postings.

    With a ``key``, the same entry sent again is answered with the first.

    Raises:
        WrongPurpose: if restricted money would leave its purpose.
        SilianError: as ``writing.write``.
    """
    require(by, Verb.LEDGER_POST, Thing("entry", by.region), at)
    moved = merged(postings)
    rows = _locked(by.region, system, moved)
    check_purposes(as_values(rows.values()), moved)
    draft = Draft(by.region, system, effective_on, ground, moved, references, key=key)
    return write(draft, rows, by=by, at=at)


@transaction.atomic
def post_template(
    *,
    system: str,
    templates: Templates,
    template: str,
    values: Mapping[str, int],
    effective_on: date,
    ground: str,
    by: Actor,
    at: datetime,
    parameters: Mapping[str, Fraction] | None = None,
    commitment_id: str = "",
    references: References = _NONE,
    key: str = "",
) -> EntryView:
    """Write the entry of a template; one that reverses a commitment takes it back as well.

    ``parameters`` stand before those of the templates, so that a loan keeps those of its day.

    Raises:
        CommitmentMissing, NotACommitment, CommitmentExceeded: if there is nothing to take back.
        WrongPurpose: if restricted money would leave its purpose.
        SilianError: as ``templates.expand`` and ``writing.write``.
    """
    require(by, Verb.LEDGER_POST, Thing("entry", by.region), at)
    entry = get_template(templates, template)
    made = expand(templates, template, values, parameters)
    if entry.reverses:
        if not commitment_id:
            raise CommitmentMissing(f"{template} needs a commitment", template=template)
        return _pay(
            system, entry, made, commitment_id, effective_on, ground, references, key, by, at
        )
    rows = _locked(by.region, system, made.postings)
    check_purposes(as_values(rows.values()), made.postings)
    committed = made.amount if template in templates.commitments() else 0
    draft = Draft(
        by.region, system, effective_on, ground, made.postings, references, template,
        committed=committed, key=key,
    )  # fmt: skip
    return write(draft, rows, by=by, at=at)


@transaction.atomic
def commit_money(
    *,
    system: str,
    encumbered: str,
    encumbrance: str,
    amount: int,
    effective_on: date,
    ground: str,
    by: Actor,
    at: datetime,
    references: References = _NONE,
    key: str = "",
) -> EntryView:
    """Promise money: debit ``encumbered``, credit ``encumbrance``, which its envelope limits.

    Raises:
        CeilingBroken: if the envelope does not hold so much.
        SilianError: as ``post_template``.
    """
    require(by, Verb.LEDGER_POST, Thing("entry", by.region), at)
    accounts = _standing(by.region, system, (encumbered, encumbrance))
    return post_template(
        system=system, templates=as_templates(
            accounts, commit_template(encumbered, encumbrance), pay_template("", "")
        ),
        template=COMMIT, values={"amount": amount}, effective_on=effective_on, ground=ground,
        references=references, key=key, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def pay(
    *,
    commitment_id: str,
    use: str,
    cash: str,
    amount: int,
    effective_on: date,
    ground: str,
    by: Actor,
    at: datetime,
    references: References = _NONE,
    key: str = "",
) -> EntryView:
    """Pay from a commitment: debit ``use``, credit ``cash``, and take back the encumbrance.

    Raises:
        CommitmentExceeded: if the commitment does not hold so much.
        SilianError: as ``post_template``.
    """
    held = find_entry(commitment_id, Verb.LEDGER_POST, by, at)
    accounts = _standing(held.region, held.system, (use, cash))
    return post_template(
        system=held.system,
        templates=as_templates(accounts, pay_template(use, cash, held.template)),
        template=PAY, values={"amount": amount}, commitment_id=commitment_id,
        effective_on=effective_on, ground=ground, references=references, key=key, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def release(
    *,
    commitment_id: str,
    effective_on: date,
    ground: str,
    by: Actor,
    at: datetime,
    amount: int | None = None,
) -> EntryView:
    """Give back what a commitment still holds, or a part of it, without a payment.

    Raises:
        CommitmentExceeded: if it does not hold so much.
    """
    held = _lock_commitment(commitment_id, by, at)
    wanted = commitment_of(held.id, held.region).open if amount is None else amount
    if wanted <= 0:
        raise BadAmount(f"{wanted} to release", account=held.template, amount=wanted)
    taken_back = release_postings(postings_of(held), wanted)
    draft = Draft(
        held.region, held.system, effective_on, ground, taken_back,
        References(held.case_id, held.decision_id, held.agreement_id), "release",
        settles=held.id, released=wanted, verb="ledger.released",
    )  # fmt: skip
    return write(draft, _locked(held.region, held.system, taken_back), by=by, at=at)


@transaction.atomic
def reverse(
    *, entry_id: str, effective_on: date, ground: str, by: Actor, at: datetime
) -> EntryView:
    """Undo an entry by its opposite; nothing is deleted.

    Reversing a payment gives its commitment back what it took; a commitment that was paid
    from is not reversed before its payments are.

    Raises:
        AlreadyReversed, ReversalReversed, ReversedTooEarly, CommitmentExceeded: if it cannot be.
    """
    found = find_entry(entry_id, Verb.LEDGER_POST, by, at)
    rows = Entry.objects.within(Reach((found.region,)))
    row = rows.select_for_update(of=("self",)).get(pk=found.pk)
    if row.reverses_id:
        raise ReversalReversed(f"entry {row.number} is a reversal", number=row.number)
    before = rows.filter(reverses=row).values_list("number", flat=True).first()
    if before is not None:
        raise AlreadyReversed(f"entry {before} reverses it", number=before)
    if effective_on < row.effective_on:
        raise ReversedTooEarly(
            f"{effective_on} is before {row.effective_on}",
            day=effective_on, earliest=row.effective_on,
        )  # fmt: skip
    settles, released = _undone(row, by, at)
    undone = opposite(postings_of(row))
    draft = Draft(
        row.region, row.system, effective_on, ground, undone,
        References(row.case_id, row.decision_id, row.agreement_id), row.template,
        reverses=row.id, settles=settles, released=released, verb="ledger.reversed",
    )  # fmt: skip
    return write(draft, _locked(row.region, row.system, undone), by=by, at=at)


def _undone(row: Entry, by: Actor, at: datetime) -> tuple[str, int]:
    """What the reversal of an entry settles, and how much."""
    if row.committed:
        return row.id, row.committed
    if row.settles_id:
        return _lock_commitment(row.settles_id, by, at).id, -row.released
    return "", 0


def _lock_commitment(commitment_id: str, by: Actor, at: datetime) -> Entry:
    row = find_entry(commitment_id, Verb.LEDGER_POST, by, at)
    rows = Entry.objects.within(Reach((row.region,))).select_for_update(of=("self",))
    return rows.get(pk=row.pk)


def _pay(
    system: str, entry: EntryTemplate, made: Expanded, commitment_id: str, effective_on: date,
    ground: str, references: References, key: str, by: Actor, at: datetime,
) -> EntryView:  # fmt: skip
    held = _lock_commitment(commitment_id, by, at)
    if held.system != system or held.template != entry.reverses:
        raise NotACommitment(f"entry {held.number} is {held.template} of {held.system}")
    committed = postings_of(held)
    taken_back = release_postings(committed, made.amount)
    rows = _locked(held.region, system, (*made.postings, *taken_back))
    accounts = as_values(rows.values())
    check_purposes(accounts, made.postings)
    check_use(accounts, committed, made.postings)
    draft = Draft(
        held.region, system, effective_on, ground, (*made.postings, *taken_back), references,
        entry.name, settles=held.id, released=made.amount, key=key, verb="ledger.paid",
    )  # fmt: skip
    return write(draft, rows, by=by, at=at)


def _locked(region: str, system: str, postings: Sequence[Posting]) -> dict[str, Account]:
    """The accounts of postings and those that limit them, locked; all must be there."""
    codes = {posting.account for posting in postings}
    rows = lock_accounts(region, system, codes)
    _check_known(codes, rows, system)
    return rows


def _standing(region: str, system: str, codes: tuple[str, ...]) -> dict[str, AccountValue]:
    """Accounts that must be there, for templates made on the spot."""
    rows = Account.objects.within(Reach((region,))).filter(system=system, code__in=codes)
    accounts = as_values(rows)
    _check_known(codes, accounts, system)
    return accounts


def _check_known(codes: Iterable[str], known: Container[str], system: str) -> None:
    unknown = tuple(sorted(code for code in codes if code not in known))
    if unknown:
        raise UnknownAccount(f"no account {', '.join(unknown)} in {system}", accounts=unknown)
