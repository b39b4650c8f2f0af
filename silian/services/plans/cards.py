"""Plans, their versions and outlines."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.domain.plans.review import Group, PlanState
from silian.services.accounts import reach_of
from silian.services.plans.access import NotFound, Opened, may, open_version, versions_of
from silian.services.plans.checking import known_count
from silian.services.plans.counting import count, progress_by_reading
from silian.services.plans.paging import choices_of, page_of, pick
from silian.services.plans.values import (
    Choice,
    Counts,
    Coverage,
    DocumentField,
    Failure,
    Page,
    PlanCard,
    PlanLine,
    Replay,
    SectionLine,
    VersionLine,
    VersionView,
)
from silian.store.plans.models import PlanVersion, Reading, Section

UNREAD = "failed"
SORTS = {
    "changed": ("changed_at", "pk"),
    "-changed": ("-changed_at", "pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "pk"),
    "region": ("region", "title", "pk"),
    "-region": ("-region", "title", "pk"),
    "period": ("period_start", "title", "pk"),
    "-period": ("-period_start", "title", "pk"),
}


def list_plans(
    *,
    words: str = "",
    state: str = "",
    region: str = "",
    sort: str = "-changed",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Page[PlanLine]:
    """The plans that the person may see, each by its newest version that the person may see.

    ``state``: draft, reviewed, published (the newest that is in force, whatever came after it),
    or failed (its document could not be read; it is no draft yet).
    ``sort``: changed, title, region, period (``-`` in front: falling).
    """
    visible = versions_of(by=by, at=at)
    rows = _newest(visible)
    in_force = _newest(visible.filter(state=PlanState.PUBLISHED))
    wanted = in_force if state == PlanState.PUBLISHED else rows
    for word in words.split():
        wanted = wanted.filter(Q(title__icontains=word) | Q(document__name__icontains=word))
    if state == UNREAD:
        wanted = wanted.filter(reading_state=UNREAD)
    elif state:
        wanted = wanted.filter(state=state).exclude(reading_state=UNREAD)
    if region:
        wanted = wanted.filter(region=region)
    reach = reach_of(by=by, at=at)
    unfinished = rows.exclude(state=PlanState.PUBLISHED)

    def lines(shown: Sequence[PlanVersion]) -> list[PlanLine]:
        ids = [version.reading_id for version in shown if version.reading_id]
        progress = progress_by_reading(ids, reach)
        return [_plan_line(v, progress.get(v.reading_id or "", (0, 0, 0))) for v in shown]

    return page_of(
        wanted,
        everything=rows.count(),
        order=pick("sort", sort, SORTS),
        sort=sort,
        number=page,
        line=lines,
        choices={
            "state": (
                *choices_of(unfinished.exclude(reading_state=UNREAD), "state"),
                Choice(UNREAD, unfinished.filter(reading_state=UNREAD).count()),
                Choice(PlanState.PUBLISHED, in_force.count()),
            ),
            "region": choices_of(rows, "region"),
        },
    )


def _newest(visible: "QuerySet[PlanVersion]") -> "QuerySet[PlanVersion]":
    """The newest of these versions of each plan."""
    newest = visible.filter(plan=OuterRef("plan")).order_by("-number").values("pk")[:1]
    return visible.filter(pk=Subquery(newest)).select_related("plan", "document")


def _plan_line(version: PlanVersion, progress: tuple[int, int, int]) -> PlanLine:
    return PlanLine(
        id=version.plan_id,
        title=version.title,
        region=version.region,
        version_id=version.id,
        version_number=version.number,
        state=version.state,
        reading_state=version.reading_state,
        failure=_failure(version),
        job_id=version.job_id,
        period_start=version.period_start,
        period_end=version.period_end,
        doc_type=version.doc_type,
        reviewed=progress[0],
        total=progress[1],
        doubtful=progress[2],
        file_name=version.document.name,
        changed_at=version.changed_at,
        published_at=version.published_at,
        is_demo=version.plan.is_demo,
    )


def _failure(version: PlanVersion) -> Failure | None:
    if not version.failure_code:
        return None
    return Failure(version.failure_code, version.failure_values)


def find_namesake(*, version_id: str, by: Actor, at: datetime) -> PlanLine | None:
    """The newest version of an older plan of the district with the same title.

    Only for the first version of a plan: a later one was put where it belongs.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    version = opened.version
    if version.number > 1 or not version.title:
        return None
    older = (
        versions_of(by=by, at=at)
        .filter(region=version.region, title=version.title)
        .filter(plan__created_at__lte=version.plan.created_at)
        .exclude(plan=version.plan_id)
    )
    found = older.select_related("plan", "document").order_by("-created_at", "-number").first()
    return _plan_line(found, (0, 0, 0)) if found else None


