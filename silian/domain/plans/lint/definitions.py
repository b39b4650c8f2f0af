"""D: what indicators are: invalid and changing ratios, names that differ, units, old terms."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from silian.domain.documents.view import normalize
from silian.domain.plans.catalogue import QuantityKind, Ratio
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode
from silian.domain.plans.lint.measures import (
    answered,
    base_unit,
    counter_group,
    is_alike,
    is_of_whole,
    missing_words,
)
from silian.domain.plans.lint.model import Finding, Input, Status
from silian.domain.plans.lint.near import mistyped, near_sites, own_stem
from silian.domain.plans.lint.old_terms import old_terms
from silian.domain.plans.lint.printed import exactly, power, shown
from silian.domain.plans.lint.wholes import GDP, one_share_of_two, switched_wholes
from silian.domain.plans.timeline import plain_name

Check = Callable[[CheckedPlan], Iterable[Finding]]

_SECTOR = re.compile(r"(?:制造业|产业)(?=总?产值|增加值|营业收入|主营业务收入|销售收入)")
_SCALE = re.compile(
    r"规模以上|规上|限额以上|限上|主营业务|主营|营业|销售|业务|收入|增加值|总产值|产值"
)
_RESEARCH = r"(?:R&D|研究与试验发展|研究与开发|研究开发|研发)"
_INTENSITY = re.compile(rf"^(?P<whose>.{{2,}}?){_RESEARCH}(?:经费)?(?:投入|支出)?强度$")
_SPENT = re.compile(rf"^(?P<whose>.{{2,}}?){_RESEARCH}")
_NOT_OWN = ("全社会", "全区", "全市", "全县")
_NOT_OF_GDP = frozenset({QuantityKind.GROSS_OUTPUT, QuantityKind.REVENUE})
"""What holds the inputs too and is no part of a product; spending and trade over it are custom."""
_ECONOMY = (6, 8, 10)
"""Yearly growths of the economy, in percent, for which the other reading is shown."""
_IDLE = re.compile(r"的|有效期内|^全社会|^有效(?=期|高新)|[\s()（）“”\"]")


def _ratios(plan: CheckedPlan) -> Mapping[str, Ratio]:
    """What the names of all levels divide, where they say it."""
    found = {}
    for fact in plan.facts:
        if fact.mode is Mode.LEVEL and fact.dimension == "%" and fact.name not in found:
            ratio = plan.catalogue.ratio_of(fact.name)
            if ratio is not None:
                found[fact.name] = ratio
    return found


def _first_of_names(facts: Iterable[Fact]) -> dict[str, Fact]:
    """The first fact of each printed name."""
    first: dict[str, Fact] = {}
    for fact in facts:
        first.setdefault(fact.name, fact)
    return first


def invalid_ratio(plan: CheckedPlan) -> Iterator[Finding]:
    """D01: a share whose numerator is no part of its denominator, as output of value added."""
    ratios = plan.once("ratios", _ratios)
    for name, fact in _first_of_names(f for f in plan.facts if f.name in ratios).items():
        ratio = ratios[name]
        if not ratio.is_share:
            continue
        of_gdp = ratio.denominator.folded == GDP and ratio.numerator.kind in _NOT_OF_GDP
        known = ratio.numerator.kind is not None and ratio.denominator.kind is not None
        if not known and not of_gdp:
            continue
        status = Status.VIOLATED if ratio.mismatch or of_gdp else Status.HOLDS
        if status is Status.VIOLATED and fact.is_damaged:
            status = Status.UNKNOWN
        yield answered(
        plan,
            "D01", [fact.name_input("I")], variant=status.value, status=status,
            formula=f"{ratio.numerator.printed} ÷ {ratio.denominator.printed}",
            computed={
                "numerator": str(ratio.numerator.kind),
                "denominator": GDP if of_gdp else str(ratio.denominator.kind),
            },
            values={
                "name": name, "numerator": ratio.numerator.printed,
                "denominator": ratio.denominator.printed, **missing_words(fact.flags),
            },
            refs=(fact.id,),
        )  # fmt: skip


def _same_part(ratio: Ratio) -> str:
    """The numerator for comparison: 战略性新兴制造业产值 and 战略性新兴产业产值 are one."""
    return _SECTOR.sub("", ratio.numerator.folded)


def _same_whole(ratio: Ratio) -> str:
    """Of what the denominator is: 规模以上工业增加值 and 工业总产值 are both of 工业."""
    return _SCALE.sub("", ratio.denominator.folded)


def _divided(plan: CheckedPlan) -> Iterator[tuple[Fact, Fact]]:
    """First facts of two names with one numerator over two denominators of the same thing."""
    ratios = plan.once("ratios", _ratios)
    groups: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for name, fact in _first_of_names(f for f in plan.facts if f.name in ratios).items():
        ratio = ratios[name]
        if ratio.is_share and is_of_whole(plan, fact):
            groups[_same_part(ratio), _same_whole(ratio)].append(fact)
    for facts in groups.values():
        first = facts[0]
        bottom = ratios[first.name].denominator.folded
        for other in facts[1:]:
            if ratios[other.name].denominator.folded != bottom and not _stand_together(
                first, other
            ):
                yield first, other


def _stand_together(one: Fact, other: Fact) -> bool:
    """Whether both are printed on purpose: two rows of one table, two numbers of one sentence."""
    return bool(one.table) and one.table == other.table


def differing_denominators(plan: CheckedPlan) -> Iterator[tuple[Fact, Fact]]:
    """Targets and what was reached before them under a name that divides by something else."""
    divided = list(_divided(plan))
    names = {fact.name for pair in divided for fact in pair}
    targets: dict[str, dict[Decimal, Fact]] = defaultdict(dict)
    reached: dict[str, Fact] = {}
    for fact in plan.facts:
        if fact.name in names and fact.mode is Mode.LEVEL and not fact.is_old_goal:
            if fact.is_target:
                targets[fact.name].setdefault(fact.can_be.value, fact)
            else:
                reached[fact.name] = fact
    for one, other in divided:
        for name, before in ((one.name, other.name), (other.name, one.name)):
            for target in targets[name].values():
                if before in reached and is_alike(reached[before], target):
                    yield target, reached[before]


def other_denominator(plan: CheckedPlan) -> Iterator[Finding]:
    """D02: one numerator, two denominators."""
    ratios = plan.once("ratios", _ratios)
    switched = list(switched_wholes(plan, ratios, _same_part, _same_whole))
    doubled = one_share_of_two(plan, ratios, _same_part, _same_whole)
    for one, other in (*_divided(plan), *doubled, *switched):
        damaged = one.is_damaged or other.is_damaged
        is_open = damaged or (one, other) in switched
        variant = "unknown" if damaged else "switched" if is_open else "violated"
        first, second = ratios[one.name].denominator.printed, ratios[other.name].denominator.printed
        yield answered(
        plan,
            "D02", [one.name_input("I1"), other.name_input("I2")],
            variant=variant, status=Status.UNKNOWN if is_open else Status.VIOLATED,
            formula=f"÷ {first} {'~' if variant == 'switched' else '≠'} ÷ {second}",
            values={
                "one": one.name, "other": other.name, "first": first, "second": second,
                **missing_words((*one.flags, *other.flags)),
            },
            refs=(one.id, other.id),
        )  # fmt: skip
    yield from _unstated_denominators(plan, ratios)


def _unstated_denominators(plan: CheckedPlan, ratios: Mapping[str, Ratio]) -> Iterator[Finding]:
    """An intensity of somebody's own research beside a ratio that says what it divides by."""
    names = _first_of_names(
        f
        for f in plan.facts
        if f.mode is Mode.LEVEL and f.dimension == "%" and is_of_whole(plan, f)
    )
    spent: dict[str, Fact] = {}
    for name, fact in names.items():
        found = _SPENT.match(normalize(name)) if name in ratios else None
        if found:
            spent.setdefault(_whose(found["whose"]), fact)
    for name, fact in names.items():
        found = _INTENSITY.match(normalize(name)) if name not in ratios else None
        whose = _whose(found["whose"]) if found else ""
        other = spent.get(whose)
        if other is None or whose in _NOT_OWN:
            continue
        bottom = ratios[other.name].denominator.printed
        yield answered(
        plan,
            "D02", [other.name_input("I1"), fact.name_input("I2")], variant="unstated",
            status=Status.UNKNOWN, formula=f"÷ {bottom} ~ ÷ ?",
            values={
                "one": other.name, "other": name, "first": bottom, "second": "?",
                **missing_words(()),
            },
            refs=(other.id, fact.id),
        )  # fmt: skip


