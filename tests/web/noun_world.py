"""Parties, members, accounts and bookings of a district for the permission walk."""

from datetime import UTC, date, datetime, timedelta

from silian import clock
from silian.domain.ledger.model import Account, Posting, Side, Unit
from silian.domain.systems.spelling import storable
from silian.services import bookings, ledger, parties
from silian.services.bookings import Terms
from silian.services.calls.nightly import run_clocks
from silian.services.calls.opening import open_case
from silian.services.calls.stepping import take_step
from silian.services.systems import get_system
from tests import factories
from tests.services import party_kit

POOL = "enterprise_cultivation/tech_enterprise_pool"
LONG_AGO = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def make_nouns(region, own, upward):
    """Things of a district: ``own`` stands in what it keeps to itself, ``upward`` in the rest."""
    at = clock.now()
    officer = factories.make_actor(region, "desk_officer", at=at)
    head = factories.make_actor(region, "bureau_head", at=at)
    planner = factories.make_actor(region, "planner", at=at)
    party = party_kit.make_party(officer, at, f"{own}智能装备有限公司")
    other = party_kit.make_party(officer, at, f"{own}智能装备股份有限公司")
    merge = parties.merge(
        keep_id=party.id, keep_revision=party.revision, other_id=other.id,
        other_revision=other.revision, by=officer, at=at,
    )  # fmt: skip
    sheet = party_kit.take_in(
        officer, at, [["", "不是代码", "", "", "", "", ""]], name=f"{own}.xlsx"
    )
    admit(party.id, officer, head, title="已入库的一家", upward=upward)
    account, entry = _post(officer, at, upward)
    booking = _book(officer, planner, party.id, at, upward)
    return {
        "party_id": party.id, "merge_id": merge.id, "import_id": sheet.id,
        "account_id": account, "entry_id": entry, "resource_id": booking.resource_id,
        "booking_id": booking.id,
    }  # fmt: skip


def admit(party, officer, head, *, title, upward="", at=LONG_AGO, **more):
    """A member of the pool, admitted after its notice; answers its case.

    ``upward`` stands in the fields that nobody publishes.
    """
    manifest = get_system(POOL)
    held = {field.id for field in manifest.fields.held}
    example = dict(manifest.data["example"]) | {"contact_name": upward or "郑小禾"}
    if upward:
        example["municipal_number"] = upward
    data = {key: value for key, value in (example | more).items() if key not in held}
    case = open_case(
        system=POOL, party=party, title=title, data=storable(manifest.fields, data), call_id="",
        by=officer, at=at,
    )  # fmt: skip
    for do, by in (("propose", officer), ("sign", head)):
        take_step(case_id=case.pk, do=do, given={}, revision=None, by=by, at=at)
    run_clocks(at=at + timedelta(days=14))
    return case


def _post(officer, at, upward):
    for code, side in (("现金", Side.DEBIT), ("拨入", Side.CREDIT)):
        opened = ledger.open_account(
            system=POOL, account=Account(code, Unit.FEN, side, owner=upward), by=officer, at=at
        )
    entry = ledger.post(
        system=POOL, postings=[Posting("现金", 100), Posting("拨入", -100)],
        effective_on=date(2026, 1, 5), ground=upward, by=officer, at=at,
    )  # fmt: skip
    return opened.id, entry.id


def _book(officer, planner, party, at, upward):
    resource = bookings.open_resource(
        system=POOL, record_ref="1", name=f"{upward}电镜", by=officer, at=at
    )
    start = at.replace(minute=0, second=0, microsecond=0) + timedelta(days=30)
    return bookings.book(
        resource_id=resource.id, starts_at=start, ends_at=start + timedelta(hours=2),
        terms=Terms(party, upward), by=planner, at=at,
    )  # fmt: skip
