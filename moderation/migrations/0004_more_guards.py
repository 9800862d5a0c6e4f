"""Two ways around the guards of 0003: making a placed post a draft again, and blanking its photos."""

from importlib import import_module

from django.db import migrations

first = import_module("moderation.migrations.0003_guards")

GUARDS = [
    ("post_stays_placed", "posts_post", "UPDATE", "OLD.state <> 'draft' AND NEW.state = 'draft'"),
    (
        "photo_is_not_blanked",
        "posts_photo",
        "UPDATE",
        "NEW.state = 'removed' AND OLD.state <> 'removed' AND NOT "
        + first.REMOVAL_OF_POST.format(row="OLD.post_id"),
    ),
]


def install(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    build = first.postgresql_sql if is_postgresql else first.sqlite_sql
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
    dependencies = [("moderation", "0003_guards")]

    operations = [migrations.RunPython(install, uninstall)]
