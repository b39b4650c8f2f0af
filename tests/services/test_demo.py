"""The fictional city is built through the services, and the same seed gives the same content."""

import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings

from silian import clock
from silian.adapters.demo_city import load_city
from silian.domain.parties.offices import SYSTEM, Role
from silian.services import accounts, demo, events, plans
from silian.tasks import reading, running

pytestmark = pytest.mark.django_db
FEW = ("qingshi_plan_2021", "qingshi_plan_2026", "wangchuan_plan_2021", "bailu_plan_2026")
FEW += ("wangchuan_plan_2021_adjusted",)


def run_jobs(job_ids):
    assert reading.read_plan
    for job_id in job_ids:
        running.run_once(job_id, worker="test")


def small_city():
    city = load_city()
    return replace(city, documents=tuple(d for d in city.documents if d.source in FEW))


def build(folder):
    with override_settings(
        SILIAN_DATA_DIR=folder, SILIAN_FILES=folder / "files", SILIAN_DEMO=False
    ):
        return demo.build(city=small_city(), run_jobs=run_jobs, now=clock.now, seed=1, by=SYSTEM)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """The city, built once for this module and rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(tmp_path_factory.mktemp("demo"))
        transaction.set_rollback(True)


def person(username):
    return accounts.actor_named(username=username, at=clock.now())


def test_every_document_stands_where_its_line_says(built):
    states = {plan.file_name: plan.state for plan in built.plans}

    assert states == {d.file_name: d.state for d in small_city().documents}


def test_a_draft_under_review_has_reviewed_items_and_doubts(built):
    (draft,) = [plan for plan in built.plans if "十五五" in plan.title and plan.reviewed]

    assert 0 < draft.reviewed < draft.total
    assert all(plan.doubtful == 0 for plan in built.plans if plan.state == "published")


def test_an_adjusted_plan_is_a_second_version_with_its_changes(built):
    by, at = person("planner.wangchuan"), clock.now()
    (line,) = plans.list_plans(by=by, at=at).lines
    newest, published = plans.get_plan(plan_id=line.id, by=by, at=at).versions

    assert (newest.number, newest.state) == (2, "draft")
    assert (published.number, published.state) == (1, "published")


def test_everything_is_marked_as_invented(built):
    mine = plans.list_plans(by=person("planner.qingshi"), at=clock.now())

    assert all(line.is_demo for line in mine.lines)


def test_a_district_sees_its_own_plans_only(built):
    mine = plans.list_plans(by=person("planner.qingshi"), at=clock.now())
    other = plans.list_plans(by=person("planner.bailu"), at=clock.now())

    assert {line.region for line in mine.lines} == {"990101"}
    assert {line.region for line in other.lines} == {"990103"}


def test_the_municipality_sees_no_drafts_of_its_districts(built):
    seen = plans.list_plans(by=person("officer.yunling"), at=clock.now())

    assert {line.state for line in seen.lines} == {"published"}


def test_each_role_has_a_log_in(built):
    assert {login.role for login in built.logins} == {role.value for role in Role}


def test_the_event_log_holds_after_building(built):
    assert events.verify(by=SYSTEM, at=clock.now() + timedelta(minutes=1)).is_whole


def test_real_people_are_never_mixed_with_a_demo(planner, tmp_path):
    with pytest.raises(accounts.NotADemo):
        build(tmp_path)


BUILD = f"""
import dataclasses, sys
from silian.adapters import demo_city
city = demo_city.load_city()
few = tuple(d for d in city.documents if d.source in {FEW!r})
demo_city.load_city = lambda: dataclasses.replace(city, documents=few)
from silian.cli.main import app
app(["demo", "build", *sys.argv[1:]])
"""


def silian_demo(*arguments):
    given = ("SILIAN_", "DJANGO_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(given)}
    return subprocess.run(
        [sys.executable, "-c", BUILD, *map(str, arguments)],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip


def content_of(folder):
    """Rows of every table but jobs, without identifiers, times, salts and hashes, counted."""
    found = {}
    with sqlite3.connect(folder / "silian.sqlite3") as database:
        names = [
            n for (n,) in database.execute("select name from sqlite_master where type='table'")
        ]
        for name in names:
            if name.startswith(("sqlite_", "django_", "axes_", "jobs_")) or "fts" in name:
                continue
            rows = database.execute(f'select * from "{name}"')  # noqa: S608
            columns = [c[0] for c in rows.description]
            # A hash over content that holds identifiers, and the salt of a person's name.
            beside = {"calls_paper": {"sha256"}, "parties_partyname": {"salt"}}.get(name, set())
            found[name] = Counter(
                tuple(
                    plain(v)
                    for c, v in zip(columns, row, strict=True)
                    if is_content(c) and c not in beside
                )
                for row in rows
            )
    return found


def is_content(column):
    return not re.search(r"(^|_)(id|at|hash|prev|password|token|salt|payload|worker)$", column)


def plain(value):
    """A value without the identifiers and moments inside it."""
    text = str(value)
    text = re.sub(r"\b[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26}\b", "ID", text)
    return re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(\+00:00|Z)?", "TIME", text)


@pytest.mark.slow
def test_built_twice_it_is_the_same_and_kept_it_is_untouched(tmp_path):
    first, second = tmp_path / "one", tmp_path / "two"

    done = [silian_demo("--out", folder) for folder in (first, second)]
    assert [one.returncode for one in done] == [0, 0], done
    before = (first / "silian.sqlite3").stat().st_mtime_ns
    kept = silian_demo("--out", first, "--keep")

    assert "planner.qingshi" in done[0].stdout
    assert content_of(first) == content_of(second)
    assert (first / "demo.json").read_text() == (second / "demo.json").read_text()
    assert "kept" in kept.stdout
    assert (first / "silian.sqlite3").stat().st_mtime_ns == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "two"]


def test_a_folder_with_real_data_is_refused(tmp_path):
    (tmp_path / "silian.sqlite3").write_bytes(b"real")

    done = silian_demo("--out", tmp_path)

    assert done.returncode == 2
    assert (tmp_path / "silian.sqlite3").read_bytes() == b"real"
