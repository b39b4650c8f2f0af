"""Sheets of parties: good rows go in, bad ones come back; again, cut off, dry, and by two."""

import csv
import io
import sys
from datetime import date

import pytest
import python_calamine

from silian import labels
from silian.adapters.readers.failures import ReadFailure
from silian.adapters.readers.rows import iter_rows
from silian.domain.parties.columns import NoNameColumn, TwoColumns, WrongColumn
from silian.domain.parties.identifiers import Scheme
from silian.domain.parties.party import PartyKind
from silian.services import jobs, parties
from silian.services.accounts import Forbidden
from silian.services.parties import importing
from silian.services.parties.values import NotFound
from silian.store.events.models import Event
from silian.store.parties.models import ImportLine, Party, PartyImport
from silian.tasks import worker
from tests import factories
from tests.services.party_kit import (
    HEADS,
    code,
    make_code,
    make_party,
    make_row,
    make_sheet,
    take_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_region")]


def rows_of(path):
    return python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()


def outcome(done):
    return (done.total, done.created, done.updated, done.same, done.bad)


def by_code(number, by, at, as_of=None):
    return parties.find_by_identifier(
        scheme=Scheme.USCC, value=make_code(number), as_of=as_of, by=by, at=at
    )


def test_good_rows_go_in_and_bad_ones_come_back_with_the_reason(planner, at):
    wrong = make_code(3)[:-1] + ("T" if make_code(3)[-1] != "T" else "7")
    rows = [
        make_row(1),
        make_row(2),
        make_row(3, 统一社会信用代码=wrong),
        make_row(4, 企业名称="=cmd()", 企业规模="巨型"),
    ]

    done = take_in(planner, at, rows, as_of=date(2026, 1, 1), words=labels.words)

    assert outcome(done) == (4, 2, 0, 0, 2)
    view = by_code(1, planner, at)
    assert (view.name, view.district, view.industry) == ("青石第1装备有限公司", "990101", "C3962")
    assert view.attributes == {"founded_on": "2019-05-06", "size": "small", "nature": "enterprise"}
    assert {fact.source for fact in view.facts} == {f"import:{done.id}:3"}
    back = rows_of(parties.get_returned(import_id=done.id, by=planner, at=at))
    assert back[0][: len(HEADS)] == list(HEADS)
    assert [row[0] for row in back[1:]] == ["青石第3装备有限公司", "=cmd()"]
    assert [row[-2] for row in back[1:]] == ["5", "6"]
    assert f"{make_code(3)[-1]}" in back[1][-1]
    bad = parties.list_rows(import_id=done.id, outcome="bad", by=planner, at=at)
    assert [problem[0] for row in bad for problem in row.problems] == [
        "parties.uscc_check",
        "parties.cell_word",
    ]
    assert "18" in labels.in_english(*bad[0].problems[0])


def test_the_returned_workbook_can_be_mended_and_taken_in(planner, at):
    done = take_in(planner, at, [make_row(1), make_row(2, 企业规模="巨型")])
    back = rows_of(parties.get_returned(import_id=done.id, by=planner, at=at))
    mended = ["小型" if cell == "巨型" else cell for cell in back[1]]

    again = take_in(planner, at, [mended], heads=back[0])

    assert outcome(again) == (1, 1, 0, 0, 0)


def test_a_formula_of_a_bad_row_stays_text_in_the_workbook(planner, at, tmp_path):
    import zipfile

    done = take_in(planner, at, [make_row(1, 注册地址="=HYPERLINK(1)", 企业规模="巨型")])

    with zipfile.ZipFile(parties.get_returned(import_id=done.id, by=planner, at=at)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert "HYPERLINK" in sheet
    assert 'quotePrefix="1"' in styles


def test_the_same_sheet_again_says_nothing_new(planner, at):
    rows = [make_row(number) for number in range(1, 8)]
    take_in(planner, at, rows)

    again = take_in(planner, at, rows)

    assert outcome(again) == (7, 0, 0, 7, 0)
    assert Party.objects.across_regions("test").filter(revision__gt=0).count() == 0


def test_what_differs_is_a_new_dated_fact_and_is_said(planner, at):
    take_in(planner, at, [make_row(1), make_row(2)], as_of=date(2025, 1, 1))

    later = take_in(
        planner,
        at,
        [make_row(1, 企业名称="青石云帆有限公司", 所属区县="望川区"), make_row(2)],
        as_of=date(2026, 1, 1),
    )

    assert outcome(later) == (2, 0, 1, 1, 0)
    (line,) = parties.list_rows(import_id=later.id, by=planner, at=at)
    assert line.outcome == "updated"
    assert line.problems == (("parties.row_updated", {"party_facts": ["name", "place"]}),)
    assert by_code(1, planner, at, date(2025, 12, 31)).name == "青石第1装备有限公司"
    now = by_code(1, planner, at)
    assert (now.name, now.district, now.revision) == ("青石云帆有限公司", "990102", 1)


def test_two_rows_of_one_party_that_contradict_each_other(planner, at):
    rows = [make_row(1), make_row(1, 企业规模="大型"), make_row(1)]

    done = take_in(planner, at, rows)

    assert outcome(done) == (3, 1, 0, 1, 1)
    (line,) = parties.list_rows(import_id=done.id, outcome="bad", by=planner, at=at)
    assert line.problems[0] == ("parties.row_contradicts", {"value": "small", "found": "large"})


def test_a_row_without_a_code_does_not_become_a_second_party_of_the_name(planner, at):
    done = take_in(
        planner,
        at,
        [make_row(1, 统一社会信用代码=""), make_row(1), make_row(1, 统一社会信用代码="")],
    )

    assert outcome(done) == (3, 2, 0, 0, 1)
    (line,) = parties.list_rows(import_id=done.id, outcome="bad", by=planner, at=at)
    assert line.problems[0][0] == "parties.row_namesake"


def test_a_dry_run_says_what_would_be_and_changes_nothing(planner, at):
    rows = [make_row(1), make_row(2, 成立日期="昨天")]

    done = take_in(planner, at, rows, dry=True)

    assert outcome(done) == (2, 1, 0, 0, 1)
    assert parties.list_parties(by=planner, at=at).count == 0
    assert parties.get_returned(import_id=done.id, by=planner, at=at)
    parties.start_import(
        import_id=done.id,
        columns=importing._open(done.id, by=planner, at=at).columns,
        by=planner,
        at=at,
    )
    real = parties.run_import(import_id=done.id, progress=lambda *a, **v: None, by=planner, at=at)
    assert outcome(real) == (2, 1, 0, 0, 1)
    assert parties.list_parties(by=planner, at=at).count == 1


def test_columns_are_guessed_changed_and_kept_for_the_next_sheet(planner, neighbor, at):
    heads = ("甲", "代码列", "企业名称")
    first, sheet = parties.open_sheet(
        name="a.xlsx", stream=make_sheet([("云帆", make_code(1), "备注")], heads),
        kind=PartyKind.ORGANIZATION, by=planner, at=at,
    )  # fmt: skip
    assert (sheet.columns, sheet.is_saved) == (("", "", "name"), False)
    assert sheet.rows == (("云帆", make_code(1), "备注"),)

    for wrong, error in (
        (("", "", ""), NoNameColumn), (("name", "", "name"), TwoColumns), (("name", "role", ""), WrongColumn),
        (("name",), importing.HeadsChanged),
    ):  # fmt: skip
        with pytest.raises(error):
            parties.start_import(import_id=first.id, columns=wrong, by=planner, at=at)
    parties.start_import(import_id=first.id, columns=("name", "uscc", ""), by=planner, at=at)

    for by, is_saved in ((planner, True), (neighbor, False)):
        _, sheet = parties.open_sheet(
            name="b.xlsx", stream=make_sheet([], heads), kind=PartyKind.ORGANIZATION, by=by, at=at
        )
        assert sheet.is_saved is is_saved
    with pytest.raises(importing.NotWaiting):
        parties.start_import(import_id=first.id, columns=("name", "uscc", ""), by=planner, at=at)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_charsets_of_bureaus(charset, planner, at):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([HEADS, make_row(1, 注册地址="科创路1号,\n二层"), make_row(2)])

    done = take_in(planner, at, io.BytesIO(text.getvalue().encode(charset)), name="名单.csv")

    assert outcome(done) == (2, 2, 0, 0, 0)
    assert by_code(1, planner, at).district == "990101"


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 no zip at all", b"\x00\x01\x02\x03binary", b"\xff\xff\xff\x80" * 9]
)
def test_what_is_no_sheet_is_refused(data, planner, at):
    with pytest.raises(ReadFailure):
        take_in(planner, at, io.BytesIO(data))


def test_a_sheet_that_claims_a_huge_extent_is_refused(planner, at):
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "企业名称")
        page.write_string(1_048_575, 16_383, "x")
    out.seek(0)

    with pytest.raises(ReadFailure):
        take_in(planner, at, out)


