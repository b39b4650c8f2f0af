"""The next steps of a case as buttons and forms, and what came back from one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from silian import labels
from silian.domain.kernel.days import day_of
from silian.domain.systems.conditions import Truth
from silian.domain.systems.fields import FieldSet
from silian.domain.systems.manifest import Edge, Manifest
from silian.domain.systems.values import FaultCode
from silian.services.calls.attaching import attach
from silian.services.calls.values import CaseView, NextStep
from silian.web.cases.answers import Typed, read_tree, tree_of_post
from silian.web.cases.frame import moment_of, person
from silian.web.cases.inputs import (
    FaultLine,
    Input,
    Option,
    Shown,
    fault_lines,
    id_of,
    inputs_of,
    steering_of,
)
from silian.web.cases.words import (
    effects_of,
    guard_word,
    input_line,
    reason_words,
    said,
    word,
)

DAYS = ("due_on", "from_on", "ends_on", "day")
UPLOAD = ".upload"


@dataclass(frozen=True, slots=True)
class GuardLine:
    """How a guard stands: its words, met or not, where it is written, and what was read."""

    words: str
    look: str
    verdict: str
    article: str
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step as a button with its effect, and as a form with what it needs."""

    do: str
    verb: str
    to: str
    roles: str
    effects: tuple[str, ...]
    is_mine: bool
    why_not: str
    guards: tuple[GuardLine, ...]
    inputs: tuple[Input, ...]
    faults: tuple[FaultLine, ...]
    ends: bool
    is_proposed: bool
    is_open: bool = False
    times: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether it may be taken now."""
        return self.is_mine and not self.why_not


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed for a step: the values for the service, the records, and what is wrong."""

    do: str
    values: Mapping[str, Any]
    records: Mapping[str, Typed]
    texts: Mapping[str, str]
    faults: tuple[FaultLine, ...] = ()


def guard_line(manifest: Manifest, trace: Mapping[str, Any]) -> GuardLine:
    """A trace in words: ``is_met`` is of the guard, which may ask that a rule is not met."""
    truth = str(trace["truth"])
    look = "ahead" if trace["is_met"] else "unknown" if truth == Truth.UNKNOWN else "away"
    verdict = (
        labels.label(f"truth.{Truth.MET}") if trace["is_met"]
        else labels.label(f"truth.{Truth.UNKNOWN if truth == Truth.UNKNOWN else Truth.UNMET}")
    )  # fmt: skip
    return GuardLine(
        guard_word(manifest, str(trace["guard"])), look, verdict, str(trace.get("article", "")),
        tuple(input_line(manifest, str(path), str(value)) for path, value in trace["inputs"]),
    )  # fmt: skip


def step_forms(
    view: CaseView, reviewers: tuple[tuple[str, str], ...], given: Given | None = None
) -> tuple[StepForm, ...]:
    """Every step that leaves the state, those that may be taken first, endings after others."""
    forms = [_form(view, one, reviewers, given) for one in view.next_steps]
    return tuple(sorted(forms, key=lambda one: (not one.is_mine, not one.is_possible, one.ends)))


def _form(
    view: CaseView, step: NextStep, reviewers: tuple[tuple[str, str], ...], given: Given | None
) -> StepForm:
    manifest = view.manifest
    edge = manifest.edge(step.do, view.line.state)
    assert edge is not None  # noqa: S101  # next steps are edges of the state
    own = given if given is not None and given.do == step.do else None
    guards = tuple(guard_line(manifest, one) for one in step.checks)
    return StepForm(
        step.do, word(manifest, step.do), word(manifest, step.to),
        "、".join(word(manifest, role) for role in step.roles), effects_of(manifest, edge),
        step.is_mine, _why_not(manifest, step), guards,
        tuple(_inputs(view, edge, reviewers, own)) if step.is_mine else (),
        own.faults if own else (), step.to in manifest.procedure.terminal,
        step.do in view.proposals, own is not None,
        _("at most %(n)s times") % {"n": edge.times} if edge.times else "",
    )  # fmt: skip


def _why_not(manifest: Manifest, step: NextStep) -> str:
    if step.reason:
        return reason_words(manifest, step.reason, step.reason_values)
    if not step.lacking:
        return ""
    what = "、".join(guard_word(manifest, str(one["guard"])) for one in step.lacking)
    return _("Not possible yet: %(what)s.") % {"what": what}


def _inputs(
    view: CaseView, edge: Edge, reviewers: tuple[tuple[str, str], ...], given: Given | None
) -> list[Input]:
    manifest, found = view.manifest, []
    for need in edge.needs:
        record = manifest.records.get(need)
        if record is not None:
            found.append(_record(view, edge.do, need, record, given))
        else:
            found.append(_need(manifest, edge.do, need, reviewers, given))
    return found


