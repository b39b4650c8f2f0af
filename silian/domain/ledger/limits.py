"""Floors and ceilings of accounts, and what is left of a commitment."""

from collections.abc import Mapping, Sequence
from datetime import date

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.ledger.model import Account

Steps = Sequence[tuple[date, int]]
"""Signed balances of an account: on the day of an entry, and on each later day that has one."""


class FloorBroken(SilianError):
    """An account would fall below its floor. Values: account, floor, balance, day."""

    code = "ledger.floor_broken"
    kind = Kind.CONFLICT


class CeilingBroken(SilianError):
    """An account would rise above another. Values: account, balance, at_most, ceiling, day."""

    code = "ledger.ceiling_broken"
    kind = Kind.CONFLICT


class CommitmentExceeded(SilianError):
    """More is paid or released than a commitment still holds. Values: open, wanted."""

    code = "ledger.commitment_exceeded"
    kind = Kind.CONFLICT


def check_limits(
    accounts: Mapping[str, Account], steps: Mapping[str, Steps], amounts: Mapping[str, int]
) -> None:
    """Go on only if no limit is passed on the day of an entry or on any later one.

    An entry that brings an account nearer to its limits is never refused.

    Args:
        steps: balances before the entry, the first one on its day.
        amounts: what the entry adds to each account, debit above zero.

    Raises:
        FloorBroken, CeilingBroken: floors first, for the first account and its first day.
    """
    for code in sorted(accounts):
        account = accounts[code]
        if account.floor is not None and _is_lowered(account, amounts):
            _check_floor(account, account.floor, steps[code], amounts[code])
    for code in sorted(accounts):
        account = accounts[code]
        ceiling = accounts.get(account.at_most)
        if ceiling is not None and (_is_raised(account, amounts) or _is_lowered(ceiling, amounts)):
            _check_ceiling(account, ceiling, steps, amounts)


def needs_steps(accounts: Mapping[str, Account], amounts: Mapping[str, int]) -> frozenset[str]:
    """The accounts whose balances ``check_limits`` will ask for."""
    needed: set[str] = set()
    for account in accounts.values():
        if account.floor is not None and _is_lowered(account, amounts):
            needed.add(account.code)
        ceiling = accounts.get(account.at_most)
        if ceiling is not None and (_is_raised(account, amounts) or _is_lowered(ceiling, amounts)):
            needed |= {account.code, ceiling.code}
    return frozenset(needed)


def check_release(committed: int, released: int, amount: int) -> None:
    """Go on only if a commitment holds what is paid or released now, or given back to it.

    Raises:
        CommitmentExceeded: if it does not.
    """
    left = committed - released
    if amount > left:
        raise CommitmentExceeded(f"{amount} of {left} left", open=left, wanted=amount)
    if released + amount < 0:
        raise CommitmentExceeded(f"{-amount} of {released} given", open=released, wanted=-amount)


def _is_lowered(account: Account, amounts: Mapping[str, int]) -> bool:
    return amounts.get(account.code, 0) * account.normal.sign < 0


def _is_raised(account: Account, amounts: Mapping[str, int]) -> bool:
    return amounts.get(account.code, 0) * account.normal.sign > 0


def _check_floor(account: Account, floor: int, steps: Steps, amount: int) -> None:
    for day, signed in steps:
        balance = (signed + amount) * account.normal.sign
        if balance < floor:
            raise FloorBroken(
                f"{account.code}: {balance} on {day}, floor {floor}",
                account=account.code, floor=floor, balance=balance, day=day,
            )  # fmt: skip


def _check_ceiling(
    account: Account, ceiling: Account, steps: Mapping[str, Steps], amounts: Mapping[str, int]
) -> None:
    days = sorted({day for code in (account.code, ceiling.code) for day, _ in steps[code]})
    for day in days:
        balance = _natural(account, steps, amounts, day)
        most = _natural(ceiling, steps, amounts, day)
        if balance > most:
            raise CeilingBroken(
                f"{account.code}: {balance} on {day}, {ceiling.code} holds {most}",
                account=account.code, balance=balance, at_most=ceiling.code, ceiling=most, day=day,
            )  # fmt: skip


def _natural(
    account: Account, steps: Mapping[str, Steps], amounts: Mapping[str, int], day: date
) -> int:
    signed = [balance for on, balance in steps[account.code] if on <= day][-1]
    return (signed + amounts.get(account.code, 0)) * account.normal.sign
