"""The words that a procedure may use: guards that are built in, effects, measures, bindings."""

from enum import StrEnum

from silian.domain.parties.offices import Role


class Guard(StrEnum):
    """What a step may wait for besides rules and conditions over the fields."""

    NOT_BLOCKED = "integrity.not_blocked"
    REVIEWS_LOCKED = "reviews.locked"
    OBLIGATIONS_CLOSED = "obligations.closed"
    CALL_OPEN = "call.open"
    PARAMETERS = "parameters.complete"


class Effect(StrEnum):
    """What a step may do besides moving the case.

    Beside these stand ``post.X``, ``release.X``, ``open.X`` and ``take.X``, which lays the paper
    that came with the step over the answers, field by field of the same name.
    """

    BEGIN = "membership.begin"
    END = "membership.end"
    STAGE = "membership.stage"
    SUSPEND = "membership.suspend"
    RESUME = "membership.resume"
    AGREEMENT_BEGIN = "agreement.begin"
    AGREEMENT_END = "agreement.end"
    OBLIGATIONS_BEGIN = "obligations.begin"
    OBLIGATIONS_CANCEL = "obligations.cancel"
    PANEL = "panel.invite"
    SEALS = "seals.open"
    EXTEND = "call.extend"
    RESOURCE_BEGIN = "resource.begin"
    RESOURCE_END = "resource.end"


POST = "post."
RELEASE = "release."
TAKE = "take."
OPEN = "open."
RULE_ENDINGS = ("met", "unmet", "changed")


class Measure(StrEnum):
    """How a feed counts."""

    COUNT = "count"
    ENTRIES = "entries"
    EXITS = "exits"
    DISTINCT_PARTIES = "distinct_parties"
    DISTINCT_CALLS = "distinct_calls"
    SUM = "sum"
    POSTINGS = "postings"
    RATIO = "ratio"
    MEDIAN_DAYS = "median_days"
    SHARE_ON_TIME = "share_on_time"


class Binding(StrEnum):
    """Whom a role of a manifest is bound to, by the last word of the binding."""

    OFFICER = "officer"
    HEAD = "head"
    BODY = "body"
    PAYER = "payer"
    AGENT = "agent"
    PARTY = "party"
    EXPERT = "expert"
    ANYONE = "anyone"
    SYSTEM = "system"


ROLES_OF: dict[Binding, frozenset[Role]] = {
    Binding.OFFICER: frozenset({Role.DESK_OFFICER, Role.PLANNER, Role.MUNICIPAL_OFFICER}),
    Binding.HEAD: frozenset({Role.BUREAU_HEAD}),
    Binding.BODY: frozenset({Role.BUREAU_HEAD}),
    Binding.PAYER: frozenset({Role.TREASURER}),
    Binding.AGENT: frozenset({Role.AGENT}),
    Binding.PARTY: frozenset({Role.AGENT}),
    Binding.EXPERT: frozenset({Role.EXPERT}),
}
"""Which offices may act for a binding; ``anyone`` and ``system`` need none."""


def binding_of(text: str) -> Binding | None:
    """What a binding such as ``projects_section.officer`` or ``body.fund_board`` asks for."""
    if text in (Binding.ANYONE.value, Binding.SYSTEM.value):
        return Binding(text)
    first, dot, last = text.partition(".")
    if not dot:
        return None
    if first == "body":
        return Binding.BODY
    if first in ("subject", "case", "agreement"):
        return Binding.PARTY if first != "subject" else Binding.AGENT
    if first == "panel":
        return Binding.EXPERT
    try:
        found = Binding(last)
    except ValueError:
        return None
    return found if found in (Binding.OFFICER, Binding.HEAD, Binding.PAYER) else None
