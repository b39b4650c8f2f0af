"""What people said to the findings of the check."""

import django.db.models.deletion
from django.db import migrations, models

import silian.store.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0002_keep_published"),
    ]

    operations = [
        migrations.CreateModel(
            name="FindingAnswer",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=silian.store.kernel.ids.new_id,
                        editable=False,
                        max_length=26,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("region", models.CharField(max_length=6)),
                ("anchor", models.CharField(max_length=60)),
                ("rule", models.CharField(max_length=20)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("accepted", "accepted"),
                            ("false_alarm", "false alarm"),
                            ("corrected", "corrected in a version"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("by_id", models.CharField(blank=True, max_length=64)),
                ("by_name", models.CharField(max_length=150)),
                ("at", models.DateTimeField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finding_answers",
                        to="plans.planversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "anchor"), name="answer_once_for_a_finding_of_a_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="answer_with_a_reason",
                    ),
                ],
            },
        ),
    ]
