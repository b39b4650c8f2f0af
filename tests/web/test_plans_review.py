"""The steps of a review as forms and fragments."""

import json
import re

import pytest

from silian.services import plans
from tests.factories import log_in, make_actor
from tests.services.plan_kit import PLAN, make_plan
from tests.web.plan_pages import FRAGMENT, at_most_queries, queue_ids, revision_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(planner, at):
    return make_plan(planner, at)


@pytest.fixture
def reader(client, planner, version):
    log_in(client, planner)
    return f"/plans/v/{version.id}/"


@pytest.fixture
def target(planner, version, at):
    """A target of the plan: 高新技术企业达到100家."""
    queue = plans.get_queue(version_id=version.id, tab="target", by=planner, at=at)
    return next(line for line in queue.page.lines if line.value_text == "100")


def news_of(response):
    return json.loads(response["HX-Trigger-After-Settle"])["plans:decided"]


def test_a_confirmed_item_comes_back_with_its_row_and_the_counts(client, reader, target):
    answer = client.post(f"{reader}items/{target.id}/confirm/", {"revision": 0}, **FRAGMENT)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert news_of(answer)["state"] == "confirmed"
    assert "已确认" in text_of(answer)
    assert f'id="row-{target.id}"' in html
    assert html.count('hx-swap-oob="true"') == 8


def decide_all_doubts(client, reader, version, planner, at):
    """Settle doubt after doubt; the answers as they came."""
    answers = []
    queue = plans.get_queue(version_id=version.id, tab="doubt", by=planner, at=at)
    for line in queue.page.lines:
        step = "name" if line.reason == "name_ambiguous" else "confirm"
        url = f"{reader}items/{line.id}/{step}/"
        sent = {"revision": line.revision, "key": "none"}
        answers.append(client.post(url, sent, **FRAGMENT))
    return answers


def head_of(response):
    """What the answer puts into the sentence on what is in doubt."""
    found = re.search(r'<span id="doubts"[^>]*>(.*?)</span>', response.content.decode())
    return found[1]


def test_the_sentence_on_doubts_goes_with_the_last_doubt(client, reader, version, planner, at):
    answers = decide_all_doubts(client, reader, version, planner, at)

    left = len(answers)
    assert left > 1
    assert [head_of(one) for one in answers[:-1]] == [
        f"，还有{number}条要你判断才能发布" for number in range(left - 1, 0, -1)
    ]
    assert head_of(answers[-1]) == ""
    assert head_of(client.get(reader)) == ""
    assert "0条要你" not in text_of(client.get(reader))


def test_a_doubt_that_is_open_again_brings_the_sentence_back(client, reader, version, planner, at):
    last = decide_all_doubts(client, reader, version, planner, at)[-1].context["item"]

    answer = client.post(f"{reader}items/{last.line.id}/undo/", {"revision": 1}, **FRAGMENT)

    assert head_of(answer) == "，还有1条要你判断才能发布"
    assert "btn-primary" not in next_step_of(answer)
    assert "审结" not in said_of(answer)


def next_step_of(response):
    """The next step in the head of the page."""
    found = re.search(r'<span id="next-step"[^>]*>(.*?)</span>', response.content.decode(), re.S)
    return found[1]


def said_of(response):
    """What an answer says above the card, without what goes elsewhere on the page."""
    return response.content.decode().partition("hx-swap-oob")[0]


def test_after_the_last_doubt_the_screen_offers_to_close_the_review(
    client, reader, version, planner, at
):
    before = client.get(reader)
    *firsts, last = decide_all_doubts(client, reader, version, planner, at)

    close = f'class="btn btn-primary btn-sm" href="{reader}versions/#publish"'
    assert "btn-primary" not in next_step_of(before)
    assert all("btn-primary" not in next_step_of(one) + said_of(one) for one in firsts)
    assert 'class="btn btn-primary"' in next_step_of(last)
    assert close in said_of(last)
    assert "没有存疑的了" in said_of(last)
    assert close in client.get(reader).content.decode()


