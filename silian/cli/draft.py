"""``silian draft``: help for a plan that is being written; nothing is kept."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from silian.adapters.engines.linting import checked_plan, findings_of, looked_over
from silian.adapters.engines.reading import contract_of, load
from silian.cli.lint import summarize
from silian.cli.read_words import explain
from silian.domain.kernel.errors import SilianError
from silian.domain.plans.changes import compare, compare_texts
from silian.domain.plans.drafts import content_of
from silian.domain.plans.lint.checked import CheckedPlan

MISUSE = 2
_WORDS = {
    "zh": {
        "list": "同类规划一般有的内容", "present": "有", "partly": "部分", "absent": "缺",
        "counts": "（{have}/{of}）", "changes": "与“{name}”相比",
        "same": "指标、目标、任务没有变化", "indicator": "指标", "target": "目标", "task": "任务",
        "added": "新增", "removed": "删去", "changed": "改动", "lines": "正文有{n}行不同",
    },
    "en": {
        "list": "What a plan of this kind usually has", "present": "yes", "partly": "partly",
        "absent": "no", "counts": " ({have} of {of})", "changes": "Against “{name}”",
        "same": "no change of indicators, targets or tasks", "indicator": "indicator",
        "target": "target", "task": "task", "added": "new", "removed": "gone",
        "changed": "changed", "lines": "{n} lines of the text differ",
    },
}  # fmt: skip


def draft(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The draft.")],
    against: Annotated[
        Path | None, typer.Option("--against", exists=True, dir_okay=False, help="An older draft.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="Language: zh or en.")] = "zh",
) -> None:
    """Check a draft, compare it with an older one, and list what it lacks.

    Exit 0: checked. 2: misuse or unreadable.
    """
    if lang not in _WORDS:
        typer.echo("--lang zh|en", err=True)
        raise typer.Exit(MISUSE)
    plan = _plan(path, lang)
    findings, usual = findings_of(plan), looked_over(plan)
    older = _plan(against, lang) if against else None
    changes = _changes(older, plan) if older else None
    if as_json:
        said = {"findings": findings, "checklist": usual, "changes": changes}
        _print(json.dumps(said, ensure_ascii=False))
        return
    parts = [summarize(findings, lang), "", *_list(usual, lang)]
    if changes is not None and against is not None:
        parts += ["", *_change_lines(changes, against.name, lang)]
    _print("\n".join(parts))


def _plan(path: Path, lang: str) -> CheckedPlan:
    try:
        source = load(path, is_boxed=True)
        return checked_plan(contract_of(source), source.text)
    except SilianError as error:
        typer.echo(explain(error.code, error.values, lang), err=True)
        raise typer.Exit(MISUSE) from error


def _changes(older: CheckedPlan, newer: CheckedPlan) -> dict[str, Any]:
    found = compare(content_of(older), content_of(newer))
    texts = compare_texts(older.text, newer.text)
    return {
        "lines": texts.added + texts.removed + texts.changed,
        "differences": [
            {
                "subject": one.subject.value, "change": one.change.value, "name": one.name,
                "year": one.year,
                "edits": [
                    {"field": edit.field, "before": edit.before, "after": edit.after}
                    for edit in one.edits
                ],
            }
            for one in found
        ],
    }  # fmt: skip


def _list(usual: list[dict[str, Any]], lang: str) -> list[str]:
    words = _WORDS[lang]
    lines = [words["list"]]
    for one in usual:
        counts = words["counts"].format(**one) if one["of"] is not None else ""
        why = "" if one["presence"] == "present" else f"  {one[f'why_{lang}']}"
        lines.append(f"  [{words[one['presence']]}] {one[f'name_{lang}']}{counts}{why}")
    return lines


def _change_lines(changes: dict[str, Any], name: str, lang: str) -> list[str]:
    words = _WORDS[lang]
    lines = [words["changes"].format(name=name)]
    for one in changes["differences"]:
        edits = "; ".join(f"{e['field']}: {e['before']} → {e['after']}" for e in one["edits"])
        year = f" {one['year']}" if one["year"] else ""
        what = f"{words[one['subject']]} {words[one['change']]}"
        lines.append(f"  {what}: {one['name']}{year} {edits}".rstrip())
    if not changes["differences"]:
        lines.append(f"  {words['same']}")
    lines.append("  " + words["lines"].format(n=changes["lines"]))
    return lines


def _print(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()
