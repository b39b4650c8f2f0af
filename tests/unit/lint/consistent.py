"""Plans that contradict nothing, made from a few numbers, and ways to break one thing in them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st


@dataclass(frozen=True)
class Counted:
    """An indicator that is counted: its baseline in 2025, its target in 2030."""

    name: str
    unit: str
    start: int
    goal: int


@dataclass(frozen=True)
class Share:
    """An indicator in percent, with one digit after the point."""

    name: str
    start: str
    goal: str


@dataclass(frozen=True)
class Draft:
    """What a plan of 2026–2030 says; prose and table are two ways to say the same."""

    enterprises: Counted
    high_tech: Counted
    platforms: Counted
    intensity: Share
    literacy: Share
    yearly: int
    prose: dict[str, str] = field(default_factory=dict)
    after: str = ""
    swap: tuple[str, str] = ("", "")

    def said(self, key: str, usual: str) -> str:
        """The sentence that stands under ``key``, or what is usual."""
        return self.prose.get(key, usual)


def counted(name: str, unit: str, least: int) -> st.SearchStrategy[Counted]:
    """A count that grows by 5 to 60 % in five years."""
    return st.integers(least, least * 8).flatmap(
        lambda start: st.integers(start + max(5, start // 20), start + start * 3 // 5).map(
            lambda goal: Counted(name, unit, start, goal)
        )
    )


def share(name: str, low: int, high: int) -> st.SearchStrategy[Share]:
    """A share that rises by 0.3 to 1.5 points; the numbers are tenths."""
    return st.integers(low, high).flatmap(
        lambda start: st.integers(3, 15).map(
            lambda more: Share(name, _tenths(start), _tenths(start + more))
        )
    )


def _tenths(value: int) -> str:
    return f"{value // 10}.{value % 10}" if value % 10 else f"{value // 10}"


def _yearly(draft: Draft) -> Draft:
    """The yearly additions that just reach the target."""
    one = draft.enterprises
    return replace(draft, yearly=-(-(one.goal - one.start) // 5))


DRAFTS = st.builds(
    Draft,
    enterprises=counted("科技型企业", "家", 200),
    high_tech=counted("高新技术企业", "家", 60),
    platforms=counted("市级及以上研发平台", "个", 20),
    intensity=share("全社会研发经费支出占地区生产总值比重", 12, 30),
    literacy=share("公民具备科学素质的比例", 80, 140),
    yearly=st.just(0),
).map(_yearly)


def text_of(draft: Draft) -> str:
    """The plan in words."""
    e, h, p = draft.enterprises, draft.high_tech, draft.platforms
    i, l = draft.intensity, draft.literacy  # noqa: E741 - short for one screen of text
    rows = [
        (i.name, "%", i.start, i.goal),
        (e.name, e.unit, e.start, e.goal),
        (h.name, h.unit, h.start, h.goal),
        (p.name, p.unit, p.start, p.goal),
        (l.name, "%", l.start, l.goal),
    ]
    table = "\n".join(
        f"{k}\t{name}\t{unit}\t预期性\t{draft.said(f'start:{name}', str(start))}"
        f"\t{draft.said(f'goal:{name}', str(goal))}"
        for k, (name, unit, start, goal) in enumerate(rows, 1)
    )
    text = f"""青石区科技创新“十五五”规划
（2026—2030年）
青石区人民政府
2026年3月6日

一、发展基础
{draft.said("basis", f"2025年，全区科技型企业{e.start}家，高新技术企业{h.start}家，市级及以上研发平台{p.start}个。")}
{draft.said("shares", f"2025年，全社会研发经费支出占地区生产总值比重达到{i.start}%，公民具备科学素质的比例达到{l.start}%。")}

二、发展目标
{draft.said("goals", f"到2030年，科技型企业达到{e.goal}家，高新技术企业达到{h.goal}家，市级及以上研发平台达到{p.goal}个。")}
{draft.said("goal_shares", f"到2030年，全社会研发经费支出占地区生产总值比重达到{i.goal}%，公民具备科学素质的比例达到{l.goal}%。")}

表1 “十五五”科技创新主要指标
序号\t指标\t单位\t属性\t2025年\t2030年
{table}

三、重点任务
（一）培育创新主体
{draft.said("yearly", f"“十五五”期间，每年新增科技型企业{draft.yearly}家。")}
支持企业设立研发机构，引导创新资源向企业集聚。
（二）建设创新平台
推进研发平台提质增效，完善运行评价办法。
{draft.after}
四、保障措施
加强组织领导，健全监测评估机制。
"""
    old, new = draft.swap
    return text.replace(old, new, 1) if old else text


@dataclass(frozen=True)
class Break:
    """One thing that is broken, and the one rule that must say so."""

    rule: str
    make: Callable[[Draft], Draft]


def _prose(key: str, sentence: Callable[[Draft], str]) -> Callable[[Draft], Draft]:
    return lambda draft: replace(draft, prose=draft.prose | {key: sentence(draft)})


def _goals(draft: Draft, enterprises: str) -> str:
    h, p = draft.high_tech, draft.platforms
    return (
        f"到2030年，科技型企业{enterprises}，高新技术企业达到{h.goal}家，"
        f"市级及以上研发平台达到{p.goal}个。"
    )


BREAKS = {
    "additions that miss the level": Break(
        "A01", _prose("yearly", lambda d: f"“十五五”期间，每年新增科技型企业{max(1, d.yearly - 2)}家。")
    ),
    "a target in prose that is not the table's": Break(
        "B05", _prose("goals", lambda d: _goals(d, f"达到{d.enterprises.goal + 7}家"))
    ),
    "a bound that the table lost": Break(
        "C01", _prose("goals", lambda d: _goals(d, f"达到{d.enterprises.goal}家以上"))
    ),
    "a bound on the wrong side": Break(
        "C03", _prose("goals", lambda d: _goals(d, f"不超过{d.enterprises.goal}家"))
    ),
    "a year beyond the period": Break(
        "T05",
        lambda d: replace(
            d, after=f"到2032年，技术合同成交额达到{d.enterprises.goal // 10}亿元。\n"
        ),
    ),
    "a sentence that comes again": Break(
        "S07",
        lambda d: replace(d, after="支持企业设立研发机构，引导创新资源向企业集聚。\n"),
    ),
    "a number that is left out": Break(
        "S10", lambda d: replace(d, swap=("四、保障措施", "五、保障措施"))
    ),
    "parts that do not make the whole": Break(
        "A03",
        lambda d: replace(
            d,
            after=f"2025年，科技服务机构{d.platforms.start + 9}家，包括科技企业孵化器{d.platforms.start}家、"
            f"众创空间{d.platforms.start}家。\n",
        ),
    ),
}  # fmt: skip
