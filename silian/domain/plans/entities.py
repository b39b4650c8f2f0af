"""Names of places, bodies, enterprises, platforms, parks, programmes, documents and meetings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from silian.domain.documents.view import Lines
from silian.domain.kernel.spans import Span
from silian.domain.kernel.values import quickly_built
from silian.domain.plans.alternatives import either, occurrences
from silian.domain.plans.divisions import Division, Divisions

_REACH = 22
_LONGEST_TITLE = 100
_MARKS = " .\t\n,。;:!?、《》〈〉<>…/|【】(“'\"=+*~0123456789%【】〔〕「」『』"
_STOP, _WORD_END = "stop", "word_end"
_CLOSING = {")": "(", "”": "“"}
_OUTLINE = frozenset("0123456789一二三四五六七八九十)")
_REMARKS = ",。;:《》\n"
_LEVELS = frozenset("各区市县乡镇")
_NOT_COMMITTEE = frozenset("托员派任")
_SELF_NAMED = ("大学", "学院", "研究院", "研究所", "公司", "集团", "实业", "药业")
_NUMBERED = re.compile(r"\s?\(?([一-龥]{1,12}[〔【(](?:19|20)\d\d[〕】)]\s?第?\d{1,4}号)\)?")
_ONE_NAME = re.compile(r"[一-龥A-Za-z0-9“”+·\-]{3,}\Z")
_ORDINAL = re.compile(r"[第届次]|\d|[一二三四五六七八九十]中")


class EntityType(StrEnum):
    """What a name names."""

    DIVISION = "division"
    ORGANIZATION = "organization"
    ENTERPRISE = "enterprise"
    PLATFORM = "platform"
    PARK = "park"
    PROGRAMME = "programme"
    DOCUMENT = "document"
    MEETING = "meeting"


# Plain strings inside the scan: hashing a member of an enumeration runs Python code.
_DIVISION = EntityType.DIVISION.value
_ORGANIZATION = EntityType.ORGANIZATION.value
_DOCUMENT = EntityType.DOCUMENT.value
_MEETING = EntityType.MEETING.value
_PROGRAMME = EntityType.PROGRAMME.value


@quickly_built
@dataclass(frozen=True, slots=True)
class Entity:
    """A named thing and every place that names it.

    ``name`` is the first form printed, ``canonical`` the full one where the catalog knows it.
    ``code`` is the GB/T 2260 code of a division or the number of a document, else ``None``.
    """

    type: EntityType
    name: str
    canonical: str
    code: str | None
    mentions: tuple[Span, ...]
    rule: str

    @property
    def span(self) -> Span:
        """The first mention."""
        return self.mentions[0]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What a dictionary entry stands for; ``division`` is given where the name is nobody else's."""

    kind: str
    canonical: str
    rule: str
    division: Division | None = None
    not_before: str = ""


class EntityRules:
    """The dictionary and the suffix rules, compiled once."""

    def __init__(self, data: Mapping[str, Any], divisions: Divisions) -> None:
        self.divisions = divisions
        patterns = dict(_suffix_patterns(data)) | dict(_division_patterns(divisions))
        patterns |= dict(_body_patterns(data))
        names = sorted(patterns)
        self.patterns = patterns
        self.ordered = [patterns[name] for name in names]
        self.scanner = AhoCorasick(
            names, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
        )
        words = frozenset(data["boundaries"])
        self.stops = frozenset(_MARKS) | {word for word in words if len(word) == 1}
        self.words = words
        # What a character may be at the edge of a name; one look-up for each that is passed.
        self.edges = dict.fromkeys((word[-1] for word in words if len(word) > 1), _WORD_END)
        self.edges |= dict.fromkeys(self.stops, _STOP) | _CLOSING
        generic = either(data["generic"])
        self.generic = re.compile(rf"(?>{generic}|[\s()“”·—])*+")
        self.leading = re.compile(rf"(?:{either(data['leading'])}|成(?![都渝长立])|[-、·—”)])+")
        self.programme_verb = re.compile(rf"(?:{either(data['programme_verbs'])})(?:好|了)?$")
        self.launched = re.compile(rf"(?s).*(?:{either(data['launching_verbs'])})")
        heads, modifiers = either(data["list_heads"]), either(data["list_modifiers"])
        self.list_head = re.compile(rf"等(?:{modifiers}){{0,4}}(?P<head>{heads})")
        self.list_types = {k: EntityType(v).value for k, v in data["list_heads"].items()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any], divisions: Divisions) -> "EntityRules":
        """The rules of ``reading/entities.yaml`` over the catalog of divisions."""
        return cls(data, divisions)


