"""Memberships begin, move between stages and end; each change names the step that made it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import day_of
from silian.services.calls.access import around
from silian.services.calls.work import Work
from silian.store.registers.models import Membership

THING = "thing"
CASE = "case"


class AlreadyMember(SilianError):
    """The subject stands in the register already. Values: name, since."""

    code = "registers.already_member"
    kind = Kind.CONFLICT


class NotMember(SilianError):
    """The case has no membership that runs. Values: name."""

    code = "registers.not_member"
    kind = Kind.CONFLICT


def begin_membership(work: Work) -> Mapping[str, Any]:
    """Take the subject in, in the stage that the rule or the answers name.

    ``recognised_on`` and ``valid_to`` of the answers (or ``from_on`` and ``to_on``), where the
    system has them, are the span; the last valid day counts, so the membership ends on the day
    after it. Where things are registered, they stand from ``registered_on``, and a ``valid_to`` is
    their own affair.

    Raises:
        AlreadyMember: if it stands in the register on that day under the same key.
    """
    row, manifest = work.row, work.manifest
    starts_on, ends_on = _span(work)
    key = _key(work)
    running = Membership.objects.within(around(row)).filter(
        system=manifest.id, party=row.party, key=key
    )
    running = running.exclude(ends_on__lte=starts_on)
    if ends_on is not None:
        running = running.filter(starts_on__lt=ends_on)
    found = running.order_by("starts_on").first()
    if found is not None:
        raise AlreadyMember(f"{found.name} since {found.starts_on}", name=found.name,
                            since=found.starts_on)  # fmt: skip
    row.stage = _stage(work)
    member = Membership.objects.create(
        region=row.region, system=manifest.id, case=row, party=row.party, key=key, name=row.title,
        stage=row.stage, starts_on=starts_on, ends_on=ends_on, begun_by=work.seq,
        ground=_ground(work), data=row.data, is_demo=row.is_demo,
    )  # fmt: skip
    work.rows.append(member)
    return {"membership": member.id, "stage": member.stage, "from": starts_on.isoformat()}


def end_membership(work: Work) -> Mapping[str, Any]:
    """Let the subject go on the day of the step, or on the day that was given."""
    member = _running(work)
    wanted = _day(work.given.get("ends_on")) or day_of(work.at)
    member.ends_on = max(member.starts_on, min(wanted, member.ends_on or wanted))
    member.ended_by, member.ground = work.seq, _ground(work) or member.ground
    member.save(update_fields=["ends_on", "ended_by", "ground"])
    work.rows.append(member)
    return {"membership": member.id, "until": member.ends_on.isoformat()}


def move_membership(work: Work) -> Mapping[str, Any]:
    """Move the subject to another stage, or note that its answers changed.

    The old span ends on the day on which the new one begins.
    """
    member, stage, today = _running(work), _stage(work), day_of(work.at)
    if member.stage == stage and member.data == work.row.data:
        return {"membership": member.id, "stage": stage}
    work.row.stage = stage
    before = member.stage
    if member.starts_on == today:
        member.stage, member.begun_by, member.data = stage, work.seq, work.row.data
        member.save(update_fields=["stage", "begun_by", "data"])
        work.rows.append(member)
        return {"membership": member.id, "stage": stage, "before": before}
    ends_on, member.ends_on, member.ended_by = member.ends_on, today, work.seq
    member.save(update_fields=["ends_on", "ended_by"])
    following = Membership.objects.create(
        region=member.region, system=member.system, case=member.case, party=member.party,
        key=member.key, name=member.name, stage=stage, starts_on=today, ends_on=ends_on,
        begun_by=work.seq, ground=_ground(work), data=work.row.data, is_demo=member.is_demo,
    )  # fmt: skip
    work.rows += [member, following]
    return {"membership": following.id, "stage": stage, "before": before}


def suspend_membership(work: Work) -> Mapping[str, Any]:
    """Let the membership rest: it counts, and its rights do not run."""
    return _suspended(work, is_suspended=True)


def resume_membership(work: Work) -> Mapping[str, Any]:
    """Let a resting membership go on."""
    return _suspended(work, is_suspended=False)


def _suspended(work: Work, *, is_suspended: bool) -> Mapping[str, Any]:
    member = _running(work)
    member.is_suspended = is_suspended
    member.save(update_fields=["is_suspended"])
    work.rows.append(member)
    return {"membership": member.id, "suspended": is_suspended}


def _running(work: Work) -> Membership:
    today = day_of(work.at)
    members = Membership.objects.within(around(work.row)).select_for_update(of=("self",))
    found = members.filter(case=work.row).exclude(ended_by__isnull=False, ends_on__lte=today)
    member = found.order_by("-starts_on", "-id").first()
    if member is None:
        raise NotMember(f"{work.row.title} is in no span", name=work.row.title)
    return member


def _key(work: Work) -> str:
    """What tells the spans of one party apart: nothing, the case, or the value of a field."""
    manifest = work.manifest
    if manifest.subject_kind == THING or manifest.once_per == CASE:
        return work.row.pk
    if manifest.once_per == "party":
        return ""
    return str(work.row.data.get(manifest.once_per, ""))[:60]


def _stage(work: Work) -> str:
    """The stage that was given, that the state or the answers name, the old one, or the first."""
    known = [stage.id for stage in work.manifest.stages]
    named = (work.given.get("stage"), work.edge.to, work.row.data.get("stage"), work.row.stage)
    found = next((str(name) for name in named if name in known), "")
    return found or (known[0] if known else "")


def _span(work: Work) -> tuple[date, date | None]:
    fields, data = work.manifest.fields, work.row.data
    is_registered = fields.find("registered_on") and not fields.find("recognised_on")
    first = data.get("registered_on" if is_registered else "recognised_on") or data.get("from_on")
    starts_on = _day(work.given.get("from_on") or first) or day_of(work.at)
    return starts_on, None if is_registered else _after(data.get("valid_to") or data.get("to_on"))


def _ground(work: Work) -> str:
    words = (work.given.get(name) for name in ("ground", "reason", "explanation"))
    return next((str(word)[:300] for word in words if word), "")


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _after(value: object) -> date | None:
    last = _day(value)
    return date.fromordinal(last.toordinal() + 1) if last else None
