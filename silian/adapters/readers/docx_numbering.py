"""Numbers that Word writes before a paragraph by itself: 一、 （一） 1. 第一章."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from silian.adapters.readers.wordml import attribute, is_on, local, number, value

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "ideographDigital", "koreanCounting", "japaneseDigitalTenThousand",
    "taiwaneseDigital",
}  # fmt: skip
_LEGAL_FORMATS = {"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"}
_CIRCLES = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
# Marks of bulleted lists say nothing; a dash leads the goals of a plan and is kept.
_KEPT_BULLETS = {"—", "——", "–", "-", "―"}


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """``number`` (1–9999) in Chinese: 十一, 二十, 一百零一."""
    if not 0 < number < 10_000:
        return str(number)
    text = ""
    gap = False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(text)
            continue
        if gap:
            text += digits[0]
            gap = False
        text += digits[digit] + (units[power - 1] if power else "")
    if 10 <= number < 20:
        text = text[1:]
    return text


def _letters(number: int, first: str) -> str:
    """a, b, … z, aa, bb as Word does."""
    times, index = divmod(number - 1, 26)
    return chr(ord(first) + index) * min(times + 1, 20)


def _roman(number: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (number // worth)
        number %= worth
    return text


def format_number(number: int, style: str) -> str:
    """``number`` in one of Word's number formats; an unknown format counts in digits."""
    if style == "none":
        return ""
    if number <= 0:
        return str(number)
    if style in _CHINESE:
        return chinese(number)
    if style in _LEGAL_FORMATS:
        return chinese(number, _LEGAL, "拾佰仟")
    if style in _CIRCLES and number <= 20:
        return chr(0x2460 + number - 1)
    return _western(number, style)


def _western(number: int, style: str) -> str:
    if style == "decimalZero":
        return f"{number:02d}"
    if style in ("upperLetter", "lowerLetter"):
        return _letters(number, "A" if style == "upperLetter" else "a")
    if style in ("upperRoman", "lowerRoman") and number < 4000:
        roman = _roman(number)
        return roman.upper() if style == "upperRoman" else roman
    if style == "decimalEnclosedParen" and number <= 20:
        return chr(0x2474 + number - 1)
    if style == "decimalEnclosedFullstop" and number <= 20:
        return chr(0x2488 + number - 1)
    if style in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    if style == "ideographTraditional" and number <= 10:
        return _STEMS[number - 1]
    if style == "ideographZodiac" and number <= 12:
        return _BRANCHES[number - 1]
    return str(number)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list as Word describes it."""

    start: int
    style: str
    pattern: str
    suffix: str
    style_id: str
    restart: int | None
    is_legal: bool


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    levels: Mapping[str, Mapping[int, Level]]
    lists: Mapping[str, str]
    overrides: Mapping[str, Mapping[int, int]]
    replaced: Mapping[str, Mapping[int, Level]]
    links: Mapping[str, str]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _started: set[str] = field(default_factory=set)

    def level_of_style(self, list_id: str, style_id: str) -> int:
        """The level that a paragraph style stands for in a list."""
        for index, level in self.levels.get(self.lists.get(list_id, ""), {}).items():
            if level.style_id == style_id:
                return index
        return 0

    def label(self, list_id: str, index: int) -> str:
        """Count one paragraph of a list and answer what stands before it."""
        abstract = self.lists.get(list_id)
        levels = dict(self.levels.get(abstract or "", {})) | dict(self.replaced.get(list_id, {}))
        level = levels.get(index)
        if abstract is None or level is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if list_id not in self._started:
            self._started.add(list_id)
            for which, start in self.overrides.get(list_id, {}).items():
                counts[which] = start - 1
        self._count(counts, levels, index, level)
        if level.style == "bullet":
            return level.pattern if level.pattern in _KEPT_BULLETS else ""
        return self._text(counts, levels, level) + _gap(level)

    def _count(
        self, counts: dict[int, int], levels: Mapping[int, Level], index: int, level: Level
    ) -> None:
        for above in range(index):
            if above in levels and above not in counts:
                counts[above] = levels[above].start
        counts[index] = counts.get(index, level.start - 1) + 1
        for below in [b for b in counts if b > index]:
            restart = levels[below].restart if below in levels else None
            if restart is None or index < restart:
                counts.pop(below)

    def _text(self, counts: Mapping[int, int], levels: Mapping[int, Level], level: Level) -> str:
        text = level.pattern
        for index in range(9):
            mark = f"%{index + 1}"
            if mark in text:
                style = levels[index].style if index in levels else "decimal"
                style = "decimal" if level.is_legal else style
                text = text.replace(mark, format_number(counts.get(index, 1), style))
        return text


def _gap(level: Level) -> str:
    """A space between number and text, unless a full-width mark closes the number."""
    if level.suffix == "nothing" or level.pattern.endswith(
        ("、", "）", "：", "．", "。", " ", "\u3000")
    ):
        return ""
    return " " if level.pattern else ""


def _read_level(element: etree._Element) -> Level:
    restart = value(element, "lvlRestart")
    return Level(
        start=number(value(element, "start"), 1),
        style=value(element, "numFmt") or _fallback_style(element),
        pattern=value(element, "lvlText") or "",
        suffix=value(element, "suff") or "tab",
        style_id=value(element, "pStyle") or "",
        restart=None if restart is None else number(restart, 0),
        is_legal=is_on(element, "isLgl"),
    )


def _fallback_style(element: etree._Element) -> str:
    """The format of a level that offers a newer one and an older one beside it."""
    styles = [attribute(inner, "val") for inner in element.iter() if local(inner) == "numFmt"]
    return styles[-1] if styles else "decimal"


def _levels(parent: etree._Element) -> dict[int, Level]:
    return {
        number(attribute(child, "ilvl"), 0): _read_level(child)
        for child in parent
        if local(child) == "lvl"
    }


def read_numbering(root: etree._Element | None) -> Numbering:
    """The lists that ``numbering.xml`` describes; none where the part is missing."""
    levels: dict[str, dict[int, Level]] = {}
    links: dict[str, str] = {}
    lists: dict[str, str] = {}
    overrides: dict[str, dict[int, int]] = {}
    replaced: dict[str, dict[int, Level]] = {}
    for element in root if root is not None else ():
        kind = local(element)
        if kind == "abstractNum":
            abstract = attribute(element, "abstractNumId")
            levels[abstract] = _levels(element)
            if link := value(element, "numStyleLink"):
                links[abstract] = link
        elif kind == "num":
            list_id = attribute(element, "numId")
            lists[list_id] = value(element, "abstractNumId") or ""
            for override in (child for child in element if local(child) == "lvlOverride"):
                index = number(attribute(override, "ilvl"), 0)
                if (start := value(override, "startOverride")) is not None:
                    overrides.setdefault(list_id, {})[index] = number(start, 1)
                for own in (child for child in override if local(child) == "lvl"):
                    replaced.setdefault(list_id, {})[index] = _read_level(own)
    return Numbering(levels, lists, overrides, replaced, links)
