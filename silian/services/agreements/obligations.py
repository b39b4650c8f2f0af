"""Obligations begin with an agreement, run as cases of their own, and end with it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from silian.domain.kernel.days import day_of
from silian.domain.kernel.errors import SilianError
from silian.domain.kernel.workdays import same_day_after
from silian.domain.parties.offices import Actor
from silian.domain.systems.manifest import ObligationTemplate
from silian.services.calls.access import around
from silian.services.calls.deadlines import set_deadlines
from silian.services.calls.work import Work
from silian.services.systems.registry import get_system
from silian.store.agreements.models import Obligation
from silian.store.calls.models import Case
from silian.store.kernel.images import Replayed

OBLIGATION = "house/obligation"


class DueMissing(SilianError):
    """An obligation of the agreement has no day by which it is due. Values: obligation, source."""

    code = "agreements.due_missing"


def begin_obligations(work: Work) -> Mapping[str, Any]:
    """Make the obligations of the manifest: one for each template, or one for each row of a table.

    Raises:
        DueMissing: if the field that a due day comes from is empty.
    """
    made: list[str] = []
    for template in work.manifest.obligations:
        for title, due_on, pay_fen, evidence in _wanted(work, template):
            row = make_obligation(
                parent=work.row, title=title, kind=template.kind, template=template.id,
                owner=_owner(work, template), due_on=due_on, evidence=evidence, pay_fen=pay_fen,
                anchor="", rows=work.rows, by=work.by, at=work.at,
            )  # fmt: skip
            made.append(row.pk)
    return {"obligations": made}


def make_obligation(
    *, parent: Case | None, title: str, kind: str, template: str, owner: str, due_on: date,
    evidence: str, pay_fen: int, anchor: str, rows: list[Replayed], by: Actor, at: datetime,
    region: str = "",
) -> Obligation:  # fmt: skip
    """An obligation and the case that is its course. The case inherits the party that owes."""
    from silian.services.calls.opening import make_case

    case = make_case(
        manifest=get_system(OBLIGATION), region=parent.region if parent else region, party=owner,
        title=title, data={"due_on": due_on.isoformat()}, call=None, parent=parent,
        is_demo=bool(parent and parent.is_demo), by=by, at=at,
    )  # fmt: skip
    made = Obligation.objects.create(
        case=case, region=case.region, kind=kind, template=template, owner=owner, owner_name=owner,
        due_on=due_on, first_due_on=due_on, evidence=evidence, pay_fen=pay_fen, anchor=anchor,
    )  # fmt: skip
    rows.append(made)
    return made


def _wanted(work: Work, template: ObligationTemplate) -> list[tuple[str, date, int, str]]:
    """Title, due day, money and evidence of each obligation that a template stands for."""
    data = work.row.data
    if not template.rows:
        return [(template.words.zh, _due(work, template, data), 0, template.evidence)]
    return [
        (
            str(line.get("title") or template.words.zh),
            _due(work, template, line),
            int(line.get("pay_fen") or 0),
            str(line.get("evidence") or template.evidence),
        )
        for line in data.get(template.rows) or ()
    ]


def _due(work: Work, template: ObligationTemplate, source: Mapping[str, Any]) -> date:
    """``P3M`` and ``P20D`` count from the step; anything else names a field with a day."""
    text = template.due
    if text.startswith("P") and text[1:-1].isdigit():
        today, number = day_of(work.at), int(text[1:-1])
        if text.endswith("D"):
            return date.fromordinal(today.toordinal() + number)
        return same_day_after(today, number * (12 if text.endswith("Y") else 1))
    said = source.get(text) or work.row.data.get(text)
    if not said:
        raise DueMissing(f"{template.id}: {text}", obligation=template.id, source=text)
    return date.fromisoformat(str(said))


def _owner(work: Work, template: ObligationTemplate) -> str:
    """The party that owes: the one that the role of the agreement names, else the case's own."""
    source = work.manifest.parties.get(template.owner, "case.party")
    found = work.row.party if source == "case.party" else work.row.data.get(source)
    first = found[0] if isinstance(found, list) and found else found
    return str(first or work.row.party)[:26]


def follow_due(work: Work) -> None:
    """Let an obligation be due on the day that its course says now; its first day stays beside."""
    if work.manifest.id != OBLIGATION or "due_on" not in work.row.data:
        return
    due_on = date.fromisoformat(str(work.row.data["due_on"]))
    found = Obligation.objects.within(around(work.row)).filter(case=work.row).first()
    if found is not None and found.due_on != due_on:
        found.due_on = due_on
        found.save(update_fields=["due_on"])
        work.rows.append(found)


def cancel_obligations(work: Work) -> Mapping[str, Any]:
    """End every open obligation of the agreement; each keeps what was reported."""
    manifest = get_system(OBLIGATION)
    children = Case.objects.within(around(work.row)).filter(parent=work.row, closed_at=None)
    ended = []
    for child in children.filter(obligation__isnull=False).order_by("id"):
        child.state, child.state_since, child.closed_at = "cancelled", work.at, work.at
        child.revision += 1
        _, gone = set_deadlines(child, manifest, work.at, stays=False)
        work.gone += gone
        child.save()
        ended.append(child)
    work.rows += ended
    return {"cancelled": [child.pk for child in ended]}
