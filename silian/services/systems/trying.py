"""Scenarios: given, when, then, over the real services, as an officer would read them aloud.

A scenario runs in an empty database; its people, parties and days are invented.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from silian.domain.kernel.days import day_of
from silian.domain.kernel.errors import SilianError
from silian.domain.parties.offices import Actor, Role
from silian.domain.systems.manifest import Manifest
from silian.domain.systems.spelling import storable
from silian.services import accounts
from silian.services.calls.calling import extend_call, write_call
from silian.services.calls.nightly import run_clocks, run_rules
from silian.services.calls.opening import open_case, save_answers
from silian.services.calls.panels import declare, hand_in_review
from silian.services.calls.stepping import take_step
from silian.services.registers.reading import members_on
from silian.services.systems.feeding import Period, measure
from silian.services.systems.registry import get_system
from silian.store.accounts.models import Body, Office, User
from silian.store.calls.models import Case

MORNING = time(1, 30)
"""Half past nine in Beijing, when the office is open."""


class ScenarioFailed(AssertionError):
    """A scenario does not come out as it says. The message names the step and both values."""


@dataclass(slots=True)
class World:
    """What a scenario has made so far, by the names that it uses."""

    region: str
    at: datetime
    people: dict[str, Actor] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    systems: dict[str, Manifest] = field(default_factory=dict)


def run_scenario(data: Mapping[str, Any], *, make_party: Callable[..., str]) -> World:
    """Run a scenario from its parsed file; answers what it made.

    Args:
        make_party: makes a party of a region from its mapping, and answers its id.

    Raises:
        ScenarioFailed: at the first step that comes out otherwise.
    """
    given = data["given"]
    world = World(str(given.get("region", "990101")), _morning(given["day"]))
    default = str(data["system"])
    for name, party in given.get("parties", {}).items():
        world.parties[name] = make_party(region=world.region, at=world.at, **party)
    for name, person in given["people"].items():
        world.people[name] = _person(world, name, person)
    for number, step in enumerate(data["steps"], 1):
        try:
            _step(world, default, step)
        except ScenarioFailed as error:
            raise ScenarioFailed(f"step {number} {dict(step)}: {error}") from None
        except SilianError as error:
            said = f"step {number} {dict(step)}: {error.code} {error} {error.values}"
            raise ScenarioFailed(said) from error
    return world


def _morning(day: object) -> datetime:
    found = day if isinstance(day, date) else date.fromisoformat(str(day))
    return datetime.combine(found, MORNING, tzinfo=UTC)


def _person(world: World, name: str, data: Mapping[str, Any]) -> Actor:
    role = Role(data["office"])
    body, _ = Body.objects.get_or_create(
        region=world.region, name="示例区科学技术局", defaults={"created_at": world.at}
    )
    user = User.objects.create(username=f"{name}-{world.region}", name=name, created_at=world.at)
    office = Office.objects.create(
        user=user, body=body, role=role.value, starts_on=date(2020, 1, 1),
        party_id=world.parties.get(str(data.get("for", "")), ""),
    )  # fmt: skip
    return accounts.actor_of(user_id=user.id, at=world.at, office_id=office.id)


def _step(world: World, default: str, step: Mapping[str, Any]) -> None:
    """One line of a scenario: somebody does something, time passes, or something is seen."""
    verb = next((name for name in _VERBS if name in step), None)
    if verb is None:
        raise ScenarioFailed(f"no such line; known are {', '.join(_VERBS)}")
    refused = step.get("refused")
    try:
        _VERBS[verb](world, default, step)
    except SilianError as error:
        if refused is None:
            raise
        reason = str(error.values.get("reason", error.code))
        if refused not in (error.code, reason):
            raise ScenarioFailed(f"refused with {error.code} ({reason}), not {refused}") from None
        return
    if refused is not None:
        raise ScenarioFailed(f"went through, and should be refused with {refused}")
    if "state" in step and verb not in ("see", "child"):
        _is_state(world, _name_of(step), str(step["state"]))


def _name_of(step: Mapping[str, Any]) -> str:
    return str(step.get("on") or step.get("open") or step.get("save") or step.get("call") or "")


def _filled(world: World, value: Any) -> Any:  # Any: parsed YAML
    """Names of parties and cases, written $name, become their ids."""
    if isinstance(value, str) and value.startswith("$"):
        name = value[1:]
        found = world.parties.get(name) or world.cases.get(name)
        if found is None:
            raise ScenarioFailed(f"nothing is called {name}")
        return found
    if isinstance(value, Mapping):
        return {key: _filled(world, item) for key, item in value.items()}
    return [_filled(world, item) for item in value] if isinstance(value, list) else value


def _data(world: World, manifest: Manifest, step: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a line: those given, or the manifest's example with changes."""
    base: dict[str, Any] = {}
    if step.get("data") == "example":
        base = dict(manifest.data["example"])
    elif isinstance(step.get("data"), Mapping):
        base = dict(step["data"])
    base |= dict(step.get("but", {}))
    held = {one.id for one in manifest.fields.held}
    base = {key: value for key, value in base.items() if key not in held and value != "~"}
    return storable(manifest.fields, _filled(world, base))


