"""How far the review of readings is, counted in the database."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

from silian.domain.parties.offices import Reach
from silian.domain.plans.review import Group, ItemState
from silian.services.plans.access import Opened
from silian.services.plans.values import Counts
from silian.store.plans.models import Item, Section, Table, Value

QUEUE_KINDS = ("target", "baseline", "row", "task", "flag")
LIST_KINDS = {
    "tasks": "task",
    "boxes": "box",
    "entities": "entity",
    "glossary": "term",
    "findings": "flag",
    "rows": "row",
}


def count(opened: Opened) -> Counts:
    """The counts of a version's tabs and lists; all zero before it is read."""
    if opened.version.reading is None:
        return Counts(0, 0, 0, 0, dict.fromkeys(("all", *QUEUE_KINDS), 0), {})
    tally = list(
        opened.items()
        .order_by()
        .values("kind", "is_queued", "part", "state")
        .annotate(number=Count("pk"))
    )
    queued = [line for line in tally if line["is_queued"]]
    parts = {part.value: _sum(queued, part=part.value) for part in Group}
    total = sum(parts.values())
    tabs = {"all": total, **{kind: _sum(queued, kind=kind) for kind in QUEUE_KINDS}, **parts}
    return Counts(
        reviewed=parts["reviewed"],
        total=total,
        doubtful=parts["doubt"],
        confident=parts["confident"],
        by_tab=tabs,
        by_list=_lists(opened, tally),
    )


def _sum(tally: Sequence[Mapping[str, object]], **wanted: object) -> int:
    return sum(
        int(str(line["number"]))
        for line in tally
        if all(line[name] == value for name, value in wanted.items())
    )


def _lists(opened: Opened, tally: Sequence[Mapping[str, object]]) -> dict[str, int]:
    standing = [line for line in tally if line["state"] != ItemState.REJECTED]
    values = Value.objects.within(opened.reach).filter(reading=opened.reading)
    distinct = values.aggregate(
        indicators=Count("group", distinct=True), targets=Count("pk", filter=Q(role="target"))
    )
    return {
        **{name: _sum(standing, kind=kind) for name, kind in LIST_KINDS.items()},
        "indicators": distinct["indicators"],
        "targets": distinct["targets"],
        "sections": Section.objects.within(opened.reach).filter(reading=opened.reading).count(),
        "tables": Table.objects.within(opened.reach).filter(reading=opened.reading).count(),
    }


def progress_by_reading(
    reading_ids: Sequence[str], reach: Reach
) -> dict[str, tuple[int, int, int]]:
    """Reviewed, all and doubtful queued items of each reading."""
    rows = (
        Item.objects.within(reach)
        .filter(reading__in=reading_ids, is_queued=True)
        .order_by()
        .values("reading")
        .annotate(
            reviewed=Count("pk", filter=Q(part=Group.REVIEWED)),
            total=Count("pk"),
            doubtful=Count("pk", filter=Q(part=Group.DOUBT)),
        )
    )
    return {row["reading"]: (row["reviewed"], row["total"], row["doubtful"]) for row in rows}
