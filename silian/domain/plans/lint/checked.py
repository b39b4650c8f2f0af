"""A plan as the rules see it: its reading, its numbers by indicator, and the plans beside it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from silian.domain.documents.view import normalize
from silian.domain.plans.catalogue import Catalogue, Definition
from silian.domain.plans.lint.facts import Fact, Mode, Record, facts_of
from silian.domain.plans.lint.model import Finding, Input, Rules, Status
from silian.domain.plans.lint.own_place import OwnPlace, own_place_of
from silian.domain.plans.lint.standing import settled, years_asked_for

T = TypeVar("T")


@dataclass(frozen=True)
class CheckedPlan:
    """One plan under the rules. ``text`` is what the places of ``contract`` are places of.

    ``others`` are plans of another level or of peers, for the rules that compare documents.
    Where answers that hold are not wanted, a rule may leave out those that are dear to make.
    """

    contract: Record
    text: str
    catalogue: Catalogue
    rules: Rules
    others: tuple["CheckedPlan", ...] = ()
    facts: tuple[Fact, ...] = field(default=())
    wants_held: bool = True

    @classmethod
    def of(
        cls,
        contract: Record,
        text: str,
        catalogue: Catalogue,
        rules: Rules,
        others: Sequence["CheckedPlan"] = (),
    ) -> "CheckedPlan":
        """A plan from the JSON of its reading."""

        def key_of(name: str, unit: str) -> str | None:
            return catalogue.match(name, unit).key

        asked_for = years_asked_for(contract["document"], text)
        facts = settled(facts_of(contract, key_of, asked_for), text, asked_for)
        return cls(contract, text, catalogue, rules, tuple(others), facts)

    @property
    def document(self) -> Record:
        """What the plan says of itself."""
        return self.contract["document"]  # type: ignore[no-any-return]  # parsed JSON

    @property
    def title(self) -> str:
        """Its title, or the name of its file."""
        return str(self.document.get("title") or self.document["file"]["name"])

    @cached_property
    def own_place(self) -> OwnPlace:
        """How it calls the place that it is of."""
        return own_place_of(self.document)

    @property
    def years(self) -> int | None:
        """How many years the plan covers from its base year to its end; 2021—2025 is 5."""
        start, end = self.document.get("period_start"), self.document.get("period_end")
        return int(end) - int(start) + 1 if start and end else None

    @property
    def base_year(self) -> int | None:
        """The year before the period."""
        start = self.document.get("period_start")
        return int(start) - 1 if start else None

    @cached_property
    def _made(self) -> dict[str, object]:
        return {}

    def once(self, name: str, make: Callable[["CheckedPlan"], T]) -> T:
        """What ``make`` says of this plan, made once for all rules that ask under ``name``."""
        if name not in self._made:
            self._made[name] = make(self)
        return cast("T", self._made[name])

    @cached_property
    def view(self) -> str:
        """The text in one spelling, character for character."""
        return normalize(self.text)

    @cached_property
    def by_concept(self) -> Mapping[str, tuple[Fact, ...]]:
        """Facts of each indicator, in text order."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            found[fact.concept].append(fact)
        return {concept: tuple(facts) for concept, facts in found.items()}

    @cached_property
    def sections(self) -> Mapping[str, Record]:
        """Sections by id."""
        return {section["id"]: section for section in self.contract["sections"]}

    def titles_above(self, section: str) -> Iterator[str]:
        """The title of a section and of those above it, the nearest first."""
        at: str | None = section
        while at and at in self.sections:
            yield str(self.sections[at]["title"])
            at = self.sections[at]["parent"]

    def definition(self, fact: Fact) -> Definition | None:
        """What the catalog says of the fact's indicator, if it is known."""
        return self.catalogue.definitions.get(fact.key or fact.concept)

    def direction(self, fact: Fact) -> str:
        """``up``, ``down`` or "" where nobody says which way is good."""
        definition = self.definition(fact)
        return definition.direction if definition and definition.direction != "none" else ""

    def levels(self, concept: str, *, is_target: bool) -> tuple[Fact, ...]:
        """Levels of an indicator that are targets, or that are not; without old goals."""
        return tuple(
            fact
            for fact in self.by_concept.get(concept, ())
            if fact.mode is Mode.LEVEL and fact.is_target is is_target and not fact.is_old_goal
        )

    def phrase(self, symbol: str, start: int, end: int, document: str = "") -> Input:
        """A stretch of the text as an input of a finding."""
        return Input(symbol, None, None, None, "", None, document, start, end, self.text[start:end])

    def found(
        self,
        rule: str,
        inputs: Sequence[Input],
        *,
        variant: str = "violated",
        status: Status = Status.VIOLATED,
        formula: str = "",
        computed: Mapping[str, str] | None = None,
        values: Mapping[str, str] | None = None,
        refs: Sequence[str] = (),
    ) -> Finding:
        """A finding of ``rule`` with the weight that the catalog gives it."""
        return Finding(
            rule, status, self.rules[rule].severity, tuple(inputs), formula, computed or {},
            variant, values or {}, tuple(refs),
        )  # fmt: skip


def comparable(one: Fact, other: Fact) -> bool:
    """Whether two facts measure the same thing in the same dimension and mode."""
    same_dimension = not one.unit or not other.unit or one.dimension == other.dimension
    return one.concept == other.concept and one.mode is other.mode and same_dimension
