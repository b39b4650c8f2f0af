"""The demo: a fictional city built through the same services that people use.

Bodies, log-ins and documents come in as values; every document is read, part of the items is
reviewed, some plans are published and others stay drafts with their doubts.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from silian.adapters.demo_city import DemoCity, DemoDocument, DemoPerson, make_file
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor, Role
from silian.domain.parties.party import PartyKind
from silian.services import accounts, documents, parties, plans
from silian.services.accounts import DemoLogin
from silian.services.plans.values import ItemLine, NameQuestion

OFFICES_START_ON = date(2021, 1, 1)
SHARE_REVIEWED = 0.6
REJECTED_BECAUSE = "示例：不作为指标，退回"
CLOSED = ("reviewed", "published")


class NotRead(SilianError):
    """A document of the demo could not be read. Values: name, code."""

    code = "demo.not_read"
    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """A version of a plan of the demo as it stands after the review."""

    region: str
    title: str
    file_name: str
    state: str
    reviewed: int
    total: int
    doubtful: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DemoCount:
    """What there is of a region."""

    region: str
    body_name: str
    documents: int
    published: int
    items: int
    reviewed: int
    doubtful: int


@dataclass(frozen=True, slots=True)
class DemoBuilt:
    """What was built: log-ins, plans, and counts for each region."""

    logins: tuple[DemoLogin, ...]
    plans: tuple[DemoPlan, ...]
    counts: tuple[DemoCount, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What each step of the building needs: who builds, the time, and the dice."""

    by: Actor
    now: Callable[[], datetime]
    dice: random.Random


def build(
    *,
    city: DemoCity,
    run_jobs: Callable[[Sequence[str]], None],
    now: Callable[[], datetime],
    seed: int,
    by: Actor,
) -> DemoBuilt:
    """Fill an empty data folder with a fictional city.

    Args:
        run_jobs: does these jobs, in order, before it returns.
        now: the time of each step.
        seed: which items are reviewed, and which are rejected, follows from it alone.

    Raises:
        NotRead: if a document could not be read.
    """
    accounts.mark_demo_folder()
    # Which items the example's reviewer takes up is no secret.
    desk = _Desk(by, now, random.Random(seed))  # noqa: S311
    logins = _make_people(city, desk)
    built: dict[str, tuple[str, DemoPlan]] = {}
    for revising in (False, True):
        chosen = [one for one in city.documents if bool(one.revises) is revising]
        taken = [_hand_in(one, city.notice, built, now()) for one in chosen]
        run_jobs([one.job_id for one in taken])
        for document, one in zip(chosen, taken, strict=True):
            plan = _finish(document, one.version_id, one.sha256, desk)
            built[document.source] = (one.plan_id, plan)
    made = tuple(plan for _, plan in built.values())
    return DemoBuilt(logins, made, _counts(city, made))


def _make_people(city: DemoCity, desk: _Desk) -> tuple[DemoLogin, ...]:
    bodies = {
        body.key: accounts.create_body(
            region=body.region, name=body.name, is_demo=True, by=desk.by, at=desk.now()
        ).id
        for body in city.bodies
    }
    return tuple(
        accounts.create_demo_person(
            username=person.username,
            name=person.name,
            body_id=bodies[person.body],
            role=Role(person.role),
            starts_on=OFFICES_START_ON,
            party_id=_party(person, desk.now()),
            by=desk.by,
            at=desk.now(),
        )
        for person in city.people
    )


def _party(person: DemoPerson, at: datetime) -> str:
    """The party of somebody outside the bureau, taken in by a colleague who is there already."""
    if not person.taken_in_by:
        return ""
    by = accounts.actor_named(username=person.taken_in_by, at=at)
    kind = PartyKind.ORGANIZATION if person.acts_for else PartyKind.PERSON
    name = person.acts_for or person.name
    return parties.create_party(kind=kind, name=name, facts=[], is_demo=True, by=by, at=at).id


def _hand_in(
    document: DemoDocument, notice: str, built: Mapping[str, tuple[str, DemoPlan]], at: datetime
) -> documents.Uploaded:
    """Upload a document as the person who hands it in, as a plan or a new version of one."""
    plan_id = built[document.revises][0] if document.revises else ""
    incoming = documents.Incoming(document.file_name, BytesIO(make_file(document, notice)))
    by = accounts.actor_named(username=document.by, at=at)
    (answer,) = documents.upload(files=[incoming], plan_id=plan_id, is_demo=True, by=by, at=at)
    if isinstance(answer, documents.Refused):
        raise NotRead(f"{answer.name}: {answer.code}", name=answer.name, code=answer.code)
    return answer


