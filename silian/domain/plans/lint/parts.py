"""A03 and A07: parts of a whole, and shares that no part can have."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from silian.domain.documents.view import normalize
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact, Mode
from silian.domain.plans.lint.linked import concepts_by_name, in_print, same_count
from silian.domain.plans.lint.measures import sentence_of
from silian.domain.plans.lint.model import Finding, Status
from silian.domain.plans.lint.overlaps import are_apart, are_beside
from silian.domain.plans.lint.printed import Printed, shown
from silian.domain.plans.lint.sources import money_by_source, three_sectors
from silian.domain.plans.lint.summed import shares_of_one_whole, sums_in_sentences
from silian.domain.plans.timeline import plain_name

_JOINED = re.compile(r"^(?P<a>[^和与及、]{3,})(?:和|与|及|以及)(?P<b>[^和与及、]{3,})$")
_AMONG = re.compile(r"其中|包括|包含")
_NEXT = re.compile(r"[、和及，,]\s*")
_TAIL = re.compile(r"^\s*(?P<more>等)?(?:以上)?\s*(?P<end>[)）；;。])")
_PART_OF = re.compile(
    r"占(?P<whole>.+?)的?(?:比重|比例|比率|份额)$|(?:占比|覆盖率|普及率)$"
    r"|(?:企业|单位|机构|学校|家庭|居民|公民|人员|项目|行政村|社区)[^与和比之]{0,4}"
    r"(?:设立|建有|建立|开展|拥有|具备|参与|接入|配备)[^与和比之]{1,12}的?(?:比例|比重)$"
)
_NOT_A_WHOLE = re.compile(r"生产总值|GDP|收入|成本|利润|销售|目标|任务|计划|预算$|人口$")
_LOOK_BACK = 24
_OPENS = re.compile(r"\s*[（(,，:：]?\s*(?:其中|包括|包含)[:：]?\s*")


def parts_and_whole(plan: CheckedPlan) -> Iterator[Finding]:
    """A03: parts after 其中 and 包括, A and B against “A和B”, and table rows 其中."""
    among = list(_after_among(plan))
    yield from among
    told = {one.inputs[-1].end for one in among if one.status is not Status.HOLDS}
    yield from (one for one in money_by_source(plan) if one.inputs[-1].end not in told)
    yield from _joined(plan)
    yield from _rows_among(plan)
    yield from sums_in_sentences(plan)


def _sum(facts: Sequence[Fact]) -> Printed:
    lows = [fact.can_be.low for fact in facts]
    highs = [fact.can_be.high for fact in facts]
    value = sum((fact.can_be.value for fact in facts), Decimal(0))
    return Printed(value, _total(lows), _total(highs))


def _total(edges: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of edges; open if one of them is."""
    known = [edge for edge in edges if edge is not None]
    return sum(known, Decimal(0)) if len(known) == len(edges) else None


def _found(
    plan: CheckedPlan,
    whole: Fact,
    parts: Sequence[Fact],
    *,
    status: Status,
    variant: str,
    sign: str,
) -> Finding:
    total = _sum(parts).value
    terms = " + ".join(in_print(part.can_be.value, whole) for part in parts)
    summed = f"{terms} = {in_print(total, whole)}" if len(parts) > 1 and sign != "=" else terms
    formula = f"{summed} {sign} {in_print(whole.can_be.value, whole)}"
    rest = in_print(abs(whole.can_be.value - total), whole)
    return plan.found(
        "A03",
        [*(part.as_input(f"p{k}") for k, part in enumerate(parts, 1)), whole.as_input("W")],
        status=status,
        variant=variant,
        formula=formula,
        computed={"sum": in_print(total, whole), "rest": rest},
        values={"formula": formula, "whole": whole.quote, "rest": rest},
        refs=(whole.id, *(part.id for part in parts)),
    )


def _after_among(plan: CheckedPlan) -> Iterator[Finding]:
    """Statements that the reading puts under another one, with the siblings that follow them."""
    prose = [fact for fact in plan.facts if not fact.is_row]
    at = {fact.id: k for k, fact in enumerate(prose)}
    groups: dict[str, list[int]] = defaultdict(list)
    for k, fact in enumerate(prose):
        parent = fact.parent
        if not parent and k and prose[k - 1].end <= fact.name_start:
            gap = plan.text[prose[k - 1].end : fact.name_start]
            parent = prose[k - 1].id if _OPENS.fullmatch(gap) else ""
        if parent in at and fact.mode in {Mode.LEVEL, Mode.ADDITION}:
            groups[parent].append(k)
    for parent, indices in groups.items():
        whole = _counted(prose, at[parent], prose[indices[0]])
        if whole is None or plan.text.count("\n", whole.end, prose[indices[0]].start) > 1:
            continue
        if are_beside(whole.name, prose[indices[0]].name):
            continue  # 国家级孵化器8家，省级19家
        parts, is_closed, is_all = _listed(plan, prose, indices, whole)
        yield from _divided(plan, whole, parts, is_closed=is_closed, is_all=is_all)


