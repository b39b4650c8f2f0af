"""The part of a target that each district is to make up, as a person declared it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0004_plan_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="planlink",
            name="shares",
            field=models.CharField(blank=True, db_default="", default="", max_length=2000),
        ),
    ]
