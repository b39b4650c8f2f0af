"""Every code that the services of plans can answer with has words."""

import re
from pathlib import Path

import silian
from silian import labels
from silian.services.plans.exports import COLUMNS, EXPORT_WORDS

ROOT = Path(silian.__file__).parent
CODED = [
    *(ROOT / "services" / "plans").glob("*.py"),
    ROOT / "services" / "documents.py",
    ROOT / "adapters" / "files.py",
    ROOT / "domain" / "plans" / "review.py",
    *(ROOT / "api").glob("*.py"),
]


def test_every_failure_has_words():
    codes = {
        code
        for path in CODED
        for code in re.findall(r'^    code = "([a-z_.]+)"', path.read_text("utf-8"), re.M)
    }

    assert len(codes) > 15
    assert sorted(code for code in codes if not labels.has_label(code)) == []


def test_every_head_of_an_export_has_words():
    heads = [f"column.{code}" for code in (*EXPORT_WORDS, *COLUMNS)]

    assert [code for code in heads if not labels.has_label(code)] == []
