"""Printed names of indicators: cleaned, folded for comparison, and taken apart as ratios."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from silian.domain.documents.view import normalize
from silian.domain.plans.alternatives import either
from silian.domain.plans.timeline import unit_parts

SHARE, GROWTH, OVER, GONE = "比重", "增长", "÷", "\0"
_RND = "研发"
_DROPPED = re.compile(r"[\s\0\"'“”‘’《》〈〉「」『』()【】,;:·*※]")
_BRACKETS = re.compile(r"\(([^()]*)\)|【([^【】]*)】")
_UNIT_LABEL = re.compile(r"(?:计量)?单位:?")
# As in ``timeline``: 企业 in prose is 企业数 in a table; 指数 and the like are words of their own.
_COUNT_TAIL = re.compile(r"(?<![指系倍人次参常])(?:总数量|总家数|总数|数量|家数|个数|数)$")
_PERIOD = r"(?:十[一二三四五六]五期间|年度|年均|年平均|平均|同比|比上年|较上年|复合|年)*"
_GROWTHS = ("增长速度", "增长率", "增长", "增速", "增幅")
_GROWN = re.compile(rf"{_PERIOD}(?:{either(_GROWTHS)})$")
_MEASURES = "名个家位户"
_PEOPLE = frozenset({"人", "人口", "常住人口"})

# What was done to a name, in order: (step, text).
Steps = list[tuple[str, str]]


class Parts(NamedTuple):
    """Where in a cleaned name the two terms stand."""

    numerator: tuple[int, int]
    denominator: tuple[int, int]
    per: str
    is_share: bool


class Cleaned(NamedTuple):
    """A name without spaces, quotes and unit; in ``kept`` what was dropped is ``GONE``."""

    text: str
    kept: str
    unit: str


def _lower(text: str) -> str:
    """Lower case of the same length: the few letters that would grow stay as they are."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=1024)
def plain_unit(unit: str) -> str:
    """A printed unit without multiple: 万家 → 家; ``""`` where only the multiple is left."""
    return unit_parts(_lower(unit))[1]


