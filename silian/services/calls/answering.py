"""The answers of a case: what was typed, what is held, and what is wrong with both together."""

from collections.abc import Mapping
from typing import Any

from silian.domain.kernel.errors import SilianError
from silian.domain.systems.answers import Fault, derived, judge, merged
from silian.domain.systems.fields import FieldSet
from silian.domain.systems.values import FaultCode


class WrongAnswers(SilianError):
    """Answers have not the form that their fields ask for. Values: faults, count."""

    code = "cases.wrong_answers"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        said = "; ".join(f"{one.path}: {one.code}" for one in faults[:5])
        super().__init__(said, faults=faults, count=len(faults))


class Incomplete(WrongAnswers):
    """The answers are not complete or do not agree. Values: faults, count."""

    code = "cases.incomplete"


def check_draft(fields: FieldSet, data: Mapping[str, Any], held: Mapping[str, Any]) -> None:
    """Go on only if everything that is there has its form; a draft may be incomplete.

    Raises:
        WrongAnswers: with every fault.
    """
    faults = judge(fields, merged(data, held), is_draft=True).faults
    if faults:
        raise WrongAnswers(faults)


def check_whole(fields: FieldSet, data: Mapping[str, Any], held: Mapping[str, Any]) -> None:
    """Go on only if the record is whole and its checks hold.

    What is held and was not found is unknown, not missing: nobody here can type it.

    Raises:
        Incomplete: with every fault.
    """
    owed = {one.id for one in fields.held}
    faults = tuple(
        one
        for one in judge(fields, merged(data, held)).faults
        if not (one.code is FaultCode.REQUIRED and one.path.partition(".")[0] in owed)
    )
    if faults:
        raise Incomplete(faults)


def refuse_held(fields: FieldSet, data: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Go on only if nobody typed what is held; it is corrected at its source.

    Raises:
        WrongAnswers: with the fields and where they are held.
    """
    faults = tuple(
        Fault(one.id, FaultCode.HELD, {"source": one.source})
        for one in fields.held
        if one.id in data and data[one.id] != before.get(one.id)
    )
    if faults:
        raise WrongAnswers(faults)


def typed(fields: FieldSet, data: Mapping[str, Any]) -> dict[str, object]:
    """The answers as values of their types, with what they derive; what is wrong is absent."""
    values = dict(judge(fields, data, is_draft=True).values)
    return values | derived(fields, values)
