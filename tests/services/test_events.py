"""The log: appended in the caller's transaction, refused to change, and verified."""

import json
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from silian.domain.kernel.events import GENESIS, NotCanonical, hash_of
from silian.domain.parties.offices import SYSTEM
from silian.services import accounts, events
from silian.store.events.guards import guard_statements, unguard_statements
from silian.store.events.models import Event, Head
from tests import factories

pytestmark = pytest.mark.usefixtures("by_region")
STREAMS = ("plan:a", "plan:b", "plan:c")


def add(stream="plan:a", by=SYSTEM, at=None, region="990101", verb="plans.changed", **payload):
    return events.append(
        stream=stream, verb=verb, kind="plan", object_id=stream[5:], region=region,
        payload=payload, by=by, at=at or datetime(2026, 3, 2, 4, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def log(db, at):
    """Three streams of five events each."""
    for number in range(5):
        for stream in STREAMS:
            add(stream, number=number, note="改为 3.5%")


@pytest.fixture
def audit(db):
    return factories.make_actor(role="audit_admin")


@contextmanager
def unguarded():
    """What an administrator with the database's password can do."""
    with connection.cursor() as cursor:
        for statement in unguard_statements(connection.vendor):
            cursor.execute(statement)
        yield cursor
        for statement in guard_statements(connection.vendor):
            cursor.execute(statement)


def rows():
    return Event.objects.across_regions("test")


def broken(at, **more):
    found = events.verify(by=SYSTEM, at=at, **more)
    return [(one.code, one.stream, one.seq) for one in found.breaks]


def test_a_sound_log_is_whole(log, at):
    found = events.verify(by=SYSTEM, at=at)

    assert found.is_whole
    assert (found.streams, found.events, found.seals) == (3, 15, 0)


def test_events_are_chained(log):
    first, second = rows().filter(stream="plan:a").order_by("seq")[:2]

    assert (first.seq, first.prev) == (1, GENESIS)
    assert (second.seq, second.prev) == (2, first.hash)
    assert hash_of(second.to_link()) == second.hash


def test_an_event_goes_with_its_change_or_not_at_all(db, at):
    with pytest.raises(RuntimeError), transaction.atomic():
        add()
        raise RuntimeError

    assert not rows().exists()
    assert not Head.objects.exists()


def test_a_float_is_refused_before_anything_is_written(db):
    with pytest.raises(NotCanonical):
        add(share=0.5)

    assert not rows().exists()


@pytest.mark.parametrize("text", ["\0", "\u2028", "é", "e\u0301", "𠮷", '"\\', "%s %(x)s"])
def test_any_text_comes_back_and_verifies(text, db, at):
    factories.make_body("990101")
    add(text=text)

    assert events.list_events(by=SYSTEM, at=at).events[0].payload == {"text": text}
    assert broken(at) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events_event SET actor_name = 'x'",
        "UPDATE events_event SET at = at WHERE seq = 1",
        "DELETE FROM events_event",
        "UPDATE events_sealedhead SET seq = 1",
        "DELETE FROM events_sealedhead",
    ],
)
def test_the_database_refuses_to_change_the_log(statement, log, at):
    events.seal(by=SYSTEM, at=at)

    statement += " /* across regions */"  # as an administrator would; the tests' own eye is shut
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)

    assert broken(at) == []


def test_postgresql_refuses_to_empty_the_log(log):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("TRUNCATE events_event")


FIELDS = ["stream", "at", "actor_id", "actor_name", "office_id", "region", "verb", "kind",
          "object_id", "payload", "prev", "hash"]  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_a_changed_byte_is_found_and_named(field, log, at):
    row = rows().filter(stream="plan:b", seq=3).get()
    old = getattr(row, field)
    new = old + timedelta(microseconds=1) if field == "at" else _flip(old)
    new = "plan:x" if field == "stream" else new

    with unguarded():
        rows().filter(pk=row.pk).update(**{field: new})

    found = broken(at)
    if field == "stream":
        assert ("events.missing", "plan:b", 3) in found
        assert any(stream == new for _, stream, _ in found)
    else:
        assert found == [("events.changed", "plan:b", 3)]


