"""Rules of structure that look at words (S05, S07–S09): contents, repeats, terms, titles."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from silian.domain.documents.view import normalize
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Record
from silian.domain.plans.lint.model import Finding, Status

_MARKS = re.compile(r"[\s\"'“”‘’《》〈〉()\-—,.;:、。·]")
_CONTENTS = re.compile(r"(?m)^[ \t]*目[ \t\u3000]*录[ \t\u3000]*$")
_ENTRY = re.compile(
    r"(?m)^[ \t]*(?P<number>第[一二三四五六七八九十百\d]+[编篇章节]|[一二三四五六七八九十]+、"
    r"|\([一二三四五六七八九十]+\))[ \t]*(?P<title>[^\n]*?)[ \t.…·]*\d{0,3}[ \t]*$"
)
_UPPER = re.compile("[编篇章、]$")
_SENTENCE = re.compile(r"[^。!?\n]++[。!?]?")
_SHINGLE = 20
_LONGEST = 400
_CANDIDATES = 3
_FORMAL = re.compile(r"\d|《|(?:责任|牵头|配合|支持)单位|完成时[限间]|抄送")
_CLAUSE_MARKS = "、,;:。!?"
_CLAUSE_LETTERS = 8
_SHORT_NAME = re.compile("以下(?:统称|简称|合称)")
_MOST_TERMS = 500
_ITEM_NUMBER = re.compile(r"\s*(?:\d{1,2}[.、]|\(\d{1,2}\)|[—-]+)?\s*")
_STATUS = {"holds": Status.HOLDS, "unknown": Status.UNKNOWN}
_NAMED = re.compile(
    r"《(?P<quoted>[^《》\n]{6,60})》(?=[^。\n]{0,12}(?:已经|印发|审议))"
    r"|关于印发(?P<plain>[^《》\n]{6,60}?)的通知"
    r"|(?:转发|印发|下发|公布|发布)[^《》。,;\n]{0,30}《(?P<issued>[^《》\n]{6,60})》的?(?:通知|公告)"
    r"|转发[^《》。,;\n]{2,30}关于(?P<passed>[^《》。\n]{6,60}?)的?通知"
)
_PLACE = re.compile(r"(?:[一-鿿]{2,6}?[省市区县])*")
_SPAN_OF_YEARS = re.compile(r"\(?20\d\d年?[-—–~至到]+20\d\d年?\)?")


def _bare(text: str) -> str:
    """A phrase without spaces and marks, for comparison only."""
    return _MARKS.sub("", normalize(text))


def contents(plan: CheckedPlan) -> Iterator[Finding]:
    """S05: an entry of the contents page against the heading of the same number."""
    view = plan.view
    head = _CONTENTS.search(view)
    sections = plan.contract["sections"]
    if head is None or not sections:
        return
    by_number: dict[tuple[str, str], Record] = {}
    chapter = ""
    for section in sections:
        mark = _mark(section["number"])
        chapter = mark if section["parent"] is None else chapter
        by_number.setdefault(("" if section["parent"] is None else chapter, mark), section)
    chapter = ""
    for entry in _ENTRY.finditer(view, head.end(), sections[0]["start"]):
        mark = _mark(entry["number"])
        is_upper = _UPPER.search(entry["number"]) is not None
        chapter = mark if is_upper else chapter
        found = by_number.get(("" if is_upper else chapter, mark))
        span = entry.span("title") if entry["title"] else entry.span("number")
        if plan.wants_held or found is None or not _is_titled(plan, span, found):
            yield _entry(plan, span, entry["number"], found)


def _mark(number: str) -> str:
    return re.sub(r"[\s()、.]", "", normalize(number))


def _is_titled(plan: CheckedPlan, span: tuple[int, int], section: Record) -> bool:
    """Whether an entry has the words of the heading."""
    printed = plan.text[span[0] : span[1]]
    return printed == section["title"] or _bare(printed) == _bare(section["title"])


def _entry(
    plan: CheckedPlan, span: tuple[int, int], number: str, section: Record | None
) -> Finding:
    printed = plan.text[span[0] : span[1]]
    place = plan.phrase("contents", *span)
    if section is None:
        return plan.found(
            "S05", [place], variant="unknown", status=Status.UNKNOWN,
            values={"number": number, "contents": printed, "body": "–"},
        )  # fmt: skip
    is_same = _is_titled(plan, span, section)
    values = {"number": number, "contents": printed, "body": section["title"]}
    return plan.found(
        "S05", [place, plan.phrase("heading", section["start"], section["end"])],
        variant="holds" if is_same else "violated",
        status=Status.HOLDS if is_same else Status.VIOLATED,
        values=values, refs=[section["id"]],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence: its place, its words in one spelling, and by what its like is looked for."""

    start: int
    end: int
    words: str
    section: int
    keys: tuple[str, ...]

    @property
    def letters(self) -> str:
        """The words without marks and spaces."""
        return _MARKS.sub("", self.words)


