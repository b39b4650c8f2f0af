"""What a version changes against an earlier one."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.changes import (
    Difference,
    PlanContent,
    StatedIndicator,
    StatedTarget,
    StatedTask,
    Subject,
    TextDifferences,
    compare,
    compare_texts,
)
from silian.domain.plans.review import ItemState
from silian.domain.plans.timeline import parse_number
from silian.services.plans.access import Opened, open_version, versions_of
from silian.services.plans.cards import version_line
from silian.services.plans.texts import file_store
from silian.services.plans.values import (
    ChangeLine,
    Changes,
    ChangeSide,
    FieldChange,
    TextChange,
    TextSummary,
)
from silian.store.plans.models import Item, Value

# Texts longer than this are compared by their items only.
LONGEST_COMPARED = 4_000_000


class NothingBefore(SilianError):
    """The version is the first that the person may see; there is nothing to compare with."""

    code = "plans.nothing_before"
    kind = Kind.NOT_FOUND


class OtherPlan(SilianError):
    """Versions of two plans are not compared."""

    code = "plans.other_plan"


def get_changes(*, version_id: str, against: str = "", by: Actor, at: datetime) -> Changes:
    """Differences to version ``against``; without it, to the version before.

    Raises:
        NothingBefore: if there is no version before.
        OtherPlan: if ``against`` is a version of another plan.
    """
    after = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    other = against or _version_before(after, by=by, at=at)
    before = open_version(version_id=other, verb=Verb.PLANS_READ, by=by, at=at)
    if before.version.plan_id != after.version.plan_id:
        raise OtherPlan("versions of two plans")
    differences = compare(_content(before), _content(after))
    sides = _Sides(before, differences, "before"), _Sides(after, differences, "after")
    lines = tuple(_line(difference, *sides) for difference in differences)
    return Changes(
        version=version_line(after.version),
        against=version_line(before.version),
        counts=Counter(f"{line.subject}.{line.change}" for line in lines),
        lines=lines,
        text=_text_summary(before, after),
    )


def _version_before(opened: Opened, *, by: Actor, at: datetime) -> str:
    """The newest readable version before this one."""
    found = (
        versions_of(by=by, at=at)
        .filter(
            plan=opened.version.plan_id,
            number__lt=opened.version.number,
            reading__isnull=False,
        )
        .order_by("-number")
        .values_list("pk", flat=True)
        .first()
    )
    if found is None:
        raise NothingBefore("no version before", number=opened.version.number)
    return str(found)


def _content(opened: Opened) -> PlanContent:
    values = (
        Value.objects.within(opened.reach)
        .filter(reading=opened.reading)
        .select_related("item")
        .order_by("start", "role", "pk")
    )
    rows = list(values)
    tasks = opened.items().filter(kind="task").exclude(state=ItemState.REJECTED)
    return PlanContent(
        indicators=tuple(_indicators(rows)),
        targets=tuple(_target(value) for value in rows if value.role == "target"),
        tasks=tuple(_task(item) for item in tasks.order_by("start", "end", "nth")),
    )


def _indicators(values: Iterable[Value]) -> Iterable[StatedIndicator]:
    """One for each group; the table row speaks where there is one."""
    heads: dict[str, Value] = {}
    for value in values:
        known = heads.get(value.group)
        if known is None or (value.item.kind == "row" and known.item.kind != "row"):
            heads[value.group] = value
    for value in heads.values():
        item = value.item
        key = item.indicator_key
        yield StatedIndicator(item.id, item.title, key, item.unit, item.attribute, item.start)


def _target(value: Value) -> StatedTarget:
    return StatedTarget(
        id=str(value.pk),
        name=value.name,
        key=value.item.indicator_key,
        unit=value.unit,
        year=value.year,
        text=value.text,
        number=parse_number(value.number),
        number_max=parse_number(value.number_max),
        comparator=value.comparator,
        start=value.start,
    )


def _task(item: Item) -> StatedTask:
    action = item.edits.get("action", item.data.get("action") or "")
    thing = item.edits.get("object", item.data.get("object") or "")
    owners = tuple(name for name in item.owner.split("、") if name)
    return StatedTask(item.id, action, thing, owners, item.year, item.start)


class _Sides:
    """The places of one side's ends of differences, loaded at once."""

    def __init__(self, opened: Opened, differences: Iterable[Difference], end: str) -> None:
        items: set[str] = set()
        values: set[int] = set()
        for difference in differences:
            if key := getattr(difference, end):
                if difference.subject is Subject.TARGET:
                    values.add(int(key))
                else:
                    items.add(key)
        rows = Value.objects.within(opened.reach).filter(reading=opened.reading)
        self._values = rows.in_bulk(values)
        self._items = opened.items().in_bulk(items)

    def side(self, subject: Subject, key: str) -> ChangeSide | None:
        """What this side says and where; ``None`` where it says nothing."""
        if not key:
            return None
        if subject is Subject.TARGET:
            value = self._values[int(key)]
            said = f"{value.text}{value.unit}"
            return ChangeSide(value.item_id, said, value.start, value.end, value.quote)
        item = self._items[key]
        return ChangeSide(item.id, item.title, item.start, item.end, item.quote)


def _line(difference: Difference, before: _Sides, after: _Sides) -> ChangeLine:
    return ChangeLine(
        subject=difference.subject.value,
        change=difference.change.value,
        name=difference.name,
        year=difference.year,
        fields=tuple(FieldChange(e.field, e.before, e.after) for e in difference.edits),
        before=before.side(difference.subject, difference.before),
        after=after.side(difference.subject, difference.after),
        match=difference.match,
    )


def _text_summary(before: Opened, after: Opened) -> TextSummary:
    if before.text.sha256 == after.text.sha256:
        return TextSummary(0, 0, 0, 0, (), is_complete=True, is_same=True)
    if max(before.text.chars, after.text.chars) > LONGEST_COMPARED:
        return TextSummary(0, 0, 0, 0, (), is_complete=False, is_same=False)
    found = compare_texts(_whole(before), _whole(after))
    return _summary(found)


def _whole(opened: Opened) -> str:
    return file_store().text_between(opened.text.file_sha256, 0, opened.text.chars)


def _summary(found: TextDifferences) -> TextSummary:
    return TextSummary(
        same=found.same,
        added=found.added,
        removed=found.removed,
        changed=found.changed,
        changes=tuple(
            TextChange(p.change.value, p.before, p.before_start, p.after, p.after_start)
            for p in found.passages
        ),
        is_complete=found.is_complete,
        is_same=False,
    )
