"""Ways around the earlier guards, all by SQL alone: words overwritten under a title that stays, a comment or photo
carried to a post that was removed, the hard copy of one thing used to remove another, an incident or report deleted.
"""

from importlib import import_module

from django.db import migrations

first = import_module("moderation.migrations.0003_guards")
dossier = import_module("moderation.migrations.0006_dossier_guards")
destruction = import_module("moderation.migrations.0007_destruction")

KEPT_AS_VERSION = (
    "EXISTS (SELECT 1 FROM posts_postversion v"
    " WHERE v.post_id = OLD.id AND v.title = OLD.title AND v.text = OLD.text)"
)
HARD_COPY_OF_THIS = (
    "EXISTS (SELECT 1 FROM moderation_dossierdocument d JOIN moderation_incident i ON i.id = d.incident_id"
    " WHERE d.id = NEW.document_id AND d.kind = 'hard_copy' AND ((i.post_id = NEW.post_id"
    " AND i.is_thread = NEW.is_thread) OR i.comment_id = NEW.comment_id OR i.photo_id = NEW.photo_id"
    " OR i.message_id = NEW.message_id OR i.conversation_id = NEW.conversation_id))"
)
ABOUT = (
    *("id", "school_id", "post_id", "is_thread", "comment_id", "photo_id"),
    *("message_id", "conversation_id"),
)
WAS_PLACED = "EXISTS (SELECT 1 FROM posts_post p WHERE p.id = OLD.post_id AND p.state <> 'draft')"

# (name, table, event, condition under which the change is refused)
GUARDS = [
    (
        "post_keeps_its_words",
        "posts_post",
        "UPDATE",
        f"OLD.state <> 'draft' AND (NEW.title <> OLD.title OR NEW.text <> OLD.text) AND NOT {KEPT_AS_VERSION}"
        f" AND NOT {dossier.OF_POST.format(row='OLD.id')}",
    ),
    (
        "post_keeps_its_writer",
        "posts_post",
        "UPDATE",
        "OLD.state <> 'draft' AND NEW.author_id <> OLD.author_id",
    ),
    (
        "comment_keeps_its_place",
        "posts_comment",
        "UPDATE",
        f"NOT ({destruction.same('id', 'post_id', 'author_id')})",
    ),
    ("photo_keeps_its_place", "posts_photo", "UPDATE", f"NEW.post_id <> OLD.post_id AND {WAS_PLACED}"),
    ("removal_has_its_own_hard_copy", "moderation_removal", "INSERT", f"NOT {HARD_COPY_OF_THIS}"),
    ("incident_is_not_deleted", "moderation_incident", "DELETE", "1 = 1"),
    (
        "incident_keeps_what_it_is_about",
        "moderation_incident",
        "UPDATE",
        f"NOT ({destruction.same(*ABOUT)})",
    ),
    ("report_is_not_changed", "moderation_report", "UPDATE", "1 = 1"),
    (
        "report_is_not_deleted",
        "moderation_report",
        "DELETE",
        f"NOT {destruction.CERTIFICATE.format(incident='OLD.incident_id')}",
    ),
]


def install(apps, schema_editor):
    destruction.build(schema_editor, GUARDS)


def uninstall(apps, schema_editor):
    destruction.remove(schema_editor, GUARDS)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0011_message_guards"), ("posts", "0006_thread_hidden")]

    operations = [migrations.RunPython(install, uninstall)]