def _counted(prose: Sequence[Fact], at: int, part: Fact) -> Fact | None:
    """The level that is divided; where the reading names its growth, the level beside that."""
    around = [prose[at], *(f for f in prose[max(0, at - 2) : at] if f.start == prose[at].start)]
    for fact in around:
        if fact.mode in {Mode.LEVEL, Mode.ADDITION} and same_count(fact, part):
            is_same = fact.year == part.year and fact.is_target is part.is_target
            if is_same and fact.unit and fact.dimension != "%":
                return fact
    return None


def _listed(
    plan: CheckedPlan, prose: Sequence[Fact], indices: Sequence[int], whole: Fact
) -> tuple[list[Fact], bool, bool]:
    """The parts, whether the list is closed by a bracket or the sentence, and whether by 包括."""
    parts = [prose[k] for k in indices]
    last = indices[-1]
    for fact in prose[last + 1 :]:
        gap = plan.text[parts[-1].end : fact.name_start]
        if not _NEXT.fullmatch(gap) or not same_count(fact, whole) or fact.mode is not Mode.LEVEL:
            break
        if "，" in gap or "," in gap:
            break
        parts.append(fact)
    tail = _TAIL.match(plan.text[parts[-1].end : parts[-1].end + 6])
    before = plan.text[max(0, parts[0].start - _LOOK_BACK) : parts[0].name_start]
    words = _AMONG.findall(before)
    is_closed = tail is not None and not tail["more"]
    return parts, is_closed, bool(words) and words[-1] != "其中"


def _divided(
    plan: CheckedPlan,
    whole: Fact,
    parts: list[Fact],
    *,
    is_closed: bool,
    is_all: bool,
) -> Iterator[Finding]:
    if any(not same_count(part, whole) for part in parts):
        return
    if whole.is_damaged or any(part.is_damaged for part in parts):
        yield _found(plan, whole, parts, status=Status.UNKNOWN, variant="damaged", sign="?")
        return
    for part in parts:
        if whole.can_be.is_below(part.can_be):
            yield _found(plan, whole, [part], status=Status.VIOLATED, variant="violated", sign=">")
            return
    total = _sum(parts)
    if whole.can_be.is_below(total):
        apart = is_all or _are_apart(plan, whole, parts)
        status = Status.VIOLATED if apart else Status.UNKNOWN
        variant = "violated" if apart else "overlap"
        yield _found(plan, whole, parts, status=status, variant=variant, sign=">")
    elif is_all and is_closed and total.is_below(whole.can_be):
        yield _found(plan, whole, parts, status=Status.UNKNOWN, variant="short", sign="<")
    else:
        sign = "=" if total.value == whole.can_be.value else "≤"
        yield _found(plan, whole, parts, status=Status.HOLDS, variant="holds", sign=sign)


def _are_apart(plan: CheckedPlan, whole: Fact, parts: Sequence[Fact]) -> bool:
    """Whether no thing can be in two of the parts, listed right behind their whole."""
    if whole.is_row or parts[0].is_row:
        return False
    gap = plan.text[whole.end : parts[0].name_start]
    if _OPENS.fullmatch(gap) is None and gap not in {"（", "("}:
        return False
    _, end = sentence_of(plan.text, parts[-1].end)
    return are_apart([part.name for part in parts], plan.text[whole.end : end])


def _joined(plan: CheckedPlan) -> Iterator[Finding]:
    """“A和B” against A and against B, all three printed for one year."""
    known = plan.once("concepts", concepts_by_name)
    judged: set[tuple[str, int | None]] = set()
    for whole in plan.facts:
        if whole.mode is not Mode.LEVEL or whole.is_old_goal:
            continue
        if whole.dimension == "%" or not whole.unit:
            continue
        match = _JOINED.match(normalize(whole.name))
        if match is None:
            continue
        concepts = [known.get(plain_name(match[side])) for side in ("a", "b")]
        if (whole.concept, whole.year) in judged or None in concepts:
            continue
        parts = [
            next(
                (
                    fact
                    for fact in plan.levels(concept or "", is_target=whole.is_target)
                    if fact.year == whole.year and fact.concept != whole.concept
                    and fact.scope == whole.scope and same_count(fact, whole)
                ),
                None,
            )
            for concept in concepts
        ]  # fmt: skip
        found = [part for part in parts if part is not None]
        if len(found) == 2 and whole.year is not None:
            judged.add((whole.concept, whole.year))
            yield _both(plan, whole, found)


