"""``silian lint``, ``silian align`` and ``silian draft`` as a person calls them."""

import json

import pytest
from typer.testing import CliRunner

from silian.cli.main import app

RUNNER = CliRunner()
COVER = "青石区科技创新“十四五”规划\n（2021—2025年）\n青石区人民政府\n2021年8月24日\n"
WRONG = (
    COVER
    + "一、发展基础\n2020年，科技型企业204家。\n二、发展目标\n到2025年，科技型企业达到500家。\n"
    "三、重点任务\n（一）培育企业\n每年新增科技型企业50家以上。\n"
)
RIGHT = WRONG.replace("每年新增科技型企业50家以上", "每年新增科技型企业60家以上")


@pytest.fixture
def plan(tmp_path):
    def write(text, name="plan.txt"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return str(path)

    return write


def test_a_contradiction_is_printed_with_its_formula_and_ends_with_1(plan):
    result = RUNNER.invoke(app, ["lint", plan(WRONG)])

    assert result.exit_code == 1
    assert "A01" in result.stdout
    assert "454" in result.stdout
    assert "59.2" in result.stdout


def test_a_plan_without_one_ends_with_0(plan):
    result = RUNNER.invoke(app, ["lint", plan(RIGHT), "--json"])

    assert result.exit_code == 0
    weights = {one["severity"] for one in json.loads(result.stdout)["findings"]}
    assert weights <= {"info", "low"}


def test_json_gives_places_that_slice_back(plan):
    result = RUNNER.invoke(app, ["lint", plan(WRONG), "--json"])

    found = [f for f in json.loads(result.stdout)["findings"] if f["rule"] == "A01"]
    assert len(found) == 1
    assert found[0]["status"] == "violated"
    assert found[0]["severity"] == "medium"
    for one in found[0]["inputs"]:
        assert WRONG[one["start"] : one["end"]] == one["quote"]


def test_the_weight_that_fails_is_a_choice(plan):
    assert RUNNER.invoke(app, ["lint", plan(WRONG), "--fail-on", "high"]).exit_code == 0
    assert RUNNER.invoke(app, ["lint", plan(WRONG), "--fail-on", "loud"]).exit_code == 2


def test_sarif_names_rules_lines_and_characters(plan):
    result = RUNNER.invoke(app, ["lint", plan(WRONG), "--sarif", "--lang", "en"])

    log = json.loads(result.stdout)
    assert log["version"] == "2.1.0"
    run = log["runs"][0]
    found = next(one for one in run["results"] if one["ruleId"] == "A01")
    assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == "A01"
    for place in [*found["locations"], *found["relatedLocations"]]:
        region = place["physicalLocation"]["region"]
        start, end = region["charOffset"], region["charOffset"] + region["charLength"]
        assert WRONG[start:end] == region["snippet"]["text"]
        line = WRONG.split("\n")[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 :].startswith(region["snippet"]["text"][:3])


def test_align_takes_readings_and_says_what_is_left(plan):
    city = plan(
        "云岭市人民政府关于促进区县科技创新的意见\n2021年9月1日\n二、发展目标\n"
        "到2025年，各区县共同培育科技型企业4000家。\n",
        "city.txt",
    )
    district = plan("云岭市" + WRONG, "district.txt")

    result = RUNNER.invoke(app, ["align", city, district, "--json"])

    assert result.exit_code == 0
    link = json.loads(result.stdout)["links"][0]
    assert (link["link"], link["sum"], link["left"], link["covered"]) == ("sum", "500", "3500", 1)
    assert RUNNER.invoke(app, ["align", city, district, "--link", "x=y"]).exit_code == 2


def test_draft_says_what_is_missing_and_what_changed(plan):
    older, newer = plan(WRONG, "older.txt"), plan(RIGHT.replace("500家", "520家"), "newer.txt")

    result = RUNNER.invoke(app, ["draft", newer, "--against", older, "--json"])

    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert {one["id"]: one["presence"] for one in said["checklist"]}["glossary"] == "absent"
    changed = [one for one in said["changes"]["differences"] if one["change"] == "changed"]
    assert any(
        edit["before"].startswith("500") and edit["after"].startswith("520")
        for one in changed
        for edit in one["edits"]
    )
