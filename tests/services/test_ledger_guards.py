"""What goes around the ledger's services is refused by the database, or found by the audit."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from silian.services import ledger
from silian.store.ledger.models import Account as AccountRow
from silian.store.ledger.models import Checkpoint, Entry, Period
from silian.store.ledger.models import Posting as PostingRow
from tests import factories
from tests.ledger_fund import SYSTEM
from tests.services.ledger_kit import LATE, act, balances, open_fund, post

DAY = date(2026, 3, 2)


@pytest.fixture
def officer(db):
    return factories.make_actor(role="desk_officer")


@pytest.fixture
def head(db):
    return factories.make_actor(role="bureau_head")


@pytest.fixture
def fund(officer):
    return open_fund(officer)


@pytest.fixture
def paid_in(officer, fund):
    return act(officer, "pay_in", DAY, amount=100_000_000)


def rows_of(model):
    return model.objects.across_regions("test")


@pytest.mark.parametrize("model", [Entry, PostingRow, Period])
def test_what_is_written_stays(model, officer, head, paid_in):
    ledger.close_period(system=SYSTEM, ends_on=date(2027, 1, 1), by=head, at=LATE)

    with pytest.raises(DatabaseError), transaction.atomic():
        rows_of(model).update(region="990102")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows_of(model)._raw_delete(connection.alias)


def test_an_account_keeps_its_unit_and_side(officer, fund):
    for change in ({"unit": "voucher"}, {"normal": "debit"}, {"code": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows_of(AccountRow).filter(code="city_capital").update(**change)


def raw_entry(fund, day=DAY, number=2, **amounts):
    """An entry that goes around the services."""
    more = {name: amounts.pop(name) for name in ("reverses_id", "settles_id", "released", "system")
            if name in amounts}  # fmt: skip
    with transaction.atomic():
        entry = Entry(
            region="990101", number=number, at=LATE, by_name="x", effective_on=day, ground="x",
            hash="0" * 64, **{"system": SYSTEM} | more,
        )  # fmt: skip
        PostingRow.objects.bulk_create(
            PostingRow(entry_id=entry.id, account_id=fund[code], region="990101",
                       effective_on=day, number=number, amount=amount)
            for code, amount in amounts.items()
        )  # fmt: skip
        entry.save(force_insert=True)
        connection.check_constraints()
    return entry


def test_the_database_itself_refuses_what_is_no_entry(officer, head, fund, paid_in):
    held = act(officer, "reserve", DAY, overdue_principal=100)
    ledger.close_period(system=SYSTEM, ends_on=DAY, by=head, at=LATE)
    ok = {"fund_cash": 5, "city_capital": -5}
    before = date(2026, 3, 1)

    for wrong in (
        {"fund_cash": 5, "city_capital": -4},
        {"fund_cash": 5},
        {},
        ok | {"number": 9},
        ok | {"number": 1},
        ok | {"day": before},
        ok | {"system": "another"},
        {"fund_cash": -100_000_001, "city_capital": 100_000_001},
        {"fund_cash": -99_999_999, "city_capital": 99_999_999},  # 80 of it are promised
        {"encumbered": 10**9, "encumbrance": -(10**9)},
        ok | {"settles_id": held.id, "released": 81},
        ok | {"settles_id": held.id, "released": -1},
        ok | {"settles_id": paid_in.id, "released": 1},
        ok | {"reverses_id": paid_in.id},
        ok | {"released": 1},
    ):
        with pytest.raises(DatabaseError):
            raw_entry(fund, **{"number": 3} | wrong)

    raw_entry(fund, number=3, **ok)
    assert balances(officer)["fund_cash"] == 100_000_005


def test_a_posting_without_an_entry_does_not_stay(fund, officer):
    def alone(entry_id, **more):
        values = {"region": "990101", "effective_on": DAY, "number": 1, "amount": 5} | more
        with transaction.atomic():
            PostingRow.objects.create(entry_id=entry_id, account_id=fund["fund_cash"], **values)
            connection.check_constraints()

    with pytest.raises(DatabaseError):
        alone("0" * 26)
    written = post(officer, DAY, premises=5, city_capital=-5)
    with pytest.raises(DatabaseError):
        alone(written.id)
    with pytest.raises(DatabaseError):
        alone("0" * 26, region="990102")
    assert Checkpoint.objects.across_regions("test").count() == 2


def test_an_audit_finds_what_does_not_fit(officer, paid_in, fund):
    rows_of(Checkpoint).filter(account_id=fund["fund_cash"]).update(balance=7)
    rows_of(Checkpoint).filter(account_id=fund["city_capital"]).delete()
    raw_entry(fund, number=2, fund_cash=5, city_capital=-5)

    found = ledger.audit(by=officer, at=LATE)

    assert [fault.code for fault in found.faults] == [
        "ledger.hash_differs", "ledger.checkpoint_differs"
    ]  # fmt: skip
    assert rows_of(Checkpoint).filter(account_id=fund["city_capital"]).get().balance == -40_000_005