def _both(plan: CheckedPlan, whole: Fact, parts: list[Fact]) -> Finding:
    total = _sum(parts)
    if whole.is_damaged or any(part.is_damaged for part in parts):
        return _found(plan, whole, parts, status=Status.UNKNOWN, variant="damaged", sign="?")
    if total.is_below(whole.can_be):
        return _found(plan, whole, parts, status=Status.VIOLATED, variant="violated", sign="<")
    if whole.can_be.is_below(total):
        return _found(plan, whole, parts, status=Status.UNKNOWN, variant="overlap", sign=">")
    return _found(plan, whole, parts, status=Status.HOLDS, variant="holds", sign="=")


def _rows_among(plan: CheckedPlan) -> Iterator[Finding]:
    """Table rows whose name begins with 其中, under the last row that does not."""
    wholes: dict[tuple[str, int | None, bool], Fact] = {}
    for fact in plan.facts:
        if not fact.is_row or fact.mode is not Mode.LEVEL:
            continue
        place = fact.table, fact.year, fact.is_target
        if not fact.name.startswith("其中"):
            wholes[place] = fact
            continue
        whole = wholes.get(place)
        if whole is None or whole.dimension == "%" or not whole.unit:
            continue
        yield from _divided(plan, whole, [fact], is_closed=False, is_all=False)


def share_out_of_range(plan: CheckedPlan) -> Iterator[Finding]:
    """A07: a share of a whole outside 0 to 100 %, and a part's share above that of its parent."""
    by_id = {fact.id: fact for fact in plan.facts}
    for fact in plan.facts:
        if fact.mode is not Mode.LEVEL or fact.dimension != "%" or not _is_part(plan, fact):
            continue
        low = fact.can_be.value if fact.can_be.low is None else fact.can_be.low
        if low > 100 or fact.can_be.value < 0:
            is_known = not fact.is_damaged
            sign = ">" if low > 100 else "<"
            formula = f"{shown(fact.can_be.value)} {sign} {'100' if low > 100 else '0'}"
            yield plan.found(
                "A07", [fact.as_input("a")],
                status=Status.VIOLATED if is_known else Status.UNKNOWN,
                variant="violated" if is_known else "damaged", formula=formula,
                values={"quote": fact.quote, "whole": "", "formula": formula}, refs=(fact.id,),
            )  # fmt: skip
        parent = by_id.get(fact.parent)
        if parent is not None:
            yield from _share_of_part(plan, fact, parent)
    yield from shares_of_one_whole(plan)
    yield from three_sectors(plan)


def _is_part(plan: CheckedPlan, fact: Fact) -> bool:
    """Whether it is a share that cannot pass 100 %: of a whole of the same kind."""
    found = _PART_OF.search(normalize(fact.name))
    if found is None or fact.scope:
        return False
    ratio = plan.catalogue.ratio_of(fact.name)
    if ratio is not None:
        top, bottom = ratio.numerator, ratio.denominator
        return (
            ratio.is_share and not ratio.mismatch and not _NOT_A_WHOLE.search(bottom.printed)
            and (top.kind is None or bottom.kind is None or top.kind is bottom.kind)
        )  # fmt: skip
    return not (found["whole"] and _NOT_A_WHOLE.search(found["whole"]))


def _share_of_part(plan: CheckedPlan, part: Fact, parent: Fact) -> Iterator[Finding]:
    """Two shares of one whole, the second under 其中 of the first."""
    names = normalize(part.name), normalize(parent.name)
    wholes = [found["whole"] for name in names if (found := _PART_OF.search(name))]
    is_same = len(wholes) == 2 and wholes[0] is not None and wholes[0] == wholes[1]
    if not is_same or parent.dimension != "%" or part.year != parent.year:
        return
    is_more = parent.can_be.is_below(part.can_be)
    is_known = not part.is_damaged and not parent.is_damaged
    sign = ">" if is_more else "≤"
    formula = f"{shown(part.can_be.value)} {sign} {shown(parent.can_be.value)}"
    status = Status.VIOLATED if is_more else Status.HOLDS
    yield plan.found(
        "A07",
        [part.as_input("a"), parent.as_input("W")],
        status=status if is_known else Status.UNKNOWN,
        variant=("part" if is_more else "holds") if is_known else "damaged",
        formula=formula,
        values={"quote": part.quote, "whole": parent.quote, "formula": formula},
        refs=(part.id, parent.id),
    )
