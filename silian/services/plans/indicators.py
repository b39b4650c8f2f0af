"""Indicators with their values, table rows and prose together; targets by year."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import combinations

from django.db.models import Count, Max, Min, QuerySet, Window
from django.db.models.functions import RowNumber

from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.review import ItemState
from silian.domain.plans.timeline import parse_number, same_unit, same_value
from silian.services.plans.access import Opened, open_version
from silian.services.plans.paging import bounds, choices_of, page_of, pick, wanted_year
from silian.services.plans.values import (
    PAGE_SIZE,
    Choice,
    IndicatorLine,
    Page,
    TargetLine,
    ValueView,
)
from silian.store.plans.models import Item, Value

INDICATOR_SORTS = {
    "place": ("first", "group"),
    "-place": ("-first", "group"),
    "name": ("called", "group"),
    "-name": ("-called", "group"),
    "attribute": ("owned", "first", "group"),
}
TARGET_SORTS = {
    "year": ("year", "start", "pk"),
    "-year": ("-year", "start", "pk"),
    "name": ("name", "year", "start", "pk"),
    "place": ("start", "pk"),
}
NONE = "none"
# Values of one indicator that its line shows.
VALUES_OF_A_LINE = 60


def list_indicators(
    *,
    version_id: str,
    words: str = "",
    attribute: str = "",
    state: str = "",
    sort: str = "place",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[IndicatorLine]:
    """Indicators with their values, table rows and prose merged.

    ``state``: doubt, confident or reviewed. ``sort``: place, name, attribute.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    order = pick("sort", sort, INDICATOR_SORTS)
    values = Value.objects.within(opened.reach).filter(reading=opened.reading)
    everything = _count_groups(values)
    wanted = values
    for word in words.split():
        wanted = wanted.filter(name__icontains=word)
    if attribute:
        wanted = wanted.filter(item__attribute="" if attribute == NONE else attribute)
    if state:
        wanted = wanted.filter(item__part=state)
    total = everything if wanted is values else _count_groups(wanted)
    number, pages, first = bounds(page, total)
    groups = (
        wanted.order_by()
        .values("group")
        .annotate(first=Min("start"), called=Min("name"), owned=Max("item__attribute"))
        .order_by(*order)
    )
    shown = [group["group"] for group in groups[first : first + PAGE_SIZE]]
    return Page(
        lines=_indicator_lines(values, shown),
        number=number,
        pages=pages,
        total=total,
        everything=everything,
        sort=sort,
        choices={
            "attribute": _attributes(values),
            "state": choices_of(values, "item__part"),
        },
    )


def _count_groups(values: "QuerySet[Value]") -> int:
    return int(values.aggregate(groups=Count("group", distinct=True))["groups"])


def _attributes(values: "QuerySet[Value]") -> tuple[Choice, ...]:
    tally = (
        values.order_by()
        .values("item__attribute")
        .annotate(groups=Count("group", distinct=True))
        .order_by("-groups", "item__attribute")
    )
    return tuple(Choice(entry["item__attribute"] or NONE, entry["groups"]) for entry in tally)


def _indicator_lines(values: "QuerySet[Value]", groups: Sequence[str]) -> tuple[IndicatorLine, ...]:
    """The lines of these groups, in this order, from one query."""
    place = Window(RowNumber(), partition_by="group", order_by=["start", "pk"])
    rows = (
        values.filter(group__in=groups)
        .annotate(place_in_group=place)
        .filter(place_in_group__lte=VALUES_OF_A_LINE)
        .select_related("item")
        .defer("item__data", "item__edits", "item__flags", "item__quote")
        .order_by("start", "pk")
    )
    by_group: dict[str, list[Value]] = defaultdict(list)
    for row in rows:
        by_group[row.group].append(row)
    return tuple(indicator_line(group, by_group[group]) for group in groups)


