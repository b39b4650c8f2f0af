"""A series (系列预约): one stretch of time again and again."""

from datetime import timedelta
from enum import StrEnum

from silian.domain.bookings.intervals import Interval
from silian.domain.kernel.errors import SilianError

MOST_TIMES = 366


class Frequency(StrEnum):
    """What a series repeats by."""

    DAY = "day"
    WEEK = "week"


class BadSeries(SilianError):
    """A series has too few or too many times, or they overlap. Values: times, most."""

    code = "bookings.bad_series"


def series_of(first: Interval, every: Frequency, step: int, times: int) -> tuple[Interval, ...]:
    """The stretches of a series, in order; the clock on the wall stays the same.

    China has had one time zone without summer time since 1992, so adding days is enough.

    Raises:
        BadSeries: if there are not 1 to 366 times, or one begins before the last has ended.
    """
    apart = timedelta(days=step * (7 if every is Frequency.WEEK else 1))
    overlaps = times > 1 and apart < first.ends_at - first.starts_at
    if not 1 <= times <= MOST_TIMES or step < 1 or overlaps:
        raise BadSeries(f"{times} times every {step} {every}", times=times, most=MOST_TIMES)
    return tuple(
        Interval(first.starts_at + apart * n, first.ends_at + apart * n) for n in range(times)
    )
