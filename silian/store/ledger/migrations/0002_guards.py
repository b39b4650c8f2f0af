"""What is written into the ledger is whole and stays: the database says so too."""

from django.db import migrations

from silian.store.ledger.guards import guard_statements, unguard_statements


def guard(apps, schema_editor):
    for statement in guard_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for statement in unguard_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_first_tables")]
    operations = [migrations.RunPython(guard, unguard)]
