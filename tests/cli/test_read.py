"""``silian read`` and ``silian bench read``: what they print, write and answer."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from silian.adapters.engines.local import map_local
from silian.adapters.engines.reading import Job, Outcome, read_one
from silian.adapters.readers import failures, read_bytes
from silian.adapters.readers.limits import Limits
from silian.cli.main import app
from silian.cli.read_summary import clip, pad, width
from silian.cli.read_words import explain, known_codes, remark
from tests.adapters.builders import PLAN, docx_of, pdf_of, txt_of
from tests.adapters.hostile import ole

KEYS = ["document", "sections", "boxes", "tables", "targets", "baselines", "tasks", "entities",
        "glossary", "flags"]  # fmt: skip


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "规划.docx"
    path.write_bytes(docx_of(PLAN))
    return path


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_document_is_summed_up_in_chinese(plan):
    done = run("read", plan)

    assert done.exit_code == 0
    assert done.stdout.startswith("云岭市科技创新“十五五”规划\n")
    assert "研发经费投入强度" in done.stdout
    assert "1500家" in done.stdout


def test_a_document_is_summed_up_in_english(plan):
    done = run("read", plan, "--lang", "en")

    assert done.exit_code == 0
    assert "targets" in done.stdout


def test_json_is_the_contract_and_nothing_else_and_the_same_in_process(plan):
    boxed = run("read", plan, "--json")
    here = run("read", plan, "--json", "--in-process")

    assert boxed.stdout_bytes == here.stdout_bytes
    contract = json.loads(boxed.stdout)
    assert list(contract) == KEYS
    assert "研发经费投入强度" in boxed.stdout


def test_text_writes_what_the_offsets_count_in(plan, tmp_path):
    out = tmp_path / "out.txt"

    done = run("read", plan, "--json", "--text", out)

    text = out.read_bytes().decode()
    contract = json.loads(done.stdout)
    assert text == read_bytes(plan.read_bytes(), plan.name).text
    for record in contract["targets"] + contract["baselines"]:
        assert text[record["start"] : record["end"]] == record["quote"]


def test_what_cannot_be_read_ends_with_2_and_says_why(tmp_path):
    path = tmp_path / "密.docx"
    path.write_bytes(ole("EncryptedPackage"))

    done = run("read", path, "--json")

    assert done.exit_code == 2
    assert done.stdout == ""
    assert "有密码" in done.stderr
    assert "readers.encrypted" in done.stderr


@pytest.mark.parametrize("arguments", [["--engine", "hadoop"], ["--lang", "fr"]])
def test_misuse_ends_with_2(plan, arguments):
    assert run("read", plan, *arguments).exit_code == 2


def test_a_missing_file_ends_with_2(tmp_path):
    assert run("read", tmp_path / "none.txt").exit_code == 2


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "many"
    (folder / "2026").mkdir(parents=True)
    (folder / ".hidden").write_text("x")
    (folder / "b.txt").write_bytes(txt_of(PLAN))
    (folder / "a.docx").write_bytes(docx_of(PLAN))
    (folder / "2026" / "c.pdf").write_bytes(pdf_of(PLAN))
    (folder / "bad.docx").write_bytes(b"PK\3\4 nothing")
    return folder


def test_a_folder_is_read_whole_though_one_file_is_bad(folder, tmp_path):
    out = tmp_path / "out"

    done = run("read", folder, "--out", out)

    assert done.exit_code == 1
    written = sorted(p.relative_to(out).as_posix() for p in out.rglob("*.json"))
    assert written == ["2026/c.pdf.json", "a.docx.json", "b.txt.json"]
    assert done.stderr.count("bad.docx") == 1
    one = run("read", folder / "a.docx", "--json")
    assert (out / "a.docx.json").read_bytes() == one.stdout_bytes


def test_a_folder_without_out_prints_one_line_a_document_in_order(folder):
    done = run("read", folder, "--in-process")

    names = [json.loads(line)["document"]["file"]["name"] for line in done.stdout.splitlines()]
    assert names == ["c.pdf", "a.docx", "b.txt"]


def test_a_folder_of_nothing_but_bad_files_ends_with_2(tmp_path):
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")

    assert run("read", tmp_path).exit_code == 2


def deadly(job):
    if job.name == "3":
        import os

        os._exit(9)
    return Outcome(job.name, job.path)


def test_a_job_that_kills_its_worker_costs_only_itself():
    jobs = [Job(f"line {n}", str(n)) for n in range(12)]

    outcomes = list(map_local(deadly, jobs, workers=2))

    assert [o.name for o in outcomes] == [str(n) for n in range(12)]
    assert [o.name for o in outcomes if not o.is_read] == ["3"]
    assert outcomes[3].code == "readers.crashed"


def test_a_file_that_vanished_is_an_outcome(tmp_path):
    outcome = read_one(Job(str(tmp_path / "none.txt"), "none.txt"))

    assert outcome.code == "readers.not_opened"


def test_reading_needs_no_django(plan):
    program = (
        "import sys\nfrom silian.cli.main import app\n"
        "try:\n    app(['read', sys.argv[1], '--json', '--in-process'])\n"
        "except SystemExit as done:\n    assert not done.code, done.code\n"
        "print('django' in sys.modules, file=sys.stderr)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(plan)], capture_output=True, text=True, check=True
    )

    assert done.stderr.strip() == "False"


def test_bench_gives_the_figures_of_the_contract(plan):
    done = run("bench", "read", plan, "--json", "--seconds", "0")

    figures = json.loads(done.stdout)
    contract = json.loads(run("read", plan, "--json").stdout)
    assert list(figures) == [
        "mb_per_s",
        "mb_per_s_fastest",
        "bytes",
        "repeats",
        "stages",
        "items",
        "peak_mb",
    ]
    assert figures["items"] == len(contract["targets"]) + len(contract["baselines"])
    assert figures["bytes"] == len(read_bytes(plan.read_bytes(), plan.name).text.encode())
    assert "normalize" in figures["stages"]


# Why a reader takes a file for one that was built to harm.
REASONS = sorted(
    set(
        re.findall(
            r"""(?:_bomb\(name, |reason=)"(\w+)\"""",
            "".join(
                path.read_text("utf-8") for path in Path(failures.__file__).parent.glob("*.py")
            ),
        )
    )
)


