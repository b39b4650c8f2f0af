"""Terms that a document explains: its glossary, its 以下简称, and X 是指 … in running text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from silian.domain.documents.outline import LineKind, Outline
from silian.domain.documents.view import Lines
from silian.domain.kernel.spans import Span, span_of

_ENTRY = re.compile(r"(?:\d{1,2}\s?[.、]|\(\d{1,2}\)|[①-⑳]|\*|注\d{0,2}[.:]?)?\s*(?=[^\s\d])")
_QUOTED = re.compile("“([^“”]{1,40})”")
_SHORT_FOR = re.compile(
    r"\(?(?:以下)?(?:统称|简称|合称)(?:为|作)?\s*(?P<term>[“《][^“”《》\n]{2,40}[”》])\)?"
)
_LONGEST_TERM = 60
_LONGEST_HEAD_LINE = 30
# 指 that is half of another word: 是指导, ：指标.
_GOES_ON = frozenset("导挥标向针引示明定出派数南望战责")
_LONGEST_SENTENCE = 1_000
_REACH = 80


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term, other names for it, and the words that explain it; ``span`` is the term itself."""

    term: str
    aliases: tuple[str, ...]
    definition: Span
    span: Span


class GlossaryRules:
    """Which sections are glossaries, and the words that begin a definition."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        words = "|".join(sorted(data["sections"], key=len, reverse=True))
        self.section = re.compile(words)
        self.words: tuple[str, ...] = tuple(data["sections"])

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "GlossaryRules":
        """The rules of ``reading/glossary.yaml``."""
        return cls(data)


def _aliases(view: str, start: int, end: int) -> tuple[str, ...]:
    """Other names inside a term: each quoted part, or the parts around / and 、."""
    whole = view[start:end]
    if "/" in whole and 1 <= whole.count("/") <= 2:
        return tuple(part.strip() for part in whole.split("/")[1:] if len(part.strip()) > 1)
    quoted = _QUOTED.findall(whole)
    outside = _QUOTED.sub("", whole).strip("、 和与")
    if len(quoted) > 1:
        return tuple(quoted)
    if quoted and outside and len(quoted[0]) >= 2 and not quoted[0].isdigit():
        return (quoted[0],)
    return ()


def _term(text: str, view: str, start: int, end: int) -> Span:
    """The term between two places, without the quotes around the whole of it."""
    while start < end and view[start] == " ":
        start += 1
    while end > start and view[end - 1] == " ":
        end -= 1
    if view[start:end].startswith("“") and view.find("”", start, end) == end - 1:
        start, end = start + 1, end - 1
    return span_of(text, start, end)


def _entry(text: str, view: str, start: int, end: int) -> tuple[Span, tuple[str, ...], int] | None:
    """Term, aliases and start of the definition of the entry that stands on a line."""
    mark = _ENTRY.match(view, start, end)
    begin = mark.end() if mark else start
    colon = view.find(":", begin, min(end, begin + _LONGEST_TERM))
    if colon < 0:
        return None
    term_end = colon
    if any(c in view[begin:term_end] for c in "。;!?,"):
        return None
    term = _term(text, view, begin, term_end)
    if not term.end - term.start > 1:
        return None
    return term, _aliases(view, begin, term_end), colon + 1


class _Glossary:
    """One glossary section: entries on their own lines, each defined until the next."""

    def __init__(self, text: str, view: str, lines: Lines, kinds: Sequence[LineKind]) -> None:
        self.text, self.view, self.lines, self.kinds = text, view, lines, kinds

    def terms(self, first: int, stop: int) -> Iterator[GlossaryTerm]:
        """The terms on lines ``first`` up to ``stop``."""
        view, lines = self.view, self.lines
        opened: tuple[Span, tuple[str, ...], int] | None = None
        last = first
        ended = False
        for i in range(first, stop):
            start, end = lines.starts[i], lines.ends[i]
            if self.kinds[i] in {LineKind.FURNITURE, LineKind.TABLE, LineKind.CONTENTS}:
                ended = ended or opened is not None
                continue
            entry = _entry(self.text, view, start, end) if not ended else None
            if entry is None or entry[2] >= end:
                if entry is not None:
                    ended = True
                elif not ended and opened is not None:
                    last = i
                continue
            if opened is not None:
                yield from self._closed(opened, lines.ends[last])
            opened, last = entry, i
        if opened is not None:
            yield from self._closed(opened, lines.ends[last])

    def _closed(self, entry: tuple[Span, tuple[str, ...], int], end: int) -> Iterator[GlossaryTerm]:
        term, aliases, begin = entry
        while begin < end and self.view[begin] == " ":
            begin += 1
        if begin < end:
            yield GlossaryTerm(term.quote, aliases, span_of(self.text, begin, end), term)


def _short_names(text: str, view: str) -> Iterator[GlossaryTerm]:
    """《…》(以下简称《X》): X stands for what is printed before the bracket."""
    at = view.find("简称")
    while at >= 0:
        match = _SHORT_FOR.match(view, max(0, at - 3)) or _SHORT_FOR.match(view, max(0, at - 2))
        if match and match.start() <= at < match.end():
            start, end = match.span("term")
            begin = _full_name(view, match.start())
            if begin is not None:
                yield GlossaryTerm(
                    text[start + 1 : end - 1],
                    (),
                    span_of(text, begin, match.start()),
                    span_of(text, start + 1, end - 1),
                )
        at = view.find("简称", at + 2)


def _full_name(view: str, end: int) -> int | None:
    """Where the name begins that ends at ``end``: its 《, its “, or the clause."""
    limit = max(0, end - _REACH)
    for closing, opening in (("》", "《"), ("”", "“")):
        if view.startswith(closing, end - 1):
            start = view.rfind(opening, limit, end)
            return start if start >= 0 else None
    start = max(view.rfind(mark, limit, end) for mark in ",。;:!?\n(")
    return start + 1 if start >= 0 and end - start > 3 else None


def _running_definitions(text: str, view: str) -> Iterator[GlossaryTerm]:
    """“X”是指 …, X:是指 … and X:指 … outside a glossary."""
    for anchor in ("是指", ":指"):
        at = view.find(anchor)
        while at >= 0:
            means = at if anchor[0] == "是" else at + 1
            is_word = view[at + len(anchor) : at + len(anchor) + 1] in _GOES_ON
            place = None if is_word else _defined(view, means)
            stop = _sentence_end(view, means + 1)
            following = at + len(anchor)
            if place and stop > means + 4:
                term = span_of(text, *place)
                yield GlossaryTerm(term.quote, (), span_of(text, means, stop), term)
                following = max(following, stop)
            at = view.find(anchor, following)


def _defined(view: str, means: int) -> tuple[int, int] | None:
    """The term right before 是指 or 指 at ``means``."""
    end = means
    while end > max(0, means - 3) and view[end - 1] in ",: ":
        end -= 1
    if view.startswith("”", end - 1):
        end -= 1
        start = view.rfind("“", max(0, end - 42), end) + 1
        if start == 0 or view.find("”", start, end) >= 0:
            return None
    else:
        limit = max(0, end - 24)
        start = end
        while start > limit and view[start - 1] not in ",。;:!?\n、()“”《》 .":
            start -= 1
        start = _after_lead(view, start, end)
    return (start, end) if 1 < end - start <= 42 and "\n" not in view[start:end] else None


def _after_lead(view: str, start: int, end: int) -> int:
    for lead in (
        "本规划所称的",
        "本规划所称",
        "本办法所称",
        "本意见所称",
        "本方案所称",
        "所称的",
        "所称",
        "其中",
    ):
        if view.startswith(lead, start) and start + len(lead) < end:
            return start + len(lead)
    return start


def _sentence_end(view: str, start: int) -> int:
    limit = min(len(view), start + _LONGEST_SENTENCE)
    stops = [p for mark in "。\n" if (p := view.find(mark, start, limit)) >= 0]
    return min(stops, default=limit)


def find_glossary(
    text: str, view: str, lines: Lines, outline: Outline, rules: GlossaryRules
) -> tuple[GlossaryTerm, ...]:
    """The terms that a document explains, in text order, each once for each place."""
    found: list[GlossaryTerm] = []
    covered: list[tuple[int, int]] = []
    reader = _Glossary(text, view, lines, outline.kinds)
    for first, stop in _stretches(view, lines, outline, rules):
        found += reader.terms(first, stop)
        covered.append(
            (lines.starts[first] if first < len(lines) else len(text), _end(lines, stop))
        )
    loose = [*_short_names(text, view), *_running_definitions(text, view)]
    found += [g for g in loose if not any(a <= g.span.start < b for a, b in covered)]
    found.sort(key=lambda g: (g.span.start, g.span.end))
    return tuple(found)


def _end(lines: Lines, stop: int) -> int:
    return lines.ends[stop - 1] if stop else 0


def _stretches(
    view: str, lines: Lines, outline: Outline, rules: GlossaryRules
) -> Iterator[tuple[int, int]]:
    """Line ranges of glossaries: sections by their title, or all below a line that says so."""
    sections = outline.sections
    done = -1
    for k, section in enumerate(sections):
        if section.line < done or not rules.section.search(section.title):
            continue
        stop = len(lines)
        for j in range(k + 1, len(sections)):
            if sections[j].level <= section.level:
                stop = sections[j].line
                break
        done = stop
        yield section.line + 1, stop
    if done >= 0:
        return
    heads = [line for word in rules.words for line in _lines_with(view, lines, outline, word)]
    if heads:
        yield min(heads) + 1, len(lines)


def _lines_with(view: str, lines: Lines, outline: Outline, word: str) -> Iterator[int]:
    """Short lines that hold ``word`` and end without a mark, as a heading does."""
    at = view.find(word)
    while at >= 0:
        line = _line_of(lines, at)
        if line is not None and outline.kinds[line] is not LineKind.CONTENTS:
            short = lines.ends[line] - lines.starts[line] <= _LONGEST_HEAD_LINE
            if short and view[lines.ends[line] - 1] not in "。;":
                yield line
        at = view.find(word, at + len(word))


def _line_of(lines: Lines, position: int) -> int | None:
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        if lines.starts[middle] <= position:
            low = middle + 1
        else:
            high = middle
    return low - 1 if low else None
