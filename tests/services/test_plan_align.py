"""A city's plan beside those of its districts, and drafts that nobody keeps."""

import csv
import io
from decimal import Decimal

import pytest

from silian import labels
from silian.domain.kernel.errors import SilianError
from silian.domain.plans.alignment import Link, PartState
from silian.services import events, plans
from silian.services.accounts import Forbidden
from silian.services.plans.access import NotFound, versions_of
from silian.services.plans.aligning import get_alignment
from silian.services.plans.drafting import Draft, check_draft
from silian.services.plans.linking import declare_link
from tests.factories import make_actor
from tests.services.plan_kit import close_review, make_plan
from tests.unit.test_alignment import BAILU, CITY, QINGSHI

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(at):
    return make_actor("990000", "municipal_officer")


@pytest.fixture
def opinion(city, at):
    return make_plan(city, at, text=CITY)


def published(actor, at, text):
    version = make_plan(actor, at, text=text)
    close_review(version, actor, at)
    return version


def test_the_districts_that_the_city_may_see_are_added_up(city, opinion, at):
    published(make_actor("990101", "planner"), at, QINGSHI)
    make_plan(make_actor("990103", "planner"), at, text=BAILU)  # a draft: the city sees none

    found = get_alignment(version_id=opinion.id, by=city, at=at)

    one = next(one for one in found.links if one.upper.concept == "sti_count")
    assert (one.link, one.total, one.covered, one.units) == (Link.SUM, 1000, 1, 5)
    assert {part.name: part.state for part in one.parts}["白鹭区"] is PartState.NOT_READ
    assert len(found.versions) == 1


def test_a_declared_link_and_a_baseline_are_kept_and_change_the_answer(city, opinion, at):
    published(make_actor("990101", "planner"), at, QINGSHI)

    declare_link(
        version_id=opinion.id, key="hnte_count", link="same_as", baseline="", by=city, at=at
    )
    declare_link(
        version_id=opinion.id, key="sti_count", link="", baseline="2000@2020", by=city, at=at
    )

    found = get_alignment(version_id=opinion.id, by=city, at=at)
    links = {one.upper.concept: one for one in found.links}
    assert links["hnte_count"].why == "declared"
    assert links["sti_count"].pace_of_all is not None
    assert links["sti_count"].pace_of_all.a_year == Decimal(400)
    assert found.kept["sti_count"].baseline == "2000@2020"
    auditor = make_actor("990000", "audit_admin")
    logged = events.list_events(by=auditor, at=at).events
    assert [event.verb for event in logged[:2]] == ["plans.link"] * 2


@pytest.mark.parametrize(
    "said", [{"link": "product"}, {"baseline": "many@2020"}, {"baseline": "NaN@2020"},
             {"baseline": "5"}, {"baseline": "5@1200"}, {"key": ""}],
)  # fmt: skip
def test_what_is_no_link_and_no_baseline_is_refused(city, opinion, at, said):
    asked = {"key": "sti_count", "link": "", "baseline": ""} | said
    with pytest.raises(SilianError) as refused:
        declare_link(version_id=opinion.id, by=city, at=at, **asked)

    assert refused.value.code == "plans.unknown_link"


def test_what_is_no_day_is_refused(city, opinion, at):
    with pytest.raises(SilianError) as refused:
        get_alignment(version_id=opinion.id, as_of="yesterday", by=city, at=at)

    assert refused.value.code == "plans.unknown_link"


def test_who_may_not_review_declares_nothing(opinion, at):
    with pytest.raises(SilianError):
        declare_link(
            version_id=opinion.id, key="sti_count", link="sum", baseline="",
            by=make_actor("990000", "audit_admin"), at=at,
        )  # fmt: skip


def test_the_plan_of_a_district_has_nothing_below_it(planner, at):
    version = make_plan(planner, at, text=QINGSHI)

    assert get_alignment(version_id=version.id, by=planner, at=at).links == ()


def test_a_stranger_learns_nothing(opinion, neighbor, at):
    with pytest.raises(NotFound):
        get_alignment(version_id=opinion.id, by=neighbor, at=at)


DRAFT = (
    "青石区科技创新“十四五”规划\n（2021—2025年）\n青石区人民政府\n2021年8月24日\n"
    "一、发展基础\n2020年，科技型企业204家。\n二、发展目标\n到2025年，科技型企业达到500家。\n"
    "三、重点任务\n（一）培育企业\n每年新增科技型企业50家以上。\n"
)


def test_a_draft_is_checked_and_nothing_is_kept(planner, at):
    found = check_draft(draft=Draft(text=DRAFT), by=planner, at=at)

    assert any(finding["rule"] == "A01" for finding in found.findings)
    number = next(k for k, one in enumerate(found.findings, 1) if one["rule"] == "A01")
    marked = {line.text for line in found.lines if number in line.findings}
    assert any("50家以上" in text for text in marked)
    assert any("204家" in text for text in marked)
    assert found.differences is None
    assert not versions_of(by=planner, at=at).exists()


def test_two_drafts_are_compared(planner, at):
    found = check_draft(
        draft=Draft(text=DRAFT.replace("500家", "520家")),
        older=Draft(text=DRAFT),
        by=planner,
        at=at,
    )

    assert found.differences is not None
    assert any(one.change == "changed" and one.name == "科技型企业" for one in found.differences)
    assert found.texts is not None
    assert found.texts.changed == 1


