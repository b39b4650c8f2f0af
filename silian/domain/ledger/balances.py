"""Balances as of a day, statements and trial balances, all folds over the movements."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from silian.domain.ledger.model import Account, Unit


@dataclass(frozen=True, slots=True)
class Movement:
    """A posting with the day it takes effect and the number of its entry."""

    effective_on: date
    number: int
    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The signed balance of an account at the end of a day."""

    day: date
    balance: int


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A movement and the signed balance after it."""

    movement: Movement
    balance: int


@dataclass(frozen=True, slots=True)
class TrialLine:
    """An account with its balance on the side where it stands; the other side is zero."""

    region: str
    account: Account
    debit: int
    credit: int


@dataclass(frozen=True, slots=True)
class TrialTotal:
    """Both sides of one unit; they are equal, or something is broken."""

    unit: Unit
    debit: int
    credit: int


def balance_on(movements: Iterable[Movement], day: date) -> int:
    """The signed balance at the end of a day: the full sum."""
    return sum(one.amount for one in movements if one.effective_on <= day)


def balance_from(
    checkpoints: Sequence[Checkpoint], movements: Sequence[Movement], day: date
) -> int:
    """The same from the last checkpoint up to the day and what came after it.

    Both sequences belong to one account and are sorted by day; each search is O(log n), and so
    is the whole where each day with movements has a checkpoint.
    """
    place = bisect_right(checkpoints, day, key=lambda one: one.day)
    start, balance = 0, 0
    if place:
        last = checkpoints[place - 1]
        start = bisect_right(movements, last.day, key=lambda one: one.effective_on)
        balance = last.balance
    end = bisect_right(movements, day, key=lambda one: one.effective_on)
    return balance + sum(one.amount for one in movements[start:end])


def with_movement(
    checkpoints: Sequence[Checkpoint], movements: Sequence[Movement], new: Movement
) -> tuple[Checkpoint, ...]:
    """The checkpoints after a movement: one on its day, and all later ones moved along."""
    day = new.effective_on
    kept = list(checkpoints)
    if all(one.day != day for one in kept):
        place = bisect_right(kept, day, key=lambda one: one.day)
        kept.insert(place, Checkpoint(day, balance_from(checkpoints, movements, day)))
    return tuple(
        Checkpoint(one.day, one.balance + new.amount) if one.day >= day else one for one in kept
    )


def statement_lines(opening: int, movements: Iterable[Movement]) -> tuple[StatementLine, ...]:
    """Movements in their order, each with the balance after it."""
    balance, lines = opening, []
    for movement in movements:
        balance += movement.amount
        lines.append(StatementLine(movement, balance))
    return tuple(lines)


def trial_line(region: str, account: Account, balance: int) -> TrialLine:
    """An account's line from its signed balance."""
    return TrialLine(region, account, max(balance, 0), max(-balance, 0))


def trial_totals(lines: Iterable[TrialLine]) -> tuple[TrialTotal, ...]:
    """Both sides of each unit that occurs, in the order of the units."""
    sums: defaultdict[Unit, list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        sums[line.account.unit][0] += line.debit
        sums[line.account.unit][1] += line.credit
    return tuple(TrialTotal(unit, *sums[unit]) for unit in Unit if unit in sums)