def _open(world: World, default: str, step: Mapping[str, Any]) -> None:
    system = str(step.get("system", default))
    manifest = get_system(system)
    row = open_case(
        system=system, party=world.parties.get(str(step.get("party", "")), ""),
        title=str(step.get("title", "")), data=_data(world, manifest, step),
        call_id=world.cases.get(str(step.get("answers", "")), ""), by=world.people[step["who"]],
        at=world.at,
    )  # fmt: skip
    world.cases[str(step["open"])] = row.pk


def _save(world: World, default: str, step: Mapping[str, Any]) -> None:
    row = _row(world, str(step["save"]))
    manifest = get_system(row.system)
    data = {**row.data, **_data(world, manifest, step)}
    save_answers(
        case_id=row.pk, revision=row.revision, data=data, by=world.people[step["who"]], at=world.at
    )


def _take(world: World, default: str, step: Mapping[str, Any]) -> None:
    row = _row(world, str(step["on"]))
    manifest = get_system(row.system)
    said = {
        name: str(value) if isinstance(value, date) else value
        for name, value in step.get("give", {}).items()
    }
    given: dict[str, Any] = storable(manifest.fields, _filled(world, said))
    for name, fields in manifest.records.items():
        if given.get(name) == "example":
            given[name] = storable(fields, manifest.data["records"][name]["example"])
        elif isinstance(given.get(name), Mapping):
            given[name] = storable(fields, given[name])
    take_step(
        case_id=row.pk, do=str(step["step"]), given=given, revision=row.revision,
        by=world.people[step["who"]], at=world.at,
    )  # fmt: skip


def _pass_time(world: World, default: str, step: Mapping[str, Any]) -> None:
    """Let days pass, each with its nightly run."""
    target = _morning(step["until"]) if "until" in step else None
    end = target or world.at + timedelta(days=int(step["days"]))
    while world.at < end:
        world.at = min(world.at + timedelta(days=1), end)
        run_clocks(at=world.at)
        run_rules(at=world.at)


def _see(world: World, default: str, step: Mapping[str, Any]) -> None:
    row = _row(world, str(step["see"]))
    if "state" in step:
        _is_state(world, str(step["see"]), str(step["state"]))
    if "stage" in step and row.stage != step["stage"]:
        raise ScenarioFailed(f"stage is {row.stage}, not {step['stage']}")
    if "due" in step and (row.due_at is None or str(day_of(row.due_at)) != str(step["due"])):
        raise ScenarioFailed(f"due {row.due_at and day_of(row.due_at)}, not {step['due']}")
    for name, value in step.get("data", {}).items():
        wanted = storable(get_system(row.system).fields, {name: _filled(world, value)})[name]
        if row.data.get(name) != wanted:
            raise ScenarioFailed(f"{name} is {row.data.get(name)!r}, not {wanted!r}")


def _child(world: World, default: str, step: Mapping[str, Any]) -> None:
    """A case that followed from another gets a name, and is looked at."""
    parent = _row(world, str(step["child"]))
    rows = Case.objects.across_regions("a scenario looks at its own cases")
    found = rows.filter(parent=parent, system=step["system"]).order_by("id")
    if "count" in step:
        if found.count() != int(step["count"]):
            raise ScenarioFailed(f"{found.count()} followed, not {step['count']}")
        if not int(step["count"]):
            return
    number = int(step.get("number", 1))
    chosen = found[number - 1 : number]
    if not chosen:
        raise ScenarioFailed("nothing followed")
    world.cases[str(step.get("as", "child"))] = chosen[0].pk
    if "state" in step:
        _is_state(world, str(step.get("as", "child")), str(step["state"]))


