"""From what a record holds to a value of its field's type, or the reason why it is none."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from stdnum.cn import uscc

from silian.domain.systems.conditions import Choice
from silian.domain.systems.fields import Field

T = TypeVar("T")
N = TypeVar("N", int, Decimal, Fraction)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
    r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_OF_NOTES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MOST_PLACES = 100
_TEXTS = frozenset({"text", "note"})


class FaultCode(StrEnum):
    """What may be wrong with an answer."""

    REQUIRED = "required"
    NOT_ASKED = "not_asked"
    UNKNOWN_FIELD = "unknown_field"
    HELD = "held"
    WRONG_KIND = "wrong_kind"
    WRONG_FORM = "wrong_form"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    TOO_MANY = "too_many"
    NOT_IN_LIST = "not_in_list"
    REPEATED = "repeated"
    CHECK_DIGIT = "check_digit"
    WRONG_TARGET = "wrong_target"
    CHECK = "check"


class Wrong(Exception):
    """One value is not of its field's type; becomes a fault with the place of the field."""

    def __init__(self, code: FaultCode, **values: object) -> None:
        super().__init__(code.value)
        self.code = code
        self.values = values


def single(field: Field, raw: object) -> object:
    """The typed value of one item of a field that is neither a group nor a table.

    Raises:
        Wrong: with the reason.
    """
    if raw == "":
        raise Wrong(FaultCode.EMPTY)
    if field.type.json_type == "boolean":
        return _expected(raw, bool)
    if field.type.json_type == "integer":
        return _figure(field, _whole(raw))
    text = _expected(raw, str)
    _characters(field, text)
    _length(field, text)
    for pattern in (field.type.pattern, field.pattern):
        if pattern and not re.search(pattern, text):
            raise Wrong(FaultCode.WRONG_FORM, type=field.type.name)
    convert = _CONVERSIONS.get(field.type.name)
    return convert(field, text) if convert else text


def word(field: Field, code: str) -> Choice:
    """A code of the field's list, knowing its place there.

    Raises:
        Wrong: if the list has no such code.
    """
    word_list = field.word_list
    position = word_list.position(code) if word_list else None
    if word_list is None or position is None:
        raise Wrong(FaultCode.NOT_IN_LIST, given=code[:60], list=word_list and word_list.name)
    return Choice(code, word_list.name, position)


def of_number(field: Field, number: Fraction) -> object:
    """A computed number as a value of the field's type; ``None`` where the type cannot hold it."""
    if field.type.json_type == "integer":
        return number.numerator if number.denominator == 1 else None
    if field.type.name == "share":
        return number
    scale = next((i for i in range(_MOST_PLACES) if 10**i % number.denominator == 0), None)
    if scale is None:
        return None
    digits = number.numerator * (10**scale // number.denominator)
    return Decimal(f"{digits}E-{scale}")


def _expected(raw: object, kind: type[T]) -> T:
    if not isinstance(raw, kind):
        raise Wrong(FaultCode.WRONG_KIND, expected=kind.__name__)
    return raw


def _whole(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise Wrong(FaultCode.WRONG_KIND, expected="int")
    return raw


def _characters(field: Field, text: str) -> None:
    """No control characters; a long text may have line breaks and tabs."""
    if (_CONTROL_OF_NOTES if field.type.name == "note" else _CONTROL).search(text):
        raise Wrong(FaultCode.WRONG_FORM, type=field.type.name)


def _length(field: Field, text: str) -> None:
    is_text = field.type.name in _TEXTS
    longest = field.maximum if is_text and field.maximum is not None else field.type.max_length
    if longest is not None and len(text) > longest:
        raise Wrong(FaultCode.TOO_LONG, found=len(text), allowed=int(longest))
    if is_text and field.minimum is not None and len(text) < field.minimum:
        raise Wrong(FaultCode.TOO_SHORT, found=len(text), allowed=int(field.minimum))


def _figure(field: Field, figure: N) -> N:
    """The figure, if it is within the limits of its field or else of its type."""
    low = field.type.minimum if field.minimum is None else field.minimum
    high = field.type.maximum if field.maximum is None else field.maximum
    exact = Fraction(figure)
    if low is not None and exact < Fraction(low):
        raise Wrong(FaultCode.TOO_SMALL, found=str(figure), allowed=str(low))
    if high is not None and exact > Fraction(high):
        raise Wrong(FaultCode.TOO_LARGE, found=str(figure), allowed=str(high))
    return figure


def _decimal(field: Field, text: str) -> Decimal:
    return _figure(field, Decimal(text))


def _share(field: Field, text: str) -> Fraction:
    return _figure(field, Fraction(text))


def _date(_field: Field, text: str) -> date:
    if not _DAY.fullmatch(text):
        raise Wrong(FaultCode.WRONG_FORM, type="date")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Wrong(FaultCode.WRONG_FORM, type="date") from error


def _moment(_field: Field, text: str) -> datetime:
    """An aware moment in UTC."""
    if not _MOMENT.fullmatch(text):
        raise Wrong(FaultCode.WRONG_FORM, type="datetime")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Wrong(FaultCode.WRONG_FORM, type="datetime") from error


def _uscc(_field: Field, text: str) -> str:
    if not uscc.is_valid(text):
        raise Wrong(FaultCode.CHECK_DIGIT, given=text)
    return text


def _org(field: Field, text: str) -> str:
    _uscc(field, text.removeprefix("org:"))
    return text


def _ref(field: Field, text: str) -> str:
    if field.target and not text.startswith(f"{field.target}#"):
        raise Wrong(FaultCode.WRONG_TARGET, target=field.target)
    return text


def _anchor(_field: Field, text: str) -> str:
    start, _, end = text.rpartition("@")[2].partition("-")
    if int(start) >= int(end):
        raise Wrong(FaultCode.WRONG_FORM, type="anchor")
    return text


def _point(_field: Field, text: str) -> str:
    longitude, latitude = map(Decimal, text.split(","))
    if longitude > 180 or latitude > 90:
        raise Wrong(FaultCode.WRONG_FORM, type="point")
    return text


_CONVERSIONS: dict[str, Callable[[Field, str], object]] = {
    "decimal": _decimal,
    "percent": _decimal,
    "share": _share,
    "date": _date,
    "datetime": _moment,
    "enum": word,
    "enums": word,
    "uscc": _uscc,
    "org": _org,
    "ref": _ref,
    "anchor": _anchor,
    "point": _point,
}
