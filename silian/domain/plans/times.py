"""Time words of a plan: which year they name, and whether they anchor or only compare."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from silian.domain.documents.view import Lines
from silian.domain.kernel.values import quickly_built


@quickly_built
@dataclass(frozen=True, slots=True)
class Time:
    """A time in the text. ``year`` is the last year that it covers.

    ``anchors`` is false for a time that another is compared with (较2020年, 2020年的4.1倍), for
    one inside a title and for a dated event. ``is_past`` is true after 截至. ``first_year`` is
    given where both ends of a period are printed (2024—2026年). ``is_aside`` is true where the
    clause holds nothing but the year and its number (达到300家，2022年为260家).
    """

    start: int
    end: int
    year: int
    anchors: bool
    is_past: bool
    is_period: bool
    first_year: int | None = None
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What the document itself says of time: its period, and the last year that is past.

    ``present`` is the last year of which figures can be known; a later year is a plan.
    ``horizon`` is the one later year that a document without a period names in its goals.
    ``past_year`` is the year of figures that look back and name none.
    """

    period_start: int | None
    period_end: int | None
    present: int | None
    current: int | None
    all_past: bool = False
    horizon: int | None = None
    past_year: int | None = None
    is_annual: bool = False


_TIME = re.compile(
    r"(?:20[0-4]\d|19[5-9]\d)(?!\d)(?=\s*(?:年|[—\-~至]\s*20\d\d|\s*[,)]))"
    r"|十[一二三四五六]五(?=[”\"]?(?:时期|期间|以来|末|规划期|期末|收官|开局|年均|的?第|[,，]))"
    r"|规划期(?=[内末])"
    r"|(?:今年|明年|去年|上年|前年|本年|当年|(?<![\d一二三四五两十])年内)(?!度)"
)
# One cheap class of first characters, so that the scan does not try each branch at each place.
_CANDIDATE = re.compile(
    r"[12十今明去上前本当年规](?:9[5-9]\d|0[0-4]\d|[一二三四五六]五|年|内|划期)"
)
_AFTER_YEAR = re.compile(
    r"\s*年?(?:\s*[—\-~至]\s*(?P<to>20\d\d)\s*年?)?"
    r"(?P<month>\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?(?:底|末|初|前|年底|年末|上半年|下半年|度|期间|以来)*"
)
_AFTER_PLAN = re.compile(r"(?:时期|期间|以来|末期?|规划期末?|期末)?")
_COMPARED = re.compile(r"(?:较|(?<!占)比|是|相比|高于|低于|超过|与|同|由|从|在|以)\s*$")
_AFTER_COMPARED = re.compile(
    r"\s*(?:的|基数)?\s*(?:\d[\d.,]*[^\d,。;]{1,6}基础上|\d+(?:\.\d+)?\s*倍|[一二两三四五六七八九十]+倍|水平|基础上|相比|翻|增长|下降|提高|增加|减少|提升|基数)"
)
_ABOUT_GOAL = re.compile(r"(?:完成|实现|提前|达到|距离?|低于|高于)$")
_GOAL_OF = re.compile(r"的?(?:规划|预期)?(?:目标|任务)")
_ASIDE_BEFORE = frozenset(",(;")
_ASIDE_AFTER = re.compile(r"\s*[仅只]?(?:分别)?(?:为|是|有|达到|达)?[仅约]?\d")
_UNTIL = re.compile(r"(?:截至到?|截止到?|至今年|到目前)\s*$")
_TITLES = re.compile(r"《[^》\n]{1,120}》")
_PERIOD_OF = {n: 1955 + 5 * (k + 11) for k, n in enumerate("一二三四五六")}
_RELATIVE = {
    "今年": 0,
    "本年": 0,
    "当年": 0,
    "年内": 0,
    "明年": 1,
    "去年": -1,
    "上年": -1,
    "前年": -2,
}


def find_times(view: str, frame: Frame) -> tuple[Time, ...]:
    """All times of the view, in text order."""
    titles = [(m.start(), m.end()) for m in _TITLES.finditer(view)] if "《" in view else []
    title_starts = [a for a, _ in titles]
    times: list[Time] = []
    for candidate in _CANDIDATE.finditer(view):
        start = candidate.start()
        if times and start < times[-1].end:
            continue
        match = _TIME.match(view, start)
        if match is None:
            continue
        k = bisect_left(title_starts, start + 1) - 1
        if k >= 0 and start < titles[k][1]:
            continue
        time = _read(view, match, frame)
        if time is not None:
            times.append(time)
    return tuple(times)