def _flip(text):
    """One bit of the last byte."""
    data = bytearray((text or "A").encode())
    data[-1] ^= 1
    return data.decode(errors="replace") if text else "A"


def test_every_single_bit_of_a_payload_counts(db, at):
    add(indicator="研发投入强度", value="3.5")
    row = rows().get()
    data = row.payload.encode()

    missed = []
    for place in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        try:
            text = bytes(flipped).decode()
        except UnicodeDecodeError:
            continue  # no database of ours stores that
        if "\0" in text:
            continue
        with unguarded():
            rows().update(payload=text)
        if broken(at) != [("events.changed", "plan:a", 1)]:
            missed.append(place)

    assert missed == []


def test_a_payload_written_another_way_is_found(log, at):
    row = rows().filter(stream="plan:a", seq=2).get()
    spaced = json.dumps(json.loads(row.payload), ensure_ascii=False)

    with unguarded():
        rows().filter(pk=row.pk).update(payload=spaced)

    assert broken(at) == [("events.changed", "plan:a", 2)]


@pytest.mark.parametrize("seq", [1, 3])
def test_a_deleted_row_is_found(seq, log, at):
    with unguarded():
        rows().filter(stream="plan:b", seq=seq).delete()

    assert broken(at) == [("events.missing", "plan:b", seq)]


def test_two_swapped_events_are_found(log, at):
    first = rows().filter(stream="plan:a", seq=2).get()
    second = rows().filter(stream="plan:a", seq=3).get()

    with unguarded():
        for row, seq in ((first, 99), (second, 2), (first, 3)):
            rows().filter(pk=row.pk).update(seq=seq)

    assert broken(at) == [("events.changed", "plan:a", 2)]


def test_an_inserted_event_is_found(log, at):
    row = rows().filter(stream="plan:a", seq=5).get()
    row.pk, row.seq, row.prev = None, 6, row.hash
    row.hash = hash_of(row.to_link())  # even one that fits the chain
    row.save(force_insert=True)

    assert broken(at) == [("events.head_differs", "plan:a", 5)]


def test_an_event_between_two_is_found(log, at):
    with unguarded():
        rows().filter(stream="plan:a", seq=5).update(seq=6)
        row = rows().filter(stream="plan:a", seq=4).get()
        row.pk, row.seq, row.prev = None, 5, row.hash
        row.hash = hash_of(row.to_link())
        row.save(force_insert=True)

    assert broken(at) == [("events.changed", "plan:a", 6)]


def test_a_cut_off_end_is_found_by_its_head(log, at):
    with unguarded():
        rows().filter(stream="plan:c", seq__gt=3).delete()

    assert broken(at) == [("events.cut_off", "plan:c", 4)]


def test_a_lost_stream_is_found_by_its_head(log, at):
    with unguarded():
        rows().filter(stream="plan:c").delete()

    assert broken(at) == [("events.cut_off", "plan:c", 1)]


def test_a_cut_off_end_with_its_head_is_found_by_the_seal(log, at):
    events.seal(by=SYSTEM, at=at)
    with unguarded():
        rows().filter(stream="plan:c", seq__gt=3).delete()
        last = rows().filter(stream="plan:c", seq=3).get()
        Head.objects.filter(stream="plan:c").update(seq=3, hash=last.hash)

    assert broken(at) == [("events.cut_off", "plan:c", 4)]


def test_a_stream_that_was_rewritten_whole_is_found_by_the_seal(log, at):
    events.seal(by=SYSTEM, at=at)
    with unguarded():
        _rewrite("plan:b")

    assert broken(at) == [("events.seal_differs", "plan:b", 5)]


