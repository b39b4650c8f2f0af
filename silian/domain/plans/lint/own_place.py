"""The place that a plan is of, as it stands before the names of its indicators.

全区绿化率, 青石区绿化率 and, for a new district, 新区绿化率 are all 绿化率; 园区产值 in the
plan of the district around the park is another number, and is left as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from silian.domain.documents.view import normalize

_KINDS = r"(?:新区|片区|园区|开发区|高新区|经开区|度假区|示范区|保税区|新城|科学城|科技城)"
_DIVISIONS = re.compile(
    r"^(?:[一-鿿]{2,8}?(?:自治[区州县旗]|"
    + _KINDS
    + r"|(?<![社城辖地市灾山小景街校片园新])区(?![域块位间])|县(?![域级])"
    r"|(?<![城都超上])市(?![场民值政])|省(?![级委])|(?<![城乡])镇(?![化街])|街道))+"
)
_ONE = re.compile(r"[一-鿿]{2,8}?(?:" + _KINDS + r"|[区县市省镇州旗]|街道)")
_KIND = re.compile(_KINDS + "$")
_SINGLE = "区县市省镇州旗"
_ROOM = 16
_SHORTEST = 3
_NOT_OF_ALL = re.compile("[内级属直域外场、和及与]|城(?![市镇乡])|区(?!域)|乡(?![村镇])")
"""What makes the place a part of the name: 区级, 区属, 区内, 县城."""


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """How a plan calls the place that it is of: its ``names``, its ``kind`` (新区, 园区, 区)."""

    names: tuple[str, ...] = ()
    kind: str = ""

    def bare(self, name: str) -> str:
        """The name of an indicator without the plan's own place before it."""
        for own in self.names:
            rest = name[len(own) :]
            if name.startswith(own) and len(rest) >= _SHORTEST and not _NOT_OF_ALL.match(rest):
                return rest
        return name

    def is_meant(self, text: str, start: int, end: int) -> bool:
        """Whether the word for a place in ``start:end`` is of the plan's own place."""
        if len(self.kind) < 2 or text[start:end] != self.kind:
            return False
        before = text[max(0, start - _ROOM) : start]
        is_plain = not "一" <= before[-1:] <= "鿿" or before[-1:] in "全本我使让在"
        longer = (name for name in self.names if len(name) > len(self.kind))
        return is_plain or any(f"{before}{self.kind}".endswith(name) for name in longer)


def own_place_of(document: Mapping[str, object]) -> OwnPlace:
    """The place of a plan, by the region that was read, else by how its title begins."""
    title = normalize(str(document.get("title") or ""))
    found = _DIVISIONS.match(title[:_ROOM])
    region = normalize(str(document.get("region") or ""))
    whole = found[0] if found else region
    if not whole:
        return OwnPlace()
    last = (_ONE.findall(whole) or [whole])[-1]
    kind = _KIND.search(last)
    single = last[-1] if last[-1] in _SINGLE else ""
    names = {whole, last, region, *(f"{head}{single}" for head in "全本我" if single)}
    if kind:
        names |= {kind[0], *(f"{head}{kind[0]}" for head in "全本我")}
    known = sorted(names - {""}, key=lambda name: (-len(name), name))
    return OwnPlace(tuple(known), kind[0] if kind else single)
