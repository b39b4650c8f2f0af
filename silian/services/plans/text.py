"""The text of a version, a page at a time."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.review import ItemState
from silian.services.plans.access import Opened, open_version
from silian.services.plans.lines import item_line
from silian.services.plans.paper import Frame, Heading, Marked, Sheet, Square, cut_blocks
from silian.services.plans.texts import file_store
from silian.services.plans.values import Mark, SpanView, TextPage
from silian.store.documents.models import Grid, Passage, Place
from silian.store.plans.models import Item, Mention, Section, Table, Value

# A page of text is this many passages, counted from the first: the same page for each offset.
PASSAGES_OF_A_PAGE = 12
# So many pages at most when a caller asks for a stretch.
PAGES_AT_ONCE = 3
# No item but a row (whose cells are marked) is longer than this.
LONGEST_ITEM = 4000
AROUND = 120
ITEMS_OF_A_SPAN = 50
MARKED_KINDS = ("target", "baseline", "task", "flag", "term")


class OutsideText(SilianError):
    """A span does not lie in the text. Values: start, end, chars."""

    code = "plans.outside_text"


def get_text(
    *, version_id: str, start: int = 0, end: int | None = None, by: Actor, at: datetime
) -> TextPage:
    """The page of text that ``start`` lies in, to the page of ``end`` (three at most).

    Pages begin at the same offsets for every caller, so that they can be put together.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    first, last, has_next = _page_bounds(opened, start, end)
    previous = _page_bounds(opened, first - 1, None)[0] if first > 0 else None
    text = file_store().text_between(opened.text.file_sha256, first, last)
    place = _place_at(opened, first)
    return TextPage(
        start=first,
        end=last,
        chars=opened.text.chars,
        previous=previous,
        next=last if has_next else None,
        place_kind=place[0],
        place_name=place[1],
        blocks=cut_blocks(_sheet(opened, first, last, text)),
    )


