"""The fictional city that is shipped: whole, marked as invented, and readable in every format."""

import pytest

from silian.adapters.demo_city import load_city, make_file
from silian.adapters.readers import read_bytes
from silian.domain.parties.offices import Role

CITY = load_city()
each = pytest.mark.parametrize("document", CITY.documents, ids=lambda d: d.source)


def test_bodies_have_codes_that_belong_to_nobody():
    assert all(body.region.startswith("99") and len(body.region) == 6 for body in CITY.bodies)


def test_people_hold_offices_in_bodies_that_are_there():
    bodies = {body.key for body in CITY.bodies}

    assert {person.body for person in CITY.people} <= bodies
    assert {person.role for person in CITY.people} == {role.value for role in Role}


def test_documents_are_handed_in_by_people_that_are_there():
    people = {person.username for person in CITY.people} | {""}

    assert {d.by for d in CITY.documents} | {d.published_by for d in CITY.documents} <= people


def test_what_is_closed_was_reviewed():
    closed = [d for d in CITY.documents if d.state != "draft"]

    assert {d.review for d in closed} == {"all"}
    assert {d.form for d in CITY.documents} == {"txt", "html", "docx", "pdf"}


@each
def test_a_file_is_the_same_each_time(document):
    assert make_file(document, CITY.notice) == make_file(document, CITY.notice)


@each
def test_a_file_says_that_it_is_invented(document):
    source = read_bytes(make_file(document, CITY.notice), document.file_name)

    assert "示例数据" in source.text
