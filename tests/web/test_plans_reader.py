"""The reader as pages and fragments."""

import re

import pytest
from django.db import connection

from silian.services.plans.values import SectionLine
from silian.web.plans.reader import sections_near
from tests.factories import log_in, make_actor
from tests.services.plan_kit import PLAN, make_plan, upload_text
from tests.web.plan_pages import FRAGMENT, at_most_queries, queue_ids, text_of

pytestmark = pytest.mark.django_db
ABSENT = "01HZZZZZZZZZZZZZZZZZZZZZZZ"


@pytest.fixture
def version(planner, at):
    return make_plan(planner, at)


@pytest.fixture
def reader(client, planner, version):
    log_in(client, planner)
    return f"/plans/v/{version.id}/"


def test_the_text_stands_as_printed_with_its_items_marked(client, reader, version):
    page = client.get(reader)

    html = page.content.decode()
    assert page.status_code == 200
    assert version.title in text_of(page)
    assert 'class="sl-hl target' in html
    assert 'class="sl-hl base' in html
    assert "要你判断" in text_of(page)


def test_every_block_says_where_its_characters_stand(client, reader):
    html = client.get(reader).content.decode()

    blocks = re.findall(r'data-text data-start="(\d+)" data-end="(\d+)"[^>]*>(.*?)</[ph]', html)
    assert blocks
    for start, end, inner in blocks:
        shown = re.sub(r"<[^>]+>", "", inner)
        assert shown == PLAN[int(start) : int(end)]


def test_the_page_holds_the_same_fragments_as_the_single_addresses(client, reader):
    page = client.get(reader).content.decode()

    part = client.get(f"{reader}text/?start=0", **FRAGMENT).content.decode()
    queue = client.get(f"{reader}queue/", **FRAGMENT).content.decode()

    assert part.strip() in page
    assert queue.strip() in page


def test_an_address_of_a_span_shows_the_span(client, reader):
    start = PLAN.index("高新技术企业达到100家")

    html = client.get(f"{reader}?span={start}-{start + 6}").content.decode()

    assert '<span class="spot">高新技术企业</span>' in html


@pytest.mark.parametrize("span", ["x", "9-3", "5", "-", "99999999999-999999999999"])
def test_an_address_that_is_no_span_shows_the_beginning(client, reader, span):
    assert client.get(f"{reader}?span={span}").status_code == 200


def test_an_address_of_an_item_opens_its_card(client, reader):
    item = queue_ids(client.get(f"{reader}queue/", **FRAGMENT))[0]

    page = client.get(f"{reader}?item={item}")
    card = client.get(f"{reader}items/{item}/", **FRAGMENT)

    assert f'data-item="{item}"' in card.content.decode()
    assert "读作" in text_of(card)
    assert f'data-goto="{card.context["item"].line.start}-' in page.content.decode()


def test_an_absent_item_is_not_found(client, reader):
    assert client.get(f"{reader}items/{ABSENT}/", **FRAGMENT).status_code == 404


def test_hidden_and_absent_versions_answer_alike(client, version, neighbor):
    log_in(client, neighbor)

    for rest in (
        "",
        "text/",
        "queue/",
        "find/?q=企业",
        "source/?span=1-5",
        "indicators/",
        "versions/",
    ):
        hidden = client.get(f"/plans/v/{version.id}/{rest}", **FRAGMENT)
        absent = client.get(f"/plans/v/{ABSENT}/{rest}", **FRAGMENT)
        assert hidden.status_code == absent.status_code == 404
        assert version.title not in hidden.content.decode()


def test_words_are_found_with_their_places(client, reader):
    found = client.get(f"{reader}find/?q=高新技术企业", **FRAGMENT)

    assert found.context["places"] == PLAN.count("高新技术企业")
    assert "<mark>高新技术企业</mark>" in found.content.decode()


def test_one_character_is_too_few_to_find(client, reader):
    found = client.get(f"{reader}find/?q=高", **FRAGMENT)

    assert "请至少写两个字" in text_of(found)


def test_words_that_are_nowhere_say_so(client, reader):
    assert "原文里没有" in text_of(client.get(f"{reader}find/?q=量子", **FRAGMENT))


def test_a_source_shows_the_quote_in_its_sentence(client, reader):
    start = PLAN.index("2.00%")

    pop = client.get(f"{reader}source/?span={start}-{start + 5}", **FRAGMENT)
    page = client.get(f"{reader}source/?span={start}-{start + 5}")

    assert "<mark>2.00%</mark>" in pop.content.decode()
    assert pop.content.decode().strip() in page.content.decode()


def test_a_source_outside_the_text_is_refused(client, reader):
    assert client.get(f"{reader}source/?span=900000-900005", **FRAGMENT).status_code == 422


def test_a_file_that_waits_shows_that_it_is_read(client, planner, at):
    kept = upload_text(planner, at)
    log_in(client, planner)

    page = client.get(f"/plans/v/{kept.version_id}/")

    assert "正在读这份文件" in text_of(page)


def test_who_may_only_read_gets_no_buttons(client, version):
    log_in(client, make_actor(region="990101", role="bureau_head"))
    item = queue_ids(client.get(f"/plans/v/{version.id}/queue/", **FRAGMENT))[0]

    card = client.get(f"/plans/v/{version.id}/items/{item}/", **FRAGMENT)

    assert "<form" not in card.content.decode()
    assert "你可以读这份规划，不能审" in text_of(card)


def test_the_screen_carries_no_inline_script_or_style(client, reader):
    html = client.get(reader).content.decode()

    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\son\w+=|\sstyle=", html)


def test_reading_writes_nothing(client, reader):
    client.get(reader)
    asked = []

    def watch(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        for rest in (
            "",
            "text/?start=0",
            "queue/",
            "find/?q=企业",
            "indicators/",
            "timeline/",
            "tasks/",
        ):
            client.get(f"{reader}{rest}")

    writes = [sql for sql in asked if re.match(r"(INSERT|UPDATE|DELETE)", sql)]
    assert writes == []


def test_the_reader_asks_the_database_seldom(client, reader):
    client.get(reader)

    with at_most_queries(60):
        client.get(reader)
    with at_most_queries(30):
        client.get(f"{reader}text/?start=0", **FRAGMENT)


def test_markup_in_a_document_is_shown_and_never_run(client, planner, at):
    text = PLAN + "\n<script>alert(1)</script><b onclick=x>到2025年，科技型企业达到300家</b>\n"
    version = make_plan(planner, at, text=text)
    log_in(client, planner)

    html = client.get(f"/plans/v/{version.id}/").content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(" in html


def test_english_is_complete_on_the_reader(client, reader):
    client.post("/language/", {"language": "en", "next": "/"})

    page = client.get(reader)

    assert "For you to judge" in text_of(page)
    assert 'lang="en"' in page.content.decode()


def test_a_very_long_outline_shows_what_lies_around_the_text(client, planner, at):
    text = "规划\n" + "".join(f"{n}.任务{n}\n到2025年，平台达到{n}家。\n" for n in range(1, 900))
    version = make_plan(planner, at, text=text)
    sections = [
        SectionLine(f"s{n}", 1, "", f"第{n}", "", n * 10, n * 10 + 2, n * 10 + 2, n * 10 + 10, 0, 0)
        for n in range(1000)
    ]
    log_in(client, planner)

    page = client.get(f"/plans/v/{version.id}/")
    near = sections_near(sections, 5005)

    assert page.status_code == 200
    assert len(near) == 400
    assert near[0].start < 5005 < near[-1].start
    assert sections_near(sections, 0)[0].start == 0
    assert sections_near(sections, 99999)[-1].start == 9990
