"""Findings as SARIF 2.1.0, so that editors and build servers show them at their places."""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from silian.domain.plans.lint.model import Rules

Record = Mapping[str, Any]  # Any: JSON values
_LEVELS = {"high": "error", "medium": "warning", "low": "note", "info": "note"}
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def to_sarif(
    findings: Sequence[Record], rules: Rules, *, name: str, text: str, version: str, lang: str
) -> str:
    """The findings of the document ``name`` as one SARIF log.

    Places are characters of ``text``: ``charOffset`` from 0, lines and columns from 1.
    """
    lines = _line_starts(text)
    used = sorted({finding["rule"] for finding in findings})
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {
                    "name": "silian", "version": version,
                    "rules": [_rule(rules, rule) for rule in used],
                }},
                "columnKind": "unicodeCodePoints",
                "artifacts": [{"location": {"uri": name}}],
                "results": [
                    _result(finding, used, name, lines, lang) for finding in findings
                ],
            }
        ],
    }  # fmt: skip
    return json.dumps(log, ensure_ascii=False, indent=1)


def _rule(rules: Rules, rule: str) -> dict[str, Any]:
    known = rules[rule]
    return {
        "id": rule,
        "name": known.name.en,
        "shortDescription": {"text": f"{known.name.zh} / {known.name.en}"},
        "fullDescription": {"text": f"{known.page['means'].zh} {known.page['means'].en}"},
        "help": {"text": f"{known.page['mend'].zh} {known.page['mend'].en}"},
        "defaultConfiguration": {"level": _LEVELS[known.severity.value]},
    }


def _result(
    finding: Record, used: Sequence[str], name: str, lines: Sequence[int], lang: str
) -> dict[str, Any]:
    own = [one for one in finding["inputs"] if not one["document"]]
    message = finding[f"message_{lang}"]
    return {
        "ruleId": finding["rule"],
        "ruleIndex": used.index(finding["rule"]),
        "kind": "fail" if finding["status"] == "violated" else "open",
        "level": _LEVELS[finding["severity"]] if finding["status"] == "violated" else "none",
        "message": {"text": message},
        "locations": [_location(one, name, lines) for one in own[:1]],
        "relatedLocations": [_location(one, name, lines) for one in own[1:]],
        "partialFingerprints": {"anchor/v1": finding["id"]},
        "properties": {
            "status": finding["status"], "severity": finding["severity"],
            "formula": finding["formula"], "computed": finding["computed"],
        },
    }  # fmt: skip


def _location(one: Record, name: str, lines: Sequence[int]) -> dict[str, Any]:
    first, last = _line(lines, one["start"]), _line(lines, one["end"])
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": name, "index": 0},
            "region": {
                "startLine": first + 1, "startColumn": one["start"] - lines[first] + 1,
                "endLine": last + 1, "endColumn": one["end"] - lines[last] + 1,
                "charOffset": one["start"], "charLength": one["end"] - one["start"],
                "snippet": {"text": one["quote"]},
            },
        }
    }  # fmt: skip


def _line_starts(text: str) -> list[int]:
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def _line(lines: Sequence[int], at: int) -> int:
    return bisect_right(lines, at) - 1
