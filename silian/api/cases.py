"""Systems, cases and calls: the same steps as on the pages, for programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from silian import clock
from silian.api import case_forms as forms
from silian.api.access import actor_of, refuse_unknown
from silian.domain.systems.manifest import Manifest
from silian.domain.systems.schemas import compile_schema
from silian.services.calls import asking, opening, reading, stepping
from silian.services.calls.values import (
    AttachmentView,
    CallLine,
    CallPage,
    CaseLine,
    CasePage,
    CaseView,
    ClockView,
    NextStep,
    StepView,
)
from silian.services.systems import listing

router = Router(tags=["cases"])


@dataclass(frozen=True, slots=True)
class Said:
    """The same in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class SystemOut:
    """A system as a list shows it."""

    id: str
    kind: str
    section: str
    title: Said
    about: Said
    version: int
    cases: int
    open_cases: int


@dataclass(frozen=True, slots=True)
class SystemFull:
    """A system with the JSON Schema of its form, its states and its steps."""

    id: str
    kind: str
    version: int
    sha256: str
    title: Said
    about: Said
    form: dict[str, Any]
    states: dict[str, Said]
    start: str
    terminal: tuple[str, ...]
    steps: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class CaseOut:
    """A case with what the caller may see of it."""

    line: CaseLine
    revision: int
    may_edit: bool
    data: dict[str, Any]
    hidden: tuple[str, ...]
    steps: tuple[StepView, ...]
    next_steps: tuple[NextStep, ...]
    clocks: tuple[ClockView, ...]
    attachments: tuple[AttachmentView, ...]
    children: tuple[CaseLine, ...]
    parent: CaseLine | None
    call_id: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands after something was written."""

    case_id: str
    revision: int
    state: str


@dataclass(frozen=True, slots=True)
class Stepped:
    """What a step did: the new state, what was checked, and what followed."""

    case_id: str
    do: str
    source: str
    state: str
    revision: int
    traces: tuple[dict[str, Any], ...]
    effects: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class CallOut:
    """A call: what it asks for, on which terms, until when."""

    line: CallLine
    revision: int
    asks: str
    terms: dict[str, Any]
    parameters: dict[str, str]
    opens_at: datetime | None
    closes_at: datetime | None
    answers: int
    next_steps: tuple[NextStep, ...]


@router.get("/systems", response=list[SystemOut])
def list_systems(request: HttpRequest) -> list[SystemOut]:
    """The systems in force, with how many cases the caller sees of each."""
    lines = listing.list_systems(by=actor_of(request), at=clock.now())
    return [
        SystemOut(
            one.id, one.kind.value, one.section, Said(one.title.zh, one.title.en),
            Said(one.about.zh, one.about.en), one.version, one.cases, one.open_cases,
        )
        for one in lines
    ]  # fmt: skip


@router.get("/systems/{group}/{name}", response=SystemFull)
def get_system(request: HttpRequest, group: str, name: str) -> SystemFull:
    """A system: the JSON Schema of its form, its states and its steps."""
    found = listing.get_for_reading(system=f"{group}/{name}", by=actor_of(request), at=clock.now())
    return _full(found)


def _full(one: Manifest) -> SystemFull:
    words = one.words
    return SystemFull(
        one.id, one.kind.value, one.version, one.sha256, Said(one.title.zh, one.title.en),
        Said(one.about.zh, one.about.en), dict(compile_schema(one.fields)),
        {
            state: Said(words[state].zh, words[state].en) if state in words else Said(state, state)
            for state in one.procedure.states
        },
        one.procedure.start, one.procedure.terminal,
        tuple(
            {
                "do": edge.do, "from": list(edge.sources), "to": edge.to, "by": list(edge.by),
                "needs": list(edge.needs), "within": edge.within, "decides": edge.decides,
            }
            for edge in one.procedure.edges
        ),
    )  # fmt: skip


@router.get("/cases", response=CasePage)
def list_cases(request: HttpRequest, query: Query[forms.CasesQuery]) -> CasePage:
    """A page of the cases that the caller may see, with counts by state."""
    refuse_unknown(request, forms.CasesQuery)
    asked = query.dict()
    number = asked.pop("page")
    return reading.list_cases(**asked, number=number, by=actor_of(request), at=clock.now())


@router.post("/cases", response={201: Kept})
def open_case(request: HttpRequest, body: forms.OpenIn) -> Status[Kept]:
    """Open a case of a system, or an answer to a call; the same ``key`` again makes no other."""
    row = opening.open_case(
        system=body.system, title=body.title, party=body.party, data=body.data,
        call_id=body.call, key=body.key, by=actor_of(request), at=clock.now(),
    )  # fmt: skip
    return Status(201, Kept(row.pk, row.revision, row.state))


@router.get("/cases/{case_id}", response=CaseOut)
def get_case(request: HttpRequest, case_id: str) -> CaseOut:
    """A case with its answers, clocks, history and next steps."""
    return _out(reading.get_case(case_id=case_id, by=actor_of(request), at=clock.now()))


def _out(view: CaseView) -> CaseOut:
    return CaseOut(
        view.line, view.revision, view.may_edit, dict(view.data), view.hidden, view.steps,
        view.next_steps, view.clocks, view.attachments, view.children, view.parent, view.call_id,
    )  # fmt: skip


@router.put("/cases/{case_id}/answers", response=Kept)
def save_answers(request: HttpRequest, case_id: str, body: forms.AnswersIn) -> Kept:
    """Keep answers as a draft. With ``only`` the other fields stay as they are."""
    row = opening.save_answers(
        case_id=case_id, revision=body.revision, data=body.data, only=body.only,
        by=actor_of(request), at=clock.now(),
    )  # fmt: skip
    return Kept(row.pk, row.revision, row.state)


@router.post("/cases/{case_id}/steps/{do}", response=Stepped)
def take_step(request: HttpRequest, case_id: str, do: str, body: forms.StepIn) -> Stepped:
    """Take a step. Answers 409 when somebody else was first or a rule does not hold."""
    done = stepping.take_step(
        case_id=case_id, do=do, revision=body.revision, given=body.given,
        by=actor_of(request), at=clock.now(),
    )  # fmt: skip
    return Stepped(
        done.case_id, done.do, done.source, done.state, done.revision,
        tuple(one.to_data() for one in done.traces), tuple(dict(one) for one in done.effects),
    )  # fmt: skip


@router.get("/calls", response=CallPage)
def list_calls(request: HttpRequest, query: Query[forms.CallsQuery]) -> CallPage:
    """A page of the calls that the caller may see."""
    refuse_unknown(request, forms.CallsQuery)
    asked = query.dict()
    number = asked.pop("page")
    return asking.list_calls(**asked, number=number, by=actor_of(request), at=clock.now())


@router.get("/calls/{call_id}", response=CallOut)
def get_call(request: HttpRequest, call_id: str) -> CallOut:
    """A call with its terms, parameters and window."""
    found = asking.get_call(call_id=call_id, by=actor_of(request), at=clock.now())
    call = found.case.call
    terms: Mapping[str, Any] = call.terms if call else {}
    return CallOut(
        found.line, found.case.revision, found.asked.id, dict(terms),
        dict(call.parameters) if call else {}, found.line.opens_at, found.line.closes_at,
        found.line.answers, found.case.next_steps,
    )  # fmt: skip
