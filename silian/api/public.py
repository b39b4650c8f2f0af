"""What anybody may see, as data: districts, their published lists, open calls and notices.

No session is needed. What leaves is decided by ``services.registers.publishing`` alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from silian import clock
from silian.api.access import refuse_unknown
from silian.domain.systems.showing import Bilingual
from silian.services.registers import publishing

router = Router(tags=["public"], auth=None)
LAST_PAGE = 1_000_000


class ListQuery(Schema):
    """Which day and page of a list."""

    on: date | None = None
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Title:
    """A title in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class PublicListOut:
    """A list that a district publishes; ``count`` null: too few to be told."""

    id: str
    title: Title
    count: int | None


@dataclass(frozen=True, slots=True)
class PublicCallOut:
    """A call that can be answered now."""

    id: str
    title: str
    system: str
    summary: str
    terms: dict[str, Any]  # Any: public terms as they are stored
    opens_at: datetime | None
    closes_at: datetime | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class NoticeOut:
    """A case on public notice."""

    title: str
    system: str
    state: str
    since: datetime
    due_at: datetime | None
    values: dict[str, Any]  # Any: public fields as they are stored
    is_demo: bool


@dataclass(frozen=True, slots=True)
class DistrictOut:
    """All that a district shows."""

    region: str
    lists: tuple[PublicListOut, ...]
    calls: tuple[PublicCallOut, ...]
    notices: tuple[NoticeOut, ...]


@dataclass(frozen=True, slots=True)
class ListOut:
    """A page of a published list. ``is_withheld``: too few rows to be told."""

    system: str
    title: Title
    region: str
    on: date
    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]  # Any: public values as they are stored
    total: int
    page: int
    pages: int
    is_withheld: bool


@router.get("/public/districts", response=list[str])
def list_districts(request: HttpRequest) -> tuple[str, ...]:
    """The codes of the regions that may publish something."""
    return publishing.list_public_regions()


@router.get("/public/districts/{region}", response=DistrictOut)
def get_district(request: HttpRequest, region: str) -> DistrictOut:
    """What a district shows to anybody: lists, open calls, notices."""
    found = publishing.open_district(region=region, at=clock.now(), on=clock.today())
    return DistrictOut(
        region,
        tuple(
            PublicListOut(one.manifest.id, _title(one.manifest.title), one.count)
            for one in found.systems
        ),
        tuple(
            PublicCallOut(
                one.id, one.title, one.manifest.id, one.summary, _plain(one.terms), one.opens_at,
                one.closes_at, one.is_demo,
            )
            for one in found.calls
        ),
        tuple(
            NoticeOut(
                one.title, one.manifest.id, one.state, one.since, one.due_at, _plain(one.values),
                one.is_demo,
            )
            for one in found.notices
        ),
    )  # fmt: skip


@router.get("/public/districts/{region}/lists/{group}/{system}", response=ListOut)
def get_published_list(
    request: HttpRequest, region: str, group: str, system: str, query: Query[ListQuery]
) -> ListOut:
    """A page of a published list, with the fields that its manifest publishes."""
    refuse_unknown(request, ListQuery)
    found = publishing.open_list(
        system=f"{group}/{system}", region=region, on=query.on or clock.today(),
        text=query.text[:100], number=max(1, min(query.page, LAST_PAGE)),
    )  # fmt: skip
    rows = tuple({**_plain(one.values), "is_demo": one.is_demo} for one in found.lines)
    return ListOut(
        found.manifest.id, _title(found.manifest.title), region, found.on, found.columns, rows,
        found.total, found.number, found.pages, found.is_withheld,
    )  # fmt: skip


def _title(words: Bilingual) -> Title:
    return Title(words.zh, words.en)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:  # Any: as above
    return dict(values)
