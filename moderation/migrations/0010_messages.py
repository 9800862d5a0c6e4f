"""Reports and removals of one message and of a whole conversation.

New constraints make SQLite build both tables anew, which drops their triggers and breaks those of others that read
them (decision 0004). So all triggers are set aside first and put back as they were; PostgreSQL keeps its own.
"""

import django.db.models.deletion
from django.db import migrations, models

SET_ASIDE = []


def set_aside(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        SET_ASIDE[:] = cursor.fetchall()
    for name, _sql in SET_ASIDE:
        schema_editor.execute(f'DROP TRIGGER "{name}"')


def put_back(apps, schema_editor):
    for _name, sql in SET_ASIDE:
        schema_editor.execute(sql)
    SET_ASIDE.clear()


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial"), ("moderation", "0009_gaps_and_brakes")]

    operations = [
        migrations.RunPython(set_aside, put_back),
        migrations.RemoveConstraint(
            model_name="incident",
            name="incident_is_about_one_thing",
        ),
        migrations.RemoveConstraint(
            model_name="incident",
            name="thread_is_that_of_a_post",
        ),
        migrations.RemoveConstraint(
            model_name="removal",
            name="removal_is_about_one_thing",
        ),
        migrations.RemoveConstraint(
            model_name="removal",
            name="removed_thread_is_that_of_a_post",
        ),
        migrations.AddField(
            model_name="incident",
            name="conversation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents",
                to="conversations.conversation",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="message",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents",
                to="conversations.message",
            ),
        ),
        migrations.AddField(
            model_name="removal",
            name="conversation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="removals",
                to="conversations.conversation",
            ),
        ),
        migrations.AddField(
            model_name="removal",
            name="message",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="removal",
                to="conversations.message",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("comment", None),
                        ("conversation", None),
                        ("message", None),
                        ("photo", None),
                        ("post__isnull", False),
                    ),
                    models.Q(
                        ("comment__isnull", False),
                        ("conversation", None),
                        ("message", None),
                        ("photo", None),
                        ("post", None),
                    ),
                    models.Q(
                        ("comment", None),
                        ("conversation", None),
                        ("message", None),
                        ("photo__isnull", False),
                        ("post", None),
                    ),
                    models.Q(
                        ("comment", None),
                        ("conversation", None),
                        ("message__isnull", False),
                        ("photo", None),
                        ("post", None),
                    ),
                    models.Q(
                        ("comment", None),
                        ("conversation__isnull", False),
                        ("message", None),
                        ("photo", None),
                        ("post", None),
                    ),
                    models.Q(
                        ("comment", None),
                        ("conversation", None),
                        ("message", None),
                        ("photo", None),
                        ("post", None),
                        models.Q(("title", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="incident_is_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("conversation__isnull", False), ("is_thread", True)),
                    models.Q(("conversation", None), ("is_thread", False)),
                    models.Q(("conversation", None), ("post__isnull", False)),
                    _connector="OR",
                ),
                name="thread_is_of_a_post_or_conversation",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("message__isnull", False),
                    models.Q(("state__in", ["dismissed", "closed"]), _negated=True),
                ),
                fields=("message",),
                name="one_incident_per_message",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("conversation__isnull", False),
                    models.Q(("state__in", ["dismissed", "closed"]), _negated=True),
                ),
                fields=("conversation",),
                name="one_incident_per_conversation",
            ),
        ),
        migrations.AddConstraint(
            model_name="removal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("comment", None),
                        ("conversation", None),
                        ("message", None),
                        ("photo", None),
                        ("post__isnull", False),
                    ),
                    models.Q(
                        ("comment__isnull", False),
                        ("conversation", None),
                        ("message", None),
                        ("photo", None),
                        ("post", None),
                    ),
                    models.Q(
                        ("comment", None),
                        ("conversation", None),
                        ("message", None),
                        ("photo__isnull", False),
                        ("post", None),
                    ),
                    models.Q(
                        ("comment", None),
                        ("conversation", None),
                        ("message__isnull", False),
                        ("photo", None),
                        ("post", None),
                    ),
                    models.Q(
                        ("comment", None),
                        ("conversation__isnull", False),
                        ("message", None),
                        ("photo", None),
                        ("post", None),
                    ),
                    _connector="OR",
                ),
                name="removal_is_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="removal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("conversation__isnull", False), ("is_thread", True)),
                    models.Q(("conversation", None), ("is_thread", False)),
                    models.Q(("conversation", None), ("post__isnull", False)),
                    _connector="OR",
                ),
                name="removed_thread_is_of_a_post_or_conversation",
            ),
        ),
        migrations.RunPython(put_back, set_aside),
    ]
