"""The weekly letter with the last link of the chain: once a week, and kept as it was."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

first = import_module("moderation.migrations.0003_guards")

GUARDS = [
    (f"head_letter_is_not_{done}", "moderation_headletter", event, "1 = 1")
    for event, done in (("UPDATE", "changed"), ("DELETE", "deleted"))
]


def install(apps, schema_editor):
    build = first.postgresql_sql if schema_editor.connection.vendor == "postgresql" else first.sqlite_sql
    for guard in GUARDS:
        for statement in build(*guard):
            schema_editor.execute(statement)


def uninstall(apps, schema_editor):
    for name, table, _event, _condition in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_restriction"), ("moderation", "0007_destruction")]

    operations = [
        migrations.CreateModel(
            name="HeadLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week", models.CharField(max_length=8)),
                ("sequence", models.PositiveIntegerField()),
                ("link", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="head_letters",
                        to="groups.school",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("school", "week"), name="one_head_letter_a_week")
                ],
            },
        ),
        migrations.RunPython(install, uninstall),
    ]
