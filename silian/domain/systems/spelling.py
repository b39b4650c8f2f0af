"""From words as a file spells them to what a record holds: figures, yes and no, days."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from silian.domain.systems.fields import Field, FieldSet

_FIGURE = re.compile(r"-?[0-9]{1,19}", re.ASCII)
_ANSWERS = {"true": True, "false": False}


def storable(fieldset: FieldSet, words: Mapping[str, object]) -> dict[str, object]:
    """A record from a mapping whose figures, answers and days are spelled as texts.

    What is no figure, no ``true`` or ``false`` and no field of the set stays as it is: whether it
    may stand there is for ``answers.judge`` to say.
    """
    return _record(fieldset.fields, words)


def _record(fields: Sequence[Field], words: Mapping[str, object]) -> dict[str, object]:
    known = {field.id: field for field in fields}
    return {
        name: _held(known[name], value) if name in known else value for name, value in words.items()
    }


def _held(field: Field, value: object) -> object:
    if isinstance(value, list):
        return [_held(field, one) for one in value]
    if field.group is not None:
        return _record(field.group.fields, value) if isinstance(value, Mapping) else value
    return _one(field.type.json_type, value)


def _one(json_type: str, value: object) -> object:
    if json_type == "integer" and isinstance(value, str) and _FIGURE.fullmatch(value):
        return int(value)
    if json_type == "boolean" and isinstance(value, str):
        return _ANSWERS.get(value, value)
    if json_type in ("string", "array") and not isinstance(value, bool):
        return str(value) if isinstance(value, (int, date)) else value
    return value
