"""Codes, names, dated facts and likeness of parties: pure rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.adapters.industries import industries
from silian.domain.parties import columns, names
from silian.domain.parties.columns import Field
from silian.domain.parties.dates import EVER, EmptyTerm, Term
from silian.domain.parties.duplicates import Ground, Profile, likeness_of
from silian.domain.parties.identifiers import (
    BadCode,
    BadUsccCharacter,
    BadUsccCheck,
    BadUsccLength,
    Scheme,
    check_code,
)
from silian.domain.parties.industries import BadIndustry
from silian.domain.parties.merging import Candidate, KindsDiffer, TwoCodes, check_merge, family_of
from silian.domain.parties.party import (
    Add,
    Affiliation,
    Correct,
    End,
    Fact,
    Identifier,
    Name,
    NoSuchFact,
    PartyKind,
    Place,
    Withdraw,
    WrongKind,
    apply,
    change_facts,
    check_kind,
    in_force,
    next_turn,
)

GOOD = "91990101MA00AA0178"
DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "code",
    [
        "91990101MA00AA0178", "91990101MA00AA0253", "91990101MA00AA076B", "91990102MA00AA092F",
        "93990101MA00AA0840", "91990101MA00AA033X", "12990100009902019R", "119901020099010244",
        "11990101009901032G",
    ],
)  # fmt: skip
def test_codes_that_are_right_pass(code):
    assert check_code(Scheme.USCC, code) == code


def test_a_code_may_be_written_wide_small_and_spaced():
    assert check_code(Scheme.USCC, " ９１990101-ma00 aa0178 ") == GOOD


def test_the_check_character_is_said():
    with pytest.raises(BadUsccCheck) as caught:
        check_code(Scheme.USCC, GOOD[:-1] + "T")

    assert caught.value.values | {} == {
        "value": GOOD[:-1] + "T", "position": 18, "expected": "8", "found": "T",
    }  # fmt: skip


def test_a_letter_that_no_code_has_is_said_with_its_place_and_what_was_meant():
    with pytest.raises(BadUsccCharacter) as caught:
        check_code(Scheme.USCC, "91990101MAO0AA0178")

    assert caught.value.values["position"] == 11
    assert (caught.value.values["found"], caught.value.values["allowed"]) == ("O", "0")


def test_letters_in_the_region_are_said():
    with pytest.raises(BadUsccCharacter) as caught:
        check_code(Scheme.USCC, "9199A101MA00AA0178")

    assert (caught.value.values["position"], caught.value.values["allowed"]) == (5, "0–9")


def test_a_code_of_another_length_is_said():
    with pytest.raises(BadUsccLength) as caught:
        check_code(Scheme.USCC, GOOD[:-1])

    assert caught.value.values["found"] == 17


def test_a_code_may_begin_with_a_letter_of_the_registering_organ():
    from stdnum.cn import uscc

    body = "N2990101MA00AA017"
    assert check_code(Scheme.USCC, body + uscc.calc_check_digit(body))


@given(st.integers(0, 16), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_any_one_wrong_character_is_found(place, letter):
    if GOOD[place] == letter:
        return
    wrong = GOOD[:place] + letter + GOOD[place + 1 :]

    with pytest.raises((BadUsccCheck, BadUsccCharacter)):
        check_code(Scheme.USCC, wrong)


@pytest.mark.parametrize(
    ("scheme", "good", "bad"),
    [
        (Scheme.INTERNAL_NUMBER, "p001", "Q001"),
        (Scheme.ORGANIZATION_CODE, "D2143569-X", "D2143569-1"),
        (Scheme.REGISTRATION_NUMBER, "110000000000123", "12"),
        (Scheme.OTHER, "AB-1234", "张"),
    ],
)
def test_other_codes(scheme, good, bad):
    assert check_code(scheme, good)
    with pytest.raises(BadCode):
        check_code(scheme, bad)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云帆（集团）有限责任公司", "云帆(集团) 有限公司"),
        ("ＡＢＣ科技有限公司", "abc科技有限公司"),
        ("云帆·科技有限公司", "云帆科技有限公司"),
    ],
)
def test_names_that_are_written_otherwise_are_one(one, other):
    assert names.normal_organization(one) == names.normal_organization(other)


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("青石区云帆智能装备（集团）有限公司", "云帆智能装备"),
        ("云岭市青石区云帆智能装备股份有限公司", "云帆智能装备"),
        ("云帆智能装备合伙企业（有限合伙）", "云帆智能装备"),
        ("云岭区茶山镇人民政府", "茶山镇人民政府"),
        ("公司", "公司"),
    ],
)
def test_the_core_of_a_name(name, core):
    assert names.core_of(names.normal_organization(name)) == core


def test_names_sort_by_pinyin():
    listed = ["中科", "阿里", "ABC", "北京", "长江"]

    assert sorted(listed, key=names.sort_key) == ["ABC", "阿里", "北京", "长江", "中科"]


@given(st.text(alphabet="甲乙丙丁", max_size=8), st.text(alphabet="甲乙丙丁", max_size=8))
def test_edits_are_symmetric_and_bounded(one, other):
    edits = names.edits_between(one, other, 3)

    assert edits == names.edits_between(other, one, 3)
    assert (edits == 0) == (one == other)
    assert edits <= 4


def test_industries_are_checked_against_their_section():
    known = industries()

    assert len(known.sections) == 20
    assert [known.code_of(text) for text in ("C3962", "3962", "C39 计算机", "制造业", "ｃ39")] == [
        "C3962", "C3962", "C39", "C", "C39",
    ]  # fmt: skip
    for bad in ("C6510", "Z", "C3", "98", "造船", ""):
        with pytest.raises(BadIndustry):
            known.code_of(bad)


days = st.dates(date(2019, 1, 1), date(2019, 2, 1))
terms = st.builds(
    lambda start, length: Term(start, start + timedelta(length) if length else None),
    days, st.integers(0, 20),
)  # fmt: skip
contents = st.sampled_from(
    [Place("990101"), Place("990102"), Place("990103"), Name("甲"), Name("乙")]
)


@given(st.lists(st.tuples(contents, terms), max_size=8), contents, terms)
def test_a_change_says_so_in_its_term_and_leaves_other_days_alone(before, content, term):
    facts: tuple[Fact, ...] = ()
    for one, when in before:
        facts = apply(facts, change_facts(facts, Add(one, when)))
    slot = type(content)

    after = apply(facts, change_facts(facts, Add(content, term)))

    later = [
        f.term.starts_on
        for f in facts
        if isinstance(f.content, slot) and f.term.starts_on > term.starts_on
    ]
    ends = term.ends_on or min(later, default=None)
    for number in range(70):
        day = date(2018, 12, 20) + timedelta(number)
        then = {f.content for f in in_force(facts, day)}
        now = {f.content for f in in_force(after, day)}
        if Term(term.starts_on, ends).holds_on(day):
            assert content in now
            assert {c for c in now if not isinstance(c, slot)} == {
                c for c in then if not isinstance(c, slot)
            }
        else:
            assert now == then
        own = [f for f in after if isinstance(f.content, slot) and f.term.holds_on(day)]
        assert len(own) <= 1, "one fact at a time in a slot"


def test_what_is_known_already_changes_nothing():
    facts = (Fact(Name("甲"), Term(), "1"),)

    painted = change_facts(facts, Add(Name("甲"), Term(DAY)))

    assert not painted.struck
    assert not painted.added


def test_a_fact_ends_is_corrected_and_withdrawn():
    facts = (Fact(Place("990101"), Term(DAY), "1"),)

    ended = apply(facts, change_facts(facts, End("1", DAY + timedelta(9))))
    corrected = apply(facts, change_facts(facts, Correct("1", Place("990102"))))
    withdrawn = apply(facts, change_facts(facts, Withdraw("1")))

    assert [f.term for f in ended] == [Term(DAY, DAY + timedelta(9))]
    assert [(f.content, f.term) for f in corrected] == [(Place("990102"), Term(DAY))]
    assert withdrawn == ()
    with pytest.raises(EmptyTerm):
        change_facts(facts, End("1", DAY))
    with pytest.raises(NoSuchFact):
        change_facts(facts, Withdraw("2"))


def test_the_next_turn():
    facts = (Fact(Name("甲"), Term(EVER, DAY)), Fact(Name("乙"), Term(DAY)))

    assert next_turn(facts, DAY - timedelta(1)) == DAY
    assert next_turn(facts, DAY) is None


def test_kinds_hold_what_is_theirs():
    check_kind(PartyKind.PERSON, Affiliation("x"))
    check_kind(PartyKind.PERSON, Identifier(Scheme.INTERNAL_NUMBER, "P001"))
    check_kind(PartyKind.BODY, Place("990101"))
    for kind, content in (
        (PartyKind.BODY, Affiliation("x")),
        (PartyKind.CONSORTIUM, Affiliation("x")),
        (PartyKind.PERSON, Place("990101")),
        (PartyKind.PERSON, Identifier(Scheme.OTHER, "110101199001011234")),
    ):
        with pytest.raises(WrongKind):
            check_kind(kind, content)


def profile(id, *names_, codes=(), regions=("990101",), uscc="", kind=PartyKind.ORGANIZATION):
    normal = frozenset(names.normal_organization(name) for name in names_)
    return Profile(id, kind, frozenset(codes), normal, frozenset(regions), uscc)


@pytest.mark.parametrize(
    ("one", "other", "ground"),
    [
        (profile("1", "甲公司", codes=[("uscc", "x")]), profile("2", "乙公司", codes=[("uscc", "x")]), Ground.SAME_IDENTIFIER),
        (profile("1", "云帆有限责任公司"), profile("2", "云帆有限公司"), Ground.SAME_NAME),
        (profile("1", "云帆有限公司"), profile("2", "云帆有限公司", regions=["990102"]), None),
        (profile("1", "云帆智能有限公司"), profile("2", "青石区云帆智能股份有限公司"), Ground.SAME_CORE),
        (profile("1", "云帆智能装备有限公司"), profile("2", "云航智能装备有限公司"), Ground.NEAR_NAME),
        (profile("1", "云帆智能装备有限公司", uscc="a"), profile("2", "云航智能装备有限公司", uscc="b"), None),
        (profile("1", "云帆有限公司"), profile("2", "云航有限公司"), None),
        (profile("1", "张伟", kind=PartyKind.PERSON), profile("2", "张伟"), None),
        (profile("1", "欧阳明月", kind=PartyKind.PERSON), profile("2", "欧阳明目", kind=PartyKind.PERSON), None),
    ],
)  # fmt: skip
def test_grounds_of_likeness(one, other, ground):
    found = likeness_of(one, other)

    assert (found and found.ground) == ground
    assert bool(likeness_of(other, one)) is bool(found)


def test_one_name_and_two_codes_is_said():
    found = likeness_of(profile("1", "甲乙公司", uscc="a"), profile("2", "甲乙公司", uscc="b"))

    assert found.against == ("a", "b")


def test_what_cannot_be_merged():
    code, other = Identifier(Scheme.USCC, "a"), Identifier(Scheme.USCC, "b")
    one = Candidate("1", PartyKind.ORGANIZATION, (Fact(code, Term(DAY)),))

    check_merge(one, Candidate("2", PartyKind.BODY, (Fact(other, Term(EVER, DAY)),)))
    with pytest.raises(TwoCodes):
        check_merge(one, Candidate("2", PartyKind.ORGANIZATION, (Fact(other, Term(DAY)),)))
    with pytest.raises(KindsDiffer):
        check_merge(one, Candidate("2", PartyKind.PERSON, ()))


def test_a_family_holds_what_was_merged_into_what_was_merged():
    assert family_of("a", [("b", "c"), ("a", "b"), ("a", "d")]) == ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("企业名称", Field.NAME), ("单位名称*", Field.NAME), ("统一社会信用代码（18位）", Field.USCC),
        ("所属区县", Field.REGION), ("区县", Field.REGION), ("注册地", Field.REGION),
        ("注册地址", Field.ADDRESS), ("国民经济行业代码", Field.INDUSTRY), ("所属行业", Field.INDUSTRY),
        ("成立时间", Field.FOUNDED_ON), ("企业规模", Field.SIZE), ("姓名", Field.NAME),
        ("工作单位", Field.EMPLOYER), ("编号", Field.NUMBER), ("序号", None), ("联系电话", None),
        ("登记注册类型", Field.REGISTRATION_TYPE), ("简称", Field.SHORT_NAME),
    ],
)  # fmt: skip
def test_heads_are_guessed(head, field):
    assert columns.guess(head) == field


def test_a_field_is_guessed_once_and_heads_are_found_below_a_title():
    rows = [
        (1, ("名单",)),
        (2, ("序号", "企业名称", "单位名称", "信用代码")),
        (3, ("1", "甲", "乙", "")),
    ]

    assert columns.find_heads(rows) == 1
    assert columns.guess_columns(rows[1][1], PartyKind.ORGANIZATION) == ("", "name", "", "uscc")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)), ("2026年3月1日", date(2026, 3, 1)), ("2026/3/1", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)), ("46082", date(2026, 3, 1)), ("2026.3.1", date(2026, 3, 1)),
        ("2026-13-01", None), ("明年", None), ("3", None),
    ],
)  # fmt: skip
def test_days_in_cells(text, day):
    assert columns.day_of(text) == day


def test_all_that_is_wrong_with_a_row_is_said_at_once():
    cells = {
        Field.NAME: "",
        Field.USCC: GOOD[:-1] + "7",
        Field.REGION: "无此区",
        Field.SIZE: "巨型",
        Field.FOUNDED_ON: "昨天",
    }

    _, problems = columns.read_row(
        cells, PartyKind.ORGANIZATION, industries(), lambda name: (), "990101"
    )

    assert [problem.code for problem in problems] == [
        "parties.cell_missing", "parties.uscc_check", "parties.cell_region", "parties.cell_no_day",
        "parties.cell_word",
    ]  # fmt: skip
