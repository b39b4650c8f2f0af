"""The laws of the ledger that need no database: splits, purposes, balances, templates."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.domain.ledger.balances import (
    Checkpoint,
    Movement,
    balance_from,
    balance_on,
    statement_lines,
    trial_line,
    trial_totals,
    with_movement,
)
from silian.domain.ledger.checking import Flow, check, find_leaks
from silian.domain.ledger.limits import CeilingBroken, FloorBroken, check_limits, needs_steps
from silian.domain.ledger.model import (
    Account,
    BadAmount,
    EntryText,
    Posting,
    Side,
    Unit,
    check_postings,
    digest,
    merged,
    opposite,
)
from silian.domain.ledger.purposes import WrongPurpose, check_purposes, contains
from silian.domain.ledger.reconciling import BookedLine, TreasuryRow, reconcile
from silian.domain.ledger.splitting import BadShares, share_of, split
from silian.domain.ledger.templates import BadTemplates, Fault, ValueMissing, expand, parse
from tests.ledger_fund import FUND, TEMPLATES

START = date(2026, 1, 1)
days = st.integers(0, 40).map(lambda n: START + timedelta(days=n))
amounts = st.integers(-(10**12), 10**12).filter(bool)


@st.composite
def shares(draw):
    """Fractions from zero that sum to 1."""
    parts = draw(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
    return [Fraction(part, sum(parts)) for part in parts]


@given(st.integers(0, 10**15), shares())
def test_a_split_is_exact_whole_and_never_negative(whole, given_shares):
    parts = split(whole, given_shares)

    assert sum(parts) == whole
    assert all(part >= 0 for part in parts)
    assert all(abs(p - whole * s) < 1 for p, s in zip(parts, given_shares, strict=True))


@given(st.integers(0, 10**15), shares(), st.randoms(use_true_random=False))
def test_permuting_the_parties_moves_at_most_the_odd_unit(whole, given_shares, chance):
    order = list(range(len(given_shares)))
    chance.shuffle(order)

    parts = split(whole, given_shares)
    moved = split(whole, [given_shares[place] for place in order])

    assert all(abs(moved[new] - parts[old]) <= 1 for new, old in enumerate(order))
    assert sorted(moved) == sorted(parts)


def test_the_golden_split_of_sixty_million_and_one():
    fund, bank = split(60_000_001, [Fraction(4, 5), Fraction(1, 5)])

    assert (fund, bank) == (48_000_001, 12_000_000)
    assert split(fund, [Fraction(2, 5), Fraction(3, 5)]) == (19_200_000, 28_800_001)
    assert share_of(60_000_001, Fraction(4, 5)) == fund


@pytest.mark.parametrize(
    ("whole", "given_shares"),
    [(-1, [1]), (5, []), (5, [Fraction(1, 2)]), (5, [2, -1]), (5, [Fraction(2, 3)] * 2)],
)
def test_shares_that_are_none_are_refused(whole, given_shares):
    with pytest.raises(BadShares):
        split(whole, [Fraction(share) for share in given_shares])


paths = st.lists(st.sampled_from("abc"), max_size=3).map("/".join)


@given(paths, paths, paths)
def test_purposes_contain_one_another_as_folders_do(one, two, three):
    assert contains("", one)
    assert contains(one, one)
    assert not (contains(one, two) and contains(two, one) and one != two)
    assert not (contains(one, two) and contains(two, three)) or contains(one, three)


def test_a_purpose_is_no_prefix_of_letters():
    assert not contains("loans", "loans2")
    assert not contains("loans", "")


@st.composite
def movements(draw):
    """Movements of one account, in the order in which they were written."""
    drawn = draw(st.lists(st.tuples(days, amounts), max_size=40))
    return [Movement(day, number, "a", amount) for number, (day, amount) in enumerate(drawn, 1)]


def by_day(moved):
    return sorted(moved, key=lambda one: (one.effective_on, one.number))


@given(movements(), st.sets(days), days)
def test_a_balance_from_any_checkpoints_is_the_full_sum(moved, positions, day):
    ordered = by_day(moved)
    points = [Checkpoint(one, balance_on(moved, one)) for one in sorted(positions)]

    assert balance_from(points, ordered, day) == balance_on(moved, day)


@given(movements(), st.sets(days), days)
def test_checkpoints_stay_right_however_entries_arrive(moved, positions, day):
    points: tuple[Checkpoint, ...] = ()
    for number, one in enumerate(moved):
        if number == len(moved) // 2:  # some are lost on the way
            points = tuple(point for point in points if point.day not in positions)
        points = with_movement(points, by_day(moved[:number]), one)

    assert balance_from(points, by_day(moved), day) == balance_on(moved, day)
    assert all(point.balance == balance_on(moved, point.day) for point in points)
    assert all(a.day < b.day for a, b in pairwise(points))


@given(movements(), st.integers(-5, 5))
def test_a_statement_ends_where_the_balance_is(moved, opening):
    lines = statement_lines(opening, by_day(moved))

    assert not lines or lines[-1].balance == opening + sum(one.amount for one in moved)


LEDGER = {
    code: Account(code, unit, side)
    for code, unit, side in [
        ("cash", Unit.FEN, Side.DEBIT), ("capital", Unit.FEN, Side.CREDIT),
        ("loss", Unit.FEN, Side.DEBIT), ("hours", Unit.MACHINE_MINUTE, Side.DEBIT),
        ("given", Unit.MACHINE_MINUTE, Side.CREDIT),
    ]
}  # fmt: skip
pairs = st.sampled_from(
    [("cash", "capital"), ("loss", "cash"), ("loss", "capital"), ("hours", "given")]
)


@st.composite
def entries(draw):
    """Postings of one entry, over one or more pairs of accounts."""
    moved = draw(st.lists(st.tuples(pairs, st.integers(1, 10**9)), min_size=1, max_size=4))
    return [
        Posting(code, sign * amount)
        for pair, amount in moved
        for code, sign in zip(pair, (1, -1), strict=True)
    ]


@given(st.lists(entries(), max_size=12))
def test_zero_sums_make_a_trial_balance_and_reversals_empty_it(written):
    postings = [posting for entry in written for posting in merged(entry)]

    def lines(some):
        sums = {code: sum(p.amount for p in some if p.account == code) for code in LEDGER}
        return [trial_line("990101", LEDGER[code], sums[code]) for code in LEDGER]

    for entry in written:
        if len(merged(entry)) >= 2:
            check_postings(LEDGER, merged(entry))
    assert all(total.debit == total.credit for total in trial_totals(lines(postings)))
    undone = lines([*postings, *opposite(postings)])
    assert all(line.debit == line.credit == 0 for line in undone)


@given(entries(), st.randoms(use_true_random=False))
def test_the_hash_of_an_entry_does_not_hang_on_the_order_of_its_postings(postings, chance):
    def hash_of(some):
        return digest(EntryText("990101", "s", START, "t", "g", tuple(some)))

    shuffled = list(merged(postings))
    chance.shuffle(shuffled)

    assert hash_of(shuffled) == hash_of(merged(postings))
    assert not shuffled or hash_of(shuffled[1:]) != hash_of(shuffled)


def test_limits_are_asked_for_where_an_entry_comes_nearer_to_them():
    accounts = {
        "cash": Account("cash", Unit.FEN, Side.DEBIT, floor=10),
        "owed": Account("owed", Unit.FEN, Side.CREDIT, at_most="cash"),
    }
    steps = {"cash": [(START, 10)], "owed": [(START, -10)]}

    assert needs_steps(accounts, {"cash": 5}) == frozenset()
    check_limits(accounts, steps, {"cash": 1})
    with pytest.raises(FloorBroken):
        check_limits(accounts, steps, {"cash": -1})
    with pytest.raises(CeilingBroken):
        check_limits(accounts, steps, {"owed": -1})
    check_limits(accounts, steps, {"owed": -1, "cash": 1})
    below = {"cash": [(START, 3)], "owed": [(START, 0)]}
    check_limits(accounts, below, {"cash": 1})  # a first payment need not reach the floor


@st.composite
def worlds(draw):
    """Accounts with purposes, and flows between them."""
    accounts = {name: Account(name, Unit.FEN, Side.DEBIT, purpose=draw(paths)) for name in "uvwxyz"}
    names = st.sampled_from(sorted(accounts))
    known = draw(st.lists(st.tuples(names, names).filter(lambda p: p[0] != p[1]), max_size=10))
    return accounts, [Flow(*pair, "e") for pair in known]


@given(worlds(), st.randoms(use_true_random=False))
def test_money_stays_in_its_purpose_where_the_search_finds_no_leak(world, chance):
    """Marked coins, moved at random: what the search lets pass, no sequence of entries breaks."""
    accounts, known = world
    leaks = find_leaks(accounts, known)
    coins = {name: {name} for name in accounts}  # the accounts that a coin here has come from
    for _ in range(60):
        if known:
            flow = chance.choice(known)
            coins[flow.use] |= coins[flow.source]
    outside = {
        (origin, name)
        for name, origins in coins.items()
        for origin in origins
        if not contains(accounts[origin].purpose, accounts[name].purpose)
    }

    assert outside <= {(path[0], path[-1]) for path in leaks}
    assert all(
        any(flow.source == a and flow.use == b for flow in known)
        for path in leaks
        for a, b in pairwise(path)
    )


@given(worlds())
def test_entries_that_pass_one_by_one_leak_on_no_path(world):
    accounts, known = world

    def passes(flow):
        try:
            check_purposes(accounts, [Posting(flow.source, -1), Posting(flow.use, 1)])
        except WrongPurpose:
            return False
        return True

    assert not find_leaks(accounts, [flow for flow in known if passes(flow)])


def test_the_fund_of_the_manifest_is_read():
    reserve = expand(TEMPLATES, "reserve", {"overdue_principal": 60_000_001})
    claim = expand(TEMPLATES, "claim", {"overdue_principal": 60_000_001})

    assert TEMPLATES.unit is Unit.FEN
    assert TEMPLATES.accounts["fund_cash"].floor == 0
    assert TEMPLATES.commitments() == {"reserve"}
    assert reserve.amount == claim.amount == 48_000_001
    assert claim.postings == (
        Posting("city_loss", 19_200_000), Posting("district_loss", 28_800_001),
        Posting("fund_cash", -48_000_001),
    )  # fmt: skip


def changed(**more):
    """The fund with one part of it changed: ``entries__claim__credit=[...]``."""
    made = {key: dict(value) if isinstance(value, dict) else value for key, value in FUND.items()}
    for path, value in more.items():
        *parents, last = path.split("__")
        place = made
        for parent in parents:
            place[parent] = dict(place[parent])
            place = place[parent]
        if value is None:
            place.pop(last)
        else:
            place[last] = value
    return made


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"unit": "元"}, Fault.BAD_SHAPE),
        ({"accounts": ["a"]}, Fault.BAD_SHAPE),
        ({"accounts__fund_cash": {"normal": "left"}}, Fault.BAD_SHAPE),
        ({"accounts__fund_cash": {"normal": "debit", "floor": "0.5"}}, Fault.BAD_SHAPE),
        ({"accounts__fund_cash": {"normal": "debit", "flour": 0}}, Fault.BAD_SHAPE),
        ({"accounts__encumbrance__at_most": "x"}, Fault.UNKNOWN_ACCOUNT),
        ({"parameters__city__value": "3/2"}, Fault.BAD_SHAPE),
        ({"parameters__city__value": "2/0"}, Fault.BAD_SHAPE),
        ({"parameters__city__value": "1/5"}, Fault.SHARES_NOT_ONE),
        ({"entries__claim__credit": ["x"]}, Fault.UNKNOWN_ACCOUNT),
        ({"entries__claim__credit": []}, Fault.ONE_ACCOUNT_A_SIDE),
        ({"entries__claim__credit": ["fund_cash", "premises"]}, Fault.ONE_ACCOUNT_A_SIDE),
        ({"entries__claim__debit": ["premises"]}, Fault.ONE_ACCOUNT_A_SIDE),
        ({"entries__claim__debit_split": {"city_loss": "town"}}, Fault.UNKNOWN_PARAMETER),
        ({"entries__claim__debit_split": {"city_loss": "1/3"}}, Fault.SHARES_NOT_ONE),
        ({"entries__claim__amount": "compensated"}, Fault.BAD_AMOUNT),
        ({"entries__claim__amount": "a * b"}, Fault.BAD_AMOUNT),
        ({"entries__claim__amount": "a + compensated"}, Fault.BAD_AMOUNT),
        ({"entries__claim__reverses": "x"}, Fault.UNKNOWN_ENTRY),
        ({"entries__claim__reverses": "pay_in"}, Fault.COMMITMENT_SPLIT),
        ({"entries__claim__revert": "reserve"}, Fault.BAD_SHAPE),
        ({"accounts__city_loss__purpose": "premises"}, Fault.LEAVES_PURPOSE),
        ({"accounts__city_loss__purpose": None}, Fault.LEAVES_PURPOSE),
    ],
)
def test_templates_that_contradict_themselves_are_refused(more, fault):
    with pytest.raises(BadTemplates) as refused:
        check(parse(changed(**more)))

    assert fault in {one.fault for one in refused.value.findings}


def test_restricted_money_is_followed_over_several_entries():
    with pytest.raises(BadTemplates) as refused:
        check(
            parse(
                changed(
                    accounts__pool={"normal": "debit", "purpose": "loans/a"},
                    entries__one={"debit": ["pool"], "credit": ["fund_cash"]},
                    entries__two={"debit": ["premises"], "credit": ["pool"]},
                )
            )
        )

    said = {one.detail for one in refused.value.findings}
    assert said == {"fund_cash → pool → premises", "pool → premises"}


def test_a_template_without_its_values_moves_nothing():
    without = check(parse(changed(parameters__compensated__value=None)))

    with pytest.raises(ValueMissing):
        expand(TEMPLATES, "claim", {"principal": 5})
    with pytest.raises(ValueMissing):
        expand(without, "claim", {"overdue_principal": 5})
    with pytest.raises(BadShares):
        expand(TEMPLATES, "pay_in", {"amount": 5}, {"city": Fraction(1, 2)})
    with pytest.raises(BadAmount):
        expand(TEMPLATES, "pay_in", {"amount": 0})
    made = expand(without, "claim", {"overdue_principal": 10}, {"compensated": Fraction(1, 2)})
    assert made.amount == 5


@given(
    st.lists(st.tuples(days, st.integers(1, 3), st.sampled_from(["", "r", "q"])), max_size=12),
    st.lists(st.tuples(days, st.integers(1, 3), st.sampled_from(["", "r", "q"])), max_size=12),
    st.randoms(use_true_random=False),
)
def test_a_reconciliation_explains_its_difference_in_any_order(in_file, booked, chance):
    rows = [TreasuryRow(*row, str(number)) for number, row in enumerate(in_file)]
    lines = [BookedLine(number, *line) for number, line in enumerate(booked)]
    shuffled = [*rows, *rows]
    chance.shuffle(shuffled)

    found = reconcile(rows, lines)
    twice = reconcile(shuffled, lines)

    assert (twice.matched, twice.only_in_file, twice.only_in_account) == (
        found.matched, found.only_in_file, found.only_in_account,
    )  # fmt: skip
    assert len(twice.repeated) == len(rows)
    whole = sum(row.amount for row in rows) - sum(line.amount for line in lines)
    assert found.difference == whole
    assert len(found.matched) + len(found.only_in_file) == len(rows)
    assert len(found.matched) + len(found.only_in_account) == len(lines)
    assert all((row.day, row.amount) == (line.day, line.amount) for row, line in found.matched)
