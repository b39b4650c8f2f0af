"""Numbers that are explained and yet no indicator: money on offer, conditions, counts of work."""

import re

from silian.domain.plans.quantities import Quantity, left_bound
from silian.domain.plans.statement_rules import StatementRules

_MONEY = re.compile(r"[百千万亿]*(?:美)?元$")
_SUPPORT = re.compile("给予|补助|奖励|奖补|补贴|资助")
_GIVEN_NEXT = re.compile("给予|补助|补贴|奖")
_KEPT_NOUN = re.compile("企业|专利|机构|平台")
_COUNTS = frozenset({"个", "件", "条", "次", "场", "份", "期", "名", "项", "家", "户"})
_VISITS = re.compile(r"走访|座谈会?$|征求|召开")
_COUNTED_WORK = re.compile(
    r"(?:主要指标|重点任务|约束性指标|预期性指标|指标|任务|举措|措施|提前|达到|滞后|正在|尚未|具体)"
)
_COUNTED_GOALS = re.compile(
    r"(?:\d+[项个条])?(?:具体|主要|核心|重点|重大|约束性|预期性|监测|发展)*(?:指标|目标|任务|举措|措施)"
)
_GOALS_COUNTED = re.compile(
    r"(?:提出|明确|确定|设置|设定|部署|安排|包括|涉及|共有|共设)了?的?(?:共|共计)?(?:\d+[类个大])?$"
)
_GOAL_WORDS = re.compile(
    r"(?:^|其中|[、和及])(?:主要|核心|约束性|预期性|监测|重点)*(?:指标|任务|举措|措施)(?:共有?|有|为)?$"
)
_PROGRESS = re.compile(r"(?:目标|任务|计划|进度|预算)(?:\([^)]*\))?(?:任务|值)?的?$")
_OF_GOAL = re.compile(
    r"占[^,。;]{0,12}(?:目标|任务|计划)(?:总?数|总量|任务|值)?(?P<goal>(?:的|为)?\d[\d.]*[^\d,。;的]{1,3})?的?$"
)
"""占五年净增目标80家的40%: how far a goal was reached, and the goal itself."""
_GOES_ON_AS_SHARE = re.compile(r"的?\d[\d.]*%")
_CONDITION_NOUN = re.compile(r"\s?的(?!目标|水平|速度|增速|任务)")
_FUND = re.compile(r"的?[^,。;、\d]{0,18}?(?:基金|资金池|资金|信贷|贷款|授信|专项)")
_BARE_LEAD = frozenset({"由", "分", "按", "按照", "用", "历时", "每", "第"})
GOES_TO = re.compile(
    r"(?:大幅|快速|稳步|逐步|进一步)?(?:提高|提升|增加|增长|增|上升|升|扩大|扩增|扩|发展|降低|下降|降"
    r"|减少|压减|减|缩小|回落|回升|拓展|跃升|攀升|壮大|调整|调增|调减|上调|下调)(?:到|至|为)"
)
NOT_INDICATOR = re.compile(
    r"(?:个|项(?!目)|类|种|大|批|阶段|方面|部门|单位|月|季度|层面|环节|维度|功能区|板块|领域|方向"
    r"|步骤|原则|重点任务|专项行动|行动|字|部分)"
)
_CLAUSE = 200
_SENTENCE = 400


def _first_of(view: str, marks: str, start: int, end: int) -> int:
    stop = end
    for mark in marks:
        k = view.find(mark, start, stop)
        stop = k if k >= 0 else stop
    return stop


def is_dropped(
    view: str,
    q: Quantity,
    start: int,
    sentence: int,
    end: int,
    rules: StatementRules,
    *,
    rank: bool,
) -> bool:
    """Whether the clause ``start:…`` around ``q`` says that it is no indicator.

    ``sentence`` is where its sentence begins, ``end`` where its line ends.
    """
    region = view[start : q.start]
    return (
        _is_money_on_offer(view, q, start, sentence, end, rules)
        or _is_count_of_work(view, q, start, sentence, end, rules)
        or rules.eligibility.search(view, max(sentence, q.start - 80), q.start) is not None
        or (region.startswith("对") and _is_supported(view, q.end, end))
        or (q.unit == "%" and _is_progress(region))
        or (_OF_GOAL.search(region) is not None and _is_of_goal(view, q))
        or _is_condition(view, q, start, rules, rank=rank)
        or (region in _BARE_LEAD and not (region == "由" and GOES_TO.match(view, q.end)))
        or (q.unit in {"条", "款"} and _is_inside_quotes(view, q.start))
        or view.endswith(("目标(", "任务(", "计划("), max(0, start - 3), start)
        or (view[q.start - 1 : q.start] == "等" and bool(q.unit))
    )


def _is_inside_quotes(view: str, position: int) -> bool:
    """“科创30条”: the nickname of a policy."""
    return view.rfind("“", position - 12, position) > view.rfind("”", position - 12, position)


def _is_money_on_offer(
    view: str, q: Quantity, start: int, sentence: int, end: int, rules: StatementRules
) -> bool:
    if q.unit and q.unit != "%" and not _MONEY.search(q.unit):
        return False
    low = max(sentence, start - 24)
    stop = _first_of(view, ",。;", q.end, min(end, q.end + _CLAUSE))
    if rules.funding.search(view, low, stop):
        return True
    return q.unit == "%" and _GIVEN_NEXT.search(view, stop, min(end, stop + 8)) is not None


def _is_supported(view: str, start: int, end: int) -> bool:
    stop = _first_of(view, "。;", start, min(end, start + _SENTENCE))
    return _SUPPORT.search(view, start, stop) is not None


def _is_count_of_work(
    view: str, q: Quantity, start: int, sentence: int, end: int, rules: StatementRules
) -> bool:
    region = view[start : q.start]
    if region.startswith(("权重", "考核权重")) or _VISITS.search(region):
        return True
    if q.unit in {"项", "条"} and len(region) <= 4 and _COUNTED_WORK.match(view, q.end):
        return True
    if q.unit in {"项", "条", "个", "类"} and (
        _GOAL_WORDS.search(region)
        or (_COUNTED_GOALS.match(view, q.end) and _GOALS_COUNTED.search(region))
    ):
        return True
    if q.unit not in _COUNTS:
        return False
    if rules.process.search(view, max(sentence, start - 6), min(end, q.end + 12)):
        stop = _first_of(view, ",。;", q.end, min(end, q.end + _CLAUSE))
        if not _KEPT_NOUN.search(view, start, stop):
            return True
    return NOT_INDICATOR.match(view, q.end) is not None and q.comparator is None


def _is_progress(region: str) -> bool:
    """完成年度目标的86.7%: how far, not how much."""
    return "占" not in region and bool(_PROGRESS.search(region.rstrip("超过达到了为约")))


def _is_of_goal(view: str, q: Quantity) -> bool:
    """Whether ``q``, behind 占…目标, is a share of that goal or the goal that is shared."""
    return q.unit == "%" or _GOES_ON_AS_SHARE.match(view, q.end) is not None


def _is_condition(view: str, q: Quantity, start: int, rules: StatementRules, *, rank: bool) -> bool:
    """1亿元以上的项目, 10人以上的团队: a condition on what follows; a fund of a size is none."""
    if _CONDITION_NOUN.match(view, q.end):
        bound = left_bound(view[start : q.start], start, rules.quantities)
        if q.comparator is not None or bound is not None:
            return _FUND.match(view, q.end) is None
    bare = q.comparator is not None and start == q.start and not rank
    return bare and q.unit in {"人", "名", "年"}