class Folding:
    """The words by which names are folded, compiled once."""

    def __init__(self, data: Mapping[str, Any], units: frozenset[str]) -> None:
        self.units = units
        self.glosses = frozenset(_lower(normalize(word)) for word in data["glosses"])
        self.canonical: dict[str, str] = {
            _lower(word): canon for canon, words in data["synonyms"].items() for word in words
        }
        self.synonym = re.compile(either(self.canonical))
        protected = [word for word in self.canonical if set(word) & set("与和中占")]
        self.whole = re.compile(either([*data["whole_words"], *protected]))
        self.region = re.compile(rf"(?:{either(data['region_prefixes'])})(?!域)")
        self.own_region = frozenset(data["own_region"])
        self.shares = tuple(data["share_words"])
        self.verbs = tuple(data["value_verbs"])
        self.share = re.compile(rf"[的所]?(?P<word>{either(data['share_words'])})$")
        self.verb = re.compile(rf"(?:{either(data['value_verbs'])})+$")
        nouns = either([_lower(noun) for noun in data["per_nouns"]])
        scale = r"[一二三四五六七八九]?[十百千]?[万亿]?"
        self.per = re.compile(
            rf"(?:每(?P<n>{scale})|(?P<m>[十百]?万))[{_MEASURES}]?(?P<den>{nouns}|人(?![计次才员均口]))"
            r"(?:中|拥有|的)?(?P<num>.+)"
        )
        self.per_other = re.compile(
            rf"每(?P<n>{scale})(?P<m>)(?P<den>[^年月季周日天次的中]{{1,12}})[的中](?P<num>.+)"
        )

    def clean(self, name: str) -> Cleaned:
        """The name in one width and case; a unit in brackets is taken out and kept apart."""
        view = _lower(normalize(name))
        unit = ""
        if "(" in view or "【" in view:
            for found in _BRACKETS.finditer(view):
                inner = (found[1] or found[2] or "").replace(" ", "")
                bare = _UNIT_LABEL.sub("", inner)
                is_unit = bool(bare) and plain_unit(bare) in self.units
                if is_unit or inner in self.glosses:
                    unit = bare if is_unit else unit
                    start, end = found.span()
                    view = view[:start] + GONE * (end - start) + view[end:]
        kept = _DROPPED.sub(GONE, view)
        return Cleaned(kept.replace(GONE, ""), kept, unit)

    def fold(self, text: str, steps: Steps) -> str:
        """The form by which names are compared; equal forms are the same name."""
        text, grown = self.body(text, steps)
        lead = self.region.match(text)
        prefix = lead[0] if lead and lead.end() < len(text) else ""
        if prefix:
            steps.append(("region", prefix))
            text = text[len(prefix) :]
        parts = self.parse(text)
        if parts is None:
            folded = self.term(text, steps)
        else:
            numerator = self.side(text, parts.numerator, prefix, steps)
            denominator = self.side(text, parts.denominator, prefix, steps)
            steps.append(("ratio", f"{numerator} {OVER} {parts.per}{denominator}"))
            folded = f"{numerator}{OVER}{parts.per}{denominator}"
        return folded + GROWTH if grown else folded

    def body(self, text: str, steps: Steps) -> tuple[str, bool]:
        """The name before a verb of its value (…比重达) and before 增长; whether it is a growth."""
        if text.endswith(self.verbs):
            verb = self.verb.search(text)
            if verb and verb.start() > 1:
                text = text[: verb.start()]
        if text.endswith(_GROWTHS):
            grown = _GROWN.search(text)
            if grown and grown.start() > 0:
                steps.append(("growth", grown[0]))
                return text[: grown.start()], True
        return text, False

    def side(self, text: str, span: tuple[int, int], prefix: str, steps: Steps) -> str:
        """One side of a ratio folded; only its own region may go: 占全市… is another whole."""
        term = text[span[0] : span[1]]
        lead = self.region.match(term)
        if lead and lead.end() < len(term):
            if lead[0] == prefix or lead[0] in self.own_region:
                term = term[lead.end() :]
            else:
                steps.append(("other_region", lead[0]))
        return "人口" if term in _PEOPLE else self.term(term, steps)

    def term(self, text: str, steps: Steps) -> str:
        """A name that is no ratio, or one side of one."""

        def canonical(found: re.Match[str]) -> str:
            word = found[0]
            canon = self.canonical[word]
            if canon != word:
                steps.append(("synonym", f"{word} → {canon}"))
            return canon

        folded = self.synonym.sub(canonical, text).replace(_RND + _RND, _RND)
        if folded.startswith("全社会" + _RND):
            steps.append(("scope", "全社会"))
            folded = folded[3:]
        if folded.endswith(self.shares):
            share = self.share.search(folded)
            if share and share.start() > 0:
                folded = folded[: share.start()] + SHARE
        folded = folded.replace("的", "") or folded
        if folded.endswith(("数", "数量")):
            tail = _COUNT_TAIL.search(folded)
            if tail and tail.start() > 1:
                steps.append(("count", tail[0]))
                folded = folded[: tail.start()]
        return folded

    def parse(self, text: str) -> Parts | None:
        """The two terms of A占B比重, B中A占比, A与B之比, A相当于B比例, 每万X的Y and 人均Y."""
        share = self.share.search(text) if text.endswith(self.shares) else None
        if share is not None:
            body = self.whole.sub(lambda found: "□" * len(found[0]), text)[: share.start()]
            return self._share_parts(body.removesuffix("占"), share["word"])
        if text.startswith("人均") and len(text) > 2:
            return Parts((2, len(text)), (0, 1), "", is_share=False)
        found = self.per.fullmatch(text) or self.per_other.fullmatch(text)
        if found is None:
            return None
        per = found["n"] or found["m"] or ""
        return Parts(found.span("num"), found.span("den"), per, is_share=False)

    @staticmethod
    def _share_parts(body: str, word: str) -> Parts | None:
        end = len(body)
        for mark, is_share in (("占", True), ("相当于", False)):
            at = body.find(mark)
            if 0 < at < end - len(mark):
                before = at - 1 if at > 1 and body[at - 1] == "所" else at
                return Parts((0, before), (at + len(mark), end), "", is_share)
        marks = "与和" if word in ("之比", "比值") else "与"
        at = max(body.rfind(mark) for mark in marks)
        if 0 < at < end - 1:
            return Parts((0, at), (at + 1, end), "", is_share=False)
        at = body.find("中")
        if 1 < at < end - 1:
            return Parts((at + 1, end), (0, at), "", is_share=True)
        return None
