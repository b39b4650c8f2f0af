"""Whether a record answers a form: values of their types, and every fault beside its field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from silian.domain.systems.conditions import Answer, Condition, Truth
from silian.domain.systems.fields import MANY_AT_MOST, Check, Field, FieldSet
from silian.domain.systems.values import FaultCode, Wrong, of_number, single, word

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place of a record (``team.1.who``), and the figures that say it.

    A check's fault stands at the first field that its test names; ``values`` hold its id, its
    messages ``zh`` and ``en``, and ``fields``, all the places concerned.
    """

    path: str
    code: FaultCode
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Checked:
    """A check of a record: ``answer`` says with which inputs; ``None`` where it is not asked.

    ``place`` is the group or the row that it was asked of; empty for the record itself.
    """

    place: str
    check: Check
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Judgment:
    """A record as typed values, with its faults in the order of the form and of the checks."""

    values: Record
    faults: tuple[Fault, ...]
    checks: tuple[Checked, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.faults


def judge(fieldset: FieldSet, record: Record, *, is_draft: bool = False) -> Judgment:
    """Everything that is wrong with a whole record, held fields included.

    Args:
        record: as JSON holds it: whole numbers for counts and 分, texts for decimals, shares and
            days, booleans, lists, and objects for groups. What is absent is unknown.
        is_draft: look only at the form of what is there, not at what is missing or contradicts.
    """
    judge = _Judge(is_draft=is_draft)
    values = judge.record(fieldset.fields, fieldset.checks, record, "")
    return Judgment(MappingProxyType(values), tuple(judge.faults), tuple(judge.checks))


def judge_asked(
    fieldset: FieldSet, asked: Record, held: Record, *, is_draft: bool = False
) -> Judgment:
    """What is wrong with what somebody typed, beside what is held.

    A field that is filled from what is held is a fault where it was typed: it is corrected at its
    source. What was typed there is left out of the record, and so decides nothing.
    """
    faults: list[Fault] = []
    own = _without_held(fieldset.fields, asked, "", faults)
    whole = judge(fieldset, merged(own, held), is_draft=is_draft)
    return Judgment(whole.values, (*faults, *whole.faults), whole.checks)


def merged(asked: Record, held: Record) -> dict[str, object]:
    """One record of what was typed and what is held; rows are put together by their position."""
    whole = dict(asked)
    for name, value in held.items():
        whole[name] = _together(whole[name], value) if name in whole else value
    return whole


def derived(fieldset: FieldSet, values: Record) -> dict[str, object]:
    """The derived fields that the typed values of a record decide, as typed values."""
    found: dict[str, object] = {}
    for field in fieldset.fields:
        if field.derivation is not None and field.id not in values:
            number = field.derivation.value(values)
            value = None if number is None else of_number(field, number)
            if value is not None:
                found[field.id] = value
    return found


def _together(asked: object, held: object) -> object:
    if isinstance(asked, Mapping) and isinstance(held, Mapping):
        return merged(asked, held)
    if isinstance(asked, list) and isinstance(held, list):
        longest = max(len(asked), len(held))
        pairs = [(asked[i : i + 1], held[i : i + 1]) for i in range(longest)]
        return [_together(a[0], h[0]) if a and h else (a or h)[0] for a, h in pairs]
    return held


def _without_held(
    fields: Iterable[Field], asked: Record, place: str, faults: list[Fault]
) -> dict[str, object]:
    """What was typed, less the fields that nobody is asked for; each of those is a fault."""
    own = dict(asked)
    for field in fields:
        if field.id not in own:
            continue
        path, value = f"{place}{field.id}", own[field.id]
        if field.is_held:
            del own[field.id]
            faults.append(_fault(path, FaultCode.HELD, source=field.source))
        elif field.group is not None:
            inner = field.group.fields
            if isinstance(value, Mapping):
                own[field.id] = _without_held(inner, value, f"{path}.", faults)
            elif isinstance(value, list):
                own[field.id] = [
                    _without_held(inner, row, f"{path}.{i}.", faults)
                    if isinstance(row, Mapping)
                    else row
                    for i, row in enumerate(value)
                ]
    return own


def _fault(path: str, code: FaultCode, **values: object) -> Fault:
    return Fault(path, code, MappingProxyType(values))


class _Judge:
    """Collects the faults of one record and of what is nested in it."""

    def __init__(self, *, is_draft: bool) -> None:
        self.faults: list[Fault] = []
        self.checks: list[Checked] = []
        self._is_draft = is_draft

    def record(
        self, fields: Sequence[Field], checks: Sequence[Check], data: object, place: str
    ) -> dict[str, object]:
        """The typed values of a record or row at ``place`` (empty, or ending with a point)."""
        if not isinstance(data, Mapping):
            self._add(place.removesuffix("."), FaultCode.WRONG_KIND, expected="dict")
            return {}
        values: dict[str, object] = {}
        wrong: set[str] = set()
        for field in fields:
            if field.id in data:
                before = len(self.faults)
                found = self._field(field, data[field.id], f"{place}{field.id}")
                if found is not None:
                    values[field.id] = found
                if len(self.faults) > before:
                    wrong.add(field.id)
        known = {field.id for field in fields}
        for name in data:
            if name not in known:
                self._add(f"{place}{str(name)[:60]}", FaultCode.UNKNOWN_FIELD)
        if not self._is_draft:
            self._presence(fields, data, values, wrong, place)
            self._checks(checks, values, wrong, place)
        return values

    def _add(self, path: str, code: FaultCode, **values: object) -> None:
        self.faults.append(_fault(path, code, **values))

    def _field(self, field: Field, raw: object, path: str) -> object:
        """The typed value of a field, ``None`` where nothing of it can be read."""
        group = field.group
        if field.type.json_type == "object" and group is not None:
            return self.record(group.fields, group.checks, raw, f"{path}.")
        if field.is_many or field.type.json_type == "array":
            return self._many(field, raw, path)
        return self._single(field, raw, path)

    def _single(self, field: Field, raw: object, path: str) -> object:
        try:
            return single(field, raw)
        except Wrong as wrong:
            self._add(path, wrong.code, **wrong.values)
            return None

    def _many(self, field: Field, raw: object, path: str) -> object:
        if not isinstance(raw, list):
            self._add(path, FaultCode.WRONG_KIND, expected="list")
            return None
        longest = field.type.max_items or MANY_AT_MOST
        if not raw or len(raw) > longest:
            code = FaultCode.TOO_MANY if raw else FaultCode.EMPTY
            self._add(path, code, found=len(raw), allowed=longest)
            return None
        places = [(one, f"{path}.{i}") for i, one in enumerate(raw)]
        if field.group is not None:
            group = field.group
            return tuple(
                self.record(group.fields, group.checks, one, f"{at}.") for one, at in places
            )
        if not field.is_many:
            return self._words(field, raw, path)
        return tuple(
            value for one, at in places if (value := self._single(field, one, at)) is not None
        )

    def _words(self, field: Field, raw: list[object], path: str) -> object:
        """Several words of a list, each once."""
        found = []
        for i, one in enumerate(raw):
            if not isinstance(one, str):
                self._add(f"{path}.{i}", FaultCode.WRONG_KIND, expected="str")
                continue
            try:
                value = word(field, one)
            except Wrong as wrong:
                self._add(f"{path}.{i}", wrong.code, **wrong.values)
                continue
            if value in found:
                self._add(f"{path}.{i}", FaultCode.REPEATED, given=one)
            found.append(value)
        return tuple(found)

    def _presence(
        self, fields: Sequence[Field], data: Record, values: Record, wrong: set[str], place: str
    ) -> None:
        """That what is required is there, and what is not asked is not."""
        for field in fields:
            path = f"{place}{field.id}"
            asked = Truth.MET
            if field.when is not None:
                asked = self._answer(field.when, values, wrong).truth
            if field.id not in data:
                if field.is_required and asked is Truth.MET:
                    self._add(path, FaultCode.REQUIRED)
            elif asked is Truth.UNMET:
                self._add(path, FaultCode.NOT_ASKED, when=field.when and field.when.text)

    def _answer(self, condition: Condition, values: Record, wrong: set[str]) -> Answer:
        """What a condition says; unknown where it reads a field that is faulty itself."""
        if any(path.partition(".")[0] in wrong for path in condition.paths):
            return Answer(Truth.UNKNOWN, ())
        return condition.evaluate(values)

    def _checks(self, checks: Sequence[Check], values: Record, wrong: set[str], place: str) -> None:
        for check in checks:
            if check.when is not None and not self._answer(check.when, values, wrong).is_met:
                self.checks.append(Checked(place.removesuffix("."), check, None))
                continue
            answer = self._answer(check.test, values, wrong)
            self.checks.append(Checked(place.removesuffix("."), check, answer))
            if answer.truth is Truth.UNMET:
                paths = tuple(f"{place}{path}" for path in check.paths)
                self._add(
                    paths[0] if paths else place.removesuffix("."),
                    FaultCode.CHECK,
                    check=check.id,
                    zh=check.message.zh,
                    en=check.message.en,
                    fields=paths,
                )
