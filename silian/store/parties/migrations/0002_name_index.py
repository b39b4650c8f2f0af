"""The index of names, by pairs of characters, in the form that each engine has.

``silian.adapters.name_search`` writes and asks it. It names parties and is no foreign key; what
it finds is looked up within reach afterwards.
"""

from django.db import migrations

INDEX = "parties_nameindex"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TABLE {INDEX} (id bigserial PRIMARY KEY, party_id varchar(26) NOT NULL, tokens tsvector NOT NULL)"
        )
        schema_editor.execute(f"CREATE INDEX {INDEX}_tokens ON {INDEX} USING gin (tokens)")
        schema_editor.execute(f"CREATE INDEX {INDEX}_party ON {INDEX} (party_id)")
    else:
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {INDEX} USING fts5("
            "party_id UNINDEXED, tokens, tokenize=\"unicode61 remove_diacritics 0 tokenchars '.'\")"
        )


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_first_tables")]
    operations = [migrations.RunPython(make, drop)]