def _record(view: CaseView, do: str, name: str, record: FieldSet, given: Given | None) -> Input:
    typed = given.records.get(name) if given else None
    blank = read_tree(record, {}, is_draft=True)
    shown = Shown(
        typed.tree if typed else {}, typed.faults if typed else (),
        typed.off if typed else blank.off, attachments=view.attachments,
        prefix=f"{do}.{name}.", file_prefix=f"{name}.", steering=steering_of(record),
    )  # fmt: skip
    return Input(
        id=id_of(f"{do}.{name}"), name=f"{do}.{name}", widget="record",
        title=word(view.manifest, name), inputs=inputs_of(record, shown),
        faults=(),
    )  # fmt: skip


def _need(
    manifest: Manifest, do: str, need: str, reviewers: tuple[tuple[str, str], ...],
    given: Given | None,
) -> Input:  # fmt: skip
    name = f"{do}.{need}"
    value = given.texts.get(need, "") if given else ""
    usual: dict[str, Any] = {
        "id": id_of(name), "name": name, "title": word(manifest, need), "is_required": True,
        "faults": tuple(one.text for one in given.faults if one.id == id_of(name)) if given else (),
    }  # fmt: skip
    if need == "panel":
        on = set(value.split("\n"))
        options = tuple(Option(party, person_name, party in on) for party, person_name in reviewers)
        hint = "" if options else _("No expert of this district has an office yet.")
        return Input(widget="checks", options=options, hint=hint, **usual)
    if need == "stage" and manifest.stages:
        options = tuple(Option(one.id, said(one.words), one.id == value) for one in manifest.stages)
        return Input(widget="radio", options=options, **usual)
    if need in DAYS or need.endswith("_on"):
        return Input(widget="text", type="date", width="w-s", value=value, **usual)
    if need.endswith("_at"):
        return Input(widget="text", type="datetime-local", width="w-m", value=value, **usual)
    return Input(widget="note", value=value, longest=4000, **usual)


def read_given(request: HttpRequest, view: CaseView, do: str, at: datetime) -> Given:
    """What a step was given, files kept; what is missing or wrong stands beside its field."""
    manifest = view.manifest
    edge = manifest.edge(do, view.line.state)
    post = request.POST.copy()
    values: dict[str, Any] = {}
    records: dict[str, Typed] = {}
    texts: dict[str, str] = {}
    faults: list[FaultLine] = []
    for need in edge.needs if edge else ():
        record = manifest.records.get(need)
        if record is not None:
            prefix = f"{do}.{need}."
            take_files(request, post, view.line.id, prefix, f"{need}.", at)
            typed = read_tree(record, tree_of_post(record.fields, post, prefix), is_draft=False)
            records[need] = typed
            values[need] = dict(typed.data)
            shown = Shown(typed.tree, typed.faults, prefix=prefix)
            faults += fault_lines(record, shown)
            continue
        name = f"{do}.{need}"
        texts[need] = "\n".join(one for one in post.getlist(name) if one)
        value, wrong = _value(need, post.getlist(name))
        if value:
            values[need] = value
        else:
            said_so = wrong or labels.words(f"fault.{FaultCode.REQUIRED}")
            faults.append(FaultLine(id_of(name), word(manifest, need), said_so))
    return Given(do, values, records, texts, tuple(faults))


def _value(need: str, texts: list[str]) -> tuple[Any, str]:
    """What the service takes for a need, or what is wrong with what was typed."""
    kept = [one.strip() for one in texts if one.strip()]
    if need == "panel":
        return kept, _("Choose at least one reviewer.")
    text = "\n".join(kept)
    if need.endswith("_at") and text:
        at = moment_of(text, ends=True)
        return (at.isoformat() if at else ""), _("A day and an hour such as 2024-03-29 17:30.")
    if (need in DAYS or need.endswith("_on")) and text:
        day = moment_of(text)
        return (day_of(day).isoformat() if day else ""), _("A day such as 2024-03-29.")
    return text, ""


def take_files(
    request: HttpRequest, post: QueryDict, case_id: str, prefix: str, file_prefix: str,
    at: datetime,
) -> None:  # fmt: skip
    """Keep files that came with a form without a script; their names take their fields' place."""
    files: MultiValueDict[str, Any] = request.FILES
    for key in files:
        if not (key.endswith(UPLOAD) and key.startswith(prefix)):
            continue
        name = key.removesuffix(UPLOAD)
        plain = ".".join(p for p in name.removeprefix(prefix).split(".") if not p.isdigit())
        kept = [
            attach(
                case_id=case_id, field=file_prefix + plain, name=one.name or "", stream=one.file,
                by=person(request), at=at,
            ).name
            for one in files.getlist(key)
        ]  # fmt: skip
        if kept:
            post.setlist(name, kept)
