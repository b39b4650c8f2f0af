"""Industries by GB/T 4754: sections by letter, and the divisions that each holds."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from silian.domain.kernel.errors import SilianError

_CODE = re.compile(r"([A-T])(\d{0,4})(?!\d)")
_DIGITS = re.compile(r"(\d{2,4})(?!\d)")


class BadIndustry(SilianError):
    """No industry of GB/T 4754 is written so. Values: value."""

    code = "parties.bad_industry"


@dataclass(frozen=True, slots=True)
class Section:
    """A section (门类): its letter, names, and first and last division (大类)."""

    letter: str
    name_zh: str
    name_en: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Industries:
    """The sections in the order of their letters."""

    sections: tuple[Section, ...]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Industries":  # Any: parsed YAML
        """The sections as the catalog has them."""
        return cls(
            tuple(
                Section(str(letter), row["zh"], row["en"], row["divisions"][0], row["divisions"][1])
                for letter, row in data["sections"].items()
            )
        )

    def get(self, letter: str) -> Section | None:
        """The section of a letter, or None."""
        return next((section for section in self.sections if section.letter == letter), None)

    def code_of(self, text: str) -> str:
        """The code that a cell means: ``C3962``, ``3962``, ``C39 …``, or a section's name.

        Raises:
            BadIndustry: if it means none, or letter and digits do not belong together.
        """
        plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
        if found := _CODE.match(plain):
            return self._checked(found.group(1), found.group(2), text)
        if digits := _DIGITS.match(plain):
            letter = self._letter_of(int(digits.group(1)[:2]))
            return self._checked(letter, digits.group(1), text)
        for section in self.sections:
            if plain == section.name_zh:
                return section.letter
        raise BadIndustry(text, value=text)

    def _checked(self, letter: str, digits: str, text: str) -> str:
        section = self.get(letter)
        if section is None or len(digits) == 1:
            raise BadIndustry(text, value=text)
        if digits and not section.first <= int(digits[:2]) <= section.last:
            raise BadIndustry(text, value=text)
        return letter + digits

    def _letter_of(self, division: int) -> str:
        for section in self.sections:
            if section.first <= division <= section.last:
                return section.letter
        return ""
