"""Money between the words of a form and whole 分: exact both ways, or refused."""

import re
import unicodedata
from decimal import Decimal

from silian.domain.kernel.errors import SilianError

# 分 in one of each unit.
FEN = {"分": 1, "元": 100, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}
_SHORT = {"万": "万元", "亿": "亿元", "千": "千元"}
_AMOUNT = re.compile(
    r"[¥￥]?(?P<figure>-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,16})(?:\.[0-9]{1,12})?)"
    r"(?P<unit>分|元|千元?|万元?|亿元?)?",
    re.ASCII,
)


class BadAmount(SilianError):
    """A text is no amount, or one finer than 分; ``text`` is what was typed."""

    code = "systems.bad_amount"


class UnknownUnit(SilianError):
    """A unit that no form prints; ``unit`` is its name."""

    code = "systems.unknown_unit"


def fen_from_words(text: str, shown: str = "元") -> int:
    """Whole 分 of an amount as it is typed: ``18.6万`` is 18,600,000, that is 186,000.00 元.

    Args:
        text: digits, in groups of three or not, with 分, 元, 千元, 万元 or 亿元 behind them, in
            full or half width.
        shown: the unit of the form, for a text that names none.

    Raises:
        BadAmount: if the text is no amount, or not a whole number of 分.
        UnknownUnit: if ``shown`` is no unit of money.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)) if len(text) <= 60 else ""
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        raise BadAmount(f"no amount: {text[:60]!r}", text=text[:60])
    unit = found["unit"] or shown
    exact = Decimal(found["figure"].replace(",", "")) * _fen(_SHORT.get(unit, unit))
    if exact != exact.to_integral_value():
        raise BadAmount(f"finer than 分: {text[:60]!r}", text=text[:60])
    return int(exact)


def in_unit(fen: int, shown: str) -> Decimal:
    """The amount in a unit, exactly: 18,600,000 分 is 18.6 万元.

    Raises:
        UnknownUnit: if it is no unit of money.
    """
    whole, rest = divmod(abs(fen), _fen(shown))
    places = len(str(_fen(shown))) - 1
    sign = "-" if fen < 0 else ""
    fraction = f"{rest:0{places}d}".rstrip("0") if places else ""
    return Decimal(f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}")


def in_words(fen: int, shown: str) -> str:
    """The amount as a form prints it, without its unit: exact, thousands apart.

    元 has two decimals always; larger units have as many as the amount needs.

    Raises:
        UnknownUnit: if it is no unit of money.
    """
    figure = in_unit(fen, shown)
    return f"{figure:,.2f}" if shown == "元" else f"{figure:,f}"


def _fen(unit: str) -> int:
    if unit not in FEN:
        raise UnknownUnit(f"no unit of money: {unit!r}", unit=unit)
    return FEN[unit]
