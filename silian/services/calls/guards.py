"""What a step waits for: rules and conditions over the answers, and the guards of the house."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from silian.domain.parties.offices import day_of
from silian.domain.systems.answers import judge
from silian.domain.systems.conditions import Truth, parse
from silian.domain.systems.manifest import Edge, Manifest
from silian.domain.systems.vocabulary import RULE_ENDINGS, Guard
from silian.services.calls.access import around
from silian.services.calls.answering import typed
from silian.store.calls.models import Call, Case, Review, Step
from silian.store.registers.models import Membership

SANCTIONS = "risk_integrity/sanctions"


@dataclass(frozen=True, slots=True)
class Trace:
    """How a guard came out: met, unmet or unknown, and from which values.

    ``article`` is where the rule stands; ``inputs`` are path and value as they were read.
    """

    guard: str
    truth: str
    article: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    is_met: bool = False

    def to_data(self) -> dict[str, Any]:
        """As the history keeps it."""
        return {
            "guard": self.guard, "truth": self.truth, "article": self.article,
            "inputs": [list(one) for one in self.inputs], "is_met": self.is_met,
        }  # fmt: skip


def ask(row: Case, manifest: Manifest, edge: Edge, at: datetime) -> tuple[Trace, ...]:
    """Ask every guard of a step; the step is open when all are met."""
    return tuple(_ask_one(row, manifest, guard, at) for guard in edge.guards)


def _ask_one(row: Case, manifest: Manifest, guard: str, at: datetime) -> Trace:
    built_in = _BUILT_IN.get(guard)
    if built_in is not None:
        return built_in(row, at)
    rule, dot, ending = guard.partition(".")
    if dot and ending in RULE_ENDINGS and rule in manifest.rules:
        return _ask_rule(row, manifest, guard, rule, ending, at)
    return _evaluate(guard, guard, "", row, manifest, at)


def _ask_rule(
    row: Case, manifest: Manifest, guard: str, rule: str, ending: str, at: datetime
) -> Trace:
    """A rule by its ending: ``met``, ``unmet``, or ``changed`` since the case last was here."""
    use = manifest.rules[rule]
    found = _evaluate(guard, use.test, use.article, row, manifest, at)
    if ending == "met":
        return found
    if ending == "unmet":
        is_unmet = found.truth == Truth.UNMET
        return Trace(guard, found.truth, found.article, found.inputs, is_unmet)
    before = Step.objects.within(around(row)).filter(case=row).order_by("-seq")
    last = next((t for s in before for t in s.traces if t["guard"].startswith(f"{rule}.")), None)
    is_changed = last is None or last["truth"] != found.truth
    return Trace(guard, found.truth, found.article, found.inputs, is_changed)


def evaluate_rule(row: Case, manifest: Manifest, rule: str, at: datetime) -> Trace:
    """A rule of the manifest over the answers of a case, with its trace."""
    use = manifest.rules[rule]
    return _evaluate(f"{rule}.met", use.test, use.article, row, manifest, at)


def _evaluate(
    guard: str, test: str, article: str, row: Case, manifest: Manifest, at: datetime
) -> Trace:
    answer = parse(test).evaluate(_record(row, manifest, at))
    inputs = tuple((one.path, str(one.value)) for one in answer.inputs)
    return Trace(guard, answer.truth, article, inputs, answer.is_met)


def _record(row: Case, manifest: Manifest, at: datetime) -> Mapping[str, object]:
    values = typed(manifest.fields, row.data)
    values["stage"] = row.stage or None
    values["today"] = day_of(at)
    return values


def _not_blocked(row: Case, at: datetime) -> Trace:
    """No sanction in force on the day, in any district: a block reads the applying day."""
    day = day_of(at)
    members = Membership.objects.across_regions("a sanction binds wherever its subject applies")
    blocked = members.filter(system=SANCTIONS, party=row.party, starts_on__lte=day)
    blocked = blocked.exclude(ends_on__lte=day)
    found = blocked.order_by("starts_on").first() if row.party else None
    inputs = (("sanction", f"{found.starts_on}—{found.ends_on or ''}"),) if found else ()
    is_met = found is None
    return Trace(Guard.NOT_BLOCKED, Truth.MET if is_met else Truth.UNMET, "", inputs, is_met)


def _reviews_locked(row: Case, at: datetime) -> Trace:
    reviews = list(Review.objects.within(around(row)).filter(case=row).exclude(state="recused"))
    open_ones = sum(1 for one in reviews if one.state not in ("submitted", "locked"))
    is_met = bool(reviews) and not open_ones
    inputs = (("reviews", str(len(reviews))), ("open", str(open_ones)))
    return Trace(Guard.REVIEWS_LOCKED, Truth.MET if is_met else Truth.UNMET, "", inputs, is_met)


def _obligations_closed(row: Case, at: datetime) -> Trace:
    children = Case.objects.within(around(row)).filter(parent=row, closed_at=None)
    left = children.filter(obligation__isnull=False).count()
    is_met = left == 0
    truth = Truth.MET if is_met else Truth.UNMET
    return Trace(Guard.OBLIGATIONS_CLOSED, truth, "", (("open", str(left)),), is_met)


def _call_open(row: Case, at: datetime) -> Trace:
    call = row.call
    is_met = call is not None and (call.closes_at is None or at < call.closes_at)
    closes = str(call.closes_at) if call else ""
    truth = Truth.MET if is_met else Truth.UNMET
    return Trace(Guard.CALL_OPEN, truth, "", (("closes_at", closes),), is_met)


def _parameters_complete(row: Case, at: datetime) -> Trace:
    """A call opens only with every parameter and term that its system asks the district for."""
    from silian.services.systems.registry import get_system

    call = Call.objects.within(around(row)).filter(case=row).first()
    missing: list[str] = ["call"]
    if call is not None:
        asked = get_system(call.system)
        missing = [p.id for p in asked.parameters if p.is_required and p.id not in call.parameters]
        held = {one.id for one in asked.terms.held}
        faults = judge(asked.terms, call.terms).faults
        missing += [one.path for one in faults if one.path.partition(".")[0] not in held]
    truth = Truth.UNKNOWN if missing else Truth.MET
    inputs = tuple((name, "") for name in missing)
    return Trace(Guard.PARAMETERS, truth, "", inputs, not missing)


_BUILT_IN: dict[str, Callable[[Case, datetime], Trace]] = {
    Guard.NOT_BLOCKED: _not_blocked,
    Guard.REVIEWS_LOCKED: _reviews_locked,
    Guard.OBLIGATIONS_CLOSED: _obligations_closed,
    Guard.CALL_OPEN: _call_open,
    Guard.PARAMETERS: _parameters_complete,
}
