"""``silian lint``: what is wrong with a plan, before it is published; needs no database."""

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from silian.adapters.engines.linting import checked_plan, findings_of, lint_rules
from silian.adapters.engines.reading import contract_of, load
from silian.adapters.writers.sarif import to_sarif
from silian.cli.read_words import explain
from silian.domain.kernel.errors import SilianError
from silian.domain.plans.flags import Severity
from silian.domain.plans.lint.checked import CheckedPlan

FOUND, MISUSE = 1, 2
_HEADS = {
    "zh": {
        "high": "高", "medium": "中", "low": "低", "info": "参考", "violated": "不成立",
        "unknown": "待核", "none": "没有发现问题。", "settles": "可由以下之一化解",
        "counts": "{violated}项不成立，{unknown}项待核",
    },
    "en": {
        "high": "high", "medium": "medium", "low": "low", "info": "info", "violated": "violated",
        "unknown": "to check", "none": "Nothing was found.", "settles": "What would settle it",
        "counts": "{violated} violated, {unknown} to check",
    },
}  # fmt: skip


def lint(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A plan document.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    sarif: Annotated[bool, typer.Option("--sarif", help="Print them as SARIF 2.1.0.")] = False,
    beside: Annotated[
        list[Path] | None,
        typer.Option("--beside", exists=True, dir_okay=False, help="Another plan to compare with."),
    ] = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", help="Exit 1 from this weight on: high medium low info.")
    ] = "medium",
    boxed: Annotated[
        bool, typer.Option("--boxed/--in-process", help="Parse in a limited process, or here.")
    ] = True,
    lang: Annotated[str, typer.Option("--lang", help="Language: zh or en.")] = "zh",
) -> None:
    """Check a plan against itself, and against the plans beside it.

    Exit 0: nothing at or above --fail-on. 1: something is. 2: misuse or unreadable.
    """
    if fail_on not in set(Severity) or lang not in _HEADS or (as_json and sarif):
        typer.echo("--fail-on high|medium|low|info, --lang zh|en, --json or --sarif", err=True)
        raise typer.Exit(MISUSE)
    others = [_checked(other, is_boxed=boxed, lang=lang) for other in beside or ()]
    plan = _checked(path, is_boxed=boxed, lang=lang, others=others)
    findings = findings_of(plan)
    if as_json:
        _print(json.dumps({"findings": findings}, ensure_ascii=False))
    elif sarif:
        said = to_sarif(
            findings, lint_rules(), name=path.name, text=plan.text, version=version("silian"),
            lang=lang,
        )  # fmt: skip
        _print(said)
    else:
        _print(summarize(findings, lang))
    least = Severity(fail_on).rank
    if any(
        Severity(one["severity"]).rank <= least and one["status"] == "violated" for one in findings
    ):
        raise typer.Exit(FOUND)


def _checked(
    path: Path, *, is_boxed: bool, lang: str, others: list[CheckedPlan] | None = None
) -> CheckedPlan:
    try:
        source = load(path, is_boxed=is_boxed)
        return checked_plan(contract_of(source), source.text, others or ())
    except SilianError as error:
        typer.echo(explain(error.code, error.values, lang), err=True)
        raise typer.Exit(MISUSE) from error


def summarize(findings: list[dict[str, Any]], lang: str) -> str:  # Any: JSON values
    """The findings as a page of text."""
    words = _HEADS[lang]
    if not findings:
        return words["none"]
    counts = {
        status: sum(one["status"] == status for one in findings)
        for status in ("violated", "unknown")
    }
    parts = [words["counts"].format(**counts)]
    for one in findings:
        head = (
            f"{one['rule']} {one[f'name_{lang}']} · {words[one['severity']]} · "
            f"{words[one['status']]}"
        )
        lines = ["", head, f"  {one[f'message_{lang}']}"]
        for place in one["inputs"]:
            where = f"{place['document']} " if place["document"] else ""
            quote = " ".join(place["quote"].split())
            said = quote if len(quote) <= 60 else quote[:57] + "…"
            lines.append(
                f"    {place['symbol']:<3} {where}{place['start']}-{place['end']} “{said}”"
            )
        if one["formula"]:
            lines.append(f"    {one['formula']}")
        if one["settles"]:
            lines.append(
                f"    {words['settles']}: " + "; ".join(way[lang] for way in one["settles"])
            )
        parts += lines
    return "\n".join(parts)


def _print(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()
