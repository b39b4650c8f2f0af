"""Clocks (时限) of a manifest: how long something may take, and what happens when it is over.

A clock runs from a moment, may stand still while the applicant has the thing, and is due at a
moment that depends on one version of the calendar.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from silian.domain.kernel.days import day_of
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.kernel.workdays import (
    Calendar,
    Due,
    Look,
    checked_length,
    due_of_days,
    looks_of,
    next_date,
    parts_of,
    same_day_after,
)

PARAMETER = "parameter."
_MONTHS_OF_A_YEAR = 12


class ClockUnit(StrEnum):
    """What a clock counts, under the key that the manifest uses."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    EACH = "each"
    UNTIL = "until"


class ExpiryKind(StrEnum):
    """What an expired clock does: fire an edge, hand the thing upward, or remind somebody."""

    FIRE = "fire"
    ESCALATE = "escalate"
    REMIND = "remind"


class BadClock(SilianError):
    """A clock of a manifest does not say how long or what then. Values: clock, problem."""

    code = "systems.bad_clock"


class NoParameter(SilianError):
    """A clock needs a parameter that the district has not given. Values: clock, parameter."""

    code = "systems.no_parameter"


class NotStoppable(SilianError):
    """A yearly date does not wait for anybody. Values: clock."""

    code = "systems.not_stoppable"
    kind = Kind.CONFLICT


class BadStops(SilianError):
    """Stops overlap, run backwards, or begin when the clock had run out. Values: clock."""

    code = "systems.bad_stops"


@dataclass(frozen=True, slots=True)
class Expiry:
    """What happens at the end, and to which edge or role."""

    kind: ExpiryKind
    target: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that ends. ``length`` is a number, ``parameter.<name>``, or a date such as 04-30."""

    name: str
    unit: ClockUnit
    length: int | str
    expiry: tuple[Expiry, ...]


@dataclass(frozen=True, slots=True)
class OpenClock:
    """A wait without an end, which the manifest has to give a reason for."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which the clock stands still; ``until`` None is one that still lasts."""

    since: datetime
    until: datetime | None = None


def parse_clock(name: str, data: Mapping[str, object]) -> Clock | OpenClock:
    """A clock from the manifest's mapping.

    Raises:
        BadClock: if it names no length or several, a length that is none, or no expiry.
    """
    if "open" in data:
        reason = data["open"]
        if len(data) > 1 or not isinstance(reason, str) or not reason.strip():
            raise _bad(name, "open needs a reason and nothing beside it")
        return OpenClock(name, reason)
    units = [unit for unit in ClockUnit if unit.value in data]
    unknown = set(data) - {unit.value for unit in ClockUnit} - {"expiry"}
    if len(units) != 1 or unknown:
        raise _bad(name, f"one length is needed, and no {', '.join(sorted(unknown)) or 'other'}")
    return Clock(name, units[0], _length(name, units[0], data[units[0].value]), _expiry(name, data))


def due_of(
    clock: Clock | OpenClock, started_at: datetime, calendar: Calendar, *,
    parameters: Mapping[str, int] | None = None, stops: Sequence[Stop] = (),
) -> Due | None:  # fmt: skip
    """When a clock that started at a moment is due; None while it is open or stands still.

    A day counts as used once it has ended, so the day on which the clock stops counts no more
    than the day on which it goes on: the rest begins on the day after that. A stop therefore
    lengthens and never shortens.

    Raises:
        NoParameter: if the length is a parameter that is not given.
        NotStoppable: if a yearly date has stops.
        BadStops: if the stops do not follow one another within the clock's time.
        YearBeforeCalendar: if a day lies before the calendar.
    """
    if isinstance(clock, OpenClock):
        return None
    _check_stops(clock, started_at, stops)
    for number, stop in enumerate(stops):
        if _due(clock, started_at, calendar, parameters or {}, stops[:number]).is_past(stop.since):
            raise BadStops(f"{clock.name} had run out before {stop.since}", clock=clock.name)
    if stops and stops[-1].until is None:
        return None
    return _due(clock, started_at, calendar, parameters or {}, stops)


