"""The database itself keeps what was reported and decided: rows are added, never changed or deleted.

Of an old version the words may go, and nothing else. A request has one answer: a decision on one that was withdrawn,
and withdrawing one that was decided, are refused here as well.

SQLite forgets the triggers of a table that a later migration rebuilds. Such a migration has to run `install` again;
a test asks the running database whether the triggers still hold.
"""

from django.db import migrations

KEPT = (
    "id",
    "absence_id",
    "version",
    "first_on",
    "last_on",
    "from_time",
    "until_time",
    "is_withdrawn",
    "made_by_id",
    "made_at",
)
ONLY_BLANKED = "NEW.kind = '' AND NEW.text = '' AND " + " AND ".join(
    f"NEW.{name} {{same}} OLD.{name}" for name in KEPT
)
DECIDED = "EXISTS (SELECT 1 FROM agenda_leavedecision d WHERE d.request_id = {row}.{key})"
WITHDRAWN = (
    "EXISTS (SELECT 1 FROM agenda_leaverequest r WHERE r.id = NEW.request_id AND r.withdrawn_at IS NOT NULL)"
)

# (name, table, event, condition under which the change is refused)
GUARDS = [
    ("absenceversion_is_not_changed", "agenda_absenceversion", "UPDATE", f"NOT ({ONLY_BLANKED})"),
    ("absenceversion_is_not_deleted", "agenda_absenceversion", "DELETE", "1 = 1"),
    ("leavedecision_is_not_changed", "agenda_leavedecision", "UPDATE", "1 = 1"),
    ("leavedecision_is_not_deleted", "agenda_leavedecision", "DELETE", "1 = 1"),
    ("leavedecision_is_about_what_is_asked", "agenda_leavedecision", "INSERT", WITHDRAWN),
    (
        "leaverequest_with_answer_is_not_withdrawn",
        "agenda_leaverequest",
        "UPDATE",
        "OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND "
        + DECIDED.format(row="OLD", key="id"),
    ),
]
# INSERT OR REPLACE of SQLite deletes the old row without asking the triggers above.
NOT_REPLACED = [
    (
        "absenceversion_is_not_replaced",
        "agenda_absenceversion",
        "EXISTS (SELECT 1 FROM agenda_absenceversion v WHERE v.id = NEW.id OR (v.absence_id = NEW.absence_id AND v.version = NEW.version))",
    ),
    (
        "leavedecision_is_not_replaced",
        "agenda_leavedecision",
        "EXISTS (SELECT 1 FROM agenda_leavedecision d WHERE d.id = NEW.id OR d.request_id = NEW.request_id)",
    ),
]


def install(apps, schema_editor):
    for statement in _postgresql() if schema_editor.connection.vendor == "postgresql" else _sqlite():
        schema_editor.execute(statement)


def _sqlite():
    replaced = [(name, table, "INSERT", condition) for name, table, condition in NOT_REPLACED]
    for name, table, event, condition in [*GUARDS, *replaced]:
        asked = condition.format(same="IS")
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {asked} BEGIN SELECT RAISE(ABORT, 'kring: {name}'); END"


def _postgresql():
    for name, table, event, condition in GUARDS:
        kept, asked = "OLD" if event == "DELETE" else "NEW", condition.format(same="IS NOT DISTINCT FROM")
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {asked} THEN "
            f"RAISE EXCEPTION 'kring: {name}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"END IF; RETURN {kept}; END $$"
        )
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def uninstall(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, table, _event, _condition in GUARDS:
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
    else:
        for name, *_rest in [*GUARDS, *NOT_REPLACED]:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("agenda", "0001_initial")]

    operations = [migrations.RunPython(install, uninstall)]
