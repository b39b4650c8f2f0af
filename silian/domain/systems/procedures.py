"""How a procedure runs: which steps leave a state, and who may take each, with the reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Allowed, Denied
from silian.domain.systems.manifest import ANYONE, SYSTEM_ROLE, Edge, Manifest
from silian.domain.systems.vocabulary import ROLES_OF, Binding, binding_of


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: which, in which role, by which person."""

    do: str
    role: str
    by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the question "who may" needs to know of a case.

    ``sides`` are the parties of an agreement by role, ``reviewers`` the parties of its panel.
    """

    state: str
    region: str
    party: str = ""
    opened_by: str = ""
    taken: tuple[Taken, ...] = ()
    sides: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reviewers: frozenset[str] = frozenset()


def steps_from(manifest: Manifest, state: str) -> tuple[Edge, ...]:
    """The steps that leave a state, in the order of the manifest."""
    return tuple(edge for edge in manifest.procedure.edges if state in edge.sources)


def role_of(
    manifest: Manifest, edge: Edge, actor: Actor, standing: Standing, at: datetime
) -> str | Denied:
    """The role in which an actor may take a step, or why in none.

    A role that would break the separation of duties is passed over; the reason says so.
    """
    denied: Denied | None = None
    for role in edge.by:
        answer = plays(manifest, role, actor, standing, at)
        if not isinstance(answer, Denied):
            answer = _separated(manifest, role, actor, standing)
        if not isinstance(answer, Denied):
            return role
        if denied is None or denied.code != "cases.separated":
            denied = answer
    return Denied("cases.no_role", {"do": edge.do}) if denied is None else denied


def plays(
    manifest: Manifest, role: str, actor: Actor, standing: Standing, at: datetime
) -> Allowed | Denied:
    """Whether an actor's office makes the actor one that a role of the manifest is bound to."""
    if role == SYSTEM_ROLE:
        return Allowed() if actor.is_system else Denied("cases.only_clock", {"role": role})
    if actor.is_system:
        return Denied("cases.not_the_system", {"role": role})
    if actor.is_anonymous:
        return Denied("parties.not_logged_in")
    office = actor.office
    if office is None:
        return Denied("parties.no_office")
    if not office.is_in_force(at):
        return Denied("parties.office_not_in_force", {"body": office.body_name})
    if role == ANYONE:
        return Allowed()
    binding = binding_of(manifest.roles.get(role, ""))
    if binding is None or office.role not in ROLES_OF.get(binding, frozenset()):
        return Denied("cases.other_role", {"role": role, "binding": manifest.roles.get(role, "")})
    if binding in (Binding.AGENT, Binding.PARTY):
        return _acts_for(manifest, role, actor, standing)
    if binding is Binding.EXPERT:
        is_on = actor.party_id in standing.reviewers
        return Allowed() if is_on else Denied("cases.not_on_panel", {"role": role})
    if office.region != standing.region:
        return Denied("parties.only_own_region", {"verb": "cases.work"})
    return Allowed()


def _acts_for(manifest: Manifest, role: str, actor: Actor, standing: Standing) -> Allowed | Denied:
    """Whether the actor's party is the one that the role means."""
    first, _, last = manifest.roles[role].partition(".")
    wanted = standing.sides.get(last, frozenset()) if first == "agreement" else {standing.party}
    if actor.party_id and actor.party_id in wanted:
        return Allowed()
    return Denied("cases.other_party", {"role": role})


def _separated(manifest: Manifest, role: str, actor: Actor, standing: Standing) -> Allowed | Denied:
    """Whether the person already acted in a role that must be somebody else's."""
    for pair in manifest.separate:
        if role not in pair:
            continue
        other = pair[1] if role == pair[0] else pair[0]
        for taken in standing.taken:
            if taken.role == other and taken.by and taken.by == actor.user_id:
                return Denied("cases.separated", {"role": role, "other": other, "do": taken.do})
    return Allowed()


def may_take(
    manifest: Manifest, edge: Edge, actor: Actor, standing: Standing, at: datetime
) -> str | Denied:
    """The role in which the actor may take the step now, before any guard is asked."""
    if standing.state not in edge.sources:
        return Denied("cases.wrong_state", {"do": edge.do, "state": standing.state})
    if edge.times is not None:
        done = sum(1 for taken in standing.taken if taken.do == edge.do)
        if done >= edge.times:
            return Denied("cases.too_often", {"do": edge.do, "times": edge.times})
    return role_of(manifest, edge, actor, standing, at)


def editors_of(manifest: Manifest, state: str) -> tuple[str, ...]:
    """The roles that may change the answers in a state.

    Where the case begins these are the roles whose step leaves the beginning; later, those who
    were asked to mend: a state whose only steps are the party's own and the clock's.
    """
    edges = steps_from(manifest, state)
    roles = tuple(dict.fromkeys(role for edge in edges for role in edge.by if role != SYSTEM_ROLE))
    if state == manifest.procedure.start:
        return roles
    own = tuple(role for role in roles if _is_outside(manifest, role))
    return own if own and len(own) == len(roles) else ()


def _is_outside(manifest: Manifest, role: str) -> bool:
    return binding_of(manifest.roles.get(role, "")) in (Binding.AGENT, Binding.PARTY)


def walk(manifest: Manifest, choices: Sequence[int]) -> Iterator[tuple[Edge, str]]:
    """A walk through the procedure: each number chooses among the steps that leave the state.

    For tests and for drawings; ends at a terminal state or with the numbers.
    """
    state = manifest.procedure.start
    for choice in choices:
        edges = steps_from(manifest, state)
        if not edges:
            return
        edge = edges[choice % len(edges)]
        state = edge.to
        yield edge, state
