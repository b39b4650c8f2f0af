"""Every table says whose rows it holds, and is asked for accordingly."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from silian.store.kernel.scoped import ScopedManager
from tests.tenancy import TABLES, complaint

ROOT = Path(__file__).parents[2]
MODELS = {
    model._meta.db_table: model for model in apps.get_models(include_auto_created=True)
}  # fmt: skip


def test_every_table_has_a_line_and_every_line_a_table():
    assert set(TABLES["tables"]) == set(MODELS)


@pytest.mark.parametrize("name", sorted(TABLES["tables"]))
def test_a_table_is_what_its_line_says(name):
    line, model = TABLES["tables"][name], MODELS[name]

    fields = {field.name for field in model._meta.get_fields()}

    if line["is"] == "shared":
        assert line["reason"]
        return
    assert isinstance(model._default_manager, ScopedManager)
    if line["is"] == "scoped":
        assert "region" in fields
        return
    assert line["is"] == "through"
    assert model.region_path == line["path"]
    first, last = line["path"].split("__")
    parent = model._meta.get_field(first).related_model
    assert parent._meta.get_field(last).max_length == 6


def test_only_the_named_modules_look_across_regions():
    callers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "silian").rglob("*.py")
        if re.search(r"\.across_regions\(\s*[\"']", path.read_text("utf-8"))
    }

    assert callers == set(TABLES["across_regions"])
    assert all(TABLES["across_regions"].values())


SAID = [
    "SELECT a FROM jobs_job WHERE region IN (%s)",
    "SELECT a FROM jobs_job j WHERE j.id = %s AND j.region = %s",
    "SELECT a FROM accounts_office o JOIN accounts_body b ON o.body_id = b.id WHERE b.region = %s",
    "SELECT a FROM accounts_office WHERE user_id = %s",
    "SELECT a FROM plans_item i WHERE i.reading_id IN "
    "(SELECT id FROM plans_reading WHERE region IN (%s))",
    "SELECT a FROM plans_item i WHERE i.region = %s AND EXISTS "
    "(SELECT 1 FROM plans_value v WHERE v.item_id = i.id)",
    "UPDATE jobs_job SET a = %s WHERE id = %s",
    "DELETE FROM plans_value WHERE item_id IN (%s)",
    "SELECT a FROM accounts_body",
    "SELECT a FROM jobs_job WHERE 1 = 1 /* across regions */",
    "INSERT INTO jobs_job (a) VALUES (%s)",
]
UNSAID = [
    "SELECT a FROM jobs_job",
    "SELECT region FROM jobs_job WHERE id = %s",
    "SELECT a FROM jobs_job ORDER BY region",
    "SELECT a FROM accounts_body b JOIN accounts_office o ON o.body_id = b.id WHERE b.id = %s",
    "UPDATE jobs_job SET region = %s",
    "DELETE FROM jobs_job WHERE state = %s",
    "SELECT a FROM jobs_job WHERE region = %s UNION SELECT a FROM jobs_job WHERE id = %s",
    "WITH x AS (SELECT a FROM jobs_job) SELECT a FROM x",
]


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
@pytest.mark.parametrize("sql", SAID)
def test_a_statement_that_says_its_region_passes(sql, vendor):
    assert not complaint(sql, vendor)


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
@pytest.mark.parametrize("sql", UNSAID)
def test_a_statement_that_does_not_say_its_region_is_found(sql, vendor):
    assert complaint(sql, vendor)
