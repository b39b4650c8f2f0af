"""Lists of a plan as files: what is seen, with the place of each number."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from silian.adapters.writers.sheets import Cell, Sheet, to_csv, to_json, to_xlsx
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.services import events
from silian.services.plans import lists
from silian.services.plans.access import Opened, open_version
from silian.services.plans.paging import pick
from silian.services.plans.queue import get_queue
from silian.services.plans.text import place_name_at
from silian.services.plans.values import (
    BoxLine,
    EntityLine,
    Export,
    FindingLine,
    IndicatorLine,
    ItemLine,
    Page,
    TargetLine,
    TaskLine,
    TermLine,
    ValueView,
)

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
SOURCE = ("quote", "document", "start", "end", "page")
ITEM = ("state", "band")
VALUE = (
    "role",
    "year",
    "value_text",
    "value",
    "value_max",
    "unit",
    "comparator",
    "cumulative",
    "source",
    "typed",
)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "indicators": ("number", "indicator", "attribute", *VALUE, "state", *SOURCE),
    "targets": ("indicator", *VALUE, "baseline", "baseline_year", "state", *SOURCE),
    "tasks": ("action", "object", "owner", "deadline", "section", *ITEM, *SOURCE),
    "boxes": ("number", "title", "items", "section", *ITEM, *SOURCE),
    "entities": ("entity", "type", "canonical", "code", "mentions", "state", *SOURCE),
    "glossary": ("term", "aliases", "definition", "state", *SOURCE),
    "findings": ("code", "severity", "proposals", "about", "state", *SOURCE),
    "items": (
        "kind",
        "title",
        "value_text",
        "unit",
        "comparator",
        "year",
        "reason",
        *ITEM,
        *SOURCE,
    ),
}
ABOUT = (
    "plan",
    "version",
    "version_state",
    "view",
    "filters",
    "sort",
    "rows",
    "as_of",
    "by",
    "demo",
)
# Codes of all heads; a shell hands in the words for them.
EXPORT_WORDS = tuple(dict.fromkeys([*(c for cs in COLUMNS.values() for c in cs), *ABOUT, "field"]))
# What the lists can be filtered by.
FILTERS: Mapping[str, tuple[str, ...]] = {
    "indicators": ("words", "attribute", "state"),
    "targets": ("words", "year", "role", "state"),
    "tasks": ("words", "owner", "deadline", "section", "state"),
    "boxes": ("words",),
    "entities": ("words", "type"),
    "glossary": ("words",),
    "findings": ("code", "severity", "state"),
    "items": ("tab", "section"),
}
# Columns whose cells are codes, and the set that the code belongs to.
CODED: Mapping[str, str] = {
    "role": "item_kind",
    "kind": "item_kind",
    "state": "item_state",
    "severity": "severity",
    "comparator": "comparator",
    "band": "band",
    "source": "value_source",
    "code": "flag",
    "type": "entity",
    "reason": "reason",
    "version_state": "plan_state",
    "reading_state": "reading_state",
    "view": "column",
    "line": "align_line",
    "link": "link",
    "link_why": "link_why",
    "part_state": "part_state",
    "share_against": "against",
    "likeness": "likeness",
    "why_not": "why_not",
}
MOST_ROWS = 100_000

# Lines of a list differ by view.
Line = Any
Pages = Callable[[int], Page[Line]]
Words = Callable[[str], str]


def export(
    *,
    version_id: str,
    view: str,
    format: str,
    filters: Mapping[str, str] | None = None,
    sort: str = "",
    words: Words = str,
    by: Actor,
    at: datetime,
) -> Export:
    """A list as xlsx, csv or json, with what the page shows under the same filters.

    Args:
        view: a key of ``COLUMNS``.
        format: xlsx, csv or json.
        words: what to print for a code in xlsx and csv: ``column.<head>`` for the heads, and
            those of ``CODED`` for cells. JSON always has the codes.

    An export is an event.
    """
    columns = pick("view", view, COLUMNS)
    media_type = pick("format", format, MEDIA_TYPES)
    opened = open_version(version_id=version_id, verb=Verb.PLANS_EXPORT, by=by, at=at)
    chosen = {name: value for name, value in (filters or {}).items() if value}
    for name in chosen:
        pick("filter", name, dict.fromkeys(FILTERS[view]))
    lines = _lines(_pages(view, version_id, chosen, sort, by=by, at=at))
    rows = [row for line in lines for row in _ROWS[view](opened, line)]
    sheet = Sheet(view, columns, tuple(head(words, code) for code in columns), rows)
    about = about_version(opened, view, chosen, sort, len(rows), by=by, at=at)
    record_export(opened, view, format, chosen, len(rows), by=by, at=at)
    content = write(format, sheet, about, words, at=at)
    return Export(file_name(opened, head(words, view), format), media_type, content, len(rows))


def head(words: Words, code: str) -> str:
    """The words for a head; the code itself where it has none."""
    said = words(f"column.{code}")
    return said.removeprefix("column.")


def _cell(words: Words, column: str, cell: Cell) -> Cell:
    """A cell with words in the place of its code; a statement is a yes or a no."""
    if isinstance(cell, bool):
        code = f"answer.{'yes' if cell else 'no'}"
        said = words(code)
        return cell if said == code else said
    if column not in CODED or not isinstance(cell, str) or not cell:
        return cell
    code = f"{CODED[column]}.{cell}"
    said = words(code)
    return cell if said == code else said


def _pages(
    view: str, version_id: str, filters: Mapping[str, str], sort: str, *, by: Actor, at: datetime
) -> Pages:
    if view == "items":
        return lambda page: (
            get_queue(version_id=version_id, page=page, by=by, at=at, **filters).page
        )
    listing: Callable[..., Page[Line]] = getattr(lists, f"list_{view}")
    order = {"sort": sort} if sort else {}
    return lambda page: listing(version_id=version_id, page=page, by=by, at=at, **order, **filters)


def _lines(pages: Pages) -> Iterator[Line]:
    """Every line, page by page, so that no more than a page is held as rows of the database."""
    number, last, given = 1, 1, 0
    while number <= last and given < MOST_ROWS:
        page = pages(number)
        yield from page.lines
        given += page.shown
        last, number = page.pages, number + 1


def write(
    format: str, sheet: Sheet, about: Mapping[str, Cell], words: Words, *, at: datetime
) -> bytes:
    """The sheet and what it is about as a file; words in the place of codes but in JSON."""
    if format == "json":
        return to_json(sheet, about)
    rows = [
        [_cell(words, column, cell) for column, cell in zip(sheet.columns, row, strict=True)]
        for row in sheet.rows
    ]
    said = Sheet(head(words, sheet.name), sheet.columns, sheet.heads, rows)
    if format == "csv":
        return to_csv(said)
    told = [(head(words, name), _cell(words, name, cell)) for name, cell in about.items()]
    named = head(words, "field"), head(words, "value")
    about_sheet = Sheet(head(words, "as_of"), ("field", "value"), named, told)
    return to_xlsx([said, about_sheet], made_at=at)


def about_version(
    opened: Opened,
    view: str,
    filters: Mapping[str, str],
    sort: str,
    rows: int,
    *,
    by: Actor,
    at: datetime,
) -> dict[str, Cell]:
    """The second sheet: what this is, how it was chosen, when and by whom."""
    version = opened.version
    about: dict[str, Cell] = {
        "plan": version.title,
        "version": version.number,
        "version_state": version.state,
        "view": view,
        "filters": "; ".join(f"{name}={value}" for name, value in sorted(filters.items())),
        "sort": sort,
        "rows": rows,
        "as_of": at.isoformat(timespec="seconds"),
        "by": f"{by.office.body_name} {by.name}" if by.office else by.name,
    }
    if version.plan.is_demo:
        about["demo"] = "示例数据"
    return about


def file_name(opened: Opened, view: str, format: str) -> str:
    """The name that a file about a version is saved under."""
    title = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "", opened.version.title)[:60].strip() or "plan"
    return f"{title}-v{opened.version.number}-{view}.{format}"


@transaction.atomic
def record_export(
    opened: Opened,
    view: str,
    format: str,
    filters: Mapping[str, str],
    rows: int,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Keep in the log that a list of a version left the house as a file."""
    events.append(
        stream=f"plan:{opened.version.plan_id}",
        verb="plans.export",
        kind="plan_version",
        object_id=opened.version.id,
        region=opened.version.region,
        payload={"view": view, "format": format, "filters": dict(filters), "rows": rows},
        by=by,
        at=at,
    )


