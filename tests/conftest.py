"""What all tests share: no network, a tidy log, people to act as, an eye on the SQL."""

from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from pytest_socket import socket_allow_hosts

from tests import factories
from tests.emptying import let_test_databases_be_emptied

let_test_databases_be_emptied()

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # noon of a Monday in Beijing


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup(item):
    """No test reaches beyond this machine."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture
def at():
    """The moment at which tests act."""
    return NOW


@pytest.fixture
def planner(db):
    """A planner of the fictional district 青石区."""
    return factories.make_actor(region="990101")


@pytest.fixture
def neighbor(db):
    """A planner of the fictional district 望川区."""
    return factories.make_actor(region="990102")


@pytest.fixture
def municipal_officer(db):
    """An officer of the fictional municipality 云岭市."""
    return factories.make_actor(region="990000", role="municipal_officer")


@pytest.fixture
def by_region(db):
    """Fails the test on SQL that touches rows of a region without saying which."""
    from tests.tenancy import watching

    with ExitStack() as stack:
        watching(stack)
        yield


@pytest.fixture
def replayed(db, request):
    """At the end of a test, the log rebuilds every table whose changes it keeps."""
    from silian.domain.parties.offices import SYSTEM
    from silian.services import events

    yield
    if "unlogged" in request.keywords:
        return
    found = events.replay(by=SYSTEM, at=NOW)
    assert [table for table in found.tables if not table.is_equal] == []
