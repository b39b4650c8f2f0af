"""Write the page of every rule of the linter from ``silian/data/lint`` to ``docs/lint``.

    python scripts/lint_pages.py            write them
    python scripts/lint_pages.py --check    exit 1 if a page is missing, old or no rule's

One source, two readers: the help pages of the product show the same words.
"""

import sys
from pathlib import Path

from silian.adapters.engines.linting import lint_rules
from silian.domain.plans.lint.model import Rule

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "lint"
HEADS = (
    ("means", "什么意思", "What it means"),
    ("why", "为什么要紧", "Why it matters"),
    ("mend", "怎样修改", "How to mend it"),
    ("ignore", "什么时候可以忽略", "When it is right to ignore it"),
)
WEIGHTS = {
    "high": ("高", "high"), "medium": ("中", "medium"), "low": ("低", "low"),
    "info": ("参考", "info"),
}  # fmt: skip
FAMILIES = {
    "arithmetic": ("A 算术", "A Arithmetic"),
    "baselines": ("B 基期与目标", "B Baseline and target"),
    "comparators": ("C 界限词与属性", "C Comparator and attribute"),
    "definitions": ("D 口径、名称、单位", "D Definition, name, unit"),
    "structure": ("S 结构", "S Structure"),
    "timing": ("T 时间", "T Time"),
    "levels": ("X 上下级与文件之间", "X Between levels and documents"),
}


def page(rule: Rule) -> str:
    """The page of one rule: Chinese, then English."""
    zh, en = WEIGHTS[rule.severity.value]
    lines = [f"# {rule.id} {rule.name.zh}", "", f"轻重：{zh}　方法：{rule.method}", ""]
    for part, head, _ in HEADS:
        lines += [f"## {head}", "", rule.page[part].zh, ""]
    lines += ["---", "", f"# {rule.id} {rule.name.en}", "", f"Weight: {en}. Method: {rule.method}"]
    for part, _, head in HEADS:
        lines += ["", f"## {head}", "", rule.page[part].en]
    return "\n".join(lines) + "\n"


def index(rules: list[Rule]) -> str:
    """The list of all rules by family."""
    lines = ["# 规划体检规则 / Rules of the plan linter", ""]
    for family, (zh, en) in FAMILIES.items():
        lines += [f"## {zh} / {en}", "", "| | 规则 | Rule | 轻重 |", "|---|---|---|---|"]
        lines += [
            f"| [{rule.id}]({rule.id}.md) | {rule.name.zh} | {rule.name.en} "
            f"| {WEIGHTS[rule.severity.value][0]} |"
            for rule in rules
            if rule.family == family
        ]
        lines.append("")
    return "\n".join(lines)


def pages() -> dict[str, str]:
    """Every page by the name of its file."""
    rules = sorted(lint_rules().values(), key=lambda rule: rule.id)
    return {"README.md": index(rules)} | {f"{rule.id}.md": page(rule) for rule in rules}


def main() -> int:
    """Write or check."""
    wanted = pages()
    if "--check" in sys.argv:
        kept = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
        wrong = sorted(
            name for name in kept.keys() | wanted.keys() if kept.get(name) != wanted.get(name)
        )
        print("\n".join(wrong) or "all pages are what the rules say")
        return 1 if wrong else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.md"):
        path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, "utf-8")
    print(f"{len(wanted)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
