"""The title of a document: on its cover, in the notice that issues it, or at the head of a page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from silian.domain.documents.view import Lines
from silian.domain.kernel.spans import Span, span_of
from silian.domain.kernel.values import quickly_built

_HEAD_LINES = 60
_LONGEST = 90
_NOT_A_TITLE = re.compile(
    r"[>。;|]|^(?:附件|附表|专栏|抄送|第[一二三四五六七八九十]+[章节编])|^\d+[.、]|目\s*录$"
)
_PERIOD_LINE = re.compile(r"\([^()月日]{0,6}20\d\d[^()月日]{0,3}(?:20)?\d\d[^()月日]{0,4}\)")
_ORPHAN = re.compile(r"^[一-龥“”·、,A-Za-z0-9 ]{2,40}$")
_CONTINUES = ("关于", "“", "的", "(", "20", "—")
_OWN_ISSUER = re.compile(r"([一-龥·、 ]{2,50}?)(?=关于)")
_ISSUING = re.compile(
    r"(?:关于|关千)?(?:转发|印发|下发|公布|发布)(?P<inner>.+?)的?(?P<kind>通知|公告)"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it reads, and where it stands (the slice may hold the line ends of a cover).

    ``notice`` is the notice that issued the document, ``issuer`` who is printed before 关于印发.
    ``lines`` are the first and last line of ``Lines`` that it fills.
    """

    text: str
    span: Span
    doc_type: str
    interprets: Span | None
    notice: Span | None
    issuer: Span | None
    is_damaged: bool
    is_doubled: bool
    lines: tuple[int, int]


@quickly_built
@dataclass(frozen=True, slots=True)
class _Line:
    index: int
    start: int
    end: int
    view: str