def test_every_failure_has_words_in_both_languages():
    for code in failures.FAILURES:
        assert code in known_codes()
        assert explain(code, {"name": "甲"}, "zh") != explain(code, {"name": "甲"}, "en")


def test_every_limit_and_reason_has_words_in_both_languages():
    limits = [*Limits.__dataclass_fields__, "memory"]
    codes = [("readers.too_large", "limit", name) for name in limits]
    codes += [("readers.bomb", "reason", name) for name in REASONS]

    for code, place, name in codes:
        for lang in ("zh", "en"):
            said = explain(code, {"name": "甲.docx", place: name}, lang)
            assert f"({name}" not in said
            assert f"（{name}" not in said
            assert f"限制 {name}" not in said
            assert f"limit {name} (" not in said


def test_quotes_between_quotes_are_the_inner_ones():
    said = remark("readers.hidden_sheet_left_out", {"name": "“十四五”指标"}, "zh")

    assert said == "隐藏工作表“‘十四五’指标”未读取"


def test_columns_count_chinese_characters_twice():
    assert width("研发R&D") == 7
    assert pad("研发", 6) == "研发  "
    assert clip("研发投入强度", 9) == "研发投…"


def test_spark_that_is_not_installed_is_named(folder, monkeypatch):
    monkeypatch.setattr("silian.adapters.engines.spark.is_installed", lambda: False)

    done = run("read", folder, "--engine", "spark")

    assert done.exit_code == 2
    assert "silian[spark]" in done.stderr
