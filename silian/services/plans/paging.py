"""Pages of lists: fifty lines, what is counted, how it is sorted."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Count, Model, QuerySet

from silian.domain.kernel.errors import SilianError
from silian.services.plans.values import PAGE_SIZE, Choice, Page

Row = TypeVar("Row", bound=Model)
Line = TypeVar("Line")

# Choices of one filter that are counted; a longer list is found by words.
LONGEST_CHOICES = 100
_YEAR = re.compile(r"[0-9]{4}")


class UnknownChoice(SilianError):
    """A list has no such sort or filter. Values: name, value, known."""

    code = "plans.unknown_choice"


def pick(name: str, value: str, known: Mapping[str, Line]) -> Line:
    """What ``value`` stands for.

    Raises:
        UnknownChoice: if the list knows no such value.
    """
    try:
        return known[value]
    except KeyError:
        raise UnknownChoice(
            f"{name}={value!r}", name=name, value=value, known=tuple(known)
        ) from None


def wanted_year(text: str) -> int | None:
    """The year that a filter names; none for anything that is no year."""
    return int(text) if _YEAR.fullmatch(text) else None


def bounds(number: int, total: int) -> tuple[int, int, int]:
    """The page's number within what there is, how many pages there are, and its first line."""
    pages = max(-(-total // PAGE_SIZE), 1)
    number = min(max(number, 1), pages)
    return number, pages, (number - 1) * PAGE_SIZE


def page_of(
    rows: "QuerySet[Row]",
    *,
    everything: int,
    order: Sequence[str],
    sort: str,
    number: int,
    line: Callable[[Sequence[Row]], Sequence[Line]],
    choices: Mapping[str, tuple[Choice, ...]] | None = None,
) -> Page[Line]:
    """One page of ``rows`` in ``order``; ``line`` turns the page's rows into its lines."""
    total = rows.count()
    number, pages, first = bounds(number, total)
    shown = list(rows.order_by(*order)[first : first + PAGE_SIZE])
    return Page(tuple(line(shown)), number, pages, total, everything, sort, choices or {})


# Any: Django's query sets of values have no narrower type for a field chosen at run time.
def choices_of(rows: "QuerySet[Any]", field: str, *, empty: str = "") -> tuple[Choice, ...]:
    """Each value of ``field`` with its count, most frequent first; ``empty`` names no value."""
    tally = (rows.order_by().values(field).annotate(number=Count("pk")).order_by("-number", field))[
        :LONGEST_CHOICES
    ]
    return tuple(
        Choice(str(entry[field]) if entry[field] not in ("", None) else empty, entry["number"])
        for entry in tally
    )
