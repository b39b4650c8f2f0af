"""The check (体检) of a version: what contradicts itself, and what people answered.

Findings are computed from the reading as it stands after review and are never stored; answers
are, by the finding's id, which stays until its rule or one of its quotes changes.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock

from django.db import transaction

from silian.adapters.engines.linting import findings_of
from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.services import events
from silian.services.plans.access import Opened, may, open_version, versions_of
from silian.services.plans.beside import (
    MOST_CHARACTERS,
    State,
    Surroundings,
    checked,
    plans_beside,
    states_of,
)
from silian.services.plans.linted import Record, list_rules
from silian.services.plans.paging import bounds, pick
from silian.services.plans.places import Where
from silian.services.plans.values import (
    PAGE_SIZE,
    Answer,
    BothLanguages,
    CheckCounts,
    Checked,
    CheckFinding,
    Choice,
    Page,
)
from silian.store.plans.models import FindingAnswer

REMEMBERED = 16
LONGEST_REASON = 500
WEIGHTS = ("high", "medium", "low", "info")
STATUSES = ("violated", "unknown")
VERDICTS = ("accepted", "false_alarm", "corrected")
ANSWERED = ("no", "yes")
FILTERS = ("severity", "family", "status", "answered", "rule")
Findings = tuple[CheckFinding, ...]
Key = tuple[str, tuple[State, ...], tuple[bool, ...]]


class TextTooLong(SilianError):
    """The text is too long to be checked while somebody waits. Values: chars, limit."""

    code = "plans.too_long_to_check"


class NoSuchFinding(SilianError):
    """The check of this version has no such finding (any more). Value: finding_id."""

    code = "plans.no_such_finding"
    kind = Kind.CONFLICT


class NotAnswered(SilianError):
    """The finding has no answer of this version that could be taken back. Value: finding_id."""

    code = "plans.not_answered"
    kind = Kind.CONFLICT


class ReasonMissing(SilianError):
    """An answer needs a reason that others can follow. Value: longest."""

    code = "plans.reason_missing"


def list_findings(
    *,
    version_id: str,
    severity: str = "",
    family: str = "",
    status: str = "",
    answered: str = "",
    rule: str = "",
    page: int = 1,
    by: Actor,
    at: datetime,
) -> Checked:
    """What the check finds in a version, the weightiest first; ``answered`` is yes or no.

    Raises:
        TextTooLong: beyond 2,000,000 characters; ``silian lint FILE`` has no such limit.
        NotRead: if the document has not been read.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    beside = plans_beside(opened, by=by, at=at)
    found = with_answers(opened, beside, by=by, at=at)
    asked = dict(zip(FILTERS, (severity, family, status, answered, rule), strict=True))
    for name, known in (("severity", WEIGHTS), ("status", STATUSES), ("answered", ANSWERED)):
        if asked[name]:
            pick(name, asked[name], dict.fromkeys(known))
    wanted = [one for one in found if all(_value(one, n) == v for n, v in asked.items() if v)]
    number, pages, first = bounds(page, len(wanted))
    shown = tuple(wanted[first : first + PAGE_SIZE])
    listed = Page(shown, number, pages, len(wanted), len(found), "severity", _choices(found))
    may_answer = may(opened.version, Verb.PLANS_REVIEW, by=by, at=at)
    laid = tuple(one.line for one in beside.plans)
    return Checked(opened.version.id, counts_of(found), may_answer, listed, laid, beside.left_out)


def _value(finding: CheckFinding, name: str) -> str:
    if name == "answered":
        return "yes" if finding.answer else "no"
    return str(getattr(finding, name))


def _choices(found: Findings) -> dict[str, tuple[Choice, ...]]:
    """The values of each filter with their counts, in the order of the list."""
    tally = {name: Counter(_value(one, name) for one in found) for name in FILTERS}
    orders: Mapping[str, Sequence[str]] = {
        "severity": WEIGHTS,
        "status": STATUSES,
        "answered": ANSWERED,
    }
    return {
        name: tuple(
            Choice(value, tally[name][value])
            for value in orders.get(name, sorted(tally[name]))
            if tally[name][value]
        )
        for name in FILTERS
    }


