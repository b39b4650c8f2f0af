"""The lists of a version: indicators, targets, tasks, boxes, names, glossary, findings."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from django.db.models import Q, QuerySet

from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.review import ItemState
from silian.services.plans.access import Opened, open_version
from silian.services.plans.indicators import list_indicators, list_targets
from silian.services.plans.lines import item_line
from silian.services.plans.paging import choices_of, page_of, pick, wanted_year
from silian.services.plans.queue import finding_of, sections_below
from silian.services.plans.values import (
    BoxItem,
    BoxLine,
    Choice,
    EntityLine,
    FindingLine,
    ItemLine,
    Owner,
    Page,
    TaskLine,
    TermLine,
)
from silian.store.plans.models import Item, Section

__all__ = [
    "list_boxes",
    "list_entities",
    "list_findings",
    "list_glossary",
    "list_indicators",
    "list_targets",
    "list_tasks",
]

Line = TypeVar("Line")
# Ties are broken by place, so that a page never depends on chance.
_PLACE = ("start", "end", "nth")
NONE = "none"
TASK_SORTS = {
    "place": _PLACE,
    "deadline": ("year", *_PLACE),
    "-deadline": ("-year", *_PLACE),
    "owner": ("owner", *_PLACE),
    "-owner": ("-owner", *_PLACE),
}
ENTITY_SORTS = {
    "-mentions": ("rank", "title", *_PLACE),
    "mentions": ("-rank", "title", *_PLACE),
    "name": ("title", *_PLACE),
    "-name": ("-title", *_PLACE),
    "place": _PLACE,
    "type": ("type", "title", *_PLACE),
}
TERM_SORTS = {"place": _PLACE, "term": ("title", *_PLACE), "-term": ("-title", *_PLACE)}
FINDING_SORTS = {
    "severity": ("rank", *_PLACE),
    "-severity": ("-rank", *_PLACE),
    "place": _PLACE,
    "code": ("type", *_PLACE),
}
BOX_SORTS = {"place": _PLACE}


def _standing(opened: Opened, kind: str) -> "QuerySet[Item]":
    return opened.items().filter(kind=kind).exclude(state=ItemState.REJECTED)


def _page(
    rows: "QuerySet[Item]",
    wanted: "QuerySet[Item]",
    line: Callable[[Sequence[Item]], Sequence[Line]],
    *,
    sorts: Mapping[str, tuple[str, ...]],
    sort: str,
    page: int,
    choices: Mapping[str, tuple[Choice, ...]] | None = None,
) -> Page[Line]:
    order = pick("sort", sort, sorts)
    return page_of(
        wanted,
        everything=rows.count(),
        order=order,
        sort=sort,
        number=page,
        line=line,
        choices=choices,
    )


def _with_words(rows: "QuerySet[Item]", words: str) -> "QuerySet[Item]":
    for word in words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(quote__icontains=word))
    return rows


def _with_state(rows: "QuerySet[Item]", state: str) -> "QuerySet[Item]":
    """``doubt``, ``confident`` and ``reviewed`` are parts of the queue; else a state."""
    if state in ("doubt", "confident", "reviewed"):
        return rows.filter(part=state)
    return rows.filter(state=state) if state else rows


def _section_titles(opened: Opened, items: Sequence[Item]) -> dict[str, str]:
    keys = {item.section for item in items if item.section}
    rows = Section.objects.within(opened.reach).filter(reading=opened.reading, key__in=keys)
    return dict(rows.order_by("start").values_list("key", "title"))


def list_tasks(
    *,
    version_id: str,
    words: str = "",
    owner: str = "",
    deadline: str = "",
    section: str = "",
    state: str = "",
    sort: str = "place",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[TaskLine]:
    """Tasks. ``owner``: a name, or ``none``; ``deadline``: a year, or ``none``.

    ``section`` takes its sub-sections in. ``sort``: place, deadline, owner (``-``: falling).
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    rows = _standing(opened, "task")
    wanted = _with_state(_with_words(rows, words), state)
    if owner:
        wanted = wanted.filter(owner="") if owner == NONE else wanted.filter(owner__contains=owner)
    if deadline:
        year = wanted_year(deadline)
        wanted = wanted.filter(year=year)
    if section:
        wanted = wanted.filter(section__in=sections_below(opened, section))

    def lines(shown: Sequence[Item]) -> list[TaskLine]:
        titles = _section_titles(opened, shown)
        return [_task_line(item, titles.get(item.section, "")) for item in shown]

    choices = {
        "owner": choices_of(rows, "owner", empty=NONE),
        "deadline": choices_of(rows, "year", empty=NONE),
        "section": choices_of(rows, "section", empty=NONE),
        "state": choices_of(rows, "part"),
    }
    return _page(rows, wanted, lines, sorts=TASK_SORTS, sort=sort, page=page, choices=choices)


