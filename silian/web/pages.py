"""What lists of pages read from an address."""

from dataclasses import dataclass
from datetime import date

FIRST_YEAR, LAST_YEAR = 1900, 3000


@dataclass(frozen=True, slots=True)
class Pager:
    """Numbers for the line below a list; ``everything`` is the total without filters."""

    number: int
    pages: int
    shown: int
    total: int
    everything: int = 0


def number_of(text: str, most: int = 1_000_000) -> int:
    """The number of a page as an address says it; 1 for anything that is no page."""
    return min(int(text), most) or 1 if text.isascii() and text.isdigit() and len(text) < 9 else 1


def day_of(text: str) -> date | None:
    """A day as an address says it; none for anything that is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year < LAST_YEAR else None
