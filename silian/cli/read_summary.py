"""A reading as a page of text that a person likes to read."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from silian.cli.read_words import objection, remark
from silian.domain.documents.source import SourceText

Record = dict[str, Any]  # Any: the JSON contract
_MOST = 40
_WIDEST = 30
_SIGNS = {">=": "≥", "<=": "≤", "~": "约", "=": "", ">": ">", "<": "<", "range": ""}
_WORDS = {
    "zh": {
        "untitled": "（没有题名）", "kind": "类型", "region": "地区", "period": "期间",
        "issuer": "发文机关", "number": "文号", "issued": "成文", "adopted": "通过",
        "published": "发布", "file": "文件", "characters": "字", "sections": "章节",
        "tables": "表", "boxes": "专栏", "targets": "目标", "baselines": "基期",
        "tasks": "任务", "entities": "名称", "glossary": "术语", "flags": "提示",
        "explained": "数字解释率", "row_unit": "单位", "attribute": "属性", "indicator": "指标",
        "more": "… 另有 {n} 项，用 --all 全部列出", "cumulative": "累计",
        "no_owner": "未写明责任单位",
        "by": "{year}年", "high": "重要", "medium": "注意", "low": "参考", "notices": "读取说明",
    },
    "en": {
        "untitled": "(no title)", "kind": "kind", "region": "region", "period": "period",
        "issuer": "issuer", "number": "number", "issued": "issued", "adopted": "adopted",
        "published": "published", "file": "file", "characters": "characters",
        "sections": "sections", "tables": "tables", "boxes": "boxes", "targets": "targets",
        "baselines": "baselines", "tasks": "tasks", "entities": "names", "glossary": "terms",
        "flags": "flags", "explained": "digits explained", "row_unit": "unit",
        "attribute": "attribute", "indicator": "indicator",
        "more": "… {n} more; --all lists them", "cumulative": "cumulative",
        "no_owner": "no owner printed", "by": "{year}", "high": "high", "medium": "medium",
        "low": "low", "notices": "notes of the reader",
    },
}  # fmt: skip


def width(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" and c > "\x7f" else 1 for c in text)


def pad(text: str, columns: int) -> str:
    """``text`` with spaces up to ``columns``."""
    return text + " " * max(0, columns - width(text))


def clip(text: str, columns: int) -> str:
    """``text`` on one line and within ``columns``, an ellipsis where it was longer."""
    text = " ".join(text.split())
    if width(text) <= columns:
        return text
    kept = ""
    for character in text:
        if width(kept + character) > columns - 2:
            break
        kept += character
    return kept + "…"


def summarize(contract: Record, source: SourceText, lang: str, *, everything: bool) -> str:
    """The whole page: heading, counts, tables, targets, baselines, tasks, flags."""
    words = _WORDS[lang]
    most = 10**9 if everything else _MOST
    parts = [_heading(contract, words), _counts(contract, words)]
    parts += [_table(table, words) for table in contract["tables"]]
    for key in ("targets", "baselines"):
        parts.append(_block(words[key], contract[key], words, most, _statements(words)))
    parts.append(_block(words["tasks"], contract["tasks"], words, most, _task(words)))
    parts.append(_block(words["flags"], contract["flags"], words, most, _flag(words, lang)))
    notices = [remark(n.code, dict(n.values), lang) for n in source.notices[:_MOST]]
    if notices:
        parts.append("\n".join([words["notices"], *(f"  {notice}" for notice in notices)]))
    return "\n\n".join(part for part in parts if part)


def _heading(contract: Record, words: dict[str, str]) -> str:
    document = contract["document"]
    start, end = document["period_start"], document["period_end"]
    period = f"{start}—{end}" if start and end and start != end else str(start or end or "")
    facts = [
        (words["kind"], document["doc_type"]),
        (words["region"], " ".join(filter(None, (document["region"], document["region_code"])))),
        (words["period"], period),
        (words["issuer"], document["issuer"]),
        (words["number"], document["doc_number"]),
        (words["issued"], document["issued_on"]),
        (
            words["adopted"],
            " ".join(filter(None, (document["adopted_on"], document["adopted_by"]))),
        ),
        (words["published"], document["published_on"]),
        (
            words["file"],
            f"{document['file']['name']} · {document['text']['chars']:,} {words['characters']}",
        ),
    ]
    column = max(width(label) for label, _ in facts)
    lines = [f"  {pad(label, column)}  {value}" for label, value in facts if value]
    return "\n".join([document["title"] or words["untitled"], *lines])


def _counts(contract: Record, words: dict[str, str]) -> str:
    keys = ("sections", "tables", "boxes", "targets", "baselines", "tasks", "entities",
            "glossary", "flags")  # fmt: skip
    counts = [f"{words[key]} {len(contract[key])}" for key in keys]
    coverage = contract["document"]["coverage"]
    runs = coverage["digit_runs"]
    if runs:
        share = 100 * (runs - len(coverage["residual"])) / runs
        counts.append(f"{words['explained']} {share:.1f}%")
    return " · ".join(counts)


def _table(table: Record, words: dict[str, str]) -> str:
    """An indicator table laid out in columns."""
    keys = list(dict.fromkeys(key for row in table["rows"] for key in row["values"]))
    head = ["", words["indicator"], words["row_unit"], *keys, words["attribute"]]
    rows = [
        [
            str(row["seq"] or ""),
            clip(row["name"], _WIDEST),
            row["unit"] + (f"（{words['cumulative']}）" if row["cumulative"] else ""),
            *(_cell(row, key) for key in keys),
            row["attribute"] or "",
        ]
        for row in table["rows"]
    ]
    for k in range(2, len(head)):
        if not any(row[k] for row in rows):
            head[k] = ""
    title = " ".join(filter(None, (table["number"], table["caption"]))) or words["tables"]
    note = [f"  {clip(table['note'], 90)}"] if table["note"] else []
    return "\n".join([title, *_columns([head, *rows]), *note])


def _cell(row: Record, key: str) -> str:
    value: str | None = row["values"].get(key)
    if value is None:
        return "—"
    sign = next((c["comparator"] for c in row["cells"] if c["value"] == value), "=")
    return _SIGNS.get(sign, "") + value


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows set in columns; a column without anything in it is left out."""
    widths = [max(width(row[k]) for row in rows) for k in range(len(rows[0]))]
    kept = [k for k, most in enumerate(widths) if most]
    return ["  " + "  ".join(pad(row[k], widths[k]) for k in kept).rstrip() for row in rows]