def _whose(text: str) -> str:
    return text.replace("规上", "规模以上").removesuffix("的")


def several_names(plan: CheckedPlan) -> Iterator[Finding]:
    """D03: one indicator of the catalog under several names."""
    by_key: dict[str, list[Fact]] = defaultdict(list)
    for fact in plan.facts:
        if fact.key and fact.mode is Mode.LEVEL and is_of_whole(plan, fact):
            by_key[fact.key].append(fact)
    introduced = _INTRODUCED.search(plan.text) is not None
    for facts in by_key.values():
        if len(facts) < 2:
            continue
        names: dict[str, Fact] = {}
        for fact in facts:
            bare = _IDLE.sub("", plain_name(fact.name)) or fact.name
            bare = bare.replace("研究与试验发展", "r&d") if introduced else bare
            if bare not in names or _is_list(names[bare]) > _is_list(fact):
                names[bare] = fact
        printed = list(names.values())
        is_one = len(printed) == 1
        if is_one and not plan.wants_held:
            continue
        yield answered(
        plan,
            "D03", [fact.name_input(f"N{k}") for k, fact in enumerate(printed, 1)],
            variant="holds" if is_one else "violated",
            status=Status.HOLDS if is_one else Status.VIOLATED,
            formula="" if is_one else f"k = {len(printed)}", computed={"k": str(len(printed))},
            values={
                "names": "、".join(f"“{fact.name}”" for fact in printed),
                "count": str(len(printed)),
            },
            refs=tuple(fact.id for fact in printed),
        )  # fmt: skip


