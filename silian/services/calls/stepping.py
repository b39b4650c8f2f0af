"""A step is taken in a case: who may, whether it may be now, and everything that follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor, Role
from silian.domain.parties.permissions import Denied, Verb
from silian.domain.systems.manifest import Edge, Manifest
from silian.domain.systems.procedures import editors_of, may_take, steps_from
from silian.domain.systems.vocabulary import Effect
from silian.services import events
from silian.services.accounts import Forbidden
from silian.services.agreements.obligations import follow_due
from silian.services.calls.access import OpenedCase, must_be, open_case_row, standing_of
from silian.services.calls.answering import check_draft, check_whole, is_asked
from silian.services.calls.deadlines import said, set_deadlines
from silian.services.calls.effects import carry_out
from silian.services.calls.guards import Trace, ask
from silian.services.calls.opening import checked_record, hand_in, keep_paper
from silian.services.calls.work import Work
from silian.store.calls.models import Case, Step

LONGEST_WORD = 4000


class NoSuchStep(SilianError):
    """The procedure has no such step from here. Values: do, state, possible."""

    code = "cases.no_such_step"
    kind = Kind.CONFLICT


class StepRefused(SilianError):
    """A guard does not hold. Values: do, traces, and what is lacking."""

    code = "cases.guard_not_met"
    kind = Kind.CONFLICT


class NeedsMore(SilianError):
    """The step asks for something that was not given. Values: do, missing."""

    code = "cases.needs_more"


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What a step did: the new state, what was checked, and what followed."""

    case_id: str
    do: str
    source: str
    state: str
    revision: int
    traces: tuple[Trace, ...]
    effects: tuple[Mapping[str, Any], ...]


@transaction.atomic
def take_step(
    *,
    case_id: str,
    do: str,
    by: Actor,
    at: datetime,
    revision: int | None = None,
    given: Mapping[str, Any] | None = None,
) -> StepTaken:
    """Take a step: permission, guards, state, clocks and effects in one transaction.

    Args:
        revision: what the person saw; a case that changed since is not touched.
        given: what the step needs, by name: a reason, defects, a record, reviewers.

    Raises:
        NoSuchStep, Forbidden, Changed, NeedsMore, Incomplete, StepRefused: each with its reason.
    """
    verb = Verb.CASES_WORK if not _is_outside(by) else Verb.CASES_READ
    opened = open_case_row(case_id=case_id, verb=verb, by=by, at=at, locked=True)
    must_be(opened.row, revision)
    edge = opened.manifest.edge(do, opened.row.state)
    if edge is None:
        possible = tuple(e.do for e in steps_from(opened.manifest, opened.row.state))
        raise NoSuchStep(
            f"{do} does not leave {opened.row.state}",
            do=do, state=opened.row.state, possible=possible,
        )  # fmt: skip
    role = may_take(opened.manifest, edge, by, standing_of(opened.row), at)
    if isinstance(role, Denied):
        raise Forbidden(f"{by.name} may not {do}", reason=role.code, **role.values)
    return _take(opened, edge, role, dict(given or {}), by, at)


def _is_outside(by: Actor) -> bool:
    return by.office is not None and by.office.role in (Role.AGENT, Role.EXPERT)


def _take(
    opened: OpenedCase, edge: Edge, role: str, given: dict[str, Any], by: Actor, at: datetime
) -> StepTaken:
    row, manifest = opened.row, opened.manifest
    source = row.state
    _write_facts(row, manifest, edge, given)
    papers = _papers(row, manifest, edge, given, by, at)
    traces = ask(row, manifest, edge, at)
    lacking = tuple(one for one in traces if not one.is_met)
    if lacking:
        raise StepRefused(
            f"{edge.do}: {', '.join(one.guard for one in lacking)}", do=edge.do, lacking=lacking
        )
    row.state, row.state_since, row.changed_at = edge.to, at, at
    row.revision += 1
    if edge.to in manifest.procedure.terminal:
        row.closed_at = at
    work = Work(row, manifest, edge, role, given, _next_seq(opened), by, at)
    effects = carry_out(work)
    follow_due(work)
    deadlines, ended = set_deadlines(row, manifest, at, stays=source == edge.to)
    row.save()
    step = Step.objects.create(
        case=row, region=row.region, seq=work.seq, do=edge.do, source=source, to=edge.to,
        role=role, by=by.user_id or "", by_name=by.name, office=by.office.id if by.office else "",
        at=at, given=_words(given), traces=[one.to_data() for one in traces], effects=effects,
        result=edge.decides,
    )  # fmt: skip
    events.append(
        stream=f"case:{row.id}", verb="cases.stepped", kind="case", object_id=row.id,
        region=row.region,
        payload={
            "do": edge.do, "from": source, "to": edge.to, "role": role,
            "clocks": [said(one) for one in deadlines], "effects": effects,
        },
        rows=[row, step, *deadlines, *papers, *work.rows], gone=[*ended, *work.gone], by=by, at=at,
    )  # fmt: skip
    return StepTaken(row.id, edge.do, source, row.state, row.revision, traces, tuple(effects))


def _papers(
    row: Case, manifest: Manifest, edge: Edge, given: dict[str, Any], by: Actor, at: datetime
) -> list[Any]:
    """Check and keep what is handed in with the step: the answers, and the records it needs."""
    kept = []
    is_withdrawal = edge.to in manifest.procedure.terminal
    is_editable = bool(editors_of(manifest, row.state))
    if is_editable and not is_withdrawal and not edge.is_by_system:
        kept.append(hand_in(row, manifest, by, at))
    missing = [
        name
        for name in edge.needs
        if _is_empty(given.get(name)) and is_asked(manifest.fields, name, row.data)
    ]
    if missing:
        raise NeedsMore(f"{edge.do} needs {', '.join(missing)}", do=edge.do, missing=missing)
    for name in edge.needs:
        if name in manifest.records:
            record = checked_record(manifest.records[name], given[name])
            kept.append(keep_paper(row, name, record, by, at))
    return [one for one in kept if one is not None]


def _write_facts(row: Case, manifest: Manifest, edge: Edge, given: Mapping[str, Any]) -> None:
    """Write the fields that a step asks for into the answers: a new due day, a result, a stage.

    Raises:
        WrongAnswers: if one has not the form of its field.
        Incomplete: if the answers were whole and with it no longer are.
    """
    others = {*manifest.records, *(("panel",) if Effect.PANEL in edge.effects else ())}
    facts = {
        name: given[name]
        for name in edge.needs
        if not _is_empty(given.get(name)) and name not in others and manifest.fields.find(name)
    }
    if not facts:
        return
    check_draft(manifest.fields, facts, {})
    row.data = {**row.data, **facts}
    if row.is_complete:
        check_whole(manifest.fields, row.data, {})


def _is_empty(value: object) -> bool:
    """Whether nothing was given; zero and no are answers."""
    return value is None or value in ("", [], {})


def _words(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, short enough to stand in the history; records stand as papers."""
    return {
        key: value[:LONGEST_WORD] if isinstance(value, str) else value
        for key, value in given.items()
        if isinstance(value, str | int | list)
    }


def _next_seq(opened: OpenedCase) -> int:
    last = opened.steps().last()
    return (last.seq if last else 0) + 1
