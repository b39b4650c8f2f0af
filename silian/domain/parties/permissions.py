"""Who may do what: the one question ``can`` and its reasons.

An unknown verb, a role without an edge and an office out of force are denied. Nothing here
looks anything up: the caller brings the office and the thing.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from silian.domain.kernel.regions import WHOLE, covers
from silian.domain.parties.offices import Actor, Role


class Verb(StrEnum):
    """What can be asked for. A service that changes or shows something names one of these."""

    PLANS_READ = "plans.read"
    PLANS_UPLOAD = "plans.upload"
    PLANS_REVIEW = "plans.review"
    PLANS_PUBLISH = "plans.publish"
    PLANS_EXPORT = "plans.export"
    EVENTS_READ = "events.read"
    EVENTS_EXPORT = "events.export"
    EVENTS_VERIFY = "events.verify"
    EVENTS_SEAL = "events.seal"
    JOBS_READ = "jobs.read"
    JOBS_CANCEL = "jobs.cancel"
    JOBS_RETRY = "jobs.retry"
    ACCOUNTS_READ = "accounts.read"
    ACCOUNTS_MANAGE = "accounts.manage"
    SYSTEMS_READ = "systems.read"
    CALLS_READ = "calls.read"
    CALLS_MANAGE = "calls.manage"
    CASES_READ = "cases.read"
    CASES_WORK = "cases.work"
    CASES_ANSWER = "cases.answer"
    CASES_EXPORT = "cases.export"
    REGISTERS_READ = "registers.read"
    PARTIES_READ = "parties.read"
    PARTIES_MANAGE = "parties.manage"
    PARTIES_IMPORT = "parties.import"
    PARTIES_MERGE = "parties.merge"
    LEDGER_READ = "ledger.read"
    LEDGER_POST = "ledger.post"
    LEDGER_CLOSE = "ledger.close"
    BOOKINGS_READ = "bookings.read"
    BOOKINGS_BOOK = "bookings.book"
    BOOKINGS_MANAGE = "bookings.manage"


@dataclass(frozen=True, slots=True)
class Thing:
    """What is acted upon. ``region`` "" means: the actor's own, as for a list or a new thing."""

    kind: str
    region: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """No, and why. ``hidden``: the actor may not even learn that the thing exists."""

    code: str
    values: dict[str, object] = field(default_factory=dict)
    hidden: bool = False

    def __bool__(self) -> bool:
        return False


_READ = frozenset({Verb.PLANS_READ, Verb.PLANS_EXPORT})
_OWN_JOBS = frozenset({Verb.JOBS_READ, Verb.JOBS_CANCEL, Verb.JOBS_RETRY})
_PLANNER = _READ | _OWN_JOBS | {Verb.PLANS_UPLOAD, Verb.PLANS_REVIEW, Verb.PLANS_PUBLISH}
_PARTIES = frozenset(
    {Verb.PARTIES_READ, Verb.PARTIES_MANAGE, Verb.PARTIES_IMPORT, Verb.PARTIES_MERGE}
)
# What everybody of the bureau may look at beside the plans.
_LOOK = frozenset(
    {
        Verb.SYSTEMS_READ, Verb.CALLS_READ, Verb.CASES_READ, Verb.REGISTERS_READ,
        Verb.PARTIES_READ, Verb.LEDGER_READ, Verb.BOOKINGS_READ,
    }
)  # fmt: skip
_CASES = frozenset({Verb.CALLS_MANAGE, Verb.CASES_WORK, Verb.CASES_EXPORT})
_DESK = _LOOK | _CASES | _PARTIES | {Verb.BOOKINGS_BOOK}
_OUTSIDE = frozenset({Verb.CALLS_READ, Verb.CASES_READ, Verb.CASES_ANSWER})
_UPWARD_STATES = frozenset({"reviewed", "published"})