def _due(
    clock: Clock, started_at: datetime, calendar: Calendar, parameters: Mapping[str, int],
    stops: Sequence[Stop],
) -> Due:  # fmt: skip
    low, high = (
        _last_day(clock, started_at, look, parameters, stops) for look in looks_of(calendar)
    )
    return due_of_days(low, high, calendar)


def _last_day(
    clock: Clock, started_at: datetime, look: Look, parameters: Mapping[str, int],
    stops: Sequence[Stop],
) -> date:  # fmt: skip
    """The last day of the clock under one assumption about years that are not known."""
    start = day_of(started_at)
    if clock.unit is ClockUnit.EACH:
        return look.moved_on(next_date(start, str(clock.length)))
    length = _number(clock, parameters)
    is_worked = clock.unit is ClockUnit.WORKING_DAYS
    left = length if is_worked else _calendar_days(clock.unit, start, length)
    for stop in stops:
        eve = day_of(stop.since) - timedelta(days=1)
        left -= look.count(start, eve) if is_worked else max(0, (eve - start).days)
        # A clock whose last day moved on can still be stopped: a day of it is left then.
        left, start = max(1, left), day_of(stop.until or stop.since)
    return look.nth_after(start, left) if is_worked else look.moved_on(start + timedelta(days=left))


def _calendar_days(unit: ClockUnit, start: date, length: int) -> int:
    if unit is ClockUnit.DAYS:
        return length
    months = length * (_MONTHS_OF_A_YEAR if unit is ClockUnit.YEARS else 1)
    return (same_day_after(start, months) - start).days


def _check_stops(clock: Clock, started_at: datetime, stops: Sequence[Stop]) -> None:
    if stops and clock.unit is ClockUnit.EACH:
        raise NotStoppable(f"{clock.name} is a yearly date", clock=clock.name)
    before = started_at
    for number, stop in enumerate(stops, start=1):
        is_last = number == len(stops)
        if stop.since < before or (stop.until is None and not is_last):
            raise BadStops(f"{clock.name}: stop {number} begins too early", clock=clock.name)
        if stop.until is not None and stop.until < stop.since:
            raise BadStops(f"{clock.name}: stop {number} runs backwards", clock=clock.name)
        before = stop.until or stop.since


def _number(clock: Clock, parameters: Mapping[str, int]) -> int:
    if isinstance(clock.length, int):
        return clock.length
    name = clock.length.removeprefix(PARAMETER)
    if name not in parameters:
        raise NoParameter(
            f"{clock.name} needs {clock.length}, which the district has to give with its source",
            clock=clock.name, parameter=name,
        )  # fmt: skip
    return checked_length(parameters[name])


def _length(name: str, unit: ClockUnit, value: object) -> int | str:
    if unit is ClockUnit.EACH:
        if not isinstance(value, str):
            raise _bad(name, "each needs a quoted date such as 04-30")
        parts_of(value)
        return value
    if unit is ClockUnit.UNTIL:
        if not isinstance(value, str) or not value:
            raise _bad(name, "until needs the name of a date")
        return value
    if isinstance(value, str) and value.startswith(PARAMETER) and value != PARAMETER:
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise _bad(name, f"{value!r} is neither a number nor {PARAMETER}<name>")
    return checked_length(value)


def _expiry(name: str, data: Mapping[str, object]) -> tuple[Expiry, ...]:
    given = data.get("expiry")
    if not isinstance(given, Mapping) or not given:
        raise _bad(name, "an expiry is needed: fire, escalate or remind")
    kinds = {kind.value: kind for kind in ExpiryKind}
    for key, target in given.items():
        if key not in kinds or not isinstance(target, str) or not target:
            raise _bad(name, f"expiry knows fire, escalate and remind, not {key!r}")
    return tuple(Expiry(kinds[str(key)], str(target)) for key, target in given.items())


def _bad(name: str, problem: str) -> BadClock:
    return BadClock(f"{name}: {problem}", clock=name, problem=problem)
