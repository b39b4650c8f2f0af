"""The place that a document speaks for: a division of the catalog, or a name built like one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from silian.domain.kernel.spans import Span
from silian.domain.plans.divisions import Division, Divisions

_OPENING = (
    r"[《“\s—]*(?:中共|中国共产党)?(?:关于)?(?:印发|公布|发布|转发)?《?"
    r"(?:20\d\d\s?[—-]?(?:20\d\d)?年(?:度)?)?"
)
_ZONE = "高新技术产业开发区|经济技术开发区|经济开发区|高新区|经开区"
_ZONES = tuple(_ZONE.split("|"))
_BEGINS = re.compile("“|十[一二三四五六]五|国民经济|科技|科学技术|人才|知识产权|数字经济|20\\d\\d")
_BUILT = re.compile(
    rf"{_OPENING}(?P<city>[一-龥]{{2,4}}?(?:市|州|盟))?"
    rf"(?P<own>[一-龥]{{2,4}}?(?:{_ZONE})|[一-龥]{{1,4}}?(?:自治县|自治州|区|县|旗|市))?"
)
# What ends like a division and is none.
_NO_PLACE = re.compile(
    r"^(?:全|我|本|各|该|两|城|推进|加快|建设|打造|促进|深化|关于|有关|相关|市辖|主|新兴|智慧|乡村|现代|经|报|由|在|向|为)"
    r"|(?:城市|都市|全市|省市|各市|园区|社区|城区|地区|辖区|灾区|牧区|山区|库区|片区|街区|示范区|试验区|先行区|创新区"
    r"|全区|全县|区县|市区|新市|超市|上市|股市|门市)$"
)  # fmt: skip
_BODY = "人民政府|科学技术局|科技局|统计局|发展和改革|人民代表大会|管委会|管理委员会|党工委|委员会"
_BODIES = tuple(_BODY.split("|"))
_NAMED_BODY = re.compile(rf"(?<![一-龥])[一-龥]{{2,3}}[市区县](?={_BODY})")
_NAMED_CITY = re.compile(r"(?<=《)[一-龥]{2,3}市(?=[一-龥“])")
_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Region as printed (with its city where that is printed too), its code, city and place."""

    region: str
    code: str | None
    city: str | None
    span: tuple[int, int] | None


def find_place(view: str, head: str, spans: Sequence[Span], divisions: Divisions) -> Place | None:
    """The place that the titles and issuers at ``spans`` name, else the one named most.

    ``head`` is the beginning of the view; it has to bear out names that no catalog knows.
    """
    for span in spans:
        built = _built(view, span, head)
        if built is None:
            continue
        if any(built.region[k:] in divisions.by_name for k in range(len(built.region) - 1)):
            break
        return built
    return _catalogued(view, head, spans, divisions) or _most_often_built(head)


def _is_place(name: str, head: str, *, begins: bool = False) -> bool:
    """Whether a built name names a place here: a body bears it, or it comes again and again.

    ``begins`` says that it begins a title as places do (澄岭市“十五五”…).
    """
    if len(name) < 3 or _NO_PLACE.search(name):
        return False
    return begins or head.count(name) >= _OFTEN or any(name + body in head for body in _BODIES)


def _built(view: str, span: Span, head: str) -> Place | None:
    """The place whose name opens a title or an issuer."""
    match = _BUILT.match(view, span.start, span.end)
    if match is None:
        return None
    city, own = match.group("city"), match.group("own")
    begins = _BEGINS.match(view, match.end()) is not None
    is_zone = own is not None and own.endswith(_ZONES)
    has_city = city is not None and _is_place(city, head, begins=begins and own is None)
    if own and (is_zone or _is_place(own, head, begins=begins)):
        start = match.start("city") if has_city else match.start("own")
        above = city if has_city else own if own.endswith("市") else _city_of(own, head)
        return Place((city if has_city else "") + own, None, above, (start, match.end("own")))
    if has_city:
        return Place(city, None, city, match.span("city"))
    return None


def _city_of(own: str, head: str) -> str | None:
    """The city printed right before a district, or else the one that names documents most."""
    at = head.find(f"市{own}")
    before = re.search(r"[一-龥]{2,3}$", head[max(0, at - 3) : at]) if at > 1 else None
    if before and _is_place(f"{before.group()}市", head):
        return f"{before.group()}市"
    return _most([m.group() for m in _NAMED_CITY.finditer(head)])


def _most(names: Sequence[str]) -> str | None:
    kept = [name for name in names if not _NO_PLACE.search(name)]
    return max(sorted(set(kept)), key=kept.count) if kept else None


def _most_often_built(head: str) -> Place | None:
    """The place whose bodies are named most, of a text that begins with none."""
    name = _most([m.group() for m in _NAMED_BODY.finditer(head)])
    name = name or _most([m.group() for m in _NAMED_CITY.finditer(head)])
    if name is None:
        return None
    return Place(name, None, name if name.endswith("市") else _city_of(name, head), None)


def _catalogued(view: str, head: str, spans: Sequence[Span], divisions: Divisions) -> Place | None:
    found: Division | None = None
    place: Span | None = None
    for span in spans:
        division = divisions.deepest(view[span.start : span.end])
        deeper = division and found and division.code[:2] == found.code[:2]
        if division and (found is None or (deeper and found.code.endswith("0000"))):
            found, place = division, span
    found = found or _most_named(head, divisions)
    if found is None:
        return None
    found = _of_several(found, head, divisions)
    full = divisions.full_name(found)
    region = full if full in head or found.name not in head else found.name
    return Place(
        region, found.code, divisions.city_of(found), _where(view, found, place, divisions)
    )


def _where(
    view: str, division: Division, span: Span | None, divisions: Divisions
) -> tuple[int, int] | None:
    if span is None:
        return None
    for name, start, end in divisions.scan(view[span.start : span.end]):
        if divisions.resolve(name, division) is division:
            return span.start + start, span.start + end
    return None


def _most_named(head: str, divisions: Divisions) -> Division | None:
    counts: dict[str, int] = {}
    for name, _, _ in divisions.scan(head):
        division = divisions.resolve(name)
        if division:
            counts[division.code] = counts.get(division.code, 0) + 1
    if not counts:
        return None
    code = max(counts, key=lambda c: (counts[c], c.endswith("0000"), c))
    return divisions.by_code[code] if counts[code] >= 2 else None


def _of_several(division: Division, head: str, divisions: Divisions) -> Division:
    """Of divisions with one name, the one whose city is printed with it, or at all."""
    same = divisions.by_name[division.name]
    if len(same) == 1:
        return division
    for other in same:
        if divisions.full_name(other) in head:
            return other
    for other in same:
        above = divisions.parent(other)
        if above and above.name in head:
            return other
    return division