def _read(view: str, match: re.Match[str], frame: Frame) -> Time | None:
    word, start, end = match.group(), match.start(), match.end()
    left = view[max(0, start - 5) : start]
    if word[0] == "十":
        return _plan_period(view, word, start, end, left)
    if word in _RELATIVE:
        if frame.current is None:
            return None
        year = frame.current + _RELATIVE[word]
        compared = word in {"上年", "去年"} and left.endswith(("较", "比", "由", "从"))
        return Time(
            start, end, year, not compared, is_past=False, is_period=False,
            is_aside=_is_aside(view, start, end),
        )  # fmt: skip
    if word == "规划期":
        if frame.period_end is None:
            return None
        return Time(start, end + 1, frame.period_end, anchors=True, is_past=False, is_period=True)
    return _printed_year(view, int(word), start, end, left)


def _plan_period(view: str, word: str, start: int, end: int, left: str) -> Time:
    """“十四五”期间: its last year."""
    while end < len(view) and view[end] in '”"':
        end += 1
    tail = _AFTER_PLAN.match(view, end)
    end = tail.end() if tail else end
    left = left.rstrip('“"')
    compared = bool(_COMPARED.search(left)) and not left.endswith(("在", "与", "同"))
    return Time(start, end, _PERIOD_OF[word[1]], not compared, is_past=False, is_period=True)


def _printed_year(view: str, first: int, start: int, end: int, left: str) -> Time | None:
    """2025年底, 2021—2025年, and 2025, where the 年 was lost but 到 or a mark stands before."""
    tail = _AFTER_YEAR.match(view, end)
    words = tail.group() if tail else ""
    last = tail.group("to") if tail else None
    month = tail.group("month") if tail else None
    end = tail.end() if tail else end
    marked = "年" in words or last or left.endswith(("到", "至"))
    if not marked and left and left[-1] not in " \n,。;:—(“":
        return None
    after = _AFTER_COMPARED.match(view, end)
    until = bool(_UNTIL.search(left))
    compared = bool(_COMPARED.search(left)) and not (left.endswith("在") and not after)
    if after and not until and (view[end : end + 1] == "的" or "基" in after.group()):
        compared = True
    if _GOAL_OF.match(view, end) and _ABOUT_GOAL.search(left):
        compared = True
    forward = left.endswith(("到", "至", "于", "在"))
    event = month is not None and "日" in month and not (until or forward)
    return Time(
        start,
        end,
        int(last) if last else first,
        not (compared or event),
        until,
        is_period=bool(last),
        first_year=first if last else None,
        is_aside=_is_aside(view, start, end),
    )


def _is_aside(view: str, start: int, end: int) -> bool:
    return view[start - 1 : start] in _ASIDE_BEFORE and _ASIDE_AFTER.match(view, end) is not None


class Clock:
    """Answers which year a number at a place holds for, and from where that was taken."""

    def __init__(self, times: Sequence[Time], lines: Lines) -> None:
        self.anchors = [t for t in times if t.anchors]
        self._starts = [t.start for t in self.anchors]
        self.all = tuple(times)
        self._all_starts = [t.start for t in times]
        self.lines = lines

    def last_between(self, start: int, end: int) -> Time | None:
        """The last anchor that begins in ``[start, end)``."""
        k = bisect_left(self._starts, end) - 1
        return self.anchors[k] if k >= 0 and self._starts[k] >= start else None

    def last_before_asides(self, start: int, end: int) -> Time | None:
        """The last anchor in ``[start, end)`` that holds for more than its own clause."""
        k = bisect_left(self._starts, end) - 1
        while k >= 0 and self._starts[k] >= start:
            if not self.anchors[k].is_aside:
                return self.anchors[k]
            k -= 1
        return None

    def first_between(self, start: int, end: int) -> Time | None:
        """The first anchor that begins in ``[start, end)`` and is told for more than its clause."""
        k = bisect_left(self._starts, start)
        while k < len(self._starts) and self._starts[k] < end:
            if not self.anchors[k].is_aside:
                return self.anchors[k]
            k += 1
        return None

    def between(self, start: int, end: int) -> list[Time]:
        """All times, anchors or not, that begin in ``[start, end)``."""
        a, b = bisect_left(self._all_starts, start), bisect_left(self._all_starts, end)
        return list(self.all[a:b])

    def covers(self, position: int) -> bool:
        """Whether a time stands over ``position``."""
        k = bisect_left(self._all_starts, position + 1) - 1
        return k >= 0 and self.all[k].start <= position < self.all[k].end
