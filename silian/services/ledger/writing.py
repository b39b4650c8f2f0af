"""The one place where an entry is written: lock, check, number, post, note."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max

from silian.domain.ledger.commitments import Commitment, NotACommitment
from silian.domain.ledger.limits import check_limits, check_release, needs_steps
from silian.domain.ledger.model import EntryText, Posting, check_postings, digest, merged
from silian.domain.parties.offices import Actor, Reach, day_of
from silian.services.events.appending import append
from silian.services.ledger.access import (
    as_values,
    entry_view,
    lock_book,
    postings_of,
)
from silian.services.ledger.values import (
    DayNotReached,
    EntryView,
    KeyReused,
    NoGround,
    PeriodClosed,
    References,
)
from silian.store.kernel.ids import new_id
from silian.store.ledger.models import Account, Checkpoint, Entry, Period
from silian.store.ledger.models import Posting as PostingRow


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written; the caller has asked ``can`` and looked at the purposes."""

    region: str
    system: str
    effective_on: date
    ground: str
    postings: tuple[Posting, ...]
    references: References = field(default_factory=References)
    template: str = ""
    reverses: str = ""
    settles: str = ""
    committed: int = 0
    released: int = 0
    key: str = ""
    verb: str = "ledger.posted"


def write(draft: Draft, rows: Mapping[str, Account], *, by: Actor, at: datetime) -> EntryView:
    """Write an entry, inside the caller's transaction.

    A ``key`` that was used for the same entry is answered with that entry.

    Args:
        rows: what ``lock_accounts`` gave for the postings. A commitment that is settled has
            been locked before them.

    Raises:
        CommitmentExceeded: if the commitment that it settles does not hold so much.
        DayNotReached, PeriodClosed, NoGround, KeyReused: if it cannot stand there.
        UnknownAccount, AccountClosed, BadAmount, TooFewPostings, Unbalanced: if it is no entry.
        FloorBroken, CeilingBroken: if an account would pass a limit.
    """
    postings = merged(draft.postings)
    book = lock_book(draft.region)
    text = _text(draft, postings)
    if draft.key and (before := _written_before(draft, digest(text))):
        return before
    if not draft.ground.strip():
        raise NoGround
    if draft.effective_on > day_of(at):
        raise DayNotReached(f"{draft.effective_on} is to come", day=draft.effective_on)
    check_open(draft.region, draft.system, draft.effective_on)
    if draft.settles:
        held = commitment_of(draft.settles, draft.region)
        check_release(held.committed, held.released, draft.released)
    check_postings(as_values(rows.values()), postings)
    _check_limits(rows, postings, draft)
    book.last_number += 1
    book.save(update_fields=["last_number"])
    entry, made = _save(draft, text, rows, book.last_number, by, at)
    _note(entry, draft, postings, made, by, at)
    return entry_view(entry, postings)


def check_open(region: str, system: str, day: date) -> None:
    """Go on only if no closed period holds the day; the book is locked.

    Raises:
        PeriodClosed: if one does.
    """
    rows = Period.objects.within(Reach((region,))).filter(system=system)
    ends_on = rows.aggregate(last=Max("ends_on"))["last"]
    if ends_on is not None and day < ends_on:
        raise PeriodClosed(f"{day}: closed up to {ends_on}", day=day, ends_on=ends_on)


def commitment_of(entry_id: str, region: str) -> Commitment:
    """What a commitment held, and what was paid or released of it.

    Raises:
        NotACommitment: if the entry holds no money.
    """
    rows = Entry.objects.within(Reach((region,)))
    held = rows.values_list("committed", "number").get(pk=entry_id)
    if not held[0]:
        raise NotACommitment(f"entry {held[1]} commits nothing")
    released = rows.filter(settles_id=entry_id).values_list("released", flat=True)
    return Commitment(held[0], sum(released))


def _text(draft: Draft, postings: tuple[Posting, ...]) -> EntryText:
    refer = draft.references
    return EntryText(
        draft.region, draft.system, draft.effective_on, draft.template, draft.ground, postings,
        refer.case_id, refer.decision_id, refer.agreement_id, draft.reverses, draft.settles,
        draft.committed, draft.released,
    )  # fmt: skip


def _written_before(draft: Draft, hash: str) -> EntryView | None:
    row = Entry.objects.within(Reach((draft.region,))).filter(key=draft.key).first()
    if row is None:
        return None
    if row.hash != hash:
        raise KeyReused(f"{draft.key} is entry {row.number}", number=row.number)
    return entry_view(row, postings_of(row))


def _check_limits(rows: Mapping[str, Account], postings: tuple[Posting, ...], draft: Draft) -> None:
    accounts = as_values(rows.values())
    amounts = {posting.account: posting.amount for posting in postings}
    needed = needs_steps(accounts, amounts)
    if not needed:
        return
    day = draft.effective_on
    points = Checkpoint.objects.within(Reach((draft.region,))).order_by("day")
    steps: dict[str, list[tuple[date, int]]] = {}
    for code in needed:
        # Each day with postings has its checkpoint, so the last one is the balance.
        own = points.filter(account_id=rows[code].id).values_list("day", "balance")
        before = own.filter(day__lte=day).order_by("-day").first()
        later = own.filter(day__gt=day)
        steps[code] = [(day, before[1] if before else 0), *later]
    check_limits(accounts, steps, amounts)


def _save(
    draft: Draft, text: EntryText, rows: Mapping[str, Account], number: int, by: Actor, at: datetime
) -> tuple[Entry, list[PostingRow]]:
    entry_id = new_id()
    # Postings first: the trigger on the entry looks at all of them, and closes it.
    made = PostingRow.objects.bulk_create(
        PostingRow(
            entry_id=entry_id, account_id=rows[one.account].id, region=draft.region,
            effective_on=draft.effective_on, number=number, amount=one.amount,
        )
        for one in text.postings
    )  # fmt: skip
    refer = draft.references
    entry = Entry.objects.create(
        id=entry_id, region=draft.region, system=draft.system, number=number, at=at,
        by_name=by.name, effective_on=draft.effective_on, template=draft.template,
        ground=draft.ground, case_id=refer.case_id, decision_id=refer.decision_id,
        agreement_id=refer.agreement_id, reverses_id=draft.reverses or None,
        settles_id=draft.settles or None, committed=draft.committed, released=draft.released,
        key=draft.key, hash=digest(text),
    )  # fmt: skip
    return entry, made


def _note(
    entry: Entry, draft: Draft, postings: tuple[Posting, ...], rows: Sequence[PostingRow],
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    payload = {
        "number": entry.number, "effective_on": entry.effective_on, "template": entry.template,
        "ground": entry.ground, "reverses": draft.reverses, "settles": draft.settles,
        "postings": {posting.account: posting.amount for posting in postings}, "hash": entry.hash,
    }  # fmt: skip
    append(
        stream=f"ledger:{entry.region}:{entry.system}", verb=draft.verb, kind="entry",
        object_id=entry.id, region=entry.region, payload=payload, rows=[entry, *rows], by=by, at=at,
    )  # fmt: skip