def test_persons_come_with_their_employers(planner, at):
    make_party(planner, at, "云帆智能装备有限公司", number=1)
    heads = ("姓名", "编号", "工作单位", "职务")
    rows = [
        ("李明远", "", "云帆智能装备有限责任公司", "总工"),
        ("周文静", "P050", make_code(1), ""),
        ("陈立", "", "无此单位", ""),
        ("李明远", "", "", ""),
    ]

    done = take_in(planner, at, rows, heads=heads, kind=PartyKind.PERSON)

    assert outcome(done) == (4, 2, 0, 0, 2)
    lines = parties.list_parties(kind="person", by=planner, at=at).lines
    assert {line.number: line.name for line in lines} == {"P001": "李明远", "P050": "周文静"}
    firm = parties.list_parties(kind="organization", by=planner, at=at).lines[0]
    posts = parties.party_file(party_id=firm.id, by=planner, at=at).sections[1]
    assert {line.value for line in posts.lines} == {"P001 总工", "P050"}
    assert not Event.objects.across_regions("test").filter(payload__contains="李明远").exists()


def test_an_import_reaches_a_party_under_the_code_of_a_merged_one(planner, at):
    kept = make_party(planner, at, "云帆公司")
    other = make_party(planner, at, "云帆公司", number=1)
    parties.merge(
        keep_id=kept.id, keep_revision=0, other_id=other.id, other_revision=0, by=planner, at=at
    )

    done = take_in(planner, at, [make_row(1)])

    assert outcome(done) == (1, 0, 1, 0, 0)
    assert by_code(1, planner, at).id == kept.id
    assert by_code(1, planner, at).industry == "C3962"


