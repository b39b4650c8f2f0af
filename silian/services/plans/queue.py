"""What waits for a person, in order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.review import INDICATOR_KINDS, Action, Group, ItemKind, PlanState
from silian.domain.plans.timeline import parse_number, same_value
from silian.services.plans.access import NotFound, Opened, may, open_version
from silian.services.plans.counting import count
from silian.services.plans.lines import item_line
from silian.services.plans.naming import question_about
from silian.services.plans.paging import page_of, pick
from silian.services.plans.records import machine_fields
from silian.services.plans.text import place_name_at, text_around
from silian.services.plans.values import (
    DecisionLine,
    FieldChange,
    FieldView,
    Finding,
    ItemLine,
    ItemView,
    Proposal,
    Queue,
    Related,
)
from silian.store.plans.models import Decision, Item, Section, Value

# In queue order; kind, span and nth tell any two items apart.
ORDER = ("turn", "start", "end", "kind", "nth")
TABS: Mapping[str, Q] = {
    "all": Q(),
    "target": Q(kind="target"),
    "baseline": Q(kind="baseline"),
    "row": Q(kind="row"),
    "task": Q(kind="task"),
    "flag": Q(kind="flag"),
    "doubt": Q(part=Group.DOUBT),
    "confident": Q(part=Group.CONFIDENT),
    "reviewed": Q(part=Group.REVIEWED),
}
RELATED_ITEMS = 12
# Where the contract's ``parts`` print a field.
PART_OF_FIELD = {
    "indicator": "indicator",
    "value": "number",
    "unit": "unit",
    "comparator": "comparator",
    "year": "time",
}


def get_queue(
    *, version_id: str, tab: str = "all", section: str = "", page: int = 1, by: Actor, at: datetime
) -> Queue:
    """A page of the review queue. ``tab``: a key of ``Counts.by_tab``."""
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    rows = opened.items().filter(is_queued=True)
    wanted = rows.filter(pick("tab", tab, TABS))
    if section:
        wanted = wanted.filter(section__in=sections_below(opened, section))

    def lines(shown: Sequence[Item]) -> list[ItemLine]:
        return [item_line(item) for item in shown]

    counts = count(opened)
    found = page_of(
        wanted, everything=counts.total, order=ORDER, sort="queue", number=page, line=lines
    )
    return Queue(opened.version.id, tab, counts, found)


def sections_below(opened: Opened, key: str) -> list[str]:
    """The section and everything under it."""
    parents = Section.objects.within(opened.reach).filter(reading=opened.reading)
    found = {key}
    for child, parent in parents.order_by("start").values_list("key", "parent"):
        if parent in found:
            found.add(child)
    return sorted(found)


def get_item(*, version_id: str, item_id: str, by: Actor, at: datetime) -> ItemView:
    """An item in full, with its history and neighbors in the queue."""
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    item = opened.items().filter(pk=item_id).first()
    if item is None:
        raise NotFound
    return view_item(opened, item, by=by, at=at)


def view_item(opened: Opened, item: Item, *, by: Actor, at: datetime) -> ItemView:
    """An item of an opened version in full."""
    queue = opened.items().filter(is_queued=True)
    doubts, is_doubt = queue.filter(part=Group.DOUBT), item.part == Group.DOUBT
    before, after = _before(item), _after(item)
    around = text_around(opened, item.start, item.end)
    is_draft = opened.version.state == PlanState.DRAFT
    return ItemView(
        line=item_line(item),
        version_id=opened.version.id,
        version_state=opened.version.state,
        fields=_fields(item),
        year_basis=item.data.get("year_basis") or "",
        indicator_key=item.indicator_key,
        rule=item.data.get("rule") or "",
        text_before=around[0],
        text_after=around[1],
        place_name=place_name_at(opened, item.start),
        findings=_findings(opened, item),
        related=_related(opened, item),
        history=_history(opened, item),
        position=queue.filter(before).count() + 1,
        of=queue.count(),
        doubt_position=doubts.filter(before).count() + 1 if is_doubt else 0,
        doubts=doubts.count() if is_doubt else 0,
        previous_id=_first(queue.filter(before), *(f"-{name}" for name in ORDER)),
        next_id=_first(queue.filter(after), *ORDER),
        next_doubt_id=_next_doubt(queue, item),
        may_review=is_draft and may(opened.version, Verb.PLANS_REVIEW, by=by, at=at),
        name_question=question_about(item),
    )


def _before(item: Item) -> Q:
    return _beyond(item, "lt")


def _after(item: Item) -> Q:
    return _beyond(item, "gt")


def _beyond(item: Item, side: str) -> Q:
    """Items on one side of ``item`` in queue order."""
    condition = Q(pk__in=[])
    equal = Q()
    for name in ORDER:
        value = getattr(item, name)
        condition |= equal & Q(**{f"{name}__{side}": value})
        equal &= Q(**{name: value})
    return condition


def _first(rows: "QuerySet[Item]", *order: str) -> str:
    return rows.order_by(*order).values_list("pk", flat=True).first() or ""


def _next_doubt(queue: "QuerySet[Item]", item: Item) -> str:
    """The next doubt in the text after the item, or else the first one."""
    doubts = queue.filter(part=Group.DOUBT).exclude(pk=item.pk)
    return _first(doubts.filter(start__gte=item.start), *ORDER) or _first(doubts, *ORDER)


def _fields(item: Item) -> tuple[FieldView, ...]:
    kind = ItemKind(item.kind)
    machine = machine_fields(kind, item.data)
    names = dict.fromkeys([*machine, *item.edits])
    places = _field_places(item)
    return tuple(
        FieldView(
            name=name,
            value=item.edits.get(name, machine.get(name, "")),
            machine_value=machine.get(name, ""),
            start=places.get(name, {}).get("start"),
            end=places.get(name, {}).get("end"),
            is_typed=name in item.edits,
        )
        for name in names
    )


# The records are JSON of the contract, so the values are of any type.
def _field_places(item: Item) -> dict[str, dict[str, Any]]:
    """Where the fields of an item are printed."""
    data = item.data
    parts = data.get("parts") or {}
    places = {field: parts[part] for field, part in PART_OF_FIELD.items() if parts.get(part)}
    labels = data.get("value_columns") or []
    for cell in data.get("cells") or ():
        column = cell["column"]
        if column < len(labels) and labels[column]:
            places[f"values.{labels[column]}"] = cell
    for name in ("deadline", "definition"):
        if data.get(name):
            places[name] = data[name]
    if data.get("owners"):
        places["owner"] = data["owners"][0]
    return places


def _findings(opened: Opened, item: Item) -> tuple[Finding, ...]:
    """The flags about an item; a flag is its own finding."""
    if item.kind == ItemKind.FLAG:
        return (finding_of(item),)
    keys = item.data.get("flag_ids") or ()
    flags = opened.items().filter(kind=ItemKind.FLAG, key__in=keys).order_by("rank", "start")
    return tuple(finding_of(flag) for flag in flags)


def finding_of(flag: Item) -> Finding:
    """A flag as a finding."""
    proposals = flag.data.get("proposals") or ()
    return Finding(
        id=flag.id,
        code=flag.type,
        severity=flag.attribute,
        start=flag.start,
        end=flag.end,
        quote=flag.quote,
        proposals=tuple(
            Proposal(p["field"], str(p["value"]), p["basis"], p.get("start"), p.get("end"))
            for p in proposals
        ),
    )


def _related(opened: Opened, item: Item) -> tuple[Related, ...]:
    """Other items about the same indicator, and whether a value for the same year is equal."""
    if item.kind not in INDICATOR_KINDS or not item.group:
        return ()
    values = list(
        Value.objects.within(opened.reach)
        .filter(reading=opened.reading, group=item.group)
        .select_related("item")
        .order_by("start", "pk")[: 4 * RELATED_ITEMS]
    )
    own = [value for value in values if value.item_id == item.pk]
    found: dict[str, Related] = {}
    for value in values:
        if value.item_id == item.pk:
            continue
        agrees = _agrees(value, own)
        known = found.get(value.item_id)
        if known is None or known.agrees is None or agrees is False:
            found[value.item_id] = Related(value.item.kind, item_line(value.item), agrees)
    return tuple(found.values())[:RELATED_ITEMS]


def _agrees(value: Value, own: Sequence[Value]) -> bool | None:
    """Whether a value equals ours for the same year and role; ``None`` where we have none."""
    number = parse_number(value.number)
    for mine in own:
        if (mine.year, mine.role) != (value.year, value.role) or mine.year is None:
            continue
        my_number = parse_number(mine.number)
        if number is None or my_number is None:
            return None
        return same_value(my_number, mine.unit, number, value.unit)
    return None


def _history(opened: Opened, item: Item) -> tuple[DecisionLine, ...]:
    decisions = decisions_about(opened, item).order_by("-revision")
    return tuple(
        DecisionLine(
            id=decision.id,
            action=Action(decision.action).value,
            changes=tuple(FieldChange(*edit) for edit in decision.edits),
            note=decision.note,
            revision=decision.revision,
            by_name=decision.by_name,
            at=decision.at,
        )
        for decision in decisions
    )


def decisions_about(opened: Opened, item: Item) -> "QuerySet[Decision]":
    """The decisions about an item of a version."""
    return Decision.objects.within(opened.reach).filter(
        version=opened.version, kind=item.kind, start=item.start, end=item.end, nth=item.nth
    )


def open_doubts(opened: Opened) -> "QuerySet[Item]":
    """The undecided items that stand in the way of publishing, in text order.

    A name that nobody has decided about stands in the way even where the item was confirmed.
    """
    return opened.items().filter(is_queued=True, part=Group.DOUBT).order_by(*ORDER)
