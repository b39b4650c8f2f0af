"""Two districts and their city for the permission walk, with a canary in every text."""

from dataclasses import dataclass, field
from datetime import timedelta

from silian import clock
from silian.domain.parties.offices import Actor
from silian.domain.parties.party import PartyKind
from silian.domain.systems.spelling import storable
from silian.services import accounts, jobs, parties, plans
from silian.services.calls.calling import write_call
from silian.services.calls.opening import open_case
from silian.services.systems.registry import get_system
from silian.store.accounts.models import Office
from silian.store.calls.models import Attachment, Case
from silian.store.events.models import Event
from tests import factories
from tests.services import plan_kit
from tests.web import noun_world

A, B, CITY = "990101", "990102", "990000"
POOL = "enterprise_cultivation/tech_enterprise_pool"
ABSENT = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
# In every text of a region stands its own canary; nobody without a right may ever be sent it.
CANARY = {
    (A, "draft"): "cn7Adraft0042",
    (A, "published"): "cn7Apublished0042",
    (B, "draft"): "cn7Bdraft0042",
    (B, "published"): "cn7Bpublished0042",
    # Of cases: what the bureau alone works on, and the call that those outside may answer.
    (A, "case"): "cn7Acase0042",
    (B, "case"): "cn7Bcase0042",
    (A, "call"): "cn7Acall0042",
    (B, "call"): "cn7Bcall0042",
    (A, "party"): "cn7Aparty0042",
    (B, "party"): "cn7Bparty0042",
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
_OF_A = {(A, kind) for kind in ("draft", "published", "case", "call", "party")}
_OF_B = {(B, kind) for kind in ("draft", "published", "case", "call", "party")}
MAY_SEE = {
    "planner": _OF_A,
    "desk_officer": _OF_A,
    "bureau_head": _OF_A,
    "neighbor": _OF_B,
    # The city sees cases and calls of its districts; their parties it does not.
    "municipal_officer": {
        (A, "published"), (B, "published"), (A, "case"), (B, "case"), (A, "call"), (B, "call"),
    },
    # What a party, an account and a register hold stands below the canaries of the plans.
    "treasurer": _OF_A,
    # The agent's own case is the district's; the expert is invited to nothing.
    "agent": {(A, "case"), (A, "call")},
    "expert": {(A, "call")},
    # Titles of jobs and events name documents; the administrators see those of their region.
    "system_admin": {(A, "draft"), (A, "published")},
    "security_admin": set(),
    "audit_admin": _OF_A,
    "ended": set(),
    "anonymous": set(),
}  # fmt: skip


@dataclass
class World:
    """Who is there, and the ids of what they have: ``ids[relation][parameter]``."""

    actors: dict[str, Actor] = field(default_factory=dict)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)

    def canaries_hidden_from(self, role: str) -> list[str]:
        """Every canary that must not reach this role. An open call is public."""
        return [
            text for key, text in CANARY.items() if key not in MAY_SEE[role] and key[1] != "call"
        ]


def make_world() -> World:
    """Make the world through the services, as people would."""
    world = World()
    for name, (region, role) in PEOPLE.items():
        world.actors[name] = factories.make_actor(region, role, at=clock.now())
    _make_parties(world)
    Office.objects.of_person(world.actors["ended"].user_id).update(
        ends_on=clock.today() - timedelta(days=1)
    )
    for relation, region, owner in (("a", A, "planner"), ("b", B, "neighbor")):
        _make_district(world, relation, region, world.actors[owner])
        _make_cases(world, relation, region, world.actors[owner])
        world.ids[relation] |= noun_world.make_nouns(
            region, CANARY[region, "draft"], CANARY[region, "published"]
        )
    return world


def _make_parties(world: World) -> None:
    """A party in each district; the agent acts for A's, the expert is a person of A."""
    at = clock.now()
    for relation, region, owner in (("a", A, "planner"), ("b", B, "neighbor")):
        by = world.actors[owner]
        name = f"{CANARY[region, 'party']}有限公司"
        made = parties.create_party(kind=PartyKind.ORGANIZATION, name=name, facts=[], by=by, at=at)
        world.ids[relation] = {"party_id": made.id}
    person = parties.create_party(
        kind=PartyKind.PERSON, name="温如言", facts=[], by=world.actors["planner"], at=at
    )
    for name, party in (("agent", world.ids["a"]["party_id"]), ("expert", person.id)):
        actor = world.actors[name]
        Office.objects.of_person(actor.user_id).update(party_id=party)
        world.actors[name] = accounts.actor_of(
            user_id=actor.user_id, at=at, office_id=actor.office.id
        )


def _make_cases(world: World, relation: str, region: str, owner: Actor) -> None:
    """A case of the district's party with a file, and a call that is open."""
    at = clock.now()
    pool = get_system(POOL)
    held = {one.id for one in pool.fields.held}
    data = {key: value for key, value in pool.data["example"].items() if key not in held}
    case = open_case(
        system=POOL, party=world.ids[relation]["party_id"], title=CANARY[region, "case"],
        data=storable(pool.fields, data), by=owner, at=at,
    )  # fmt: skip
    file = Attachment.objects.create(
        case=case, region=region, field="main_business", name="a.txt", sha256="0" * 64,
        size_bytes=1, at=at,
    )  # fmt: skip
    call = write_call(
        system=POOL, title=CANARY[region, "call"], opens_at=at - timedelta(days=1),
        closes_at=at + timedelta(days=9), by=owner, at=at,
    )  # fmt: skip
    Case.objects.across_regions("a test opens a call").filter(pk=call.pk).update(state="open")
    world.ids[relation] |= {
        "case_id": case.pk, "call_id": call.pk, "attachment_id": file.pk,
    }  # fmt: skip


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
    world.ids[relation] |= {
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
