"""No two live bookings share a slot at any moment: the database says so itself."""

from django.db import migrations

from silian.store.bookings.guards import guard_statements, unguard_statements


def guard(apps, schema_editor):
    for statement in guard_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for statement in unguard_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_first_tables")]
    operations = [migrations.RunPython(guard, unguard)]
