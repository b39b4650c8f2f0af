"""One mapping of a policy file, read key by key; what does not fit is noted with its path."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from silian.domain.systems.dictionary import Wording
from silian.domain.systems.expressions import ConditionProblem

Path = tuple[str | int, ...]
_FLAGS = {"true": True, "false": False}


class FieldProblem(StrEnum):
    """What may be wrong with the fields of a manifest or of the dictionary."""

    NOT_A_MAPPING = "not_a_mapping"
    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    NOT_A_TEXT = "not_a_text"
    NOT_A_FLAG = "not_a_flag"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_LIST = "not_a_list"
    BAD_ID = "bad_id"
    REPEATED_ID = "repeated_id"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_LIST = "unknown_list"
    UNKNOWN_GROUP = "unknown_group"
    UNKNOWN_FORM = "unknown_form"
    UNKNOWN_CLASS = "unknown_class"
    UNKNOWN_RULE = "unknown_rule"
    UNKNOWN_SOURCE = "unknown_source"
    MISPLACED_KEY = "misplaced_key"
    BAD_SUFFIX = "bad_suffix"
    BAD_LIMITS = "bad_limits"
    BAD_PATTERN = "bad_pattern"
    SEAL_WITHOUT_STAGE = "seal_without_stage"
    STAGE_WITHOUT_SEAL = "stage_without_seal"
    PERSONAL_WITHOUT_REASON = "personal_without_reason"
    NESTED_GROUP = "nested_group"
    BAD_CONDITION = "bad_condition"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and the word that stands there.

    ``why`` says of a bad condition what is wrong with it.
    """

    path: Path
    problem: FieldProblem
    given: str = ""
    why: ConditionProblem | None = None

    def __str__(self) -> str:
        place = ".".join(str(part) for part in self.path) or "(top)"
        why = f", {self.why.value}" if self.why else ""
        return f"{place}: {self.problem.value}{why}" + (f" ({self.given})" if self.given else "")


class Notes:
    """Problems, in the order in which they were found."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, path: Path, problem: FieldProblem, given: object = "") -> None:
        """Note a problem."""
        self.found.append(Problem(path, problem, str(given)[:200]))

    def add_condition(self, path: Path, why: ConditionProblem, given: str) -> None:
        """Note that a condition is none, or does not fit its fields."""
        self.found.append(Problem(path, FieldProblem.BAD_CONDITION, given[:200], why))


class Entry:
    """A mapping whose keys are read by name; ``close`` notes those that nobody read."""

    def __init__(self, data: object, path: Path, notes: Notes) -> None:
        self.path = path
        self.notes = notes
        self._read: set[str] = set()
        self._data: Mapping[str, object] = {}
        if isinstance(data, Mapping):
            self._data = data
        else:
            notes.add(path, FieldProblem.NOT_A_MAPPING, data)

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def names(self) -> tuple[str, ...]:
        """Its keys, in their order."""
        return tuple(self._data)

    def note(self, key: str, problem: FieldProblem, given: object = "") -> None:
        """Note a problem with a key."""
        self.notes.add((*self.path, key), problem, given)

    def close(self) -> None:
        """Note every key that no reader asked for."""
        for key in self._data:
            if key not in self._read:
                self.note(key, FieldProblem.UNKNOWN_KEY, key)

    def raw(self, key: str) -> object:
        """What stands there, ``None`` if nothing does."""
        self._read.add(key)
        return self._data.get(key)

    def skip(self, *keys: str) -> None:
        """Keys that belong to somebody else."""
        self._read.update(keys)

    def entry(self, key: str) -> "Entry":
        """The mapping under a key; an empty one if there is none."""
        found = self.raw(key)
        return Entry({} if found is None else found, (*self.path, key), self.notes)

    def entries(self, key: str) -> list["Entry"]:
        """The mappings of the list under a key."""
        return [Entry(one, path, self.notes) for path, one in self._listed(key)]

    def text(self, key: str, *, needed: bool = False) -> str:
        """A text; a number or a day stands for itself. Empty if there is none."""
        found = self.raw(key)
        if found is None:
            if needed:
                self.note(key, FieldProblem.MISSING_KEY, key)
            return ""
        return self._text((*self.path, key), found)

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of the list under a key."""
        return tuple(self._text(path, one) for path, one in self._listed(key))

    def flag(self, key: str) -> bool:
        """``true`` or ``false``; false if there is none."""
        found = self.raw(key)
        if found is None:
            return False
        if isinstance(found, bool):
            return found
        if str(found) not in _FLAGS:
            self.note(key, FieldProblem.NOT_A_FLAG, found)
        return _FLAGS.get(str(found), False)

    def number(self, key: str) -> Decimal | None:
        """A number, exactly as written; ``None`` if there is none."""
        found = self.raw(key)
        if found is None:
            return None
        try:
            number = Decimal(found if isinstance(found, int) else str(found))
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and not isinstance(found, bool):
            return number
        self.note(key, FieldProblem.NOT_A_NUMBER, found)
        return None

    def whole(self, key: str) -> int | None:
        """A whole number; ``None`` if there is none."""
        number = self.number(key)
        if number is None or number == number.to_integral_value():
            return None if number is None else int(number)
        self.note(key, FieldProblem.NOT_A_NUMBER, number)
        return None

    def wording(self, key: str) -> Wording:
        """A text, or a mapping of it in two languages."""
        found = self.raw(key)
        if not isinstance(found, Mapping):
            return Wording(self.text(key))
        inner = Entry(found, (*self.path, key), self.notes)
        words = Wording(inner.text("zh", needed=True), inner.text("en"))
        inner.close()
        return words

    def title(self) -> Wording:
        """Its own ``zh`` and ``en``."""
        return Wording(self.text("zh", needed=True), self.text("en"))

    def _listed(self, key: str) -> list[tuple[Path, object]]:
        found = self.raw(key)
        if found is None:
            return []
        if not isinstance(found, list | tuple):
            self.note(key, FieldProblem.NOT_A_LIST, found)
            return []
        return [((*self.path, key, i), one) for i, one in enumerate(found)]

    def _text(self, path: Path, found: object) -> str:
        if isinstance(found, str):
            return found
        if isinstance(found, (int, date)) and not isinstance(found, bool):
            return str(found)
        self.notes.add(path, FieldProblem.NOT_A_TEXT, found)
        return ""