def indicator_line(group: str, values: Sequence[Value]) -> IndicatorLine:
    """One indicator from its values, in text order."""
    items = list({value.item_id: value.item for value in values}.values())
    row = next((item for item in items if item.kind == "row"), None)
    head = row or items[0]
    views = sorted((value_view(value) for value in values), key=_by_year)
    return IndicatorLine(
        key=group,
        name=head.title,
        names=tuple(dict.fromkeys(item.title for item in items)),
        unit=next((item.unit for item in [head, *items] if item.unit), ""),
        attribute=next((item.attribute for item in items if item.attribute), ""),
        indicator_key=next((item.indicator_key for item in items if item.indicator_key), ""),
        number=str(row.rank) if row and row.rank else "",
        values=tuple(views),
        state="open" if any(item.state == ItemState.OPEN for item in items) else "reviewed",
        is_doubtful=any(view.is_doubtful for view in views),
        disagrees=_disagree(views),
        section=head.section,
        start=head.start,
    )


def _by_year(view: ValueView) -> tuple[int, str, int]:
    return view.year or 0, view.role, view.start


def _disagree(views: Sequence[ValueView]) -> bool:
    """Whether table and prose state different values for one year and role."""
    return any(
        one.number is not None
        and other.number is not None
        and (one.year, one.role) == (other.year, other.role)
        and one.year is not None
        and one.source != other.source
        and same_unit(one.unit, other.unit)
        and not same_value(one.number, one.unit, other.number, other.unit)
        for one, other in combinations(views, 2)
    )


def value_view(value: Value) -> ValueView:
    """A value with its place; its item must be loaded."""
    item: Item = value.item
    return ValueView(
        item_id=item.id,
        role=value.role,
        year=value.year,
        label=value.label,
        text=value.text,
        number=parse_number(value.number),
        number_max=parse_number(value.number_max),
        unit=value.unit,
        comparator=value.comparator,
        cumulative=value.is_cumulative,
        per=value.per,
        source="table" if item.kind == "row" else "prose",
        is_typed=value.is_typed,
        is_doubtful=item.is_doubtful and item.state == ItemState.OPEN,
        state=item.state,
        start=value.start,
        end=value.end,
        quote=value.quote,
    )


def list_targets(
    *,
    version_id: str,
    words: str = "",
    year: str = "",
    role: str = "target",
    state: str = "",
    sort: str = "year",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[TargetLine]:
    """Values by the year they are due.

    ``year``: a year, or ``none``; ``role``: target, baseline or "" for both. ``sort``: year,
    -year, name, place.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    values = Value.objects.within(opened.reach).filter(reading=opened.reading)
    rows = values.filter(role=role) if role else values
    wanted = rows
    for word in words.split():
        wanted = wanted.filter(name__icontains=word)
    if year:
        wanted = wanted.filter(year=wanted_year(year))
    if state:
        wanted = wanted.filter(item__part=state)

    def lines(shown: Sequence[Value]) -> list[TargetLine]:
        baselines = _baselines(opened, [value.group for value in shown])
        return [
            _target_line(value, baselines[value.group] if value.role == "target" else ())
            for value in shown
        ]

    return page_of(
        wanted.select_related("item"),
        everything=rows.count(),
        order=pick("sort", sort, TARGET_SORTS),
        sort=sort,
        number=page,
        line=lines,
        choices={
            "year": choices_of(rows, "year", empty=NONE),
            "role": choices_of(values, "role"),
            "state": choices_of(rows, "item__part"),
        },
    )


def _target_line(value: Value, baselines: Sequence[ValueView]) -> TargetLine:
    return TargetLine(
        indicator=value.name,
        value=value_view(value),
        baseline=baselines[-1] if baselines else None,
        section=value.item.section,
        baselines=tuple(baselines),
    )


def _baselines(opened: Opened, groups: Sequence[str]) -> dict[str, list[ValueView]]:
    """The baselines of each group in order of year; of very many, the latest."""
    rows = (
        Value.objects.within(opened.reach)
        .filter(reading=opened.reading, role="baseline", group__in=groups)
        .annotate(
            place_in_group=Window(
                RowNumber(), partition_by="group", order_by=["-year", "-start", "-pk"]
            )
        )
        .filter(place_in_group__lte=VALUES_OF_A_LINE)
        .select_related("item")
        .defer("item__data", "item__edits", "item__flags", "item__quote")
        .order_by("start", "pk")
    )
    found: dict[str, list[ValueView]] = defaultdict(list)
    for value in rows:
        found[value.group].append(value_view(value))
    for views in found.values():
        views.sort(key=_by_year)
    return found
