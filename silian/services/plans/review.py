"""One step of the review each: confirm, correct, reject, add, undo."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.domain.plans.review import (
    INDICATOR_KINDS,
    QUEUED,
    Action,
    Address,
    Edit,
    Group,
    InvalidFields,
    ItemKind,
    ItemState,
    NothingToUndo,
    PlanState,
    check_fields,
    effective,
)
from silian.services import events
from silian.services.accounts import reach_of, require
from silian.services.plans.access import NotADraft, NotFound, Opened, open_version
from silian.services.plans.counting import count
from silian.services.plans.items import (
    SETTLED,
    has_open_name,
    period_start_of,
    settle,
    step_of,
    value_rows,
)
from silian.services.plans.naming import CHOICE, NameUndecided, check_choice, is_undecided
from silian.services.plans.queue import decisions_about, sections_below, view_item
from silian.services.plans.records import edited_columns, machine_fields
from silian.services.plans.replaying import added_item
from silian.services.plans.text import OutsideText, section_at
from silian.services.plans.texts import file_store, portions
from silian.services.plans.values import Batch, Decided
from silian.store.plans.models import Decision, Item, Value

LONGEST_NOTE = 500
LONGEST_MARK = 2000
REQUIRED: Mapping[ItemKind, tuple[str, ...]] = {
    ItemKind.TARGET: ("indicator", "value"),
    ItemKind.BASELINE: ("indicator", "value"),
    ItemKind.TASK: ("object",),
    ItemKind.BOX: ("title",),
    ItemKind.ENTITY: ("name",),
    ItemKind.TERM: ("term",),
}


class ReviewConflict(SilianError):
    """Somebody else decided about the item since it was opened.

    Values: item_id, revision (the present one), by_name, at, action, theirs and mine (field →
    value), fields (names that both changed).
    """

    code = "plans.conflict"
    kind = Kind.CONFLICT


class CannotAdd(SilianError):
    """Items of this kind come from the document's structure, not from marked text. Value: kind."""

    code = "plans.cannot_add"


def confirm(
    *, item_id: str, revision: int, version_id: str = "", by: Actor, at: datetime
) -> Decided:
    """The item is right as it stands. ``version_id``, where given, must be the item's own.

    Raises:
        NameUndecided: if the name may mean several indicators and nobody has said which.
        ReviewConflict: if ``revision`` is not the item's any more.
        NotADraft: if the version is beyond review.
    """
    return _step(item_id, version_id, revision, Action.CONFIRM, {}, "", by=by, at=at)


def correct(
    *,
    item_id: str,
    revision: int,
    fields: Mapping[str, str],
    note: str = "",
    version_id: str = "",
    by: Actor,
    at: datetime,
) -> Decided:
    """Change fields of an item; what the machine read stays in the history.

    Fields that are as before are no change; if none changes, the item is confirmed. ``key`` says
    which indicator an ambiguous name means: a candidate of its ``name_question``, or ``none``.

    Raises:
        InvalidFields: if some typed value cannot stand.
        ReviewConflict: if ``revision`` is not the item's any more.
    """
    return _step(item_id, version_id, revision, Action.CORRECT, fields, note, by=by, at=at)


def reject(
    *, item_id: str, revision: int, note: str = "", version_id: str = "", by: Actor, at: datetime
) -> Decided:
    """The item is none; it leaves the plan and stays in the history."""
    return _step(item_id, version_id, revision, Action.REJECT, {}, note, by=by, at=at)


def undo(*, item_id: str, revision: int, version_id: str = "", by: Actor, at: datetime) -> Decided:
    """Take the last step back.

    Raises:
        NothingToUndo: if no step is left.
    """
    return _step(item_id, version_id, revision, Action.UNDO, {}, "", by=by, at=at)


@transaction.atomic
def _step(
    item_id: str,
    version_id: str,
    revision: int,
    action: Action,
    fields: Mapping[str, str],
    note: str,
    *,
    by: Actor,
    at: datetime,
) -> Decided:
    opened, item = _open_item(item_id, version_id, by=by, at=at)
    clean = check_fields(ItemKind(item.kind), fields)
    history = list(decisions_about(opened, item).order_by("revision"))
    if item.revision != revision:
        return _late(opened, item, revision, history, action, clean, by=by, at=at)
    edits = _edits(item, clean)
    _check_name(item, action, edits)
    if action is Action.CORRECT and not edits:
        action = Action.CONFIRM
    if action is Action.UNDO and not effective(step_of(decision) for decision in history):
        raise NothingToUndo("no step is left to undo")
    decision = _decision(opened, item, action, edits, note, by=by, at=at)
    _save(opened, item, [*history, decision])
    _record(opened, item, decision, by=by, at=at)
    return Decided(view_item(opened, item, by=by, at=at), count(opened))


