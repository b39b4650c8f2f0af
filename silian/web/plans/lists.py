"""The lists of a version as pages: indicators, time line, tasks, boxes, names, findings."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from silian.clock import now
from silian.services.plans import pages
from silian.services.plans.values import IndicatorLine, Page, TargetLine, ValueView
from silian.web.plans.exports import links
from silian.web.plans.filters import Head, Section, sections_of
from silian.web.plans.frame import context_of, number_of, person


@dataclass(frozen=True, slots=True)
class Shape:
    """A list page: which list, which filters it takes, and its template."""

    view: str
    tab: str
    template: str
    filters: tuple[str, ...]


# Beyond so many years only those that are printed get a column.
MOST_YEARS = 16
INDICATORS = Shape(
    "indicators", "indicators", "plans/indicators.html", ("words", "attribute", "state")
)
TIMELINE = Shape("targets", "timeline", "plans/timeline.html", ("words", "year", "state"))
TASKS = Shape(
    "tasks", "tasks", "plans/tasks.html", ("words", "owner", "deadline", "section", "state")
)
BOXES = Shape("boxes", "boxes", "plans/boxes.html", ("words",))
NAMES = Shape("entities", "names", "plans/names.html", ("words", "type"))
GLOSSARY = Shape("glossary", "names", "plans/glossary.html", ("words",))
FINDINGS = Shape("findings", "findings", "plans/findings.html", ("code", "severity", "state"))


@require_GET
def indicators(request: HttpRequest, version_id: str) -> HttpResponse:
    """Indicators with baselines and targets."""
    return _show(request, version_id, INDICATORS)


@require_GET
def timeline(request: HttpRequest, version_id: str) -> HttpResponse:
    """What is due when."""
    return _show(request, version_id, TIMELINE)


@require_GET
def tasks(request: HttpRequest, version_id: str) -> HttpResponse:
    """Tasks with owners and deadlines, as printed."""
    return _show(request, version_id, TASKS)


@require_GET
def boxes(request: HttpRequest, version_id: str) -> HttpResponse:
    """Boxes (专栏) with their items."""
    return _show(request, version_id, BOXES)


@require_GET
def names(request: HttpRequest, version_id: str) -> HttpResponse:
    """Who and what the text names."""
    return _show(request, version_id, NAMES)


@require_GET
def glossary(request: HttpRequest, version_id: str) -> HttpResponse:
    """The terms that the text explains."""
    return _show(request, version_id, GLOSSARY)


@require_GET
def findings(request: HttpRequest, version_id: str) -> HttpResponse:
    """Where the source is damaged, unclear or silent."""
    return _show(request, version_id, FINDINGS)


def _show(request: HttpRequest, version_id: str, shape: Shape) -> HttpResponse:
    """One page of a list, with its filters, exports and the version's head."""
    asked = {name: request.GET[name] for name in shape.filters if request.GET.get(name)}
    sort = request.GET.get("sort", "")
    listed = pages.open_list(
        version_id=version_id,
        view=shape.view,
        filters=asked,
        sort=sort,
        page=number_of(request.GET.get("page", "")),
        by=person(request),
        at=now(),
    )
    chosen: tuple[Section, ...] = sections_of(request, listed.page, shape.filters, listed.sections)
    context = context_of(
        listed.version,
        shape.tab,
        page=listed.page,
        asked=asked,
        filters=chosen,
        heads=_heads(shape, sort),
        view=shape.view,
        has_words="words" in shape.filters,
        formats=links(listed.version, shape.view, asked),
        **_more(shape, listed.page),
    )
    return render(request, shape.template, context)


def _heads(shape: Shape, sort: str) -> tuple[Head, ...]:
    """The column heads of the indicator table; the other tables write their own."""
    if shape is not INDICATORS:
        return ()
    return (
        Head.of(_("Indicator"), "name", sort),
        Head(_("Baseline"), is_number=True),
        Head(_("Target"), is_number=True),
        Head(_("Unit")),
        Head.of(_("Attribute"), "attribute", sort),
        Head(_("State")),
    )


def _more(shape: Shape, page: Page[Any]) -> dict[str, Any]:
    """What single lists need besides their lines."""
    if shape is not TIMELINE:
        return {}
    years = years_of(page.lines)
    rows = tuple(_row(group, years) for group in _by_indicator(page.lines))
    return {"years": years, "rows": rows, "has_undated": any(row.undated for row in rows)}


@dataclass(frozen=True, slots=True)
class Cell:
    """One year of one indicator on the time line; ``is_between`` joins its two ends."""

    values: tuple[ValueView, ...]
    is_between: bool
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One indicator on the time line; ``undated`` are values that the text gives no year."""

    name: str
    unit: str
    cells: tuple[Cell, ...]
    undated: tuple[ValueView, ...] = ()


def years_of(lines: tuple[TargetLine, ...]) -> tuple[int, ...]:
    """The years that stand at the head of the time line, rising."""
    values = [value for line in lines for value in (line.value, *line.baselines)]
    printed = sorted({value.year for value in values if value.year is not None})
    if printed and printed[-1] - printed[0] < MOST_YEARS:
        return tuple(range(printed[0], printed[-1] + 1))
    return tuple(printed)


def _by_indicator(lines: tuple[TargetLine, ...]) -> list[tuple[str, list[TargetLine]]]:
    """Lines of one indicator and unit together, in order of first appearance."""
    groups: dict[tuple[str, str], list[TargetLine]] = {}
    for line in lines:
        groups.setdefault((line.indicator, line.value.unit), []).append(line)
    return [(name, group) for (name, _unit), group in groups.items()]


def _row(group: tuple[str, list[TargetLine]], years: tuple[int, ...]) -> TimeRow:
    name, lines = group
    values = {
        (value.item_id, value.role, value.text, value.year): value
        for line in lines
        for value in (*line.baselines, line.value)
    }.values()
    there = sorted({value.year for value in values if value.year is not None})
    cells = tuple(
        Cell(
            tuple(value for value in values if value.year == year),
            len(there) > 1 and there[0] < year < there[-1],
            len(there) > 1 and year == there[0],
            len(there) > 1 and year == there[-1],
        )
        for year in years
    )
    undated = tuple(value for value in values if value.year is None)
    return TimeRow(name, lines[0].value.unit, cells, undated)


def also_printed(line: IndicatorLine) -> str:
    """The other names that the text has for the indicator."""
    return "、".join(name for name in line.names if name != line.name)