class Cut(Exception):
    pass


def test_an_import_that_was_cut_goes_on_where_it_was(planner, at, monkeypatch):
    monkeypatch.setattr(importing, "PORTION", 10)
    rows = [make_row(n) if n % 7 else make_row(n, 企业规模="巨型") for n in range(1, 61)]
    opened, sheet = parties.open_sheet(
        name="a.xlsx", stream=make_sheet(rows), kind=PartyKind.ORGANIZATION, by=planner, at=at
    )
    parties.start_import(import_id=opened.id, columns=sheet.columns, by=planner, at=at)

    def stop(done, total, code="", **values):
        if done >= 30:
            raise Cut

    with pytest.raises(Cut):
        parties.run_import(import_id=opened.id, progress=stop, by=planner, at=at)
    halfway = parties.get_import(import_id=opened.id, by=planner, at=at)
    done = parties.run_import(import_id=opened.id, progress=lambda *a, **v: None, by=planner, at=at)

    assert (halfway.total, halfway.state) == (30, "running")
    assert outcome(done) == (60, 52, 0, 0, 8)
    assert parties.list_parties(by=planner, at=at).count == 52
    assert ImportLine.objects.across_regions("test").filter(outcome="bad").count() == 8
    assert parties.run_import(import_id=opened.id, progress=stop, by=planner, at=at).state == "done"


def test_a_run_that_another_one_overtook_writes_nothing(planner, at, monkeypatch):
    monkeypatch.setattr(importing, "PORTION", 10)
    opened, sheet = parties.open_sheet(
        name="a.xlsx", stream=make_sheet([make_row(n) for n in range(1, 31)]),
        kind=PartyKind.ORGANIZATION, by=planner, at=at,
    )  # fmt: skip
    parties.start_import(import_id=opened.id, columns=sheet.columns, by=planner, at=at)

    def overtake(done, total, code="", **values):
        PartyImport.objects.across_regions("test").filter(pk=opened.id).update(next_row=99)

    with pytest.raises(jobs.LeaseLost):
        parties.run_import(import_id=opened.id, progress=overtake, by=planner, at=at)
    assert parties.list_parties(by=planner, at=at).count == 10


def test_the_worker_does_it_with_progress_and_events(planner, at):
    rows = [make_row(n) for n in range(1, 31)]
    opened, sheet = parties.open_sheet(
        name="a.xlsx", stream=make_sheet(rows), kind=PartyKind.ORGANIZATION, by=planner, at=at
    )
    asked = parties.start_import(import_id=opened.id, columns=sheet.columns, by=planner, at=at)

    worker.work_off()

    job = jobs.get_job(job_id=asked.job_id, by=planner, at=at)
    assert (job.state, job.done, job.note_code) == ("done", 30, "parties.importing")
    verbs = Event.objects.across_regions("test").filter(object_id=opened.id).order_by("seq")
    assert [row.verb for row in verbs] == [
        "parties.import_asked",
        "parties.imported_rows",
        "parties.imported",
    ]
    assert parties.list_imports(by=planner, at=at)[0].created == 30


def test_imports_of_another_district_are_not_there(planner, neighbor, at):
    done = take_in(planner, at, [make_row(1, 企业规模="巨型")])

    for ask in (parties.get_import, parties.get_returned, parties.list_rows):
        with pytest.raises(NotFound):
            ask(import_id=done.id, by=neighbor, at=at)
    assert parties.list_imports(by=neighbor, at=at) == ()
    with pytest.raises(Forbidden):
        take_in(factories.make_actor(role="bureau_head"), at, [make_row(1)])


def test_rows_have_the_numbers_that_excel_shows(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(make_sheet([("a", 5, None, 91990101.0), (), ("b",)]).getvalue())
    totals = []

    rows = list(iter_rows(path, "a.xlsx", on_total=totals.append))

    assert [number for number, _ in rows] == [1, 2, 3, 5]
    assert rows[2][1][:4] == ("a", "5", "", "91990101")
    assert totals == [5]


def test_rows_that_nobody_wants_any_more_end_the_child(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("企业名称\n" + "甲\n" * 200_000, "utf-8")

    rows = iter_rows(path, "a.csv")
    next(rows)
    rows.close()

    assert "silian.adapters.readers.rows" in sys.modules


def test_a_code_held_until_the_day_before_is_free(planner, at):
    make_party(
        planner, at, "旧公司", facts=[code(make_code(1), date(2020, 1, 1), date(2025, 1, 1))]
    )

    done = take_in(planner, at, [make_row(1)], as_of=date(2025, 1, 1))

    assert outcome(done) == (1, 1, 0, 0, 0)
    assert by_code(1, planner, at, date(2024, 12, 31)).name == "旧公司"
