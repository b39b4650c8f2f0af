"""Reconciliation (对账): an account beside the treasury's file, item by item."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TreasuryRow:
    """A row of the treasury's file. ``amount`` is signed as the account is: debit above zero.

    ``serial`` is the treasury's own number of the row; the same row may come twice in a file.
    ``reference`` is what the entry was to be known by; empty where the file has none.
    """

    day: date
    amount: int
    reference: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A posting of the account. ``reference`` is the ground of its entry."""

    number: int
    day: date
    amount: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What met and what did not; nothing is adjusted.

    ``difference`` is the file less the account: the sum of ``only_in_file`` less that of
    ``only_in_account``, so that each 分 of it is a line that can be asked about.
    """

    matched: tuple[tuple[TreasuryRow, BookedLine], ...]
    only_in_file: tuple[TreasuryRow, ...]
    only_in_account: tuple[BookedLine, ...]
    repeated: tuple[TreasuryRow, ...]
    difference: int

    @property
    def is_even(self) -> bool:
        """Whether nothing is left on either side."""
        return not self.only_in_file and not self.only_in_account


def reconcile(rows: Iterable[TreasuryRow], lines: Iterable[BookedLine]) -> Reconciliation:
    """Match by reference, day and amount, then what is left by day and amount.

    The order of the rows changes nothing. A row that comes again whole, with its serial number,
    is repeated and counts once; rows without a serial number are all different.
    """
    once, repeated = _once(sorted(rows, key=_row_order))
    booked = sorted(lines, key=lambda line: (line.day, line.number, line.amount))
    named, once, booked = _meet(
        once, booked,
        lambda row: (row.day, row.amount, row.reference) if row.reference else None,
        lambda line: (line.day, line.amount, line.reference),
    )  # fmt: skip
    plain, once, booked = _meet(
        once, booked,
        lambda row: (row.day, row.amount),
        lambda line: (line.day, line.amount),
    )  # fmt: skip
    matched = sorted([*named, *plain], key=lambda pair: (pair[1].day, pair[1].number))
    difference = sum(row.amount for row in once) - sum(line.amount for line in booked)
    return Reconciliation(tuple(matched), tuple(once), tuple(booked), tuple(repeated), difference)


def _row_order(row: TreasuryRow) -> tuple[date, str, str, int]:
    return row.day, row.serial, row.reference, row.amount


def _once(rows: Iterable[TreasuryRow]) -> tuple[list[TreasuryRow], list[TreasuryRow]]:
    """Rows that came first, and whole repetitions of them.

    A serial number that comes again with another day or amount is no repetition: both stay.
    """
    seen: set[TreasuryRow] = set()
    once: list[TreasuryRow] = []
    repeated: list[TreasuryRow] = []
    for row in rows:
        (repeated if row.serial and row in seen else once).append(row)
        seen.add(row)
    return once, repeated


def _meet(
    rows: list[TreasuryRow],
    lines: list[BookedLine],
    row_key: Callable[[TreasuryRow], Hashable],
    line_key: Callable[[BookedLine], Hashable],
) -> tuple[list[tuple[TreasuryRow, BookedLine]], list[TreasuryRow], list[BookedLine]]:
    """Pairs of equal keys, the first with the first, and what is left; None meets nothing."""
    waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for place, line in enumerate(lines):
        waiting[line_key(line)].append(place)
    pairs: list[tuple[TreasuryRow, BookedLine]] = []
    left: list[TreasuryRow] = []
    taken: set[int] = set()
    for row in rows:
        places = waiting.get(row_key(row))
        if places:
            place = places.popleft()
            taken.add(place)
            pairs.append((row, lines[place]))
        else:
            left.append(row)
    return pairs, left, [line for place, line in enumerate(lines) if place not in taken]
