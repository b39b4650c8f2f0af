"""Administrative divisions (行政区划) by name and GB/T 2260 code, and where a text names them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from silian.domain.plans.alternatives import occurrences

_SUFFIXES = (
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "新区",
    "林区",
    "省",
    "市",
    "区",
    "县",
    "盟",
    "旗",
)
_PEOPLES = (
    "壮族", "回族", "维吾尔", "藏族", "羌族", "彝族", "苗族", "侗族", "土家族", "布依族", "朝鲜族",
    "蒙古族", "蒙古", "哈萨克", "柯尔克孜", "白族", "傣族", "景颇族", "傈僳族", "哈尼族", "黎族",
    "瑶族", "畲族", "满族", "土族", "撒拉族", "东乡族", "保安族", "裕固族", "仫佬族", "毛南族",
    "拉祜族", "佤族", "纳西族", "独龙族", "怒族", "普米族", "锡伯", "塔吉克", "各族", "仡佬族",
    "水族",
)  # fmt: skip


# A division that ended before this day gives its short name to nobody.
_SHORT_NAME_LIVES_SINCE = date(2021, 1, 1)


@dataclass(frozen=True, slots=True)
class Division:
    """A division; ``from_on`` and ``until_on`` are given where its days are known."""

    code: str
    name: str
    from_on: date | None = None
    until_on: date | None = None

    @property
    def is_municipality(self) -> bool:
        """Whether it is a city with the rank of a province (直辖市)."""
        return self.code.endswith("0000") and self.name.endswith("市")


def _short(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            name = name[: -len(suffix)]
            break
    while True:
        people = next((p for p in _PEOPLES if name.endswith(p)), None)
        if people is None or len(name) <= len(people) + 1:
            return name
        name = name[: -len(people)]


class Divisions:
    """The catalog of divisions, with a scanner for their names."""

    def __init__(
        self,
        divisions: tuple[Division, ...],
        no_short_name: frozenset[str],
        not_alone: frozenset[str],
    ) -> None:
        self.not_alone = not_alone
        self.by_code: dict[str, Division] = {}
        self.by_name: dict[str, tuple[Division, ...]] = {}
        for division in divisions:
            same = self.by_code.get(division.code)
            if same is None or same.until_on is not None:
                self.by_code[division.code] = division
            self.by_name[division.name] = (*self.by_name.get(division.name, ()), division)
        self.short_names = self._short_names(divisions, no_short_name)
        self._names = sorted((self.by_name.keys() | self.short_names.keys()) - not_alone)
        self._scanner = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Divisions":
        """The catalog of ``catalogs/divisions.yaml``."""
        found: list[Division] = []
        dated = {(d["code"], d["name"]): d for d in data["dated"]}
        for group in data["groups"]:
            for code, name in group["divisions"].items():
                known = dated.pop((code, name), {})
                found.append(Division(code, name, known.get("from"), known.get("until")))
        found += [
            Division(code, name, d.get("from"), d.get("until")) for (code, name), d in dated.items()
        ]
        return cls(tuple(found), frozenset(data["no_short_name"]), frozenset(data["not_alone"]))

    def _short_names(
        self, divisions: tuple[Division, ...], left_out: frozenset[str]
    ) -> dict[str, Division]:
        """Names without 市, 区 … of provinces, prefectures and a municipality's districts."""
        found: dict[str, Division] = {}
        for division in divisions:
            above = self.by_code.get(division.code[:2] + "0000")
            if division.until_on is not None and division.until_on < _SHORT_NAME_LIVES_SINCE:
                continue
            is_district = not division.code.endswith("00")
            if is_district and not (above and above.is_municipality and above.code == "500000"):
                continue
            short = _short(division.name)
            if len(short) > 1 and short not in left_out and short not in self.by_name:
                kept = found.setdefault(short, division)
                if kept.until_on is not None:
                    found[short] = division
        return found

    def parent(self, division: Division) -> Division | None:
        """The prefecture, or the province, that ``division`` belongs to."""
        for code in (division.code[:4] + "00", division.code[:2] + "0000"):
            above = self.by_code.get(code)
            if above is not None and code != division.code:
                return above
        return None

    def districts(self, code: str, on: date) -> dict[str, str]:
        """The districts and counties of a province or a prefecture on a day: name by code."""
        above = code.rstrip("0") if code.endswith("00") else code
        above = above if len(above) % 2 == 0 else above + "0"
        return {
            division.code: division.name
            for division in sorted(self.by_code.values(), key=lambda division: division.code)
            if division.code.startswith(above)
            and not division.code.endswith("00")
            and (division.from_on is None or division.from_on <= on)
            and (division.until_on is None or on < division.until_on)
        }

    def full_name(self, division: Division) -> str:
        """The name with its city's before it: 重庆市开州区, 杭州市余杭区."""
        above = self.parent(division)
        has_city = above is not None and above.name.endswith("市")
        return f"{above.name}{division.name}" if above and has_city else division.name

    def city_of(self, division: Division) -> str | None:
        """The name of the municipality or prefecture that ``division`` is or lies in."""
        above = self.parent(division)
        if above is not None and (above.is_municipality or not above.code.endswith("0000")):
            return above.name
        return None if division.name.endswith(("省", "自治区")) else division.name

    def resolve(self, name: str, within: Division | None = None) -> Division | None:
        """The division that ``name`` means, beside or below ``within``; ``None`` if unclear."""
        found = self.by_name.get(name, ())
        if not found:
            return self.short_names.get(name)
        if len(found) > 1 and within is not None:
            for digits in (6, 4, 2):
                near = [d for d in found if d.code[:digits] == within.code[:digits]]
                if len(near) == 1:
                    return near[0]
        living = [d for d in found if d.until_on is None]
        return living[0] if len(living) == 1 else found[0] if len(found) == 1 else None

    def scan(self, view: str) -> Iterator[tuple[str, int, int]]:
        """Names in ``view``, longest first from the left: name, start, end."""
        for index, start, end in occurrences(self._scanner, view):
            yield self._names[index], start, end

    def deepest(self, view: str) -> Division | None:
        """The first division of ``view``, as deep as the names that follow it make it.

        重庆市开州区 is the district; two districts of one city are not nested, the first counts.
        """
        found: Division | None = None
        stop = 0
        for name, start, end in self.scan(view):
            division = self.resolve(name, found)
            if division is None:
                continue
            if found is None or (start == stop and division.code[:2] == found.code[:2]):
                found, stop = division, end
            else:
                break
        return found