def _suffix_patterns(data: Mapping[str, Any]) -> Iterator[tuple[str, _Pattern]]:
    for kind, suffixes in data["suffixes"].items():
        for suffix in suffixes:
            refused = data["not_before"].get(suffix, "")
            yield suffix, _Pattern(EntityType(kind).value, suffix, "suffix", None, refused)


def _division_patterns(divisions: Divisions) -> Iterator[tuple[str, _Pattern]]:
    for name, found in divisions.by_name.items():
        if name not in divisions.not_alone:
            only = found[0] if len(found) == 1 else None
            canonical = divisions.full_name(only) if only else name
            yield name, _Pattern(_DIVISION, canonical, "division", only)
    for name, division in divisions.short_names.items():
        canonical = divisions.full_name(division)
        yield name, _Pattern(_DIVISION, canonical, "division_short", division)


def _body_patterns(data: Mapping[str, Any]) -> Iterator[tuple[str, _Pattern]]:
    for short, full in data["departments"].items():
        if len(short) > 1:
            yield short, _Pattern(_ORGANIZATION, full, "department_bare")
        for level in data["levels"]:
            yield level + short, _Pattern(_ORGANIZATION, level + full, "department")
    for name in data["not_departments"]:
        yield name, _Pattern(_ORGANIZATION, name, "none")
    for name, kind, canonical in data["known"]:
        yield name, _Pattern(EntityType(kind).value, canonical, "known")


def _not_in_a_name(view: str, start: int, end: int) -> bool:
    """Whether brackets hold an outline number or a remark, and not part of a name."""
    return view[start] in _OUTLINE or any(mark in view[start:end] for mark in _REMARKS)