def _source(opened: Opened, quote: str, start: int, end: int) -> tuple[Cell, ...]:
    page = place_name_at(opened, start) if opened.text.page_count else ""
    return quote, opened.version.document.name, start, end, page


def _item_source(opened: Opened, item: ItemLine) -> tuple[Cell, ...]:
    return _source(opened, item.quote, item.start, item.end)


def _value(view: ValueView) -> tuple[Cell, ...]:
    return (
        view.role,
        view.year,
        view.text,
        view.number,
        view.number_max,
        view.unit,
        view.comparator,
        view.cumulative,
        view.source,
        "手工" if view.is_typed else "",
    )


def _indicator_rows(opened: Opened, line: IndicatorLine) -> Iterator[Sequence[Cell]]:
    for view in line.values:
        place = _source(opened, view.quote, view.start, view.end)
        yield (line.number, line.name, line.attribute, *_value(view), view.state, *place)


def _target_rows(opened: Opened, line: TargetLine) -> Iterator[Sequence[Cell]]:
    view, base = line.value, line.baseline
    place = _source(opened, view.quote, view.start, view.end)
    known = (base.text, base.year) if base else ("", None)
    yield (line.indicator, *_value(view), *known, view.state, *place)


def _task_rows(opened: Opened, line: TaskLine) -> Iterator[Sequence[Cell]]:
    owners = "、".join(owner.name for owner in line.owners)
    item = line.item
    told = (line.action, line.object, owners, line.deadline, line.section_title)
    yield (*told, item.state, item.band, *_item_source(opened, item))


