"""Items as lines of lists."""

from silian.services.plans.values import ItemLine
from silian.store.plans.models import Item


def item_line(item: Item) -> ItemLine:
    """An item as a line."""
    return ItemLine(
        id=item.id,
        kind=item.kind,
        title=item.title,
        value_text=item.value_text,
        unit=item.unit,
        comparator=item.comparator,
        year=item.year,
        band=item.band,
        state=item.state,
        group=item.part,
        reason=item.reason,
        flags=tuple(item.flags),
        is_doubtful=item.is_doubtful,
        revision=item.revision,
        start=item.start,
        end=item.end,
        quote=item.quote,
        section=item.section,
    )
