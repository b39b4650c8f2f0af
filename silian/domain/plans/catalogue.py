"""One indicator, many printed names: the indicator catalogue and what a printed ratio divides."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from silian.domain.plans.indicator_names import GONE, GROWTH, Folding, Steps, plain_unit
from silian.domain.plans.timeline import REMEMBERED


class How(StrEnum):
    """How a printed name was recognized, or why it was not."""

    NAME = "name"
    ALIAS = "alias"
    FOLDED = "folded"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    UNIT_CONFLICT = "unit_conflict"


class IndicatorKind(StrEnum):
    """What sort of figure an indicator is; a growth, rank or index has no share done so far."""

    STOCK = "stock"
    FLOW = "flow"
    RATIO = "ratio"
    GROWTH = "growth"
    RANK = "rank"
    INDEX = "index"
    SURVEY = "survey"


class QuantityKind(StrEnum):
    """What a numerator or denominator is made of."""

    GROSS_OUTPUT = "gross_output"
    VALUE_ADDED = "value_added"
    REVENUE = "revenue"
    SPENDING = "spending"
    MONEY = "money"
    TRADE = "trade"
    PERSONS = "persons"
    PERSON_YEARS = "person_years"
    COUNT = "count"


class Better(StrEnum):
    """Which way of an indicator is the better one."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Alias:
    """A printed name that is the indicator; ``source`` and ``why`` are given for a judgment."""

    name: str
    source: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class NearName:
    """A neighbor that must not be merged, and why."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Definition:
    """What one indicator is. ``""`` and ``()`` mean "not stated by the source".

    ``units`` are the accepted printed ones; ``numerator`` and ``denominator`` are keys of
    quantities; ``growth_of`` is the key of the level that a growth belongs to.
    """

    key: str
    name: str
    name_en: str
    units: tuple[str, ...]
    kind: IndicatorKind
    direction: Better
    source: str
    confidence: str
    formula: str = ""
    numerator: str = ""
    denominator: str = ""
    agency: str = ""
    frequency: str = ""
    growth_of: str = ""
    warn: str = ""
    aliases: tuple[Alias, ...] = ()
    not_same_as: tuple[NearName, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A numerator or denominator; ``is_flow`` is whether it adds up over a year."""

    key: str
    names: tuple[str, ...]
    kind: QuantityKind
    is_flow: bool


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that no one may decide alone. ``by_unit``: the key where the printed unit decides."""

    name: str
    candidates: tuple[str, ...]
    why: str
    why_en: str
    source: str
    by_unit: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OldTerm:
    """A term out of use and its successor; ``since`` as far as it is known, else ``""``.

    ``kind`` is ``body`` for a public body that was merged or renamed, else ``""``.
    """

    term: str
    successor: str
    since: str
    why: str
    source: str
    confidence: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a printed name is. ``why`` lists (step, text) in the order in which they were taken.

    ``key`` is ``None`` unless exactly one indicator is meant; ``candidates`` are the keys that
    come into question, and the key itself where there is one.
    """

    key: str | None
    how: How
    candidates: tuple[str, ...]
    why: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One side of a ratio: as printed, folded, and the quantity that it ends in ("" if none)."""

    printed: str
    folded: str
    quantity: str
    kind: QuantityKind | None


@dataclass(frozen=True, slots=True)
class Ratio:
    """What a name divides. ``per`` is 万 in 每万人, else ``""``.

    ``is_share`` is whether it is printed as a part of a whole (占…比重, …中…占比), and
    ``mismatch`` why these two kinds make no share; ``""`` if they may or are not known.
    """

    numerator: Term
    denominator: Term
    per: str
    is_share: bool
    mismatch: str


class _Entry(NamedTuple):
    """What an indexed form stands for: a key (and the alias that says so) or an open question."""

    key: str
    alias: Alias | None
    ambiguous: Ambiguous | None

    def __str__(self) -> str:
        return f"ambiguous {self.ambiguous.name}" if self.ambiguous else self.key


class Catalogue:
    """The indicators, their names as an index, and the quantities that ratios are made of.

    A name matches by equality of its folded form alone: nothing is guessed from likeness.
    """

    def __init__(
        self,
        definitions: Sequence[Definition],
        quantities: Sequence[Quantity],
        ambiguous: Sequence[Ambiguous],
        old_terms: Sequence[OldTerm],
        data: Mapping[str, Any],
    ) -> None:
        self.definitions: Mapping[str, Definition] = MappingProxyType(
            {definition.key: definition for definition in definitions}
        )
        self.quantities: Mapping[str, Quantity] = MappingProxyType({q.key: q for q in quantities})
        self.ambiguous, self.old_terms = tuple(ambiguous), tuple(old_terms)
        self._matched: dict[tuple[str, str], NameMatch] = {}
        self._divided: dict[str, Ratio | None] = {}
        self.sources: Mapping[str, str] = MappingProxyType(dict(data["sources"]))
        self._refused = {(r["numerator"], r["denominator"]): r["why"] for r in data["no_share"]}
        self._accepted = _accepted_units(definitions, data["unit_groups"])
        known = frozenset[str]().union(*self._accepted.values(), *data["unit_groups"], {""})
        self._folding = Folding(data, known)
        self._spelled: dict[str, tuple[_Entry, How]] = {}
        self._folded: dict[str, _Entry] = {}
        self._heads = {self._folding.term(n, []): q for q in quantities for n in q.names}
        _check_keys(definitions, ambiguous, self.definitions, self.quantities)
        self._index(definitions, ambiguous)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Catalogue":
        """The catalogue of ``catalogs/indicators.yaml``.

        Raises:
            ValueError: if a key is missing or twice there, or one folded name has two meanings.
        """
        return cls(
            [_definition(one) for one in data["indicators"]],
            [
                Quantity(key, tuple(one["names"]), QuantityKind(one["kind"]), one["flow"])
                for key, one in data["quantities"].items()
            ],
            [_ambiguous(one) for one in data["ambiguous"]],
            [OldTerm(**{"since": "", **one}) for one in data["old_terms"]],
            data,
        )

    def definition(self, key: str) -> Definition | None:
        """The definition of ``key``; ``None`` if the catalogue has none."""
        return self.definitions.get(key)

    def match(self, name: str, unit: str = "") -> NameMatch:
        """Which indicator a printed name is; the unit may also stand in the name's brackets."""
        known = self._matched.get((name, unit))
        if known is None:
            if len(self._matched) >= REMEMBERED:
                self._matched.clear()
            known = self._matched[name, unit] = self._match(name, unit)
        return known

    def _match(self, name: str, unit: str) -> NameMatch:
        cleaned = self._folding.clean(name)
        printed_unit = unit or cleaned.unit
        steps: Steps = []
        spelled = self._spelled.get(cleaned.text)
        if spelled is not None:
            entry, how = spelled
            return self._found(entry, how, printed_unit, steps)
        folded = self._folding.fold(cleaned.text, steps)
        steps.append(("folded", folded))
        known = self._folded.get(folded)
        if known is not None:
            return self._found(known, How.FOLDED, printed_unit, steps)
        level = self._folded.get(folded.removesuffix(GROWTH))
        if level is not None and level.key:
            steps.append(("growth_without_definition", level.key))
        return NameMatch(None, How.UNKNOWN, (), tuple(steps))

    def question(self, name: str, unit: str = "") -> Ambiguous | None:
        """What a person has to decide about a name, with the candidates that its unit leaves."""
        match = self.match(name, unit)
        if match.how is not How.AMBIGUOUS:
            return None
        text = self._folding.clean(name).text
        spelled = self._spelled.get(text)
        entry = spelled[0] if spelled else self._folded[self._folding.fold(text, [])]
        return entry.ambiguous and replace(entry.ambiguous, candidates=match.candidates)

    def ratio_of(self, name: str) -> Ratio | None:
        """What a name divides, also one that no definition has; ``None`` if it is no ratio."""
        if name not in self._divided:
            if len(self._divided) >= REMEMBERED:
                self._divided.clear()
            self._divided[name] = self._ratio_of(name)
        return self._divided[name]

    def _ratio_of(self, name: str) -> Ratio | None:
        cleaned = self._folding.clean(name)
        text, _ = self._folding.body(cleaned.text, [])
        lead = self._folding.region.match(text)
        skipped = lead.end() if lead and lead.end() < len(text) else 0
        parts = self._folding.parse(text[skipped:])
        if parts is None:
            return None
        places = [at for at, mark in enumerate(cleaned.kept) if mark != GONE]
        sides = []
        for start, end in (parts.numerator, parts.denominator):
            span = places[start + skipped], places[end - 1 + skipped] + 1
            folded = self._folding.side(text, (start + skipped, end + skipped), "", [])
            sides.append(self._term(name[span[0] : span[1]], folded))
        top, bottom = sides
        refused = self._refused.get((top.kind, bottom.kind), "") if parts.is_share else ""
        return Ratio(top, bottom, parts.per, parts.is_share, refused)

    def _term(self, printed: str, folded: str) -> Term:
        """A side with the quantity that is its head: a Chinese name ends in what it is."""
        for start in range(len(folded)):
            quantity = self._heads.get(folded[start:])
            if quantity is not None:
                return Term(printed, folded, quantity.key, quantity.kind)
        return Term(printed, folded, "", None)

    def _found(self, entry: _Entry, how: How, unit: str, steps: Steps) -> NameMatch:
        if entry.ambiguous is not None:
            return self._undecided(entry.ambiguous, unit, steps)
        if entry.alias is not None:
            steps += _alias_steps(entry.alias)
        if self._contradicts(entry.key, unit):
            steps.append(("unit", unit))
            return NameMatch(None, How.UNIT_CONFLICT, (entry.key,), tuple(steps))
        return NameMatch(entry.key, how, (entry.key,), tuple(steps))

    def _undecided(self, ambiguous: Ambiguous, unit: str, steps: Steps) -> NameMatch:
        """Candidates of a name with several meanings; the key where its unit is known to decide."""
        steps += [("reason", ambiguous.why), ("source", ambiguous.source)]
        decided = ambiguous.by_unit.get(plain_unit(unit)) if unit else None
        if decided is not None:
            steps.append(("unit_decides", unit))
            return NameMatch(decided, How.ALIAS, (decided,), tuple(steps))
        left = tuple(key for key in ambiguous.candidates if not self._contradicts(key, unit))
        if left:
            return NameMatch(None, How.AMBIGUOUS, left, tuple(steps))
        steps.append(("unit", unit))
        return NameMatch(None, How.UNIT_CONFLICT, ambiguous.candidates, tuple(steps))

    def _contradicts(self, key: str, unit: str) -> bool:
        plain = plain_unit(unit) if unit else ""
        accepted = self._accepted[key]
        return bool(plain and accepted) and plain not in accepted

    def _index(self, definitions: Iterable[Definition], ambiguous: Iterable[Ambiguous]) -> None:
        for definition in definitions:
            for how, alias in _names(definition):
                shown = None if how is How.NAME else alias
                self._add(alias.name, _Entry(definition.key, shown, None), how)
        for one in ambiguous:
            self._add(one.name, _Entry("", None, one), How.AMBIGUOUS)
        for growth in definitions:
            if growth.growth_of:
                for _, alias in _names(self.definitions[growth.growth_of]):
                    self._add_folded(alias.name + GROWTH, _Entry(growth.key, None, None))

    def _add(self, name: str, entry: _Entry, how: How) -> None:
        self._add_folded(name, entry)
        self._spelled.setdefault(self._folding.clean(name).text, (entry, how))

    def _add_folded(self, name: str, entry: _Entry) -> None:
        folded = self._folding.fold(self._folding.clean(name).text, [])
        other = self._folded.setdefault(folded, entry)
        if other.key != entry.key or other.ambiguous is not entry.ambiguous:
            raise ValueError(f"{name} folds to {folded}: both {other} and {entry}; settle which")