def test_a_file_is_read_in_the_limited_process(planner, at):
    found = check_draft(draft=Draft(data=DRAFT.encode(), name="draft.txt"), by=planner, at=at)

    assert found.title.startswith("青石区科技创新")


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (Draft(), "plans.no_draft"),
        (Draft(text="字" * 200_001), "plans.draft_too_long"),
        (Draft(data=b"PK\x03\x04broken", name="a.docx"), "readers.truncated"),
    ],
)
def test_what_cannot_be_checked_says_why(planner, at, draft, code):
    with pytest.raises(SilianError) as refused:
        check_draft(draft=draft, by=planner, at=at)

    assert refused.value.code.startswith(code.rpartition(".")[0])


def test_an_administrator_of_the_system_checks_no_drafts(at):
    with pytest.raises(Forbidden):
        check_draft(draft=Draft(text=DRAFT), by=make_actor("990000", "system_admin"), at=at)


def declared(city, opinion, at, **said):
    asked = {"key": "sti_count", "link": "share", "baseline": ""} | said
    return declare_link(version_id=opinion.id, by=city, at=at, **asked)


def test_declared_shares_are_kept_by_district_and_compared(city, opinion, at):
    published(make_actor("990101", "planner"), at, QINGSHI)

    kept = declared(city, opinion, at, shares="青石区=30%、990103=12.5")
    found = get_alignment(version_id=opinion.id, by=city, at=at)

    assert kept.shares == {"990101": Decimal(30), "990103": Decimal("12.5")}
    one = next(one for one in found.links if one.upper.concept == "sti_count")
    share = next(part.share for part in one.parts if part.code == "990101")
    assert (share.percent, share.declared, share.against) == (25, 30, "below")


@pytest.mark.parametrize(
    "shares", ["某某区=25", "青石区", "青石区=many", "青石区=0", "青石区=NaN", "=25", "990101=1001"]
)
def test_what_is_no_share_is_refused(city, opinion, at, shares):
    with pytest.raises(SilianError) as refused:
        declared(city, opinion, at, shares=shares)

    assert refused.value.code == "plans.unknown_link"


def test_a_target_that_the_words_link_to_nobody_can_be_linked(city, at):
    text = CITY + "到2025年，研发经费投入强度达到3%。\n"
    version = make_plan(city, at, text=text)
    published(make_actor("990101", "planner"), at, QINGSHI.replace(
        "科技型企业达到1000家", "研发经费投入强度达到3%"))  # fmt: skip
    before = get_alignment(version_id=version.id, by=city, at=at)

    declare_link(version_id=version.id, key="rd_gdp", link="same_as", baseline="", by=city, at=at)
    after = get_alignment(version_id=version.id, by=city, at=at)

    assert "rd_gdp" in {fact.concept for fact in before.unlinked}
    assert "rd_gdp" not in {fact.concept for fact in after.unlinked}
    one = next(one for one in after.links if one.upper.concept == "rd_gdp")
    assert next(part.same.likeness for part in one.parts if part.same) == "equal"


def test_the_lines_for_programs_have_text_for_every_number(city, opinion, at):
    published(make_actor("990101", "planner"), at, QINGSHI)

    found = plans.list_alignment(version_id=opinion.id, by=city, at=at)

    one = next(line for line in found.links if line.key == "sti_count")
    assert (one.total, one.left, one.each, one.units, one.covered) == ("1000", "3000", "750", 5, 1)
    assert (
        one.parts[0].version_id == get_alignment(version_id=opinion.id, by=city, at=at).versions[0]
    )
    assert "白鹭区" in one.missing
    assert one.pace_lacks == "baseline_of_all"


def export_of(city, opinion, at, form):
    return plans.export_alignment(
        version_id=opinion.id, format=form, words=labels.label, by=city, at=at
    )


def test_the_comparison_is_exported_with_a_line_for_each_target_and_district(city, opinion, at):
    published(make_actor("990101", "planner"), at, QINGSHI)

    made = export_of(city, opinion, at, "csv")

    rows = list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert made.rows == len(rows)
    target = next(r for r in rows if r["行"] == "上级目标" and r["指标"] == "科技型企业")
    assert (target["已读合计"], target["还差"], target["已计入区县数"]) == ("1000", "3000", "1")
    assert "白鹭区" in target["没有读到"]
    own = next(r for r in rows if r["区县"] == "青石区" and r["指标"] == "科技型企业")
    assert (own["数值"], own["文件日期"], own["是否计入"]) == ("1000", "2021-08-24", "计入")
    auditor = make_actor("990000", "audit_admin")
    assert events.list_events(by=auditor, at=at).events[0].verb == "plans.export"


@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_the_other_formats_have_the_same_lines(city, opinion, at, form):
    published(make_actor("990101", "planner"), at, QINGSHI)

    made = export_of(city, opinion, at, form)

    assert made.rows == export_of(city, opinion, at, "csv").rows
    assert made.file_name.endswith(form)


def test_a_title_that_looks_like_a_formula_is_written_as_text(city, opinion, at):
    text = QINGSHI.replace("云岭市青石区科技创新", "=HYPERLINK云岭市青石区科技创新")
    published(make_actor("990101", "planner"), at, text)
    found = plans.list_alignment(version_id=opinion.id, by=city, at=at)
    titles = {part.title for link in found.links for part in link.parts}

    content = export_of(city, opinion, at, "csv").content.decode("utf-8-sig")

    assert any(title.startswith("=") for title in titles)
    assert ",=" not in content


def test_who_may_not_know_the_plan_exports_nothing(opinion, neighbor, at):
    with pytest.raises(NotFound):
        export_of(neighbor, opinion, at, "csv")
