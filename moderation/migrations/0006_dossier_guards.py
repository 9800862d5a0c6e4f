"""The rule again, for what can be removed now: a post, the thread below it, a comment, a photo (R054).

Also: what happened, who looked and what an authority stamped is written once and stays.
"""

from importlib import import_module

from django.db import migrations

first = import_module("moderation.migrations.0003_guards")

REMOVAL = "EXISTS (SELECT 1 FROM moderation_removal r WHERE {condition})"
OF_POST = REMOVAL.format(condition="r.post_id = {row} AND NOT r.is_thread")
OF_COMMENT = REMOVAL.format(condition="r.comment_id = {row}.id OR r.post_id = {row}.post_id")
OF_PHOTO = REMOVAL.format(
    condition="r.photo_id = {row}.id OR (r.post_id = {row}.post_id AND NOT r.is_thread)"
)
HANDLED = (
    "EXISTS (SELECT 1 FROM moderation_incident i WHERE (i.post_id = OLD.post_id OR i.photo_id = OLD.id)"
    " AND i.state NOT IN ('dismissed', 'removed', 'closed'))"
)
GONE = first.GONE

APPEND_ONLY = {
    "document": "moderation_dossierdocument",
    "removal": "moderation_removal",
    "entry": "moderation_entry",
    "inspection": "moderation_inspection",
    "stamp": "moderation_chainstamp",
}
# (name, table, event, condition under which the change is refused)
GUARDS = [
    (
        "post_is_not_deleted",
        "posts_post",
        "DELETE",
        "OLD.state <> 'draft' AND NOT " + OF_POST.format(row="OLD.id"),
    ),
    (
        "post_is_not_blanked",
        "posts_post",
        "UPDATE",
        "OLD.state <> 'draft' AND "
        + GONE.format(blank="(NEW.title = '' AND OLD.title <> '')")
        + " AND NOT "
        + OF_POST.format(row="OLD.id"),
    ),
    ("post_stays_removed", "posts_post", "UPDATE", "OLD.state = 'removed' AND NEW.state <> 'removed'"),
    ("post_stays_placed", "posts_post", "UPDATE", "OLD.state <> 'draft' AND NEW.state = 'draft'"),
    ("comment_is_not_deleted", "posts_comment", "DELETE", "NOT " + OF_COMMENT.format(row="OLD")),
    (
        "comment_is_not_blanked",
        "posts_comment",
        "UPDATE",
        GONE.format(blank="(NEW.text = '' AND OLD.text <> '')") + " AND NOT " + OF_COMMENT.format(row="OLD"),
    ),
    ("comment_stays_removed", "posts_comment", "UPDATE", "OLD.state = 'removed' AND NEW.state <> 'removed'"),
    # Nobody edits a comment: what it says is what was said.
    ("comment_is_not_rewritten", "posts_comment", "UPDATE", "NEW.text <> '' AND NEW.text <> OLD.text"),
    ("version_is_not_changed", "posts_postversion", "UPDATE", "1 = 1"),
    ("version_is_not_deleted", "posts_postversion", "DELETE", "NOT " + OF_POST.format(row="OLD.post_id")),
    ("photo_is_evidence", "posts_photo", "DELETE", HANDLED + " AND NOT " + OF_PHOTO.format(row="OLD")),
    (
        "photo_is_not_blanked",
        "posts_photo",
        "UPDATE",
        "NEW.state = 'removed' AND OLD.state <> 'removed' AND NOT " + OF_PHOTO.format(row="OLD"),
    ),
    *(
        (f"{name}_is_not_{done}", table, event, "1 = 1")
        for name, table in APPEND_ONLY.items()
        for event, done in (("UPDATE", "changed"), ("DELETE", "deleted"))
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
    dependencies = [("moderation", "0005_dossier")]

    operations = [migrations.RunPython(install, uninstall)]
