"""Feeds: an indicator of a plan measured from registers, cases, agreements and accounts.

Every number comes with the query that it counts, so that a page can show the rows behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from silian.domain.kernel.days import day_end, day_of, day_start
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor, Reach
from silian.domain.parties.permissions import Thing, Verb
from silian.domain.systems.manifest import Feed, Manifest
from silian.domain.systems.manifest import Kind as SystemKind
from silian.domain.systems.spelling import storable
from silian.domain.systems.vocabulary import Measure
from silian.services.accounts import reach_of, require
from silian.services.calls.money import posted_between
from silian.services.systems.registry import get_system, systems
from silian.store.agreements.models import Obligation
from silian.store.calls.models import Case, Step
from silian.store.registers.models import Membership


class UnknownFeed(SilianError):
    """The system measures no such indicator. Values: system, indicator."""

    code = "systems.unknown_feed"
    kind = Kind.NOT_FOUND


@dataclass(frozen=True, slots=True)
class Period:
    """The days ``[starts_on, ends_on]`` that a number speaks of; both count."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with what it was counted from.

    ``value`` is None where nothing can be said (a share of nothing). ``numerator`` and
    ``denominator`` stand beside a ratio. ``query`` names the rows: system, region, day, filters.
    """

    system: str
    indicator: str
    measure: str
    value: Decimal | None
    unit: str
    period: Period
    query: Mapping[str, Any]
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    notes: tuple[str, ...] = field(default=())


def list_feeds(*, indicator: str = "") -> tuple[tuple[Manifest, Feed], ...]:
    """All feeds, or those of one indicator, by system."""
    found = systems().systems
    return tuple(
        (found[key], feed)
        for key in sorted(found)
        for feed in found[key].feeds
        if not indicator or feed.indicator == indicator
    )


def measure(
    *, system: str, indicator: str, period: Period, by: Actor, at: datetime, region: str = ""
) -> Measured:
    """Measure an indicator from a system's own rows.

    Args:
        region: one district within reach; "" is the actor's own.

    Raises:
        UnknownFeed: if the system measures no such thing.
    """
    require(by, Verb.REGISTERS_READ, Thing("register", region), at)
    manifest = get_system(system)
    feed = next((one for one in manifest.feeds if one.indicator == indicator), None)
    if feed is None:
        raise UnknownFeed(f"{system} feeds no {indicator}", system=system, indicator=indicator)
    wanted = region or by.region
    reach = Reach(tuple(code for code in reach_of(by, at).regions if code == wanted))
    return _measure(manifest, feed, period, reach, wanted)


def _measure(manifest: Manifest, feed: Feed, period: Period, reach: Reach, region: str) -> Measured:
    query = {
        "system": manifest.id, "region": region, "on": period.ends_on.isoformat(),
        "from": period.starts_on.isoformat(), "measure": feed.measure,
        "where": {key: list(values) for key, values in feed.where.items()},
    }  # fmt: skip
    top: Decimal | None = None
    bottom: Decimal | None = None
    if feed.measure == Measure.RATIO:
        top, bottom = (_part(manifest, name, period, reach, region) for name in feed.of)
        value = Decimal(top) / Decimal(bottom) if top is not None and bottom else None
    elif feed.measure == Measure.SHARE_ON_TIME:
        top, bottom = _on_time(manifest, period, reach)
        value = top / bottom if bottom else None
    else:
        value = _value(manifest, feed, period, reach)
    return Measured(
        manifest.id, feed.indicator, feed.measure, value, feed.unit, period, query, top, bottom
    )


def _part(
    manifest: Manifest, name: str, period: Period, reach: Reach, region: str
) -> Decimal | None:
    feed = next((one for one in manifest.feeds if one.indicator == name), None)
    return _measure(manifest, feed, period, reach, region).value if feed else None


def _value(manifest: Manifest, feed: Feed, period: Period, reach: Reach) -> Decimal | None:
    if feed.measure == Measure.POSTINGS:
        return posted_between(manifest, feed.entry, period.starts_on, period.ends_on, reach)
    if feed.measure in (Measure.ENTRIES, Measure.EXITS):
        return Decimal(moved(manifest, feed, period, reach).count())
    if feed.measure == Measure.MEDIAN_DAYS:
        return _median_days(manifest, feed, period, reach)
    rows = counted(manifest, feed, period.ends_on, reach)
    if feed.within == "period":
        rows = begun_in(manifest, rows, period, reach)
    if feed.measure == Measure.DISTINCT_PARTIES:
        return Decimal(rows.exclude(party="").values("party").distinct().count())
    if feed.measure == Measure.DISTINCT_CALLS:
        return Decimal(rows.exclude(call=None).values("call").distinct().count())
    if feed.measure == Measure.SUM:
        return _sum(rows, feed.field)
    return Decimal(rows.count())


def counted(manifest: Manifest, feed: Feed, on: date, reach: Reach) -> QuerySet[Any]:
    """The rows that a feed counts on a day: memberships of a register, cases of anything else."""
    if manifest.kind is SystemKind.REGISTER:
        members = Membership.objects.within(reach).filter(system=manifest.id, starts_on__lte=on)
        members = members.exclude(ends_on__lte=on)
        return _filtered(manifest, members, feed, reach)
    return _filtered(manifest, cases_on(manifest, on, reach), feed, reach)


def begun_in(
    manifest: Manifest, rows: QuerySet[Any], period: Period, reach: Reach
) -> QuerySet[Any]:
    """Of the rows that stand on the last day, those that came to stand so in the period.

    A member came when its first span began; a case when it entered the state that it is in.
    """
    if manifest.kind is SystemKind.REGISTER:
        spans = Membership.objects.within(reach).filter(case=OuterRef("case"))
        first = spans.order_by("starts_on", "id").values("starts_on")[:1]
        members: QuerySet[Any] = rows.annotate(came_on=Subquery(first))
        return members.filter(came_on__gte=period.starts_on)
    end = day_end(period.ends_on)
    steps = Step.objects.within(reach).filter(case=OuterRef("pk"), at__lt=end)
    last = steps.exclude(source=F("to")).order_by("-seq").values("at")[:1]
    came: QuerySet[Any] = rows.annotate(came_at=Coalesce(Subquery(last), F("opened_at")))
    return came.filter(came_at__gte=day_start(period.starts_on))


def cases_on(manifest: Manifest, on: date, reach: Reach) -> QuerySet[Case]:
    """The cases of a system as they stood at the end of a day, the state as ``state_then``."""
    end = day_end(on)
    steps = Step.objects.within(reach).filter(case=OuterRef("pk"), at__lt=end).order_by("-seq")
    cases = Case.objects.within(reach).filter(system=manifest.id, opened_at__lt=end)
    return cases.annotate(
        state_then=Coalesce(Subquery(steps.values("to")[:1]), Value(manifest.procedure.start))
    )


OWN_REGION = "own_region"
"""In ``where``, the district that is measured."""


def _filtered(manifest: Manifest, rows: QuerySet[Any], feed: Feed, reach: Reach) -> QuerySet[Any]:
    is_case = rows.model is Case
    for key, values in feed.where.items():
        if key == "state":
            rows = rows.filter(state_then__in=values) if is_case else rows
        elif key == "stage":
            rows = rows.filter(stage__in=values)
        elif OWN_REGION in values:
            rows = rows.filter(**{f"data__{key}__in": list(reach.regions)})
        else:
            wanted = storable(manifest.fields, {key: list(values)})[key]
            rows = rows.filter(**{f"data__{key}__in": wanted})
    return rows


def moved(manifest: Manifest, feed: Feed, period: Period, reach: Reach) -> QuerySet[Membership]:
    """The spans that began (or ended) in a period, without those that only changed the stage."""
    members = Membership.objects.within(reach).filter(system=manifest.id)
    beside = Membership.objects.within(reach).filter(case=OuterRef("case"))
    if feed.measure == Measure.ENTRIES:
        before = beside.filter(ends_on=OuterRef("starts_on")).exclude(pk=OuterRef("pk"))
        rows = members.filter(starts_on__gte=period.starts_on, starts_on__lte=period.ends_on)
    else:
        before = beside.filter(starts_on=OuterRef("ends_on")).exclude(pk=OuterRef("pk"))
        rows = members.filter(ends_on__gte=period.starts_on, ends_on__lte=period.ends_on)
    return _filtered(manifest, rows.filter(~Exists(before)), feed, reach)


def _sum(rows: QuerySet[Any], name: str) -> Decimal:
    total = Decimal(0)
    for value in rows.values_list(f"data__{name}", flat=True).iterator():
        total += Decimal(str(value)) if value not in (None, "") else 0
    return total


def _median_days(manifest: Manifest, feed: Feed, period: Period, reach: Reach) -> Decimal | None:
    """Median of days from opening to the step into one of the states, in the period."""
    steps = Step.objects.within(reach).filter(
        case__system=manifest.id, to__in=feed.where.get("state", ()),
        at__gte=day_start(period.starts_on), at__lt=day_end(period.ends_on),
    ).exclude(source=F("to"))  # fmt: skip
    days = [
        Fraction((day_of(ended) - day_of(opened)).days)
        for opened, ended in steps.values_list("case__opened_at", "at").iterator()
    ]
    if not days:
        return None
    middle = median(days)
    return Decimal(middle.numerator) / Decimal(middle.denominator)


def _on_time(manifest: Manifest, period: Period, reach: Reach) -> tuple[Decimal, Decimal]:
    """Obligations of the system's cases due in the period: verified by their day, and all."""
    due = Obligation.objects.within(reach).filter(
        due_on__gte=period.starts_on, due_on__lte=period.ends_on
    )
    due = due.filter(Q(case__parent__system=manifest.id))
    top = bottom = 0
    for row in due.exclude(case__state="cancelled").select_related("case").iterator():
        bottom += 1
        verified = row.case.closed_at if row.case.state == "closed" else None
        top += verified is not None and day_of(verified) <= row.due_on
    return Decimal(top), Decimal(bottom)
