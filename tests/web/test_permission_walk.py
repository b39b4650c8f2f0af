"""Every route, as every role, on things of one's own region and of others.

What is expected stands in ``permissions.yaml``: a route without a line fails, and so does a line
without a route. Routes are asked for by program, never listed here.
"""

import io
import re
import zipfile
from contextlib import ExitStack, contextmanager
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from silian.domain.parties.permissions import Allowed, Verb, can
from silian.services.accounts import rights
from tests import factories
from tests.services.plan_kit import PLAN
from tests.web.world import ABSENT, ROLES, make_world

EXPECTED = yaml.safe_load((Path(__file__).parent / "permissions.yaml").read_text("utf-8"))
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OUTCOMES = {"allow", "login", "forbidden", "hidden"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
PLAN_THINGS = {"version_id", "plan_id", "document_id", "item_id"}
WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
SESSION_TABLES = re.compile(r'"?(django_session|axes_\w+)"?')
ASKS_A_METHOD = 405
OWNERS = {"planner", "desk_officer", "bureau_head", "neighbor", "municipal_officer"}
# What differs between two answers that say the same.
VOLATILE = re.compile(
    r"(csrfmiddlewaretoken\" value=\"|X-CSRFToken\": \")[^\"]+|<code>[0-9A-F]{8}</code>"
    r"|\d{4}-\d\d-\d\d \d\d:\d\d"
)


def routes():
    """Every route: its name and its pattern."""

    def walk(patterns, before, space):
        for one in patterns:
            if isinstance(one, URLResolver):
                inner = f"{space}{one.namespace}:" if one.namespace else space
                yield from walk(one.url_patterns, before + str(one.pattern), inner)
            elif isinstance(one, URLPattern):
                yield f"{space}{one.name}", before + str(one.pattern)

    return dict(walk(get_resolver().url_patterns, "", ""))


ROUTES = routes()
LINES = EXPECTED["routes"]
STEPS = [(name, method) for name, line in LINES.items() for method in METHODS if method in line]


def parameters(name):
    return PARAMETER.findall(ROUTES[name])


def relations(name):
    """Whose thing is asked for: none, or A's and B's, or A's holding B's child."""
    wanted = set(parameters(name)) - set(EXPECTED["values"])
    if not wanted:
        return ("none",)
    if wanted & PLAN_THINGS:
        plain = ("a_draft", "a_published", "b_draft", "b_published")
    else:
        plain = ("a", "b")
    return (*plain, "crossed") if len(wanted) > 1 else plain


def expected(name, method, role, relation):
    """The outcome of the profile: for all relations, or for the longest key that fits."""
    profile = EXPECTED["profiles"][LINES[name][method]]
    said = profile.get(role) or profile["others"]
    if isinstance(said, str):
        return said
    return said[max((key for key in said if relation.startswith(key)), key=len)]


def address(name, ids, line):
    path = PARAMETER.sub(
        lambda found: ids.get(found[1], EXPECTED["values"].get(found[1])), ROUTES[name]
    )
    return f"/{path}" + (f"?{line['query']}" if "query" in line else "")


def ids_of(world, relation, name):
    if relation == "none":
        return {}
    if relation == "crossed":
        first, second = (
            ("a", "b") if {"user_id", "case_id"} & set(parameters(name)) else ("a_draft", "b_draft")
        )
        child = [one for one in parameters(name) if one not in EXPECTED["values"]][-1]
        return world.ids[first] | {child: world.ids[second][child]}
    return world.ids[relation]


def outcome(response):
    """What an answer means, whichever shell gave it."""
    status = response.status_code
    if status == 401 or (status == 302 and "/log-in/" in response["Location"]):
        return "login"
    if status == 403:
        return "forbidden"
    if status == 404:
        return "hidden"
    return "allow" if status < 500 and status != ASKS_A_METHOD else f"status {status}"


@pytest.fixture
def _django_db_helper():
    """No transaction for each test: the world holds one around all of them."""


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The world, made once and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        made.clients = {}
        for role in ROLES:
            client = Client(raise_request_exception=False)
            if role != "anonymous":
                factories.log_in(client, made.actors[role])
            made.clients[role] = (client, client.cookies.output())
        yield made
        transaction.set_rollback(True)


@contextmanager
def taken_back():
    """What a request writes is undone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def writes():
    """The statements of a block that write, but for sessions and failed log-ins."""
    found = []

    def look(execute, sql, params, many, context):
        if WRITING.match(sql) and not SESSION_TABLES.search(sql):
            found.append(sql)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(look))
        yield found


def ask(world, role, name, method, ids):
    """Send one request as a role; the answer, its whole bytes, and what was written."""
    client, cookies = world.clients[role]
    client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))
    line = LINES[name]
    more = {}
    if method != "GET" and "send" in line:
        more = {"data": line["send"]}
        if name.startswith("api:"):
            more["content_type"] = "application/json"
    if method != "GET" and "form" in line:
        more = {"data": line["form"]}
    if method != "GET" and "file" in line:
        file = SimpleUploadedFile("规划.txt", PLAN.encode())
        more = {"data": line.get("send", {}) | {line["file"]: file}}
    with taken_back(), writes() as written:
        response = getattr(client, method.lower())(address(name, ids, line), **more)
        content = b"".join(response) if response.streaming else response.content
    return response, content, written


def words_of(response, content):
    """Everything in an answer that a person could read: head, body, what is zipped in it."""
    text = str(dict(response.items())) + content.decode("utf-8", "replace")
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            text += "".join(
                parts.read(part).decode("utf-8", "replace") for part in parts.namelist()
            )
    return text


def test_every_route_has_a_line_and_every_line_a_route():
    assert set(ROUTES) - set(LINES) == set(), "routes that nobody decided about"
    assert set(LINES) - set(ROUTES) == set(), "lines whose route is gone"
    for name, line in LINES.items():
        assert any(method in line for method in METHODS), name


def test_every_profile_is_used_and_names_every_role():
    used = {line[method] for line in LINES.values() for method in METHODS if method in line}

    assert used == set(EXPECTED["profiles"])
    for name, profile in EXPECTED["profiles"].items():
        assert "others" in profile or set(profile) == set(ROLES), name
        for said in profile.values():
            assert (set(said.values()) if isinstance(said, dict) else {said}) <= OUTCOMES, name


@pytest.mark.parametrize(("name", "method"), STEPS, ids=lambda one: str(one))
def test_each_role_gets_what_the_table_says_and_nothing_more(world, name, method):
    line, wrong = LINES[name], []
    for role in ROLES:
        for relation in relations(name):
            response, content, written = ask(
                world, role, name, method, ids_of(world, relation, name)
            )
            got, wanted = outcome(response), expected(name, method, role, relation)
            if got != wanted:
                wrong.append(f"{role} on {relation}: {got} ({response.status_code}), not {wanted}")
            said = words_of(response, content)
            wrong += [
                f"{role} on {relation}: sees {canary}"
                for canary in world.canaries_hidden_from(role)
                if canary in said
            ]
            if written and got != "allow" and not line.get("leads_to_the_door"):
                wrong.append(f"{role} on {relation}: refused, yet wrote {written[0][:90]}")
            if written and method == "GET" and not line.get("get_writes"):
                wrong.append(f"{role} on {relation}: a page that reads wrote {written[0][:90]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("name", "method"), STEPS, ids=lambda one: str(one))
def test_what_is_hidden_answers_like_what_is_absent(world, name, method):
    asked = set(parameters(name)) - set(EXPECTED["values"])
    if not asked:
        return
    absent = dict.fromkeys(asked, ABSENT) | {"event_id": "999999999"}
    for role in ROLES:
        for relation in relations(name):
            if relation == "crossed" or expected(name, method, role, relation) != "hidden":
                continue
            if LINES[name].get("says_why") and role in OWNERS:
                continue  # the version is theirs; only what they ask of it is missing
            hidden = ask(world, role, name, method, ids_of(world, relation, name))
            nothing = ask(world, role, name, method, absent)
            assert hidden[0].status_code == nothing[0].status_code, f"{role} on {relation}"
            # Both sets from both: a short number may stand in either page for another reason.
            ids = {*world.ids[relation].values(), *absent.values()}
            assert same(hidden, ids) == same(nothing, ids), f"{role} on {relation}"


def same(answer, ids):
    """An answer without what must differ: tokens, numbers to quote, the ids asked for."""
    text = VOLATILE.sub("", answer[1].decode("utf-8", "replace"))
    for value in sorted(ids, key=len, reverse=True):
        text = text.replace(value, "")
    return text


@pytest.mark.parametrize("name", LINES)
def test_other_methods_are_refused(world, name):
    ids = ids_of(world, relations(name)[0], name)
    for method in METHODS:
        if method not in LINES[name] and name not in EXPECTED["any_method"]:
            response, _, written = ask(world, "planner", name, method, ids)
            assert response.status_code in (403, 404, ASKS_A_METHOD), (
                f"{method}: {response.status_code}"
            )
            assert not written


PAGES_OF = {
    "plans": "plans:", "events": "events:", "jobs": "jobs:", "accounts": "manage:",
    "registers": "registers:", "parties": "parties:", "ledger": "money:", "calls": "cases:",
    "bookings": "bookings:", "systems": "systems:", "cases": "cases:",
}  # fmt: skip
UNSEEN = {
    Verb.EVENTS_SEAL,  # the server's own nightly work, on no page
    Verb.LEDGER_POST,  # entries are written by the steps of cases, on no page of their own
    Verb.PLANS_EXPORT,  # whoever may read may export, and reading is asked for as well
}


@pytest.mark.parametrize("verb", sorted(set(Verb) - UNSEEN))
def test_the_walk_would_notice_a_verb_that_everybody_may(world, monkeypatch, verb):
    """A mutant: one verb is allowed to everybody who is logged in. Some line has to object."""

    def careless(actor, asked, thing, at):
        return Allowed() if asked == verb and actor.office else can(actor, asked, thing, at)

    monkeypatch.setattr(rights, "can", careless)
    subject = PAGES_OF[verb.split(".", maxsplit=1)[0]]
    for name, method in sorted(STEPS, key=lambda step: not step[0].startswith(subject)):
        for role in ("planner", "desk_officer", "bureau_head", "audit_admin", "agent", "treasurer"):
            relation = relations(name)[0]
            response, _, _ = ask(world, role, name, method, ids_of(world, relation, name))
            if outcome(response) != expected(name, method, role, relation):
                return
    pytest.fail(f"nothing noticed that everybody may {verb}")
