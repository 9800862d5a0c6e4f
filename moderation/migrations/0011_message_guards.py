"""The rule of 0003 and 0006 for what is said in a conversation: nothing of it goes without its hard copy (R054).

A message goes with its own removal or with that of its whole conversation; so do the versions of it.
"""

from importlib import import_module

from django.db import migrations

first = import_module("moderation.migrations.0003_guards")
destruction = import_module("moderation.migrations.0007_destruction")

REMOVED = (
    "EXISTS (SELECT 1 FROM moderation_removal r"
    " WHERE r.message_id = OLD.id OR r.conversation_id = OLD.conversation_id)"
)
REMOVED_WITH_VERSIONS = (
    "EXISTS (SELECT 1 FROM moderation_removal r JOIN conversations_message m"
    " ON r.message_id = m.id OR r.conversation_id = m.conversation_id WHERE m.id = OLD.message_id)"
)
HAS_MESSAGES = "EXISTS (SELECT 1 FROM conversations_message m WHERE m.conversation_id = OLD.id)"
# (name, table, event, condition under which the change is refused)
GUARDS = [
    ("message_is_not_deleted", "conversations_message", "DELETE", f"NOT {REMOVED}"),
    (
        "message_is_not_blanked",
        "conversations_message",
        "UPDATE",
        first.GONE.format(blank="(NEW.text = '' AND OLD.text <> '')") + f" AND NOT {REMOVED}",
    ),
    (
        "message_stays_removed",
        "conversations_message",
        "UPDATE",
        "OLD.state = 'removed' AND NEW.state <> 'removed'",
    ),
    # Whose words they are and where they were said; or a removal of another conversation would cover them.
    (
        "message_stays_where_it_was_said",
        "conversations_message",
        "UPDATE",
        "NEW.conversation_id <> OLD.conversation_id OR NEW.author_id <> OLD.author_id",
    ),
    ("message_version_is_not_changed", "conversations_messageversion", "UPDATE", "1 = 1"),
    (
        "message_version_is_not_deleted",
        "conversations_messageversion",
        "DELETE",
        f"NOT {REMOVED_WITH_VERSIONS}",
    ),
    ("conversation_is_not_deleted", "conversations_conversation", "DELETE", HAS_MESSAGES),
]
# As in 0007, with what a removal can be about now.
CHANGED = [
    (
        "removal_is_not_changed",
        "moderation_removal",
        "UPDATE",
        f"NOT ({destruction.REMOVAL} AND {destruction.same('message_id', 'conversation_id')}"
        f" AND {destruction.OF_REMOVAL})",
    ),
]
BEFORE = [guard for guard in destruction.CHANGED if guard[0] == CHANGED[0][0]]


def install(apps, schema_editor):
    destruction.remove(schema_editor, BEFORE)
    destruction.build(schema_editor, CHANGED + GUARDS)


def uninstall(apps, schema_editor):
    destruction.remove(schema_editor, CHANGED + GUARDS)
    destruction.build(schema_editor, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0010_messages")]

    operations = [migrations.RunPython(install, uninstall)]
