"""Parties found twice, merged, and taken apart again."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from silian.domain.parties import party as domain
from silian.domain.parties.dates import Term
from silian.domain.parties.duplicates import Ground
from silian.domain.parties.identifiers import Scheme
from silian.domain.parties.merging import SameParty, TwoCodes
from silian.domain.parties.party import Add, PartyKind
from silian.services import parties
from silian.services.accounts import Forbidden
from silian.services.parties.values import AlreadyMerged, ChangedMeanwhile, NotFound, NotMerged
from silian.store.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.services.party_kit import code, make_code, make_party, named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_region")]

DAYS = [date(2020, 1, 1) + timedelta(days=100 * n) for n in range(12)]


def merge(kept, other, by, at):
    kept, other = (parties.get_party(party_id=one.id, by=by, at=at) for one in (kept, other))
    return parties.merge(
        keep_id=kept.id, keep_revision=kept.revision, other_id=other.id,
        other_revision=other.revision, reason="同一家", by=by, at=at,
    )  # fmt: skip


def whole(by, at):
    pairs, cursor = [], ""
    while True:
        found = parties.find_duplicates(cursor=cursor, by=by, at=at)
        pairs += found.pairs
        cursor = found.next
        if not cursor:
            return {(p.one.name, p.other.name): p.likeness.ground for p in pairs}


def test_likely_duplicates_are_found_with_their_ground(planner, neighbor, at):
    old = make_party(
        planner, at, "甲乙有限公司", facts=[code(make_code(9), date(2020, 1, 1), date(2021, 1, 1))]
    )
    make_party(planner, at, "丙丁有限公司", facts=[code(make_code(9), date(2021, 1, 1))])
    make_party(planner, at, "云帆智能装备有限责任公司")
    make_party(planner, at, "云帆智能装备有限公司", number=2)
    make_party(planner, at, "云航智能装备有限公司")
    make_party(planner, at, "青禾生物科技有限公司")
    make_party(planner, at, "青石区青禾生物科技股份有限公司", number=3)
    make_party(neighbor, at, "青禾生物科技有限公司")

    found = {frozenset(names): ground for names, ground in whole(planner, at).items()}

    assert found == {
        frozenset({"甲乙有限公司", "丙丁有限公司"}): Ground.SAME_IDENTIFIER,
        frozenset({"云帆智能装备有限责任公司", "云帆智能装备有限公司"}): Ground.SAME_NAME,
        frozenset({"云帆智能装备有限责任公司", "云航智能装备有限公司"}): Ground.NEAR_NAME,
        frozenset({"云帆智能装备有限公司", "云航智能装备有限公司"}): Ground.NEAR_NAME,
        frozenset({"青禾生物科技有限公司", "青石区青禾生物科技股份有限公司"}): Ground.SAME_CORE,
    }
    own = parties.find_duplicates_of(party_id=old.id, by=planner, at=at).pairs
    assert [(pair.other.name, pair.likeness.shared) for pair in own] == [
        ("丙丁有限公司", (f"uscc:{make_code(9)}",))
    ]


def test_nothing_is_merged_by_itself_and_merged_parties_are_no_pair(planner, at):
    one, other = make_party(planner, at, number=1), make_party(planner, at)
    assert len(whole(planner, at)) == 1
    assert parties.list_parties(by=planner, at=at).count == 2

    merge(one, other, planner, at)

    assert whole(planner, at) == {}


def test_merged_parties_are_one_under_every_id_and_code(planner, at):
    kept = make_party(planner, at, number=1)
    other = make_party(planner, at, "云帆公司", facts=[Add(domain.Industry("C3962"), Term())])

    merge(kept, other, planner, at)

    view = parties.get_party(party_id=other.id, by=planner, at=at)
    assert (view.id, view.name, view.industry, view.merged) == (
        kept.id,
        kept.name,
        "C3962",
        (other.id,),
    )
    page = parties.list_parties(industry="C", by=planner, at=at)
    assert [line.id for line in page.lines] == [kept.id]
    assert [line.id for line in parties.list_parties(text="云帆公司", by=planner, at=at).lines] == [
        kept.id
    ]
    with pytest.raises(AlreadyMerged):
        parties.change(
            party_id=other.id, revision=other.revision + 1, changes=[], by=planner, at=at
        )


def test_a_merge_is_taken_back_and_both_steps_are_events(planner, at):
    kept, other = make_party(planner, at, number=1), make_party(planner, at, "云帆公司")
    done = merge(kept, other, planner, at)

    parties.undo_merge(merge_id=done.id, by=planner, at=at)

    assert parties.get_party(party_id=other.id, by=planner, at=at).name == "云帆公司"
    assert parties.list_parties(by=planner, at=at).count == 2
    verbs = Event.objects.across_regions("test").filter(object_id=kept.id).order_by("seq")
    assert [row.verb for row in verbs] == ["parties.created", "parties.merged", "parties.unmerged"]
    with pytest.raises(NotMerged):
        parties.undo_merge(merge_id=done.id, by=planner, at=at)
    assert len(parties.list_merges(party_id=kept.id, by=planner, at=at)) == 1


def test_merges_are_taken_back_in_their_order(planner, at):
    a, b, c = (make_party(planner, at, f"第{n}公司") for n in "甲乙丙")
    inner, outer = merge(b, c, planner, at), merge(a, b, planner, at)

    assert parties.get_party(party_id=c.id, by=planner, at=at).id == a.id
    with pytest.raises(NotMerged):
        parties.undo_merge(merge_id=inner.id, by=planner, at=at)
    parties.undo_merge(merge_id=outer.id, by=planner, at=at)
    parties.undo_merge(merge_id=inner.id, by=planner, at=at)

    assert parties.list_parties(by=planner, at=at).count == 3


def test_what_was_known_before_a_merge_is_still_known(planner, at):
    kept, other = make_party(planner, at, number=1), make_party(planner, at, "云帆公司")
    later = at + timedelta(days=1)
    done = merge(kept, other, planner, later)
    parties.undo_merge(merge_id=done.id, by=planner, at=later + timedelta(days=1))

    between = parties.get_party(party_id=other.id, known_at=later, by=planner, at=later)
    assert (between.id, between.merged) == (kept.id, (other.id,))
    before = parties.get_party(party_id=kept.id, known_at=at, by=planner, at=later)
    apart = parties.get_party(party_id=other.id, known_at=at, by=planner, at=later)

    assert before.merged == ()
    assert apart.name == "云帆公司"


def test_what_cannot_be_merged(planner, neighbor, at):
    one, two = make_party(planner, at, number=1), make_party(planner, at, "乙公司", number=2)

    with pytest.raises(TwoCodes):
        merge(one, two, planner, at)
    with pytest.raises((SameParty, ChangedMeanwhile)):
        merge(one, one, planner, at)
    with pytest.raises(Forbidden):
        parties.merge(
            keep_id=one.id, keep_revision=0, other_id=two.id, other_revision=0,
            by=factories.make_actor(role="bureau_head"), at=at,
        )  # fmt: skip
    with pytest.raises(NotFound):
        parties.merge(
            keep_id=one.id, keep_revision=0, other_id=two.id, other_revision=0, by=neighbor, at=at
        )
    with pytest.raises(ChangedMeanwhile):
        parties.merge(
            keep_id=one.id, keep_revision=7, other_id=two.id, other_revision=0, by=planner, at=at
        )


terms = st.builds(
    lambda start, length: Term(start, start + timedelta(days=length) if length else None),
    st.sampled_from(DAYS[:9]), st.sampled_from([0, 50, 200, 900]),
)  # fmt: skip
facts = st.one_of(
    st.builds(
        lambda d, t: Add(domain.Place(d), t), st.sampled_from(["990101", "990102", "990103"]), terms
    ),
    st.builds(
        lambda n, t: Add(domain.Name(n), t), st.sampled_from(["甲公司", "乙公司", "丙公司"]), terms
    ),
    st.builds(lambda c, t: Add(domain.Industry(c), t), st.sampled_from(["C", "C39", "I65"]), terms),
    st.builds(
        lambda c, t: Add(domain.Identifier(Scheme.OTHER, c), t), st.sampled_from(["AA1"]), terms
    ),
)


class Undone(TestCase):
    """Law 15: merging and undoing restores every as-of view."""

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(facts, max_size=4),
        st.lists(facts, max_size=4),
        st.lists(facts, max_size=3),
        st.booleans(),
    )
    def test_every_view_is_what_it_was(self, own, others, third, deep):
        by = factories.make_actor()
        a = make_party(by, NOW, "甲公司", facts=own)
        others = [one for one in others if not isinstance(one.content, domain.Identifier)]
        third = [one for one in third if not isinstance(one.content, domain.Identifier)]
        b = make_party(by, NOW, "乙公司", facts=others)
        c = make_party(by, NOW, "丙公司", facts=third, kind=PartyKind.BODY)
        before = self.views(by, a, b, c)
        lines = self.lines(by)

        inner = merge(b, c, by, NOW) if deep else None
        outer = merge(a, b, by, NOW)
        parties.undo_merge(merge_id=outer.id, by=by, at=NOW)
        if inner:
            parties.undo_merge(merge_id=inner.id, by=by, at=NOW)

        assert self.views(by, a, b, c) == before
        assert self.lines(by) == lines

    def views(self, by, *wanted):
        return [
            (
                view.id,
                day,
                view.name,
                view.district,
                view.industry,
                view.uscc,
                view.merged,
                view.facts,
            )
            for one in wanted
            for day in DAYS
            for view in [parties.get_party(party_id=one.id, as_of=day, by=by, at=NOW)]
        ]

    def lines(self, by):
        return parties.list_parties(by=by, at=NOW).lines


def test_names_of_both_are_kept_when_the_kept_one_changes(planner, at):
    kept, other = make_party(planner, at, number=1), make_party(planner, at, "云帆公司")
    done = merge(kept, other, planner, at)
    now = parties.get_party(party_id=kept.id, by=planner, at=at)

    parties.change(
        party_id=kept.id,
        revision=now.revision,
        changes=[named("新名公司", date(2025, 1, 1))],
        by=planner,
        at=at,
    )
    parties.undo_merge(merge_id=done.id, by=planner, at=at)

    assert parties.get_party(party_id=kept.id, by=planner, at=at).name == "新名公司"
    assert parties.get_party(party_id=other.id, by=planner, at=at).name == "云帆公司"