_INTRODUCED = re.compile(r"研究与试验发展[(（]R&D[)）]", re.IGNORECASE)


def _is_list(fact: Fact) -> bool:
    """Whether the place of its name is a list of several: 高新技术企业、科技型企业分别达到…."""
    return "、" in fact.name_quote and "、" not in fact.name


def differing_units(plan: CheckedPlan) -> Iterator[Finding]:
    """D04: indicators counted in different words; one answer for a document."""
    by_name: dict[str, dict[tuple[str, bool], Fact]] = defaultdict(dict)
    for fact in plan.facts:
        if fact.mode is Mode.LEVEL and is_of_whole(plan, fact):
            by_name[plain_name(fact.name)].setdefault((fact.dimension, fact.is_row), fact)
    differing, lost, same = [], [], []
    for facts in by_name.values():
        counted = [f for f in facts.values() if counter_group(f.dimension) is not None]
        groups = {counter_group(f.dimension) for f in counted}
        if len({f.dimension for f in counted}) > 1 and len(groups) == 1:
            differing.append(counted)
        elif counted and any(not base_unit(f.dimension) for f in facts.values()):
            lost.append(list(facts.values()))
        elif counted and len(groups) == 1:
            same.append(counted)
    if differing:
        yield _units(plan, differing, Status.VIOLATED)
    if lost:
        yield _units(plan, lost, Status.UNKNOWN)
    if same and not differing and not lost and plan.wants_held:
        yield _units(plan, same, Status.HOLDS)


def _units(plan: CheckedPlan, groups: Sequence[Sequence[Fact]], status: Status) -> Finding:
    facts = [fact for group in groups for fact in group]
    listing = "；".join(
        f"{group[0].name}（{'、'.join(dict.fromkeys(fact.unit or '？' for fact in group))}）"
        for group in groups
    )
    return answered(
        plan,
        "D04", [one for fact in facts for one in _unit_places(fact)],
        variant=status.value, status=status, computed={"k": str(len(groups))},
        values={"list": listing, "count": str(len(groups))}, refs=tuple(fact.id for fact in facts),
    )  # fmt: skip


