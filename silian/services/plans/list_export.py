"""The list of plans as a file."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction

from silian.adapters.writers.sheets import Cell, Sheet
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.services import accounts, events
from silian.services.accounts import require
from silian.services.plans.cards import list_plans
from silian.services.plans.exports import MEDIA_TYPES, MOST_ROWS, Words, head, write
from silian.services.plans.paging import pick
from silian.services.plans.values import Export, PlanLine

FILTERS = ("words", "state", "region")
COLUMNS = (
    "plan",
    "code",
    "region",
    "period_start",
    "period_end",
    "version",
    "version_state",
    "reading_state",
    "reviewed",
    "total",
    "doubtful",
    "document",
    "changed",
    "demo",
)


def export_plans(
    *,
    format: str,
    filters: Mapping[str, str] | None = None,
    sort: str = "-changed",
    words: Words = str,
    by: Actor,
    at: datetime,
) -> Export:
    """The plans that the person may see, as the list shows them under the same filters.

    Args:
        format: xlsx, csv or json.
        filters: of ``FILTERS``; an empty value filters nothing.
        words: what to print for a code in xlsx and csv.

    An export is an event.

    Raises:
        UnknownChoice: if there is no such format, filter or order.
        Forbidden: if the office exports no plans.
    """
    require(by=by, verb=Verb.PLANS_EXPORT, thing=Thing("plan"), at=at)
    media_type = pick("format", format, MEDIA_TYPES)
    chosen = {name: value for name, value in (filters or {}).items() if value}
    for name in chosen:
        pick("filter", name, dict.fromkeys(FILTERS))
    names = accounts.region_names()
    rows = [_row(line, names) for line in _lines(chosen, sort, by=by, at=at)]
    sheet = Sheet("plans", COLUMNS, tuple(head(words, code) for code in COLUMNS), rows)
    about: dict[str, Cell] = {
        "view": "plans",
        "filters": "; ".join(f"{name}={value}" for name, value in sorted(chosen.items())),
        "sort": sort,
        "rows": len(rows),
        "as_of": at.isoformat(timespec="seconds"),
        "by": f"{by.office.body_name} {by.name}" if by.office else by.name,
    }
    with transaction.atomic():
        events.append(
            stream="exports:plans",
            verb="plans.export",
            kind="plan",
            object_id="",
            region=by.region,
            payload={"view": "plans", "format": format, "filters": chosen, "rows": len(rows)},
            by=by,
            at=at,
        )
    content = write(format, sheet, about, words, at=at)
    return Export(f"{head(words, 'plans')}-{at:%Y%m%d}.{format}", media_type, content, len(rows))


def _lines(filters: Mapping[str, str], sort: str, *, by: Actor, at: datetime) -> Iterator[PlanLine]:
    """Every line, page by page."""
    number, last, given = 1, 1, 0
    while number <= last and given < MOST_ROWS:
        page = list_plans(**filters, sort=sort, page=number, by=by, at=at)
        yield from page.lines
        given += page.shown
        last, number = page.pages, number + 1


def _row(line: PlanLine, names: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        line.title or line.file_name,
        line.region,
        names.get(line.region, line.region),
        line.period_start,
        line.period_end,
        line.version_number,
        line.state,
        line.reading_state,
        line.reviewed,
        line.total,
        line.doubtful,
        line.file_name,
        line.changed_at.isoformat(timespec="seconds"),
        "示例数据" if line.is_demo else "",
    )
