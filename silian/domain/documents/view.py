"""The normalized view of a text: same length, fewer spellings, so that rules are short.

Offsets are valid in both: the scanner runs on the view, quotes come from the text.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

# One character for one character, never more: full-width forms, spaces, dashes, brackets.
FOLDED = {
    "（": "(",
    "）": ")",
    "，": ",",
    "：": ":",
    "；": ";",
    "！": "!",
    "？": "?",
    "％": "%",
    "﹪": "%",
    "＋": "+",
    "－": "-",
    "–": "—",
    "―": "—",
    "─": "—",
    "〜": "~",
    "～": "~",
    "．": ".",
    "＝": "=",
    "＜": "<",
    "＞": ">",
    "≧": "≥",
    "≦": "≤",
    "＆": "&",
    "／": "/",
    "｜": "|",
    "［": "【",
    "］": "】",
    "[": "【",
    "]": "】",
    "〖": "【",
    "〗": "】",
    "\u3000": " ",
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\ufeff": " ",
    "\u200b": " ",
    "\r": " ",
    "\x0b": " ",
    "\x0c": " ",
    "\u2028": " ",
    "\u2029": " ",
    "\x85": " ",
    "個": "个",
    "·": "·",
    "•": "·",
    "㎡": "㎡",
}
FULL_WIDTH = {
    chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()
}

# CJK radicals that PDF text carries in place of the characters (U+2E80–2FDF).
_RADICALS = re.compile("[\u2e80-\u2fdf]")
_SHORT = 200
_SELDOM = re.compile("[\u2e80-\u2fdf\uff10-\uff5a]")


@cache
def _radical_table() -> dict[int, str]:
    table = {}
    for code in range(0x2E80, 0x2FE0):
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1 and folded != chr(code):
            table[code] = folded
    return table | {ord(a): b for a, b in RADICAL_SUPPLEMENT.items()}


# Radicals of the supplement block that Unicode gives no compatibility mapping for.
RADICAL_SUPPLEMENT = {
    "⺠": "民",
    "⻓": "长",
    "⻔": "门",
    "⻋": "车",
    "⻉": "贝",
    "⻅": "见",
    "⻛": "风",
    "⻜": "飞",
    "⻢": "马",
    "⻥": "鱼",
    "⻦": "鸟",
    "⻩": "黄",
    "⻬": "齐",
    "⻰": "龙",
    "⻣": "骨",
    "⻘": "青",
    "⻄": "西",
    "⻚": "页",
    "⻝": "食",
}


@cache
def _whole_table() -> dict[int, str]:
    """All that is folded, character by character."""
    return _radical_table() | {ord(old): new for old, new in (FOLDED | FULL_WIDTH).items()}


def normalize(text: str) -> str:
    """The view of ``text``: character for character, so ``len`` is the same.

    ``str.replace`` of a character that is absent costs a memory scan, so over a document this is
    many times faster than one ``str.translate``; over a name it is the other way round.
    """
    if len(text) <= _SHORT:
        return text.translate(_whole_table())
    view = text
    for old, new in FOLDED.items():
        view = view.replace(old, new)
    if _SELDOM.search(view) is None:
        return view
    for old, new in FULL_WIDTH.items():
        view = view.replace(old, new)
    return view.translate(_radical_table()) if _RADICALS.search(view) else view


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a view that are not blank, without their line ends and outer spaces.

    ``starts[i]:ends[i]`` is line ``i`` in text and view alike; ``numbers[i]`` counts all lines
    from 0, so a gap of more than one means blank lines between.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    numbers: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.starts)


def split_lines(view: str) -> Lines:
    """The non-blank lines of ``view``."""
    starts: list[int] = []
    ends: list[int] = []
    numbers: list[int] = []
    position = 0
    for number, raw in enumerate(view.split("\n")):
        stripped = raw.strip()
        if stripped:
            start = position + (len(raw) - len(raw.lstrip()))
            starts.append(start)
            ends.append(start + len(stripped))
            numbers.append(number)
        position += len(raw) + 1
    return Lines(tuple(starts), tuple(ends), tuple(numbers))


def blank_before(lines: Lines, index: int) -> bool:
    """Whether a blank line stands before line ``index`` (true at the beginning)."""
    return index == 0 or lines.numbers[index] - lines.numbers[index - 1] > 1


def gaps(lines: Lines) -> tuple[int, ...]:
    """How many blank lines stand between each line and the next."""
    return tuple(b - a - 1 for a, b in pairwise(lines.numbers))