def _unit_places(fact: Fact) -> list[Input]:
    """The name cell, which often holds the unit, for a row; the whole statement for prose."""
    if fact.is_row:
        return [fact.name_input("I")]
    return [fact.as_input("P")]


def unclear_subject(plan: CheckedPlan) -> Iterator[Finding]:
    """D05: a yearly growth after a share, without saying what grows."""
    shares = {
        fact.start: fact for fact in plan.facts if fact.mode is Mode.LEVEL and fact.dimension == "%"
    }
    for growth in plan.facts:
        is_doubtful = "subject_ambiguous" in growth.flags and growth.dimension == "%"
        share = shares.get(growth.start) if growth.mode is Mode.ANNUAL_GROWTH else None
        if is_doubtful and share is not None and share.is_target:
            yield _two_readings(plan, share, growth)


def _two_readings(plan: CheckedPlan, share: Fact, growth: Fact) -> Finding:
    years, last = plan.years, share.year
    values = {"quote": growth.quote, "name": share.name, "growth": shown(growth.value)}
    inputs = [share.as_input("T"), growth.as_input("g")]
    if years is None or last != plan.document.get("period_end"):
        return answered(
        plan,
            "D05", inputs, variant="unknown", status=Status.UNKNOWN, values=values,
            refs=(share.id, growth.id),
        )  # fmt: skip
    factor = power(1 + growth.value / 100, years)
    base = share.value / factor
    formula = f"{shown(share.value)} / (1 + {shown(growth.value)}%)^{years} = {shown(base, 2)}"
    spending = {g: shown(base * power(1 + Decimal(g) / 100, years), 2) for g in _ECONOMY}
    computed = {"base": shown(base, 2), "factor": shown(factor, 3)}
    computed |= {f"i0(g={g}%)": value for g, value in spending.items()}
    values |= {"base": shown(base, 2), "target": shown(share.value), "years": str(years)}
    values |= {"economy": " / ".join(map(str, _ECONOMY)), "bases": " / ".join(spending.values())}
    before = [
        fact
        for fact in plan.levels(share.concept, is_target=False)
        if fact.year == plan.base_year and is_of_whole(plan, fact) and fact.dimension == "%"
    ]
    fits = bool(before) and before[0].can_be.times(factor).meets(
        exactly(share.value) if share.can_be.high is not None else share.can_be
    )
    if before:
        inputs.append(before[0].as_input("B"))
        reached = shown(before[0].value * factor, 2)
        formula += f"; {shown(before[0].value)} × {shown(factor, 3)} = {reached}"
    return answered(
        plan,
        "D05", inputs, variant="holds" if fits else "violated",
        status=Status.HOLDS if fits else Status.VIOLATED, formula=formula, computed=computed,
        values=values, refs=(share.id, growth.id),
    )  # fmt: skip


def near_names(plan: CheckedPlan) -> Iterator[Finding]:
    """D06: two proper names that differ by a word or two."""
    names = _proper_names(plan)
    for longer, (start, end) in sorted(names.items(), key=lambda item: item[1]):
        shorter = _shortened(longer, names)
        if shorter is None:
            continue
        short, added = shorter
        places = sorted((names[short], (start, end)))
        first, second = (plan.phrase(f"N{k}", *place) for k, place in enumerate(places, 1))
        yield answered(
            plan, "D06", [first, second], formula=f"{len(added)}",
            computed={"distance": str(len(added))},
            values={"one": first.quote, "other": second.quote, "added": added},
        )  # fmt: skip

    for first, second, character in near_sites(plan):
        yield answered(
            plan, "D06", [first, second], formula="1", computed={"distance": "1"},
            values={"one": first.quote, "other": second.quote, "added": character},
        )  # fmt: skip


