"""Cases: two people at once, a procedure that changes under a thousand of them, clocks, seals."""

import copy
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from silian.adapters.systems import Library, library, manifest_from_body
from silian.domain.parties.offices import SYSTEM
from silian.services import events
from silian.services.accounts import Forbidden
from silian.services.calls import nightly
from silian.services.calls.access import Changed, NotFound
from silian.services.calls.opening import open_case, save_answers
from silian.services.calls.stepping import NoSuchStep, StepRefused, take_step
from silian.services.systems import migrating, registry
from silian.store.calls.models import Case, Step
from silian.store.registers.models import Membership
from tests.factories import make_actor

POOL = "enterprise_cultivation/tech_enterprise_pool"
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ANSWERS = {
    "contact_phone": "023-55500102", "main_business": "示例产品", "hitech_field": "biomedicine",
    "revenue_fen": 1_850_000_000, "rd_expense_fen": 118_000_000, "staff_total": 46,
    "tech_staff": 14, "prohibited": False, "accident": False, "stage": "startup",
}  # fmt: skip


def rows(model):
    return model.objects.across_regions("a test looks at everything")


def pool_case(officer, **more):
    return open_case(system=POOL, by=officer, at=AT, title="示例企业", data=ANSWERS, **more)


@pytest.mark.django_db
def test_the_second_of_two_people_is_told_that_it_changed():
    officer, other = make_actor(role="desk_officer", at=AT), make_actor(role="desk_officer", at=AT)
    case = pool_case(officer)

    take_step(case_id=case.pk, do="propose", revision=0, by=officer, at=AT)
    with pytest.raises(Changed):
        take_step(case_id=case.pk, do="propose", revision=0, by=other, at=AT)
    with pytest.raises(NoSuchStep):
        take_step(case_id=case.pk, do="propose", revision=None, by=other, at=AT)
    with pytest.raises(Changed):
        save_answers(case_id=case.pk, revision=0, data=ANSWERS, by=other, at=AT)

    assert rows(Step).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_decide_at_once_leave_one_decision():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an SQLite database in memory has no second connection")
    officer = make_actor(role="desk_officer", at=AT)
    heads = [make_actor(role="bureau_head", at=AT) for _ in range(2)]
    case = pool_case(officer)
    take_step(case_id=case.pk, do="propose", by=officer, at=AT)
    answers = []

    def decide(head, do, given):
        try:
            take_step(case_id=case.pk, do=do, revision=1, given=given, by=head, at=AT)
            answers.append("done")
        except (Changed, NoSuchStep):
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=decide, args=(heads[0], "sign", {})),
        threading.Thread(target=decide, args=(heads[1], "decline", {"reason": "不符合"})),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["done", "refused"]
    assert rows(Step).filter(result__in=["accepted", "declined"]).count() == 1


@pytest.mark.django_db
def test_who_proposed_does_not_sign_even_with_both_offices():
    officer = make_actor(role="desk_officer", at=AT)
    head = make_actor(role="bureau_head", at=AT)
    both = type(head)(officer.user_id, officer.name, head.office)
    case = pool_case(officer)
    take_step(case_id=case.pk, do="propose", by=officer, at=AT)

    with pytest.raises(Forbidden) as refused:
        take_step(case_id=case.pk, do="sign", by=both, at=AT)

    assert refused.value.values["reason"] == "cases.separated"


@pytest.mark.django_db
def test_another_district_does_not_learn_that_there_is_a_case():
    case = pool_case(make_actor(role="desk_officer", at=AT))
    neighbor = make_actor("990102", "desk_officer", at=AT)

    with pytest.raises(NotFound):
        take_step(case_id=case.pk, do="propose", by=neighbor, at=AT)


