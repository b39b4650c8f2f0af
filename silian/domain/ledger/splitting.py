"""Whole numbers are split by exact shares, so that no 分 is lost and none is made."""

from collections.abc import Sequence
from fractions import Fraction

from silian.domain.kernel.errors import SilianError


class BadShares(SilianError):
    """Shares are below zero or do not sum to 1, or the whole is below zero. Values: shares."""

    code = "ledger.bad_shares"


def split(whole: int, shares: Sequence[Fraction]) -> tuple[int, ...]:
    """The parts of a whole by the method of the largest remainder.

    The parts sum to the whole, none is below zero, each is less than one unit from its exact
    share. Of equal remainders the earlier share gets the odd unit.

    Raises:
        BadShares: if a share is below zero, they do not sum to 1, or the whole is below zero.
    """
    if whole < 0 or sum(shares) != 1 or any(share < 0 for share in shares):
        said = ", ".join(map(str, shares))
        raise BadShares(f"{whole} by {said}: shares from 0 that sum to 1 needed", shares=said)
    parts = [whole * share.numerator // share.denominator for share in shares]
    remainders = [
        Fraction(whole * share.numerator % share.denominator, share.denominator) for share in shares
    ]
    by_remainder = sorted(range(len(shares)), key=lambda place: (-remainders[place], place))
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return tuple(parts)


def share_of(whole: int, share: Fraction) -> int:
    """One party's part of a whole that is split between it and the rest."""
    return split(whole, (share, 1 - share))[0]
