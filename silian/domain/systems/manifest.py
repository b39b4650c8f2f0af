"""A manifest (事项清单): one system of a bureau, as the values that everything else reads.

The structure of the file has been checked against the published schema before this; here it
becomes values, with each piece keeping the path under which it stands in the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from silian.domain.systems.clocks import Clock, ExpiryKind, OpenClock, parse_clock
from silian.domain.systems.field_reading import Catalogs, read_fields, read_records
from silian.domain.systems.fields import FieldSet


class Kind(StrEnum):
    """Which noun a system is first of all."""

    REGISTER = "register"
    CALL = "call"
    AGREEMENT = "agreement"
    LEDGER = "ledger"
    OBSERVATION = "observation"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Words:
    """The same in Chinese and in English."""

    zh: str
    en: str

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> "Words":
        """From ``{zh: …, en: …}``."""
        return cls(data["zh"], data["en"])


@dataclass(frozen=True, slots=True)
class Asked:
    """The row of the inventory, the document and the short phrase that asked for a system."""

    id: str
    document: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A step of a procedure: who may do it, in which states, until when, and what follows."""

    do: str
    sources: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    within: str
    guards: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    times: int | None = None
    effects: tuple[str, ...] = ()
    settles: tuple[str, ...] | None = None
    decides: str = ""
    path: str = ""

    @property
    def is_by_system(self) -> bool:
        """Whether the clock or the nightly run does it."""
        return self.by == (SYSTEM_ROLE,)


@dataclass(frozen=True, slots=True)
class Procedure:
    """The states of a case and the steps between them."""

    start: str
    terminal: tuple[str, ...]
    edges: tuple[Edge, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """All states, in the order in which the steps name them."""
        named = [self.start]
        for edge in self.edges:
            named += [*edge.sources, edge.to]
        return tuple(dict.fromkeys([*named, *self.terminal]))


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule that a procedure asks: a test over the fields, and what to do if it is unknown."""

    name: str
    test: str
    words: Words
    article: str
    on_unknown: str
    override: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A rung of a register's ladder."""

    id: str
    words: Words


@dataclass(frozen=True, slots=True)
class Feed:
    """How members, cases, agreements or postings measure an indicator."""

    indicator: str
    measure: str
    words: Words
    where: Mapping[str, tuple[str, ...]]
    field: str = ""
    entry: str = ""
    of: tuple[str, ...] = ()
    clock: str = ""
    unit: str = ""
    path: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class ObligationTemplate:
    """An obligation (应办事项) that an agreement begins with."""

    id: str
    kind: str
    words: Words
    owner: str
    verifier: str
    due: str
    evidence: str
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or word that a district gives. Without a default it must be given to open."""

    id: str
    words: Words
    type: str
    value: str | None
    is_required: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Publish:
    """What anybody may see of a system, and below which count a number is kept back."""

    fields: tuple[str, ...]
    states: tuple[str, ...]
    suppress_below: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One system. ``data`` is the file as read; ``sha256`` is over its canonical JSON."""

    id: str
    version: int
    kind: Kind
    title: Words
    about: Words
    asked_by: tuple[Asked, ...]
    covers: tuple[str, ...]
    section: str
    in_force_from: date
    in_force_to: date | None
    subject_kind: str
    once_per: str
    fields: FieldSet
    terms: FieldSet
    records: Mapping[str, FieldSet]
    rules: Mapping[str, RuleUse]
    stages: tuple[Stage, ...]
    mode: str
    parameters: tuple[Parameter, ...]
    roles: Mapping[str, str]
    separate: tuple[tuple[str, str], ...]
    clocks: Mapping[str, Clock | OpenClock]
    procedure: Procedure
    feeds: tuple[Feed, ...]
    publish: Publish | None
    parties: Mapping[str, str]
    obligations: tuple[ObligationTemplate, ...]
    amendments: Mapping[str, str]
    resources: Mapping[str, str]
    unit: str
    accounts: Mapping[str, Mapping[str, Any]]
    entries: Mapping[str, Mapping[str, Any]]
    opens: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Words]
    data: Mapping[str, Any]
    sha256: str

    @property
    def group(self) -> str:
        """The group that the system belongs to: the folder of the file."""
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        """The name within its group."""
        return self.id.partition("/")[2]

    @property
    def nouns(self) -> tuple[str, ...]:
        """The nouns that it configures, the first of all first."""
        found = [self.kind.value, "case"]
        found += ["register"] * bool(self.stages or self.kind is Kind.REGISTER)
        found += ["agreement"] * bool(self.parties)
        found += ["ledger"] * bool(self.entries)
        found += ["booking"] * bool(self.resources)
        found += ["rule"] * bool(self.rules)
        found += ["observation"] * bool(self.feeds)
        return tuple(dict.fromkeys(found))

    def expiry(self, clock: str, kind: ExpiryKind) -> str:
        """The step or role that the end of a clock calls for; empty where there is none."""
        found = self.clocks.get(clock)
        if found is None or isinstance(found, OpenClock):
            return ""
        return next((one.target for one in found.expiry if one.kind is kind), "")

    def edge(self, do: str, state: str) -> Edge | None:
        """The step of that name which leaves a state."""
        for edge in self.procedure.edges:
            if edge.do == do and state in edge.sources:
                return edge
        return None