def _block(
    title: str,
    records: Sequence[Record],
    words: dict[str, str],
    most: int,
    cells: Callable[[Record], Sequence[str]],
) -> str:
    if not records:
        return ""
    lines: Iterable[str] = _columns([list(cells(record)) for record in records[:most]])
    left = len(records) - most
    more = [f"  {words['more'].format(n=left)}"] if left > 0 else []
    return "\n".join([f"{title} {len(records)}", *lines, *more])


def _place(record: Record) -> str:
    section = record.get("section")
    return f"@{record['start']}" + (f" {section}" if section else "")


def _statements(words: dict[str, str]) -> Callable[[Record], Sequence[str]]:
    def cells(record: Record) -> Sequence[str]:
        value = record["value"] or ""
        if record["value_max"]:
            value = f"{value}–{record['value_max']}"
        year = words["by"].format(year=record["year"]) if record["year"] else "—"
        figure = f"{_SIGNS.get(record['comparator'], '')}{value}{record['unit'] or ''}"
        return year, clip(record["indicator"] or "", 44), figure, _place(record)

    return cells


def _task(words: dict[str, str]) -> Callable[[Record], Sequence[str]]:
    def cells(record: Record) -> Sequence[str]:
        what = f"{record['action'] or ''} {record['object'] or ''}"
        owners = "、".join(owner["name"] for owner in record["owners"]) or words["no_owner"]
        deadline = record["deadline"]["year"] if record["deadline"] else ""
        return clip(what, 56), clip(owners, 36), str(deadline or ""), _place(record)

    return cells


def _flag(words: dict[str, str], lang: str) -> Callable[[Record], Sequence[str]]:
    def cells(record: Record) -> Sequence[str]:
        quote = clip(record.get("quote") or "", 44)
        severity = words.get(record["severity"], "")
        return severity, objection(record["code"], lang), quote, _place(record)

    return cells
