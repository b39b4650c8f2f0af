"""What the dictionary of fields is made of: types, controlled lists and the forms behind fields."""

from dataclasses import dataclass

from silian.domain.systems.kinds import Kind


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words in Chinese and in English; ``en`` is empty where nobody has written it."""

    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class FieldType:
    """A type of the dictionary: what JSON holds for it, and what narrows that.

    ``needs`` is the key without which a field of this type says nothing: list, of or none.
    """

    name: str
    title: Wording
    json_type: str
    kind: str
    format: str = ""
    pattern: str = ""
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    max_items: int | None = None
    unit: str = ""
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a list: its code, its words, and the code printed in the source (官方代码)."""

    code: str
    title: Wording
    official: str = ""


@dataclass(frozen=True, slots=True)
class WordList:
    """A controlled list (受控词表), in its order; a district may lengthen it if ``is_open``."""

    name: str
    source: str
    conf: str
    is_open: bool
    words: tuple[Word, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its words."""
        return frozenset(word.code for word in self.words)

    def position(self, code: str) -> int | None:
        """The place of a code, from 0; ``None`` if it is not in the list."""
        return next((i for i, word in enumerate(self.words) if word.code == code), None)

    def kind(self) -> Kind:
        """What a condition may do with a word of it."""
        return Kind("choice", of=self.name, codes=self.codes)


@dataclass(frozen=True, slots=True)
class Form:
    """A form in use behind fields, and how well its columns are known (``conf``)."""

    name: str
    title: Wording
    issuer: str
    basis: str
    conf: str