SYSTEM_ROLE = "system"
ANYONE = "anyone"


def read_manifest(
    data: Mapping[str, Any], *, sha256: str, catalogs: Catalogs, words: Mapping[str, Words]
) -> Manifest:
    """The values of a manifest whose structure fits the schema.

    Args:
        words: what common states, steps and roles are called; the file's own come on top.

    Raises:
        InvalidFields: if its fields do not fit the dictionary.
    """
    procedure = data["procedure"]
    force = data["in_force"]
    subject = data.get("subject", {})
    own_words = {key: Words.from_data(value) for key, value in data.get("words", {}).items()}
    nothing: Mapping[str, Any] = {}
    return Manifest(
        id=data["id"],
        version=data["version"],
        kind=Kind(data["kind"]),
        title=Words.from_data(data["title"]),
        about=Words.from_data(data["about"]),
        asked_by=tuple(Asked(a["id"], a["document"], a["phrase"]) for a in data["asked_by"]),
        covers=tuple(data["covers"]),
        section=data["section"],
        in_force_from=_day(force["from"]),
        in_force_to=_day(force["to"]) if force.get("to") else None,
        subject_kind=subject.get("kind", "organization"),
        once_per=subject.get("once_per", "party"),
        fields=read_fields(data, catalogs),
        terms=read_fields(data.get("terms", {"fields": nothing}), catalogs, ("terms",)),
        records=read_records(data, catalogs),
        rules={name: _rule(name, rule) for name, rule in data.get("rules", {}).items()},
        stages=tuple(Stage(s["id"], Words.from_data(s)) for s in data.get("stages", ())),
        mode=data.get("mode", "proposed"),
        parameters=tuple(_parameter(k, v) for k, v in data.get("parameters", {}).items()),
        roles=dict(data["roles"]),
        separate=tuple((a, b) for a, b in data.get("separate", ())),
        clocks={name: parse_clock(name, clock) for name, clock in data["clocks"].items()},
        procedure=Procedure(
            procedure["start"],
            tuple(procedure["terminal"]),
            tuple(_edge(n, edge) for n, edge in enumerate(procedure["edges"])),
        ),
        feeds=tuple(_feed(n, feed) for n, feed in enumerate(data.get("feeds", ()))),
        publish=_publish(data["publish"]) if "publish" in data else None,
        parties=dict(data.get("parties", nothing)),
        obligations=tuple(_obligation(one) for one in data.get("obligations", ())),
        amendments={one["kind"]: one["level"] for one in data.get("amendments", ())},
        resources={key: str(value) for key, value in data.get("resources", nothing).items()},
        unit=data.get("unit", ""),
        accounts=dict(data.get("accounts", nothing)),
        entries=dict(data.get("entries", nothing)),
        opens={target: dict(filled) for target, filled in data.get("opens", nothing).items()},
        words={**words, **own_words},
        data=data,
        sha256=sha256,
    )


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _many(value: str | int | Sequence[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (str(value),) if isinstance(value, str | int) else tuple(str(one) for one in value)


def _edge(number: int, data: Mapping[str, Any]) -> Edge:
    settles = data.get("settles")
    return Edge(
        do=data["do"],
        sources=_many(data["from"]),
        to=data["to"],
        by=_many(data.get("by")),
        within=data.get("within", ""),
        guards=_many(data.get("if")),
        needs=_many(data.get("needs")),
        times=data.get("times"),
        effects=_many(data.get("effects")),
        settles=None if settles is None else () if settles == "none" else _many(settles),
        decides=data.get("decides", ""),
        path=f"procedure.edges.{number}",
    )


def _rule(name: str, data: Mapping[str, Any]) -> RuleUse:
    return RuleUse(
        name,
        data["test"],
        Words.from_data(data),
        data.get("article", ""),
        data.get("on_unknown", "ask"),
        data.get("override", ""),
    )


def _feed(number: int, data: Mapping[str, Any]) -> Feed:
    where = {key: _many(value) for key, value in data.get("where", {}).items()}
    return Feed(
        data["indicator"],
        data["measure"],
        Words.from_data(data),
        where,
        field=data.get("field", ""),
        entry=data.get("entry", ""),
        of=_many(data.get("of")),
        clock=data.get("clock", ""),
        unit=data.get("unit", ""),
        path=f"feeds.{number}",
        within=data.get("within", ""),
    )


def _parameter(name: str, data: Mapping[str, Any]) -> Parameter:
    value = data.get("value")
    return Parameter(
        name,
        Words.from_data(data),
        data["type"],
        None if value is None else str(value),
        value is None,
        data.get("note", ""),
    )


def _obligation(data: Mapping[str, Any]) -> ObligationTemplate:
    return ObligationTemplate(
        data["id"],
        data["kind"],
        Words.from_data(data),
        data["owner"],
        data["verifier"],
        str(data["due"]),
        data.get("evidence", "other"),
        data.get("rows", ""),
    )


def _publish(data: Mapping[str, Any]) -> Publish:
    return Publish(
        tuple(data["fields"]), tuple(data.get("states", ())), int(data.get("suppress_below", 0))
    )
