"""The database holds the rule: nothing disappears without its hard copy in the dossier (R054).

A removal needs a row in moderation_removal, which needs a document; documents and removals are append-only.
Held against the ORM, raw SQL and cascades alike, on PostgreSQL and on SQLite.
"""

from django.db import migrations

REMOVAL_OF_POST = "EXISTS (SELECT 1 FROM moderation_removal r WHERE r.post_id = {row})"
REMOVAL_OF_COMMENT = "EXISTS (SELECT 1 FROM moderation_removal r WHERE r.comment_id = {row})"
HANDLED = (
    "EXISTS (SELECT 1 FROM moderation_incident i WHERE i.post_id = OLD.post_id"
    " AND i.state NOT IN ('dismissed', 'removed'))"
)
GONE = "(NEW.state = 'removed' OR {blank}) AND NOT (OLD.state = 'removed')"

# (name, table, event, condition under which the change is refused)
GUARDS = [
    (
        "post_is_not_deleted",
        "posts_post",
        "DELETE",
        "OLD.state <> 'draft' AND NOT " + REMOVAL_OF_POST.format(row="OLD.id"),
    ),
    (
        "post_is_not_blanked",
        "posts_post",
        "UPDATE",
        "OLD.state <> 'draft' AND "
        + GONE.format(blank="(NEW.title = '' AND OLD.title <> '')")
        + " AND NOT "
        + REMOVAL_OF_POST.format(row="OLD.id"),
    ),
    ("post_stays_removed", "posts_post", "UPDATE", "OLD.state = 'removed' AND NEW.state <> 'removed'"),
    ("comment_is_not_deleted", "posts_comment", "DELETE", "NOT " + REMOVAL_OF_COMMENT.format(row="OLD.id")),
    (
        "comment_is_not_blanked",
        "posts_comment",
        "UPDATE",
        GONE.format(blank="(NEW.text = '' AND OLD.text <> '')")
        + " AND NOT "
        + REMOVAL_OF_COMMENT.format(row="OLD.id"),
    ),
    ("comment_stays_removed", "posts_comment", "UPDATE", "OLD.state = 'removed' AND NEW.state <> 'removed'"),
    ("version_is_not_changed", "posts_postversion", "UPDATE", "1 = 1"),
    (
        "version_is_not_deleted",
        "posts_postversion",
        "DELETE",
        "NOT " + REMOVAL_OF_POST.format(row="OLD.post_id"),
    ),
    (
        "photo_is_evidence",
        "posts_photo",
        "DELETE",
        HANDLED + " AND NOT " + REMOVAL_OF_POST.format(row="OLD.post_id"),
    ),
    ("document_is_not_changed", "moderation_dossierdocument", "UPDATE", "1 = 1"),
    ("document_is_not_deleted", "moderation_dossierdocument", "DELETE", "1 = 1"),
    ("removal_is_not_changed", "moderation_removal", "UPDATE", "1 = 1"),
    ("removal_is_not_deleted", "moderation_removal", "DELETE", "1 = 1"),
]
SENTENCE = "kring: {name}"


def sqlite_sql(name, table, event, condition):
    return [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE.format(name=name)}'); END",
    ]


def postgresql_sql(name, table, event, condition):
    kept = "OLD" if event == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION '{SENTENCE.format(name=name)}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; RETURN {kept}; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def install(apps, schema_editor):
    build = postgresql_sql if schema_editor.connection.vendor == "postgresql" else sqlite_sql
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
    dependencies = [("moderation", "0002_initial"), ("posts", "0001_initial")]

    operations = [migrations.RunPython(install, uninstall)]
