"""Calendars of working days from the data folder, each under its version."""

import csv
import io
from datetime import date
from functools import lru_cache
from importlib.resources import files

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.kernel.workdays import Calendar, CalendarRow, calendar_of

_FOLDER = files("silian") / "data" / "catalogs" / "calendars"
_DAYS = {"off": False, "worked": True}


class NoCalendar(SilianError):
    """No calendar of this version is shipped. Values: version, known."""

    code = "catalogs.no_calendar"
    kind = Kind.NOT_FOUND


@lru_cache(maxsize=1)
def calendar_versions() -> tuple[str, ...]:
    """The versions that are shipped, oldest first. A case pins one and keeps it."""
    names = (entry.name for entry in _FOLDER.iterdir())
    found = (name.removesuffix(".csv") for name in names if name.endswith(".csv"))
    return tuple(sorted(found, key=_order))


@lru_cache(maxsize=16)
def working_calendar(version: str = "") -> Calendar:
    """The calendar of a version, or of the latest.

    Raises:
        NoCalendar: if it is not shipped.
    """
    known = calendar_versions()
    wanted = version or known[-1]
    if wanted not in known:
        raise NoCalendar(f"{wanted}: known are {', '.join(known)}", version=wanted, known=known)
    rows = csv.DictReader(io.StringIO((_FOLDER / f"{wanted}.csv").read_text("utf-8")))
    return calendar_of(
        wanted, (CalendarRow(date.fromisoformat(row["day"]), _DAYS[row["is"]]) for row in rows)
    )


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.removeprefix("cn-").split(".") if part.isdecimal())
