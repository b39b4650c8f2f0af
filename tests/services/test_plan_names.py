"""A name that may mean several indicators is a doubt; a person says which, nobody guesses."""

import json

import pytest

from silian.domain.kernel.errors import SilianError
from silian.domain.parties.permissions import Verb
from silian.domain.plans.review import InvalidFields
from silian.services import plans
from silian.services.plans.access import open_version
from silian.services.plans.beside import plans_beside
from silian.services.plans.checking import computed
from silian.services.plans.naming import NameUndecided
from silian.services.plans.rebuilding import rebuild
from silian.services.plans.texts import file_store
from silian.store.events.models import Event
from tests.services.plan_kit import PLAN, TABLE_PLAN, make_plan, read, settle_doubt

pytestmark = pytest.mark.django_db

NAME = "科技型中小企业"
TABLE = TABLE_PLAN.replace("高新技术企业数\n家\n51\n100", "研发机构数\n家\n51\n100")


@pytest.fixture
def version(planner, at):
    return make_plan(planner, at)


def line_of(version, actor, at, name=NAME, tab="doubt"):
    page = plans.get_queue(version_id=version.id, tab=tab, by=actor, at=at).page
    return next(line for line in page.lines if line.title.startswith(name))


def item_of(version, actor, at, name=NAME, tab="doubt"):
    line = line_of(version, actor, at, name, tab)
    return plans.get_item(version_id=version.id, item_id=line.id, by=actor, at=at)


def decide(item, key, actor, at):
    return plans.correct(
        item_id=item.line.id, revision=item.line.revision, fields={"key": key}, by=actor, at=at
    )


def keys_of(version, actor, at):
    opened = open_version(version_id=version.id, verb=Verb.PLANS_READ, by=actor, at=at)
    text = file_store().text_between(opened.text.file_sha256, 0, opened.text.chars)
    return {one["indicator"]: one["key"] for one in rebuild(opened, text)["targets"]}


def test_an_ambiguous_name_is_a_doubt_with_reason_and_candidates(version, planner, at):
    item = item_of(version, planner, at)

    assert (item.line.group, item.line.reason) == ("doubt", "name_ambiguous")
    question = item.name_question
    assert [one.key for one in question.choices] == ["tech_sme_count", "sti_count"]
    assert "名录" in question.why.zh
    assert "registers of their own" in question.why.en
    assert question.choices[0].name.zh and question.choices[0].name.en
    assert question.chosen == ""
    assert item.indicator_key == ""


def test_a_name_without_an_entry_is_no_doubt(planner, at):
    version = make_plan(planner, at, text=PLAN.replace(NAME, "某某奇特事物数"))

    reasons = {
        line.reason for line in plans.get_queue(version_id=version.id, by=planner, at=at).page.lines
    }

    assert "name_ambiguous" not in reasons


def test_a_row_of_a_table_is_asked_about_as_well(planner, at):
    version = make_plan(planner, at, text=TABLE)

    item = item_of(version, planner, at, "研发机构")

    assert item.line.kind == "row"
    assert {one.key for one in item.name_question.choices} == {"platforms", "new_rd_institutions"}


def test_a_choice_sets_the_key_and_is_in_the_history_and_in_the_log(version, planner, at):
    done = decide(item_of(version, planner, at), "tech_sme_count", planner, at)

    assert (done.item.line.state, done.item.line.group) == ("corrected", "reviewed")
    assert done.item.indicator_key == done.item.name_question.chosen == "tech_sme_count"
    (change,) = done.item.history[0].changes
    assert (change.field, change.before, change.after) == ("key", "", "tech_sme_count")
    event = Event.objects.across_regions("a test").filter(verb="plans.review").latest("id")
    assert json.loads(event.payload)["edits"] == [["key", "", "tech_sme_count"]]
    assert keys_of(version, planner, at)[NAME] == "tech_sme_count"


def test_none_of_these_settles_the_doubt_and_sets_no_key(version, planner, at):
    done = decide(item_of(version, planner, at), "none", planner, at)

    assert done.item.line.group == "reviewed"
    assert done.item.indicator_key == ""
    assert done.item.name_question.chosen == "none"
    assert keys_of(version, planner, at)[NAME] is None


def test_taken_back_it_is_a_doubt_again(version, planner, at):
    done = decide(item_of(version, planner, at), "sti_count", planner, at)

    back = plans.undo(item_id=done.item.line.id, revision=1, by=planner, at=at)

    assert back.item.line.group == "doubt"
    assert (back.item.indicator_key, back.item.name_question.chosen) == ("", "")


