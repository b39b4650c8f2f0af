"""What one screen of a version needs, gathered in one call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor
from silian.domain.plans.review import PlanState
from silian.services import jobs
from silian.services.jobs import JobRow
from silian.services.plans import cards, changes, checking, lists, publishing, queue, text
from silian.services.plans.values import (
    Changes,
    CheckCounts,
    Checked,
    ItemView,
    Page,
    PlanCard,
    PlanLine,
    Publication,
    Queue,
    SectionLine,
    TextPage,
    VersionView,
)

# The lists take different filters, so the mapping cannot say more than "some list".
LISTS: Mapping[str, Callable[..., Page[Any]]] = MappingProxyType(
    {
        "indicators": lists.list_indicators,
        "targets": lists.list_targets,
        "tasks": lists.list_tasks,
        "boxes": lists.list_boxes,
        "entities": lists.list_entities,
        "glossary": lists.list_glossary,
        "findings": lists.list_findings,
    }
)
READ = "read"
UNDER_WAY = frozenset({"waiting", "reading"})


@dataclass(frozen=True, slots=True)
class Opened:
    """A version in the reader. All but ``version`` are empty until it is read."""

    version: VersionView
    sections: tuple[SectionLine, ...] = ()
    text: TextPage | None = None
    queue: Queue | None = None
    item: ItemView | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A version with one page of one of its lists, and its outline for the filters."""

    version: VersionView
    page: Page[Any]
    sections: tuple[SectionLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading of a version is; ``job`` is ``None`` for whom jobs are not shown.

    ``namesake`` is an older plan of the district with the same title, where the version is the
    first of its own plan: it may have been meant as a new version of that one.
    """

    version: VersionView
    job: JobRow | None
    namesake: PlanLine | None = None

    @property
    def is_over(self) -> bool:
        """Whether the reading has ended, well or not."""
        return self.version.reading_state not in UNDER_WAY


@dataclass(frozen=True, slots=True)
class History:
    """A version, its plan's versions, and what it changes against an earlier one.

    ``publication`` is there where it was asked for and the person may publish now.
    """

    version: VersionView
    plan: PlanCard
    changes: Changes | None
    check: CheckCounts | None = None
    publication: Publication | None = None


@dataclass(frozen=True, slots=True)
class CheckPage:
    """A version with one page of what the check found in it."""

    version: VersionView
    checked: Checked


def open_reader(
    *, version_id: str, start: int = 0, item_id: str = "", tab: str = "all", by: Actor, at: datetime
) -> Opened:
    """The reader at an item, or at an offset of the text."""
    version = cards.get_version(version_id=version_id, by=by, at=at)
    if version.reading_state != READ:
        return Opened(version)
    item = queue.get_item(version_id=version_id, item_id=item_id, by=by, at=at) if item_id else None
    place = item.line.start if item else start
    return Opened(
        version,
        cards.list_sections(version_id=version_id, by=by, at=at),
        text.get_text(version_id=version_id, start=place, by=by, at=at),
        queue.get_queue(version_id=version_id, tab=tab, by=by, at=at),
        item,
    )


def open_progress(*, version_id: str, by: Actor, at: datetime) -> Progress:
    """How far the reading is, with its job where the person may see jobs."""
    version = cards.get_version(version_id=version_id, by=by, at=at)
    if version.reading_state not in UNDER_WAY:
        may_ask = version.reading_state == READ and "upload" in version.may
        same = cards.find_namesake(version_id=version_id, by=by, at=at) if may_ask else None
        return Progress(version, None, same)
    if not version.job_id:
        return Progress(version, None)
    try:
        job = jobs.get_job(job_id=version.job_id, by=by, at=at)
    except SilianError as error:
        if error.kind not in (Kind.FORBIDDEN, Kind.NOT_FOUND):
            raise
        job = None
    return Progress(version, job)


def open_list(
    *,
    version_id: str,
    view: str,
    filters: Mapping[str, str],
    sort: str = "",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Listed:
    """One page of the list ``view`` (a key of ``LISTS``), below the version's head."""
    version = cards.get_version(version_id=version_id, by=by, at=at)
    order = {"sort": sort} if sort else {}
    found = LISTS[view](version_id=version_id, page=page, by=by, at=at, **order, **filters)
    sections = cards.list_sections(version_id=version_id, by=by, at=at) if view == "tasks" else ()
    return Listed(version, found, sections)


def open_history(
    *,
    version_id: str,
    against: str = "",
    with_changes: bool,
    with_publication: bool = False,
    by: Actor,
    at: datetime,
) -> History:
    """The versions of a plan, seen from one of them; without ``with_changes`` also its check."""
    version = cards.get_version(version_id=version_id, by=by, at=at)
    plan = cards.get_plan(plan_id=version.plan_id, by=by, at=at)
    found = (
        changes.get_changes(version_id=version_id, against=against, by=by, at=at)
        if with_changes
        else None
    )
    check = None if with_changes else _check_counts(version, by=by, at=at)
    publication = None
    if with_publication and "publish" in version.may and not version.blocked:
        publication = publishing.get_publication(version_id=version_id, by=by, at=at)
    return History(version, plan, found, check, publication)


def _check_counts(version: VersionView, *, by: Actor, at: datetime) -> CheckCounts | None:
    """What the check of an unpublished version found; ``None`` where it cannot be run here."""
    if version.reading_state != READ or version.state == PlanState.PUBLISHED:
        return None
    try:
        return checking.list_findings(version_id=version.id, by=by, at=at).counts
    except checking.TextTooLong:
        return None


def open_check(
    *, version_id: str, filters: Mapping[str, str], page: int = 1, by: Actor, at: datetime
) -> CheckPage:
    """One page of the findings of the check, below the version's head."""
    checked = checking.list_findings(version_id=version_id, page=page, by=by, at=at, **filters)
    # After the check, so that the head knows how many it found.
    return CheckPage(cards.get_version(version_id=version_id, by=by, at=at), checked)
