"""Score a reading against gold: one to one, in the same sentence, by value, unit, year and name.

The method is that of the gold format: a record that was read can meet one record that was
expected, the largest possible number of such pairs counts, and both must stand in the same
sentence of the text. Optional records are neither rewarded nor punished.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

Record = Mapping[str, object]

LEVELS = (
    "value+unit",
    "value+unit+year",
    "value+unit+year+comparator",
    "value+unit+year+name",
)
KINDS = ("targets", "baselines")
ALIKE = 0.5

_SENTENCE_ENDS = re.compile(r"[。！？!?；;\n]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NOISE = re.compile(r"[\s“”\"‘’（）()《》、,，]")
_TIMES = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_WHOLE_UNITS = ("千瓦", "千米", "千克", "百分点")
_COMPARATORS = {
    "≥": ">=",
    "以上": ">=",
    "不低于": ">=",
    "不少于": ">=",
    "≤": "<=",
    "以内": "<=",
    "不超过": "<=",
    "超过": ">",
    "突破": ">",
    "左右": "~",
    "约": "~",
    "达到": "=",
    "": "=",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Pairs found, records read and records expected; optional ones are in none of the three."""

    hits: int = 0
    read: int = 0
    expected: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.hits + other.hits, self.read + other.read, self.expected + other.expected)

    @property
    def precision(self) -> float:
        """Share of what was read that is right; 1 where nothing was read or expected."""
        return self.hits / self.read if self.read else float(not self.expected)

    @property
    def recall(self) -> float:
        """Share of what was expected that was read; 1 where nothing was read or expected."""
        return self.hits / self.expected if self.expected else float(not self.read)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


class Sentences:
    """Places of the sentences of one text, and which of them a quote touches."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [m.end() for m in _SENTENCE_ENDS.finditer(text)]
        self._touched: dict[str, frozenset[int]] = {}

    def touched_by(self, quote: str) -> frozenset[int]:
        """Numbers of the sentences that any occurrence of the quote touches; none if not found."""
        if quote not in self._touched:
            self._touched[quote] = frozenset(self._find(quote))
        return self._touched[quote]

    def _find(self, quote: str) -> set[int]:
        found: set[int] = set()
        body = quote.strip()
        lead = len(quote) - len(quote.lstrip())
        at = self._text.find(quote) if body else -1
        while at >= 0:
            first = self._number(at + lead)
            last = self._number(at + lead + len(body) - 1)
            found.update(range(first, last + 1))
            at = self._text.find(quote, at + 1)
        return found

    def _number(self, offset: int) -> int:
        low, high = 0, len(self._ends)
        while low < high:
            middle = (low + high) // 2
            if self._ends[middle] <= offset:
                low = middle + 1
            else:
                high = middle
        return low


def quantity(value: object, unit: object) -> tuple[Decimal | None, str]:
    """A value in the plain unit: (4.5, 万家) is (45000, 家); 个百分点 is 百分点."""
    name = str(unit or "").strip().replace("％", "%").replace("個", "个")
    name = "百分点" if name == "个百分点" else name
    number = _decimal(value)
    while name and name[0] in _TIMES and not name.startswith(_WHOLE_UNITS):
        number = None if number is None else number * _TIMES[name[0]]
        name = name[1:]
    return number, name


def alike(one: object, other: object) -> float:
    """Overlap of the two names' letter pairs, 0 to 1 (Jaccard)."""
    a, b = _pairs(str(one or "")), _pairs(str(other or ""))
    return len(a & b) / len(a | b) if a | b else 0.0


def score(
    gold: Mapping[str, Sequence[Record]], read: Mapping[str, Sequence[Record]], text: str
) -> dict[str, dict[str, Tally]]:
    """Tallies by kind ("targets", "baselines", "all") and level."""
    sentences = Sentences(text)
    out = {
        kind: {
            level: _tally(gold.get(kind, ()), read.get(kind, ()), _test(level, sentences))
            for level in LEVELS
        }
        for kind in KINDS
    }
    out["all"] = {level: out["targets"][level] + out["baselines"][level] for level in LEVELS}
    return out


def misses(
    gold: Sequence[Record], read: Sequence[Record], text: str, level: str
) -> tuple[list[Record], list[Record]]:
    """Expected records that were not read, and read records that were not expected."""
    pairs = _pair(gold, read, _test(level, Sentences(text)))
    met = set(pairs.values())
    missing = [g for j, g in enumerate(gold) if j not in met and not g.get("optional")]
    surplus = [r for i, r in enumerate(read) if i not in pairs]
    return missing, surplus


def _test(level: str, sentences: Sentences) -> Callable[[Record, Record], bool]:
    wants = set(level.split("+"))

    def agrees(g: Record, r: Record) -> bool:
        return (
            bool(sentences.touched_by(str(g["quote"])) & sentences.touched_by(str(r["quote"])))
            and _same_value(g, r)
            and ("year" not in wants or _same_year(g, r))
            and ("comparator" not in wants or _same_comparator(g, r))
            and ("name" not in wants or _same_name(g, r))
        )

    return agrees


def _same_value(g: Record, r: Record) -> bool:
    value, unit = quantity(r.get("value"), r.get("unit"))
    if value is None:
        return False
    for other in (g["unit"], *_alternatives(g, "unit_alt")):
        for key in ("value", "value_max"):
            if key in g and quantity(g[key], other) == (value, unit):
                return True
    return False


def _same_year(g: Record, r: Record) -> bool:
    year = _decimal(r.get("year"))
    return any(year == _decimal(y) for y in (g["year"], *_alternatives(g, "year_alt")))


def _same_name(g: Record, r: Record) -> bool:
    names = (g["indicator"], *_alternatives(g, "indicator_alt"))
    return any(alike(name, r.get("indicator")) >= ALIKE for name in names)


def _same_comparator(g: Record, r: Record) -> bool:
    names = (g["comparator"], *_alternatives(g, "comparator_alt"))
    mine = r.get("comparator")
    return _COMPARATORS.get(str(mine or ""), mine) in names


def _alternatives(g: Record, key: str) -> tuple[object, ...]:
    others = g.get(key) or ()
    assert isinstance(others, Sequence)
    return tuple(others)


def _decimal(value: object) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    found = _NUMBER.search(str(value).replace(",", ""))
    return Decimal(found.group()) if found else None


def _pairs(name: str) -> frozenset[str]:
    bare = _NOISE.sub("", name).lower()
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1)) or frozenset(
        {bare} if bare else ()
    )


def _tally(
    gold: Sequence[Record], read: Sequence[Record], agrees: Callable[[Record, Record], bool]
) -> Tally:
    pairs = _pair(gold, read, agrees)
    optional_hits = sum(1 for j in pairs.values() if gold[j].get("optional"))
    optional = sum(1 for g in gold if g.get("optional"))
    return Tally(len(pairs) - optional_hits, len(read) - optional_hits, len(gold) - optional)


def _pair(
    gold: Sequence[Record], read: Sequence[Record], agrees: Callable[[Record, Record], bool]
) -> dict[int, int]:
    """The largest set of one-to-one pairs, read index to gold index (augmenting paths)."""
    ways = [[j for j, g in enumerate(gold) if agrees(g, r)] for r in read]
    holder: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in ways[i]:
            if j in tried:
                continue
            tried.add(j)
            if j not in holder or place(holder[j], tried):
                holder[j] = i
                return True
        return False

    for i in range(len(read)):
        place(i, set())
    return {i: j for j, i in holder.items()}
