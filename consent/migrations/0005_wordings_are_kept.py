"""Every purpose has its wording on record, and a wording is never changed or deleted (R153)."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WORDS = ("title", "sentence", "consequence", "yes_means", "no_means", "version")
SENTENCE = "'A wording is never changed or deleted.'"
PROTECT = {
    "sqlite": [
        f"""CREATE TRIGGER consent_wording_is_not_{done} BEFORE {event} ON consent_wording
            BEGIN SELECT RAISE(ABORT, {SENTENCE}); END"""
        for event, done in (("UPDATE", "changed"), ("DELETE", "deleted"))
    ],
    "postgresql": [
        f"""CREATE FUNCTION consent_wording_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION {SENTENCE} USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE TRIGGER consent_wording_is_append_only BEFORE UPDATE OR DELETE ON consent_wording
            FOR EACH ROW EXECUTE FUNCTION consent_wording_is_append_only()""",
    ],
}
RELEASE = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS consent_wording_is_not_changed",
        "DROP TRIGGER IF EXISTS consent_wording_is_not_deleted",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS consent_wording_is_append_only ON consent_wording",
        "DROP FUNCTION IF EXISTS consent_wording_is_append_only()",
    ],
}


def write_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    wording = apps.get_model("consent", "Wording")
    for purpose in apps.get_model("consent", "Purpose").objects.all():
        words = {name: getattr(purpose, name) for name in WORDS}
        wording.objects.get_or_create(purpose=purpose, version=words.pop("version"), defaults=words)


def protect(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def release(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in RELEASE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("consent", "0004_purposes_rounds_objections")]

    operations = [
        migrations.RunPython(write_down, migrations.RunPython.noop),
        migrations.RunPython(protect, release),
    ]
