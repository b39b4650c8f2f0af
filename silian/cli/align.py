"""``silian align``: a city's targets against what its districts promise; needs no database."""

import json
import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

from silian.adapters.catalogs import reading_rules
from silian.adapters.engines.linting import checked_plan
from silian.adapters.engines.reading import contract_of, load
from silian.cli.read_words import explain
from silian.domain.kernel.errors import SilianError
from silian.domain.plans.alignment import Aligned, Declared, Link, Pace, Part, align, dated
from silian.domain.plans.lint.checked import CheckedPlan
from silian.domain.plans.lint.facts import Fact
from silian.domain.plans.lint.printed import shown

MISUSE = 2
_FORMAT = "silian.read/1"


def align_plans(
    city: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The plan above.")],
    districts: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="Plans of districts.")
    ],
    link: Annotated[
        list[str] | None,
        typer.Option("--link", help="KEY=sum|floor|growth|share|same_as: a declared link."),
    ] = None,
    baseline: Annotated[
        list[str] | None,
        typer.Option("--baseline", help="KEY=VALUE@YEAR: what all districts had, for the pace."),
    ] = None,
    as_of: Annotated[
        str, typer.Option("--as-of", help="Day of the answer; default: the latest document's.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="Language: zh or en.")] = "zh",
) -> None:
    """Compare the targets of a plan with those of the plans below it.

    Each file is a document, or the JSON that ``silian read --json`` printed. A sum over some of
    the districts is coverage, not a finding. Exit 0: compared. 2: misuse or unreadable.
    """
    try:
        declared = [_declared(one) for one in link or ()]
        baselines = dict(_baseline(one) for one in baseline or ())
        day = date.fromisoformat(as_of) if as_of else None
    except (ValueError, InvalidOperation) as error:
        typer.echo("--link KEY=sum, --baseline KEY=VALUE@YEAR, --as-of YYYY-MM-DD", err=True)
        raise typer.Exit(MISUSE) from error
    upper = _plan(city, lang)
    lower = [_plan(path, lang) for path in districts]
    day = day or _latest([upper, *lower])
    code = str(upper.document.get("region_code") or "")
    divisions = reading_rules().entities.divisions
    units = divisions.districts(code, day) if code and day else {}
    found = align(
        upper, lower, units, as_of=day.isoformat() if day else "", declared=declared,
        baselines=baselines,
    )  # fmt: skip
    said = json.dumps(records(found), ensure_ascii=False) if as_json else page(found, lang)
    sys.stdout.buffer.write(said.encode("utf-8", "replace") + b"\n")


def _declared(text: str) -> Declared:
    key, _, kind = text.partition("=")
    return Declared(key, Link(kind))


def _baseline(text: str) -> tuple[str, tuple[Decimal, int]]:
    key, _, stated = text.partition("=")
    value, _, year = stated.partition("@")
    return key, (Decimal(value), int(year))


def _plan(path: Path, lang: str) -> CheckedPlan:
    try:
        if path.suffix.lower() == ".json":
            return checked_plan(_contract(path, lang), "")
        source = load(path, is_boxed=True)
        return checked_plan(contract_of(source), source.text)
    except SilianError as error:
        typer.echo(explain(error.code, error.values, lang), err=True)
        raise typer.Exit(MISUSE) from error


def _contract(path: Path, lang: str) -> dict[str, Any]:  # Any: parsed JSON
    try:
        contract = json.loads(path.read_text("utf-8"))
        if contract["document"]["format"] == _FORMAT:
            return contract  # type: ignore[no-any-return]  # parsed JSON
    except (ValueError, KeyError, TypeError):
        pass
    typer.echo(explain("align.not_a_reading", {"name": path.name}, lang), err=True)
    raise typer.Exit(MISUSE)


def _latest(plans: list[CheckedPlan]) -> date | None:
    days = [day for plan in plans if (day := dated(plan))]
    return date.fromisoformat(max(days)) if days else None


def records(found: tuple[Aligned, ...]) -> dict[str, Any]:
    """The answer as JSON values; numbers as decimal strings."""
    return {"format": "silian.align/1", "links": [_record(one) for one in found]}


def _record(one: Aligned) -> dict[str, Any]:
    return {
        "key": one.upper.key, "indicator": one.upper.name, "link": one.link.value,
        "why": one.why, "target": _fact(one.upper), "title": one.upper_title,
        "dated": one.upper_dated, "as_of": one.as_of, "units": one.units,
        "covered": one.covered, "sum": _number(one.total), "left": _number(one.left),
        "each_of_the_rest": _number(one.each), "share": _number(one.share),
        "pace": _pace(one.pace), "pace_of_all": _pace(one.pace_of_all),
        "pace_lacks": one.pace_lacks, "growth": _number(one.growth),
        "parts": [
            {
                "code": part.code, "name": part.name, "title": part.title, "dated": part.dated,
                "state": part.state.value, "target": part.fact and _fact(part.fact),
                "baseline": part.baseline and _fact(part.baseline),
                "margin": _number(part.margin), "pace": _number(part.pace),
                "growth": _number(part.growth),
                "share": _number(part.share.percent) if part.share else None,
                "same": part.same.likeness.value if part.same else None,
                "why_not": part.same.because and part.same.because.value if part.same else None,
            }
            for part in one.parts
        ],
    }  # fmt: skip


def _pace(pace: Pace | None) -> dict[str, Any] | None:
    if pace is None:
        return None
    return {
        "start": _number(pace.start), "goal": _number(pace.goal), "years": pace.years,
        "a_year": _number(pace.a_year), "rate": _number(pace.rate),
    }  # fmt: skip


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "indicator": fact.name, "value": f"{fact.value:f}", "unit": fact.unit,
        "comparator": fact.comparator.value, "year": fact.year, "start": fact.start,
        "end": fact.end, "quote": fact.quote,
    }  # fmt: skip


