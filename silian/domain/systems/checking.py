"""The static checks of manifests: what is wrong with one, before a case is ever opened."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain

from silian.domain.systems.clocks import ExpiryKind
from silian.domain.systems.conditions import parse
from silian.domain.systems.expressions import BadCondition
from silian.domain.systems.fields import FieldClass
from silian.domain.systems.manifest import (
    ANYONE,
    SYSTEM_ROLE,
    Edge,
    Kind,
    Manifest,
)
from silian.domain.systems.vocabulary import (
    OPEN,
    POST,
    RELEASE,
    RULE_ENDINGS,
    TAKE,
    Effect,
    Guard,
    Measure,
    binding_of,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a path of the file. ``code`` has words in ``silian.labels``."""

    code: str
    path: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What lies outside a manifest and is named in it."""

    systems: frozenset[str] = frozenset()
    inventory: frozenset[str] = frozenset()


Check = Callable[[Manifest, Known], Iterable[Problem]]


def check_manifest(manifest: Manifest, known: Known) -> tuple[Problem, ...]:
    """All problems of a manifest, in the order of the checks; none means that it may ship."""
    return tuple(chain.from_iterable(check(manifest, known) for check in CHECKS))


def _leaving(manifest: Manifest) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {state: [] for state in manifest.procedure.states}
    for edge in manifest.procedure.edges:
        for source in edge.sources:
            found[source].append(edge)
    return found


def _reached(steps: dict[str, list[str]], start: Iterable[str]) -> set[str]:
    reached = set(start)
    waiting = list(reached)
    while waiting:
        for following in steps.get(waiting.pop(), ()):
            if following not in reached:
                reached.add(following)
                waiting.append(following)
    return reached


def unreachable_states(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """1: every state can be reached from the start."""
    steps = {s: [e.to for e in edges] for s, edges in _leaving(manifest).items()}
    reached = _reached(steps, [manifest.procedure.start])
    for state in manifest.procedure.states:
        if state not in reached:
            yield Problem("systems.state_unreachable", _first(manifest, state), {"state": state})


def dead_ends(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """2: from every state an end can be reached."""
    back: dict[str, list[str]] = {}
    for edge in manifest.procedure.edges:
        back.setdefault(edge.to, []).extend(edge.sources)
    ending = _reached(back, manifest.procedure.terminal)
    if not manifest.procedure.terminal:
        yield Problem("systems.no_terminal", "procedure.terminal")
    for state in manifest.procedure.states:
        if state not in ending:
            yield Problem("systems.dead_end", _first(manifest, state), {"state": state})


def leaving_ends(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """3: no step leaves an end."""
    for edge in manifest.procedure.edges:
        for source in sorted(set(edge.sources) & set(manifest.procedure.terminal)):
            yield Problem("systems.leaves_terminal", edge.path, {"do": edge.do, "state": source})


def actors_and_clocks(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """4: every step has a bound actor and a declared clock."""
    for edge in manifest.procedure.edges:
        if not edge.by:
            yield Problem("systems.no_actor", edge.path, {"do": edge.do})
        for role in edge.by:
            if role not in (SYSTEM_ROLE, ANYONE) and role not in manifest.roles:
                yield Problem("systems.role_unbound", edge.path, {"do": edge.do, "role": role})
        if edge.within not in manifest.clocks:
            yield Problem("systems.no_clock", edge.path, {"do": edge.do, "clock": edge.within})
    for role, binding in manifest.roles.items():
        if binding_of(binding) is None:
            values = {"role": role, "binding": binding}
            yield Problem("systems.binding_unknown", f"roles.{role}", values)


def expiries(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """5: the system may do what a clock fires wherever it runs, and whom it tells is bound."""
    for name in manifest.clocks:
        path = f"clocks.{name}"
        for kind in (ExpiryKind.ESCALATE, ExpiryKind.REMIND):
            role = manifest.expiry(name, kind)
            if role and role not in manifest.roles:
                yield Problem("systems.role_unbound", path, {"do": name, "role": role})
        fired = manifest.expiry(name, ExpiryKind.FIRE)
        for state, edges in _leaving(manifest).items():
            runs = fired and any(edge.within == name for edge in edges)
            if runs and not any(edge.do == fired and SYSTEM_ROLE in edge.by for edge in edges):
                values = {"clock": name, "state": state, "do": fired}
                yield Problem("systems.expiry_not_allowed", path, values)
    for edge in manifest.procedure.edges:
        fired = manifest.expiry(edge.within, ExpiryKind.FIRE)
        if edge.is_by_system and not edge.guards and fired != edge.do:
            yield Problem("systems.system_step_never_due", edge.path, {"do": edge.do})


def settlements(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """6: every step into an end says which accounts it settles; none only if nothing is posted."""
    steps = {s: [e.to for e in edges] for s, edges in _leaving(manifest).items()}
    after_posting = _reached(
        steps,
        [e.to for e in manifest.procedure.edges if any(x.startswith(POST) for x in e.effects)],
    )
    for edge in manifest.procedure.edges:
        if edge.to not in manifest.procedure.terminal:
            continue
        if edge.settles is None:
            yield Problem("systems.settles_missing", edge.path, {"do": edge.do})
            continue
        if not edge.settles and after_posting & set(edge.sources):
            yield Problem("systems.settles_none_after_posting", edge.path, {"do": edge.do})
        for account in edge.settles:
            if account not in manifest.accounts:
                values = {"do": edge.do, "account": account}
                yield Problem("systems.account_unknown", edge.path, values)


def names_resolve(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """7: names in guards, needs, effects, feeds, obligations and what is published exist."""
    for edge in manifest.procedure.edges:
        for guard in edge.guards:
            yield from _guard(manifest, edge, guard)
        for effect in edge.effects:
            yield from _effect(manifest, known, edge, effect)
    for name, rule in manifest.rules.items():
        yield from _condition(manifest, f"rules.{name}.test", rule.test)
        if rule.override and rule.override not in manifest.roles:
            values = {"do": name, "role": rule.override}
            yield Problem("systems.role_unbound", f"rules.{name}", values)
    for one in manifest.obligations:
        for role in (one.owner, one.verifier):
            if role not in manifest.roles and role not in manifest.parties:
                values = {"do": one.id, "role": role}
                yield Problem("systems.role_unbound", "obligations", values)
    yield from _feeds(manifest)


def _guard(manifest: Manifest, edge: Edge, guard: str) -> Iterator[Problem]:
    if guard in set(Guard):
        return
    rule, dot, ending = guard.partition(".")
    if dot and ending in RULE_ENDINGS:
        if rule not in manifest.rules:
            yield Problem("systems.guard_unknown", edge.path, {"do": edge.do, "guard": guard})
        return
    yield from _condition(manifest, edge.path, guard)


def _condition(manifest: Manifest, path: str, text: str) -> Iterator[Problem]:
    try:
        names = parse(text).paths
    except BadCondition as error:
        yield Problem("systems.condition_wrong", path, {"text": text, "why": str(error)})
        return
    for name in sorted(names):
        head, _, rest = name.partition(".")
        inside = _inside(manifest).get(head)
        is_known = head in _names(manifest) or head in CONTEXT_NAMES
        if inside is not None and head not in _names(manifest):
            is_known = rest.partition(".")[0] in inside
        if not is_known:
            yield Problem("systems.name_unknown", path, {"name": name, "text": text})


def _inside(manifest: Manifest) -> dict[str, frozenset[str]]:
    """What a condition may read besides the fields: papers, call, parameters, money."""
    found = {name: frozenset(f.id for f in one.fields) for name, one in manifest.records.items()}
    found["call"] = frozenset(one.id for one in manifest.terms.fields)
    found["parameter"] = frozenset(one.id for one in manifest.parameters)
    found["booked"] = frozenset(manifest.accounts)
    return found


def _names(manifest: Manifest) -> frozenset[str]:
    return frozenset(one.id for one in manifest.fields.fields)


CONTEXT_NAMES = frozenset({"stage", "today", "verified_fen", "accepted_before"})
"""What a condition may read besides the fields of the case; ``_inside`` names the rest."""


def _effect(manifest: Manifest, known: Known, edge: Edge, effect: str) -> Iterator[Problem]:
    values = {"do": edge.do, "effect": effect}
    if effect.startswith((POST, RELEASE)):
        if effect.partition(".")[2] not in manifest.entries:
            yield Problem("systems.effect_unknown", edge.path, values)
    elif effect.startswith(TAKE):
        if effect.removeprefix(TAKE) not in set(edge.needs) & set(manifest.records):
            yield Problem("systems.effect_unknown", edge.path, values)
    elif effect.startswith(OPEN):
        target = effect.removeprefix(OPEN)
        if target not in manifest.opens or target not in known.systems:
            yield Problem("systems.effect_unknown", edge.path, values)
    elif effect not in set(Effect):
        yield Problem("systems.effect_unknown", edge.path, values)
    elif (
        (effect == Effect.OBLIGATIONS_BEGIN and not manifest.obligations)
        or (effect == Effect.RESOURCE_BEGIN and not manifest.resources)
        or (effect.startswith("membership.") and manifest.kind is not Kind.REGISTER)
    ):
        yield Problem("systems.effect_without_ground", edge.path, values)


def _feeds(manifest: Manifest) -> Iterator[Problem]:
    states, stages = set(manifest.procedure.states), {one.id for one in manifest.stages}
    for feed in manifest.feeds:
        if feed.measure not in set(Measure):
            yield Problem("systems.measure_unknown", feed.path, {"measure": feed.measure})
        for key, wanted in feed.where.items():
            allowed = {"state": states, "stage": stages}.get(key)
            if allowed is None and key not in _names(manifest):
                yield Problem("systems.name_unknown", feed.path, {"name": key, "text": key})
            for value in sorted(set(wanted) - allowed) if allowed is not None else ():
                yield Problem("systems.name_unknown", feed.path, {"name": value, "text": key})
        if feed.field and feed.field.partition(".")[0] not in _names(manifest):
            yield Problem("systems.name_unknown", feed.path, {"name": feed.field, "text": "field"})
        if feed.entry and feed.entry not in manifest.entries:
            yield Problem("systems.name_unknown", feed.path, {"name": feed.entry, "text": "entry"})
        needs = {"sum": feed.field, "postings": feed.entry, "ratio": feed.of}.get(feed.measure, "-")
        if not needs:
            yield Problem("systems.feed_incomplete", feed.path, {"measure": feed.measure})


def published_fields(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """8: only public fields are published, in states that exist."""
    if manifest.publish is None:
        return
    for name in manifest.publish.fields:
        if name in PUBLIC_COLUMNS:
            continue
        found = manifest.fields.find(name) or manifest.terms.find(name)
        if found is None:
            yield Problem("systems.name_unknown", "publish", {"name": name, "text": "publish"})
        elif found.field_class is not FieldClass.PUBLIC:
            values = {"name": name, "class": found.field_class.value}
            yield Problem("systems.published_not_public", "publish", values)
    for state in manifest.publish.states:
        if state not in manifest.procedure.states:
            yield Problem("systems.name_unknown", "publish", {"name": state, "text": "states"})


PUBLIC_COLUMNS = frozenset({"name", "uscc", "stage", "state", "number", "since", "until"})
"""Columns of every case and membership that hold nothing but what a list may show."""


def separation(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """9: two roles that must not be one person are bound apart and share no step."""
    for number, pair in enumerate(manifest.separate):
        path = f"separate.{number}"
        for role in pair:
            if role not in manifest.roles:
                yield Problem("systems.role_unbound", path, {"do": "separate", "role": role})
        first, second = (manifest.roles.get(role, role) for role in pair)
        if first == second:
            yield Problem("systems.separate_share_office", path, {"a": pair[0], "b": pair[1]})
        for edge in manifest.procedure.edges:
            if set(pair) <= set(edge.by):
                values = {"a": pair[0], "b": pair[1], "do": edge.do}
                yield Problem("systems.separate_share_step", edge.path, values)


def forbidden_facts(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """10: no rule, also not through another, and no field asks for a fact that is barred."""
    barred = set(manifest.data.get("audience", {}).get("forbid_facts", ()))
    if not barred:
        return
    last = {fact.rpartition(".")[2] for fact in barred}
    for name, rule in manifest.rules.items():
        try:
            read = set(parse(rule.test).paths)
        except BadCondition:
            continue  # names_resolve says it
        for fact in sorted(read & (barred | last)):
            path = f"rules.{name}.test"
            yield Problem("systems.forbidden_fact", path, {"fact": fact, "rule": name})
    nested = [one for group in manifest.fields.groups for one in group.fields]
    for one in (*manifest.fields.fields, *nested):
        name = one.word_list.name if one.word_list else ""
        if name in BARRED_LISTS or one.id in last:
            path = f"fields.{one.id}"
            yield Problem("systems.forbidden_fact", path, {"fact": one.id, "rule": "-"})


BARRED_LISTS = frozenset({"title_level", "education", "recognition_level"})


def open_business(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """11: a case with an open objection or obligation cannot end."""
    objected = {e.to for e in manifest.procedure.edges if ANYONE in e.by}
    steps = {s: [e.to for e in edges] for s, edges in _leaving(manifest).items()}
    begun = _reached(
        steps,
        [e.to for e in manifest.procedure.edges if Effect.OBLIGATIONS_BEGIN in e.effects],
    )
    for edge in manifest.procedure.edges:
        if edge.to not in manifest.procedure.terminal:
            continue
        if edge.is_by_system and objected & set(edge.sources):
            yield Problem("systems.ends_over_objection", edge.path, {"do": edge.do})
        is_bound = Guard.OBLIGATIONS_CLOSED in edge.guards
        if begun & set(edge.sources) and not (
            is_bound or Effect.OBLIGATIONS_CANCEL in edge.effects
        ):
            yield Problem("systems.ends_over_obligation", edge.path, {"do": edge.do})


def shares(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """12: the shares of a split sum to one, and the accounts of an entry exist."""
    given = {one.id: one.value for one in manifest.parameters}
    for name, entry in manifest.entries.items():
        path = f"entries.{name}"
        for side in ("debit", "credit"):
            for account in [*entry.get(side, ()), *entry.get(f"{side}_split", {})]:
                if account not in manifest.accounts:
                    values = {"do": name, "account": account}
                    yield Problem("systems.account_unknown", path, values)
            split = entry.get(f"{side}_split")
            if split:
                parts = [given.get(share, share) for share in split.values()]
                yield from _split(path, name, parts)
            elif not entry.get(side):
                yield Problem("systems.entry_one_sided", path, {"entry": name, "side": side})


def _split(path: str, name: str, parts: list[str | None]) -> Iterator[Problem]:
    if None in parts:
        return  # a share that the district gives is checked when it is given
    try:
        total = sum((Fraction(str(part)) for part in parts), Fraction(0))
    except (ValueError, ZeroDivisionError):
        yield Problem("systems.share_wrong", path, {"entry": name, "shares": str(parts)})
        return
    if total != 1:
        yield Problem("systems.shares_not_one", path, {"entry": name, "sum": str(total)})


def asked(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """13: what asked for the system, and what it covers, exists in the inventory.

    What asked is not always covered: a row counts only where the system does what it asks.
    """
    for one in manifest.asked_by:
        if known.inventory and one.id not in known.inventory:
            yield Problem("systems.inventory_unknown", "asked_by", {"id": one.id})
    for row in manifest.covers:
        if known.inventory and row not in known.inventory:
            yield Problem("systems.inventory_unknown", "covers", {"id": row})


def held_fields(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """14: nobody is asked for what is held."""
    for edge in manifest.procedure.edges:
        for name in edge.needs:
            found = manifest.fields.find(name)
            if found is not None and found.is_held:
                yield Problem("systems.asks_for_held", edge.path, {"do": edge.do, "field": name})


def conflicting_steps(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """15: two steps of the system cannot both be due in one state."""
    for state, edges in _leaving(manifest).items():
        own = [edge for edge in edges if SYSTEM_ROLE in edge.by]
        for n, one in enumerate(own):
            for other in own[n + 1 :]:
                if one.within == other.within and not _exclude(one, other):
                    values = {"state": state, "do": one.do, "other": other.do}
                    yield Problem("systems.system_conflict", other.path, values)


def _exclude(one: Edge, other: Edge) -> bool:
    opposite = {"met": "unmet", "unmet": "met"}
    for guard in one.guards:
        rule, _, ending = guard.rpartition(".")
        if ending in opposite and f"{rule}.{opposite[ending]}" in other.guards:
            return True
        if f"not ({guard})" in other.guards or guard in {f"not ({x})" for x in other.guards}:
            return True
    return False


def unused(manifest: Manifest, known: Known) -> Iterator[Problem]:
    """Roles, clocks and entries that nothing uses, and words that are missing."""
    edges = manifest.procedure.edges
    used = {role for edge in edges for role in edge.by}
    told = (ExpiryKind.ESCALATE, ExpiryKind.REMIND)
    used |= {manifest.expiry(name, kind) for name in manifest.clocks for kind in told}
    used |= {role for one in manifest.obligations for role in (one.owner, one.verifier)}
    used |= {rule.override for rule in manifest.rules.values()}
    used |= set(manifest.amendments.values()) | set(manifest.parties.values())
    for role in manifest.roles:
        if role not in used:
            yield Problem("systems.unused", f"roles.{role}", {"name": role})
    running = {edge.within for edge in edges}
    for name in manifest.clocks:
        if name not in running:
            yield Problem("systems.unused", f"clocks.{name}", {"name": name})
    posted = {effect.removeprefix(POST) for edge in edges for effect in edge.effects}
    for name in manifest.entries:
        if name not in posted and not manifest.entries[name].get("by_hand"):
            yield Problem("systems.unused", f"entries.{name}", {"name": name})
    named = {*manifest.procedure.states, *(edge.do for edge in edges), *manifest.roles}
    for name in sorted(named | set(manifest.accounts) | set(manifest.records)):
        if name not in manifest.words:
            yield Problem("systems.word_missing", "words", {"name": name})


def _first(manifest: Manifest, state: str) -> str:
    for edge in manifest.procedure.edges:
        if state in (*edge.sources, edge.to):
            return edge.path
    return "procedure"


CHECKS: tuple[Check, ...] = (
    unreachable_states,
    dead_ends,
    leaving_ends,
    actors_and_clocks,
    expiries,
    settlements,
    names_resolve,
    published_fields,
    separation,
    forbidden_facts,
    open_business,
    shares,
    asked,
    held_fields,
    conflicting_steps,
    unused,
)
