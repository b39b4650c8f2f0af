"""A draft that nobody has kept, as what two versions are compared by."""

from silian.domain.plans.changes import PlanContent, StatedIndicator, StatedTarget, StatedTask
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact


def content_of(plan: CheckedPlan) -> PlanContent:
    """Indicators, targets and tasks of a reading, straight from its JSON."""
    heads: dict[str, Fact] = {}
    for fact in sorted(plan.facts, key=lambda fact: (not fact.is_row, fact.start)):
        heads.setdefault(fact.concept, fact)
    return PlanContent(
        indicators=tuple(
            StatedIndicator(
                fact.id, fact.name, fact.key, fact.unit, fact.attribute, fact.name_start
            )
            for fact in sorted(heads.values(), key=lambda fact: fact.start)
        ),
        targets=tuple(_target(fact) for fact in plan.facts if fact.is_target),
        tasks=tuple(
            StatedTask(
                task["id"],
                task["action"] or "",
                task["object"] or "",
                tuple(owner["name"] for owner in task["owners"]),
                task["deadline"]["year"] if task["deadline"] else None,
                task["start"],
            )
            for task in plan.contract["tasks"]
        ),
    )


def _target(fact: Fact) -> StatedTarget:
    return StatedTarget(
        id=fact.id,
        name=fact.name,
        key=fact.key,
        unit=fact.unit,
        year=fact.year,
        text=f"{fact.value:f}",
        number=fact.value,
        number_max=None,
        comparator=fact.comparator.value,
        start=fact.start,
    )
