"""What a step waits for: rules and conditions over the answers, and the guards of the house."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import Sum

from silian.domain.parties.offices import day_of
from silian.domain.systems.answers import judge, merged
from silian.domain.systems.conditions import Truth, parse
from silian.domain.systems.manifest import Edge, Manifest, Parameter
from silian.domain.systems.vocabulary import RULE_ENDINGS, Guard
from silian.services.calls.access import around
from silian.services.calls.answering import typed
from silian.services.calls.holding import held_values
from silian.services.calls.money import residual_of
from silian.store.agreements.models import Obligation
from silian.store.calls.models import Call, Case, Paper, Review, Step
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
    condition = parse(test)
    asked = {path.partition(".")[0] for path in condition.paths}
    booked = {path for path in condition.paths if path.startswith("booked.")}
    answer = condition.evaluate(_record(row, manifest, at, asked, booked))
    inputs = tuple((one.path, str(one.value)) for one in answer.inputs)
    return Trace(guard, answer.truth, article, inputs, answer.is_met)


def _record(
    row: Case, manifest: Manifest, at: datetime, asked: set[str], booked: set[str]
) -> Mapping[str, object]:
    """What a condition may read: the answers, the papers, the call, what is verified and booked."""
    values = typed(manifest.fields, merged(row.data, held_values(manifest.fields, row, at)))
    values["stage"] = row.stage or values.get("stage")
    values["today"] = day_of(at)
    values |= _papers(row, manifest, asked - set(values))
    if "call" in asked and row.call is not None:
        values["call"] = typed(manifest.terms, row.call.terms)
    if "parameter" in asked:
        values["parameter"] = _parameters(row, manifest)
    if "verified_fen" in asked:
        values["verified_fen"] = _verified(row)
    if booked:
        codes = {path.partition(".")[2] for path in booked}
        values["booked"] = {code: _booked(row, manifest, code) for code in codes}
    return values


def _papers(row: Case, manifest: Manifest, asked: set[str]) -> dict[str, object]:
    """The last paper of each record, the one that came with this step among them."""
    found: dict[str, object] = {}
    for name in sorted(asked & set(manifest.records)):
        papers = Paper.objects.within(around(row)).filter(case=row, record=name)
        last = papers.order_by("-id").first()
        if last is not None:
            found[name] = typed(manifest.records[name], last.data)
    return found


def _parameters(row: Case, manifest: Manifest) -> dict[str, object]:
    """The parameters that the call was opened with, over those of the manifest."""
    given = row.call.parameters if row.call is not None else {}
    return {
        one.id: _parameter(one, value)
        for one in manifest.parameters
        if (value := given.get(one.id, one.value)) is not None
    }


def _parameter(one: Parameter, value: object) -> object:
    if one.type in ("count", "money", "ratio", "percent"):
        return Fraction(str(value))
    return date.fromisoformat(str(value)) if one.type == "date" else str(value)


def _verified(row: Case) -> int:
    """What the verified obligations of an agreement pay, in 分."""
    rows = Obligation.objects.within(around(row)).filter(case__parent=row, case__state="closed")
    return int(rows.aggregate(total=Sum("pay_fen"))["total"] or 0)


def _booked(row: Case, manifest: Manifest, account: str) -> int:
    """What an account holds of the case, on its normal side."""
    residual = residual_of(row, manifest, account)
    return residual if manifest.accounts[account].get("normal") == "debit" else -residual


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