def counts_of(found: Iterable[CheckFinding]) -> CheckCounts:
    """How much was found, by weight and status, and how much has no answer."""
    findings = list(found)
    open_ones = Counter(one.severity for one in findings if one.answer is None)
    tally = Counter((one.severity, one.status) for one in findings)
    return CheckCounts(
        total=len(findings),
        answered=len(findings) - sum(open_ones.values()),
        open_high=open_ones["high"],
        open_medium=open_ones["medium"],
        by={weight: {status: tally[weight, status] for status in STATUSES} for weight in WEIGHTS},
    )


def with_answers(opened: Opened, beside: Surroundings, *, by: Actor, at: datetime) -> Findings:
    """The findings of an opened version with the answers of this and earlier versions."""
    found = computed(opened, beside)
    answers = _answers(opened, by=by, at=at)
    return tuple(replace(one, answer=answers.get(one.id)) for one in found)


def _answers(opened: Opened, *, by: Actor, at: datetime) -> dict[str, Answer]:
    """For each finding the newest answer, of this version or of one before that may be seen."""
    version = opened.version
    seen = versions_of(by=by, at=at).filter(plan=version.plan_id, number__lte=version.number)
    rows = (
        FindingAnswer.objects.within(opened.reach)
        .filter(version__in=seen.order_by().values("pk"))
        .select_related("version")
        .order_by("version__number")
    )
    return {
        row.anchor: Answer(
            row.verdict, row.reason, row.by_name, row.at, row.version.number,
            row.version_id == version.id,
        )
        for row in rows
    }  # fmt: skip


class _Memory:
    """The last findings that were computed, so that a page of them is not computed anew."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Findings] = OrderedDict()
        self._lock = Lock()

    def knows(self, version_id: str) -> bool:
        """Whether some state of the version is kept: spares the query for the exact one."""
        with self._lock:
            return any(key[0] == version_id for key in self._kept)

    def get(self, key: Key) -> Findings | None:
        """What was kept under a key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Key, found: Findings) -> None:
        """Keep findings; the one that was longest not asked for goes."""
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)


_memory = _Memory()


def _key(opened: Opened, beside: Surroundings) -> Key:
    """What the findings depend on: the version, those beside it, and which may be opened."""
    states = states_of([opened, *(one.opened for one in beside.plans)])
    return opened.version.id, states, tuple(one.may_open for one in beside.plans)


def known_count(opened: Opened, *, by: Actor, at: datetime) -> int | None:
    """How many findings there are, if that is known without computing."""
    if opened.version.reading is None or not _memory.knows(opened.version.id):
        return None
    found = _memory.get(_key(opened, plans_beside(opened, by=by, at=at)))
    return None if found is None else len(found)


def computed(opened: Opened, beside: Surroundings) -> Findings:
    """The findings of an opened version and of those beside it, without answers.

    Raises:
        TextTooLong: if the text is too long to be checked while somebody waits.
    """
    chars = opened.text.chars
    if chars > MOST_CHARACTERS:
        raise TextTooLong(f"{chars} characters", chars=chars, limit=MOST_CHARACTERS)
    key = _key(opened, beside)
    found = _memory.get(key)
    if found is None:
        others = [(one, checked(one.opened)) for one in beside.plans]
        plan = checked(opened, [other for _, other in others])
        found = _views(Where(opened, others), findings_of(plan))
        _memory.keep(key, found)
    return found


def _views(where: Where, records: Sequence[Record]) -> Findings:
    families = {rule.id: rule.family for rule in list_rules()}
    return tuple(_view(record, families.get(record["rule"], ""), where) for record in records)


def _view(record: Record, family: str, where: Where) -> CheckFinding:
    return CheckFinding(
        id=record["id"],
        rule=record["rule"],
        family=family,
        method=record["method"],
        status=record["status"],
        severity=record["severity"],
        name=BothLanguages(record["name_zh"], record["name_en"]),
        message=BothLanguages(record["message_zh"], record["message_en"]),
        formula=record["formula"],
        computed=dict(record["computed"]),
        settles=tuple(BothLanguages(way["zh"], way["en"]) for way in record["settles"]),
        inputs=tuple(where.input_of(one) for one in record["inputs"]),
        refs=tuple(record["refs"]),
        answer=None,
    )


