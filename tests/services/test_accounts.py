"""People, bodies, offices, passwords: saved with an event, refused with a reason."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from silian import clock
from silian.domain.parties.offices import SYSTEM, Role
from silian.domain.parties.permissions import Thing, Verb
from silian.services import accounts, events
from silian.store.accounts.models import Office, User
from silian.store.events.models import Event
from silian.tasks import worker
from tests import factories

pytestmark = pytest.mark.usefixtures("by_region")
START = date(2026, 1, 1)
GOOD = "violet ladder seven rain"


@pytest.fixture
def security(db):
    return factories.make_actor(role="security_admin")


@pytest.fixture
def body(db):
    return factories.make_body()


def verbs_of(object_id):
    rows = Event.objects.across_regions("test").filter(object_id=object_id).order_by("id")
    return [row.verb for row in rows]


def add(by, body, at, username="zhao", role=Role.PLANNER):
    return accounts.create_person(
        username=username, name="赵甲", body_id=body.id, role=role, starts_on=START, by=by, at=at
    )


def test_a_person_gets_an_office_a_password_and_an_event(security, body, at):
    first = add(security, body, at)

    person = accounts.get_person(user_id=first.user_id, by=security, at=at)
    assert (person.username, person.must_change_password) == ("zhao", True)
    assert [(o.role, o.region) for o in person.offices] == [("planner", "990101")]
    assert User.objects.get(pk=first.user_id).check_password(first.password)
    assert verbs_of(first.user_id) == ["accounts.created_person", "accounts.gave_office"]
    assert events.verify(by=SYSTEM, at=at).is_whole


def test_no_event_holds_a_password(security, body, at):
    first = add(security, body, at)
    accounts.reset_password(user_id=first.user_id, by=security, at=at)

    rows = Event.objects.across_regions("test").order_by("id")

    assert first.password not in "".join(row.payload for row in rows)


def test_a_first_password_counts_for_72_hours(security, body, at):
    first = add(security, body, at)

    def is_over(hours):
        later = at + timedelta(hours=hours)
        return accounts.is_first_password_over(user_id=first.user_id, at=later)

    assert (is_over(71), is_over(72)) == (False, True)


def test_user_names_differ_in_more_than_case(security, body, at):
    add(security, body, at, "zhao")

    with pytest.raises(accounts.NameTaken):
        add(security, body, at, "ZHAO")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_user("Zhao")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECURITY_ADMIN])
def test_only_the_security_administrator_adds_people(role, body, at):
    actor = factories.make_actor(role=role)

    with pytest.raises(accounts.Forbidden) as caught:
        add(actor, body, at)

    assert caught.value.values["reason"] == "parties.role_may_not"
    assert not User.objects.filter(username="zhao").exists()


def test_a_body_of_another_region_is_not_there(security, at):
    other = factories.make_body("990102")

    with pytest.raises(accounts.NotFound):
        add(security, other, at)


def test_nobody_gives_himself_an_office(security, body, at):
    with pytest.raises(accounts.OwnOffice):
        accounts.give_office(
            user_id=security.user_id, body_id=body.id, role=Role.PLANNER, starts_on=START,
            by=security, at=at,
        )  # fmt: skip


def test_nobody_ends_his_own_office_or_switches_himself_off(security, at):
    with pytest.raises(accounts.OwnOffice):
        accounts.end_office(office_id=security.office.id, ends_on=START, by=security, at=at)
    with pytest.raises(accounts.OwnOffice):
        accounts.set_active(user_id=security.user_id, is_active=False, by=security, at=at)


@pytest.mark.parametrize("second", [Role.AUDIT_ADMIN, Role.SECURITY_ADMIN])
def test_one_person_holds_one_administrators_office(second, body, at):
    first = add(SYSTEM, body, at, role=Role.SYSTEM_ADMIN)

    with pytest.raises(accounts.AdministratorsApart):
        accounts.give_office(
            user_id=first.user_id, body_id=body.id, role=second, starts_on=START, by=SYSTEM, at=at
        )


def test_one_administrators_office_may_follow_another(body, at):
    first = add(SYSTEM, body, at, role=Role.SYSTEM_ADMIN)
    person = accounts.get_person(user_id=first.user_id, by=SYSTEM, at=at)
    accounts.end_office(office_id=person.offices[0].id, ends_on=date(2026, 6, 1), by=SYSTEM, at=at)

    given = accounts.give_office(
        user_id=first.user_id, body_id=body.id, role=Role.AUDIT_ADMIN,
        starts_on=date(2026, 6, 1), by=SYSTEM, at=at,
    )  # fmt: skip

    assert given.role is Role.AUDIT_ADMIN


def test_an_ended_office_does_nothing(planner, security, at):
    accounts.end_office(office_id=planner.office.id, ends_on=date(2026, 3, 2), by=security, at=at)

    actor = accounts.actor_of(user_id=planner.user_id, at=at, office_id=planner.office.id)

    assert actor.office is None
    assert accounts.reach_of(planner, at).regions == ("990101",)  # the value of before
    assert accounts.reach_of(actor, at).regions == ()


def test_a_person_switched_off_is_nobody(planner, security, at):
    accounts.set_active(user_id=planner.user_id, is_active=False, by=security, at=at)

    assert accounts.actor_of(user_id=planner.user_id, at=at).is_anonymous


@pytest.mark.parametrize(
    ("role", "region", "expected"),
    [
        ("planner", "990101", ("990101",)),
        ("bureau_head", "990101", ("990101",)),
        ("planner", "990000", ("990000",)),
        ("municipal_officer", "990000", ("990000", "990101", "990102")),
        ("audit_admin", "990000", ("000000", "990000", "990101", "990102")),
        ("audit_admin", "990101", ("000000", "990101")),
        ("system_admin", "990000", ("990000", "990101", "990102")),
    ],
)
def test_what_an_office_reaches(role, region, expected, db, at):
    for code in ("990000", "990101", "990102", "980000"):
        factories.make_body(code)

    reach = accounts.reach_of(factories.make_actor(region=region, role=role), at)

    assert reach.regions == expected
    assert reach.own == (region,)


def test_lists_show_people_within_reach(security, neighbor, planner, at):
    names = {person.id for person in accounts.list_people(by=security, at=at)}

    assert names == {security.user_id, planner.user_id}
    with pytest.raises(accounts.NotFound):
        accounts.get_person(user_id=neighbor.user_id, by=security, at=at)
    with pytest.raises(accounts.NotFound):
        accounts.reset_password(user_id=neighbor.user_id, by=security, at=at)
    with pytest.raises(accounts.NotFound):
        accounts.end_office(office_id=neighbor.office.id, ends_on=START, by=security, at=at)


def test_a_search_finds_part_of_a_name(security, body, at):
    add(security, body, at)

    def found(q):
        return [person.username for person in accounts.list_people(by=security, at=at, q=q)]

    assert (found("赵"), found("ZHA"), found("钱")) == (["zhao"], ["zhao"], [])


def test_somebody_with_two_offices_chooses(planner, at):
    user = User.objects.get(pk=planner.user_id)
    head = factories.make_office(user, "990101", "bureau_head")
    other = factories.make_actor()

    actor = accounts.switch_office(office_id=head.id, by=planner, at=at)

    assert actor.office.role is Role.BUREAU_HEAD
    assert len(accounts.list_own_offices(by=planner, at=at)) == 2
    with pytest.raises(accounts.OfficeNotHeld):
        accounts.switch_office(office_id=other.office.id, by=planner, at=at)


def test_a_person_changes_the_password(planner, at):
    accounts.change_password(old=factories.PASSWORD, new=GOOD, by=planner, at=at)

    assert User.objects.get(pk=planner.user_id).check_password(GOOD)
    with pytest.raises(accounts.WrongPassword):
        accounts.change_password(old="no", new=GOOD, by=planner, at=at)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short 1 2 3", "accounts.password_short"),
        ("x" * 129, "accounts.password_long"),
        ("passwordpassword", "accounts.password_familiar"),
        ("silian-2026-2026", "accounts.password_familiar"),
        ("aaaaaaaaaaaa", "accounts.password_familiar"),
        ("zhangwei20261234", "accounts.password_familiar"),
        ("青石区科学技术局2026a1", "accounts.password_familiar"),
        ("1234567890123456", None),
    ],
)
def test_weak_passwords_are_refused(password, code, planner, at):
    User.objects.filter(pk=planner.user_id).update(username="zhangwei")

    with pytest.raises(accounts.WeakPassword) as caught:
        accounts.change_password(old=factories.PASSWORD, new=password, by=planner, at=at)

    assert code is None or code in caught.value.values["codes"]


def test_the_same_password_again_is_refused(planner, at):
    with pytest.raises(accounts.WeakPassword):
        accounts.change_password(old=factories.PASSWORD, new=factories.PASSWORD, by=planner, at=at)


def test_the_profile_djbh_asks_for_three_kinds(planner, settings, at):
    settings.SILIAN_PASSWORD_PROFILE = "djbh"

    with pytest.raises(accounts.WeakPassword) as caught:
        accounts.change_password(old=factories.PASSWORD, new="violetladderseven", by=planner, at=at)

    assert caught.value.values["codes"] == ("accounts.password_kinds",)
    accounts.change_password(old=factories.PASSWORD, new="Violet ladder seven", by=planner, at=at)


def test_demo_people_live_in_a_demo_only(body, settings, at):
    def make():
        return accounts.create_demo_person(
            username="demo", name="示", body_id=body.id, role=Role.PLANNER, starts_on=START,
            by=SYSTEM, at=at,
        )  # fmt: skip

    with pytest.raises(accounts.NotADemo):
        make()
    settings.SILIAN_DEMO = True
    login = make()

    assert [one.username for one in accounts.demo_logins()] == [login.username]
    settings.SILIAN_IS_LOOPBACK = False
    assert accounts.demo_logins() == ()


def test_a_folder_with_real_people_does_not_become_a_demo(planner):
    with pytest.raises(accounts.NotADemo):
        accounts.mark_demo_folder()


def test_a_hidden_thing_and_none_look_the_same(planner, at):
    with pytest.raises(accounts.NotFound):
        accounts.require(planner, Verb.PLANS_READ, Thing("plan", "990102", "published"), at)
    with pytest.raises(accounts.Forbidden):
        accounts.require(planner, Verb.ACCOUNTS_READ, Thing("person"), at)


def test_the_database_refuses_an_office_that_ends_before_it_starts(planner):
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.of_person(planner.user_id).update(ends_on=date(2019, 1, 1))


def test_names_of_regions():
    assert accounts.region_names()["990101"] == "青石区"


def test_who_may_not_manage_learns_nothing_of_what_is_there(planner, neighbor, at):
    own = factories.make_actor()

    for office in (own.office.id, neighbor.office.id, "0" * 26):
        with pytest.raises(accounts.Forbidden):
            accounts.end_office(office_id=office, ends_on=START, by=planner, at=at)
    for user, body in ((own.user_id, own.office.body_id), ("0" * 26, "0" * 26)):
        with pytest.raises(accounts.Forbidden):
            accounts.give_office(
                user_id=user, body_id=body, role=Role.PLANNER, starts_on=START, by=planner, at=at
            )


def test_the_worker_drops_old_sessions_each_day_though_nothing_happened(db, at, monkeypatch):
    from django.contrib.sessions.models import Session

    hands = [at]
    monkeypatch.setattr(clock, "now", lambda: hands[0])
    sweeper = worker.Worker()
    left = []
    for pause in (timedelta(0), timedelta(minutes=1), timedelta(days=1)):
        hands[0] += pause
        Session.objects.create(
            session_key=f"k{pause}", session_data="", expire_date=hands[0] - timedelta(hours=1)
        )
        sweeper._sweep()
        left.append(Session.objects.count())

    assert left == [0, 1, 0]


def test_old_sessions_are_dropped(db, at):
    from django.contrib.sessions.models import Session

    for hours in (-1, 1):
        Session.objects.create(
            session_key=f"k{hours}", session_data="", expire_date=at + timedelta(hours=hours)
        )

    assert accounts.drop_old_sessions(at=at) == 1
    assert Session.objects.get().session_key == "k1"