@pytest.mark.django_db
def test_a_refused_step_leaves_nothing():
    officer = make_actor(role="desk_officer", at=AT)
    case = pool_case(officer)
    save_answers(
        case_id=case.pk, revision=0, data={**ANSWERS, "prohibited": True}, by=officer, at=AT
    )
    before = rows(Case).get(pk=case.pk).revision

    with pytest.raises(StepRefused) as refused:
        take_step(case_id=case.pk, do="propose", by=officer, at=AT)

    lacking = refused.value.values["lacking"]
    assert [one.guard for one in lacking] == ["admission.met"]
    assert ("prohibited", "True") in lacking[0].inputs
    assert rows(Case).get(pk=case.pk).revision == before
    assert rows(Step).count() == 0


@pytest.mark.django_db
def test_a_sanction_blocks_on_its_last_day_and_not_after():
    officer = make_actor(role="desk_officer", at=AT)
    case = pool_case(officer, party="P1")
    Membership.objects.create(
        region="990102", system="risk_integrity/sanctions", case=case, party="P1", name="示例",
        starts_on=AT.date() - timedelta(days=100), ends_on=AT.date() + timedelta(days=1), begun_by=1,
    )  # fmt: skip

    with pytest.raises(StepRefused):
        take_step(case_id=case.pk, do="propose", by=officer, at=AT)
    done = take_step(case_id=case.pk, do="propose", by=officer, at=AT + timedelta(days=1))

    assert done.state == "proposed"


@pytest.fixture
def changed_pool(monkeypatch):
    """A second version of the pool: the notice is called otherwise, and there is one more step."""
    data = copy.deepcopy(dict(library().systems[POOL].data))
    text = data["procedure"]
    for edge in text["edges"]:
        edge["to"] = edge["to"].replace("notice", "objection")
        if edge["from"] == "notice":
            edge["from"] = "objection"
    data["version"] = 2
    data["versions"] = {
        "live_cases": "migrate",
        "migrations": [{"from": 1, "map": {"notice": "objection"}}],
    }
    new = manifest_from_body(data)
    old = library()
    changed = Library({**old.systems, POOL: new}, old.files, ())
    return lambda: monkeypatch.setattr(registry, "systems", lambda: changed)


@pytest.mark.django_db
def test_a_procedure_changed_under_a_thousand_live_cases(changed_pool):
    officer, head = make_actor(role="desk_officer", at=AT), make_actor(role="bureau_head", at=AT)
    number = 1000
    for n in range(number):
        case = pool_case(officer)
        if n % 4 > 0:
            take_step(case_id=case.pk, do="propose", by=officer, at=AT)
        if n % 4 > 1:
            take_step(case_id=case.pk, do="sign", by=head, at=AT)
    changed_pool()
    pinned = rows(Case).filter(state="notice").first()

    shown = migrating.migrate(system=POOL, apply=False, by=officer, at=AT)
    before = rows(Case).filter(state="objection").count()
    moved = migrating.migrate(system=POOL, apply=True, by=officer, at=AT)
    later = AT + timedelta(days=11)
    run = nightly.run_clocks(at=later)

    assert before == 0
    assert pinned is not None
    assert sum(line.cases for line in shown.lines) == moved.applied == number
    assert {(line.source, line.to) for line in shown.lines} == {
        ("candidate", "candidate"), ("proposed", "proposed"), ("notice", "objection"),
    }  # fmt: skip
    assert rows(Case).filter(version__version=2).count() == number
    assert run.stepped == number // 2
    assert rows(Case).filter(state="admitted").count() == number // 2
    assert events.replay(by=SYSTEM, at=later).is_equal


@pytest.mark.django_db
def test_a_live_case_keeps_its_version_when_the_procedure_changes(changed_pool):
    officer, head = make_actor(role="desk_officer", at=AT), make_actor(role="bureau_head", at=AT)
    case = pool_case(officer)
    take_step(case_id=case.pk, do="propose", by=officer, at=AT)
    changed_pool()

    done = take_step(case_id=case.pk, do="sign", by=head, at=AT)
    fresh = pool_case(officer)

    assert done.state == "notice"
    assert rows(Case).get(pk=fresh.pk).version.version == 2
