"""The check of a plan with the plans of the city, of the districts and of its own region."""

import pytest

from silian.domain.parties.permissions import Verb
from silian.labels import words
from silian.services import plans
from silian.services.plans import beside
from silian.services.plans.access import open_version
from silian.services.plans.beside import plans_beside, regions_above
from tests.factories import make_actor
from tests.services.plan_kit import close_review, make_plan
from tests.unit.test_alignment import BAILU, CITY, QINGSHI

pytestmark = pytest.mark.django_db

LOW = QINGSHI.replace("年均增长12%", "年均增长8%")
PROMISE = QINGSHI + "三、重点任务\n到2022年，建成国家高新区。\n"
STILL = """云岭市青石区科技创新三年行动方案
青石区人民政府
2024年3月1日
一、主要任务
推进创建国家级高新区。
"""


@pytest.fixture
def city(at):
    return make_actor("990000", "municipal_officer")


@pytest.fixture
def bailu(at):
    return make_actor("990103", "planner")


def reviewed(actor, at, text, **more):
    version = make_plan(actor, at, text=text, **more)
    return close_review(version, actor, at)


def published(actor, at, text, **more):
    view = reviewed(actor, at, text, **more)
    return plans.publish(version_id=view.id, revision=view.revision, by=actor, at=at)


def found(version, actor, at, rule):
    checked = plans.list_check(version_id=version.id, rule=rule, by=actor, at=at)
    return checked, checked.page.lines


def test_a_district_is_checked_against_the_published_plan_of_its_city(planner, city, at):
    published(city, at, CITY)
    version = make_plan(planner, at, text=LOW)

    checked, lines = found(version, planner, at, "X01")

    own, other = lines[0].inputs
    assert lines[0].severity == "high"
    assert (own.document, own.quote) == ("", own.quote)
    assert other.document == "关于促进区县科技创新的意见"
    assert other.section_title.endswith("发展目标")
    # The planner of the district may not open the city's plan: it is named, without a link.
    assert other.version_id == ""
    assert [(one.region, one.state, one.version_id) for one in checked.beside] == [
        ("990000", "published", "")
    ]


@pytest.mark.parametrize("make", [make_plan, reviewed])
def test_what_the_city_has_not_published_stays_unknown_to_its_districts(planner, city, at, make):
    make(city, at, text=CITY)
    version = make_plan(planner, at, text=LOW)

    checked, lines = found(version, planner, at, "X01")

    assert lines == ()
    assert checked.beside == ()


def test_the_older_published_version_counts_where_the_newer_one_is_a_draft(planner, city, at):
    first = published(city, at, CITY)
    newer = CITY.replace("年均增长10%以上", "年均增长20%以上")
    make_plan(city, at, text=newer, plan_id=first.plan_id)
    version = make_plan(planner, at, text=QINGSHI)

    _, lines = found(version, planner, at, "X01")

    assert lines == ()  # 12 against the published 10, not against the 20 of the draft


def test_a_city_is_checked_with_what_its_districts_reported(planner, city, bailu, at):
    district = published(planner, at, QINGSHI)
    make_plan(bailu, at, text=BAILU)  # a draft: the city knows nothing of it
    version = make_plan(city, at, text=CITY)

    checked, lines = found(version, city, at, "X02")

    sums = next(line for line in lines if line.computed["sum"] == "1000")
    (other,) = (one for one in sums.inputs if one.document)
    assert other.version_id == district.id
    assert [one.region for one in checked.beside] == ["990101"]


def test_the_city_sees_a_link_to_its_own_plan_in_the_check_of_a_district(planner, city, at):
    upper = published(city, at, CITY)
    version = reviewed(planner, at, LOW)

    _, theirs = found(version, planner, at, "X01")
    _, ours = found(version, city, at, "X01")

    assert theirs[0].inputs[1].version_id == ""
    assert ours[0].inputs[1].version_id == upper.id


def test_a_later_document_of_the_region_is_laid_beside_for_its_own_people(planner, city, at):
    version = published(planner, at, PROMISE)
    make_plan(planner, at, text=STILL, name="方案.txt")

    _, own = found(version, planner, at, "X03")
    checked, for_the_city = found(version, city, at, "X03")

    assert len(own) == 1
    assert own[0].inputs[1].version_id
    # The later document is a draft, so the city learns nothing of it.
    assert for_the_city == ()
    assert checked.beside == ()


def test_districts_are_not_laid_beside_each_other(planner, bailu, at):
    published(bailu, at, BAILU)
    version = make_plan(planner, at, text=QINGSHI)

    assert plans.list_check(version_id=version.id, by=planner, at=at).beside == ()


def test_what_changes_beside_changes_the_check(planner, city, at):
    version = make_plan(planner, at, text=LOW)
    assert found(version, planner, at, "X01")[1] == ()

    published(city, at, CITY)

    assert len(found(version, planner, at, "X01")[1]) == 1


def test_a_linked_finding_can_be_answered_and_stands_in_the_report(planner, city, at):
    published(city, at, CITY)
    version = make_plan(planner, at, text=LOW)
    _, (line,) = found(version, planner, at, "X01")

    said = plans.answer_finding(
        version_id=version.id, finding_id=line.id, verdict="accepted", reason="已与市局沟通",
        by=planner, at=at,
    )  # fmt: skip
    report = plans.lint_report(version_id=version.id, words=words, by=planner, at=at)

    assert said.answer.verdict == "accepted"
    assert report.rows >= 1


def test_texts_that_are_too_long_together_are_left_out_and_counted(planner, city, at, monkeypatch):
    published(planner, at, QINGSHI)
    version = make_plan(city, at, text=CITY)
    monkeypatch.setattr(beside, "MOST_CHARACTERS", 20)

    opened = open_version(version_id=version.id, verb=Verb.PLANS_READ, by=city, at=at)
    around = plans_beside(opened, by=city, at=at)

    assert (around.plans, around.left_out) == ((), 1)


@pytest.mark.parametrize(
    ("region", "above"),
    [("990101", ("990100", "990000")), ("990100", ("990000",)), ("990000", ())],
)
def test_the_regions_above(region, above):
    assert regions_above(region) == above
