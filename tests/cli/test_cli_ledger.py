"""``silian ledger``: shown first, done with --apply, refused in words with a code."""

import pytest
import yaml
from typer.testing import CliRunner

from silian.cli.main import app
from silian.store.accounts.models import User
from tests import factories
from tests.ledger_fund import FUND, SYSTEM


@pytest.fixture
def world(db, tmp_path, monkeypatch):
    """The folder, the file of templates, and the user names of an officer and a head."""
    monkeypatch.setenv("SILIAN_DATA_DIR", str(tmp_path))
    path = tmp_path / "fund.yaml"
    path.write_text(yaml.safe_dump(FUND, allow_unicode=True), "utf-8")
    people = [factories.make_actor(role=role) for role in ("desk_officer", "bureau_head")]
    return str(path), *(User.objects.get(pk=one.user_id).username for one in people)


def silian(*words):
    done = CliRunner().invoke(app, ["ledger", *words], catch_exceptions=False)
    return done.exit_code, done.output


def test_a_fund_is_opened_used_and_closed(world):
    path, officer, head = world
    as_officer, system = ("--as", officer), ("--system", SYSTEM)
    opening = ("accounts", *as_officer, *system, "--open", path)
    assert "nothing was changed" in silian(*opening)[1]
    assert silian("accounts", *as_officer) == (0, "")
    assert silian(*opening, "--apply")[0] == 0

    act = ("post", *as_officer, *system, "--on", "2026-03-02", "--ground", "依据")
    pay_in = (*act, "--templates", path, "--template", "pay_in", "--set", "amount=101")
    assert "nothing was changed" in silian(*pay_in)[1]
    entry = silian(*pay_in, "--apply")[1].split()[1]
    code, said = silian(*act, "--posting", "fund_cash=-500", "--posting", "city_capital=500")
    assert (code, "ledger.wrong_purpose" in said) == (1, True)
    code, said = silian(*act, "--posting", "fund_cash=-500", "--posting", "city_loss=500")
    assert (code, "ledger.floor_broken" in said) == (1, True)

    listed = silian("accounts", *as_officer)[1]
    cash = next(line for line in listed.splitlines() if "fund_cash" in line).split()[0]
    said = silian("statement", cash, *as_officer, "--from", "2026-03-01", "--to", "2026-04-01")[1]
    assert "closing" in said
    assert "101" in said
    code, said = silian("trial-balance", *as_officer, "--on", "2026-03-02")
    assert (code, said.splitlines()[-1].split()[1:3]) == (0, ["101", "101"])

    close = ("close", *system, "--until", "2026-04-01", "--apply")
    assert silian(*close, "--as", officer)[0] == 1
    assert "up to 2026-04-01" in silian(*close, "--as", head)[1]
    undo = ("reverse", entry, *as_officer, "--ground", "更正", "--apply")
    assert "ledger.period_closed" in silian(*undo, "--on", "2026-03-31")[1]
    assert silian(*undo, "--on", "2026-04-01")[0] == 0
    assert silian("trial-balance", *as_officer, "--on", "2026-04-01")[1].split()[-2] == "0"


def test_misuse_is_said(world, tmp_path):
    officer = world[1]
    act = ("post", "--as", officer, "--system", SYSTEM, "--ground", "依据")

    assert silian(*act, "--on", "2026-03-02")[0] == 2
    assert silian(*act, "--on", "soon", "--posting", "a=1")[0] == 2
    assert silian(*act, "--on", "2026-03-02", "--posting", "a=1.5")[0] == 2
    (tmp_path / "bad.yaml").write_text("- 1", "utf-8")
    code, said = silian(
        "accounts", "--as", officer, "--system", SYSTEM, "--open", str(tmp_path / "bad.yaml")
    )
    assert (code, "ledger.bad_templates" in said) == (1, True)