def _number(value: Decimal | None) -> str | None:
    return None if value is None else shown(value, 6)


_WORDS = {
    "zh": {
        "none": "上级文件里没有找到可与区县相加或比较的目标。",
        "head": "{quote}（{title}）· {link} · {why} · 截至{as_of}",
        "sum": "  已读{covered}个区县，共{units}个：合计{total}，占{share}%；"
        "其余{rest}个还需{left}，平均每个{each}",
        "over": "  已读{covered}个区县，共{units}个：合计{total}，占{share}%，超出目标{left}",
        "full": "  {units}个区县已读全：合计{total}，与目标相差{left}",
        "all": "  全部区县从{start}到{goal}，{years}年，每年需增加{a_year}（年均{rate}%）",
        "pace": "  其余区县从{start}到{goal}，{years}年，每年需增加{a_year}（年均{rate}%）",
        "lacks": {
            "baseline_of_all": "  步伐：缺全部区县的基期值，用 --baseline {key}=数值@年份 给出",
            "year_of_target": "  步伐：目标没有年份，或不晚于基期",
            "baselines_of_read": "  步伐：已读区县中有的没有同一年的基期值",
            "nobody_left": "",
        },
        "part": "    {name}  {quote}  {more}",
        "from": "基期{value}，每年需{pace}",
        "margin": "高出底线{margin}", "at_floor": "等于底线", "below": "低于底线{margin}",
        "missing": "    没有读到：{names}",
        "states": {
            "not_stated": "规划中没有这个目标", "other_year": "年份不同", "damaged": "原文残缺",
            "overlap": "与同一区县的另一份规划重复，未相加", "not_read": "没有读到",
        },
        "links": {
            "sum": "相加", "floor": "逐个不低于", "growth": "增速比较", "share": "占比",
            "same_as": "同口径比较",
        },
        "whys": {
            "declared": "人工认定", "together": "文中写“共同”",
            "counted": "计数指标，建议相加，待认定",
            "each": "文中写“各区县”，建议逐个比较，待认定", "rate": "增速指标，只比较，待认定",
        },
    },
    "en": {
        "none": "The plan above states no target that districts add up to or compare with.",
        "head": "{quote} ({title}) · {link} · {why} · as of {as_of}",
        "sum": "  {covered} of {units} districts read: {total} together, {share}%; {left} left for "
        "the other {rest}, {each} each on average",
        "over": "  {covered} of {units} districts read: {total} together, {share}%, "
        "{left} over the target",
        "full": "  all {units} districts read: {total} together, {left} short of the target",
        "all": "  all districts go from {start} to {goal} in {years} years: {a_year} more a year "
        "({rate}% a year)",
        "pace": "  the others go from {start} to {goal} in {years} years: {a_year} more a year "
        "({rate}% a year)",
        "lacks": {
            "baseline_of_all": "  pace: the baseline of all districts is missing; "
            "give --baseline {key}=VALUE@YEAR",
            "year_of_target": "  pace: the target has no year after the baseline",
            "baselines_of_read": "  pace: a district that was read has no baseline of that year",
            "nobody_left": "",
        },
        "part": "    {name}  {quote}  {more}",
        "from": "baseline {value}, {pace} a year needed",
        "margin": "{margin} above the floor", "at_floor": "at the floor",
        "below": "{margin} below the floor",
        "missing": "    not read: {names}",
        "states": {
            "not_stated": "no such target in its plan", "other_year": "another year",
            "damaged": "damaged print", "overlap": "second plan of the same district, not added",
            "not_read": "not read",
        },
        "links": {
            "sum": "sum", "floor": "floor for each", "growth": "rates compared",
            "share": "share", "same_as": "same definition",
        },
        "whys": {
            "declared": "declared", "together": "the text says 共同",
            "counted": "a count, proposed as a sum, to be declared",
            "each": "the text says 各区县, proposed as a floor, to be declared",
            "rate": "a rate, compared only, to be declared",
        },
    },
}  # fmt: skip


