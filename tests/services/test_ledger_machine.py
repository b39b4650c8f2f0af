"""Random officers work on a fund through the services; a plain list of entries is the judge."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from silian.domain.kernel.errors import SilianError
from silian.services import ledger
from silian.store.ledger.models import Checkpoint
from tests import factories
from tests.ledger_fund import SYSTEM, TEMPLATES
from tests.services.ledger_kit import LATE, act, open_fund, post

START = date(2026, 3, 2)
LAST = START + timedelta(days=20)
days = st.integers(0, 20).map(lambda n: START + timedelta(days=n))
amounts = st.integers(1, 1000)
LIMITED = ("ledger.floor_broken", "ledger.ceiling_broken")


class Fund(RuleBasedStateMachine):
    """What the services accept is what the list allows, and both always say the same."""

    written = Bundle("written")
    commitments = Bundle("commitments")

    def __init__(self):
        super().__init__()
        self.atom = transaction.atomic()
        self.atom.__enter__()
        self.officer = factories.make_actor(role="desk_officer")
        self.head = factories.make_actor(role="bureau_head")
        self.ids = open_fund(self.officer)
        self.entries: dict[str, tuple[date, dict[str, int]]] = {}
        self.undone: set[str] = set()
        self.open: dict[str, int] = {}
        self.taken: dict[str, tuple[str, int]] = {}
        self.closed = START
        self.reports: list[tuple[date, object]] = []

    def teardown(self):
        faults = {one.code for one in ledger.audit(by=self.officer, at=LATE).faults}
        assert faults <= {"ledger.checkpoint_missing"}
        connection.check_constraints()
        transaction.set_rollback(True)
        self.atom.__exit__(None, None, None)

    def sums(self, day, more=()):
        found = dict.fromkeys(TEMPLATES.accounts, 0)
        for on, moved in [*self.entries.values(), *more]:
            if on <= day:
                for code, amount in moved.items():
                    found[code] += amount
        return found

    def allows(self, day, moved):
        """Whether all limits hold on every day once this is written."""
        for number in range((LAST - day).days + 1):
            held = self.sums(day + timedelta(days=number), [(day, moved)])
            if held["fund_cash"] < 0 or held["encumbered"] < 0:
                return False
            if -held["encumbrance"] > held["fund_cash"]:
                return False
        return True

    def write(self, do, day, moved):
        """Do it; None where it was refused, and then for a reason that the list knows too."""
        try:
            entry = do()
        except SilianError as error:
            if error.code in LIMITED:
                assert not self.allows(day, moved)
            else:
                assert error.code == "ledger.period_closed"
                assert day < self.closed
            return None
        assert day >= self.closed
        assert self.allows(day, moved)
        said = {posting.account: posting.amount for posting in entry.postings}
        assert said == {code: amount for code, amount in moved.items() if amount}
        self.entries[entry.id] = (day, said)
        return entry

    @rule(target=written, day=days, amount=amounts)
    def pay_in(self, day, amount):
        city = (amount * 4 + 5) // 10  # two fifths by the largest remainder
        moved = {"fund_cash": amount, "city_capital": -city, "district_capital": city - amount}
        entry = self.write(lambda: act(self.officer, "pay_in", day, amount=amount), day, moved)
        return entry.id if entry else multiple()

    @rule(target=written, day=days, amount=amounts)
    def spend(self, day, amount):
        moved = {"city_loss": amount, "fund_cash": -amount}
        entry = self.write(lambda: post(self.officer, day, **moved), day, moved)
        return entry.id if entry else multiple()

    @rule(target=commitments, day=days, amount=amounts)
    def commit(self, day, amount):
        moved = {"encumbered": amount, "encumbrance": -amount}
        entry = self.write(
            lambda: ledger.commit_money(
                system=SYSTEM, encumbered="encumbered", encumbrance="encumbrance", amount=amount,
                effective_on=day, ground="依据", by=self.officer, at=LATE,
            ),
            day, moved,
        )  # fmt: skip
        if entry is None:
            return multiple()
        self.open[entry.id] = amount
        return entry.id

    @rule(target=written, held=commitments, day=days, amount=amounts)
    def pay(self, held, day, amount):
        def do():
            return ledger.pay(
                commitment_id=held, use="city_loss", cash="fund_cash", amount=amount,
                effective_on=day, ground="依据", by=self.officer, at=LATE,
            )  # fmt: skip

        if amount > self.open[held] and day >= self.closed:
            with pytest.raises(SilianError) as refused:
                do()
            assert refused.value.code == "ledger.commitment_exceeded"
            return multiple()
        moved = {"city_loss": amount, "fund_cash": -amount, "encumbered": -amount,
                 "encumbrance": amount}  # fmt: skip
        entry = self.write(do, day, moved)
        if entry is None:
            return multiple()
        self.open[held] -= amount
        self.taken[entry.id] = (held, amount)
        return entry.id

    @rule(old=st.one_of(written, commitments), day=days)
    def reverse(self, old, day):
        before, postings = self.entries[old]
        moved = {code: -amount for code, amount in postings.items()}

        def do():
            return ledger.reverse(
                entry_id=old, effective_on=day, ground="更正", by=self.officer, at=LATE
            )

        whole = self.entries[old][1].get("encumbered", 0)
        is_paid = old in self.open and self.open[old] != whole
        if old in self.undone or day < before or (is_paid and day >= self.closed):
            with pytest.raises(SilianError):
                do()
            return
        if self.write(do, day, moved):
            self.undone.add(old)
            if old in self.open:
                self.open[old] = 0
            if old in self.taken:
                held, amount = self.taken[old]
                self.open[held] += amount

    @rule(day=days)
    def close(self, day):
        if day <= self.closed:
            return
        ledger.close_period(system=SYSTEM, ends_on=day, by=self.head, at=LATE)
        self.closed = day
        self.reports.append((day, self.report(day)))

    @rule(day=days)
    def lose_a_checkpoint(self, day):
        """A cache may be lost: the sum stays right, and the next entry of the day makes it anew."""
        rows = Checkpoint.objects.across_regions("a test")
        rows.filter(day=day, account_id=self.ids["city_capital"]).delete()

    def report(self, day):
        last = day - timedelta(days=1)
        return repr(ledger.trial_balance(on=last, by=self.officer, at=LATE)).encode()

    @invariant()
    def balances_are_the_fold(self):
        for day in (START, START + timedelta(days=9), LAST):
            found = ledger.list_accounts(by=self.officer, at=LATE, on=day)
            assert {one.account.account.code: one.signed for one in found} == self.sums(day)

    @invariant()
    def closed_reports_stay_as_they_were(self):
        for day, report in self.reports:
            assert self.report(day) == report


@pytest.mark.slow
def test_the_services_and_a_plain_list_agree(db):
    run_state_machine_as_test(
        Fund,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip
