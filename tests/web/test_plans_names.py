"""The card of an item whose name may mean several indicators."""

import re

import pytest

from silian.services import plans
from tests.factories import log_in
from tests.services.plan_kit import make_plan
from tests.web.plan_pages import text_of

pytestmark = pytest.mark.django_db
NAME = "科技型中小企业"


@pytest.fixture
def asked(client, planner, at):
    version = make_plan(planner, at)
    log_in(client, planner)
    queue = plans.get_queue(version_id=version.id, tab="doubt", by=planner, at=at)
    line = next(line for line in queue.page.lines if line.title == NAME)
    return f"/plans/v/{version.id}/items/{line.id}/", version


def test_the_card_gives_the_reason_and_a_key_for_each_choice(client, asked):
    page = client.get(asked[0], headers={"hx-request": "true"})
    said, html = text_of(page), page.content.decode()

    assert "“科技型中小企业”可能指几个指标" in said
    assert "有的省市另有自己的名录" in said
    assert "都不是" in said
    assert re.findall(r'data-key="(\w)"', html)[:3] == ["1", "2", "0"]
    assert 'data-key="a"' not in html  # nothing to confirm before somebody says


def test_in_english_the_reason_and_the_names_are_english(client, asked):
    client.cookies["django_language"] = "en"

    said = text_of(client.get(asked[0], headers={"hx-request": "true"}))

    assert "may mean several indicators" in said
    assert "registers of their own" in said


def test_a_choice_is_saved_and_said(client, asked):
    item, _ = asked

    done = client.post(
        f"{item}name/", {"revision": 0, "key": "tech_sme_count"}, headers={"hx-request": "true"}
    )
    card = text_of(client.get(item, headers={"hx-request": "true"}))

    assert done.status_code == 200
    assert "已认定的含义" in card
    assert "tech_sme_count" in card


def test_a_second_choice_from_an_old_page_is_a_conflict(client, asked, planner, at):
    item, _version = asked
    item_id = item.rstrip("/").rpartition("/")[2]
    plans.correct(item_id=item_id, revision=0, fields={"key": "none"}, by=planner, at=at)

    late = client.post(
        f"{item}name/", {"revision": 0, "key": "sti_count"}, headers={"hx-request": "true"}
    )

    assert late.status_code == 409


def test_the_form_asks_for_the_meaning_before_it_saves(client, asked):
    item, _ = asked
    sent = {"kind": "target", "revision": 0, "indicator": NAME, "value": "520", "unit": "家",
            "comparator": "=", "year": "2025"}  # fmt: skip

    form = client.get(f"{item}correct/", headers={"hx-request": "true"})
    refused = client.post(f"{item}correct/", sent, headers={"hx-request": "true"})
    saved = client.post(
        f"{item}correct/", sent | {"key": "sti_count"}, headers={"hx-request": "true"}
    )

    assert 'name="key"' in form.content.decode()
    assert refused.status_code == 422
    assert "说明这个名称指哪个指标" in text_of(refused)
    assert saved.status_code == 200


def test_the_form_of_a_clear_name_asks_nothing(client, asked, planner, at):
    _, version = asked
    queue = plans.get_queue(version_id=version.id, tab="target", by=planner, at=at)
    line = next(line for line in queue.page.lines if line.title == "高新技术企业")

    form = client.get(
        f"/plans/v/{version.id}/items/{line.id}/correct/", headers={"hx-request": "true"}
    )

    assert 'name="key"' not in form.content.decode()


def test_programs_see_the_question_and_answer_it(client, asked):
    item, version = asked
    item_id = item.rstrip("/").rpartition("/")[2]

    found = client.get(f"/api/v1/versions/{version.id}/items/{item_id}").json()
    refused = client.post(
        f"/api/v1/items/{item_id}/confirm", {"revision": 0}, content_type="application/json"
    )
    done = client.post(
        f"/api/v1/items/{item_id}/correct", {"revision": 0, "fields": {"key": "none"}},
        content_type="application/json",
    ).json()  # fmt: skip

    assert found["name_question"]["choices"][1]["key"] == "sti_count"
    assert found["line"]["reason"] == "name_ambiguous"
    assert (refused.status_code, refused.json()["code"]) == (422, "plans.name_undecided")
    assert done["item"]["name_question"]["chosen"] == "none"