def get_plan(*, plan_id: str, by: Actor, at: datetime) -> PlanCard:
    """A plan and its versions that the person may see, newest first."""
    versions = list(
        versions_of(by=by, at=at)
        .filter(plan=plan_id)
        .select_related("plan", "document")
        .order_by("-number")
    )
    if not versions:
        raise NotFound
    plan = versions[0].plan
    verbs = {"upload": Verb.PLANS_UPLOAD, "export": Verb.PLANS_EXPORT}
    allowed = (name for name, verb in verbs.items() if may(versions[0], verb, by=by, at=at))
    return PlanCard(
        id=plan.id,
        title=versions[0].title,
        region=plan.region,
        is_demo=plan.is_demo,
        versions=tuple(version_line(version) for version in versions),
        may=tuple(sorted(allowed)),
    )


def version_line(version: PlanVersion) -> VersionLine:
    """A version as the list of versions shows it."""
    return VersionLine(
        id=version.id,
        number=version.number,
        state=version.state,
        reading_state=version.reading_state,
        file_name=version.document.name,
        document_id=version.document_id,
        created_at=version.created_at,
        created_by=version.created_by_name,
        reviewed_at=version.reviewed_at,
        reviewed_by=version.reviewed_by_name,
        published_at=version.published_at,
        published_by=version.published_by_name,
        note=version.note,
    )


def get_version(*, version_id: str, by: Actor, at: datetime) -> VersionView:
    """The head of a version: facts, counts, what may be done and what is in the way."""
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    return view_version(opened, by=by, at=at)


def view_version(opened: Opened, *, by: Actor, at: datetime) -> VersionView:
    """The head of an opened version."""
    version, reading = opened.version, opened.version.reading
    others = versions_of(by=by, at=at).filter(plan=version.plan_id)
    newest = others.order_by("-number").values_list("pk", "number").first()
    previous = others.filter(number__lt=version.number).order_by("-number").first()
    counts = _with_check(count(opened), opened, by=by, at=at)
    facts = reading.facts if reading else {}
    return VersionView(
        id=version.id,
        plan_id=version.plan_id,
        number=version.number,
        title=version.title,
        region=version.region,
        is_demo=version.plan.is_demo,
        state=version.state,
        reading_state=version.reading_state,
        failure=_failure(version),
        job_id=version.job_id,
        revision=version.revision,
        document_id=version.document_id,
        file_name=version.document.name,
        media_type=reading.text.media_type if reading else "",
        size_bytes=version.document.size_bytes,
        sha256=version.document.sha256,
        chars=reading.text.chars if reading else 0,
        pages=reading.text.page_count if reading else 0,
        reader_version=reading.reader_version if reading else "",
        fields=_fields(facts),
        period_start=version.period_start,
        period_end=version.period_end,
        issuer=version.issuer,
        doc_type=version.doc_type,
        counts=counts,
        coverage=_coverage(facts),
        replay=_replay(reading),
        created_at=version.created_at,
        created_by=version.created_by_name,
        reviewed_at=version.reviewed_at,
        reviewed_by=version.reviewed_by_name,
        published_at=version.published_at,
        published_by=version.published_by_name,
        newest_version_id=newest[0] if newest else version.id,
        newest_version_number=newest[1] if newest else version.number,
        previous_version_id=previous.id if previous else "",
        may=_may(version, by=by, at=at),
        blocked=blocked_by(version, counts),
    )