def _alias_steps(alias: Alias) -> Steps:
    stated = (("alias", alias.name), ("reason", alias.why), ("source", alias.source))
    return [(step, text) for step, text in stated if text]


def _names(definition: Definition) -> Iterator[tuple[How, Alias]]:
    yield How.NAME, Alias(definition.name)
    for alias in definition.aliases:
        yield How.ALIAS, alias


def _definition(one: Mapping[str, Any]) -> Definition:
    known = {k: v for k, v in one.items() if v is not None}
    aliases = [Alias(a) if isinstance(a, str) else Alias(**a) for a in known.pop("aliases", ())]
    near = tuple(NearName(key, why) for key, why in known.pop("not_same_as", {}).items())
    return Definition(
        units=tuple(known.pop("unit", ())),
        kind=IndicatorKind(known.pop("kind")),
        direction=Better(known.pop("direction")),
        aliases=tuple(aliases),
        not_same_as=near,
        **known,
    )


def _ambiguous(one: Mapping[str, Any]) -> Ambiguous:
    by_unit = {plain_unit(unit): key for unit, key in one.get("by_unit", {}).items()}
    said = one["why"], one.get("why_en", ""), one["source"]
    return Ambiguous(one["name"], tuple(one["keys"]), *said, by_unit)


def _accepted_units(
    definitions: Iterable[Definition], groups: Sequence[Sequence[str]]
) -> dict[str, frozenset[str]]:
    """For each key the plain units that do not contradict it: 家 stands for 个 and 户 too."""
    accepted = {}
    for definition in definitions:
        units = {plain_unit(unit) for unit in definition.units}
        for group in groups:
            if units & set(group):
                units |= set(group)
        accepted[definition.key] = frozenset(units)
    return accepted


def _check_keys(
    definitions: Sequence[Definition],
    ambiguous: Iterable[Ambiguous],
    keys: Mapping[str, Definition],
    quantities: Mapping[str, Quantity],
) -> None:
    """Refuse a file whose keys are twice there or lead nowhere."""
    if len(keys) != len(definitions):
        raise ValueError("indicator keys are not unique: two definitions share one")
    for one in definitions:
        named = {near.key for near in one.not_same_as} | ({one.growth_of} - {""})
        if lost := sorted(named - keys.keys()):
            raise ValueError(f"{one.key} names indicators that do not exist: {', '.join(lost)}")
        if lost := sorted({one.numerator, one.denominator} - {""} - quantities.keys()):
            raise ValueError(f"{one.key} names quantities that do not exist: {', '.join(lost)}")
    for name in ambiguous:
        if lost := sorted({*name.candidates, *name.by_unit.values()} - keys.keys()):
            raise ValueError(f"{name.name} names indicators that do not exist: {', '.join(lost)}")
