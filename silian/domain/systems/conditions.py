"""The small language of conditions and checks: parsed, evaluated exactly, in three values.

    sum(plan.pay_fen) <= price_fen
    kind in ['termination', 'withdrawal'] and has(settle_fen)

``+ - *``, comparisons, ``and or not in`` and the functions below. There is no division, so nothing
rounds, and no loop, so nothing runs long. What is not known is neither met nor unmet.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from silian.domain.kernel.errors import SilianError
from silian.domain.systems import expressions as tree
from silian.domain.systems.expressions import Node, parse_expression


class Truth(StrEnum):
    """What a condition says of a record."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class ConditionMismatch(SilianError):
    """A condition compares or adds what cannot be compared or added; ``what`` says which."""

    code = "systems.condition_mismatch"


class _Missing:
    """No value: neither zero nor empty nor false."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


class Choice(str):
    """A word of a controlled list that knows its place in it, so that levels can be compared."""

    __slots__ = ("list_name", "position")
    list_name: str
    position: int

    def __new__(cls, code: str, list_name: str, position: int) -> "Choice":
        """A code at its position, counted from 0."""
        made = super().__new__(cls, code)
        made.list_name = list_name
        made.position = position
        return made


@dataclass(frozen=True, slots=True)
class Input:
    """A name that a condition read, and what stood there; ``None`` where nothing did.

    ``value`` is a tuple for a column or a list.
    """

    path: str
    value: object


@dataclass(frozen=True, slots=True)
class Answer:
    """What a condition says of one record, with everything it read, in order of appearance."""

    truth: Truth
    inputs: tuple[Input, ...]

    @property
    def is_met(self) -> bool:
        """Whether it is met; neither unmet nor unknown is."""
        return self.truth is Truth.MET

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names that had no value, in whole or in part."""
        return tuple(
            one.path
            for one in self.inputs
            if one.value is None or (isinstance(one.value, tuple) and None in one.value)
        )


@dataclass(frozen=True)
class Condition:
    """A condition, a check or a derived value, as a tree."""

    text: str
    root: Node

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The names it reads, in order of appearance, each once."""
        return tuple(dict.fromkeys(tree.names(self.root)))

    def evaluate(self, record: Mapping[str, object]) -> Answer:
        """What it says of a record of typed values.

        Args:
            record: values of ``answers.typed``: ints, Decimals, Fractions, dates, aware datetimes,
                booleans, texts, Choices; a group is a mapping, a table a sequence of mappings.

        Raises:
            ConditionMismatch: if kinds do not fit; never for what ``kinds.check`` has passed.
        """
        value = _value(self.root, record)
        if value is MISSING:
            truth = Truth.UNKNOWN
        elif isinstance(value, bool):
            truth = Truth.MET if value else Truth.UNMET
        else:
            raise _mismatch("no yes or no", value)
        return Answer(truth, self._inputs(record))

    def value(self, record: Mapping[str, object]) -> Fraction | None:
        """The number that it is for a record; ``None`` where an input is missing.

        Raises:
            ConditionMismatch: if it is no number.
        """
        value = _value(self.root, record)
        return None if value is MISSING else _number(value)

    def _inputs(self, record: Mapping[str, object]) -> tuple[Input, ...]:
        return tuple(Input(path, _shown(find(record, path))) for path in self.paths)


def parse(text: str) -> Condition:
    """The condition that a text states.

    Raises:
        BadCondition: with the position, if the text is none.
    """
    return Condition(text, parse_expression(text))


def find(record: Mapping[str, object], path: str) -> object:
    """What stands at a dotted name: a value, a tuple for a column of a table, or ``MISSING``."""
    head, _, rest = path.partition(".")
    value = record.get(head, MISSING)
    if value is None or value is MISSING or not rest:
        return MISSING if value is None else value
    if isinstance(value, Mapping):
        return find(value, rest)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(find(row, rest) if isinstance(row, Mapping) else MISSING for row in value)
    raise _mismatch("no group or table", value)


def _shown(value: object) -> object:
    if value is MISSING:
        return None
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(None if one is MISSING else one for one in value)
    return value


def _value(node: Node, record: Mapping[str, object]) -> object:
    """The value of a tree; ``MISSING`` where it hangs on what is not known."""
    match node:
        case tree.Literal(value):
            return value
        case tree.Name(path):
            return find(record, path)
        case tree.Items(parts):
            return tuple(_value(one, record) for one in parts)
        case tree.Sum(terms):
            return _total([(sign, _value(one, record)) for sign, one in terms])
        case tree.Product(factors):
            return _product([_value(one, record) for one in factors])
        case tree.Not(inner):
            held = _truth(_value(inner, record))
            return held if held is MISSING else not held
        case tree.Junction(joins_all, parts):
            return _joined([_truth(_value(one, record)) for one in parts], joins_all=joins_all)
        case tree.Comparison(operator, left, right):
            return _compared(operator, _value(left, record), _value(right, record))
        case tree.Membership(left, right, negated):
            found = _contains(_value(right, record), _value(left, record))
            return found if found is MISSING else found is not negated
        case tree.Call(name, arguments):
            return _FUNCTIONS[name](*(_value(one, record) for one in arguments))
    raise AssertionError(node)


def _truth(value: object) -> object:
    if value is MISSING or isinstance(value, bool):
        return value
    raise _mismatch("no yes or no", value)


def _joined(values: Sequence[object], *, joins_all: bool) -> object:
    """Kleene's and / or: one deciding part decides, whatever else is unknown."""
    deciding = not joins_all
    if any(value is deciding for value in values):
        return deciding
    return MISSING if any(value is MISSING for value in values) else joins_all


