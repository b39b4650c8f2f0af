"""Periods are closed and listed; the whole ledger is recomputed and compared."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Min

from silian.domain.ledger.model import EntryText, Posting, digest
from silian.domain.parties.offices import Actor, Reach, day_of
from silian.domain.parties.permissions import Thing, Verb
from silian.services.accounts.rights import reach_of, require
from silian.services.events.appending import append
from silian.services.ledger.access import lock_book
from silian.services.ledger.values import (
    Audit,
    AuditFault,
    PeriodClosed,
    PeriodNotOver,
    PeriodView,
)
from silian.store.ledger.models import Checkpoint, Entry, Period
from silian.store.ledger.models import Posting as PostingRow


@transaction.atomic
def close_period(*, system: str, ends_on: date, by: Actor, at: datetime) -> PeriodView:
    """Close a system of the actor's region up to a day, itself not included.

    The period begins where the last one ended, or with the first entry. What is found wrong
    later is corrected by an entry in the open period that names the old one.

    Raises:
        PeriodNotOver: if the day before has not ended.
        PeriodClosed: if it is closed up to there already.
    """
    require(by, Verb.LEDGER_CLOSE, Thing("period", by.region), at)
    if ends_on > day_of(at):
        raise PeriodNotOver(f"{ends_on} is to come", ends_on=ends_on)
    book = lock_book(by.region)
    reach = Reach((by.region,))
    rows = Period.objects.within(reach).filter(system=system)
    last = rows.aggregate(last=Max("ends_on"))["last"]
    if last is not None and ends_on <= last:
        raise PeriodClosed(f"closed up to {last}", day=ends_on, ends_on=last)
    entries = Entry.objects.within(reach).filter(system=system, effective_on__lt=ends_on)
    first = last or entries.aggregate(first=Min("effective_on"))["first"]
    row = Period.objects.create(
        region=by.region, system=system, starts_on=first or date(ends_on.year - 1, 1, 1),
        ends_on=ends_on, closed_at=at, closed_by_name=by.name, last_number=book.last_number,
    )  # fmt: skip
    payload = {
        "system": system, "starts_on": row.starts_on, "ends_on": ends_on,
        "last_number": row.last_number,
    }  # fmt: skip
    append(
        stream=f"ledger:{row.region}:{system}", verb="ledger.closed_period", kind="period",
        object_id=row.id, region=row.region, payload=payload, rows=[row], by=by, at=at,
    )  # fmt: skip
    return _view(row)


def list_periods(
    *, by: Actor, at: datetime, system: str = "", region: str = ""
) -> tuple[PeriodView, ...]:
    """The closed periods within reach, by region, system and day."""
    require(by, Verb.LEDGER_READ, Thing("period", region), at)
    rows = Period.objects.within(reach_of(by, at))
    if system:
        rows = rows.filter(system=system)
    if region:
        rows = rows.filter(region=region)
    return tuple(_view(row) for row in rows.order_by("region", "system", "ends_on"))


def audit(*, by: Actor, at: datetime) -> Audit:
    """Recompute all entries within reach: numbers, hashes, sums, and every checkpoint."""
    require(by, Verb.LEDGER_READ, Thing("entry"), at)
    reach = reach_of(by, at)
    postings: defaultdict[str, list[PostingRow]] = defaultdict(list)
    rows = PostingRow.objects.within(reach).select_related("account").order_by("pk")
    for posting in rows.iterator(chunk_size=2000):
        postings[posting.entry_id].append(posting)
    entries = Entry.objects.within(reach).order_by("region", "number")
    faults: list[AuditFault] = []
    numbers: defaultdict[str, int] = defaultdict(int)
    count = 0
    for entry in entries.iterator(chunk_size=2000):
        count += 1
        numbers[entry.region] += 1
        if entry.number != numbers[entry.region]:
            faults.append(AuditFault("ledger.number_missing", entry.region, str(entry.number)))
            numbers[entry.region] = entry.number
        faults += _entry_faults(entry, postings[entry.id])
    faults += _checkpoint_faults(postings, reach)
    return Audit(count, tuple(faults))


def _entry_faults(entry: Entry, rows: list[PostingRow]) -> Iterator[AuditFault]:
    sums: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        sums[row.account.unit] += row.amount
    if any(sums.values()) or len(rows) < 2:
        yield AuditFault("ledger.not_zero", entry.region, str(entry.number))
    text = EntryText(
        entry.region, entry.system, entry.effective_on, entry.template, entry.ground,
        tuple(Posting(row.account.code, row.amount) for row in rows), entry.case_id,
        entry.decision_id, entry.agreement_id, entry.reverses_id or "", entry.settles_id or "",
        entry.committed, entry.released,
    )  # fmt: skip
    if digest(text) != entry.hash:
        yield AuditFault("ledger.hash_differs", entry.region, str(entry.number))


def _checkpoint_faults(
    postings: dict[str, list[PostingRow]], reach: Reach
) -> Iterator[AuditFault]:  # fmt: skip
    days: defaultdict[tuple[str, str], defaultdict[date, int]]
    days = defaultdict(lambda: defaultdict(int))
    for rows in postings.values():
        for row in rows:
            days[row.region, row.account_id][row.effective_on] += row.amount
    wanted: dict[tuple[str, date], tuple[str, int]] = {}
    for (region, account), sums in days.items():
        balance = 0
        for day in sorted(sums):
            balance += sums[day]
            wanted[account, day] = (region, balance)
    found = Checkpoint.objects.within(reach).order_by("account_id", "day")
    for account, day, region, balance in found.values_list(
        "account_id", "day", "region", "balance"
    ).iterator(chunk_size=2000):
        if wanted.pop((account, day), None) != (region, balance):
            yield AuditFault("ledger.checkpoint_differs", region, f"{account} {day}")
    for (account, day), (region, _) in sorted(wanted.items()):
        yield AuditFault("ledger.checkpoint_missing", region, f"{account} {day}")


def _view(row: Period) -> PeriodView:
    return PeriodView(
        row.id, row.region, row.system, row.starts_on, row.ends_on, row.closed_at,
        row.closed_by_name, row.last_number,
    )  # fmt: skip
