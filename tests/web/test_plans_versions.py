"""Versions of a plan as pages: publication, differences, files out."""

import csv
import io
import json

import pytest
from django.conf import settings

from silian.services import plans
from tests.factories import log_in, make_actor
from tests.services.plan_kit import PLAN, make_plan, read, settle_doubt
from tests.web.plan_pages import FRAGMENT, at_most_queries, text_of

pytestmark = pytest.mark.django_db
ABSENT = "01HZZZZZZZZZZZZZZZZZZZZZZZ"
VIEWS = ("indicators", "targets", "tasks", "boxes", "entities", "glossary", "findings", "items")


@pytest.fixture
def version(planner, at):
    return make_plan(planner, at)


@pytest.fixture
def base(client, planner, version):
    log_in(client, planner)
    return f"/plans/v/{version.id}/"


def review(version, planner, at):
    """Confirm everything; the version as it is then."""
    queue = plans.get_queue(version_id=version.id, by=planner, at=at)
    for line in queue.page.lines:
        settle_doubt(version.id, line, planner, at)
    return plans.get_version(version_id=version.id, by=planner, at=at)


def publish(client, base, version, planner, at):
    seen = review(version, planner, at)
    client.post(f"{base}reviewed/", {"revision": seen.revision})
    seen = plans.get_version(version_id=version.id, by=planner, at=at)
    return client.post(f"{base}publish/", {"revision": seen.revision})


def new_version(client, version, planner, at, text):
    file = io.BytesIO(text.encode())
    file.name = "新版.txt"
    body = {"key": "01HZZZZZZZZZZZZZZZZZZZZZZ2", "plan": version.plan_id, "files": file}
    client.post("/plans/upload/", body, **FRAGMENT)
    newest = plans.get_plan(plan_id=version.plan_id, by=planner, at=at).versions[0]
    read(newest.id, planner, at)
    return newest


def test_a_draft_with_doubts_says_why_it_cannot_be_closed(client, base, version):
    page = client.get(f"{base}versions/")

    assert version.counts.doubtful > 0
    assert 'disabled aria-describedby="why"' in page.content.decode()
    assert f"还有{version.counts.doubtful}条要判断" in text_of(page)


def test_closing_a_draft_with_doubts_is_refused(client, base, version):
    answer = client.post(f"{base}reviewed/", {"revision": version.revision})

    assert answer.status_code == 409
    assert "第1版草稿" in text_of(client.get(f"{base}versions/"))


def test_a_reviewed_version_can_be_opened_again_and_published(client, base, version, planner, at):
    seen = review(version, planner, at)
    client.post(f"{base}reviewed/", {"revision": seen.revision})
    reviewed = client.get(f"{base}versions/")
    seen = plans.get_version(version_id=version.id, by=planner, at=at)
    client.post(f"{base}reopen/", {"revision": seen.revision})

    answer = publish(client, base, version, planner, at)

    assert "发布第1版" in text_of(reviewed)
    assert answer.status_code == 302
    assert "第1版已发布" in text_of(client.get(f"{base}versions/"))


def close(client, base, version, planner, at):
    """Close the review of everything."""
    seen = review(version, planner, at)
    client.post(f"{base}reviewed/", {"revision": seen.revision})


def posts_to(response, url):
    return f'method="post" action="{url}"' in response.content.decode()


def test_publishing_asks_once_more_and_says_what_becomes_fixed(client, base, version, planner, at):
    review(version, planner, at)
    item = plans.get_queue(version_id=version.id, by=planner, at=at).page.lines[0]
    plans.reject(item_id=item.id, revision=item.revision, by=planner, at=at)
    seen = plans.get_version(version_id=version.id, by=planner, at=at)
    client.post(f"{base}reviewed/", {"revision": seen.revision})

    page = client.get(f"{base}versions/")
    asked = client.get(f"{base}versions/?publish=ask")

    said = text_of(asked)
    assert not posts_to(page, f"{base}publish/")
    assert f'href="{base}versions/?publish=ask#publish"' in page.content.decode()
    assert posts_to(asked, f"{base}publish/")
    assert "发布第1版？" in said
    assert "发布后不能再改，也不能收回" in said
    assert f"{version.counts.total - 1}条成为在行内容，驳回的1条不计" in said
    assert f"体检发现{version.counts.by_list['findings']}处" in said
    assert "所属地区" not in said
    assert "先不动" in said


def test_the_question_is_asked_only_where_publishing_is_possible(
    client, base, version, planner, at
):
    draft = client.get(f"{base}versions/?publish=ask")
    close(client, base, version, planner, at)
    log_in(client, make_actor(region="990101", role="desk_officer"))
    of_an_officer = client.get(f"{base}versions/?publish=ask")

    assert not posts_to(draft, f"{base}publish/")
    assert not posts_to(of_an_officer, f"{base}publish/")