def _members(world: World, default: str, step: Mapping[str, Any]) -> None:
    by = next(one for one in world.people.values() if one.office and not one.party_id)
    on = date.fromisoformat(str(step.get("day", day_of(world.at))))
    rows = members_on(str(step.get("system", default)), on, by, world.at)
    if "stage" in step:
        rows = rows.filter(stage=step["stage"])
    if rows.count() != int(step["members"]):
        raise ScenarioFailed(f"{rows.count()} members on {on}, not {step['members']}")


def _feed(world: World, default: str, step: Mapping[str, Any]) -> None:
    by = next(one for one in world.people.values() if one.office and not one.party_id)
    ends_on = date.fromisoformat(str(step.get("to", day_of(world.at))))
    starts_on = date.fromisoformat(str(step.get("from", f"{ends_on.year}-01-01")))
    found = measure(
        system=str(step.get("system", default)), indicator=str(step["feed"]),
        period=Period(starts_on, ends_on), by=by, at=world.at,
    )  # fmt: skip
    wanted = None if str(step["value"]) == "unknown" else Decimal(str(step["value"]))
    if found.value != wanted:
        raise ScenarioFailed(f"{step['feed']} is {found.value}, not {wanted}")


def _write_call(world: World, default: str, step: Mapping[str, Any]) -> None:
    system = str(step.get("system", default))
    asked = get_system(system)
    terms = _filled(world, step.get("terms", {}))
    if terms == "example":
        terms = asked.data["terms"]["example"]
    call = write_call(
        system=system, title=str(step["title"]), terms=storable(asked.terms, terms),
        parameters=step.get("parameters", {}), opens_at=_morning(step["opens"]),
        closes_at=_morning(step["closes"]), by=world.people[step["who"]], at=world.at,
    )  # fmt: skip
    world.cases[str(step["call"])] = call.pk


def _extend(world: World, default: str, step: Mapping[str, Any]) -> None:
    extend_call(
        call_id=world.cases[str(step["extend"])], closes_at=_morning(step["closes"]),
        reason=str(step["reason"]), revision=None, by=world.people[step["who"]], at=world.at,
    )  # fmt: skip


def _review(world: World, default: str, step: Mapping[str, Any]) -> None:
    """An expert declares, or hands in a review."""
    row, by = _row(world, str(step["review"])), world.people[step["who"]]
    if "recused" in step:
        declare(case_id=row.pk, accepts=False, reason=str(step["recused"]), by=by, at=world.at)
        return
    declare(case_id=row.pk, accepts=True, reason="", by=by, at=world.at)
    manifest = get_system(row.system)
    data = step.get("data", {})
    if data == "example":
        data = manifest.data["records"]["review"]["example"]
    fields = manifest.records.get("review")
    held = {one.id for one in fields.held} if fields else set()
    own = {key: value for key, value in _filled(world, dict(data)).items() if key not in held}
    record = storable(fields, own) if fields else own
    hand_in_review(case_id=row.pk, data=record, revision=None, by=by, at=world.at)


def _row(world: World, name: str) -> Case:
    if name not in world.cases:
        raise ScenarioFailed(f"no case is called {name}")
    rows = Case.objects.across_regions("a scenario looks at its own cases")
    return rows.get(pk=world.cases[name])


def _is_state(world: World, name: str, wanted: str) -> None:
    state = _row(world, name).state
    if state != wanted:
        raise ScenarioFailed(f"{name} is {state}, not {wanted}")


_VERBS: dict[str, Callable[[World, str, Mapping[str, Any]], None]] = {
    "open": _open,
    "save": _save,
    "step": _take,
    "days": _pass_time,
    "until": _pass_time,
    "see": _see,
    "child": _child,
    "members": _members,
    "feed": _feed,
    "call": _write_call,
    "extend": _extend,
    "review": _review,
}