def _check_name(item: Item, action: Action, edits: Sequence[Edit]) -> None:
    """Pass unless the step would leave open which indicator an ambiguous name means."""
    kind = ItemKind(item.kind)
    if kind not in INDICATOR_KINDS or action not in (Action.CONFIRM, Action.CORRECT):
        return
    typed = {edit.field: edit.after for edit in edits}
    would_be = {**item.edits, **typed}
    columns = edited_columns(kind, item.data, would_be)
    name, unit = columns["title"], columns["unit"]
    if action is Action.CONFIRM and is_undecided(name, unit, would_be):
        raise NameUndecided(f"{name}: say which indicator", name=name)
    check_choice(name, unit, would_be, is_typed=CHOICE in typed)


def _open_item(item_id: str, version_id: str, *, by: Actor, at: datetime) -> tuple[Opened, Item]:
    """The item, locked, and its version, once the person may review it."""
    require(by=by, verb=Verb.PLANS_REVIEW, thing=Thing("plan"), at=at)
    item = (
        Item.objects.within(reach_of(by=by, at=at))
        .select_related("reading")
        .select_for_update(of=("self",))
        .filter(pk=item_id, **({"reading__version": version_id} if version_id else {}))
        .first()
    )
    if item is None:
        raise NotFound
    opened = _open_draft(item.reading.version_id, by=by, at=at)
    if opened.version.reading_id != item.reading_id:
        raise NotFound  # The document was read again; the item has another id now.
    return opened, item


def _open_draft(version_id: str, *, by: Actor, at: datetime) -> Opened:
    opened = open_version(version_id=version_id, verb=Verb.PLANS_READ, by=by, at=at)
    open_version(version_id=version_id, verb=Verb.PLANS_REVIEW, by=by, at=at)
    if opened.version.state != PlanState.DRAFT:
        raise NotADraft(f"version is {opened.version.state}", state=opened.version.state)
    return opened


def _edits(item: Item, fields: Mapping[str, str]) -> list[Edit]:
    machine = machine_fields(ItemKind(item.kind), item.data)
    now = {**machine, **item.edits}
    changed = ((name, now.get(name, ""), value) for name, value in fields.items())
    return [Edit(name, before, after) for name, before, after in changed if before != after]


def _late(
    opened: Opened,
    item: Item,
    revision: int,
    history: Sequence[Decision],
    action: Action,
    fields: Mapping[str, str],
    *,
    by: Actor,
    at: datetime,
) -> Decided:
    """The same answer for the same press twice; a conflict for anything else."""
    since = [decision for decision in history if decision.revision > revision]
    if len(since) == 1 and _is_same(since[0], action, fields, by=by):
        return Decided(view_item(opened, item, by=by, at=at), count(opened))
    theirs = {field: after for d in since for field, _, after in d.edits}
    last = since[-1] if since else None
    raise ReviewConflict(
        f"revision {revision}, now {item.revision}",
        item_id=item.id,
        revision=item.revision,
        by_name=last.by_name if last else "",
        at=last.at if last else None,
        action=last.action if last else "",
        theirs=theirs,
        mine=dict(fields),
        fields=sorted(set(theirs) & set(fields)),
    )


def _is_same(decision: Decision, action: Action, fields: Mapping[str, str], *, by: Actor) -> bool:
    after = {field: value for field, _, value in decision.edits}
    return (
        decision.by_id == str(by.user_id or "")
        and decision.action == action
        and all(after.get(name) == value for name, value in fields.items())
    )


def _decision(
    opened: Opened,
    item: Item,
    action: Action,
    edits: Sequence[Edit],
    note: str,
    *,
    by: Actor,
    at: datetime,
) -> Decision:
    return Decision(
        region=item.region,
        version=opened.version,
        document_sha256=opened.version.document.sha256,
        kind=item.kind,
        start=item.start,
        end=item.end,
        nth=item.nth,
        quote=item.quote,
        is_added=item.is_added,
        action=action.value,
        edits=[[edit.field, edit.before, edit.after] for edit in edits],
        note=note.strip()[:LONGEST_NOTE],
        revision=item.revision + 1,
        by_id=str(by.user_id or ""),
        by_name=by.name,
        at=at,
    )


def _save(opened: Opened, item: Item, decisions: Sequence[Decision]) -> None:
    """Append the last decision and set the item and its values to what results."""
    decisions[-1].save(force_insert=True)
    settle(item, decisions)
    item.save(update_fields=SETTLED)
    _rewrite_values(opened, item)


def _rewrite_values(opened: Opened, item: Item) -> None:
    if item.kind not in INDICATOR_KINDS:
        return
    Value.objects.within(opened.reach).filter(item=item).delete()
    if item.state != ItemState.REJECTED:
        Value.objects.bulk_create(value_rows(item, period_start_of(opened.reading)))


def _record(opened: Opened, item: Item, decision: Decision, *, by: Actor, at: datetime) -> None:
    events.append(
        stream=f"plan:{opened.version.plan_id}",
        verb="plans.review",
        kind="plan_item",
        object_id=item.id,
        region=item.region,
        payload={
            "version": opened.version.id,
            "action": decision.action,
            "item": [item.kind, item.start, item.end, item.nth],
            "quote": item.quote[:200],
            "edits": decision.edits,
            "note": decision.note,
            "revision": decision.revision,
        },
        by=by,
        at=at,
    )


