"""The check of a version as a page, and the help about its rules."""

import re

import pytest
from django.utils.html import escape

from silian.services import plans
from silian.services.plans import checking
from tests.factories import log_in, make_actor
from tests.services.plan_kit import CLASHING, PLAN, REASON, close_review, make_plan
from tests.services.test_plan_beside import LOW, published
from tests.unit.test_alignment import CITY
from tests.web.plan_pages import at_most_queries, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(planner, at):
    return make_plan(planner, at, CLASHING)


@pytest.fixture
def base(client, planner, version):
    log_in(client, planner)
    return f"/plans/v/{version.id}/check/"


@pytest.fixture
def finding(version, planner, at):
    return plans.list_check(version_id=version.id, rule="B05", by=planner, at=at).page.lines[0]


def test_a_finding_shows_both_places_formula_and_help(client, base, version, finding):
    page = client.get(base)

    html, said = page.content.decode(), text_of(page)
    assert f"B05 {finding.name.zh}" in said
    for one in finding.inputs:
        assert f'href="/plans/v/{version.id}/?span={one.start}-{one.end}"' in html
        assert one.quote in said
    assert 'href="/help/rules/B05/"' in html
    assert "高 · 不成立" in said


def test_the_page_asks_the_database_little_once_it_was_computed(client, base):
    client.get(base)

    with at_most_queries(30):
        client.get(base)


def test_the_page_speaks_english(client, base, finding):
    page = client.get(base, headers={"accept-language": "en"})

    assert finding.name.en in text_of(page)
    assert "high · violated" in text_of(page)


def test_the_tab_counts_once_it_is_known(client, base, version, planner, at):
    total = plans.list_check(version_id=version.id, by=planner, at=at).counts.total

    page = client.get(f"/plans/v/{version.id}/tasks/")

    assert re.search(rf'href="{base}">体检<span class="n">{total}</span>', page.content.decode())


def test_filters_leave_what_they_say(client, base, finding):
    page = client.get(base, {"severity": "high", "family": "baselines", "answered": "no"})

    assert f'id="f-{finding.id}"' in page.content.decode()
    assert client.get(base, {"severity": "loud"}).status_code == 422
    assert "没有符合这些条件的" in text_of(client.get(base, {"answered": "yes"}))


def test_an_answer_folds_the_finding_and_keeps_the_filters(client, base, finding, planner):
    sent = client.post(
        f"{base}{finding.id}/answer/?severity=high", {"verdict": "accepted", "reason": REASON}
    )
    page = client.get(base)

    assert sent["Location"] == f"{base}?severity=high#f-{finding.id}"
    assert f'id="f-{finding.id}">' in page.content.decode()
    assert REASON in text_of(page)
    assert planner.name in text_of(page)


def test_an_answer_without_a_reason_keeps_what_was_chosen(client, base, finding):
    page = client.post(f"{base}{finding.id}/answer/", {"verdict": "false_alarm", "reason": " "})

    html = page.content.decode()
    assert page.status_code == 422
    assert f'id="err-{finding.id}"' in html
    assert 'value="false_alarm" required checked' in html
    assert f'href="#reason-{finding.id}"' in html


def test_an_answer_can_be_taken_back(client, base, finding):
    client.post(f"{base}{finding.id}/answer/", {"verdict": "accepted", "reason": REASON})

    client.post(f"{base}{finding.id}/withdraw/")

    assert REASON not in text_of(client.get(base))


def test_who_may_not_review_sees_no_form(client, version, finding):
    log_in(client, make_actor(role="bureau_head"))

    html = client.get(f"/plans/v/{version.id}/check/").content.decode()

    assert f'id="f-{finding.id}"' in html
    assert 'name="verdict"' not in html


def test_a_plan_without_findings_is_told_what_was_compared(client, planner, at, monkeypatch):
    monkeypatch.setattr(checking, "findings_of", lambda plan: [])
    version = make_plan(planner, at, PLAN, name="另一份.txt")
    log_in(client, planner)

    page = client.get(f"/plans/v/{version.id}/check/")

    assert "没有自相矛盾的地方" in text_of(page)
    assert 'href="/help/rules/"' in page.content.decode()


def test_the_report_comes_as_a_word_file(client, base):
    answer = client.get(f"{base}report/")

    assert answer["Content-Disposition"].endswith(".docx")
    assert answer.content[:2] == b"PK"


def test_publishing_warns_of_what_has_no_answer_and_does_not_refuse(
    client, base, version, planner, at
):
    draft = client.get(f"/plans/v/{version.id}/versions/")
    reviewed = close_review(version, planner, at)
    page = client.get(f"/plans/v/{version.id}/versions/")

    published = client.post(f"/plans/v/{version.id}/publish/", {"revision": reviewed.revision})

    for one in (draft, page):
        assert "没有答复" in text_of(one)
        assert f'href="{base}?answered=no"' in one.content.decode()
    assert published.status_code == 302


def test_a_text_too_long_to_check_stops_no_other_page(client, base, version, monkeypatch):
    monkeypatch.setattr(checking, "MOST_CHARACTERS", 10)

    answers = [client.get(base), client.get(f"/plans/v/{version.id}/versions/")]

    assert [answer.status_code for answer in answers] == [422, 200]
    assert "silian lint" in text_of(answers[0])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_rule_has_a_help_page_and_stands_in_the_list(client, language):
    headers = {"accept-language": language}

    listed = client.get("/help/rules/", headers=headers).content.decode()

    for rule in plans.list_rules():
        page = client.get(f"/help/rules/{rule.id}/", headers=headers)
        said = text_of(page)
        assert page.status_code == 200
        assert f'href="/help/rules/{rule.id}/"' in listed
        for _, words in rule.parts:
            wanted = escape(words.said("en" if language == "en" else "zh"))
            assert re.sub(r"\s+", " ", wanted) in said
    assert client.get("/help/rules/Z99/").status_code == 404


def test_the_page_names_the_plan_of_the_city_and_links_it_only_where_it_may_be_opened(
    client, planner, at
):
    city = make_actor("990000", "municipal_officer")
    upper = published(city, at, CITY)
    version = close_review(make_plan(planner, at, text=LOW), planner, at)
    page = f"/plans/v/{version.id}/check/?rule=X01"

    log_in(client, planner)
    own = client.get(page)
    log_in(client, city)
    theirs = client.get(page)

    assert "对照的规划：" in text_of(own)
    assert "关于促进区县科技创新的意见" in text_of(own)
    assert "低于上级对各区县的底线" in text_of(own)
    assert f"/plans/v/{upper.id}/" not in own.content.decode()
    assert f"/plans/v/{upper.id}/?span=" in theirs.content.decode()