def _rewrite(stream):
    """Change the first event and make the rest fit again."""
    prev = GENESIS
    for row in rows().filter(stream=stream).order_by("seq"):
        payload = '{"number":9}' if row.seq == 1 else row.payload
        row.prev, row.payload = prev, payload
        row.hash = prev = hash_of(row.to_link())
        rows().filter(pk=row.pk).update(prev=row.prev, payload=payload, hash=row.hash)
    Head.objects.filter(stream=stream).update(hash=prev)


def test_everything_rewritten_with_its_seals_is_found_by_a_seal_kept_elsewhere(log, at):
    kept = events.seal(by=SYSTEM, at=at).hash
    assert broken(at, known_seal=kept) == []

    with unguarded() as cursor:
        for table in ("events_sealedhead", "events_head"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        rows().filter(stream="seal").delete()
        for stream in STREAMS:
            _rewrite(stream)
            last = rows().filter(stream=stream).order_by("-seq").first()
            Head.objects.create(stream=stream, seq=last.seq, hash=last.hash)
        events.seal(by=SYSTEM, at=at)

    assert broken(at) == []
    assert broken(at, known_seal=kept) == [("events.seal_unknown", "seal", 0)]


def test_a_changed_sealed_head_is_found(log, at):
    events.seal(by=SYSTEM, at=at)
    with unguarded() as cursor:
        cursor.execute("UPDATE events_sealedhead SET seq = 1 WHERE stream = 'plan:a'")

    assert ("events.seal_differs", "seal", 1) in broken(at)


def test_a_log_that_was_removed_as_a_whole_is_found_by_its_people(log, audit, at):
    with unguarded() as cursor:
        cursor.execute("DELETE FROM events_head")
        rows().delete()

    assert broken(at) == [("events.removed", "*", 0)]


def test_an_empty_log_of_nobody_is_whole(db, at):
    assert broken(at) == []


@pytest.mark.parametrize(("hours", "is_late"), [(47, False), (49, True)])
def test_what_has_no_seal_after_two_periods_is_found(log, at, hours, is_late):
    later = at + timedelta(hours=hours)

    assert broken(later) == ([("events.unsealed", "plan:a", 1)] if is_late else [])


def test_a_seal_covers_what_was_before_it_and_nothing_after(log, at):
    events.seal(by=SYSTEM, at=at)
    assert broken(at + timedelta(days=9)) == []

    add("plan:b", at=at + timedelta(hours=1))

    assert broken(at + timedelta(days=2)) == []
    assert broken(at + timedelta(days=9)) == [("events.unsealed", "plan:b", 6)]


def test_a_missing_seal_is_said_beside_another_break_of_the_same_stream(log, at):
    with unguarded():
        rows().filter(stream="plan:a", seq=1).update(payload="{}")

    assert broken(at + timedelta(days=3)) == [
        ("events.changed", "plan:a", 1),
        ("events.unsealed", "plan:a", 1),
    ]


def test_a_seal_holds_all_heads_and_the_next_only_news(log, at):
    first = events.seal(by=SYSTEM, at=at)
    assert events.seal(by=SYSTEM, at=at) is None
    add("plan:a", number=6)

    second = events.seal(by=SYSTEM, at=at)

    assert (first.seq, first.streams, first.events) == (1, 3, 15)
    assert (second.seq, second.streams, second.events) == (2, 3, 16)
    assert events.get_last_seal(by=SYSTEM, at=at).hash == second.hash
    found = events.verify(by=SYSTEM, at=at)
    assert (found.is_whole, found.seals) == (True, 2)


def test_only_the_first_broken_link_of_each_stream_is_named(log, at):
    with unguarded():
        rows().filter(stream__in=["plan:a", "plan:c"]).update(actor_name="x")

    assert broken(at) == [("events.changed", "plan:a", 1), ("events.changed", "plan:c", 1)]


def test_the_page_shows_the_own_region_only(audit, at):
    add(region="990101", mine=1)
    add("plan:b", region="990102", canary="cn7B-sealed-0042")

    page = events.list_events(by=audit, at=at)

    assert [one.payload for one in page.events] == [{"mine": 1}]
    hidden = rows().filter(region="990102").get()
    with pytest.raises(accounts.NotFound):
        events.get_event(event_id=hidden.id, by=audit, at=at)
    with pytest.raises(accounts.NotFound):
        events.get_event(event_id=10**9, by=audit, at=at)
    assert "cn7B" not in str([one.payload for one in events.export_events(by=audit, at=at)])


@pytest.mark.parametrize("role", ["planner", "system_admin", "security_admin", "bureau_head"])
def test_only_the_audit_administrator_reads_the_log(role, db, at):
    actor = factories.make_actor(role=role)

    for ask in (events.list_events, events.export_events, events.list_verbs, events.verify):
        with pytest.raises(accounts.Forbidden):
            ask(by=actor, at=at)
    with pytest.raises(accounts.Forbidden):
        events.seal(by=actor, at=at)


def test_filters(audit, planner, at):
    late = datetime(2026, 3, 3, 15, 59, 59, tzinfo=UTC)  # one second to midnight in Beijing
    add(by=planner, at=at, verb="plans.published", n=1)
    add("plan:b", at=late, n=2)
    add("plan:b", at=late + timedelta(seconds=1), n=3)

    def found(**where):
        page = events.list_events(by=audit, at=at, where=events.EventFilter(**where))
        return sorted(one.payload["n"] for one in page.events)

    assert found() == [1, 2, 3]
    assert found(who=planner.name) == [1]
    assert found(verb="plans.published") == [1]
    assert found(stream="plan:b") == [2, 3]
    assert found(kind="plan", object_id="a") == [1]
    assert found(first_on=date(2026, 3, 3)) == [2, 3]
    assert found(last_on=date(2026, 3, 3)) == [1, 2]
    assert found(first_on=date(2026, 3, 4), last_on=date(2026, 3, 4)) == [3]
    assert events.list_verbs(by=audit, at=at) == ("plans.changed", "plans.published")


def test_pages_lead_back_and_forth(audit, at):
    for number in range(120):
        add(n=number)

    first = events.list_events(by=audit, at=at)
    second = events.list_events(by=audit, at=at, before=first.older)
    add(n=120)  # what arrives meanwhile moves nothing
    third = events.list_events(by=audit, at=at, before=second.older)
    again = events.list_events(by=audit, at=at, after=third.newer)
    newest = events.list_events(by=audit, at=at, after=again.newer)

    def numbers(page):
        return [one.payload["n"] for one in page.events]

    assert numbers(first) == list(range(119, 69, -1))
    assert numbers(third) == list(range(19, -1, -1))
    assert (first.newer, third.older) == (None, None)
    assert numbers(again) == numbers(second) == list(range(69, 19, -1))
    assert numbers(newest)[-1] == 70


def test_an_export_is_an_event_itself(audit, at):
    add(n=1)

    exported = list(events.export_events(by=audit, at=at))

    assert [one.payload for one in exported] == [{"n": 1}]
    last = events.list_events(by=audit, at=at).events[0]
    assert (last.verb, last.actor_name) == ("events.exported", audit.name)


def test_a_worker_seals_once_a_day_in_beijing(log):
    evening = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)

    assert events.seal_daily(by=SYSTEM, at=evening).seq == 1
    add(at=evening)
    assert events.seal_daily(by=SYSTEM, at=evening) is None
    assert events.seal_daily(by=SYSTEM, at=evening + timedelta(minutes=1)).seq == 2


def test_an_empty_log_is_not_sealed(db, at):
    assert events.seal_daily(by=SYSTEM, at=at) is None
    assert events.seal(by=SYSTEM, at=at) is None


@pytest.mark.django_db(transaction=True)
def test_many_hands_on_one_stream_lose_nothing(at):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    if connection.vendor != "postgresql":
        pytest.skip("the tests' SQLite lives in the memory of one connection")

    def work(hand):
        for number in range(20):
            add("plan:a", hand=hand, number=number)
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    assert Head.objects.get(stream="plan:a").seq == 160
    assert broken(at) == []
