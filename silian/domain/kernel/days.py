"""Days in Beijing time and the moments (UTC) at which they begin."""

from datetime import UTC, date, datetime, timedelta, timezone

_BEIJING = timezone(timedelta(hours=8))


def day_of(at: datetime) -> date:
    """The day in Beijing time on which an aware moment falls."""
    return at.astimezone(_BEIJING).date()


def day_start(day: date) -> datetime:
    """The moment (UTC) at which a day begins in Beijing time."""
    return datetime(day.year, day.month, day.day, tzinfo=_BEIJING).astimezone(UTC)


def day_end(day: date) -> datetime:
    """24:00 of a day in Beijing time, which is the moment (UTC) at which the next day begins."""
    return day_start(day) + timedelta(days=1)
