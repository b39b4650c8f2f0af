"""Canonical JSON, the hash of an event, and roots over heads."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from silian.domain.kernel.events import (
    GENESIS,
    Link,
    NotCanonical,
    canonical,
    hash_of,
    moment,
    root_of,
)

text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner) | st.dictionaries(text, inner),
    max_leaves=20,
)
LINK = Link(
    "plan:1", 1, datetime(2026, 3, 2, 4, tzinfo=UTC), "u", "甲", "o", "990101", "plans.published",
    "plan", "1", '{"a":1}', GENESIS,
)  # fmt: skip


@given(values)
def test_canonical_text_reads_back_to_itself(value):
    found = canonical(value)

    assert canonical(json.loads(found)) == found
    assert "\0" not in found


def test_keys_are_sorted_and_decimals_are_text():
    value = {"b": Decimal("1.50"), "a": date(2026, 3, 2), "c": LINK.at, "甲": (1, None)}

    assert canonical(value) == (
        '{"a":"2026-03-02","b":"1.50","c":"2026-03-02T04:00:00.000000Z","甲":[1,null]}'
    )


@pytest.mark.parametrize("value", [1.0, float("nan"), {1: 2}, "\ud800", b"x", {"a": {2.5}}])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


def test_the_time_zone_does_not_matter():
    beijing = LINK.at.astimezone(timezone(timedelta(hours=8)))

    assert moment(beijing) == moment(LINK.at)
    assert hash_of(replace(LINK, at=beijing)) == hash_of(LINK)


@pytest.mark.parametrize("name", Link.__slots__)
def test_every_field_counts(name):
    old = getattr(LINK, name)
    new = {"seq": 2, "at": LINK.at + timedelta(microseconds=1), "payload": '{"a":2}'}

    assert hash_of(replace(LINK, **{name: new.get(name, f"{old}x")})) != hash_of(LINK)


def test_the_hash_is_that_of_the_canonical_json():
    import hashlib

    plain = {name: getattr(LINK, name) for name in Link.__slots__} | {"payload": {"a": 1}}
    # "payload" stands last in the bytes, as the format says; the other keys are sorted.
    payload = plain.pop("payload")
    body = f'{canonical(plain)[:-1]},"payload":{canonical(payload)}}}'

    assert hash_of(LINK) == hashlib.sha256(body.encode()).hexdigest()
    assert json.loads(body)["payload"] == {"a": 1}


heads = st.dictionaries(text, st.tuples(st.integers(1, 9), st.text("0f", min_size=4, max_size=4)))


@given(heads, st.randoms())
def test_a_root_does_not_depend_on_the_order(found, random):
    rows = [(stream, *head) for stream, head in found.items()]
    shuffled = random.sample(rows, len(rows))

    assert root_of(rows) == root_of(shuffled)


@given(heads.filter(bool), st.data())
def test_a_root_changes_with_any_head(found, data):
    rows = [(stream, *head) for stream, head in found.items()]
    place = data.draw(st.integers(0, len(rows) - 1))
    stream, seq, digest = rows[place]

    assert root_of([*rows[:place], (stream, seq + 1, digest), *rows[place + 1 :]]) != root_of(rows)
    assert root_of([*rows[:place], *rows[place + 1 :]]) != root_of(rows)