def _finish(document: DemoDocument, version_id: str, sha256: str, desk: _Desk) -> DemoPlan:
    """Review a version as far as its document says, and say where it stands."""
    by = accounts.actor_named(username=document.by, at=desk.now())
    view = plans.get_version(version_id=version_id, by=by, at=desk.now())
    if view.reading_state != "read":
        code = view.failure.code if view.failure else view.reading_state
        raise NotRead(f"{document.file_name}: {code}", name=document.file_name, code=code)
    if document.review == "some":
        _review_some(version_id, by, desk)
    elif document.review == "all":
        _review_all(version_id, by, desk)
        _close(document, version_id, by, desk)
    view = plans.get_version(version_id=version_id, by=by, at=desk.now())
    return DemoPlan(
        region=view.region,
        title=view.title,
        file_name=view.file_name,
        state=view.state,
        reviewed=view.counts.reviewed,
        total=view.counts.total,
        doubtful=view.counts.doubtful,
        sha256=sha256,
    )


def _review_some(version_id: str, by: Actor, desk: _Desk) -> None:
    """Reject one item and confirm what carries no doubt in some sections, as the dice fall."""
    lines = _lines(version_id, "confident", by, desk)
    if lines:
        line = desk.dice.choice(lines)
        plans.reject(
            item_id=line.id, revision=line.revision, note=REJECTED_BECAUSE, by=by, at=desk.now()
        )
    for section in plans.list_sections(version_id=version_id, by=by, at=desk.now()):
        if desk.dice.random() < SHARE_REVIEWED:
            plans.confirm_all(version_id=version_id, section=section.key, by=by, at=desk.now())


def _review_all(version_id: str, by: Actor, desk: _Desk) -> None:
    """Confirm what carries no doubt in one go, then decide the doubts."""
    plans.confirm_all(version_id=version_id, by=by, at=desk.now())
    for tab in ("doubt", "confident"):
        for line in _lines(version_id, tab, by, desk):
            _decide(version_id, line.id, by, desk)


def _decide(version_id: str, item_id: str, by: Actor, desk: _Desk) -> None:
    """Take over what the reading proposes for a damaged field; else confirm."""
    item = plans.get_item(version_id=version_id, item_id=item_id, by=by, at=desk.now())
    known = {field.name for field in item.fields}
    fields = {
        proposal.field: proposal.value
        for finding in item.findings
        for proposal in finding.proposals
        if proposal.field in known and len(finding.proposals) == 1
    }
    if item.name_question and not item.name_question.chosen:
        fields["key"] = _meaning(item.name_question)
    revision = item.line.revision
    if fields:
        plans.correct(item_id=item_id, revision=revision, fields=fields, by=by, at=desk.now())
    else:
        plans.confirm(item_id=item_id, revision=revision, by=by, at=desk.now())


def _meaning(question: NameQuestion) -> str:
    """The invented bureau means the first candidate wherever a name may mean several."""
    return question.choices[0].key


def _lines(version_id: str, tab: str, by: Actor, desk: _Desk) -> list[ItemLine]:
    """Every line of a tab, all pages, in the order of the text."""
    lines: list[ItemLine] = []
    number = 1
    while True:
        page = plans.get_queue(
            version_id=version_id, tab=tab, page=number, by=by, at=desk.now()
        ).page
        lines += page.lines
        if number >= page.pages:
            return sorted(lines, key=lambda line: (line.start, line.end, line.kind, line.title))
        number += 1


def _close(document: DemoDocument, version_id: str, by: Actor, desk: _Desk) -> None:
    if document.state not in CLOSED:
        return
    view = plans.get_version(version_id=version_id, by=by, at=desk.now())
    view = plans.mark_reviewed(version_id=version_id, revision=view.revision, by=by, at=desk.now())
    if document.state == "published":
        if document.published_by:
            by = accounts.actor_named(username=document.published_by, at=desk.now())
        plans.publish(version_id=version_id, revision=view.revision, by=by, at=desk.now())


def _counts(city: DemoCity, built: Sequence[DemoPlan]) -> tuple[DemoCount, ...]:
    names = {body.region: body.name for body in reversed(city.bodies)}
    sums: dict[str, Counter[str]] = {region: Counter() for region in sorted(names)}
    for plan in built:
        sums[plan.region].update(
            documents=1,
            published=int(plan.state == "published"),
            items=plan.total,
            reviewed=plan.reviewed,
            doubtful=plan.doubtful,
        )
    return tuple(
        DemoCount(
            region,
            names[region],
            tally["documents"],
            tally["published"],
            tally["items"],
            tally["reviewed"],
            tally["doubtful"],
        )
        for region, tally in sums.items()
    )
