"""The list of plans and the upload, as pages."""

import csv
import io

import pytest
from django.urls import reverse

from silian.services import plans
from silian.store.plans.models import PlanVersion
from tests.factories import log_in, make_actor
from tests.services.plan_kit import PLAN, close_review, make_plan, upload_text
from tests.web.plan_pages import FRAGMENT, at_most_queries, text_of

pytestmark = pytest.mark.django_db
BYTES = PLAN.encode()
KEY = "01HZZZZZZZZZZZZZZZZZZZZZZZ"


def send(client, name="规划.txt", body=BYTES, **more):
    file = io.BytesIO(body)
    file.name = name
    return client.post("/plans/upload/", {"key": KEY, "files": file, **more}, **FRAGMENT)


def test_an_empty_list_teaches(client, planner):
    log_in(client, planner)

    page = client.get("/plans/")

    assert page.status_code == 200
    assert "这里还没有规划" in text_of(page)
    assert "涉密材料一律不得放入" in text_of(page)


def test_nobody_logged_in_is_led_to_the_door(client, db):
    answer = client.get("/plans/?state=draft")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/log-in/")
    assert "state%3Ddraft" in answer["Location"]


def test_a_plan_is_listed_with_its_review_and_the_same_rows_as_the_fragment(client, planner, at):
    version = make_plan(planner, at)
    log_in(client, planner)

    page = client.get("/plans/")
    part = client.get("/plans/", **FRAGMENT)

    assert version.title in text_of(page)
    assert f"0 / {version.counts.total}" in text_of(page)
    assert part.content.decode().strip() in page.content.decode()


def test_a_neighbor_sees_nothing_of_it(client, planner, neighbor, at):
    version = make_plan(planner, at)
    log_in(client, neighbor)

    page = client.get("/plans/")

    assert version.title not in text_of(page)


def test_filters_stand_in_the_address(client, planner, at):
    make_plan(planner, at)
    log_in(client, planner)

    page = client.get("/plans/?state=published")

    assert page.status_code == 200
    assert "没有符合筛选的规划" in text_of(page)


def test_the_list_asks_the_database_seldom(client, planner, at):
    for number in range(4):
        make_plan(planner, at, text=PLAN + str(number), name=f"{number}.txt")
    log_in(client, planner)
    client.get("/plans/")

    with at_most_queries(16):
        client.get("/plans/")


def test_a_file_comes_in_and_its_line_asks_for_progress(client, planner):
    log_in(client, planner)

    answer = send(client)

    assert answer.status_code == 200
    assert "规划.txt" in text_of(answer)
    assert "progress/?row" in answer.content.decode()


def test_an_empty_file_is_refused_with_what_to_do(client, planner):
    log_in(client, planner)

    answer = send(client, body=b"")

    assert answer.status_code == 422
    assert 'class="bad"' in answer.content.decode()


def test_sending_twice_stores_once(client, planner):
    log_in(client, planner)

    send(client)
    send(client)

    assert client.get("/plans/").context["page"].total == 1


def test_who_may_not_upload_is_refused(client, at):

    log_in(client, make_actor(region="990101", role="bureau_head"))

    assert send(client).status_code == 403


def test_a_file_with_the_title_of_a_known_plan_asks_whether_it_is_its_new_version(
    client, planner, neighbor, at
):
    make_plan(neighbor, at)
    known = make_plan(planner, at)
    alone = client_says(client, planner, known)
    other = make_plan(planner, at, PLAN + "补充。", name="送审稿.txt")
    newer = make_plan(planner, at, PLAN + "再补充。", name="定稿.txt", plan_id=known.plan_id)

    asked = client_says(client, planner, other)
    settled = client_says(client, planner, newer)

    assert "新版本吗" not in text_of(alone)
    assert "新版本吗" in text_of(asked)
    assert f'href="/plans/v/{newer.id}/versions/#upload"' in asked.content.decode()
    assert 'id="upload"' in client.get(f"/plans/v/{newer.id}/versions/").content.decode()
    assert "新版本吗" not in text_of(settled)


def client_says(client, planner, version):
    """The row of an uploaded file once it was read."""
    log_in(client, planner)
    return client.get(f"/plans/v/{version.id}/progress/?row", **FRAGMENT)


