"""Old decisions find their items in a new reading of the same document."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from silian.domain.plans.review import (
    Address,
    ItemKind,
    ItemState,
    Replayed,
    effective,
    replay,
    stand,
)
from silian.services.plans.access import around
from silian.services.plans.items import (
    SETTLED,
    address_of,
    period_start_of,
    settle,
    step_of,
    value_rows,
)
from silian.services.plans.records import Record, columns_of
from silian.services.plans.texts import file_store, portions
from silian.services.plans.values import Replay
from silian.store.kernel.ids import new_id
from silian.store.plans.models import Decision, Item, PlanVersion, Reading, Value

LISTED_QUOTES = 20
Histories = Mapping[Address, Sequence[Decision]]


def replay_review(version: PlanVersion, reading: Reading) -> Replay | None:
    """Settle the items of a new reading by what people decided before; ``None`` if nothing."""
    old = version.reading or _adopt(version)
    histories = _histories(version)
    if not histories:
        return None
    items = _items_at(reading, histories)
    sorted_out = replay(
        {address: steps[0].quote for address, steps in histories.items()},
        items,
        lambda start, end: file_store().text_between(reading.text.file_sha256, start, end),
    )
    kept = [items[address] for address in sorted_out.kept]
    for item in kept:
        settle(item, histories[address_of(item)])
    added = _added(sorted_out, histories, old, reading)
    for portion in portions(kept):
        Item.objects.within(around(reading)).bulk_update(portion, SETTLED)
    Item.objects.bulk_create(added)
    _rewrite_values([*kept, *added], reading)
    lost = [histories[address][0].quote for address in sorted_out.lost]
    return Replay(len(kept), len(added), len(lost), tuple(lost[:LISTED_QUOTES]))


def _adopt(version: PlanVersion) -> Reading | None:
    """Take over the review of the plan's last version of the same document, if there is one."""
    earlier = (
        PlanVersion.objects.within(around(version))
        .filter(plan=version.plan_id, document=version.document_id, number__lt=version.number)
        .exclude(reading=None)
        .select_related("reading")
        .order_by("-number")
        .first()
    )
    if earlier is None:
        return None
    decisions = Decision.objects.within(around(version))
    if not decisions.filter(version=version).exists():
        copies = list(decisions.filter(version=earlier).order_by("at", "revision"))
        for decision in copies:
            decision.pk = new_id()
            decision.version = version
        Decision.objects.bulk_create(copies)
    return earlier.reading


def _histories(version: PlanVersion) -> Histories:
    """The steps about each address, oldest first; addresses whose steps were all undone too."""
    histories: dict[Address, list[Decision]] = defaultdict(list)
    rows = (
        Decision.objects.within(around(version)).filter(version=version).order_by("revision", "at")
    )
    for decision in rows:
        histories[address_of(decision)].append(decision)
    return histories


def _items_at(reading: Reading, histories: Histories) -> dict[Address, Item]:
    found = {}
    rows = Item.objects.within(around(reading)).filter(reading=reading)
    for starts in portions(sorted({address.start for address in histories}), 500):
        for item in rows.filter(start__in=starts).order_by("start"):
            found[address_of(item)] = item
    return {address: item for address, item in found.items() if address in histories}


def _added(
    sorted_out: Replayed, histories: Histories, old: Reading | None, reading: Reading
) -> list[Item]:
    """Items of their own for decisions that say "this is one" where the engine now has none."""
    before = _items_at(old, histories) if old else {}
    rows = []
    for address in sorted_out.added:
        steps = [step_of(decision) for decision in histories[address]]
        standing = stand(steps, is_added=histories[address][0].is_added)
        if standing.state is ItemState.REJECTED or not effective(steps):
            continue
        quote = histories[address][0].quote
        machine = before.get(address)
        record = machine.data if machine else {"start": address.start, "end": address.end}
        item = added_item(reading, address, {**record, "quote": quote})
        if machine is not None:
            item.section, item.group, item.key = machine.section, machine.group, machine.key
        settle(item, histories[address])
        rows.append(item)
    return rows


def added_item(reading: Reading, address: Address, record: Record) -> Item:
    """An unsaved item that people vouch for; it is nobody's doubt."""
    kind = ItemKind(address.kind)
    columns = columns_of(kind, record, {}, ())
    item = Item(
        reading=reading,
        region=reading.region,
        kind=address.kind,
        start=address.start,
        end=address.end,
        nth=address.nth,
        quote=record["quote"],
        data=dict(record),
        is_added=True,
        **columns,
    )
    item.is_doubtful = False
    item.reason = ""
    return item


def _rewrite_values(items: Sequence[Item], reading: Reading) -> None:
    period_start = period_start_of(reading)
    for portion in portions(items, 500):
        Value.objects.within(around(reading)).filter(item__in=portion).delete()
        kept = [item for item in portion if item.state != ItemState.REJECTED]
        Value.objects.bulk_create(
            value for item in kept for value in value_rows(item, period_start)
        )
