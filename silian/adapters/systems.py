"""The systems of the house: manifests from the data folder and from a district's own."""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from silian.adapters import strict_yaml
from silian.adapters.field_catalogs import field_catalogs
from silian.domain.kernel.errors import SilianError
from silian.domain.kernel.events import canonical
from silian.domain.systems.answers import Fault, judge
from silian.domain.systems.checking import Known, Problem, check_manifest
from silian.domain.systems.field_reading import InvalidFields
from silian.domain.systems.fields import FieldSet
from silian.domain.systems.manifest import Kind, Manifest, Words, read_manifest
from silian.domain.systems.spelling import storable
from silian.domain.systems.values import FaultCode

_DATA = files("silian") / "data"
SCENARIO = ".scenario.yaml"
HOUSE = "house"
"""The group of the procedures that the house itself runs: calls and obligations."""


class UnknownSystem(SilianError):
    """No manifest has this id. Value: id."""

    code = "systems.unknown"


@dataclass(frozen=True, slots=True)
class Placed:
    """A problem with the file and line where it stands."""

    file: str
    line: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class Library:
    """All systems by id, where each came from, and what is wrong with any file."""

    systems: Mapping[str, Manifest]
    files: Mapping[str, str]
    problems: tuple[Placed, ...] = ()

    def get(self, system: str) -> Manifest:
        """The manifest in force.

        Raises:
            UnknownSystem: if there is none.
        """
        found = self.systems.get(system)
        if found is None:
            raise UnknownSystem(f"no system {system}", id=system)
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the inventory: what the documents ask somebody to build or run."""

    id: str
    group: str
    title: str
    document: str
    scope: str
    same_as: str

    @property
    def is_core(self) -> bool:
        """Whether it is the science bureau's own, and not only asked again under another name."""
        return self.scope == "core" and not self.same_as


