"""Values of fields as a person reads them: words of lists, money in its unit, counts of rows."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from silian.domain.systems.amounts import FEN, in_words
from silian.domain.systems.fields import Field

_ANSWERS = {True: ("是", "yes"), False: ("否", "no")}
LONGEST = 300


class Bilingual(Protocol):
    """Anything with the same words in both languages."""

    @property
    def zh(self) -> str:
        """In Chinese."""

    @property
    def en(self) -> str:
        """In English; "" where nobody has written it."""


def said(words: Bilingual, lang: str) -> str:
    """The words in a language, in Chinese where they are not written in it."""
    return words.en if lang == "en" and words.en else words.zh


def shown_unit(field: Field) -> str:
    """The unit that figures of a field are shown in; "" for what has none."""
    if field.is_money:
        return field.shown or "元"
    return field.unit


def said_value(field: Field, value: object, lang: str) -> str:
    """A value of a record in words, without its unit; "" where there is none."""
    if value is None or value == "":
        return ""
    if field.group is not None:
        return _grouped(field, value, lang)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(_one(field, one, lang) for one in value)
    return _one(field, value, lang)


def _one(field: Field, value: object, lang: str) -> str:
    if isinstance(value, bool):
        return _ANSWERS[value][lang == "en"]
    if field.word_list is not None:
        found = next((word for word in field.word_list.words if word.code == value), None)
        return said(found.title, lang) if found else str(value)
    if field.is_money and isinstance(value, int):
        unit = shown_unit(field)
        return in_words(value, unit if unit in FEN else "元")
    if isinstance(value, int):
        return str(value) if field.type.name == "year" else f"{value:,}"
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}……"


def _grouped(field: Field, value: object, lang: str) -> str:
    """A table by the number of its rows, a group by its values."""
    if isinstance(value, Mapping) and field.group is not None:
        parts = (said_value(one, value.get(one.id), lang) for one in field.group.fields)
        return "，".join(part for part in parts if part)[:LONGEST]
    if isinstance(value, Sequence):
        count = len(value)
        return f"{count} rows" if lang == "en" else f"{count}行"
    return ""
