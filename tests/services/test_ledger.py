"""The ledger's services: templates, commitments, limits, reversals, periods, statements."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from silian.domain.ledger.commitments import CommitmentMissing, NotACommitment
from silian.domain.ledger.limits import CeilingBroken, CommitmentExceeded, FloorBroken
from silian.domain.ledger.model import (
    Account,
    AccountClosed,
    BadAmount,
    Side,
    TooFewPostings,
    Unbalanced,
    Unit,
    UnknownAccount,
)
from silian.domain.ledger.purposes import WrongPurpose
from silian.domain.parties.offices import SYSTEM as THE_SYSTEM
from silian.services import accounts, events, ledger
from silian.services.ledger import values
from silian.services.ledger.reading import UnknownPage
from silian.store.events.models import Event
from silian.store.ledger.models import Entry
from tests import factories
from tests.ledger_fund import SYSTEM, TEMPLATES
from tests.services.ledger_kit import LATE, act, balances, open_fund, post

pytestmark = pytest.mark.usefixtures("replayed", "by_region")
DAY = date(2026, 3, 2)
NEXT = date(2026, 3, 3)


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


def test_the_golden_claim_of_the_fund(officer, paid_in):
    reserved = act(officer, "reserve", DAY, overdue_principal=60_000_001)
    claim = act(officer, "claim", NEXT, overdue_principal=60_000_001, commitment_id=reserved.id)

    assert reserved.committed == claim.released == 48_000_001
    held = balances(officer)
    assert (held["city_loss"], held["district_loss"]) == (19_200_000, 28_800_001)
    assert held["fund_cash"] == 100_000_000 - 48_000_001
    assert (held["encumbered"], held["encumbrance"]) == (0, 0)
    assert ledger.get_commitment(entry_id=reserved.id, by=officer, at=LATE).open == 0
    assert ledger.trial_balance(on=NEXT, by=officer, at=LATE).is_balanced
    assert ledger.audit(by=officer, at=LATE) == values.Audit(3, ())


def test_a_loan_keeps_the_ratio_of_its_day(officer, paid_in):
    reserved = ledger.post_template(
        system=SYSTEM, templates=TEMPLATES, template="reserve", values={"overdue_principal": 100},
        parameters={"compensated": Fraction(1, 2)}, effective_on=DAY, ground="依据",
        by=officer, at=LATE,
    )  # fmt: skip

    assert reserved.committed == 50


def test_money_is_committed_before_it_is_paid(officer, paid_in):
    held = ledger.commit_money(
        system=SYSTEM, encumbered="encumbered", encumbrance="encumbrance", amount=300,
        effective_on=DAY, ground="依据", by=officer, at=LATE,
    )  # fmt: skip
    pay = {"use": "city_loss", "cash": "fund_cash", "effective_on": NEXT, "ground": "依据",
           "by": officer, "at": LATE}  # fmt: skip

    ledger.pay(commitment_id=held.id, amount=200, **pay)
    with pytest.raises(CommitmentExceeded) as refused:
        ledger.pay(commitment_id=held.id, amount=101, **pay)
    assert refused.value.values == {"open": 100, "wanted": 101}
    freed = ledger.release(
        commitment_id=held.id, effective_on=NEXT, ground="结余", by=officer, at=LATE
    )

    assert freed.released == 100
    assert balances(officer)["encumbrance"] == 0
    with pytest.raises(NotACommitment):
        ledger.pay(commitment_id=freed.id, amount=1, **pay)
    with pytest.raises(BadAmount):
        ledger.release(commitment_id=held.id, effective_on=NEXT, ground="结余", by=officer, at=LATE)


def test_a_payment_names_its_commitment(officer, paid_in):
    with pytest.raises(CommitmentMissing):
        act(officer, "claim", DAY, overdue_principal=10)


def test_no_more_is_promised_than_the_envelope_holds(officer, paid_in):
    with pytest.raises(CeilingBroken) as refused:
        act(officer, "reserve", DAY, overdue_principal=125_000_002)

    assert refused.value.values["ceiling"] == 100_000_000
    act(officer, "reserve", DAY, overdue_principal=125_000_000)


def test_promised_money_is_not_spent_on_anything_else(officer, paid_in):
    act(officer, "reserve", DAY, overdue_principal=125_000_000)

    with pytest.raises(CeilingBroken):
        post(officer, NEXT, city_loss=1, fund_cash=-1)


def test_a_floor_holds_on_every_later_day_too(officer, fund):
    post(officer, NEXT, fund_cash=100, city_capital=-100)

    with pytest.raises(FloorBroken) as refused:
        post(officer, DAY, city_loss=50, fund_cash=-50)  # the money came the day after
    assert (refused.value.values["day"], refused.value.values["balance"]) == (DAY, -50)
    post(officer, NEXT, city_loss=100, fund_cash=-100)
    with pytest.raises(FloorBroken):
        post(officer, NEXT, city_loss=1, fund_cash=-1)


def test_an_earlier_entry_may_not_break_a_later_day(officer, fund):
    post(officer, DAY, fund_cash=100, city_capital=-100)
    post(officer, NEXT, city_loss=100, fund_cash=-100)

    with pytest.raises(FloorBroken) as refused:
        post(officer, DAY, city_loss=1, fund_cash=-1)
    assert refused.value.values["day"] == NEXT


def test_restricted_money_stays_in_its_purpose(officer, paid_in):
    with pytest.raises(WrongPurpose) as refused:
        post(officer, NEXT, premises=5, fund_cash=-5)

    assert refused.value.values["source_purpose"] == "loans"
    with pytest.raises(WrongPurpose):
        post(officer, NEXT, city_capital=5, fund_cash=-5)  # general money has no purpose


def test_a_payment_stays_in_the_purpose_of_its_commitment(officer, paid_in):
    ledger.open_account(
        system=SYSTEM, account=Account("grants", Unit.FEN, Side.DEBIT, purpose="loans/grants"),
        by=officer, at=LATE,
    )  # fmt: skip
    held = act(officer, "reserve", DAY, overdue_principal=100)

    with pytest.raises(NotACommitment):
        act(officer, "claim", DAY, overdue_principal=10, commitment_id=paid_in.id)
    with pytest.raises(WrongPurpose):
        ledger.pay(
            commitment_id=held.id, use="grants", cash="fund_cash", amount=5, effective_on=NEXT,
            ground="依据", by=officer, at=LATE,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("amounts", "error"),
    [
        ({"fund_cash": 5, "city_capital": -4}, Unbalanced),
        ({"fund_cash": 5, "nowhere": -5}, UnknownAccount),
        ({"fund_cash": 0}, TooFewPostings),
        ({"fund_cash": 10**15 + 1, "city_capital": -(10**15) - 1}, BadAmount),
    ],
)
def test_what_is_no_entry_is_refused(officer, fund, amounts, error):
    with pytest.raises(error):
        post(officer, DAY, **amounts)

    assert not Entry.objects.across_regions("test").exists()


def test_each_unit_sums_to_zero_by_itself(officer, fund):
    for code in ("hours", "hours_given"):
        ledger.open_account(
            system=SYSTEM, account=Account(code, Unit.MACHINE_MINUTE, Side.DEBIT), by=officer,
            at=LATE,
        )  # fmt: skip

    with pytest.raises(Unbalanced):
        post(officer, DAY, fund_cash=5, hours=-5)
    post(officer, DAY, fund_cash=5, city_capital=-5, hours=60, hours_given=-60)

    totals = ledger.trial_balance(on=DAY, by=officer, at=LATE).totals
    assert [(t.unit, t.debit, t.credit) for t in totals] == [
        ("fen", 5, 5), ("machine_minute", 60, 60)
    ]  # fmt: skip


def test_an_entry_is_of_today_or_before_and_has_a_ground(officer, fund):
    at = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)  # a minute to midnight in Beijing

    with pytest.raises(values.DayNotReached):
        post(officer, NEXT, at=at, fund_cash=5, city_capital=-5)
    with pytest.raises(values.NoGround):
        post(officer, DAY, at=at, ground=" ", fund_cash=5, city_capital=-5)
    post(officer, DAY, at=at, fund_cash=5, city_capital=-5)


def test_the_same_key_writes_once(officer, fund):
    first = post(officer, DAY, key="01K", fund_cash=5, city_capital=-5)

    again = post(officer, DAY, key="01K", fund_cash=5, city_capital=-5)

    assert again == first
    assert balances(officer)["fund_cash"] == 5
    with pytest.raises(values.KeyReused):
        post(officer, DAY, key="01K", fund_cash=6, city_capital=-6)


def test_entries_are_numbered_without_a_gap_and_chained(officer, fund):
    post(officer, DAY, fund_cash=5, city_capital=-5)
    with pytest.raises(FloorBroken):
        post(officer, DAY, city_loss=50, fund_cash=-50)
    second = post(officer, DAY, fund_cash=5, city_capital=-5)

    assert second.number == 2
    said = Event.objects.across_regions("test").filter(kind="entry").order_by("seq")
    assert [one.stream for one in said] == [f"ledger:990101:{SYSTEM}"] * 2
    assert second.hash in said[1].payload
    assert events.verify(by=THE_SYSTEM, at=LATE).is_whole


def test_a_reversal_returns_everything_to_its_start(officer, paid_in):
    start = balances(officer)
    held = act(officer, "reserve", DAY, overdue_principal=1001)
    claim = act(officer, "claim", NEXT, overdue_principal=1001, commitment_id=held.id)

    undo = {"effective_on": date(2026, 4, 1), "ground": "更正", "by": officer, "at": LATE}
    with pytest.raises(CommitmentExceeded):
        ledger.reverse(entry_id=held.id, **undo)  # it was paid from
    undone = ledger.reverse(entry_id=claim.id, **undo)
    assert ledger.get_commitment(entry_id=held.id, by=officer, at=LATE).open == 801
    ledger.reverse(entry_id=held.id, **undo)

    assert balances(officer) == start
    assert undone.reverses == claim.id
    with pytest.raises(values.AlreadyReversed):
        ledger.reverse(entry_id=claim.id, **undo)
    with pytest.raises(values.ReversalReversed):
        ledger.reverse(entry_id=undone.id, **undo)
    with pytest.raises(values.ReversedTooEarly):
        ledger.reverse(entry_id=paid_in.id, **undo | {"effective_on": date(2026, 3, 1)})
    assert ledger.audit(by=officer, at=LATE).is_whole


def test_close_then_correct_leaves_last_years_report_as_it_was(officer, head, fund):
    wrong = post(officer, date(2026, 11, 5), fund_cash=700, city_capital=-700)
    end = date(2027, 1, 1)
    ledger.close_period(system=SYSTEM, ends_on=end, by=head, at=LATE)

    def report():
        last = date(2026, 12, 31)
        trial = ledger.trial_balance(on=last, by=officer, at=LATE)
        lines = ledger.statement(
            account_id=fund["fund_cash"], first_on=date(2026, 1, 1), last_on=last, by=officer,
            at=LATE,
        )  # fmt: skip
        return repr((trial, lines)).encode()

    before = report()
    with pytest.raises(values.PeriodClosed) as refused:
        post(officer, date(2026, 12, 31), fund_cash=1, city_capital=-1)
    with pytest.raises(values.PeriodClosed):
        ledger.reverse(
            entry_id=wrong.id, effective_on=date(2026, 11, 5), ground="更正", by=officer, at=LATE
        )
    ledger.reverse(entry_id=wrong.id, effective_on=end, ground="更正", by=officer, at=LATE)
    post(officer, end, fund_cash=70, city_capital=-70)

    assert refused.value.values["ends_on"] == end
    assert report() == before
    assert balances(officer)["fund_cash"] == 70


def test_a_period_is_closed_once_and_when_it_is_over(officer, head, fund):
    close = {"system": SYSTEM, "by": head, "at": LATE}
    post(officer, DAY, fund_cash=1, city_capital=-1)

    with pytest.raises(values.PeriodNotOver):
        ledger.close_period(ends_on=date(2027, 6, 2), **close)
    first = ledger.close_period(ends_on=date(2027, 1, 1), **close)
    with pytest.raises(values.PeriodClosed):
        ledger.close_period(ends_on=date(2027, 1, 1), **close)
    second = ledger.close_period(ends_on=date(2027, 6, 1), **close)

    assert (first.starts_on, first.last_number) == (DAY, 1)
    assert second.starts_on == first.ends_on
    assert ledger.list_periods(by=officer, at=LATE) == (first, second)
    with pytest.raises(accounts.Forbidden):
        ledger.close_period(system=SYSTEM, ends_on=date(2027, 6, 1), by=officer, at=LATE)


def test_a_statement_pages_with_running_balances(officer, fund):
    for number in range(1, 121):
        post(officer, DAY if number < 100 else NEXT, fund_cash=number, city_capital=-number)
    ask = {"account_id": fund["fund_cash"], "first_on": DAY, "last_on": NEXT, "by": officer,
           "at": LATE}  # fmt: skip

    first = ledger.statement(**ask)
    second = ledger.statement(**ask, after=first.next)
    third = ledger.statement(**ask, after=second.next)

    lines = [one for page in (first, second, third) for one in page.entries]
    assert [one.line.movement.number for one in lines] == list(range(1, 121))
    assert [one.line.balance for one in lines] == [n * (n + 1) // 2 for n in range(1, 121)]
    assert (first.opening, second.opening, third.closing, third.next) == (0, 1275, 7260, "")
    late = ledger.statement(**ask | {"first_on": NEXT})
    assert (late.opening, len(late.entries), late.closing) == (4950, 21, 7260)
    with pytest.raises(UnknownPage):
        ledger.statement(**ask, after="yesterday")


def test_a_closed_account_takes_nothing_and_keeps_its_statement(officer, fund):
    post(officer, DAY, fund_cash=5, city_capital=-5)
    with pytest.raises(values.AccountNotEmpty):
        ledger.close_account(account_id=fund["fund_cash"], by=officer, at=LATE)

    closed = ledger.close_account(account_id=fund["premises"], by=officer, at=LATE)

    assert closed.account.is_closed
    with pytest.raises(AccountClosed):
        post(officer, DAY, premises=5, city_capital=-5)


def test_accounts_are_opened_once_with_a_ceiling_of_their_unit(officer, fund):
    def opened(**more):
        account = Account("extra", Unit.VOUCHER, Side.DEBIT, **more)
        return ledger.open_account(system=SYSTEM, account=account, by=officer, at=LATE)

    with pytest.raises(values.CeilingElsewhere):
        opened(at_most="fund_cash")
    opened()
    with pytest.raises(values.AccountExists):
        opened()
    with pytest.raises(values.AccountExists):
        open_fund(officer)


def test_a_district_sees_its_own_ledger_and_the_city_all(officer, paid_in, fund):
    other = factories.make_actor(region="990102", role="desk_officer")
    city = factories.make_actor(region="990000", role="municipal_officer")
    open_fund(other)
    act(other, "pay_in", DAY, amount=50)

    own = ledger.trial_balance(on=DAY, by=officer, at=LATE)
    theirs = ledger.trial_balance(on=DAY, by=other, at=LATE)
    whole = ledger.trial_balance(on=DAY, by=city, at=LATE)

    assert {line.region for line in theirs.lines} == {"990102"}
    assert whole.totals[0].debit == own.totals[0].debit + theirs.totals[0].debit == 100_000_050
    assert ledger.trial_balance(on=DAY, region="990102", by=city, at=LATE) == theirs
    ask = {"account_id": fund["fund_cash"], "at": LATE}
    for stranger in (other,):
        with pytest.raises(accounts.NotFound):
            ledger.balance_of(on=DAY, by=stranger, **ask)
        with pytest.raises(accounts.NotFound):
            ledger.get_entry(entry_id=paid_in.id, by=stranger, at=LATE)
        with pytest.raises(accounts.NotFound):
            ledger.trial_balance(on=DAY, region="990101", by=stranger, at=LATE)
    assert ledger.balance_of(on=DAY, by=city, **ask).balance == 100_000_000
    with pytest.raises(accounts.Forbidden):
        ledger.reverse(entry_id=paid_in.id, effective_on=DAY, ground="更正", by=city, at=LATE)


@pytest.mark.parametrize("role", ["planner", "bureau_head", "system_admin", "audit_admin"])
def test_only_those_who_may_post_do(role, fund):
    actor = factories.make_actor(role=role)

    with pytest.raises(accounts.Forbidden):
        post(actor, DAY, fund_cash=5, city_capital=-5)


def test_the_treasury_file_is_compared_and_nothing_is_absorbed(officer, fund):
    post(officer, DAY, ground="A-1", fund_cash=500, city_capital=-500)
    post(officer, DAY, ground="A-2", fund_cash=500, city_capital=-500)
    post(officer, NEXT, ground="A-3", fund_cash=40, city_capital=-40)
    rows = [
        ledger.TreasuryRow(DAY, 500, "A-2", "s1"),
        ledger.TreasuryRow(DAY, 500, "A-2", "s1"),
        ledger.TreasuryRow(DAY, 500, "", "s2"),
        ledger.TreasuryRow(NEXT, 41, "A-3", "s3"),
    ]
    ask = {"account_id": fund["fund_cash"], "first_on": DAY, "last_on": NEXT, "by": officer,
           "at": LATE}  # fmt: skip

    found = ledger.reconcile(rows=rows, **ask)

    assert ledger.reconcile(rows=rows[::-1], **ask) == found
    assert [(row.serial, line.reference) for row, line in found.matched] == [
        ("s2", "A-1"), ("s1", "A-2")
    ]  # fmt: skip
    assert [row.serial for row in found.only_in_file] == ["s3"]
    assert [line.reference for line in found.only_in_account] == ["A-3"]
    assert (len(found.repeated), found.difference, found.is_even) == (1, 1, False)


def test_one_entry_costs_a_known_number_of_queries(officer, paid_in, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        post(officer, NEXT, city_loss=5, fund_cash=-5)
