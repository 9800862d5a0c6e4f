"""What may be destroyed when its time has come, and only with a certificate in the chain (R057).

A document keeps its row, its link and its digests: what it was made from goes. What was written in the dossier loses
its words, not its moment. Nothing of this as long as there is a legal hold; and a frozen copy is never changed.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

first = import_module("moderation.migrations.0003_guards")

CERTIFICATE = (
    "EXISTS (SELECT 1 FROM moderation_dossierdocument c WHERE c.incident_id = {incident}"
    " AND c.kind = 'certificate')"
)
OF_REMOVAL = (
    "EXISTS (SELECT 1 FROM moderation_dossierdocument d JOIN moderation_dossierdocument c"
    " ON c.incident_id = d.incident_id WHERE d.id = OLD.document_id AND c.kind = 'certificate')"
)
HELD = "EXISTS (SELECT 1 FROM moderation_incident i WHERE i.id = NEW.incident_id AND i.held_at IS NOT NULL)"


def same(*columns):
    """Nothing of these changed. Never NULL, which a database takes for whatever suits it."""
    return " AND ".join(
        f"(CASE WHEN NEW.{name} = OLD.{name} OR (NEW.{name} IS NULL AND OLD.{name} IS NULL) THEN 1 ELSE 0 END) = 1"
        for name in columns
    )


DOCUMENT = (
    "OLD.kind <> 'certificate' AND NEW.facts IS NULL AND (NEW.title = OLD.title OR NEW.title = '') AND "
    + same(
        *("id", "school_id", "incident_id", "kind", "sequence", "stored_as", "content_type", "page_count"),
        *(
            "byte_count",
            "sha256",
            "frozen_sha256",
            "is_plain",
            "previous_link",
            "link",
            "made_at",
            "made_by_id",
        ),
    )
)
ENTRY = "NEW.text = '' AND " + same("id", "incident_id", "kind", "written_by_id", "written_at")
REMOVAL = "NEW.note = '' AND " + same(
    *("id", "document_id", "post_id", "comment_id", "photo_id", "is_thread", "agreement"),
    *("removed_by_id", "removed_at"),
)
ALWAYS = "1 = 1"
# (name, table, event, condition under which the change is refused)
CHANGED = [
    (
        "document_is_not_changed",
        "moderation_dossierdocument",
        "UPDATE",
        f"NOT ({DOCUMENT} AND {CERTIFICATE.format(incident='OLD.incident_id')})",
    ),
    (
        "entry_is_not_changed",
        "moderation_entry",
        "UPDATE",
        f"NOT ({ENTRY} AND {CERTIFICATE.format(incident='OLD.incident_id')})",
    ),
    ("removal_is_not_changed", "moderation_removal", "UPDATE", f"NOT ({REMOVAL} AND {OF_REMOVAL})"),
]
ADDED = [
    (
        "nothing_on_hold_gets_a_certificate",
        "moderation_dossierdocument",
        "INSERT",
        f"NEW.kind = 'certificate' AND {HELD}",
    ),
    (
        "frozen_copy_is_not_changed",
        "moderation_incident",
        "UPDATE",
        "OLD.frozen_copy IS NOT NULL AND (NEW.frozen_copy IS NULL OR NEW.frozen_copy <> OLD.frozen_copy)"
        f" AND NOT {CERTIFICATE.format(incident='OLD.id')}",
    ),
]


def install(apps, schema_editor):
    remove(schema_editor, CHANGED)
    build(schema_editor, CHANGED + ADDED)


def uninstall(apps, schema_editor):
    remove(schema_editor, CHANGED + ADDED)
    build(schema_editor, [(name, table, event, ALWAYS) for name, table, event, _condition in CHANGED])


def build(schema_editor, guards):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    make = first.postgresql_sql if is_postgresql else first.sqlite_sql
    for guard in guards:
        for statement in make(*guard):
            schema_editor.execute(statement)


def remove(schema_editor, guards):
    for name, table, _event, _condition in guards:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0003_restriction"),
        ("moderation", "0006_dossier_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="due_told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="lifted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="lifted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="restriction",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="measures",
                to="groups.restriction",
            ),
        ),
        migrations.RunPython(install, uninstall),
    ]
