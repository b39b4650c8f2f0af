"""A case is opened, its answers are written, and files are laid beside them."""

import hashlib
import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.kernel.events import canonical
from silian.domain.parties.offices import Actor, Reach, Role
from silian.domain.parties.permissions import Denied, Thing, Verb
from silian.domain.systems.answers import merged
from silian.domain.systems.fields import FieldSet
from silian.domain.systems.manifest import Manifest
from silian.domain.systems.procedures import Standing, editors_of, plays
from silian.services import events
from silian.services.accounts import Forbidden, require
from silian.services.calls.access import (
    Changed,
    OpenedCase,
    around,
    must_be,
    open_case_row,
    standing_of,
)
from silian.services.calls.answering import (
    Incomplete,
    WrongAnswers,
    check_draft,
    check_whole,
    refuse_held,
)
from silian.services.calls.deadlines import set_deadlines
from silian.services.calls.holding import held_values
from silian.services.systems.registry import get_system, keep_version
from silian.store.calls.models import Call, Case, Paper
from silian.store.kernel.ids import new_id
from silian.store.parties.models import Party

_KEY = re.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}")

__all__ = ["Changed", "Incomplete", "NotEditable", "WrongAnswers", "open_case", "save_answers"]


class NotEditable(SilianError):
    """The answers cannot be changed in this state, or not by this person. Values: state."""

    code = "cases.not_editable"
    kind = Kind.CONFLICT


class CallNotOpen(SilianError):
    """The call takes no answers now. Values: call, state."""

    code = "cases.call_not_open"
    kind = Kind.CONFLICT


class UnknownParty(SilianError):
    """The district keeps no such party."""

    code = "cases.unknown_party"


class KeyTaken(SilianError):
    """The key of the form belongs to another case."""

    code = "cases.key_taken"
    kind = Kind.CONFLICT


@transaction.atomic
def open_case(
    *,
    system: str,
    by: Actor,
    at: datetime,
    title: str = "",
    party: str = "",
    data: Mapping[str, Any] | None = None,
    call_id: str = "",
    region: str = "",
    is_demo: bool = False,
    key: str = "",
) -> Case:
    """Open a case of a system at the start of its procedure.

    Args:
        key: the hidden key of the form (a ULID), which becomes the id: sent twice, one case.
        party: whom it is about; an agent's is always the agent's own.
        data: first answers, as a draft.

    Raises:
        Forbidden: if nobody of this office begins such a case.
        CallNotOpen: if the call that it answers takes no answers now.
        WrongAnswers: if an answer has not the form of its field.
    """
    manifest = get_system(system)
    if by.office is not None and by.office.role is Role.AGENT:
        require(by, Verb.CASES_ANSWER, Thing("case"), at)
        party = by.party_id
    else:
        require(by, Verb.CASES_WORK, Thing("case"), at)
    before = opened_before(key, system, by)
    if before is not None:
        return before
    _must_be_ours(party, by)
    call = _open_call(call_id, manifest, by, at) if call_id else None
    region = call.region if call else region or by.region
    _must_begin(manifest, region, party, by, at)
    return make_case(
        manifest=manifest, region=region, party=party,
        title=title, data=data or {}, call=call, parent=None, is_demo=is_demo, by=by, at=at,
        key=key,
    )  # fmt: skip


def make_case(
    *, manifest: Manifest, region: str, party: str, title: str, data: Mapping[str, Any],
    call: Call | None, parent: Case | None, is_demo: bool, by: Actor, at: datetime,
    key: str = "",
) -> Case:  # fmt: skip
    """Make the row of a case that somebody may open, with its clocks and its event."""
    check_draft(manifest.fields, data, {})
    version = keep_version(manifest, at)
    row = Case.objects.create(
        id=key or new_id(), region=region, system=manifest.id, version=version,
        number=_next_number(region, manifest), title=plain_title(title) or manifest.title.zh,
        party=party, call=call, parent=parent,
        state=manifest.procedure.start, state_since=at, data=dict(data), opened_by=by.user_id or "",
        opened_at=at, changed_at=at, is_demo=is_demo,
    )  # fmt: skip
    deadlines, _ = set_deadlines(row, manifest, at, stays=False)
    row.save(update_fields=["due_at"])
    events.append(
        stream=f"case:{row.id}", verb="cases.opened", kind="case", object_id=row.id,
        region=region, payload={"system": manifest.id, "version": version.sha256},
        rows=[row, *deadlines], by=by, at=at,
    )  # fmt: skip
    return row


def opened_before(key: str, system: str, by: Actor) -> Case | None:
    """The case that this person opened with the same key, None without one.

    Raises:
        KeyTaken: if the key is none, or that of another case.
    """
    if not key:
        return None
    if not _KEY.fullmatch(key):
        raise KeyTaken
    found = Case.objects.across_regions("a key opens one case").filter(pk=key).first()
    if found is not None and (found.opened_by != by.user_id or found.system != system):
        raise KeyTaken
    return found


def plain_title(title: str) -> str:
    """A title on one line, at most 300 characters."""
    kept = "".join(letter if letter.isprintable() else " " for letter in title)
    return " ".join(kept.split())[:300]


def _next_number(region: str, manifest: Manifest) -> int:
    """The next number of a system in a region; two at once meet at the constraint."""
    cases = Case.objects.within(Reach((region,))).filter(system=manifest.id)
    found = cases.aggregate(last=Max("number"))
    return int(found["last"] or 0) + 1


