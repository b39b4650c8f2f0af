"""Published versions against the log: what was changed behind the services is found."""

import pytest
from django.db import connection

from silian.services import events, plans
from silian.services.plans.storekeeping import check_store
from silian.store.events import guards as event_guards
from silian.store.plans import guards
from tests.services.plan_kit import close_review, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.SILIAN_FILES_DIR = tmp_path


@pytest.fixture
def published(planner, at):
    version = close_review(make_plan(planner, at), planner, at)
    return plans.publish(version_id=version.id, revision=version.revision, by=planner, at=at)


def tamper(statement, guarded=guards):
    """Do what somebody with the password of the database can do."""
    with connection.cursor() as cursor:
        for line in guarded.unguard_statements(connection.vendor):
            cursor.execute(line)
        cursor.execute(statement)
        for line in guarded.guard_statements(connection.vendor):
            cursor.execute(line)


def test_a_version_that_is_what_was_published_is_sound(published, at):
    found = check_store(at=at)

    assert (found.published, found.altered) == (1, ())


def test_a_draft_may_differ_from_the_log(planner, at):
    version = close_review(make_plan(planner, at), planner, at)
    plans.reopen(version_id=version.id, revision=version.revision, by=planner, at=at)

    assert check_store(at=at).published == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plans_item SET value_text = '999' WHERE value_text = '100'",
        "DELETE FROM plans_value WHERE role = 'baseline'",
        "UPDATE plans_value SET number = '999' WHERE text = '100'",
        "UPDATE plans_item SET state = 'rejected' WHERE kind = 'task'",
    ],
)
def test_a_published_version_that_was_changed_is_found(published, at, statement):
    tamper(statement)

    found = check_store(at=at)

    assert found.altered == (published.id,)
    assert not found.is_sound


def test_a_published_version_that_the_log_does_not_know_is_found(published, at):
    tamper("UPDATE events_event SET verb = 'plans.reviewed'", event_guards)

    assert check_store(at=at).altered == (published.id,)


def test_a_version_of_a_release_that_kept_fewer_hashes_is_sound(published, at, monkeypatch):
    before = events.latest_payloads

    def older(**asked):
        return {
            key: {name: value for name, value in payload.items() if name != "values_sha256"}
            for key, payload in before(**asked).items()
        }

    monkeypatch.setattr(events, "latest_payloads", older)

    assert check_store(at=at).altered == ()