def test_nothing_is_confirmed_before_somebody_says_what_is_meant(version, planner, at):
    item = item_of(version, planner, at)
    step = {"item_id": item.line.id, "revision": 0, "by": planner, "at": at}

    with pytest.raises(NameUndecided):
        plans.confirm(**step)
    with pytest.raises(InvalidFields) as refused:
        plans.correct(fields={"value": "520"}, **step)
    assert refused.value.values["fields"] == {"key": "choose_one"}

    done = plans.correct(fields={"value": "520", "key": "sti_count"}, **step)
    assert done.item.indicator_key == "sti_count"


@pytest.mark.parametrize("key", ["hnte_count", "nothing", "rd_gdp"])
def test_only_a_candidate_can_be_chosen(version, planner, at, key):
    with pytest.raises(InvalidFields) as refused:
        decide(item_of(version, planner, at), key, planner, at)

    assert refused.value.values["fields"] == {"key": "not_a_candidate"}


def test_a_clear_name_has_nothing_to_choose(version, planner, at):
    item = item_of(version, planner, at, "高新技术企业", tab="target")

    assert item.name_question is None
    with pytest.raises(InvalidFields):
        decide(item, "sti_count", planner, at)


def test_a_clear_new_name_needs_no_choice_and_an_ambiguous_one_does(version, planner, at):
    clear = item_of(version, planner, at, "高新技术企业", tab="target")
    ambiguous = item_of(version, planner, at)

    renamed = plans.correct(
        item_id=ambiguous.line.id, revision=0, fields={"indicator": "高新技术企业"}, by=planner,
        at=at,
    )  # fmt: skip

    assert renamed.item.indicator_key == "hnte_count"
    with pytest.raises(InvalidFields):
        plans.correct(
            item_id=clear.line.id, revision=0, fields={"indicator": NAME}, by=planner, at=at
        )


def test_an_added_item_with_such_a_name_says_what_it_means(version, planner, at):
    start = PLAN.index("科技型中小企业达到500家")
    added = {"version_id": version.id, "kind": "baseline", "start": start, "end": start + 7}
    fields = {"indicator": NAME, "value": "300", "unit": "家", "year": "2020"}

    with pytest.raises(InvalidFields) as refused:
        plans.add(**added, fields=fields, by=planner, at=at)
    done = plans.add(**added, fields=fields | {"key": "sti_count"}, by=planner, at=at)

    assert refused.value.values["fields"] == {"key": "choose_one"}
    assert done.item.indicator_key == "sti_count"


def test_a_choice_outlives_a_new_reading(version, planner, at):
    decide(item_of(version, planner, at), "tech_sme_count", planner, at)

    read(version.id, planner, at)

    item = item_of(version, planner, at, tab="reviewed")
    assert item.indicator_key == item.name_question.chosen == "tech_sme_count"
    assert keys_of(version, planner, at)[NAME] == "tech_sme_count"


def test_the_review_is_not_closed_over_an_open_name(version, planner, at):
    plans.confirm_all(version_id=version.id, bands=("A", "B", "C", "D"), by=planner, at=at)
    others = plans.get_queue(version_id=version.id, tab="doubt", by=planner, at=at).page.lines
    for line in others:
        if line.title != NAME:
            settle_doubt(version.id, line, planner, at)
    head = plans.get_version(version_id=version.id, by=planner, at=at)

    with pytest.raises(SilianError) as refused:
        plans.mark_reviewed(version_id=version.id, revision=head.revision, by=planner, at=at)

    assert refused.value.code == "plans.doubts_open"
    assert refused.value.values["count"] == 1


def test_an_item_that_was_confirmed_before_names_were_asked_about_is_a_doubt_when_read_again(
    version, planner, at
):
    item = item_of(version, planner, at)
    opened = open_version(version_id=version.id, verb=Verb.PLANS_READ, by=planner, at=at)
    rows = opened.items().filter(pk=item.line.id)
    rows.update(edits={"key": "sti_count"})  # as if it had been clear then
    plans.confirm(item_id=item.line.id, revision=0, by=planner, at=at)

    read(version.id, planner, at)

    again = item_of(version, planner, at)
    assert (again.line.state, again.line.group) == ("confirmed", "doubt")


def test_the_check_counts_with_what_was_chosen(planner, at):
    text = PLAN.replace("高新技术企业51家", "高新技术企业51家，科技型企业600家")
    version = make_plan(planner, at, text=text)
    before = computed_rules(version, planner, at)

    decide(item_of(version, planner, at), "sti_count", planner, at)

    # 600 in 2020 and 500 in 2025 are now one indicator, and the target lies below its base.
    assert computed_rules(version, planner, at) - before


def computed_rules(version, actor, at):
    opened = open_version(version_id=version.id, verb=Verb.PLANS_READ, by=actor, at=at)
    return {one.rule for one in computed(opened, plans_beside(opened, by=actor, at=at))}