def repeated_sentence(plan: CheckedPlan) -> Iterator[Finding]:
    """S07: sentences of which at least 80 % are the same.

    They are looked for by a whole clause, or by their first or last 20 characters, so that the work
    grows with the length of the text. A sentence with a number may well come twice: goals are
    restated.
    """
    seen: dict[str, list[int]] = {}
    sentences: list[_Said] = []
    merged: dict[int, list[int]] = {}
    shared: dict[int, int] = {}
    for sentence in _sentences(plan):
        k = len(sentences)
        sentences.append(sentence)
        candidates = dict.fromkeys(i for key in sentence.keys for i in seen.get(key, ()))
        for key in sentence.keys:
            if len(places := seen.setdefault(key, [])) < _CANDIDATES:
                places.append(k)
        for i in list(candidates)[:_CANDIDATES]:
            if letters := _sameness(sentences[i], sentence):
                merged.setdefault(i, []).append(k)
                shared.setdefault(i, letters)
                break
    for i, others in merged.items():
        same = [sentences[i], *(sentences[k] for k in others)]
        lengths = len(same[0].letters) + len(same[1].letters)
        yield plan.found(
            "S07", [plan.phrase("sentence", one.start, one.end) for one in same],
            formula=f"2 × {shared[i]} / {lengths} = {200 * shared[i] // lengths} %",
            values={"count": str(len(same)), "sentence": plan.text[same[0].start : same[0].end]},
        )  # fmt: skip


def _sentences(plan: CheckedPlan) -> Iterator[_Said]:
    """Sentences of the body that share a key with another, without those that must be alike."""
    view = plan.view
    heads = [section["start"] for section in plan.contract["sections"]]
    clauses = _clauses(view)
    again = _clauses_again(clauses)
    whole = [(start, end, view[start:end]) for start, end in _whole_sentences(plan, view)]
    counts = Counter(said[:_SHINGLE] for _, _, said in whole)
    counts.update(said[-_SHINGLE:] for _, _, said in whole)
    for start, end, said in whole:
        keys = [said[:_SHINGLE], said[-_SHINGLE:]]
        own = clauses[start:end].split("\n")
        is_alone = counts[keys[0]] == 1 == counts[keys[1]] and again.isdisjoint((*keys, *own))
        if not is_alone and not _FORMAL.search(said):
            keys += [clause for clause in own if clause in again]
            yield _Said(start, end, said, bisect_right(heads, start), tuple(keys))


def _whole_sentences(plan: CheckedPlan, view: str) -> Iterator[tuple[int, int]]:
    """Start and end of the sentences of the body outside tables, without an item's number."""
    sections = plan.contract["sections"]
    body = sections[0]["start"] if sections else 0
    tables = [(table["start"], table["end"]) for table in plan.contract["tables"]]
    starts = [start for start, _ in tables]
    for found in _SENTENCE.finditer(view, body):
        begin, end = found.span()
        if end - begin <= _SHINGLE or view[end - 1] not in "。!?":
            continue
        start = _ITEM_NUMBER.match(view, begin).end()  # type: ignore[union-attr]  # or ""
        k = bisect_right(starts, begin) - 1
        is_in_table = k >= 0 and begin < tables[k][1]
        if not is_in_table and _SHINGLE < end - start <= 2 * _LONGEST:
            yield start, end


def _clauses(view: str) -> str:
    """The text with a line for each clause, place for place."""
    for mark in _CLAUSE_MARKS:
        view = view.replace(mark, "\n")
    return view


def _clauses_again(clauses: str) -> frozenset[str]:
    """Clauses that stand in the text more than once."""
    seen: set[str] = set()
    again: set[str] = set()
    for clause in clauses.split("\n"):
        if len(clause) >= _CLAUSE_LETTERS:
            (again if clause in seen else seen).add(clause)
    return frozenset(again)


def _shared(one: str, other: str) -> int:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def _sameness(one: _Said, other: _Said) -> int:
    """How many letters two sentences share if they are the same, else 0.

    Parallel sentences of one section (在辣椒种植区域…, 在萝卜种植区域…) repeat only in full.
    """
    first, second = one.letters, other.letters
    sizes = len(first), len(second)
    if not _SHINGLE < min(sizes) <= max(sizes) <= _LONGEST:
        return 0
    if first == second or one.section == other.section:
        return sizes[0] if first == second else 0
    most = (Counter(first) & Counter(second)).total()
    if 10 * most < 4 * sum(sizes):
        return 0
    shared = _shared(first, second)
    return shared if 10 * shared >= 4 * sum(sizes) else 0