def _number(value: object) -> Fraction:
    if isinstance(value, (int, Fraction, Decimal)) and not isinstance(value, bool):
        return Fraction(value)
    raise _mismatch("no number", value)


def _total(terms: Sequence[tuple[int, object]]) -> object:
    if any(value is MISSING for _, value in terms):
        return MISSING
    return sum((sign * _number(value) for sign, value in terms), Fraction(0))


def _product(factors: Sequence[object]) -> object:
    if any(value is MISSING for value in factors):
        return MISSING
    result = Fraction(1)
    for value in factors:
        result *= _number(value)
    return result


def _is_number(value: object) -> bool:
    return isinstance(value, (int, Fraction, Decimal)) and not isinstance(value, bool)


def _compared(operator: str, left: object, right: object) -> object:
    if left is MISSING or right is MISSING:
        return MISSING
    if operator in ("==", "!="):
        return _equal(left, right) is (operator == "==")
    low, high = _ordered(left, right)
    match operator:
        case "<":
            return low < high
        case "<=":
            return low <= high
        case ">":
            return low > high
        case _:
            return low >= high


def _equal(left: object, right: object) -> bool:
    if _is_number(left) and _is_number(right):
        return _number(left) == _number(right)
    same = (isinstance(left, str) and isinstance(right, str)) or type(left) is type(right)
    if not same or isinstance(left, (tuple, list, Mapping)):
        raise _mismatch("two kinds", left, right)
    return left == right


def _ordered(left: object, right: object) -> tuple[Fraction, Fraction]:
    """Both sides as numbers that keep their order: figures, days, moments, months, levels."""
    if _is_number(left) and _is_number(right):
        return _number(left), _number(right)
    if isinstance(left, datetime) and isinstance(right, datetime):
        return _seconds(left), _seconds(right)
    if type(left) is date and type(right) is date:
        return Fraction(left.toordinal()), Fraction(right.toordinal())
    if isinstance(left, Choice) and isinstance(right, Choice):
        if left.list_name == right.list_name:
            return Fraction(left.position), Fraction(right.position)
    elif type(left) is str and type(right) is str:  # months, and what ``left`` cuts from dates
        return Fraction(left > right), Fraction(right > left)
    raise _mismatch("no order", left, right)


