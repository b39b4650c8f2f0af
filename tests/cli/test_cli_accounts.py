"""``silian accounts`` and ``silian events``: shown first, done with --apply."""

import json

import pytest
from django.db import connection
from typer.testing import CliRunner

from silian.cli.main import app
from silian.store.events.guards import guard_statements, unguard_statements
from tests import factories

pytestmark = pytest.mark.usefixtures("folder")
ADD_BODY = ("accounts", "add-body", "990101", "青石区科学技术局")


@pytest.fixture
def folder(db, tmp_path, monkeypatch):
    """A data folder that is there; the database is that of the tests."""
    monkeypatch.setenv("SILIAN_DATA_DIR", str(tmp_path))


def silian(*words):
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    return done.exit_code, done.output


def test_a_bureau_is_set_up_from_the_console():
    assert silian(*ADD_BODY)[1].startswith("would add body")
    assert silian("accounts", "list") == (0, "")
    assert silian(*ADD_BODY, "--apply")[0] == 0
    code, said = silian(*ADD_BODY, "--apply")
    assert (code, "accounts.name_taken" in said) == (1, True)
    body = silian("accounts", "list")[1].split()[1]

    add_person = ("accounts", "add-person", "zhao", "赵甲", "--body", body, "--role", "planner",
                  "--from", "2026-01-01")  # fmt: skip
    code, said = silian(*add_person)
    assert (code, "first password" in said) == (0, False)
    code, said = silian(*add_person, "--apply")
    assert (code, "first password" in said) == (0, True)

    listed = silian("accounts", "list")[1]
    assert "zhao" in listed
    rows = [json.loads(line) for line in silian("events", "list", "--json")[1].splitlines()]
    assert [row["verb"] for row in rows] == [
        "accounts.gave_office", "accounts.created_person", "accounts.created_body"
    ]  # fmt: skip
    assert "青石区科学技术局" in str(rows)


def test_offices_and_log_ins_are_kept_from_the_console():
    person = factories.make_actor()
    office, body = person.office.id, factories.make_body().id
    give = ("accounts", "give-office", person.user_id, "--body", body, "--role", "bureau_head",
            "--from", "2026-02-01", "--until", "2027-01-01", "--ground", "2026年第1号")  # fmt: skip

    for words in (
        give,
        ("accounts", "end-office", office, "--on", "2026-03-01"),
        ("accounts", "reset-password", person.user_id),
        ("accounts", "switch", person.user_id, "--off"),
    ):
        assert silian(*words)[1].endswith("nothing was changed, add --apply\n")
        assert silian(*words, "--apply")[0] == 0

    listed = silian("accounts", "list")[1]
    assert "until 2027-01-01" in listed
    assert "until 2026-03-01" in listed
    assert "switched off" in listed
    assert silian("accounts", "end-office", "0" * 26, "--on", "2026-03-01", "--apply")[0] == 1
    assert silian("accounts", "end-office", office, "--on", "soon", "--apply")[0] == 2


def test_a_seal_is_set_and_kept():
    silian(*ADD_BODY, "--apply")

    assert silian("events", "seal")[1].startswith("no seal yet")
    said = silian("events", "seal", "--apply")[1]
    kept = said.split("hash ")[1].split()[0]

    assert "nothing happened" in silian("events", "seal", "--apply")[1]
    code, said = silian("events", "verify", "--json", "--known-seal", kept)
    assert (code, json.loads(said)["is_whole"]) == (0, True)
    code, said = silian("events", "verify", "--known-seal", "0" * 64)
    assert (code, "events.seal_unknown" in said) == (1, True)


def test_a_tampered_log_ends_with_one_and_a_name():
    silian(*ADD_BODY, "--apply")
    with connection.cursor() as cursor:
        for statement in unguard_statements(connection.vendor):
            cursor.execute(statement)
        cursor.execute("UPDATE events_event SET actor_name = 'somebody else'")
        for statement in guard_statements(connection.vendor):
            cursor.execute(statement)

    code, said = silian("events", "verify")

    assert code == 1
    assert "events.changed" in said
    assert "body:" in said
