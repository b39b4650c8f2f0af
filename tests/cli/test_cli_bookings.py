"""The commands of bookings: the same services, --apply for what writes, exit codes."""

import re

import pytest
from typer.testing import CliRunner

from silian import clock
from silian.cli import bookings as commands
from silian.domain.kernel.days import day_of
from silian.services import bookings
from tests.factories import User, make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db):
    return make_actor(role="desk_officer")


@pytest.fixture
def run(officer, monkeypatch):
    """Runs ``silian bookings …`` as the desk officer, on the test's own database."""
    monkeypatch.setattr(commands, "start_django", lambda *args, **options: None)
    username = User.objects.get(pk=officer.user_id).username

    def call(*arguments):
        return CliRunner().invoke(commands.app, [*arguments, "--as", username])

    return call


@pytest.fixture
def sem(officer, at):
    return bookings.open_resource(
        system="tech_transfer/instruments", record_ref="SEM-1", name="扫描电镜", by=officer, at=at
    )


def test_a_time_is_booked_listed_and_cancelled(run, sem):
    year = day_of(clock.now()).year + 1
    span = ("--from", f"{year}-03-03T09:00", "--to", f"{year}-03-03T11:00")
    what = ("book", sem.id, *span, "--party", "p-1", "--purpose", "测样")

    shown = run(*what)
    made = run(*what, "--apply")
    taken = run(*what, "--apply")

    assert (shown.exit_code, made.exit_code, taken.exit_code) == (0, 0, 1), made.output
    assert "nothing was changed" in shown.output
    assert f"{year}-03-03 11:00" in taken.output
    (booking_id,) = re.findall(r"^\w{26}", made.output)
    listed = run("list", "--day", f"{year}-03-04", "--week")
    assert booking_id in listed.output
    assert "1 bookings" in listed.output
    assert "would cancel" in run("cancel", booking_id, "--reason", "x").output
    assert "cancelled" in run("cancel", booking_id, "--reason", "x", "--apply").output
    assert "0 bookings" in run("list", "--day", f"{year}-03-03").output


def test_actual_hours_are_noted_and_added_up(run, sem, officer, at):
    made = bookings.book(
        resource_id=sem.id, starts_at=at.replace(hour=5), ends_at=at.replace(hour=7),
        terms=bookings.Terms("p-1", "测样"), by=officer, at=at,
    )  # fmt: skip
    span = ("--from", "2026-03-02T13:00", "--to", "2026-03-02T14:30")
    what = ("usage", "--booking", made.id, *span, "--place", "第4行")

    assert "nothing was changed" in run(*what).output
    noted = run(*what, "--apply")
    figures = run("usage", "--from", "2026-03-02", "--to", "2026-03-03")

    assert noted.exit_code == 0, noted.output
    assert "90 minutes, log 第4行" in noted.output
    assert "open 1440 min, booked 120, used 90" in figures.output
    assert run("usage").exit_code == 2