def test_a_card_in_doubt_shows_its_place_among_the_doubts(client, reader, version, planner, at):
    doubts = plans.get_queue(version_id=version.id, tab="doubt", by=planner, at=at).page
    second, sure = (
        doubts.lines[1],
        plans.get_queue(version_id=version.id, tab="confident", by=planner, at=at).page.lines[0],
    )

    card = client.get(f"{reader}items/{second.id}/", **FRAGMENT)
    other = client.get(f"{reader}items/{sure.id}/", **FRAGMENT)

    assert f"第2条，共{doubts.total}条存疑" in text_of(card)
    assert "条存疑" not in text_of(other)
    assert f"{other.context['item'].position} / {other.context['item'].of}" in text_of(other)


def test_the_card_after_a_decision_counts_the_doubts_that_are_left(
    client, reader, version, planner, at
):
    doubts = plans.get_queue(version_id=version.id, tab="doubt", by=planner, at=at).page
    first, second = doubts.lines[:2]
    client.post(f"{reader}items/{first.id}/confirm/", {"revision": 0}, **FRAGMENT)

    card = client.get(f"{reader}items/{second.id}/", **FRAGMENT)

    assert f"第1条，共{doubts.total - 1}条存疑" in text_of(card)


def test_without_script_a_step_leads_back_to_the_reader(client, reader, target):
    answer = client.post(f"{reader}items/{target.id}/confirm/", {"revision": 0})

    assert answer.status_code == 302
    assert answer["Location"].startswith(reader)


def test_the_same_press_twice_is_one_step(client, reader, target):
    first = client.post(f"{reader}items/{target.id}/confirm/", {"revision": 0}, **FRAGMENT)
    again = client.post(f"{reader}items/{target.id}/confirm/", {"revision": 0}, **FRAGMENT)

    assert first.status_code == again.status_code == 200
    assert again.context["item"].line.revision == 1


def test_a_rejected_item_can_be_taken_back(client, reader, target):
    client.post(f"{reader}items/{target.id}/reject/", {"revision": 0}, **FRAGMENT)

    answer = client.post(f"{reader}items/{target.id}/undo/", {"revision": 1}, **FRAGMENT)

    assert news_of(answer)["state"] == "open"
    assert news_of(answer)["stay"] is True


def test_a_step_needs_a_post(client, reader, target):
    assert client.get(f"{reader}items/{target.id}/confirm/").status_code == 405


def test_who_may_only_read_may_not_decide(client, version, target):
    log_in(client, make_actor(region="990101", role="bureau_head"))

    answer = client.post(
        f"/plans/v/{version.id}/items/{target.id}/confirm/", {"revision": 0}, **FRAGMENT
    )

    assert answer.status_code == 403


def test_a_neighbor_finds_nothing_to_decide(client, neighbor, version, target):
    log_in(client, neighbor)

    answer = client.post(
        f"/plans/v/{version.id}/items/{target.id}/confirm/", {"revision": 0}, **FRAGMENT
    )

    assert answer.status_code == 404


def fields(**more):
    values = {"indicator": "高新技术企业", "value": "100", "unit": "家", "comparator": "="}
    return {"kind": "target", "revision": 0, "year": "2025", **values, **more}


def test_the_form_shows_what_was_read(client, reader, target):
    form = client.get(f"{reader}items/{target.id}/correct/", **FRAGMENT)

    assert form.context["form"]["value"].value() == "100"
    assert revision_of(form) == "0"


def test_a_correction_is_kept_with_what_the_machine_read(client, reader, target):
    answer = client.post(
        f"{reader}items/{target.id}/correct/", fields(comparator=">=", note="见表"), **FRAGMENT
    )

    item = answer.context["item"]
    assert answer.status_code == 200
    assert item.line.comparator == ">="
    assert item.history[0].note == "见表"
    card = client.get(f"{reader}items/{target.id}/", **FRAGMENT)
    assert "已改正" in text_of(card)


