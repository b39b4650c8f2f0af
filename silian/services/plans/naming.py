"""What a person is asked about a name that may mean several indicators of the catalog."""

from collections.abc import Mapping

from silian.adapters.catalogs import indicator_catalogue
from silian.domain.kernel.errors import SilianError
from silian.domain.plans import naming
from silian.domain.plans.catalogue import Definition
from silian.domain.plans.naming import NONE_OF_THESE
from silian.domain.plans.review import INDICATOR_KINDS, InvalidFields
from silian.services.plans.values import BothLanguages, NameChoice, NameQuestion
from silian.store.plans.models import Item

NAME_AMBIGUOUS = "name_ambiguous"
CHOICE = "key"


class NameUndecided(SilianError):
    """The name may mean several indicators; say which, or none of these. Value: name."""

    code = "plans.name_undecided"


def key_of(name: str, unit: str, edits: Mapping[str, str]) -> str:
    """The catalog's key of a name as it stands after review; "" where there is none."""
    return naming.key_of(name, unit, edits.get(CHOICE, ""), indicator_catalogue()) or ""


def is_undecided(name: str, unit: str, edits: Mapping[str, str]) -> bool:
    """Whether a person still has to say what the name means."""
    return naming.is_undecided(name, unit, edits.get(CHOICE, ""), indicator_catalogue())


def question_about(item: Item) -> NameQuestion | None:
    """What a person is, or was, asked about the name of an item; ``None`` for a clear name."""
    if item.kind not in INDICATOR_KINDS:
        return None
    return question_of(item.title, item.unit, item.edits.get(CHOICE, ""))


def question_of(name: str, unit: str, choice: str = "") -> NameQuestion | None:
    """The question that a printed name raises, with its candidates; ``None`` for a clear name."""
    catalogue = indicator_catalogue()
    found = catalogue.question(name, unit)
    if found is None:
        return None
    return NameQuestion(
        name=name,
        why=BothLanguages(found.why, found.why_en),
        source=found.source,
        choices=tuple(_choice(catalogue.definitions[key]) for key in found.candidates),
        chosen=choice if naming.is_answer(choice, found) else "",
    )


def name_of(key: str) -> BothLanguages | None:
    """The catalog's name of an indicator; ``None`` if it has none of that key."""
    one = indicator_catalogue().definition(key)
    return BothLanguages(one.name, one.name_en) if one else None


def _choice(one: Definition) -> NameChoice:
    return NameChoice(
        key=one.key,
        name=BothLanguages(one.name, one.name_en),
        units=one.units,
        kind=one.kind.value,
        formula=one.formula,
        warn=one.warn,
        agency=one.agency,
    )


def check_choice(name: str, unit: str, edits: Mapping[str, str], *, is_typed: bool) -> None:
    """Pass when the fields as they would stand leave no doubt about the name.

    Args:
        edits: the fields that differ from the machine's, with the new ones.
        is_typed: whether the choice was sent just now; an old one may stand for nothing.

    Raises:
        InvalidFields: if the choice is no candidate, or there is none where one is needed.
    """
    question = indicator_catalogue().question(name, unit)
    choice = edits.get(CHOICE, "")
    if is_typed and choice and (question is None or not naming.is_answer(choice, question)):
        known = (*question.candidates, NONE_OF_THESE) if question else ()
        raise InvalidFields(
            f"{CHOICE}={choice!r}: not one of {', '.join(known) or 'nothing, the name is clear'}",
            fields={CHOICE: "not_a_candidate"},
        )
    if question is not None and not naming.is_answer(choice, question):
        raise InvalidFields(f"{name}: say which indicator", fields={CHOICE: "choose_one"})
