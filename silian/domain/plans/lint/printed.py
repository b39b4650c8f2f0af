"""A printed number is an interval: what it can mean, and arithmetic that keeps to it.

A measured 1.5 is anything from 1.45 to 1.55; a counted 204家 is 204; a target is exact at its
edge, and 以上 opens its upper side. Decimal throughout; nothing is rounded inside.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from silian.domain.plans.model import Comparator

_ABOUT = Decimal("0.1")
"""What 约 and 左右 leave open on either side, as a share of the number: an assumption of ours."""
_DIGITS = 28
_ROUGH = 10
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Printed:
    """The values from ``low`` to ``high`` that a print can mean; ``None`` is an open side.

    ``low_open`` and ``high_open`` say that the edge itself is left out.
    """

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    def is_below(self, other: "Printed") -> bool:
        """Whether every value here is below every value there."""
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (
            self.high == other.low and (self.high_open or other.low_open)
        )

    def meets(self, other: "Printed") -> bool:
        """Whether some value is in both."""
        return not self.is_below(other) and not other.is_below(self)

    def times(self, factor: Decimal) -> "Printed":
        """All values multiplied by a positive ``factor``."""
        if factor == 1:
            return self
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Printed(self.value * factor, low, high, self.low_open, self.high_open)


def exactly(value: Decimal) -> Printed:
    """Just this number."""
    return Printed(value, value, value)


def measured(value: Decimal, *, is_counted: bool) -> Printed:
    """A figure that was observed: counted ones are exact, others rounded to their last digit."""
    exponent = value.as_tuple().exponent
    if is_counted and isinstance(exponent, int) and exponent >= 0:
        return exactly(value)
    assert isinstance(exponent, int)  # noqa: S101 - a printed number is finite
    half = Decimal(5).scaleb(min(exponent, 0) - 1)
    return Printed(value, value - half, value + half, high_open=True)


def stated(value: Decimal, comparator: Comparator, most: Decimal | None = None) -> Printed:
    """A target or a bound as its comparator says; ``most`` is the upper end of a range."""
    if comparator is Comparator.RANGE and most is not None:
        return Printed(value, min(value, most), max(value, most))
    if comparator is Comparator.AT_LEAST:
        return Printed(value, value, None)
    if comparator is Comparator.MORE:
        return Printed(value, value, None, low_open=True)
    if comparator is Comparator.AT_MOST:
        return Printed(value, None, value)
    if comparator is Comparator.LESS:
        return Printed(value, None, value, high_open=True)
    if comparator is Comparator.ABOUT:
        return Printed(value, value * (1 - _ABOUT), value * (1 + _ABOUT))
    return exactly(value)


def power(base: Decimal, years: int) -> Decimal:
    """``base`` to a whole power."""
    with localcontext() as context:
        context.prec = _DIGITS
        return base**years


def root(base: Decimal, years: int) -> Decimal:
    """The positive ``years``-th root of a positive number, to 28 digits.

    Logarithm and exponential are slow at full length: they give eight digits, and each of two
    steps of Newton doubles them.
    """
    if base <= 0:
        return Decimal(0)
    with localcontext() as context:
        context.prec = _ROUGH
        found = (base.ln() / years).exp()
        context.prec = _DIGITS
        for _ in range(2):
            found = ((years - 1) * found + base / found ** (years - 1)) / years
        return found


def shown(value: Decimal, digits: int = _SHOWN) -> str:
    """A number for people: at most ``digits`` after the point, no exponent, no idle zeros."""
    with localcontext() as context:
        context.prec = 60
        text = f"{value.quantize(Decimal(1).scaleb(-digits)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