def test_what_a_person_typed_is_never_shown_as_printed(client, reader, target):
    printed = text_of(client.get(f"{reader}items/{target.id}/", **FRAGMENT))
    client.post(f"{reader}items/{target.id}/correct/", fields(value="123"), **FRAGMENT)

    card = text_of(client.get(f"{reader}items/{target.id}/", **FRAGMENT))

    assert f"“{target.value_text}{target.unit}”" in printed.replace(" ", "")
    assert "“123" not in card
    assert "手工" in card
    assert "123" in card


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("year", "20x5", "请写四位年份"), ("value", "一百", "请写数字"), ("value", "", "")],
)
def test_a_field_that_cannot_stand_comes_back_with_words(client, reader, target, name, value, said):
    answer = client.post(
        f"{reader}items/{target.id}/correct/", fields(**{name: value, "unit": "个"}), **FRAGMENT
    )

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert 'value="个"' in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_the_second_of_two_people_sees_both_sets_of_values(client, reader, target, version, at):
    other = make_actor(region="990101", role="desk_officer")
    plans.correct(item_id=target.id, revision=0, fields={"value": "120"}, by=other, at=at)

    answer = client.post(f"{reader}items/{target.id}/correct/", fields(value="110"), **FRAGMENT)

    assert answer.status_code == 409
    said = text_of(answer)
    assert other.name in said
    assert "120" in said
    assert "110" in said
    assert revision_of(answer) == "1"


def test_taking_mine_answers_to_the_newer_revision(client, reader, target, at):
    other = make_actor(region="990101", role="desk_officer")
    plans.correct(item_id=target.id, revision=0, fields={"value": "120"}, by=other, at=at)

    answer = client.post(
        f"{reader}items/{target.id}/correct/", fields(value="110", revision=1), **FRAGMENT
    )

    assert answer.status_code == 200
    assert answer.context["item"].line.value_text == "110"


def test_marked_text_becomes_a_target(client, reader):
    start = PLAN.index("青石传感器中试基地")
    place = {"start": start, "end": start + 9}
    form = client.get(f"{reader}add/", {"kind": "target", **place}, **FRAGMENT)

    answer = client.post(
        f"{reader}add/",
        {**place, "kind": "target", "indicator": "中试基地", "value": "1", "comparator": "="},
        **FRAGMENT,
    )

    assert "青石传感器中试基地" in text_of(form)
    assert answer.status_code == 200
    assert news_of(answer)["state"] == "added"
    assert news_of(answer)["isNew"] is True


def test_adding_without_a_place_asks_for_one(client, reader):
    assert "从第几个字符" in text_of(client.get(f"{reader}add/", **FRAGMENT))


def test_an_added_target_needs_its_fields(client, reader):
    answer = client.post(f"{reader}add/", {"kind": "target", "start": 0, "end": 5}, **FRAGMENT)

    assert answer.status_code == 422


def test_the_batch_shows_what_it_will_confirm_and_confirms_that(client, reader):
    shown = client.get(f"{reader}batch/", **FRAGMENT)
    total = shown.context["queue"].page.total

    done = client.post(f"{reader}batch/", **FRAGMENT)

    assert total > 0
    assert done.context["done"].confirmed == total
    assert "plans:changed" in done["HX-Trigger-After-Settle"]


def test_who_may_only_read_may_not_confirm_a_batch(client, version):
    log_in(client, make_actor(region="990101", role="bureau_head"))

    assert client.post(f"/plans/v/{version.id}/batch/", **FRAGMENT).status_code == 403


def test_a_step_asks_the_database_seldom(client, reader):
    first, second = queue_ids(client.get(f"{reader}queue/", **FRAGMENT))[:2]
    client.post(f"{reader}items/{first}/confirm/", {"revision": 0}, **FRAGMENT)

    with at_most_queries(60):
        client.post(f"{reader}items/{second}/confirm/", {"revision": 0}, **FRAGMENT)
