"""From what a person types into a form to what a record holds, and back into the field."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

from silian.domain.systems.amounts import BadAmount, fen_from_words, in_unit
from silian.domain.systems.fields import Field
from silian.domain.systems.values import FaultCode, Wrong

_BEIJING = timezone(timedelta(hours=8))
_DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?", re.ASCII)
_MONTH = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})月?", re.ASCII)
_MOMENT = re.compile(r"(.+?)[ T]([0-9]{1,2})[:：]([0-9]{2})(?:[:：][0-9]{2})?", re.ASCII)
_FIGURE = re.compile(r"-?[0-9]{1,19}", re.ASCII)
_PERCENT = re.compile(r"([0-9]{1,15})(?:[.]([0-9]{1,12}))?%", re.ASCII)
_FRACTION = re.compile(r"0?[.]([0-9]{1,12})", re.ASCII)
_PREFIXES = {"org": "org:", "person": "person:", "body": "body:"}
_UPPER = frozenset({"uscc", "org"})
_TEXTS = frozenset({"text", "note", "file"})


def from_typed(field: Field, text: str) -> object:
    """What a record holds for one typed value; "" is no value and never comes here.

    Days may be ``20240329``, ``2024/3/29`` or ``2024年3月29日``; figures may have commas and full
    width; amounts are read in the field's unit unless they name one (``18.6万``); a moment is in
    Beijing time; an organization is its code alone.

    Raises:
        Wrong: if the text cannot be one. What only breaks a limit is for ``answers.judge`` to say.
    """
    if field.type.name in _TEXTS:
        return _plain(field, text)
    tidy = unicodedata.normalize("NFKC", text).strip()
    if field.is_money:
        return _money(field, tidy)
    reader = _READERS.get(field.type.name)
    if reader is not None:
        return reader(tidy)
    if field.type.json_type == "integer":
        return _whole(tidy)
    if field.type.json_type == "boolean":
        return {"true": True, "false": False}.get(tidy, tidy)
    if field.type.name in _UPPER:
        tidy = re.sub(r"\s", "", tidy).removeprefix("org:").upper()
    prefix = _PREFIXES.get(field.type.name, "")
    return tidy if tidy.startswith(prefix) else prefix + tidy


def to_typed(field: Field, value: object) -> str:
    """The text that stands in the field for one value of a record."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if field.is_money and isinstance(value, int):
        return f"{in_unit(value, field.shown or '元'):f}"
    if field.type.name == "datetime":
        return _local(str(value))
    return str(value).removeprefix(_PREFIXES.get(field.type.name, ""))


def _plain(field: Field, text: str) -> str:
    if field.type.name == "note":
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text.strip()


def _money(field: Field, text: str) -> int:
    try:
        return fen_from_words(text, field.shown or "元")
    except BadAmount as error:
        raise Wrong(FaultCode.WRONG_FORM, type="money", given=text[:40]) from error


def _whole(text: str) -> int:
    plain = text.replace(",", "").replace(" ", "")
    if not _FIGURE.fullmatch(plain):
        raise Wrong(FaultCode.WRONG_FORM, type="count", given=text[:40])
    return int(plain)


def _decimal(text: str) -> str:
    return text.replace(",", "").removesuffix("%").strip()


def _share(text: str) -> str:
    """``1/3`` as it is, ``30%`` as 30/100, ``0.3`` as 3/10."""
    percent, fraction = _PERCENT.fullmatch(text), _FRACTION.fullmatch(text)
    if percent is not None:
        whole, part = percent[1], percent[2] or ""
        return f"{int(whole + part)}/{100 * 10 ** len(part)}"
    if fraction is not None:
        return f"{int(fraction[1])}/{10 ** len(fraction[1])}"
    return text.replace(" ", "")


def _date(text: str) -> str:
    found = _DAY.fullmatch(text.replace(" ", ""))
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else text
    except ValueError as error:
        raise Wrong(FaultCode.WRONG_FORM, type="date", given=text[:40]) from error


def _month(text: str) -> str:
    found = _MONTH.fullmatch(text.replace(" ", ""))
    return f"{found[1]}-{int(found[2]):02d}" if found else text


def _moment(text: str) -> str:
    """A moment of Beijing time; one with a zone stays as it is."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text
    day, hour, minute = _date(found[1]), int(found[2]), int(found[3])
    if hour > 23 or minute > 59:
        raise Wrong(FaultCode.WRONG_FORM, type="datetime", given=text[:40])
    return f"{day}T{hour:02d}:{minute:02d}:00+08:00"


def _local(text: str) -> str:
    """A stored moment as a field for local time shows it."""
    try:
        at = datetime.fromisoformat(text.upper())
    except ValueError:
        return text
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.astimezone(_BEIJING).strftime("%Y-%m-%dT%H:%M")


_READERS = {
    "decimal": _decimal,
    "percent": _decimal,
    "share": _share,
    "date": _date,
    "month": _month,
    "datetime": _moment,
}
