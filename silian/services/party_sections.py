"""What registers, cases, agreements, accounts and calendars know of a party: sections of its file.

Each section is of the day of the file and holds nothing but what refers to the party; every line
says where it can be opened. Somebody who may not read a subject is given no section of it.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import OuterRef, Q, QuerySet, Subquery

from silian.domain.kernel.days import day_end, day_of
from silian.domain.ledger.model import Unit
from silian.domain.parties.offices import Reach
from silian.domain.parties.permissions import Thing, Verb, can
from silian.services import parties
from silian.services.parties.files import Opened
from silian.services.parties.values import FileLine
from silian.services.systems.registry import manifest_of
from silian.store.agreements.models import Obligation, Side
from silian.store.bookings.models import Booking
from silian.store.calls.models import Case, Step
from silian.store.ledger.models import Account, Entry, Posting
from silian.store.registers.models import Membership

MOST_LINES = 500
OBLIGATION = "house/obligation"


@parties.section("party_file.memberships", place=30)
def memberships(opened: Opened) -> Iterable[FileLine]:
    """The registers in which the party stands on the day, each with its stage and term."""
    if not _may(opened, Verb.REGISTERS_READ, "register"):
        return
    rows = Membership.objects.within(opened.reach).filter(
        party__in=opened.ids, starts_on__lte=opened.as_of
    )
    rows = rows.exclude(ends_on__lte=opened.as_of).order_by("system", "starts_on", "id")
    for row in rows[:MOST_LINES]:
        yield FileLine(
            "party_file.member", row.ground, row.starts_on, row.ends_on, link=row.system,
            kind="register", system=row.system, stage=row.stage,
        )  # fmt: skip


@parties.section("party_file.cases", place=40)
def cases(opened: Opened) -> Iterable[FileLine]:
    """The cases of the party as they stood at the end of the day, the latest first."""
    rows = _cases_of(opened, Q(party__in=opened.ids) & ~Q(system=OBLIGATION))
    yield from _case_lines(rows, "party_file.case")


@parties.section("party_file.agreements", place=50)
def agreements(opened: Opened) -> Iterable[FileLine]:
    """The agreements in which the party is a side."""
    sides = Side.objects.within(opened.reach).filter(party__in=opened.ids)
    roles = dict(sides.order_by("id").values_list("agreement_id", "role"))
    if not roles:
        return
    yield from _case_lines(_cases_of(opened, Q(pk__in=list(roles))), "party_file.agreement")


@parties.section("party_file.obligations", place=60)
def obligations(opened: Opened) -> Iterable[FileLine]:
    """What the party owes by which day, those still open on the day first."""
    rows = _cases_of(opened, Q(party__in=opened.ids, system=OBLIGATION))
    due = dict(
        Obligation.objects.within(opened.reach)
        .filter(owner__in=opened.ids)
        .order_by("case_id")
        .values_list("case_id", "due_on")
    )
    for row in rows:
        yield FileLine(
            "party_file.obligation", row.title, day_of(row.opened_at), due.get(row.pk),
            link=row.pk, kind="case", system=row.system, state=_state(row),
        )  # fmt: skip


@parties.section("party_file.payments", place=70)
def payments(opened: Opened) -> Iterable[FileLine]:
    """Entries of the ledger whose case is the party's, up to the day, the latest first."""
    if not _may(opened, Verb.LEDGER_READ, "account"):
        return
    own = Case.objects.within(opened.reach).filter(party__in=opened.ids)
    entries = Entry.objects.within(opened.reach).filter(
        case_id__in=own.values("id"), effective_on__lte=opened.as_of
    )
    listed = list(entries.order_by("-effective_on", "-number")[:MOST_LINES])
    amounts = _amounts(opened, [row.pk for row in listed])
    for row in listed:
        amount, unit = amounts.get(row.pk, (0, Unit.FEN))
        yield FileLine(
            "party_file.payment", row.ground, row.effective_on, None, link=row.pk, kind="entry",
            amount=amount, unit=unit.value,
        )  # fmt: skip


@parties.section("party_file.bookings", place=80)
def bookings(opened: Opened) -> Iterable[FileLine]:
    """The times that the party had or has booked, the latest first."""
    if not _may(opened, Verb.BOOKINGS_READ, "booking"):
        return
    rows = Booking.objects.within(opened.reach).filter(
        party_id__in=opened.ids, state="live", booked_at__lt=day_end(opened.as_of)
    )
    for row in rows.select_related("resource").order_by("-starts_at", "id")[:MOST_LINES]:
        yield FileLine(
            "party_file.booking", f"{row.resource.name}：{row.purpose}", day_of(row.starts_at),
            day_of(row.ends_at), link=row.pk, kind="booking",
        )  # fmt: skip


def _may(opened: Opened, verb: Verb, kind: str) -> bool:
    return bool(can(opened.by, verb, Thing(kind, opened.party.region), opened.at))


def _cases_of(opened: Opened, which: Q) -> "QuerySet[Case]":
    """Cases that were open or closed by the end of the day, the state then as ``state_then``."""
    if not _may(opened, Verb.CASES_READ, "case"):
        return Case.objects.within(Reach(()))
    end = day_end(opened.as_of)
    steps = Step.objects.within(opened.reach).filter(case=OuterRef("pk"), at__lt=end)
    rows = Case.objects.within(opened.reach).filter(which, opened_at__lt=end)
    rows = rows.annotate(state_then=Subquery(steps.order_by("-seq").values("to")[:1]))
    found: QuerySet[Case] = rows.select_related("version").order_by("-opened_at", "-id")
    return found[:MOST_LINES]


def _case_lines(rows: Iterable[Case], code: str) -> Iterator[FileLine]:
    for row in rows:
        closed = day_of(row.closed_at) if row.closed_at else None
        yield FileLine(
            code, row.title, day_of(row.opened_at), closed, link=row.pk, kind="case",
            system=row.system, state=_state(row),
        )  # fmt: skip


def _state(row: Case) -> str:
    """The state at the end of the day; a case without a step stands where it begins."""
    then = getattr(row, "state_then", None)
    return str(then) if then else manifest_of(row.version).procedure.start


def _amounts(opened: Opened, entries: Sequence[str]) -> dict[str, tuple[int, Unit]]:
    """What each entry moved: the sum of its debits, with the unit."""
    rows = Posting.objects.within(opened.reach).filter(entry__in=entries, amount__gt=0)
    accounts = Account.objects.within(opened.reach)
    units = dict(accounts.order_by("id").values_list("id", "unit"))
    sums: dict[str, tuple[int, Unit]] = {}
    for entry, account, amount in rows.order_by("pk").values_list("entry", "account", "amount"):
        before, _ = sums.get(entry, (0, Unit.FEN))
        sums[entry] = (before + amount, Unit(units.get(account, Unit.FEN)))
    return sums
