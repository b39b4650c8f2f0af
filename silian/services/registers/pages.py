"""Registers as pages: which there are, who is in one on a day, what the plan counts there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import Actor, Reach, Role
from silian.domain.parties.permissions import Thing, Verb, can
from silian.domain.systems.fields import Field, FieldClass
from silian.domain.systems.manifest import Feed, Manifest
from silian.domain.systems.visibility import visible
from silian.domain.systems.vocabulary import Measure
from silian.services.accounts import reach_of, require
from silian.services.registers.reading import PAGE, SORTS, MemberLine
from silian.services.systems.feeding import Measured, Period, counted, measure, moved
from silian.services.systems.registry import get_system, systems
from silian.store.registers.models import Membership

SOON = timedelta(days=90)
MOST_ON_BOARD = 50
MOST_CHOICES = 60
COUNTED = frozenset({"enum", "bool"})
"""Types of fields with few values, which become filters."""
_NO_ROWS = frozenset({Measure.RATIO, Measure.MEDIAN_DAYS, Measure.POSTINGS, Measure.SHARE_ON_TIME})


class NotARegister(SilianError):
    """The system keeps no register. Values: system."""

    code = "registers.not_a_register"


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A register and how many stand in it on the day."""

    manifest: Manifest
    count: int


@dataclass(frozen=True, slots=True)
class FeedValue:
    """What a feed of the register comes to; ``has_rows``: the rows behind it can be shown."""

    feed: Feed
    measured: Measured
    has_rows: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of a field among the members, with how many have each."""

    field: Field
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a register: the day, filters, order and page.

    ``where`` are values of fields; ``feed`` an indicator whose rows alone are wanted.
    """

    on: date
    text: str = ""
    stage: str = ""
    region: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    feed: str = ""
    sort: str = "name"
    number: int = 1


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of a register on a day.

    ``everything`` counts without filters. ``feeds`` are measured for the region asked for, from
    the first of January on. ``counted_by`` is the feed whose rows these are, or None.
    """

    manifest: Manifest
    asked: Asked
    lines: tuple[MemberLine, ...]
    total: int
    everything: int
    pages: int
    columns: tuple[Field, ...]
    stages: tuple[tuple[str, int], ...]
    regions: tuple[tuple[str, int], ...]
    choices: tuple[Choices, ...]
    expiring: int
    feeds: tuple[FeedValue, ...]
    counted_by: FeedValue | None
    is_demo: bool
    may_export: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A stage of the board with its first members and how many it has."""

    stage: str
    lines: tuple[MemberLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Board:
    """A register by stage (看板)."""

    manifest: Manifest
    on: date
    columns: tuple[Column, ...]


def list_registers(*, on: date, by: Actor, at: datetime) -> tuple[RegisterLine, ...]:
    """All registers by group and id, with how many stand in each on a day."""
    require(by, Verb.REGISTERS_READ, Thing("register"), at)
    rows = Membership.objects.within(reach_of(by, at)).filter(starts_on__lte=on)
    rows = rows.exclude(ends_on__lte=on).order_by("system")
    counts = dict(rows.values_list("system").annotate(Count("id")))
    found = systems().systems
    return tuple(
        RegisterLine(found[key], counts.get(key, 0)) for key in sorted(found) if is_register(key)
    )


def is_register(system: str) -> bool:
    """Whether a system keeps a register."""
    return "register" in get_system(system).nouns


def get_register(system: str) -> Manifest:
    """The manifest of a register.

    Raises:
        UnknownSystem, NotARegister: if there is none.
    """
    manifest = get_system(system)
    if "register" not in manifest.nouns:
        raise NotARegister(system, system=system)
    return manifest


def open_register(*, system: str, asked: Asked, by: Actor, at: datetime) -> RegisterPage:
    """A page of a register as it stood on a day, with the counts of every choice."""
    require(by, Verb.REGISTERS_READ, Thing("register", asked.region), at)
    manifest = get_register(system)
    feeds = _feeds(manifest, asked, by, at)
    counted_by = next((one for one in feeds if one.feed.indicator == asked.feed), None)
    everything = rows_of(manifest, asked, by, at)
    kept = narrowed(manifest, everything, asked)
    total = kept.count()
    pages = max(-(-total // PAGE), 1)
    first = (min(max(asked.number, 1), pages) - 1) * PAGE
    page = in_order(kept, asked.sort)[first : first + PAGE]
    soon = everything.filter(ends_on__gt=asked.on, ends_on__lte=asked.on + SOON)
    return RegisterPage(
        manifest=manifest, asked=asked,
        lines=lines_of_members(manifest, page, by), total=total, everything=everything.count(),
        pages=pages, columns=columns_for(manifest, by),
        stages=_counts(narrowed(manifest, everything, asked, but="stage"), "stage"),
        regions=_counts(narrowed(manifest, everything, asked, but="region"), "region"),
        choices=tuple(_choices(manifest, everything, asked, by)), expiring=soon.count(),
        feeds=feeds, counted_by=counted_by, is_demo=everything.filter(is_demo=True).exists(),
        may_export=bool(can(by, Verb.CASES_EXPORT, Thing("register"), at)),
    )  # fmt: skip


def open_board(
    *, system: str, on: date, region: str = "", text: str = "", by: Actor, at: datetime
) -> Board:
    """A register by the rungs of its ladder; members without one stand in the first column."""
    require(by, Verb.REGISTERS_READ, Thing("register", region), at)
    manifest = get_register(system)
    asked = Asked(on, text=text, region=region)
    rows = narrowed(manifest, rows_of(manifest, asked, by, at), asked)
    counts = dict(_counts(rows, "stage"))
    stages = [stage.id for stage in manifest.stages]
    strange = [stage for stage in counts if stage not in stages]
    columns = tuple(
        Column(
            stage,
            lines_of_members(manifest, rows.filter(stage=stage).order_by("name", "id")
                             [:MOST_ON_BOARD], by),
            counts.get(stage, 0),
        )
        for stage in (*strange, *stages)
    )  # fmt: skip
    return Board(manifest, on, columns)


def rows_of(
    manifest: Manifest, asked: Asked, by: Actor, at: datetime
) -> QuerySet[Membership]:  # fmt: skip
    """The spans of the register on the day, or those that a feed counts."""
    feed = _feed(manifest, asked.feed)
    if feed is not None and feed.measure not in _NO_ROWS:
        wanted = asked.region or by.region
        reach = Reach(tuple(code for code in reach_of(by, at).regions if code == wanted))
        if feed.measure in (Measure.ENTRIES, Measure.EXITS):
            return moved(manifest, feed, year_to(asked.on), reach)
        rows: QuerySet[Membership] = counted(manifest, feed, asked.on, reach)
        return rows
    members = Membership.objects.within(reach_of(by, at))
    return members.filter(system=manifest.id, starts_on__lte=asked.on).exclude(
        ends_on__lte=asked.on
    )


def narrowed(
    manifest: Manifest, rows: QuerySet[Membership], asked: Asked, *, but: str = ""
) -> QuerySet[Membership]:
    """The rows under the filters; ``but`` names one that is left out, to count its choices."""
    if asked.text and but != "text":
        rows = rows.filter(name__icontains=asked.text)
    if asked.stage and but != "stage":
        rows = rows.filter(stage=asked.stage)
    if asked.region and but != "region":
        rows = rows.filter(region=asked.region)
    for name, value in asked.where.items():
        found = manifest.fields.find(name)
        if found is not None and name != but and found.type.name in COUNTED:
            rows = rows.filter(**{f"data__{name}": _stored(found, value)})
    return rows


def in_order(rows: QuerySet[Membership], sort: str) -> QuerySet[Membership]:
    """The rows in one of the orders that lists know; by name where it is none."""
    return rows.order_by(*SORTS.get(sort, SORTS["name"]))


def year_to(on: date) -> Period:
    """From the first of January up to a day."""
    return Period(date(on.year, 1, 1), on)


def classes_for(by: Actor) -> frozenset[FieldClass]:
    """Which classes of fields an office may read in a register."""
    if by.office is None or by.office.role in (Role.AGENT, Role.EXPERT):
        return frozenset({FieldClass.PUBLIC})
    return frozenset(
        {FieldClass.PUBLIC, FieldClass.PARTIES, FieldClass.REVIEWERS, FieldClass.BUREAU}
    )


def columns_for(manifest: Manifest, by: Actor) -> tuple[Field, ...]:
    """The fields that may stand beside a member: those of the classes the office may read."""
    classes = classes_for(by)
    return tuple(
        one
        for one in manifest.fields.fields
        if one.group is None and one.field_class in classes and one.id != "stage"
    )


def lines_of_members(
    manifest: Manifest, rows: Iterable[Membership], by: Actor
) -> tuple[MemberLine, ...]:
    """Members as lists show them, with no field that the office may not read."""
    classes = classes_for(by)
    return tuple(
        MemberLine(
            row.id, row.case_id, row.party, row.name, row.stage, row.starts_on, row.ends_on,
            row.is_suspended, row.is_demo, row.region, visible(manifest.fields, row.data, classes),
        )
        for row in rows
    )  # fmt: skip


def _feed(manifest: Manifest, indicator: str) -> Feed | None:
    return next((one for one in manifest.feeds if indicator and one.indicator == indicator), None)


def _feeds(
    manifest: Manifest, asked: Asked, by: Actor, at: datetime
) -> tuple[FeedValue, ...]:  # fmt: skip
    found = []
    for feed in manifest.feeds:
        value = measure(
            system=manifest.id, indicator=feed.indicator, period=year_to(asked.on), by=by, at=at,
            region=asked.region,
        )  # fmt: skip
        found.append(FeedValue(feed, value, feed.measure not in _NO_ROWS))
    return tuple(found)


def _counts(rows: QuerySet[Membership], name: str) -> tuple[tuple[str, int], ...]:
    counted_rows = rows.order_by(name).values_list(name).annotate(Count("id"))
    return tuple((str(value or ""), count) for value, count in counted_rows)


def _choices(
    manifest: Manifest, rows: QuerySet[Membership], asked: Asked, by: Actor
) -> Iterable[Choices]:
    for one in columns_for(manifest, by):
        if one.type.name not in COUNTED or one.is_many:
            continue
        name = f"data__{one.id}"
        kept = narrowed(manifest, rows, asked, but=one.id)
        pairs: Sequence[tuple[Any, int]] = list(
            kept.order_by(name).values_list(name).annotate(Count("id"))[:MOST_CHOICES]
        )
        values = tuple((spelled(value), count) for value, count in pairs if value is not None)
        if len(values) > 1 or one.id in asked.where:
            yield Choices(one, values)


def spelled(value: object) -> str:
    """A stored value as an address writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _stored(one: Field, value: str) -> object:
    """A value of an address as it is stored."""
    return {"true": True, "false": False}.get(value, value) if one.type.name == "bool" else value
