"""Rows of items: made from records, and settled again after each step of the review."""

from collections.abc import Callable, Mapping, Sequence

from silian.domain.plans.review import (
    INDICATOR_KINDS,
    QUEUED,
    Address,
    Edit,
    Group,
    ItemKind,
    ItemState,
    Standing,
    Step,
    effective,
    group_of,
    number_equals,
    stand,
)
from silian.domain.plans.review import Action as ReviewAction
from silian.domain.plans.timeline import Stated, group
from silian.services.plans.access import around
from silian.services.plans.naming import is_undecided
from silian.services.plans.records import (
    Columns,
    Found,
    Record,
    columns_of,
    edited_columns,
    values_of,
)
from silian.store.plans.models import Decision, Item, Mention, Reading, Value

# Mentions that a name's own record keeps; all of them have rows.
LISTED_MENTIONS = 20
# Items that a flag names; a flag may be about every task, and each item names its flags.
LISTED_REFS = 20
# The order of the queue.
TURNS = (Group.DOUBT, Group.CONFIDENT, Group.REVIEWED)


def found_with_address(found: Sequence[Found]) -> list[tuple[Found, Address]]:
    """Each record with the address that decisions about it are kept by."""
    return list(zip(found, number_equals([item.place for item in found]), strict=True))


def rows_of(
    found: Sequence[tuple[Found, Address]],
    reading: Reading,
    groups: Mapping[str, str],
    flags: Mapping[str, list[Record]],
    section_at: Callable[[int], str],
) -> list[Item]:
    """An unsaved row for each record; what names no section gets that of its place."""
    rows = []
    for item, address in found:
        record = item.record
        key = record.get("id") or ""  # A term of the glossary has none.
        about = flags.get(key, ())
        columns = columns_of(item.kind, record, {}, about)
        columns["section"] = columns["section"] or section_at(address.start)
        row = Item(
            reading=reading,
            region=reading.region,
            kind=item.kind.value,
            start=address.start,
            end=address.end,
            nth=address.nth,
            quote=record["quote"],
            key=key,
            data=_kept_record(record, about),
            group=groups.get(key, "")[:250],
            **columns,
        )
        place_in_queue(row)
        rows.append(row)
    return rows


def _kept_record(record: Record, flags: Sequence[Record]) -> Columns:
    """The record with the flags about it, without its long tails of mentions and refs."""
    kept = {**record, "flag_ids": [flag["id"] for flag in flags]}
    if mentions := record.get("mentions"):
        kept |= {"mentions": list(mentions[:LISTED_MENTIONS]), "count": len(mentions)}
    if refs := record.get("refs"):
        kept |= {"refs": list(refs[:LISTED_REFS]), "ref_count": len(refs)}
    return kept


def place_in_queue(item: Item) -> None:
    """Set the part of the queue that the item stands in; an open question of a name is a doubt."""
    part = group_of(ItemState(item.state), doubtful=item.is_doubtful)
    if item.state != ItemState.REJECTED and has_open_name(item):
        part = Group.DOUBT
    item.part = part.value
    item.turn = TURNS.index(part)


def has_open_name(item: Item) -> bool:
    """Whether the item's name may mean several indicators and nobody has said which."""
    if item.kind not in INDICATOR_KINDS:
        return False
    return is_undecided(item.title, item.unit, item.edits)


def mention_rows(item: Item, record: Record) -> list[Mention]:
    """An unsaved row for each place where a name stands."""
    return [
        Mention(
            item=item,
            reading_id=item.reading_id,
            region=item.region,
            start=mention["start"],
            end=mention["end"],
        )
        for mention in record.get("mentions") or ()
    ]


def value_rows(item: Item, period_start: int | None) -> list[Value]:
    """An unsaved row for each value that the item states."""
    kind = ItemKind(item.kind)
    return [
        Value(
            item=item, reading_id=item.reading_id, region=item.region, group=item.group, **columns
        )
        for columns in values_of(kind, item.data, item.edits, period_start)
    ]


def period_start_of(reading: Reading) -> int | None:
    """The first year of the plan's period, if the document says."""
    year = reading.facts.get("period_start")
    return int(year) if year else None


def step_of(decision: Decision) -> Step:
    """A kept decision as the domain sees it."""
    return Step(ReviewAction(decision.action), tuple(Edit(*edit) for edit in decision.edits))


def address_of(row: Item | Decision) -> Address:
    """Where decisions about the row are kept."""
    return Address(row.kind, row.start, row.end, row.nth)


def settle(item: Item, decisions: Sequence[Decision]) -> Standing:
    """Set an item's columns to what all decisions about it make of it; saves nothing."""
    steps = [step_of(decision) for decision in decisions]
    standing = stand(steps, is_added=item.is_added)
    edits = {edit.field: edit.after for edit in standing.edits}
    kind = ItemKind(item.kind)
    columns: Columns = edited_columns(kind, item.data, edits)
    if kind in INDICATOR_KINDS and _is_renamed(item, edits):
        item.group = _group_for(item, columns)
    for name, value in columns.items():
        setattr(item, name, value)
    item.edits = edits
    item.state = standing.state.value
    place_in_queue(item)
    if item.is_added:
        # An addition that was taken back asks nobody anything; the log keeps it.
        item.is_queued = kind in QUEUED and bool(effective(steps))
    item.revision = decisions[-1].revision if decisions else 0
    item.decided_by_name = decisions[-1].by_name if decisions else ""
    item.decided_at = decisions[-1].at if decisions else None
    return standing


def _is_renamed(item: Item, edits: Mapping[str, str]) -> bool:
    """Whether name or unit are now, or were until now, other ones than the machine read."""
    return any(name in fields for fields in (edits, item.edits) for name in ("indicator", "unit"))


def _group_for(item: Item, columns: Columns) -> str:
    """The group of the namesake in the reading, or the name's own."""
    namesake = (
        Item.objects.within(around(item.reading))
        .filter(reading_id=item.reading_id, title=columns["title"], unit=columns["unit"])
        .exclude(pk=item.pk)
        .exclude(group="")
        .order_by("start")
        .values_list("group", flat=True)
        .first()
    )
    stated = Stated(item.id, columns["title"], "", columns["unit"], "")
    return namesake or group([stated])[item.id][:250]


SETTLED = (
    "edits",
    "state",
    "is_queued",
    "part",
    "turn",
    "revision",
    "decided_by_name",
    "decided_at",
    "title",
    "group",
    "indicator_key",
    "value_text",
    "unit",
    "comparator",
    "year",
    "attribute",
    "owner",
    "type",
    "rank",
)
