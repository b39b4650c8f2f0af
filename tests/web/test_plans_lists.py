"""The lists of a version as pages."""

import re

import pytest

from silian.services import plans
from silian.services.plans.values import TargetLine, ValueView
from silian.web.plans.lists import _by_indicator, _row, years_of
from tests.factories import log_in
from tests.services.plan_kit import PLAN, TABLE_PLAN, make_plan
from tests.web.plan_pages import at_most_queries, text_of

pytestmark = pytest.mark.django_db
PAGES = ("indicators", "timeline", "tasks", "boxes", "names", "glossary", "findings")
TABLE = """云岭市青石区科技创新“十四五”规划（2021—2025年）

青石区人民政府办公室
2021年12月30日

一、发展目标
到2025年，高新技术企业达到120家，科技型企业达到500家以上。
专栏1 “十四五”时期科技创新主要指标
序号\t指标\t单位\t2020年\t2025年\t属性
1\t研发经费投入强度\t%\t1.50\t2.00\t预期性
2\t高新技术企业数\t家\t51\t100\t预期性
3\t财政科技支出占比\t%\t1.10\t1.35\t约束性
二、重点任务
（一）建强创新平台
1.建设传感器中试基地。2024年底前建成青石传感器中试基地。（责任单位：区科技局、区发展改革委）
2.推动高校院所职务科技成果单列管理。
"""


@pytest.fixture
def version(planner, at):
    return make_plan(planner, at, text=TABLE)


@pytest.fixture
def base(client, planner, version):
    log_in(client, planner)
    return f"/plans/v/{version.id}/"


@pytest.mark.parametrize("page", PAGES)
def test_each_list_is_a_page_under_the_plan(client, base, version, page):
    answer = client.get(f"{base}{page}/")

    assert answer.status_code == 200
    assert version.title in text_of(answer)
    assert answer.content.decode().count('aria-current="page"') >= 2


@pytest.mark.parametrize("page", PAGES)
def test_each_list_is_hidden_from_a_neighbor(client, version, neighbor, page):
    log_in(client, neighbor)

    assert client.get(f"/plans/v/{version.id}/{page}/").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_each_list_asks_the_database_seldom(client, base, page):
    client.get(f"{base}{page}/")

    with at_most_queries(40):
        client.get(f"{base}{page}/")


def test_every_number_shows_where_it_is_printed(client, base):
    html = client.get(f"{base}indicators/").content.decode()

    urls = re.findall(r'data-pop-url="([^"]+)"', html)
    assert urls
    for url in urls:
        pop = client.get(url.replace("&amp;", "&"))
        assert pop.status_code == 200


def test_indicators_carry_baseline_target_unit_and_attribute(client, base):
    said = text_of(client.get(f"{base}indicators/"))

    assert "研发经费投入强度" in said
    assert "1.50" in said
    assert "2.00" in said
    assert "约束性" in said


def test_a_recognized_table_shows_its_column_heads(client, planner, at):
    rows = "序号\n指标\n单位\n2020年\n2025年\n\n1\n研发经费投入强度\n%\n1.50\n2.00\n\n2\n高新技术企业数\n家\n51\n100\n"
    version = make_plan(planner, at, text=f"规划\n\n专栏1 主要指标\n{rows}\n")
    log_in(client, planner)

    html = client.get(f"/plans/v/{version.id}/").content.decode()

    assert 'class="pl-flat"' in html
    assert re.search(r"<th[^>]*>指标</th>", html)


def test_table_and_text_that_differ_are_marked(client, base):
    assert "表与正文不一致" in text_of(client.get(f"{base}indicators/"))


def test_a_filter_without_lines_says_so(client, base):
    assert "没有符合筛选的指标" in text_of(client.get(f"{base}indicators/?words=不存在的"))


def test_an_unknown_filter_value_is_refused(client, base):
    assert client.get(f"{base}indicators/?sort=nonsense").status_code == 422


def test_the_time_line_has_a_column_for_each_year(client, base):
    page = client.get(f"{base}timeline/")

    assert page.context["years"] == (2020, 2021, 2022, 2023, 2024, 2025)
    assert 'class="pt aim"' in page.content.decode()
    assert 'class="pt was"' in page.content.decode()


def points_of(response, name):
    """What stands on the time line for an indicator: (kind, number) in order of the columns."""
    rows = re.findall(r'<th scope="row">(.*?)</tr>', response.content.decode(), re.S)
    row = next(row for row in rows if name in row)
    return re.findall(r'class="pt (was|aim)"><button[^>]*span=([\d-]+)[^>]*>([^<]+)<', row)


def test_the_time_line_shows_every_baseline_with_its_year_and_source(client, planner, at):
    text = PLAN.replace("高新技术企业51家。", "高新技术企业51家。2015年，高新技术企业20家。")
    version = make_plan(planner, at, text)
    log_in(client, planner)

    page = client.get(f"/plans/v/{version.id}/timeline/")

    points = points_of(page, "高新技术企业")
    assert [(kind, number) for kind, _span, number in points] == [
        ("was", "20"), ("was", "51"), ("aim", "100"),
    ]  # fmt: skip
    for _kind, span, number in points:
        start, end = map(int, span.split("-"))
        assert number in text[start:end]
    assert page.context["years"][0] == 2015


def test_a_baseline_that_is_printed_twice_shows_both_places(client, planner, at):
    version = make_plan(planner, at, TABLE_PLAN)
    log_in(client, planner)

    page = client.get(f"/plans/v/{version.id}/timeline/")

    assert "pl-more" in page.content.decode()


def test_a_baseline_without_a_year_stands_in_a_column_of_its_own():
    target, dated, undated = (
        value_view_of(role, year, text)
        for role, year, text in (
            ("target", 2025, "9"),
            ("baseline", 2020, "5"),
            ("baseline", None, "4"),
        )
    )
    line = TargetLine("甲", target, dated, "", (undated, dated))

    (row,) = (_row(group, years_of((line,))) for group in _by_indicator((line,)))

    assert row.undated == (undated,)
    assert [[value.text for value in cell.values] for cell in row.cells if cell.values] == [
        ["5"], ["9"],
    ]  # fmt: skip


def value_view_of(role, year, text):
    return ValueView(
        item_id=text, role=role, year=year, label="", text=text, number=None, number_max=None,
        unit="家", comparator="=", cumulative=False, per="", source="prose", is_typed=False,
        is_doubtful=False, state="open", start=1, end=2, quote=text,
    )  # fmt: skip


def test_a_task_without_an_owner_says_that_none_is_printed(client, base):
    page = client.get(f"{base}tasks/")

    assert "区科技局" in text_of(page)
    assert "未写牵头" in text_of(page)


def test_tasks_can_be_narrowed_to_those_without_an_owner(client, base):
    everything = client.get(f"{base}tasks/").context["page"].total

    some = client.get(f"{base}tasks/?owner=none").context["page"].total

    assert 0 < some < everything


def test_the_pages_of_a_published_version_stay_readable(client, base, version, planner, at):
    queue = plans.get_queue(version_id=version.id, by=planner, at=at)
    for line in queue.page.lines:
        plans.confirm(item_id=line.id, revision=line.revision, by=planner, at=at)
    closed = plans.mark_reviewed(
        version_id=version.id, revision=version.revision, by=planner, at=at
    )
    plans.publish(version_id=version.id, revision=closed.revision, by=planner, at=at)

    page = client.get(f"{base}indicators/")

    assert "第1版已发布" in text_of(page)
