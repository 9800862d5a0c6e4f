"""What was sent with a message stays with it until the removal of that message, or of its whole conversation (R054)."""

from importlib import import_module

from django.db import migrations

destruction = import_module("moderation.migrations.0007_destruction")
messages = import_module("moderation.migrations.0011_message_guards")

SENT = "OLD.message_id IS NOT NULL"
GONE = "((NEW.state = 'removed' AND OLD.state <> 'removed') OR (NEW.stored_as = '' AND OLD.stored_as <> ''))"
# (name, table, event, condition under which the change is refused)
GUARDS = [
    (
        "message_file_is_not_deleted",
        "conversations_messagefile",
        "DELETE",
        f"{SENT} AND NOT {messages.REMOVED_WITH_VERSIONS}",
    ),
    (
        "message_file_is_not_blanked",
        "conversations_messagefile",
        "UPDATE",
        f"{SENT} AND {GONE} AND NOT {messages.REMOVED_WITH_VERSIONS}",
    ),
    (
        "message_file_stays_with_its_message",
        "conversations_messagefile",
        "UPDATE",
        f"{SENT} AND (NEW.message_id IS NULL OR NEW.message_id <> OLD.message_id)",
    ),
]


def install(apps, schema_editor):
    destruction.build(schema_editor, GUARDS)


def uninstall(apps, schema_editor):
    destruction.remove(schema_editor, GUARDS)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0012_said_stays_said"), ("conversations", "0002_files")]

    operations = [migrations.RunPython(install, uninstall)]