_NAMED = frozenset({"park", "platform", "organization", "enterprise", "programme"})
_LEAST_NAME, _LEAST_ENDS = 6, 2
_DIVISION_WORD = re.compile(
    r"[省市区县镇乡]|[一二三四五六七八九十东西南北新老上下大小\d]|[省市区县]级|国家"
)
_SITE = (
    r"(?:半岛|湾区|走廊|科学城|科技城|科创城|产业园|科技园|科创园|创新园|工业园|新城|新区|公园|广场|大厦"
    r"|发展带|示范带|经济带|科学岛|科技岛|创新城|创新[谷港湾岛坊]|科创[谷港湾岛坊]|科技[谷港湾坊]|智慧[谷港湾岛坊]"
    r"|数字[谷港湾岛坊]|智创[谷港湾岛坊]|[硅药光云]谷)"
)
_MODERN = re.compile(r"现代(?P<y>化?)(?P<what>服务业|农业|制造业|物流业|流通业)")


def _proper_names(plan: CheckedPlan) -> dict[str, tuple[int, int]]:
    """Names of parks, platforms, bodies and sites, each with its first place."""
    places = dict(_site_names(plan))
    places |= dict(_modern_names(plan))
    firsts: dict[str, tuple[int, int]] = {}
    for entity in plan.contract["entities"]:
        if entity["type"] in _NAMED:
            for mention in entity["mentions"]:
                firsts.setdefault(mention["quote"], (mention["start"], mention["end"]))
    divisions = _divisions(plan)
    for name, place in firsts.items():
        if len(name) >= _LEAST_NAME and name not in places and _is_placed(name, divisions):
            places[name] = place
    return places


def _is_placed(name: str, divisions: frozenset[str]) -> bool:
    """Whether a place is named within its first six characters."""
    head = name[:_LEAST_NAME]
    starts = range(len(head) - 1)
    return any(head[i:k] in divisions for i in starts for k in range(i + 2, len(head) + 1))


def _divisions(plan: CheckedPlan) -> frozenset[str]:
    """The names of places printed in the plan, long and short."""
    return frozenset(
        name
        for entity in plan.contract["entities"]
        if entity["type"] == "division"
        for name in {entity["name"], *(m["quote"] for m in entity["mentions"])}
        if len(name) >= _LEAST_ENDS
    ) | frozenset({own_stem(plan)} - {""})


def _site_names(plan: CheckedPlan) -> Iterator[tuple[str, tuple[int, int]]]:
    """Sites named after the plan's own region: 九龙美术半岛及湾区 in 九龙坡区."""
    own = str(plan.document.get("fields", {}).get("region", {}).get("quote", ""))
    stem = re.sub(r".*[省市]", "", own)[:_LEAST_ENDS]
    if len(stem) < _LEAST_ENDS:
        return
    sites = re.compile(rf"{re.escape(stem)}[一-龥]{{0,6}}?{_SITE}(?:[及和]{_SITE})*")
    seen: set[str] = set()
    for found in sites.finditer(plan.text):
        if found[0] not in seen:
            seen.add(found[0])
            yield found[0], found.span()


def _modern_names(plan: CheckedPlan) -> Iterator[tuple[str, tuple[int, int]]]:
    """现代服务业 and 现代化服务业: one branch under two names."""
    seen: set[str] = set()
    for found in _MODERN.finditer(plan.text):
        if found[0] not in seen:
            seen.add(found[0])
            yield found[0], found.span()


def _shortened(name: str, names: Mapping[str, tuple[int, int]]) -> tuple[str, str] | None:
    """A name of ``names`` that is ``name`` without one or two characters inside, and these."""
    if "科技创新" in name and (short := name.replace("科技创新", "科创", 1)) in names:
        return short, "技新"
    for width in (1, 2):
        for at in range(_LEAST_ENDS, len(name) - _LEAST_ENDS - width + 1):
            short, added = name[:at] + name[at + width :], name[at : at + width]
            if short in names and not _DIVISION_WORD.search(added):
                return short, added
    return mistyped(name, names)


CHECKS: tuple[tuple[str, Check], ...] = (
    ("D01", invalid_ratio),
    ("D02", other_denominator),
    ("D03", several_names),
    ("D04", differing_units),
    ("D05", unclear_subject),
    ("D06", near_names),
    ("D07", old_terms),
)