class TitleRules:
    """The words that end titles, and those that make a line an explanation or a signature."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.names: Mapping[str, str] = data["doc_type_names"]
        self.needs_about = frozenset(data["needs_about"])
        types = "|".join(sorted(data["doc_types"], key=len, reverse=True))
        explained = "|".join(sorted(data["interpretations"], key=len, reverse=True))
        organizations = "|".join(sorted(data["organizations"], key=len, reverse=True))
        self.doc_types = re.compile(rf"({types})(?=[》”)]*(?:\([^()]*\))?[》”]*(?:\(|$))")
        self.any_type = re.compile(rf"({types})")
        self.ends = re.compile(
            rf"(?P<about>{explained})$|(?P<kind>{types})(?P<tail>[》”]*(?:\([^()]{{1,40}}\))?[》”]*)$"
        )
        endings = [*data["doc_types"], *data["interpretations"]]
        self.last_characters = frozenset(word[-1] for word in endings) | frozenset("》”)")
        self.about = re.compile(rf"的?(?:{explained})+$")
        self.organization = re.compile(rf"^[一-龥·、 ]{{2,50}}(?:{organizations})$")
        self.label = re.compile(rf"^(?:{'|'.join(data['title_labels'])})\s*:\s*")

    def type_of(self, title: str) -> str:
        """The kind that a title names last, outside its brackets: 规划, 行动计划 …, or ""."""
        bare = re.sub(r"\([^()]*\)", "", title).strip("《》 ")
        found = self.ends.search(bare)
        kind = found.group("kind") if found else None
        if kind is None:
            every = self.any_type.findall(bare)
            kind = every[-1] if every else ""
        return self.names.get(kind, kind)


def _head(view: str, lines: Lines) -> list[_Line]:
    count = min(len(lines), _HEAD_LINES)
    return [
        _Line(i, lines.starts[i], lines.ends[i], view[lines.starts[i] : lines.ends[i]])
        for i in range(count)
    ]


def _looks_like_title(line: _Line, rules: TitleRules) -> bool:
    if not 2 <= len(line.view) <= _LONGEST or line.view[-1] not in rules.last_characters:
        return False
    if _NOT_A_TITLE.search(line.view):
        return False
    if ":" in line.view and not rules.label.match(line.view):
        return False
    return rules.ends.search(line.view) is not None


def _bare(title: str) -> str:
    return re.sub(r"[《》“”\s]|\([^()]*\)", "", title)


def _alike(one: str, other: str) -> bool:
    """Whether two titles share most of their characters: a cover and its notice."""
    a, b = set(_bare(one)), set(_bare(other))
    return len(a & b) * 10 >= 8 * min(len(a), len(b)) and min(len(a), len(b)) >= 4


def _extend(head: Sequence[_Line], at: int, rules: TitleRules) -> tuple[int, int]:
    """First and last index in ``head`` of the title that line ``at`` ends: broken titles join."""
    first, last = at, at
    line = head[at]
    if at + 1 < len(head) and _PERIOD_LINE.fullmatch(head[at + 1].view):
        last = at + 1
    while first > 0 and at - first < 2:
        before = head[first - 1]
        broken = line.view.startswith(_CONTINUES) or len(line.view) < 12
        broken = broken or before.view.startswith("关于")
        broken = broken or (before.view.startswith("《") and before.view.endswith("》"))
        is_name = before.view.startswith("《") and before.view.endswith("》")
        if not broken or len(before.view) < 3 or not (is_name or _ORPHAN.match(before.view)):
            break
        if (_looks_like_title(before, rules) and not is_name) or before.view.startswith(
            ("目录", "附件")
        ):
            break
        is_organization = rules.organization.match(before.view) is not None
        if is_organization and not line.view.startswith(("关于", "20")):
            break
        if line.view.startswith("《"):
            break
        first -= 1
        line = before
    return first, last


def _joined(text: str, head: Sequence[_Line], first: int, last: int) -> tuple[str, Span]:
    words = "".join(text[head[i].start : head[i].end] for i in range(first, last + 1))
    return words.strip(), span_of(text, head[first].start, head[last].end)


def _notice_of(
    text: str, head: Sequence[_Line], at: int, first: int
) -> tuple[Span | None, Span | None, str]:
    """The span of the document's name inside a notice's title, its issuer, and the name."""
    start, end = head[first].start, head[at].end
    joined = "".join(head[i].view for i in range(first, at + 1))
    match = _ISSUING.search(joined)
    if match is None:
        return None, None, ""
    inner = match.group("inner").strip("《》 ")
    place = text.find(inner, start, end)
    if place < 0:  # the view spells it otherwise, or a line end stands inside it
        view_inner = re.escape(inner)
        for i in range(first, at + 1):
            found = re.search(view_inner, head[i].view)
            if found:
                place = head[i].start + found.start()
    span = span_of(text, place, place + len(inner)) if place >= 0 else None
    issuer = None
    for i in range(first, at + 1):
        cut = re.match(
            r"^(.{2,60}?)(?:关于)?(?:转发|印发|下发|公布|发布)|^(.{2,60}?)关于", head[i].view
        )
        if cut:
            length = len((cut.group(1) or cut.group(2)).rstrip())
            issuer = span_of(text, head[i].start, head[i].start + length)
            break
    return span, issuer, inner


def _continues(head: Sequence[_Line], at: int, rules: TitleRules) -> bool:
    """Whether a line that is 《…》 and no more goes on below: 实施情况中期评估报告, 政策解读."""
    line = head[at].view
    if not (line.startswith("《") and line.endswith("》") and at + 1 < len(head)):
        return False
    following = head[at + 1].view
    return _looks_like_title(head[at + 1], rules) and not following.startswith("《")


def find_title(text: str, view: str, lines: Lines, rules: TitleRules) -> Title | None:
    """The title of a document, or ``None`` where no line looks like one."""
    head = _head(view, lines)
    at = next((i for i, line in enumerate(head) if _looks_like_title(line, rules)), None)
    if at is None:
        return None
    if _continues(head, at, rules):
        at += 1
    first, last = _extend(head, at, rules)
    words = "".join(line.view for line in head[first : at + 1])
    if _ISSUING.search(words) and rules.about.search(words) is None:
        return _from_notice(text, head, at, first, rules)
    return _titled(text, head, first, at, last, None, None, rules)


def _from_notice(text: str, head: Sequence[_Line], at: int, first: int, rules: TitleRules) -> Title:
    inner_span, issuer, inner = _notice_of(text, head, at, first)
    if issuer is None and first > 0 and rules.organization.match(head[first - 1].view):
        issuer = span_of(text, head[first - 1].start, head[first - 1].end)
    notice = span_of(text, head[first].start, head[at].end)
    for i in range(at + 1, len(head)):
        if not _looks_like_title(head[i], rules) or len(head[i].view) < 5:
            continue
        begin, end = _extend(head, i, rules)
        if _alike("".join(line.view for line in head[begin : i + 1]), inner):
            return _titled(text, head, begin, i, end, notice, issuer, rules)
    span = inner_span or notice
    return Title(
        text=span.quote if inner_span else inner or notice.quote,
        span=span,
        doc_type=rules.type_of(inner) or "通知",
        interprets=None,
        notice=notice,
        issuer=issuer,
        is_damaged=inner_span is None,
        is_doubled=False,
        lines=(head[first].index, head[at].index),
    )


def _titled(
    text: str,
    head: Sequence[_Line],
    first: int,
    at: int,
    last: int,
    notice: Span | None,
    issuer: Span | None,
    rules: TitleRules,
) -> Title:
    """The title on lines ``first`` to ``last`` of the head; its own words end on line ``at``."""
    words, span = _joined(text, head, first, last)
    view_words = "".join(line.view for line in head[first : at + 1])
    label = rules.label.match(view_words)
    if label and first == at:
        span = span_of(text, span.start + label.end(), span.end)
        words, view_words = words[label.end() :], view_words[label.end() :]
    own = _OWN_ISSUER.match(view_words)
    if own and rules.organization.match(own.group(1).strip()):
        first, span, words, issuer = _without_issuer(text, head, first, span, own, issuer)
        view_words = view_words[own.end(1) :]
    interprets, doc_type = _interpretation(text, head, at, view_words, rules)
    begins = view_words.startswith(("《", "“")) or "关于" in view_words
    is_doubled = any(
        _bare(line.view) == _bare(view_words) for line in head[max(0, first - 2) : at + 3]
        if line.index not in range(head[first].index, head[at].index + 1)
    )  # fmt: skip
    broken = view_words.count("《") != view_words.count("》")
    cut = not begins and doc_type in rules.needs_about and len(view_words) > len(doc_type) + 1
    cut = cut and re.search(r"[省市区县州旗]", view_words[:12]) is None
    return Title(
        words, span, doc_type, interprets, notice, issuer, broken or cut, is_doubled,
        (head[first].index, head[last].index),
    )  # fmt: skip


def _without_issuer(
    text: str,
    head: Sequence[_Line],
    first: int,
    span: Span,
    own: re.Match[str],
    issuer: Span | None,
) -> tuple[int, Span, str, Span]:
    """The title from 关于 on, and the organisation printed before it."""
    length = own.end(1)
    signed = span_of(
        text, span.start, span.start + min(length, head[first].end - head[first].start)
    )
    if length == len(head[first].view):
        first += 1
        start = head[first].start
    else:
        start = span.start + length
    rest = span_of(text, start, span.end)
    return first, rest, rest.quote.replace("\n", "").strip(), issuer or signed


def _interpretation(
    text: str, head: Sequence[_Line], at: int, words: str, rules: TitleRules
) -> tuple[Span | None, str]:
    """What the document explains, if its title says so, and the kind of the document."""
    about = rules.about.search(words)
    if about is None:
        return None, rules.type_of(words)
    explained = words[: about.start()]
    opening, closing = explained.find("《"), explained.rfind("》")
    if 0 <= opening < closing:
        explained = explained[opening + 1 : closing]
    else:
        explained = re.sub(r"^关于", "", explained.strip("《》"))
    inner = rules.type_of(explained)
    kind = {"规划纲要": "规划"}.get(inner, inner)
    kind = kind if kind in {"规划", "行动计划"} else "政策"
    place = head[at].view.find(explained) if explained else -1
    span = None
    if place >= 0:
        start = head[at].start + place
        span = span_of(text, start, start + len(explained))
    return span, f"{kind}{'说明' if '说明' in about.group() else '解读'}"