def page(found: tuple[Aligned, ...], lang: str) -> str:
    """The answer as a page of text."""
    words: dict[str, Any] = _WORDS[lang]
    lines = [] if found else [words["none"]]
    for one in found:
        lines += [
            words["head"].format(
                quote=one.upper.quote, title=one.upper_title, link=words["links"][one.link.value],
                why=words["whys"][one.why], as_of=one.as_of or "?",
            ),
            *_sum_lines(one, words),
            *(
                _part_line(part, words, *one.scale)
                for part in one.parts
                if part.state.value != "not_read"
            ),
        ]  # fmt: skip
        missing = [part.name for part in one.parts if part.state.value == "not_read"]
        if missing:
            names = ("、" if lang == "zh" else ", ").join(missing)
            lines.append(words["missing"].format(names=names))
        lines.append("")
    return "\n".join(lines).rstrip()


def _sum_lines(one: Aligned, words: dict[str, Any]) -> list[str]:  # Any: words by use
    if one.total is None or one.left is None:
        return []
    rest = one.units - one.covered
    factor, unit = one.scale
    digits = 2 if factor > 1 else 1
    values = {
        "covered": one.covered, "units": one.units, "rest": rest,
        "total": shown(one.total / factor, digits) + unit,
        "share": shown((one.share or Decimal(0)) * 100, 1),
        "left": shown(abs(one.left) / factor, digits) + unit,
        "each": shown((one.each or Decimal(0)) / factor, digits) + unit,
    }  # fmt: skip
    kind = "over" if one.left < 0 else "sum" if rest > 0 else "full"
    lines = [words[kind].format(**values)]
    if one.pace_of_all is not None:
        lines.append(_pace_line(one.pace_of_all, words["all"], factor, unit))
    if one.pace is not None:
        lines.append(_pace_line(one.pace, words["pace"], factor, unit))
    elif words["lacks"][one.pace_lacks]:
        lines.append(words["lacks"][one.pace_lacks].format(key=one.upper.concept))
    return lines


def _pace_line(pace: Pace, words: str, factor: int, unit: str) -> str:
    digits = 2 if factor > 1 else 1
    return words.format(
        start=shown(pace.start / factor, digits) + unit,
        goal=shown(pace.goal / factor, digits) + unit, years=pace.years,
        a_year=shown(pace.a_year / factor, digits) + unit,
        rate="…" if pace.rate is None else shown(pace.rate * 100, 1),
    )  # fmt: skip


def _part_line(part: Part, words: dict[str, Any], factor: int, unit: str) -> str:
    more = "" if part.state.value == "stated" else words["states"][part.state.value]
    if part.margin is not None:
        kind = "at_floor" if part.is_at_floor else "margin" if part.margin > 0 else "below"
        more = words[kind].format(margin=shown(abs(part.margin)))
    elif part.pace is not None and part.baseline is not None:
        more = words["from"].format(
            value=f"{part.baseline.value:f}{part.baseline.unit}",
            pace=shown(part.pace / factor, 2 if factor > 1 else 1) + unit,
        )
    quote = " ".join(part.fact.quote.split()) if part.fact else ""
    if part.fact and part.fact.is_row:
        quote = f"{part.fact.name} {quote}{part.fact.unit}"
    line: str = words["part"].format(name=part.name, quote=quote, more=more)
    return line.rstrip()