def _with_check(counts: Counts, opened: Opened, *, by: Actor, at: datetime) -> Counts:
    """The counts with those of the check, where they are known: it is not run for a head."""
    number = known_count(opened, by=by, at=at)
    if number is None:
        return counts
    return replace(counts, by_list={**counts.by_list, "check": number})


# facts is the contract's document, JSON of many shapes.
def _fields(facts: dict[str, object]) -> tuple[DocumentField, ...]:
    printed = facts.get("fields")
    if not isinstance(printed, dict):
        return ()
    return tuple(
        DocumentField(
            name=name,
            value=_shown(facts.get(name), place["quote"]),
            raw=place["raw"] or "",
            start=place["start"],
            end=place["end"],
            quote=place["quote"] or "",
        )
        for name, place in printed.items()
    )


def _shown(value: object, quote: str | None) -> str:
    return quote or "" if value is None or isinstance(value, list) else str(value)


def _coverage(facts: dict[str, object]) -> Coverage:
    found = facts.get("coverage")
    if not isinstance(found, dict):
        return Coverage(0, {}, 0)
    return Coverage(found["digit_runs"], found["explained"], len(found["residual"]))


def _replay(reading: Reading | None) -> Replay | None:
    if reading is None or reading.replay is None:
        return None
    found = reading.replay
    return Replay(found["kept"], found["added"], found["lost"], tuple(found["lost_quotes"]))


def _may(version: PlanVersion, *, by: Actor, at: datetime) -> tuple[str, ...]:
    """The verbs that role and state together leave."""
    draft, read = version.state == PlanState.DRAFT, version.reading_id is not None
    possible = {
        "review": (Verb.PLANS_REVIEW, draft and read),
        "close": (Verb.PLANS_REVIEW, draft and read),
        "reopen": (Verb.PLANS_REVIEW, version.state == PlanState.REVIEWED),
        "publish": (Verb.PLANS_PUBLISH, version.state != PlanState.PUBLISHED),
        "export": (Verb.PLANS_EXPORT, read),
        "reread": (Verb.PLANS_UPLOAD, draft and version.reading_state != "waiting"),
        "upload": (Verb.PLANS_UPLOAD, True),
        "download": (Verb.PLANS_READ, True),
    }
    return tuple(
        name
        for name, (verb, is_time) in possible.items()
        if is_time and may(version, verb, by=by, at=at)
    )


def blocked_by(version: PlanVersion, counts: Counts) -> str:
    """The code of what stands in the way of publishing, "" when nothing does."""
    if version.state == PlanState.PUBLISHED:
        return "plans.already_published"
    if version.reading_id is None:
        return "plans.not_read"
    if counts.doubtful:
        return "plans.doubts_open"
    return "" if version.state == PlanState.REVIEWED else "plans.not_reviewed"


def list_sections(*, version_id: str, by: Actor, at: datetime) -> tuple[SectionLine, ...]:
    """The outline, in text order, with progress of the review; sub-sections are counted in."""
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    sections = list(
        Section.objects.within(opened.reach)
        .filter(reading=opened.reading)
        .order_by("start")
        .values_list(
            "key",
            "level",
            "number",
            "title",
            "parent",
            "start",
            "end",
            "body_start",
            "body_end",
        )
    )
    parents = {section[0]: section[4] for section in sections}
    reviewed: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    tally = (
        opened.items()
        .filter(is_queued=True)
        .order_by()
        .values_list("section")
        .annotate(everything=Count("pk"), done=Count("pk", filter=Q(part=Group.REVIEWED)))
    )
    for key, everything, done in tally:
        step = key
        while step:
            total[step] += everything
            reviewed[step] += done
            step = parents.get(step, "")
    return tuple(
        SectionLine(*section, reviewed[section[0]], total[section[0]]) for section in sections
    )