def _must_be_ours(party: str, by: Actor) -> None:
    """Go on only if no other district keeps the party: its name would be told on."""
    found = Party.objects.across_regions("whose party it is").filter(pk=party).first()
    if found is not None and found.region != by.region:
        raise UnknownParty(party)


def _open_call(call_id: str, manifest: Manifest, by: Actor, at: datetime) -> Call:
    """The call, if it takes answers of this system now."""
    opened = open_case_row(case_id=call_id, verb=Verb.CALLS_READ, by=by, at=at)
    call = Call.objects.within(around(opened.row)).filter(case=opened.row).first()
    is_open = (
        call is not None
        and call.system == manifest.id
        and opened.row.state == "open"
        and (call.opens_at is None or call.opens_at <= at)
        and (call.closes_at is None or at < call.closes_at)
    )
    if call is None or not is_open:
        raise CallNotOpen("the call takes no answers now", call=call_id, state=opened.row.state)
    return call


def _must_begin(manifest: Manifest, region: str, party: str, by: Actor, at: datetime) -> None:
    start = manifest.procedure.start
    standing = Standing(start, region, party, by.user_id or "")
    answers = [plays(manifest, role, by, standing, at) for role in editors_of(manifest, start)]
    if not any(not isinstance(one, Denied) for one in answers):
        denied = next((one for one in answers if isinstance(one, Denied)), None)
        reason, values = (denied.code, denied.values) if denied else ("cases.no_role", {})
        raise Forbidden("nobody of this office begins such a case", reason=reason, **values)


@transaction.atomic
def save_answers(
    *, case_id: str, revision: int | None, data: Mapping[str, Any], by: Actor, at: datetime,
    only: Collection[str] | None = None,
) -> Case:  # fmt: skip
    """Keep answers as they are typed; they may be incomplete, but each must have its form.

    Args:
        only: the fields that the form showed; all others stay as they are, the sealed ones that
            nobody can see among them. Without it ``data`` is everything.

    Raises:
        Changed: if somebody else saved in between.
        NotEditable: if nobody, or not this person, may change them now.
        WrongAnswers: if an answer has not the form of its field.
    """
    verb = Verb.CASES_ANSWER if _is_agent(by) else Verb.CASES_WORK
    opened = open_case_row(case_id=case_id, verb=verb, by=by, at=at, locked=True)
    row, manifest = opened.row, opened.manifest
    must_be(row, revision)
    require_editor(opened, by, at)
    whole = dict(data) if only is None else laid_over(manifest.fields, row.data, data, only)
    refuse_held(manifest.fields, whole, row.data)
    check_draft(manifest.fields, whole, {})
    if whole == row.data:
        return row
    row.data, row.changed_at, row.revision = whole, at, row.revision + 1
    row.save(update_fields=["data", "changed_at", "revision"])
    events.append(
        stream=f"case:{row.id}", verb="cases.saved", kind="case", object_id=row.id,
        region=row.region, payload={}, rows=[row], by=by, at=at,
    )  # fmt: skip
    return row


def laid_over(
    fields: FieldSet, before: Mapping[str, Any], data: Mapping[str, Any], only: Collection[str]
) -> dict[str, Any]:
    """The answers with the fields of ``only`` taken from ``data``, absent where they are absent.

    A sealed part of a group, which its form cannot show, stays as it was.
    """
    whole = {name: value for name, value in before.items() if name not in only}
    for name in only:
        if name not in data:
            continue
        value, old, field = data[name], before.get(name), fields.find(name)
        if field and field.group and isinstance(value, Mapping) and isinstance(old, Mapping):
            sealed = {one.id for one in field.group.fields if one.open_at}
            value = {**{k: v for k, v in old.items() if k in sealed}, **value}
        whole[name] = value
    return whole


def _is_agent(by: Actor) -> bool:
    return by.office is not None and by.office.role is Role.AGENT


def may_edit(opened: OpenedCase, by: Actor, at: datetime) -> bool:
    """Whether the actor may change the answers in the state that the case is in."""
    standing = standing_of(opened.row, [])
    return any(
        not isinstance(plays(opened.manifest, role, by, standing, at), Denied)
        for role in editors_of(opened.manifest, opened.row.state)
    )


def require_editor(opened: OpenedCase, by: Actor, at: datetime) -> None:
    """Go on only if the actor may change the answers now."""
    if not may_edit(opened, by, at):
        raise NotEditable("the answers stay as they are", state=opened.row.state)


def hand_in(row: Case, manifest: Manifest, by: Actor, at: datetime) -> Paper | None:
    """Check that the answers are whole and keep them as a paper; None if they are kept already.

    Raises:
        Incomplete: with everything that is missing or does not agree.
    """
    held = held_values(manifest.fields, row, at)
    check_whole(manifest.fields, row.data, held)
    row.is_complete = True
    return keep_paper(row, "", merged(row.data, held), by, at)


def keep_paper(
    row: Case, record: str, data: Mapping[str, Any], by: Actor, at: datetime
) -> Paper | None:
    """Keep a version of answers or of a record; None if the last one is the same."""
    digest = hashlib.sha256(canonical(data).encode()).hexdigest()
    papers = Paper.objects.within(around(row)).filter(case=row, record=record)
    last = papers.order_by("-id").first()
    if last is not None and last.sha256 == digest and not record:
        return None
    return Paper.objects.create(
        case=row, region=row.region, record=record, data=dict(data), sha256=digest,
        by=by.user_id or "", by_name=by.name, at=at,
    )  # fmt: skip


def checked_record(fields: FieldSet, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record's data, whole.

    Raises:
        Incomplete: with everything that is missing or does not agree.
    """
    check_whole(fields, data, {})
    return data
