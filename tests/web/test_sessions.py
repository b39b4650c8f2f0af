"""The door: log-in, lock-out, sessions that end, headers on every answer."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.urls import reverse

from silian import clock
from silian.domain.parties.offices import Role
from silian.services import accounts
from silian.store.accounts.models import User
from silian.store.events.models import Event
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hands(monkeypatch, at):
    """A clock that the test turns; begins at ``at``."""
    time = [at]
    monkeypatch.setattr(clock, "now", lambda: time[0])
    return time


def try_door(client, username, password, **more):
    data = {"username": username, "password": password}
    return client.post(reverse("accounts:log_in"), data, **more)


def is_in(client):
    return client.get(reverse("work:home")).status_code == 200


@pytest.fixture
def zhao(db):
    user = factories.make_user("zhao")
    factories.make_office(user)
    return user


def test_a_stranger_at_the_door_leaves_no_row(client, zhao, hands):
    strict = Client(enforce_csrf_checks=True)

    door = strict.get(reverse("accounts:log_in"))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', door.content.decode())[1]
    words = {"username": "zhao", "password": "wrong", "csrfmiddlewaretoken": token}
    wrong = strict.post(reverse("accounts:log_in"), words)
    strict.get(reverse("work:home"))
    strict.get("/no/such/page/")

    assert wrong.status_code == 422
    assert Session.objects.count() == 0


def test_the_door_opens_with_its_token_and_shuts_without(zhao, hands):
    strict = Client(enforce_csrf_checks=True)
    door = strict.get(reverse("accounts:log_in"))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', door.content.decode())[1]
    words = {"username": "zhao", "password": factories.PASSWORD}

    refused = strict.post(reverse("accounts:log_in"), words)
    elsewhere = Client(enforce_csrf_checks=True).post(
        reverse("accounts:log_in"), words | {"csrfmiddlewaretoken": token}
    )
    let_in = strict.post(reverse("accounts:log_in"), words | {"csrfmiddlewaretoken": token})

    assert (refused.status_code, elsewhere.status_code, let_in.status_code) == (403, 403, 302)
    assert strict.cookies[settings.CSRF_COOKIE_NAME].value not in (token, "")
    assert strict.cookies[settings.CSRF_COOKIE_NAME]["httponly"]
    assert Session.objects.count() == 1


def test_the_token_changes_with_the_log_in(zhao, hands):
    strict = Client(enforce_csrf_checks=True)
    door = strict.get(reverse("accounts:log_in"))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', door.content.decode())[1]
    words = {"username": "zhao", "password": factories.PASSWORD, "csrfmiddlewaretoken": token}
    before = strict.cookies[settings.CSRF_COOKIE_NAME].value
    strict.post(reverse("accounts:log_in"), words)

    out = strict.post(reverse("accounts:log_out"), {"csrfmiddlewaretoken": token})

    assert strict.cookies[settings.CSRF_COOKIE_NAME].value != before
    assert out.status_code == 403


def test_name_and_password_open_the_door(client, zhao, hands):
    before = client.session.session_key

    answer = try_door(client, "ZHAO", factories.PASSWORD)

    assert answer.status_code == 302
    assert client.session.session_key != before
    assert is_in(client)
    row = Event.objects.across_regions("test").get()
    assert (row.verb, row.region) == ("accounts.logged_in", "990101")


def test_five_failures_shut_the_door_for_this_pair_only(client, zhao, hands):
    other = factories.make_user("qian")
    factories.make_office(other)

    codes = [try_door(client, "zhao", "wrong").status_code for _ in range(5)]

    assert codes[:4] == [422] * 4
    assert codes[4] == 429
    assert try_door(client, "zhao", factories.PASSWORD).status_code == 429
    assert try_door(client, "qian", factories.PASSWORD).status_code == 302
    client.logout()
    elsewhere = try_door(client, "zhao", factories.PASSWORD, REMOTE_ADDR="10.1.2.3")
    assert elsewhere.status_code == 302


def test_another_spelling_is_no_other_person(client, zhao, hands):
    for name in ("zhao", "ZHAO", "Zhao", "zHao", " zhaO "):
        try_door(client, name, "wrong")

    assert try_door(client, "zhAo", factories.PASSWORD).status_code == 429


def test_who_is_not_logged_in_sends_no_large_body(client, zhao, hands):
    answer = try_door(client, "zhao", "x" * 1_000_001)

    assert answer.status_code == 413


def test_the_door_opens_again_after_fifteen_minutes(client, zhao, hands, monkeypatch):
    from axes.models import AccessAttempt

    for _ in range(5):
        try_door(client, "zhao", "wrong")
    attempts = AccessAttempt.objects.all()
    began = attempts.get().attempt_time

    attempts.update(attempt_time=began - timedelta(minutes=14))
    assert try_door(client, "zhao", factories.PASSWORD).status_code == 429
    attempts.update(attempt_time=began - timedelta(minutes=16))
    assert try_door(client, "zhao", factories.PASSWORD).status_code == 302


def test_a_person_who_is_not_there_is_refused_in_the_same_words(client, zhao, hands):
    known, unknown = try_door(client, "zhao", "x"), try_door(client, "sun", "x")

    assert known.status_code == unknown.status_code == 422
    plain = [
        re.sub(r'value="\w{64}"', "", answer.content.decode().split("<main")[1])
        for answer in (known, unknown)
    ]
    assert plain[0].replace("zhao", "sun") == plain[1]


@pytest.mark.parametrize(
    ("minutes", "stays"), [([29], True), ([31], False), ([29, 29, 29], True), ([29, 31], False)]
)
def test_thirty_idle_minutes_end_a_session(minutes, stays, client, zhao, hands):
    try_door(client, "zhao", factories.PASSWORD)
    client.get(reverse("work:home"))

    for pause in minutes:
        hands[0] += timedelta(minutes=pause)
        last = is_in(client)

    assert last is stays


def test_eight_hours_end_a_session_that_is_in_use(client, zhao, hands):
    try_door(client, "zhao", factories.PASSWORD)

    for _ in range(24):
        hands[0] += timedelta(minutes=20)
        assert is_in(client)
    hands[0] += timedelta(minutes=1)

    assert not is_in(client)


def test_an_old_mark_of_having_been_here_does_not_revive_a_session(client, zhao, hands):
    try_door(client, "zhao", factories.PASSWORD)
    session, mark = client.cookies["silian"].value, client.cookies["silian_seen"].value
    hands[0] += timedelta(minutes=31)
    client.cookies["silian"], client.cookies["silian_seen"] = session, mark + "x"

    assert not is_in(client)


def test_a_reading_page_writes_no_session(client, zhao, hands, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    try_door(client, "zhao", factories.PASSWORD)
    client.get(reverse("work:home"))
    hands[0] += timedelta(minutes=5)

    with CaptureQueriesContext(connection) as seen:
        assert is_in(client)

    assert not [one for one in seen if not one["sql"].startswith("SELECT")]


def test_an_office_that_ended_ends_the_session(client, zhao, hands):
    try_door(client, "zhao", factories.PASSWORD)
    assert is_in(client)
    security = factories.make_actor(role="security_admin")
    office = accounts.offices_of(user_id=zhao.id, at=hands[0])[0]

    accounts.end_office(office_id=office.id, ends_on=date(2026, 3, 2), by=security, at=hands[0])

    assert not is_in(client)


def test_a_person_switched_off_is_out(client, zhao, hands):
    try_door(client, "zhao", factories.PASSWORD)

    User.objects.filter(pk=zhao.pk).update(is_active=False)

    assert not is_in(client)


def test_a_new_password_ends_the_other_sessions(client, zhao, hands):
    from django.test import Client

    elsewhere = Client()
    for one in (client, elsewhere):
        try_door(one, "zhao", factories.PASSWORD)
    new = "violet ladder seven rain"

    data = {"old": factories.PASSWORD, "new": new, "again": new}
    client.post(reverse("accounts:change_password"), data)

    assert is_in(client)
    assert not is_in(elsewhere)


def test_a_switch_of_office_changes_the_key_and_the_actor(client, zhao, hands):
    head = factories.make_office(zhao, "990102", "bureau_head")
    try_door(client, "zhao", factories.PASSWORD)
    hands[0] += timedelta(minutes=40)  # the mark is bound to the key; it has to move too
    hands[0] -= timedelta(minutes=20)
    before = client.session.session_key

    client.post(reverse("accounts:switch_office"), {"office": head.id})

    assert client.session.session_key != before
    hands[0] += timedelta(minutes=25)
    answer = client.get(reverse("work:home"))
    assert answer.wsgi_request.actor.office.id == head.id


def test_a_first_password_leads_to_the_change_of_it(client, hands):
    security = factories.make_actor(role="security_admin")
    body = factories.make_body()
    first = accounts.create_person(
        username="li", name="李乙", body_id=body.id, role=Role.PLANNER, starts_on=date(2026, 1, 1),
        by=security, at=hands[0],
    )  # fmt: skip
    try_door(client, "li", first.password)

    answer = client.get(reverse("work:home"))

    assert (answer.status_code, answer.url) == (302, reverse("accounts:change_password"))
    assert answer.wsgi_request.actor.office is None
    assert client.get(answer.url).status_code == 200


def test_demo_people_come_in_on_this_machine_only(client, hands, settings):
    user = factories.make_user("demo", is_demo=True)
    factories.make_office(user)

    answers = []
    for is_demo, is_loopback in ((False, True), (True, False), (True, True)):
        settings.SILIAN_DEMO, settings.SILIAN_IS_LOOPBACK = is_demo, is_loopback
        answers.append(try_door(client, "demo", factories.PASSWORD).status_code)

    assert answers == [422, 422, 302]


def test_every_answer_carries_the_headers(client, zhao):
    paths = ["/", reverse("accounts:log_in"), "/nothing-here/", "/api/v1/plans"]

    for path in paths:
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy, path
        assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"]
        assert "camera=()" in headers["Permissions-Policy"]


def test_cookies_are_kept_from_scripts_and_other_sites(client, zhao):
    try_door(client, "zhao", factories.PASSWORD)

    for name in ("silian", "silian_seen"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_the_address_behind_a_proxy_is_what_the_proxy_added(rf):
    from silian.web.security import client_address

    request = rf.get("/", headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.7"}, REMOTE_ADDR="127.0.0.1")

    assert client_address(request) == "127.0.0.1"
    with override_settings(SILIAN_BEHIND_PROXY=True):
        assert client_address(request) == "10.0.0.7"
