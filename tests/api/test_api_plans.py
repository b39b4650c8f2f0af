"""The interface for programs: the same services, stable codes, nothing unknown let through."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import log_in, make_actor
from tests.services.plan_kit import CLASHING, PLAN, make_plan, read

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def officer(client, planner):
    log_in(client, planner)
    return client


def post(client, path, body=None):
    return client.post(f"{API}{path}", json.dumps(body or {}), content_type="application/json")


def test_nobody_gets_in_without_logging_in(client):
    answer = client.get(f"{API}/me")

    assert answer.status_code == 401
    assert answer.json()["code"] == "accounts.not_logged_in"


def test_me_names_person_and_office(officer, planner):
    answer = officer.get(f"{API}/me").json()

    assert answer["name"] == planner.name
    assert (answer["role"], answer["region"]) == ("planner", "990101")


def test_a_plan_goes_from_upload_to_publication(officer, planner, at):
    file = SimpleUploadedFile("青石区规划.txt", PLAN.encode())
    sent = officer.post(f"{API}/documents", {"files": [file], "key": "01J"}).json()["files"][0]
    read(sent["version_id"], planner, at)
    queue = officer.get(f"{API}/versions/{sent['version_id']}/queue").json()

    for line in queue["page"]["lines"]:
        step, body = "confirm", {"revision": 0}
        if line["reason"] == "name_ambiguous":
            step, body = "correct", {"revision": 0, "fields": {"key": "none"}}
        assert post(officer, f"/items/{line['id']}/{step}", body).status_code == 200
    head = officer.get(f"{API}/versions/{sent['version_id']}").json()
    path = f"/versions/{sent['version_id']}"
    reviewed = post(officer, f"{path}/reviewed", {"revision": head["revision"]}).json()
    published = post(officer, f"{path}/publish", {"revision": reviewed["revision"]}).json()

    assert sent["outcome"] == "new"
    assert queue["counts"]["total"] >= 4
    assert published["state"] == "published"


def test_every_reading_page_answers(officer, planner, at):
    version = make_plan(planner, at)

    paths = ["", "/sections", "/text", "/span?start=0&end=3", "/queue", "/indicators", "/targets"]
    paths += ["/tasks", "/boxes", "/entities", "/glossary", "/findings"]
    answers = [officer.get(f"{API}/versions/{version.id}{path}") for path in paths]

    assert [answer.status_code for answer in answers] == [200] * len(paths)
    assert officer.get(f"{API}/plans").json()["total"] == 1
    assert officer.get(f"{API}/plans/{version.plan_id}").json()["versions"][0]["id"] == version.id
    assert officer.get(f"{API}/jobs").json()["everything"] == 1


def test_another_district_sees_nothing(client, planner, neighbor, at):
    version = make_plan(planner, at)
    log_in(client, neighbor)

    hidden = client.get(f"{API}/versions/{version.id}")
    absent = client.get(f"{API}/versions/{'0' * 26}")

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.json()["code"] == absent.json()["code"] == "plans.not_found"
    assert client.get(f"{API}/plans").json()["total"] == 0
    assert client.get(f"{API}/search?words=科技").json()["page"]["total"] == 0


def test_an_administrator_is_told_that_the_role_may_not(client, planner, at):
    version = make_plan(planner, at)
    log_in(client, make_actor(role="security_admin"))

    answer = client.get(f"{API}/versions/{version.id}")

    assert answer.status_code == 403
    assert answer.json()["code"] == "parties.forbidden"


def test_a_conflict_names_who_and_both_values(officer, planner, at):
    version = make_plan(planner, at)
    line = officer.get(f"{API}/versions/{version.id}/queue").json()["page"]["lines"][0]
    path = f"/items/{line['id']}/correct"

    post(officer, path, {"revision": 0, "fields": {"value": "1.6"}})
    late = post(officer, path, {"revision": 0, "fields": {"value": "1.7"}})

    assert late.status_code == 409
    values = late.json()["values"]
    assert (values["theirs"], values["mine"]) == ({"value": "1.6"}, {"value": "1.7"})
    assert values["by_name"] == planner.name


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/items/x/confirm", {"revision": 0, "revison": 1}),
        ("/items/x/confirm", {"revision": -1}),
        ("/items/x/correct", {"revision": 0, "fields": {"value": "1" * 501}}),
    ],
)
def test_what_does_not_fit_the_schema_is_refused(officer, path, body):
    answer = post(officer, path, body)

    assert answer.status_code == 422
    assert answer.json()["code"] == "api.invalid_request"


def test_a_misspelt_parameter_is_refused(officer):
    answer = officer.get(f"{API}/plans?stat=draft")

    assert answer.status_code == 422
    assert answer.json()["values"]["unknown"] == ["stat"]


def test_writing_needs_the_csrf_token(planner, at):
    from django.test import Client

    version = make_plan(planner, at)
    strict = Client(enforce_csrf_checks=True)
    log_in(strict, planner)

    answer = post(strict, f"/versions/{version.id}/publish", {"revision": 1})

    assert answer.status_code == 403


def test_an_export_is_an_attachment(officer, planner, at):
    version = make_plan(planner, at)

    answer = post(
        officer, f"/versions/{version.id}/exports", {"view": "indicators", "format": "csv"}
    )

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.content.startswith("\ufeff".encode())


def test_the_original_comes_back_byte_for_byte(officer, planner, at):
    version = make_plan(planner, at)

    answer = officer.get(f"{API}/documents/{version.document_id}/original")

    assert b"".join(answer.streaming_content) == PLAN.encode()
    assert answer["Content-Type"] == "application/octet-stream"


def test_the_schema_is_published(client):
    answer = client.get(f"{API}/openapi.json")

    assert answer.status_code == 200
    assert f"{API}/versions/{{version_id}}/queue" in answer.json()["paths"]


def test_broken_json_is_said_so(officer):
    answer = officer.post(f"{API}/items/x/confirm", "{", content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["code"] == "api.unreadable"


def test_a_finding_of_the_check_is_answered_and_taken_back(officer, planner, at):
    version = make_plan(planner, at, CLASHING)
    base = f"{API}/versions/{version.id}/check"
    found = officer.get(f"{base}?rule=B05").json()["page"]["lines"][0]
    path = f"{base}/{found['id']}/answer"
    body = {"verdict": "accepted", "reason": "口径不同"}

    said = officer.put(path, json.dumps(body), content_type="application/json").json()
    answered = officer.get(f"{base}?answered=yes").json()
    report = officer.get(f"{base}/report?lang=en")
    taken = officer.delete(path).json()
    twice = officer.delete(path)

    assert said["answer"]["reason"] == "口径不同"
    assert [one["id"] for one in answered["page"]["lines"]] == [found["id"]]
    assert (report.status_code, report.content[:2]) == (200, b"PK")
    assert taken["answer"] is None
    assert (twice.status_code, twice.json()["code"]) == (409, "plans.not_answered")


def test_an_answer_without_a_reason_is_refused(officer, planner, at):
    version = make_plan(planner, at, CLASHING)
    base = f"{API}/versions/{version.id}/check"
    found = officer.get(base).json()["page"]["lines"][0]
    body = {"verdict": "accepted", "reason": ""}

    answer = officer.put(
        f"{base}/{found['id']}/answer", json.dumps(body), content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "plans.reason_missing")
    assert officer.get(f"{base}/report?lang=fr").json()["code"] == "plans.unknown_choice"
    assert officer.get(f"{base}?weight=high").json()["code"] == "api.unknown_parameter"
