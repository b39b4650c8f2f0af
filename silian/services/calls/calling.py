"""Calls: an ask is written, and its window may only become longer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Thing, Verb
from silian.services import events
from silian.services.accounts import require
from silian.services.calls.access import around, must_be, open_case_row
from silian.services.calls.answering import check_draft
from silian.services.calls.opening import make_case, opened_before, plain_title
from silian.services.systems.registry import get_system, keep_version
from silian.store.calls.models import Call, Case

CALL = "house/call"


class WindowBackwards(SilianError):
    """A call closes after it opens. Values: opens_at, closes_at."""

    code = "calls.window_backwards"


class TermsFrozen(SilianError):
    """The terms of a call do not change once it is checked. Value: state."""

    code = "calls.terms_frozen"
    kind = Kind.CONFLICT


@transaction.atomic
def write_call(
    *, system: str, title: str, by: Actor, at: datetime, terms: Mapping[str, Any] | None = None,
    parameters: Mapping[str, Any] | None = None, opens_at: datetime | None = None,
    closes_at: datetime | None = None, summary: str = "", is_demo: bool = False, key: str = "",
) -> Call:  # fmt: skip
    """Write a call for answers of a system, as a draft.

    Parameters that have a default may be left out; the others must be there before it opens.
    The same ``key`` (a ULID) again answers with the call that was written with it.

    Raises:
        WrongAnswers: if a term has not the form of its field.
    """
    require(by, Verb.CALLS_MANAGE, Thing("call"), at)
    asked = get_system(system)
    before = opened_before(key, CALL, by)
    if before is not None:
        return Call.objects.within(around(before)).get(case=before)
    check_draft(asked.terms, terms or {}, {})
    _must_follow(opens_at, closes_at)
    case = make_case(
        manifest=get_system(CALL), region=by.region, party="", title=title,
        data={"summary": summary} if summary else {}, call=None, parent=None, is_demo=is_demo,
        by=by, at=at, key=key,
    )  # fmt: skip
    given = {one.id: one.value for one in asked.parameters if one.value is not None}
    given |= {name: str(value) for name, value in (parameters or {}).items()}
    call = Call.objects.create(
        case=case, region=case.region, system=system, version=keep_version(asked, at),
        title=case.title,
        terms=dict(terms or {}), parameters=given,
        opens_at=opens_at, closes_at=closes_at,
    )  # fmt: skip
    _note(case, call, "calls.written", by, at)
    return call


@transaction.atomic
def change_call(
    *, call_id: str, revision: int | None, by: Actor, at: datetime,
    terms: Mapping[str, Any] | None = None, parameters: Mapping[str, Any] | None = None,
    opens_at: datetime | None = None, closes_at: datetime | None = None, title: str = "",
    summary: str | None = None,
) -> Call:  # fmt: skip
    """Change what a draft of a call says; what is left out stays.

    Raises:
        TermsFrozen: once it has been handed over.
    """
    opened = open_case_row(case_id=call_id, verb=Verb.CALLS_MANAGE, by=by, at=at, locked=True)
    must_be(opened.row, revision)
    call = Call.objects.within(around(opened.row)).get(case=opened.row)
    if opened.row.state != "draft":
        raise TermsFrozen(opened.row.state, state=opened.row.state)
    if terms is not None:
        check_draft(get_system(call.system).terms, terms, {})
        call.terms = dict(terms)
    if parameters is not None:
        call.parameters = {**call.parameters, **{k: str(v) for k, v in parameters.items()}}
    call.opens_at, call.closes_at = opens_at or call.opens_at, closes_at or call.closes_at
    _must_follow(call.opens_at, call.closes_at)
    row = opened.row
    call.title = row.title = plain_title(title) or row.title
    call.save()
    if summary is not None:
        row.data = {"summary": summary} if summary else {}
        check_draft(opened.manifest.fields, row.data, {})
    row.revision, row.changed_at = row.revision + 1, at
    row.save(update_fields=["revision", "title", "data", "changed_at"])
    _note(opened.row, call, "calls.changed", by, at)
    return call


@transaction.atomic
def extend_call(
    *, call_id: str, closes_at: datetime, reason: str, revision: int | None, by: Actor,
    at: datetime,
) -> Call:  # fmt: skip
    """Lengthen the window of an open call; the clocks of its answers run on accordingly.

    Raises:
        WindowShorter: if it would end earlier than it was said to.
    """
    from silian.services.calls.stepping import take_step

    opened = open_case_row(case_id=call_id, verb=Verb.CALLS_MANAGE, by=by, at=at)
    take_step(
        case_id=call_id, do="extend", revision=revision, by=by, at=at,
        given={"reason": reason, "closes_at": closes_at.isoformat()},
    )  # fmt: skip
    return Call.objects.within(around(opened.row)).get(case=opened.row)


def _must_follow(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise WindowBackwards(
            f"{closes_at} is not after {opens_at}", opens_at=opens_at, closes_at=closes_at
        )


def _note(case: Case, call: Call, verb: str, by: Actor, at: datetime) -> None:
    events.append(
        stream=f"case:{case.pk}", verb=verb, kind="call", object_id=case.pk, region=case.region,
        payload={"system": call.system, "closes_at": call.closes_at},
        rows=[case, call], by=by, at=at,
    )  # fmt: skip