def _task_line(item: Item, section_title: str) -> TaskLine:
    data = item.data
    owners = tuple(
        Owner(owner["name"], owner.get("role") or "lead", owner.get("start"), owner.get("end"))
        for owner in data.get("owners") or ()
    )
    if "owner" in item.edits:
        typed = item.edits["owner"]
        owners = tuple(Owner(name, "lead", None, None) for name in typed.split("、") if name)
    return TaskLine(
        item=item_line(item),
        action=item.edits.get("action", data.get("action") or ""),
        object=item.edits.get("object", data.get("object") or ""),
        owners=owners,
        deadline=item.year,
        per=data.get("per") or "",
        section_title=section_title,
        box=item.box,
        targets=tuple(data.get("targets") or ()),
    )


def list_boxes(
    *,
    version_id: str,
    words: str = "",
    sort: str = "place",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[BoxLine]:
    """Boxes with their items."""
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    rows = _standing(opened, "box")

    def lines(shown: Sequence[Item]) -> list[BoxLine]:
        titles = _section_titles(opened, shown)
        return [_box_line(item, titles.get(item.section, "")) for item in shown]

    return _page(rows, _with_words(rows, words), lines, sorts=BOX_SORTS, sort=sort, page=page)


def _box_line(item: Item, section_title: str) -> BoxLine:
    data = item.data
    return BoxLine(
        item=item_line(item),
        number=data.get("number"),
        title=item.title,
        is_table=bool(data.get("is_table")),
        section_title=section_title,
        items=tuple(
            BoxItem(one.get("title") or "", one["start"], one["end"], one["quote"])
            for one in data.get("items") or ()
        ),
        body_start=data.get("body_start", item.start),
        body_end=data.get("body_end", item.end),
    )


def list_entities(
    *,
    version_id: str,
    words: str = "",
    type: str = "",
    sort: str = "-mentions",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[EntityLine]:
    """Names of the text. ``sort``: -mentions, mentions, name, place, type."""
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    rows = _standing(opened, "entity")
    wanted = _with_words(rows, words)
    if type:
        wanted = wanted.filter(type=type)

    def lines(shown: Sequence[Item]) -> list[EntityLine]:
        return [_entity_line(item) for item in shown]

    choices = {"type": choices_of(rows, "type")}
    return _page(rows, wanted, lines, sorts=ENTITY_SORTS, sort=sort, page=page, choices=choices)


def _entity_line(item: Item) -> EntityLine:
    data = item.data
    mentions = data.get("mentions") or ({"start": item.start, "end": item.end},)
    return EntityLine(
        item=item_line(item),
        type=item.type,
        name=item.title,
        canonical=item.edits.get("canonical", data.get("canonical") or item.title),
        code=data.get("code") or "",
        mention_count=max(-item.rank, 1),
        mentions=tuple((mention["start"], mention["end"]) for mention in mentions),
    )


def list_glossary(
    *,
    version_id: str,
    words: str = "",
    sort: str = "place",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[TermLine]:
    """Terms with their definitions. ``sort``: place, term, -term."""
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    rows = _standing(opened, "term")

    def lines(shown: Sequence[Item]) -> list[TermLine]:
        return [_term_line(item) for item in shown]

    return _page(rows, _with_words(rows, words), lines, sorts=TERM_SORTS, sort=sort, page=page)


def _term_line(item: Item) -> TermLine:
    definition = item.data.get("definition") or {}
    return TermLine(
        item=item_line(item),
        term=item.title,
        aliases=tuple(item.data.get("aliases") or ()),
        definition=item.edits.get("definition", definition.get("quote") or ""),
        definition_start=definition.get("start"),
        definition_end=definition.get("end"),
    )


def list_findings(
    *,
    version_id: str,
    code: str = "",
    severity: str = "",
    state: str = "",
    sort: str = "severity",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[FindingLine]:
    """Flags of the reading. ``sort``: severity, -severity, place, code."""
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    rows = _standing(opened, "flag")
    wanted = _with_state(rows, state)
    if code:
        wanted = wanted.filter(type=code)
    if severity:
        wanted = wanted.filter(attribute=severity)

    def lines(shown: Sequence[Item]) -> list[FindingLine]:
        titles, refs = _section_titles(opened, shown), _refs(opened, shown)
        return [
            FindingLine(
                item=item_line(item),
                finding=finding_of(item),
                refs=tuple(refs[key] for key in item.data.get("refs") or () if key in refs),
                ref_count=item.data.get("ref_count", 0),
                section_title=titles.get(item.section, ""),
            )
            for item in shown
        ]

    choices = {
        "code": choices_of(rows, "type"),
        "severity": choices_of(rows, "attribute"),
        "state": choices_of(rows, "part"),
    }
    return _page(rows, wanted, lines, sorts=FINDING_SORTS, sort=sort, page=page, choices=choices)


def _refs(opened: Opened, flags: Sequence[Item]) -> dict[str, ItemLine]:
    keys = {key for flag in flags for key in flag.data.get("refs") or ()}
    rows = opened.items().filter(key__in=keys).exclude(kind="flag").order_by("start")
    return {item.key: item_line(item) for item in rows}