def test_progress_says_what_was_read(client, planner, at):
    version = make_plan(planner, at)
    log_in(client, planner)

    row = client.get(f"/plans/v/{version.id}/progress/?row", **FRAGMENT)

    assert "已读出" in text_of(row)
    assert "every" not in row.content.decode()
    assert "hx-trigger" not in row.content.decode()


def test_progress_of_a_file_that_waits_goes_on_asking(client, planner, at):
    kept = upload_text(planner, at)
    log_in(client, planner)

    row = client.get(f"/plans/v/{kept.version_id}/progress/?row", **FRAGMENT)

    assert "等着读" in text_of(row)
    assert 'hx-trigger="load delay:1s' in row.content.decode()


def test_an_unknown_version_has_no_progress(client, planner):
    log_in(client, planner)

    assert client.get(f"/plans/v/{KEY}/progress/", **FRAGMENT).status_code == 404


def test_the_address_of_a_plan_leads_to_its_newest_version(client, planner, at):
    version = make_plan(planner, at)
    log_in(client, planner)

    answer = client.get(f"/plans/{version.plan_id}/")

    assert answer["Location"] == f"/plans/v/{version.id}/"


def test_the_address_of_a_hidden_plan_is_that_of_an_absent_one(client, planner, neighbor, at):
    version = make_plan(planner, at)
    log_in(client, neighbor)

    hidden = client.get(f"/plans/{version.plan_id}/")
    absent = client.get(f"/plans/{KEY}/")

    assert hidden.status_code == absent.status_code == 404


def test_the_list_comes_as_a_file_with_what_the_page_shows(client, planner, at):
    version = make_plan(planner, at)
    log_in(client, planner)

    heads, *rows = rows_of(client.get("/plans/export/?format=csv"))
    nothing = rows_of(client.get("/plans/export/?format=csv&state=published"))

    assert [head for head in heads if head.isascii()] == []
    assert [row[0] for row in rows] == [version.title]
    assert "草稿" in rows[0]
    assert nothing == [heads]
    assert "/plans/export/?format=csv" in client.get("/plans/").content.decode()


def test_a_neighbor_gets_no_line_of_the_file(client, planner, neighbor, at):
    make_plan(planner, at)
    log_in(client, neighbor)

    assert len(rows_of(client.get("/plans/export/?format=csv"))) == 1


def test_a_plan_in_force_stays_in_sight_while_its_next_version_is_a_draft(client, planner, at):
    version = make_plan(planner, at)
    close_review(version, planner, at)
    seen = plans.get_version(version_id=version.id, by=planner, at=at)
    plans.publish(version_id=version.id, revision=seen.revision, by=planner, at=at)
    log_in(client, planner)
    send(client, body=f"{PLAN}附：新的一版。\n".encode(), plan=version.plan_id)

    newest = plans.list_plans(by=planner, at=at)
    in_force = plans.list_plans(state="published", by=planner, at=at)

    assert [line.state for line in newest.lines] == ["draft"]
    assert [line.version_id for line in in_force.lines] == [version.id]
    counts = {c.value: c.count for c in newest.choices["state"]}
    assert counts == {"draft": 1, "failed": 0, "published": 1}
    assert f"/plans/v/{version.id}/" in client.get(reverse("work:home")).content.decode()


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_plan_that_was_not_read_is_no_draft_in_the_list(client, planner, at):
    make_plan(planner, at)
    failed = upload_text(planner, at, PLAN + "别的。", name="别的规划.txt")
    PlanVersion.objects.across_regions("test").filter(pk=failed.version_id).update(
        reading_state="failed", failure_code="readers.encrypted"
    )
    log_in(client, planner)

    page = client.get("/plans/")

    assert '>草稿<span class="n">1</span>' in page.content.decode()
    assert '>读取失败<span class="n">1</span>' in page.content.decode()
    assert '<span class="pl-state failed">读取失败</span>' in page.content.decode()
    assert client.get("/plans/?state=draft").context["page"].total == 1
    assert client.get("/plans/?state=failed").context["page"].total == 1