class _Scan:
    """One text under the rules. ``mentions`` are (start, end, pattern type, canonical, rule)."""

    def __init__(self, text: str, view: str, rules: EntityRules) -> None:
        self.text, self.view, self.rules = text, view, rules
        self.mentions: list[tuple[int, int, str, str, str]] = []
        self.codes: dict[tuple[str, str], str] = {}
        self.categories: dict[str, bool] = {}
        self.division: Division | None = None
        self.division_start = self.division_end = -1

    def names(self) -> None:
        """Dictionary names and names with suffixes, from left to right."""
        ordered, mentions = self.rules.ordered, self.mentions
        hits = occurrences(self.rules.scanner, self.view)
        next_starts = [start for _, start, _ in hits[1:]]
        next_starts.append(-1)
        view, stops = self.view, self.rules.stops
        last_end = 0
        for at, (index, start, end) in enumerate(hits):
            pattern = ordered[index]
            rule = pattern.rule
            if rule == "suffix":
                if view[start - 1] in stops and view[start - 1] != "”":
                    continue
                if next_starts[at] == end and ordered[hits[at + 1][0]].rule == "suffix":
                    continue
                begin = self._suffixed(pattern, start, end, last_end)
                if begin >= 0:
                    while mentions and mentions[-1][0] >= begin:
                        mentions.pop()
                    mentions.append((begin, end, pattern.kind, self.view[begin:end], rule))
                    last_end = end
            elif rule == "department" or rule == "department_bare":
                last_end = self._body(pattern, start, end) or last_end
            elif rule == "known":
                mentions.append((start, end, pattern.kind, pattern.canonical, rule))
            elif rule != "none":
                self._named_division(pattern, start, end)

    def _named_division(self, pattern: _Pattern, start: int, end: int) -> None:
        """Add a division; one that follows another without a gap is that one's, and joins it."""
        mentions = self.mentions
        division = pattern.division
        canonical = pattern.canonical
        if division is None:
            division = self.rules.divisions.resolve(self.view[start:end], self.division)
            canonical = self.rules.divisions.full_name(division) if division else canonical
        begin = start
        if start == self.division_end and mentions and mentions[-1][1] == start:
            begin = mentions.pop()[0]
        mentions.append((begin, end, _DIVISION, canonical, pattern.rule))
        self.division_start, self.division_end = begin, end
        if division is not None:
            self.division = division
            self.codes[_DIVISION, canonical] = division.code
        if self.view.startswith("委", end) and self.view[end + 1 : end + 2] not in _NOT_COMMITTEE:
            mentions.pop()
            name = self.view[begin : end + 1]
            mentions.append((begin, end + 1, _ORGANIZATION, name, "department"))

    def _body(self, pattern: _Pattern, start: int, end: int) -> int:
        """Add a body of government with the division before it; 0 if the words are a category."""
        begin, mentions = start, self.mentions
        if start == self.division_end:
            begin = self.division_start
        elif pattern.rule == "department_bare" or self.view[start - 1 : start] in _LEVELS:
            return 0
        while mentions and mentions[-1][0] >= begin:
            mentions.pop()
        canonical = self.view[begin:start] + pattern.canonical
        mentions.append((begin, end, pattern.kind, canonical, "department"))
        return end

    def _suffixed(self, pattern: _Pattern, start: int, end: int, last_end: int) -> int:
        """Where the name that ends in a suffix begins; -1 if it is a category and no name."""
        view, rules = self.view, self.rules
        kind = pattern.kind
        if pattern.not_before and view[end : end + 1] in pattern.not_before:
            return -1
        if kind == _MEETING:
            last_end = 0
        begin = self._left_edge(start, max(last_end, start - _REACH))
        if kind == _MEETING and view[begin - 1 : begin].isdecimal():
            begin = self._meeting(begin)
        if kind == _PROGRAMME:
            begin = self._programme(start, end, begin)
        if begin < 0 or start - begin < 2:
            return -1
        head = view[begin:start]
        is_category = self.categories.get(head)
        if is_category is None:
            is_category = self.categories[head] = rules.generic.fullmatch(head) is not None
        if is_category or (kind == _MEETING and not _ORDINAL.search(head)):
            return -1
        lead = rules.leading.match(head)
        if lead and kind != _PROGRAMME:
            begin += lead.end()
            if start - begin < 2 or rules.generic.fullmatch(view, begin, start):
                return -1
        return begin

    def _left_edge(self, start: int, limit: int) -> int:
        """How far to the left of ``start`` a name reaches: to a mark, a verb or a joint."""
        view, kind_of, words = self.view, self.rules.edges.get, self.rules.words
        i = start
        while i > limit:
            kind = kind_of(view[i - 1])
            if kind is None:
                i -= 1
            elif kind == _STOP:
                return i
            elif kind == _WORD_END:
                if view[i - 2 : i] in words or view[i - 3 : i] in words:
                    return i
                i -= 1
            else:
                opening = view.rfind(kind, limit, i)
                if opening < 0 or (kind == "(" and _not_in_a_name(view, opening + 1, i - 1)):
                    return i
                i = opening
        return limit if limit == start - _REACH else i

    def _meeting(self, begin: int) -> int:
        """Where the name begins of a meeting that is counted: 区政府第125次常务会议."""
        view = self.view
        while view[begin - 1 : begin].isdecimal():
            begin -= 1
        if not view.startswith("第", begin - 1):
            return begin
        return self._left_edge(begin - 1, max(0, begin - 1 - _REACH))

    def _programme(self, start: int, end: int, begin: int) -> int:
        """Where a programme begins: at its opening quote or after 实施; -1 if neither is there."""
        view = self.view
        limit = max(0, start - _REACH)
        if view.startswith("”", start - 1):
            return view.rfind("“", limit, start)
        if view.startswith("”", end):
            opening = view.rfind("“", limit, start)
            return opening + 1 if opening >= 0 and "”" not in view[opening:start] else -1
        if self.rules.programme_verb.search(view, max(0, begin - 4), begin):
            return begin
        launched = self.rules.launched.match(view, limit, start)  # 实施…提升工程: a verb inside
        return launched.end() if launched and _ONE_NAME.match(view, launched.end(), start) else -1

    def documents(self) -> None:
        """《…》, with the number behind it where one is printed."""
        view = self.view
        opening = view.find("《")
        while opening >= 0:
            closing = view.find("》", opening + 1, opening + _LONGEST_TITLE)
            if closing < 0:
                opening = view.find("《", opening + 1)
                continue
            inner = view.find("《", opening + 1, closing)
            if inner >= 0:
                outer = view.find("》", closing + 1, closing + 40)
                if outer < 0 or "《" in view[closing:outer]:
                    opening = inner
                    continue
                closing = outer
            name = self.text[opening + 1 : closing].strip()
            if name and "\n" not in name:
                key = (_DOCUMENT, name)
                start = self.text.index(name, opening)
                self.mentions.append((start, start + len(name), *key, "book_marks"))
                number = _NUMBERED.match(view, closing + 1)
                if number:
                    self.codes[key] = self.text[number.start(1) : number.end(1)]
            opening = view.find("《", closing)

    def lists(self) -> None:
        """Members of lists whose head says what they are: A、B、C等龙头企业."""
        view = self.view
        for match in self.rules.list_head.finditer(view):
            start = max(0, match.start() - 80)
            listed = view[start : match.start()]
            if "、" in listed:
                stop = max(listed.rfind(mark) for mark in ",。;:!?\n等")
                kind = self.rules.list_types[match.group("head")]
                self._members(listed[stop + 1 :], start + stop + 1, kind)

    def _members(self, listed: str, offset: int, kind: str) -> None:
        items = listed.split("、")
        position = offset
        members: list[tuple[int, int, str]] = []
        known = 0
        for item in items:
            end = position + len(item)
            start = max(position, self._left_edge(end, max(0, end - _REACH)))
            name = self.view[start:end]
            position = end + 1
            if name in self.rules.patterns or name.endswith(_SELF_NAMED):
                known += 1
            elif 2 < len(name) <= 14 and not self.rules.generic.fullmatch(name):
                members.append((start, end, name))
        if len(members) + known < 2 or (len(members) + known) * 2 < len(items):
            return
        for start, end, name in members:
            self.mentions.append((start, end, kind, name, "list"))

    def entities(self) -> tuple[Entity, ...]:
        """Everything found, by first mention; a mention inside a listed name counts once."""
        text = self.text
        self.mentions.sort(key=itemgetter(0, 1))
        found: dict[tuple[str, str], list[Span]] = {}
        rules: dict[tuple[str, str], str] = {}
        for start, end, kind, canonical, rule in self.mentions:
            key = (kind, canonical)
            span = Span(start, end, text[start:end])
            if key in found:
                found[key].append(span)
            else:
                found[key] = [span]
                rules[key] = rule
        return tuple(
            Entity(
                EntityType(key[0]),
                spans[0].quote,
                key[1],
                self.codes.get(key),
                tuple(spans),
                rules[key],
            )
            for key, spans in found.items()
        )


def find_entities(text: str, view: str, lines: Lines, rules: EntityRules) -> tuple[Entity, ...]:
    """The names in ``text``, by first mention; one pass of the dictionary over the view."""
    scan = _Scan(text, view, rules)
    scan.names()
    scan.documents()
    scan.lists()
    return scan.entities()