def _page_bounds(opened: Opened, start: int, end: int | None) -> tuple[int, int, bool]:
    """Start and end of the pages that hold a stretch, and whether there is more."""
    passages = Passage.objects.within(opened.reach).filter(text=opened.text)
    begin = min(max(start, 0), max(opened.text.chars - 1, 0))
    before = passages.filter(start__lte=begin).count()
    first = max(before - 1, 0) // PASSAGES_OF_A_PAGE * PASSAGES_OF_A_PAGE
    pages = 1
    if end is not None and end > begin:
        until = passages.filter(start__lt=end).count()
        pages = min(-(-(until - first) // PASSAGES_OF_A_PAGE), PAGES_AT_ONCE)
    size = max(pages, 1) * PASSAGES_OF_A_PAGE
    spans = list(passages.order_by("start").values_list("start", "end")[first : first + size + 1])
    if not spans:
        return 0, 0, False
    shown = spans[:size]
    return shown[0][0], shown[-1][1], len(spans) > size


def _place_at(opened: Opened, start: int) -> tuple[str, str]:
    place = (
        Place.objects.within(opened.reach)
        .filter(text=opened.text, start__lte=start)
        .order_by("-start", "-pk")
        .first()
    )
    return (place.kind, place.name) if place else ("", "")


def _sheet(opened: Opened, start: int, end: int, text: str) -> Sheet:
    title = opened.reading.facts
    has_title = title.get("start") is not None
    return Sheet(
        start=start,
        text=text,
        is_last=end >= opened.text.chars,
        marks=_marks(opened, start, end),
        headings=_headings(opened, start, end),
        frames=_frames(opened, start, end),
        places=list(
            Place.objects.within(opened.reach)
            .filter(text=opened.text, start__gte=start, start__lt=end)
            .order_by("start", "pk")
            .values_list("start", "name")
        ),
        title=(title["start"], title["end"]) if has_title else None,
    )


def _headings(opened: Opened, start: int, end: int) -> list[Heading]:
    sections = (
        Section.objects.within(opened.reach)
        .filter(reading=opened.reading, start__gte=start, start__lt=end)
        .order_by("start")
    )
    return [Heading(s.start, s.end, s.level, s.key) for s in sections]


def _marks(opened: Opened, start: int, end: int) -> list[Marked]:
    """Marks of items, of the cells of table rows and of every mention of a name."""
    near = {"start__lt": end, "start__gte": start - LONGEST_ITEM, "end__gt": start}
    items = opened.items().filter(kind__in=MARKED_KINDS, **near).exclude(state=ItemState.REJECTED)
    seen = ("kind", "start", "end", "state", "is_doubtful")
    marks = [
        Marked(item.start, item.end, _mark(item, item.kind))
        for item in items.only(*seen).order_by("pk")
    ]
    values = (
        Value.objects.within(opened.reach)
        .filter(reading=opened.reading, item__kind="row", **near)
        .select_related("item")
        .only("start", "end", "role", "item__kind", "item__state", "item__is_doubtful")
        .order_by("pk")
    )
    marks += [Marked(value.start, value.end, _mark(value.item, value.role)) for value in values]
    mentions = (
        Mention.objects.within(opened.reach)
        .filter(reading=opened.reading, **near)
        .exclude(item__state=ItemState.REJECTED)
        .select_related("item")
        .only("start", "end", "item__kind", "item__state", "item__is_doubtful")
        .order_by("pk")
    )
    marks += [Marked(m.start, m.end, _mark(m.item, "entity")) for m in mentions]
    return [mark for mark in marks if mark.end > mark.start]


def _mark(item: Item, kind: str) -> Mark:
    return Mark(item.id, kind, item.state, item.is_doubtful and item.state == ItemState.OPEN)


def _frames(opened: Opened, start: int, end: int) -> list[Frame]:
    """Tables on a stretch of text: those of the file, and those recognised where it has none."""
    # A grid of one column is a frame around paragraphs (a box in Word), and no table.
    grids = Grid.objects.within(opened.reach).filter(
        text=opened.text, start__lt=end, end__gt=start, columns__gt=1
    )
    frames = [_real_frame(grid) for grid in grids.order_by("start")]
    tables = Table.objects.within(opened.reach).filter(
        reading=opened.reading, start__lt=end, end__gt=start
    )
    for table in tables.order_by("start"):
        if not any(frame.start < table.end and frame.end > table.start for frame in frames):
            frames.append(_recognised_frame(opened, table))
    outer = sorted(frames, key=lambda frame: (frame.start, -frame.end))
    return [frame for frame in outer if not _is_inside(frame, outer)]


def _is_inside(frame: Frame, frames: Sequence[Frame]) -> bool:
    return any(
        other is not frame and other.start <= frame.start and frame.end <= other.end
        and (other.start, -other.end) < (frame.start, -frame.end)
        for other in frames
    )  # fmt: skip


def _real_frame(grid: Grid) -> Frame:
    squares = tuple(
        Square(row, column, row_span, column_span, row == 0, start, end)
        for row, column, row_span, column_span, start, end in grid.cells
    )
    return Frame(grid.start, grid.end, True, squares)  # noqa: FBT003 - a field, not a switch


def _recognised_frame(opened: Opened, table: Table) -> Frame:
    rows = opened.items().filter(kind="row", type=table.key).order_by("start")
    squares = [
        Square(0, index, 1, 1, True, None, None, column["name"])  # noqa: FBT003 - a field
        for index, column in enumerate(table.columns)
    ]
    for number, row in enumerate(rows, 1):
        squares += [
            Square(number, cell["column"], 1, 1, False, cell["start"], cell["end"])  # noqa: FBT003
            for cell in row.data.get("cells", ())
        ]
    return Frame(table.start, table.end, False, tuple(squares))  # noqa: FBT003 - a field


def get_span(*, version_id: str, start: int, end: int, by: Actor, at: datetime) -> SpanView:
    """What stands at a span, around it and on it.

    Raises:
        OutsideText: if the span does not lie in the text.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    chars = opened.text.chars
    if not 0 <= start < end <= chars:
        raise OutsideText(f"{start}-{end} of {chars}", start=start, end=end, chars=chars)
    first, last = max(start - AROUND, 0), min(end + AROUND, chars)
    text = file_store().text_between(opened.text.file_sha256, first, last)
    section = section_at(opened, start)
    place = _place_at(opened, start)
    return SpanView(
        version_id=opened.version.id,
        plan_id=opened.version.plan_id,
        title=opened.version.title,
        start=start,
        end=end,
        quote=text[start - first : end - first],
        before=text[: start - first],
        after=text[end - first :],
        place_kind=place[0],
        place_name=place[1],
        section=section.key if section else "",
        section_title=section.title if section else "",
        items=tuple(item_line(item) for item in _items_on(opened, start, end)),
    )


def _items_on(opened: Opened, start: int, end: int) -> list[Item]:
    touching = Q(start__lt=end, start__gte=start - LONGEST_ITEM, end__gt=start)
    rows = opened.items().filter(touching).exclude(state=ItemState.REJECTED)
    return list(rows.order_by("start", "-end", "pk")[:ITEMS_OF_A_SPAN])


def section_at(opened: Opened, start: int) -> Section | None:
    """The innermost section that a place lies in."""
    return (
        Section.objects.within(opened.reach)
        .filter(reading=opened.reading, start__lte=start, body_end__gt=start)
        .order_by("-start", "-level")
        .first()
    )


def place_name_at(opened: Opened, start: int) -> str:
    """The printed page or sheet at a place, "" when unknown."""
    return _place_at(opened, start)[1]


def text_around(opened: Opened, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a span."""
    key, chars = opened.text.file_sha256, opened.text.chars
    store = file_store()
    before = store.text_between(key, max(start - AROUND, 0), start)
    return before, store.text_between(key, end, min(end + AROUND, chars))