@lru_cache(maxsize=1)
def inventory() -> tuple[Row, ...]:
    """What the documents ask for, in the order of the documents."""
    text = (_DATA / "catalogs" / "inventory.csv").read_text("utf-8")
    return tuple(Row(**row) for row in csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def schema() -> Mapping[str, Any]:
    """The published JSON Schema of a manifest."""
    found: Mapping[str, Any] = json.loads(
        (_DATA / "schemas" / "system.schema.json").read_text("utf-8")
    )
    return found


@lru_cache(maxsize=1)
def common_words() -> Mapping[str, Words]:
    """What common states, steps, roles and accounts are called."""
    text = (_DATA / "catalogs" / "procedure_words.yaml").read_text("utf-8")
    return _words(text, "procedure_words.yaml")


@lru_cache(maxsize=8)
def library(own_folder: str = "") -> Library:
    """The shipped systems, with a district's own folder laid over them.

    A file of the own folder replaces the shipped one of the same id; one with ``extends: ID``
    changes only what it names.
    """
    sources = [
        _read(f"{group.name}/{path.name}", group.name, path.read_text("utf-8"))
        for group, path in _shipped()
    ]
    raw = {one.id: one for one in sources}
    broken = [one for one in sources if one.value is None]
    for path in sorted(Path(own_folder).glob("*/*.yaml")) if own_folder else ():
        if path.name.endswith(SCENARIO):
            continue
        one = _read(str(path), path.parent.name, path.read_text("utf-8"))
        if one.value is None:
            broken.append(one)
        elif "extends" in one.value and one.value["extends"] in raw:
            raw[one.value["extends"]] = _extended(raw[one.value["extends"]], one)
        else:
            raw[one.id] = one
    return _build([one for one in raw.values() if one.value is not None], broken)


def check_file(path: Path) -> tuple[Placed, ...]:
    """What is wrong with a manifest that is being written, beside the shipped ones."""
    known = library()
    one = _read(str(path), path.resolve().parent.name, path.read_text("utf-8"))
    if one.value is None:
        return one.problems
    others = [_source_of(m) for key, m in known.systems.items() if key != one.id]
    if "extends" in one.value and one.value["extends"] in known.systems:
        base = known.systems[str(one.value["extends"])]
        others = [other for other in others if other.id != base.id]
        one = _extended(_source_of(base), one)
    return tuple(p for p in _build([*others, one], []).problems if p.file == str(path))


@lru_cache(maxsize=1)
def _problem_words() -> Mapping[str, Words]:
    text = (_DATA / "catalogs" / "system_problems.yaml").read_text("utf-8")
    return _words(text, "system_problems.yaml")


def _words(text: str, name: str) -> Mapping[str, Words]:
    loaded: Any = strict_yaml.load(text, name).value
    return {code: Words.from_data(words) for code, words in loaded.items()}


def problem_words(problem: Problem, lang: str) -> str:
    """What a problem says; one without words says its code and values."""
    words = _problem_words().get(problem.code)
    if words is None:
        return f"{problem.code} {problem.values}"
    return (words.zh if lang == "zh" else words.en).format_map(_Given(problem.values))


class _Given(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def template_of(system: str, kind: Kind, *, is_scenario: bool = False) -> str:
    """The text of a manifest (or its scenario) to begin with."""
    name = "scenario" if is_scenario else "register" if kind is Kind.REGISTER else "call"
    text = (_DATA / "catalogs" / "system_templates" / f"{name}.yaml").read_text("utf-8")
    return text.replace("group/name", system).replace("kind: call", f"kind: {kind.value}")


@dataclass(frozen=True, slots=True)
class _Source:
    id: str
    file: str
    value: Mapping[str, Any] | None
    lines: Mapping[strict_yaml.Path, strict_yaml.Place] = field(default_factory=dict)
    problems: tuple[Placed, ...] = ()


def _source_of(manifest: Manifest) -> _Source:
    return _Source(manifest.id, "", manifest.data)


def _shipped() -> Iterator[tuple[Any, Any]]:
    groups = [one for one in (_DATA / "systems").iterdir() if one.is_dir()]
    for group in [_DATA / HOUSE, *sorted(groups, key=lambda one: one.name)]:
        for path in sorted(group.iterdir(), key=lambda one: one.name):
            if path.name.endswith(".yaml") and not path.name.endswith(SCENARIO):
                yield group, path


def _read(name: str, group: str, text: str) -> _Source:
    stem = Path(name).stem
    try:
        document = strict_yaml.load(text, name)
    except strict_yaml.StrictYamlError as error:
        problem = Problem(error.code, "", {k: str(v) for k, v in error.values.items()})
        line = int(str(error.values.get("line", 1)))
        return _Source(f"{group}/{stem}", name, None, {}, (Placed(name, line, problem),))
    value = _plain(document.value)
    if not isinstance(value, dict):
        problem = Problem("systems.not_a_mapping", "")
        return _Source(f"{group}/{stem}", name, None, {}, (Placed(name, 1, problem),))
    return _Source(str(value.get("id", f"{group}/{stem}")), name, value, document.lines)


def _extended(base: _Source, change: _Source) -> _Source:
    changed = {key: value for key, value in (change.value or {}).items() if key != "extends"}
    return _Source(base.id, change.file, _laid_over(base.value or {}, changed), change.lines)


def _laid_over(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in change.items():
        old = merged.get(key)
        merged[key] = (
            _laid_over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
        )
    return merged


def _build(sources: list[_Source], broken: list[_Source]) -> Library:
    validator = Draft202012Validator(schema())
    manifests: dict[str, Manifest] = {}
    placed = [problem for one in broken for problem in one.problems]
    for one in sources:
        problems = list(_structure(validator, one))
        if not problems:
            made, problems = _manifest(one)
            if made is not None:
                manifests[made.id] = made
        placed += [_place(one, problem) for problem in problems]
    known = Known(frozenset(manifests), frozenset(row.id for row in inventory()))
    by_id = {one.id: one for one in sources}
    for manifest in manifests.values():
        own = by_id[manifest.id]
        placed += [_place(own, problem) for problem in check_manifest(manifest, known)]
    return Library(manifests, {one.id: one.file for one in sources}, tuple(placed))


def _structure(validator: Draft202012Validator, one: _Source) -> Iterator[Problem]:
    value = one.value or {}
    for error in sorted(validator.iter_errors(value), key=lambda e: [str(p) for p in e.path]):
        path = ".".join(str(part) for part in error.absolute_path)
        yield Problem("systems.structure", path, {"why": error.message[:300]})
    stem = Path(one.file).stem
    group = Path(one.file).parent.name
    if one.file and group not in ("", ".") and value.get("id") not in (None, f"{group}/{stem}"):
        yield Problem("systems.id_is_not_the_file", "id", {"id": str(value.get("id"))})


def _manifest(one: _Source) -> tuple[Manifest | None, list[Problem]]:
    value = one.value or {}
    text = canonical(value)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    try:
        made = read_manifest(value, sha256=sha256, catalogs=field_catalogs(), words=common_words())
    except InvalidFields as error:
        return None, [
            Problem(
                f"systems.field_{one.problem.value}",
                ".".join(str(part) for part in one.path),
                {"given": one.given},
            )
            for one in error.problems
        ]
    return made, list(_examples(made))


def _examples(manifest: Manifest) -> Iterator[Problem]:
    """The worked examples are accepted, and each check has one that it alone refuses."""
    places = [("", manifest.fields, manifest.data)]
    if "terms" in manifest.data:
        places.append(("terms.", manifest.terms, manifest.data["terms"]))
    for name, fields in manifest.records.items():
        places.append((f"records.{name}.", fields, manifest.data["records"][name]))
    for place, fields, data in places:
        if "example" not in data:
            continue
        example = storable(fields, data["example"])
        for fault in _own_faults(fields, example):
            values = {"place": fault.path, "fault": str(fault.code)}
            yield Problem("systems.example_wrong", f"{place}example", values)
        for number, check in enumerate(data.get("checks", ())):
            changed = storable(fields, _broken(data["example"], check.get("breaks", {})))
            found = {str(f.values.get("check", f.code)) for f in _own_faults(fields, changed)}
            if found != {check["id"]}:
                values = {"check": check["id"], "found": ", ".join(sorted(found)) or "-"}
                path = f"{place}checks.{number}"
                yield Problem("systems.example_check_does_not_fail", path, values)


def _own_faults(fields: FieldSet, record: Mapping[str, Any]) -> list[Fault]:
    """Faults of a record; what is held elsewhere and absent is unknown, not missing."""
    held = {one.id for one in fields.held}
    found = judge(fields, record).faults
    return [
        f for f in found if f.code is not FaultCode.REQUIRED or f.path.partition(".")[0] not in held
    ]


def _broken(example: Any, breaks: Mapping[str, Any]) -> Any:  # Any: parsed YAML
    """The example with what ``breaks`` changes: ``plan.0.due_on: 2020-01-01``; ~ leaves it out."""
    changed = json.loads(json.dumps(example, ensure_ascii=False))
    for path, value in breaks.items():
        *parents, last = path.split(".")
        place = changed
        for part in parents:
            place = place[int(part)] if isinstance(place, list) else place[part]
        key = int(last) if isinstance(place, list) else last
        if value == "~":
            del place[key]
        else:
            place[key] = value
    return changed


def _plain(value: Any) -> Any:  # Any: parsed YAML
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _place(one: _Source, problem: Problem) -> Placed:
    path = tuple(int(part) if part.isdigit() else part for part in problem.path.split("."))
    while path and path not in one.lines:
        path = path[:-1]
    return Placed(one.file, one.lines.get(path, (1, 1))[0], problem)


def manifest_from_body(body: Mapping[str, Any]) -> Manifest:
    """The manifest that a case was opened under, from its kept content.

    Raises:
        UnknownSystem: if the content does not read any more.
    """
    made, problems = _manifest(_Source(str(body.get("id")), "", body))
    if made is None:
        raise UnknownSystem(str(problems), id=str(body.get("id")))
    return made
