"""The commands of plans: the same services, --apply for what writes, exit codes."""

import json

import pytest
from typer.testing import CliRunner

from silian.cli import plans as commands
from silian.services import plans
from tests.factories import User
from tests.services.plan_kit import PLAN, close_review, make_plan
from tests.services.test_storekeeping import tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(planner, monkeypatch):
    """Runs ``silian plans …`` as the planner, on the test's own database."""
    monkeypatch.setattr(commands, "start_django", lambda *args, **options: None)
    username = User.objects.get(pk=planner.user_id).username

    def call(*arguments, who=username):
        return CliRunner().invoke(commands.app, [*arguments, "--as", who])

    return call


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "青石区规划.txt"
    path.write_text(PLAN, "utf-8")
    return path


def test_an_import_without_apply_changes_nothing(run, file, planner, at):
    answer = run("import", str(file))

    assert answer.exit_code == 0
    assert "nothing was changed" in answer.output
    assert plans.list_plans(by=planner, at=at).total == 0


def test_an_import_reads_at_once(run, file, planner, at):
    answer = run("import", str(file), "--now", "--apply")

    assert answer.exit_code == 0, answer.output
    (line,) = plans.list_plans(by=planner, at=at).lines
    assert line.reading_state == "read"
    assert "青石区科技创新" in run("list").output
    assert "doubtful" in run("show", line.version_id).output


def test_a_published_version_that_was_changed_ends_with_1(
    planner, at, monkeypatch, settings, tmp_path
):
    settings.SILIAN_FILES = tmp_path  # what other tests damaged is no matter of this one
    monkeypatch.setattr(commands, "start_django", lambda *args, **options: None)
    version = close_review(make_plan(planner, at), planner, at)
    plans.publish(version_id=version.id, revision=version.revision, by=planner, at=at)
    sound = CliRunner().invoke(commands.app, ["files"])
    tamper("UPDATE plans_item SET unit = 'x' WHERE value_text = '100'")

    answer = CliRunner().invoke(commands.app, ["files"])

    assert (sound.exit_code, answer.exit_code) == (0, 1)
    assert f"altered  version {version.id}" in answer.output


def test_publishing_says_what_is_in_the_way(run, planner, at):
    version = make_plan(planner, at)

    answer = run("publish", version.id, "--apply")

    assert answer.exit_code == 1
    assert "plans." in answer.output


def test_an_export_is_written(run, planner, at, tmp_path):
    version = make_plan(planner, at)
    out = tmp_path / "targets.json"

    answer = run("export", version.id, "targets", "--out", str(out))

    assert answer.exit_code == 0, answer.output
    body = json.loads(out.read_text("utf-8"))
    assert {row["indicator"] for row in body["rows"]} >= {"高新技术企业", "科技型中小企业"}


def test_the_list_is_written_to_a_file(run, planner, at, tmp_path):
    version = make_plan(planner, at)
    out = tmp_path / "plans.csv"

    assert run("list", "--out", str(out)).output.startswith("1 rows")

    assert version.title in out.read_text("utf-8-sig")


def test_search_shows_the_words_in_brackets(run, planner, at):
    make_plan(planner, at)

    assert "[传感器]" in run("search", "传感器").output


def test_a_person_who_is_not_there_is_exit_1(run):
    assert run("list", who="nobody").exit_code == 1


def test_a_wrong_ending_is_misuse(run):
    assert run("export", "x", "targets", "--out", "targets.pdf").exit_code == 2
