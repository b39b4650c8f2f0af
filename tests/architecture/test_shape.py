"""The repository itself: sizes, names, what is not committed, what the folders may hold."""

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "silian"
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)
TEST_MODULES = sorted((ROOT / "tests").rglob("*.py"))
REJECTED_FILES = re.compile(r"^(?:utils?|helpers?|common|manager|new_.*|.*_v2)$")
REJECTED_WORDS = re.compile(
    r"(?:^|_)(?:kpi|metric|metrics|caliber|contest|racing|bounty|qualification|blacklist)(?:_|$)",
    re.IGNORECASE,
)
LONGEST_FUNCTION = 60
LONGEST_MODULE = 500
LONGEST_TEST_MODULE = 1000


def tracked() -> list[Path]:
    out = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in out.split("\0") if name and (ROOT / name).exists()]


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def definitions(path: Path):
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_a_module_has_one_purpose_and_says_it(path):
    source = path.read_text("utf-8")

    assert not source.strip() or ast.get_docstring(ast.parse(source)), "no line that says what for"
    assert len(source.splitlines()) <= LONGEST_MODULE
    assert not REJECTED_FILES.match(path.stem), "name the thing"


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_functions_are_short_and_well_named(path):
    for node in definitions(path):
        assert not REJECTED_WORDS.search(node.name), f"{node.name}: a word the glossary rejects"
        if isinstance(node, ast.ClassDef):
            continue
        body = node.body[1:] if ast.get_docstring(node) else node.body
        length = (node.end_lineno or 0) - (body[0].lineno if body else node.lineno) + 1
        assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", TEST_MODULES, ids=place)
def test_a_test_module_stays_readable(path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_TEST_MODULE


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_ledger_means_accounts_only(path):
    if "ledger" in path.parts or path.stem == "ledger":
        return

    for node in definitions(path):
        assert "ledger" not in node.name.lower()


def test_the_data_folder_holds_no_python():
    assert not list((PACKAGE / "data").rglob("*.py"))


def test_the_domain_never_rounds_and_reads_no_clock():
    for path in (PACKAGE / "domain").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"round", "open", "print", "input"}, place(path)


def test_nothing_of_others_is_committed():
    names = [place(p) for p in tracked()]

    assert not [
        n for n in names if re.search(r"\.min\.(?:js|css)$|node_modules/|\.woff2?$|\.ttf$", n)
    ]
    assert not [n for n in names if n.endswith((".mo", ".sqlite3", "uv.lock"))]


def test_lock_files_name_no_address():
    assert "://" not in (ROOT / "constraints.txt").read_text("utf-8")
    assert "://" not in (ROOT / "scripts" / "uv.txt").read_text("utf-8")
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))
    assert not [k for k, v in lock["packages"].items() if "resolved" in v]


def test_no_text_names_a_machine_or_a_registry():
    banned = re.compile(
        r"(?<![\w.])/"
        + r"work/(?:main|shared)|/"
        + r"tmp/house|registry\."
        + r"npmjs|files\.python"
        + "hosted"
    )
    for path in tracked():
        if path.suffix in {".doc", ".docx", ".pdf", ".png", ".xlsx"}:
            continue
        found = banned.search(path.read_text("utf-8", errors="replace"))
        assert not found, f"{place(path)}: {found.group()}"


def test_the_folders_of_the_package_are_the_layers():
    layers = {"domain", "adapters", "store", "services", "tasks", "web", "api", "cli", "config"}
    layers |= {"labels"}  # the words of codes, one module a subject

    folders = {p.name for p in PACKAGE.iterdir() if p.is_dir() and not p.name.startswith("__")}

    assert folders == layers | {"data", "labels", "locale"}
