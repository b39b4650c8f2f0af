"""The commands of parties: the same services, --apply for what writes, exit codes."""

import pytest
from typer.testing import CliRunner

from silian.cli import parties as commands
from silian.services import parties
from tests.factories import User
from tests.services.party_kit import make_code, make_party, make_row, make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(planner, monkeypatch):
    """Runs ``silian parties …`` as the planner, on the test's own database."""
    monkeypatch.setattr(commands, "start_django", lambda *args, **options: None)
    username = User.objects.get(pk=planner.user_id).username

    def call(*arguments, who=username):
        return CliRunner().invoke(commands.app, [*arguments, "--as", who])

    return call


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(make_sheet([make_row(1), make_row(2, 企业规模="巨型")]).getvalue())
    return path


def test_an_import_without_apply_changes_nothing_and_ends_with_1_for_a_bad_row(
    run, sheet, planner, at
):
    answer = run("import", str(sheet))

    assert answer.exit_code == 1
    assert "would be new 1" in answer.output
    assert "nothing was changed" in answer.output
    assert parties.list_parties(by=planner, at=at).count == 0


def test_an_import_goes_in_and_bad_rows_come_back(run, sheet, planner, at, tmp_path):
    back = tmp_path / "退回.xlsx"

    answer = run("import", str(sheet), "--apply", "--returned", str(back))

    assert "new 1" in answer.output
    assert back.read_bytes()[:2] == b"PK"
    assert "青石第1装备有限公司" in run("list", "--words", "装备").output
    assert make_code(1) in run("show", make_code(1)).output


def test_a_column_can_be_set(run, sheet, planner, at):
    answer = run("import", str(sheet), "--column", "7=", "--apply")

    assert answer.exit_code == 0, answer.output
    assert parties.list_parties(by=planner, at=at).count == 2
    assert run("import", str(sheet), "--column", "9=name").exit_code == 2


def test_duplicates_are_shown_merged_and_taken_apart(run, planner, at):
    one, other = make_party(planner, at, number=1), make_party(planner, at)

    assert run("duplicates").exit_code == 1
    assert "1 pairs" in run("duplicates", "--party", make_code(1)).output
    assert "would merge" in run("merge", one.id, other.id).output
    merged = run("merge", one.id, other.id, "--apply")
    assert merged.exit_code == 0, merged.output
    assert run("duplicates").exit_code == 0
    merge_id = merged.output.split()[1].rstrip(":")
    assert "would take back" in run("unmerge", merge_id).output
    assert "two parties again" in run("unmerge", merge_id, "--apply").output
    assert run("unmerge", merge_id, "--apply").exit_code == 1


def test_what_is_not_there_ends_with_1(run):
    assert run("show", "01ABCDEFGHJKMNPQRSTVWXYZ01").exit_code == 1
    assert run("list", "--sort", "x").exit_code == 1
    assert run("list", who="nobody").exit_code == 1
    assert run("show", "x", "--as-of", "soon").exit_code == 2