@pytest.mark.parametrize(
    ("place", "warned"), [("望川区", True), ("云岭市", True), ("青石区", False), ("某某新区", True)]
)
def test_a_plan_of_another_district_is_published_only_after_a_warning(
    client, planner, at, place, warned
):
    version = make_plan(planner, at, PLAN.replace("青石区", place))
    log_in(client, planner)
    base = f"/plans/v/{version.id}/"
    close(client, base, version, planner, at)

    said = text_of(client.get(f"{base}versions/?publish=ask")).replace(" ", "")

    assert (f"文中写的是{place}" in said and "所属地区是青石区" in said) is warned


def test_who_may_only_review_may_not_publish(client, base, version, planner, at):
    seen = review(version, planner, at)
    client.post(f"{base}reviewed/", {"revision": seen.revision})
    log_in(client, make_actor(region="990101", role="desk_officer"))
    seen = plans.get_version(version_id=version.id, by=planner, at=at)

    answer = client.post(f"{base}publish/", {"revision": seen.revision})

    assert answer.status_code == 403
    assert "你的岗位不能发布" in text_of(client.get(f"{base}versions/"))


def test_a_published_item_no_longer_changes(client, base, version, planner, at):
    item = plans.get_queue(version_id=version.id, by=planner, at=at).page.lines[0]
    publish(client, base, version, planner, at)

    answer = client.post(f"{base}items/{item.id}/reject/", {"revision": 1}, **FRAGMENT)

    assert answer.status_code == 409


def test_a_new_version_shows_what_changed(client, base, version, planner, at):
    publish(client, base, version, planner, at)
    text = PLAN.replace("达到100家", "达到120家").replace("2024年底前", "2025年底前")
    newest = new_version(client, version, planner, at, text)

    page = client.get(f"/plans/v/{newest.id}/changes/")

    said = text_of(page)
    assert "第2版对照第1版" in said
    assert '<del class="sl-diff">100</del>' in page.content.decode()
    assert '<ins class="sl-diff">120</ins>' in page.content.decode()


def test_the_first_version_has_nothing_to_be_compared_with(client, base):
    assert client.get(f"{base}changes/").status_code in {404, 409, 422}


def test_differences_ask_the_database_seldom(client, base, version, planner, at):
    publish(client, base, version, planner, at)
    newest = new_version(client, version, planner, at, PLAN.replace("100家", "120家"))
    client.get(f"/plans/v/{newest.id}/changes/")

    with at_most_queries(60):
        client.get(f"/plans/v/{newest.id}/changes/")
    with at_most_queries(40):
        client.get(f"/plans/v/{newest.id}/versions/")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_each_list_comes_as_a_file(client, base, view, form):
    answer = client.get(f"{base}export/?view={view}&format={form}")

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    if form == "csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
    if form == "json":
        json.loads(answer.content)


@pytest.mark.parametrize("view", VIEWS)
def test_a_file_for_an_officer_speaks_the_language_of_the_screen(client, base, view):
    answer = client.get(f"{base}export/", {"view": view, "format": "csv"})

    heads = next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [head for head in heads if head.isascii()] == []


@pytest.mark.parametrize(
    "rest", ["timeline/?year=²", "tasks/?deadline=²", "tasks/?deadline=99999999999999999999"]
)
def test_a_year_that_is_none_finds_nothing(client, base, rest):
    assert client.get(base + rest).status_code == 200


def test_the_city_reads_no_title_of_a_draft(client, base, version, planner, at):
    publish(client, base, version, planner, at)
    new_version(client, version, planner, at, PLAN.replace("青石区", "白鹭区"))
    officer = make_actor("990100", "municipal_officer")

    own = plans.get_plan(plan_id=version.plan_id, by=planner, at=at)
    seen = plans.get_plan(plan_id=version.plan_id, by=officer, at=at)

    assert own.title != version.title
    assert (seen.title, len(seen.versions)) == (version.title, 1)


def test_a_neighbor_gets_no_file(client, version, neighbor):
    log_in(client, neighbor)

    for rest in (f"v/{version.id}/export/", f"documents/{version.document_id}/"):
        assert client.get(f"/plans/{rest}").status_code == 404


def test_the_original_comes_as_an_attachment_and_never_inline(client, base, version):
    answer = client.get(f"/plans/documents/{version.document_id}/")

    assert b"".join(answer.streaming_content) == PLAN.encode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_byte_flipped_in_the_store_is_noticed(client, base, planner, at):
    damaged = make_plan(planner, at, text=f"{PLAN}附：此件有损。\n")
    path = next(path for path in settings.SILIAN_FILES.rglob("*") if damaged.sha256 in path.name)
    path.chmod(0o600)
    path.write_bytes(b"X" + path.read_bytes()[1:])

    assert client.get(f"/plans/documents/{damaged.document_id}/").status_code == 409


def test_a_draft_can_be_read_again_and_keeps_its_review(client, base, version, planner, at):
    review(version, planner, at)

    answer = client.post(f"{base}reread/")

    assert answer.status_code == 302
    read(version.id, planner, at)
    again = plans.get_version(version_id=version.id, by=planner, at=at)
    assert again.counts.reviewed == again.counts.total
    assert client.get(base).status_code == 200


def test_an_absent_version_cannot_be_published(client, base):
    assert client.post(f"/plans/v/{ABSENT}/publish/", {"revision": 0}).status_code == 404
