"""A YAML reader for policy files: strings, integers and dates, nothing that depends on luck.

YAML 1.1 turns ``on`` into true, ``04-30`` and ``2/5`` into whatever a loader likes, and keeps the
last of two equal keys. A manifest is law for the bureau that runs it, so here every plain word is
a string unless it is a whole number or a calendar day, and what is doubtful is refused with its
line. Values are built from the parser's events, never from tags.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from silian.domain.kernel.errors import SilianError

Value = str | int | date | list["Value"] | dict[str, "Value"]
Path = tuple[str | int, ...]
Place = tuple[int, int]

MAX_BYTES = 2_000_000
MAX_DEPTH = 24
MAX_NODES = 200_000
MAX_ALIASES = 100

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INT64 = 2**63
_ENDS = (MappingEndEvent, SequenceEndEvent)


class StrictYamlError(SilianError):
    """The file is not what this reader takes; ``name``, ``line`` and ``column`` say where."""

    code = "yaml.refused"

    def __init__(self, name: str, place: Place, **values: object) -> None:
        line, column = place
        said = ", ".join(f"{key} {value}" for key, value in values.items())
        super().__init__(
            f"{name}:{line}:{column}: {self.code}{f' ({said})' if said else ''}",
            name=name,
            line=line,
            column=column,
            **values,
        )


class YamlSyntax(StrictYamlError):
    """The parser cannot read the text; ``problem`` is the parser's own word."""

    code = "yaml.syntax"


class DuplicateKey(StrictYamlError):
    """A mapping says the same key twice; ``first`` is the line of the first."""

    code = "yaml.duplicate_key"


class BadKey(StrictYamlError):
    """A key is a list, a mapping, an alias, empty, or the merge sign."""

    code = "yaml.bad_key"


class EmptyValue(StrictYamlError):
    """Nothing stands where a value belongs; an empty text is written with quotes."""

    code = "yaml.empty_value"


class ForbiddenTag(StrictYamlError):
    """A value carries a tag (``!!…``); types come from the dictionary of fields only."""

    code = "yaml.tag"


class BadScalar(StrictYamlError):
    """A plain word looks like a day that no calendar has, or a number beyond 64 bits."""

    code = "yaml.bad_scalar"


class BadAlias(StrictYamlError):
    """An alias names nothing, or something that is still being read."""

    code = "yaml.alias"


class YamlTooLarge(StrictYamlError):
    """The file is beyond a limit; ``limit`` names it, ``allowed`` is its figure."""

    code = "yaml.too_large"


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its value, and where each part of it stands.

    ``lines`` maps a path of keys and positions to (line, column), both counted from 1: that of
    the key for a member of a mapping, of the value for a member of a list.
    """

    name: str
    value: Value
    lines: Mapping[Path, Place]

    def place(self, path: Path = ()) -> Place:
        """Where a path stands; where its nearest parent stands if it is not in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, (1, 1))

    def at(self, path: Path = ()) -> str:
        """The same as words for a message: ``name:line:column``."""
        line, column = self.place(path)
        return f"{self.name}:{line}:{column}"