@transaction.atomic
def add(
    *,
    version_id: str,
    kind: str,
    start: int,
    end: int,
    fields: Mapping[str, str],
    note: str = "",
    by: Actor,
    at: datetime,
) -> Decided:
    """Make an item of a marked piece of text; the quote is taken from the text.

    Raises:
        CannotAdd: for rows and flags.
        InvalidFields: if a needed field is missing or a typed value cannot stand.
        OutsideText: if the mark does not lie in the text or is longer than 2,000 characters.
    """
    opened = _open_draft(version_id, by=by, at=at)
    wanted = _addable(kind)
    clean = _check_added(wanted, fields)
    if wanted in INDICATOR_KINDS:
        typed = CHOICE in clean
        check_choice(clean["indicator"], clean.get("unit", ""), clean, is_typed=typed)
    chars = opened.text.chars
    if not 0 <= start < end <= chars or end - start > LONGEST_MARK:
        raise OutsideText(f"{start}-{end} of {chars}", start=start, end=end, chars=chars)
    edits = [Edit(name, "", value) for name, value in clean.items() if value]
    there = _added_there(opened, wanted, start, end)
    for item in there:
        if item.is_added and item.decided_by_name == by.name and item.edits == _after(edits):
            return Decided(view_item(opened, item, by=by, at=at), count(opened))
    quote = file_store().text_between(opened.text.file_sha256, start, end)
    address = Address(wanted.value, start, end, len(there))
    item = added_item(opened.reading, address, {"start": start, "end": end, "quote": quote})
    section = section_at(opened, start)
    item.section = section.key if section else ""
    item.is_queued = wanted in QUEUED
    decision = _decision(opened, item, Action.ADD, edits, note, by=by, at=at)
    settle(item, [decision])
    item.save(force_insert=True)
    decision.save(force_insert=True)
    _rewrite_values(opened, item)
    _record(opened, item, decision, by=by, at=at)
    return Decided(view_item(opened, item, by=by, at=at), count(opened))


def _addable(kind: str) -> ItemKind:
    if kind not in REQUIRED:
        raise CannotAdd(f"{kind!r} cannot be added", kind=kind)
    return ItemKind(kind)


def _check_added(kind: ItemKind, fields: Mapping[str, str]) -> dict[str, str]:
    clean = check_fields(kind, fields)
    missing = {name: "required" for name in REQUIRED[kind] if not clean.get(name)}
    if missing:
        raise InvalidFields("fields are missing", fields=missing)
    return clean


def _added_there(opened: Opened, kind: ItemKind, start: int, end: int) -> list[Item]:
    rows = opened.items().filter(kind=kind.value, start=start, end=end)
    return list(rows.order_by("nth"))


def _after(edits: Sequence[Edit]) -> dict[str, str]:
    return {edit.field: edit.after for edit in edits}


@transaction.atomic
def confirm_all(
    *,
    version_id: str,
    section: str = "",
    kind: str = "",
    bands: tuple[str, ...] = ("A", "B"),
    by: Actor,
    at: datetime,
) -> Batch:
    """Confirm every open item of these bands that carries no doubt."""
    opened = _open_draft(version_id, by=by, at=at)
    rows = opened.items().filter(is_queued=True, part=Group.CONFIDENT, state=ItemState.OPEN)
    rows = rows.filter(band__in=[*bands, ""])
    if kind:
        rows = rows.filter(kind=kind)
    if section:
        rows = rows.filter(section__in=sections_below(opened, section))
    listed = rows.order_by("start", "end", "kind", "nth")
    # Read before names were asked about, an item may stand among the confident ones.
    items = [item for item in listed if not has_open_name(item)]
    for portion in portions(items):
        decisions = [_decision(opened, i, Action.CONFIRM, (), "", by=by, at=at) for i in portion]
        Decision.objects.bulk_create(decisions)
        for item, decision in zip(portion, decisions, strict=True):
            item.revision = decision.revision
            item.state = ItemState.CONFIRMED.value
            item.part, item.turn = Group.REVIEWED.value, 2
            item.decided_by_name, item.decided_at = by.name, at
        changed = ("revision", "state", "part", "turn", "decided_by_name", "decided_at")
        opened.items().bulk_update(portion, changed)
    if items:
        _record_batch(opened, items, section, kind, by=by, at=at)
    return Batch(len(items), count(opened))


def _record_batch(
    opened: Opened, items: Sequence[Item], section: str, kind: str, *, by: Actor, at: datetime
) -> None:
    events.append(
        stream=f"plan:{opened.version.plan_id}",
        verb="plans.review",
        kind="plan_version",
        object_id=opened.version.id,
        region=opened.version.region,
        payload={
            "action": "confirm_all",
            "section": section,
            "kind": kind,
            "count": len(items),
            "items": [[item.kind, item.start, item.end, item.nth] for item in items],
        },
        by=by,
        at=at,
    )
