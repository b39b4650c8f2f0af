"""Random requests to every operation: no server error, answers as the schema says."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from silian.config.wsgi import application
from tests.factories import log_in
from tests.services.plan_kit import TABLE_PLAN, make_plan

TOKEN = "a" * 32
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def one_connection():
    """Requests that go past Django's test client would close the test's own connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def world(db, one_connection, client, planner, at, settings, tmp_path):
    """A planner's session, and a version that was read."""
    settings.SILIAN_FILES = tmp_path / "files"
    log_in(client, planner)
    version = make_plan(planner, at, TABLE_PLAN)
    name = settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value, settings.CSRF_COOKIE_NAME: TOKEN}, version


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_breaks_the_server(case, world):
    cookies, version = world
    if "version_id" in case.path_parameters:
        case.path_parameters["version_id"] = version.id

    answer = case.call(cookies=cookies, headers={"X-CSRFToken": TOKEN})

    assert answer.status_code not in (401, 403)
    case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])
