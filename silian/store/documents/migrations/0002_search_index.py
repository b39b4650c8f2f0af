"""The full-text index beside the passages, in the form that each engine has.

``silian.adapters.search`` writes and asks it. It names passages and is no foreign key, so that it
is the same in both engines and a passage that is gone is simply not found.
"""

from django.db import migrations

INDEX = "documents_searchindex"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TABLE {INDEX} (passage_id bigint PRIMARY KEY, tokens tsvector NOT NULL)"
        )
        schema_editor.execute(f"CREATE INDEX {INDEX}_tokens ON {INDEX} USING gin (tokens)")
    else:
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {INDEX} USING fts5("
            "tokens, tokenize=\"unicode61 remove_diacritics 0 tokenchars '.'\")"
        )


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_first_tables")]
    operations = [migrations.RunPython(make, drop)]