def answer_finding(
    *, version_id: str, finding_id: str, verdict: str, reason: str, by: Actor, at: datetime
) -> CheckFinding:
    """Say what is to be thought of a finding; a second answer in a version replaces the first.

    ``verdict``: accepted (it is right and stays), false_alarm or corrected (in a later version).
    The log keeps every answer.

    Raises:
        ReasonMissing: if ``reason`` is empty or longer than 500 characters.
        NoSuchFinding: if the check of this version has no such finding.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_REVIEW, by=by, at=at)
    pick("verdict", verdict, dict.fromkeys(VERDICTS))
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise ReasonMissing(f"{len(said)} characters", longest=LONGEST_REASON)
    # Before anything is locked: it may take seconds.
    computed(opened, plans_beside(opened, by=by, at=at))
    return _keep(version_id, finding_id, verdict, said, by=by, at=at)


@transaction.atomic
def _keep(
    version_id: str, finding_id: str, verdict: str, reason: str, *, by: Actor, at: datetime
) -> CheckFinding:
    opened = open_version(version_id=version_id, verb=Verb.PLANS_REVIEW, by=by, at=at, locked=True)
    finding = _find(opened, finding_id, by=by, at=at)
    FindingAnswer.objects.within(opened.reach).update_or_create(
        version=opened.version,
        anchor=finding.id,
        defaults={
            "region": opened.version.region,
            "rule": finding.rule,
            "verdict": verdict,
            "reason": reason,
            "by_id": str(by.user_id or ""),
            "by_name": by.name,
            "at": at,
        },
    )
    _record(opened, "plans.answer", finding, verdict, reason, by=by, at=at)
    number = opened.version.number
    return replace(finding, answer=Answer(verdict, reason, by.name, at, number, is_own=True))


def withdraw_answer(*, version_id: str, finding_id: str, by: Actor, at: datetime) -> CheckFinding:
    """Take back this version's answer; one of an earlier version shows again.

    Raises:
        NotAnswered: if this version has no answer to it.
    """
    opened = open_version(version_id=version_id, verb=Verb.PLANS_REVIEW, by=by, at=at)
    computed(opened, plans_beside(opened, by=by, at=at))
    return _withdraw(version_id, finding_id, by=by, at=at)


@transaction.atomic
def _withdraw(version_id: str, finding_id: str, *, by: Actor, at: datetime) -> CheckFinding:
    opened = open_version(version_id=version_id, verb=Verb.PLANS_REVIEW, by=by, at=at, locked=True)
    rows = FindingAnswer.objects.within(opened.reach).filter(version=opened.version)
    row = rows.filter(anchor=finding_id).first()
    if row is None:
        raise NotAnswered(finding_id, finding_id=finding_id)
    finding = _find(opened, finding_id, by=by, at=at)
    _record(opened, "plans.answer_withdrawn", finding, row.verdict, row.reason, by=by, at=at)
    row.delete()
    return replace(finding, answer=_answers(opened, by=by, at=at).get(finding_id))


def _find(opened: Opened, finding_id: str, *, by: Actor, at: datetime) -> CheckFinding:
    for finding in computed(opened, plans_beside(opened, by=by, at=at)):
        if finding.id == finding_id:
            return finding
    raise NoSuchFinding(finding_id, finding_id=finding_id)


def _record(
    opened: Opened,
    verb: str,
    finding: CheckFinding,
    verdict: str,
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    events.append(
        stream=f"plan:{opened.version.plan_id}",
        verb=verb,
        kind="plan_version",
        object_id=opened.version.id,
        region=opened.version.region,
        payload={
            "number": opened.version.number,
            "finding": finding.id,
            "rule": finding.rule,
            "verdict": verdict,
            "reason": reason,
            "quotes": [one.quote[:200] for one in finding.inputs],
        },
        by=by,
        at=at,
    )