def _box_rows(opened: Opened, line: BoxLine) -> Iterator[Sequence[Cell]]:
    item = line.item
    items = "；".join(one.title for one in line.items)
    told = (line.number, line.title, items, line.section_title)
    yield (*told, item.state, item.band, *_item_source(opened, item))


def _entity_rows(opened: Opened, line: EntityLine) -> Iterator[Sequence[Cell]]:
    told = (line.name, line.type, line.canonical, line.code, line.mention_count)
    yield (*told, line.item.state, *_item_source(opened, line.item))


def _term_rows(opened: Opened, line: TermLine) -> Iterator[Sequence[Cell]]:
    told = (line.term, "、".join(line.aliases), line.definition)
    yield (*told, line.item.state, *_item_source(opened, line.item))


def _finding_rows(opened: Opened, line: FindingLine) -> Iterator[Sequence[Cell]]:
    finding = line.finding
    proposals = "；".join(f"{p.field}={p.value}" for p in finding.proposals)
    about = "；".join(ref.title for ref in line.refs)
    told = (finding.code, finding.severity, proposals, about)
    yield (*told, line.item.state, *_item_source(opened, line.item))


def _item_rows(opened: Opened, item: ItemLine) -> Iterator[Sequence[Cell]]:
    told = (item.kind, item.title, item.value_text, item.unit, item.comparator, item.year)
    yield (*told, item.reason, item.state, item.band, *_item_source(opened, item))


_ROWS: Mapping[str, Callable[[Opened, Line], Iterator[Sequence[Cell]]]] = {
    "indicators": _indicator_rows,
    "targets": _target_rows,
    "tasks": _task_rows,
    "boxes": _box_rows,
    "entities": _entity_rows,
    "glossary": _term_rows,
    "findings": _finding_rows,
    "items": _item_rows,
}