EDGES: dict[Role, frozenset[Verb]] = {
    Role.PLANNER: _PLANNER | _DESK,
    Role.DESK_OFFICER: (
        _READ
        | _OWN_JOBS
        | _DESK
        | {Verb.PLANS_UPLOAD, Verb.PLANS_REVIEW, Verb.LEDGER_POST, Verb.BOOKINGS_MANAGE}
    ),
    Role.BUREAU_HEAD: (
        _READ | _LOOK | _CASES | {Verb.PLANS_PUBLISH, Verb.JOBS_READ, Verb.LEDGER_CLOSE}
    ),
    Role.MUNICIPAL_OFFICER: (
        _PLANNER | _DESK | {Verb.LEDGER_POST, Verb.LEDGER_CLOSE, Verb.BOOKINGS_MANAGE}
    ),
    Role.TREASURER: _LOOK | {Verb.CASES_WORK, Verb.CASES_EXPORT, Verb.LEDGER_POST},
    Role.AGENT: _OUTSIDE,
    Role.EXPERT: _OUTSIDE,
    Role.SYSTEM_ADMIN: _OWN_JOBS,
    Role.SECURITY_ADMIN: frozenset({Verb.ACCOUNTS_READ, Verb.ACCOUNTS_MANAGE}),
    Role.AUDIT_ADMIN: frozenset({Verb.EVENTS_READ, Verb.EVENTS_EXPORT, Verb.EVENTS_VERIFY}),
}
"""What each role may ask for at all."""

DOWNWARD: dict[Role, frozenset[Verb]] = {
    Role.MUNICIPAL_OFFICER: _READ | _LOOK,
    Role.SYSTEM_ADMIN: _OWN_JOBS,
    Role.SECURITY_ADMIN: EDGES[Role.SECURITY_ADMIN],
    Role.AUDIT_ADMIN: EDGES[Role.AUDIT_ADMIN],
}
"""What a role of a municipal body may ask for in the districts below it."""

SYSTEM_VERBS = frozenset(
    {
        Verb.JOBS_READ, Verb.JOBS_CANCEL, Verb.JOBS_RETRY,
        Verb.EVENTS_READ, Verb.EVENTS_EXPORT, Verb.EVENTS_VERIFY, Verb.EVENTS_SEAL,
        Verb.ACCOUNTS_READ, Verb.ACCOUNTS_MANAGE, Verb.CASES_READ, Verb.CASES_WORK,
    }
)  # fmt: skip
"""What the server's own commands and nightly work may do. No plans: those need a person."""


def can(actor: Actor, verb: Verb, thing: Thing, at: datetime) -> Allowed | Denied:
    """Say whether an actor may do something to a thing at a moment, and if not, why."""
    if actor.is_system:
        return (
            Allowed() if verb in SYSTEM_VERBS else Denied("parties.system_may_not", {"verb": verb})
        )
    if actor.is_anonymous:
        return Denied("parties.not_logged_in")
    office = actor.office
    if office is None:
        return Denied("parties.no_office")
    if not office.is_in_force(at):
        return Denied("parties.office_not_in_force", {"body": office.body_name})
    if verb not in EDGES.get(office.role, frozenset()):
        return Denied("parties.role_may_not", _who_could(office.role, verb))
    return _in_region(office.role, office.region, verb, thing)


def reaches_down(role: Role) -> bool:
    """Whether the role may see something in the districts below its own region."""
    return role in DOWNWARD


def _in_region(role: Role, region: str, verb: Verb, thing: Thing) -> Allowed | Denied:
    if thing.region in ("", region):
        return Allowed()
    if thing.region == WHOLE:
        is_audit = role is Role.AUDIT_ADMIN
        return Allowed() if is_audit else Denied("parties.other_region", hidden=True)
    if role not in DOWNWARD or not covers(region, thing.region):
        return Denied("parties.other_region", hidden=True)
    if thing.kind == "plan" and thing.state and thing.state not in _UPWARD_STATES:
        return Denied("parties.not_reported_upward", {"state": thing.state}, hidden=True)
    if verb not in DOWNWARD[role]:
        return Denied("parties.only_own_region", {"verb": verb})
    return Allowed()


def _who_could(role: Role, verb: Verb) -> dict[str, object]:
    could = tuple(other.value for other in Role if verb in EDGES[other])
    return {"role": role.value, "verb": verb.value, "could": could}