def load(text: str | bytes, name: str = "") -> Document:
    """The single document of ``text``.

    Plain words are integers if they are whole decimal numbers without a leading zero, days if
    they are written ``2026-11-21``, and strings otherwise; quoted words are strings always, and
    so are keys.

    Raises:
        StrictYamlError: with the place, if the text is not UTF-8, not YAML, beyond a limit, or
            uses what policy files may not: equal keys, tags, merges, empty values, two documents.
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_BYTES:
        raise YamlTooLarge(name, (1, 1), limit="yaml_bytes", allowed=MAX_BYTES)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        raise YamlSyntax(name, (line, 1), problem="not UTF-8") from error
    reader = _Reader(name)
    try:
        for event in yaml.parse(data, Loader=_Loader):
            reader.take(event)
    except yaml.YAMLError as error:
        raise _syntax(name, error) from error
    return reader.document()


def _syntax(name: str, error: yaml.YAMLError) -> YamlSyntax:
    mark = getattr(error, "problem_mark", None)
    place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    return YamlSyntax(name, place, problem=str(problem))


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    value: dict[str, Value] | list[Value]
    anchor: str | None
    place: Place
    nodes_before: int
    key: str | None = None


class _Reader:
    """Builds the value from events, one after the other; its stack is its own, not Python's."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._stack: list[_Open] = []
        self._path: list[str | int] = []
        self._anchored: dict[str, tuple[Value, int]] = {}
        self._lines: dict[Path, Place] = {}
        self._roots: list[Value] = []
        self._nodes = 0
        self._aliases = 0

    def document(self) -> Document:
        if not self._roots:
            raise EmptyValue(self._name, (1, 1))
        return Document(self._name, self._roots[0], MappingProxyType(self._lines))

    def take(self, event: Event) -> None:
        if isinstance(event, _ENDS):
            self._close()
        elif isinstance(event, DocumentStartEvent):
            if self._roots:
                raise YamlSyntax(self._name, _place(event), problem="a second document")
        elif not isinstance(event, (StreamStartEvent, StreamEndEvent, DocumentEndEvent)):
            self._value(event, _place(event))

    def _value(self, event: Event, place: Place) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise ForbiddenTag(self._name, place, tag=str(tag))
        parent = self._stack[-1] if self._stack else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._key(parent, event, place)
            return
        self._count(1, place)
        if parent is not None and isinstance(parent.value, list):
            self._path.append(len(parent.value))
            self._lines[tuple(self._path)] = place
        elif parent is None:
            self._lines[()] = place
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self._open(event, place)
        elif isinstance(event, AliasEvent):
            self._put(self._aliased(event, place))
        elif isinstance(event, ScalarEvent):
            value = self._scalar(event, place)
            if event.anchor:
                self._anchored[event.anchor] = (value, 1)
            self._put(value)

    def _key(self, parent: _Open, event: Event, place: Place) -> None:
        plain = isinstance(event, ScalarEvent) and event.implicit[0]
        if not isinstance(event, ScalarEvent) or event.anchor or (plain and event.value == "<<"):
            raise BadKey(self._name, place)
        if not event.value:
            raise BadKey(self._name, place)
        assert isinstance(parent.value, dict)  # noqa: S101 - the caller has looked
        self._path.append(event.value)
        if event.value in parent.value:
            first = self._lines[tuple(self._path)][0]
            raise DuplicateKey(self._name, place, key=event.value, first=first)
        self._lines[tuple(self._path)] = place
        parent.key = event.value

    def _open(self, event: MappingStartEvent | SequenceStartEvent, place: Place) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise YamlTooLarge(self._name, place, limit="yaml_depth", allowed=MAX_DEPTH)
        value: dict[str, Value] | list[Value] = {} if isinstance(event, MappingStartEvent) else []
        self._stack.append(_Open(value, event.anchor, place, self._nodes))

    def _close(self) -> None:
        done = self._stack.pop()
        if done.anchor:
            self._anchored[done.anchor] = (done.value, self._nodes - done.nodes_before + 1)
        self._put(done.value)

    def _put(self, value: Value) -> None:
        if not self._stack:
            self._roots.append(value)
            return
        parent = self._stack[-1]
        self._path.pop()
        if isinstance(parent.value, list):
            parent.value.append(value)
        else:
            assert parent.key is not None  # noqa: S101 - a value follows its key
            parent.value[parent.key] = value
            parent.key = None

    def _aliased(self, event: AliasEvent, place: Place) -> Value:
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise YamlTooLarge(self._name, place, limit="yaml_aliases", allowed=MAX_ALIASES)
        known = self._anchored.get(event.anchor or "")
        if known is None:
            raise BadAlias(self._name, place, anchor=event.anchor)
        value, nodes = known
        self._count(nodes - 1, place)
        if len(self._stack) + _height(value) > MAX_DEPTH:
            raise YamlTooLarge(self._name, place, limit="yaml_depth", allowed=MAX_DEPTH)
        return _copied(value)

    def _count(self, nodes: int, place: Place) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise YamlTooLarge(self._name, place, limit="yaml_nodes", allowed=MAX_NODES)

    def _scalar(self, event: ScalarEvent, place: Place) -> Value:
        word: str = event.value
        if not event.implicit[0]:
            return word
        if not word:
            raise EmptyValue(self._name, place)
        if _INTEGER.fullmatch(word):
            if len(word) > 20 or not -_INT64 <= int(word) < _INT64:
                raise BadScalar(self._name, place, value=word[:40])
            return int(word)
        if _DAY.fullmatch(word):
            try:
                return date.fromisoformat(word)
            except ValueError as error:
                raise BadScalar(self._name, place, value=word) from error
        return word


def _height(value: Value) -> int:
    """How many lists and mappings stand inside one another; never above the limit of depth."""
    if not isinstance(value, (dict, list)):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(_height, inner), default=0)


def _copied(value: Value) -> Value:
    """A value of its own, so that changing one place of an alias changes no other."""
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_copied(one) for one in value]
    return value


def _place(event: Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