def unused_term(plan: CheckedPlan) -> Iterator[Finding]:
    """S08: terms that are explained and then not used.

    The terms of an interpretation belong to the paper that it interprets, which is not here.
    """
    terms = plan.contract["glossary"][:_MOST_TERMS]
    if not terms:
        return
    view = plan.view
    spans = sorted({(term["start"], _defined_to(term)) for term in terms})
    unused = [term for term in terms if not _is_used(view, term, spans)]
    is_another = bool(plan.document.get("interprets"))
    listed = unused or terms
    variant = "holds" if not unused else "unknown" if is_another else "violated"
    yield plan.found(
        "S08", [plan.phrase("term", term["start"], term["end"]) for term in listed[:20]],
        variant=variant, status=_STATUS.get(variant, Status.VIOLATED),
        values={
            "count": str(len(unused)), "terms": "、".join(term["term"] for term in listed[:20])
        },
    )  # fmt: skip


def _defined_to(term: Record) -> int:
    end = term["definition"]["end"]
    return max(term["end"], end) if end is not None else int(term["end"])


def _is_used(view: str, term: Record, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the term, a name for it or a part of it in quotes stands outside definitions."""
    whole = normalize(term["term"])
    parts = [whole, *map(normalize, term["aliases"]), *re.findall("“([^“”]+)”", whole)]
    parts += [part for part in re.split("[、/]", whole) if len(part) > 1]
    names = {name for part in parts for name in (part, re.sub('[“”"《》]', "", part)) if name}
    starts = [start for start, _ in spans]
    for name in names:
        at = view.find(name)
        while at >= 0:
            k = bisect_right(starts, at) - 1
            if k < 0 or at >= spans[k][1]:
                return True
            at = view.find(name, max(at + 1, spans[k][1]))
    return False


def title_differs(plan: CheckedPlan) -> Iterator[Finding]:
    """S09: the plan's own title against what the notice before it calls the plan."""
    place = plan.document["fields"].get("title")
    flags = {flag["code"] for flag in plan.contract["flags"]}
    if not place or plan.document.get("interprets"):
        return
    sections = plan.contract["sections"]
    front = sections[0]["start"] if sections else len(plan.text)
    own = plan.text[place["start"] : place["end"]]
    named: dict[str, list[tuple[int, int]]] = {}
    for found in _NAMED.finditer(plan.view, 0, front):
        start, end = found.span(found.lastgroup or 0)
        if place["start"] <= start and end <= place["end"]:
            continue
        marks = 1 if found.lastgroup in {"quoted", "issued"} else 0
        key = _bare(plan.text[start:end])
        named.setdefault(key, []).append((start - marks, end + marks))
    for spans in named.values():
        printed = plan.text[spans[0][0] : spans[0][1]].strip("《》 ")
        variant = _compared(own, printed)
        if variant == "other":
            continue
        if variant == "violated" and flags & {"title_damaged", "title_doubled"}:
            variant = "unknown"
        yield plan.found(
            "S09",
            [
                *(plan.phrase("notice", *span) for span in spans[:5]),
                plan.phrase("title", place["start"], place["end"]),
            ],
            variant=variant, status=_STATUS.get(variant, Status.VIOLATED),
            values={"notice": printed, "title": " ".join(own.split())},
        )  # fmt: skip


def _compared(one: str, other: str) -> str:
    """``holds``, ``violated``, or ``other`` where two names are not of one plan.

    A notice may leave out the years and the name of the city above.
    """
    full = _bare(one), _bare(other)
    bare = tuple(_bare(_SPAN_OF_YEARS.sub("", normalize(name))) for name in (one, other))
    if not all(bare):
        return "other"
    places = [_PLACE.match(name)[0] for name in bare]  # type: ignore[index]  # or ""
    if not places[0].endswith(places[1]) and not places[1].endswith(places[0]):
        return "other"
    short, long = sorted(bare, key=len)
    if long.endswith(short):
        has_years = [full[k] != bare[k] for k in (0, 1)]
        differ = all(has_years) and bare[0] == bare[1] and full[0] != full[1]
        return "violated" if differ else "holds"
    shared = _shared(*bare)
    return "violated" if 10 * shared >= 4 * (len(bare[0]) + len(bare[1])) else "other"


CHECKS: tuple[tuple[str, Callable[[CheckedPlan], Iterator[Finding]]], ...] = (
    ("S05", contents),
    ("S07", repeated_sentence),
    ("S08", unused_term),
    ("S09", title_differs),
)
