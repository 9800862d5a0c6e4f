"""The database itself keeps exceptions to the hours: a row can be added, never changed or deleted (R045).

SQLite forgets the triggers of a table that a later migration rebuilds. Such a migration has to run
`protect` again; a test asks the running database whether the triggers still hold.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PROTECT = {
    "sqlite": [
        """CREATE TRIGGER hours_hoursexception_is_not_changed BEFORE UPDATE ON hours_hoursexception
            BEGIN SELECT RAISE(ABORT, 'An exception is never changed or deleted.'); END""",
        """CREATE TRIGGER hours_hoursexception_is_not_deleted BEFORE DELETE ON hours_hoursexception
            BEGIN SELECT RAISE(ABORT, 'An exception is never changed or deleted.'); END""",
        # INSERT OR REPLACE deletes the old row without asking the trigger above.
        """CREATE TRIGGER hours_hoursexception_is_not_replaced BEFORE INSERT ON hours_hoursexception
            WHEN EXISTS (SELECT 1 FROM hours_hoursexception WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'An exception is never changed or deleted.'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION hours_hoursexception_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'An exception is never changed or deleted.' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE TRIGGER hours_hoursexception_is_append_only BEFORE UPDATE OR DELETE ON hours_hoursexception
            FOR EACH ROW EXECUTE FUNCTION hours_hoursexception_is_append_only()""",
    ],
}
RELEASE = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS hours_hoursexception_is_not_changed",
        "DROP TRIGGER IF EXISTS hours_hoursexception_is_not_deleted",
        "DROP TRIGGER IF EXISTS hours_hoursexception_is_not_replaced",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS hours_hoursexception_is_append_only ON hours_hoursexception",
        "DROP FUNCTION IF EXISTS hours_hoursexception_is_append_only()",
    ],
}


def protect(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def release(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in RELEASE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("hours", "0001_initial")]

    operations = [migrations.RunPython(protect, release)]
