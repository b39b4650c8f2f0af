"""Two districts and their city for the permission walk, with a canary in every text."""

from dataclasses import dataclass, field
from datetime import timedelta

from silian import clock
from silian.domain.parties.offices import Actor
from silian.services import jobs, plans
from silian.store.accounts.models import Office
from silian.store.events.models import Event
from tests import factories
from tests.services import plan_kit
from tests.web import noun_world

A, B, CITY = "990101", "990102", "990000"
ABSENT = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
# In every text of a region stands its own canary; nobody without a right may ever be sent it.
CANARY = {
    (A, "draft"): "cn7Adraft0042",
    (A, "published"): "cn7Apublished0042",
    (B, "draft"): "cn7Bdraft0042",
    (B, "published"): "cn7Bpublished0042",
}
PEOPLE = {
    "planner": (A, "planner"),
    "desk_officer": (A, "desk_officer"),
    "bureau_head": (A, "bureau_head"),
    "neighbor": (B, "planner"),
    "municipal_officer": (CITY, "municipal_officer"),
    "treasurer": (A, "treasurer"),
    "agent": (A, "agent"),
    "expert": (A, "expert"),
    "system_admin": (A, "system_admin"),
    "security_admin": (A, "security_admin"),
    "audit_admin": (A, "audit_admin"),
    "ended": (A, "planner"),
}
ROLES = ("anonymous", *PEOPLE)
# Regions and states whose canaries a role may be shown.
MAY_SEE = {
    "planner": {(A, "draft"), (A, "published")},
    "desk_officer": {(A, "draft"), (A, "published")},
    "bureau_head": {(A, "draft"), (A, "published")},
    "neighbor": {(B, "draft"), (B, "published")},
    "municipal_officer": {(A, "published"), (B, "published")},
    # What a party, an account and a register hold stands below the same two canaries.
    "treasurer": {(A, "draft"), (A, "published")},
    "agent": set(),
    "expert": set(),
    # Titles of jobs and events name documents; the administrators see those of their region.
    "system_admin": {(A, "draft"), (A, "published")},
    "security_admin": set(),
    "audit_admin": {(A, "draft"), (A, "published")},
    "ended": set(),
    "anonymous": set(),
}


@dataclass
class World:
    """Who is there, and the ids of what they have: ``ids[relation][parameter]``."""

    actors: dict[str, Actor] = field(default_factory=dict)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)

    def canaries_hidden_from(self, role: str) -> list[str]:
        """Every canary that must not reach this role."""
        return [text for key, text in CANARY.items() if key not in MAY_SEE[role]]


def make_world() -> World:
    """Make the world through the services, as people would."""
    world = World()
    for name, (region, role) in PEOPLE.items():
        world.actors[name] = factories.make_actor(region, role, at=clock.now())
    Office.objects.of_person(world.actors["ended"].user_id).update(
        ends_on=clock.today() - timedelta(days=1)
    )
    for relation, region, owner in (("a", A, "planner"), ("b", B, "neighbor")):
        _make_district(world, relation, region, world.actors[owner])
        world.ids[relation] |= noun_world.make_nouns(
            region, CANARY[region, "draft"], CANARY[region, "published"]
        )
    return world


def _make_district(world: World, relation: str, region: str, owner: Actor) -> None:
    at = clock.now()
    for state in ("draft", "published"):
        canary = CANARY[region, state]
        text = plan_kit.PLAN.replace("青石区", f"{canary}区")
        version = plan_kit.make_plan(owner, at, text, name=f"{canary}.txt")
        if state == "published":
            _publish(version.id, owner, at)
        item = plans.get_queue(version_id=version.id, by=owner, at=at).page.lines[0]
        world.ids[f"{relation}_{state}"] = {
            "version_id": version.id,
            "plan_id": version.plan_id,
            "document_id": version.document_id,
            "item_id": item.id,
            "finding_id": f"X01-{relation}-{state}",
        }
    job = jobs.enqueue(
        kind="plans.read",
        arguments={"version_id": world.ids[f"{relation}_draft"]["version_id"]},
        region=region,
        title=CANARY[region, "draft"],
        by=owner,
        at=at,
    )
    newest = Event.objects.across_regions("a test looks for one").filter(region=region)
    world.ids[relation] = {
        "job_id": job.id,
        "user_id": str(owner.user_id),
        "office_id": owner.office.id if owner.office else "",
        "event_id": str(newest.order_by("-id").values_list("id", flat=True).first()),
    }


def _publish(version_id: str, owner: Actor, at) -> None:
    for line in plans.get_queue(version_id=version_id, by=owner, at=at).page.lines:
        plan_kit.settle_doubt(version_id, line, owner, at)
    for step in (plans.mark_reviewed, plans.publish):
        revision = plans.get_version(version_id=version_id, by=owner, at=at).revision
        step(version_id=version_id, revision=revision, by=owner, at=at)