def _seconds(moment: datetime) -> Fraction:
    if moment.tzinfo is None:
        raise _mismatch("a moment without offset", moment)
    passed = moment - datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return (
        Fraction(passed.days) * 86_400 + passed.seconds + Fraction(passed.microseconds, 1_000_000)
    )


def _column(value: object) -> tuple[object, ...]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(MISSING if one is None else one for one in value)
    raise _mismatch("no column or list", value)


def _contains(items: object, value: object) -> object:
    if items is MISSING or value is MISSING:
        return MISSING
    column = _column(items)
    if any(one is not MISSING and _equal(one, value) for one in column):
        return True
    return MISSING if MISSING in column else False


def _sum(column: object) -> object:
    return column if column is MISSING else _total([(1, one) for one in _column(column)])


def _count(column: object) -> object:
    return column if column is MISSING else len(_column(column))


def _largest(column: object) -> object:
    return _extreme(column, ">")


def _smallest(column: object) -> object:
    return _extreme(column, "<")


def _extreme(column: object, operator: str) -> object:
    if column is MISSING:
        return column
    values = _column(column)
    if not values or MISSING in values:
        return MISSING
    best = values[0]
    for one in values[1:]:
        if _compared(operator, one, best) is True:
            best = one
    return best


def _year(value: object) -> object:
    if value is MISSING:
        return value
    if isinstance(value, date):
        return value.year
    if type(value) is str and value[:4].isascii() and value[:4].isdigit():
        return int(value[:4])
    raise _mismatch("no date", value)


def _days(start: object, end: object) -> object:
    if start is MISSING or end is MISSING:
        return MISSING
    if type(start) is date and type(end) is date:
        return (end - start).days
    raise _mismatch("no days", start, end)


def _has(value: object) -> object:
    if value is MISSING or value == "":
        return False
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(one is not MISSING and one is not None for one in value)
    return not isinstance(value, Mapping) or any(one is not None for one in value.values())


def _unique(column: object) -> object:
    if column is MISSING:
        return column
    values = _column(column)
    known = [one for one in values if one is not MISSING]
    if len({_key(one) for one in known}) < len(known):
        return False
    return MISSING if MISSING in values else True


def _key(value: object) -> object:
    return _number(value) if _is_number(value) else value


def _ascending(column: object) -> object:
    """Whether each value is above the one before it; equal neighbours are not ascending."""
    if column is MISSING:
        return column
    values = _column(column)
    known = [one for one in values if one is not MISSING]
    if any(_compared("<", a, b) is False for a, b in pairwise(known)):
        return False
    return MISSING if MISSING in values else True


def _prefix(text: object, start: object) -> object:
    if text is MISSING or start is MISSING:
        return MISSING
    if isinstance(text, str) and isinstance(start, str):
        return text.startswith(start)
    raise _mismatch("no text", text, start)


def _left(text: object, length: object) -> object:
    if text is MISSING:
        return text
    if isinstance(length, bool) or not isinstance(length, int):
        raise _mismatch("no length", length)
    if isinstance(text, (str, date)):
        return (text.isoformat() if isinstance(text, date) else str(text))[:length]
    raise _mismatch("no text", text)


def _mismatch(what: str, *values: object) -> ConditionMismatch:
    kinds = tuple(type(value).__name__ for value in values)
    return ConditionMismatch(f"{what}: {', '.join(kinds)}", what=what, kinds=kinds)


_FUNCTIONS: dict[str, Callable[..., object]] = {  # as many arguments as the parser has counted
    "sum": _sum,
    "count": _count,
    "min": _smallest,
    "max": _largest,
    "year": _year,
    "days": _days,
    "has": _has,
    "unique": _unique,
    "ascending": _ascending,
    "prefix": _prefix,
    "left": _left,
}
