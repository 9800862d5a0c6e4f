"""The database keeps what was said between few until its hard copy is there (R054): migration 0011, guard by guard."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from conversations import actions as talks
from conversations.models import Conversation, Message, MessageFile, MessageVersion
from moderation.models import Removal
from people.models import Child, User
from tests import make
from tests.moderation.talking import make_file, say, start
from tests.moderation.test_guards import key, make_document, make_incident, refused, run

GUARDS = import_module("moderation.migrations.0011_message_guards").GUARDS


@pytest.fixture
def talk(emma: Child, anna: User, carla: User, dirk: User, greet: User) -> Conversation:
    return start(emma, anna)


@pytest.fixture
def message(talk: Conversation, dirk: User) -> Message:
    message = say(talk, dirk, "Waardeloze juf.")
    return talks.edit_message(message=message, text="Slechte juf.", by=dirk, now=make.NOW)


def blanked(**which: Any) -> int:
    MessageVersion.objects.filter(**{f"message__{name}": value for name, value in which.items()}).delete()
    return Message.objects.filter(**which).update(state="removed", text="")


def remove_row(by: User, **target: Any) -> Removal:
    about = {**target, "is_thread": "conversation" in target}
    talk = target.get("conversation") or target["message"].conversation
    group = talk.school.groups.school_wide().get()
    document = make_document(make_incident(by, group, **about), by)
    return Removal.objects.create(document=document, agreement="abuse", removed_by=by, **about)


def test_every_guard_is_in_the_database_and_so_are_those_that_stood_before(db: None) -> None:
    names = ["0006_dossier_guards", "0008_head_letter", "0011_message_guards"]
    names += ["0012_said_stays_said", "0013_message_file_guards"]
    expected = {g[0] for name in names for g in import_module(f"moderation.migrations.{name}").GUARDS}
    destruction = import_module("moderation.migrations.0007_destruction")
    expected |= {guard[0] for guard in [*destruction.CHANGED, *destruction.ADDED]}
    catalogue = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        present = {row[0] for row in cursor.fetchall()}
    assert expected <= present


def test_a_message_is_not_deleted_or_blanked(message: Message) -> None:
    assert refused(message.delete)
    assert refused(lambda: Message.objects.filter(pk=message.pk)._raw_delete(using="default"))
    assert refused(lambda: run("DELETE FROM conversations_message WHERE id = %s", key(message)))
    assert refused(lambda: Message.objects.filter(pk=message.pk).update(state="removed", text=""))
    assert refused(lambda: Message.objects.filter(pk=message.pk).update(text="", has_files=True))
    assert refused(
        lambda: run(
            "UPDATE conversations_message SET state = 'removed', text = '' WHERE id = %s", key(message)
        )
    )


def test_a_message_is_not_carried_to_another_conversation_or_writer(
    message: Message, emma: Child, anna: User
) -> None:
    other = start(emma, anna)
    assert refused(lambda: Message.objects.filter(pk=message.pk).update(conversation=other, number=9))
    assert refused(lambda: Message.objects.filter(pk=message.pk).update(author=anna))


def test_what_a_message_said_before_is_not_changed_or_deleted(message: Message) -> None:
    version = message.versions.get()
    assert refused(lambda: MessageVersion.objects.filter(pk=version.pk).update(text="anders"))
    assert refused(version.delete)
    assert refused(lambda: run("DELETE FROM conversations_messageversion"))


def test_a_conversation_with_messages_is_not_deleted(talk: Conversation, message: Message) -> None:
    assert refused(talk.delete)
    assert refused(lambda: run("DELETE FROM conversations_conversation WHERE id = %s", key(talk)))


def test_a_file_that_was_sent_stays_with_its_message(
    talk: Conversation, message: Message, dirk: User
) -> None:
    file = make_file(message)
    sent = MessageFile.objects.filter(pk=file.pk)
    assert refused(file.delete)
    assert refused(lambda: sent.update(message=None))
    assert refused(lambda: sent.update(state="removed", name="", stored_as="", drawn_as=""))
    assert refused(lambda: sent.update(stored_as=""))


@pytest.mark.parametrize("what", ["message", "conversation"])
def test_with_its_removal_it_goes_and_never_comes_back(
    what: str, talk: Conversation, message: Message, greet: User
) -> None:
    if what == "message":
        remove_row(greet, message=message)
    else:
        remove_row(greet, conversation=talk)
    assert not refused(lambda: blanked(pk=message.pk))
    assert refused(lambda: Message.objects.filter(pk=message.pk).update(state="visible", text="Weer"))


def test_the_removal_of_one_message_covers_no_other(
    talk: Conversation, message: Message, dirk: User, greet: User
) -> None:
    other = say(talk, dirk, "Nog iets.")
    remove_row(greet, message=other)
    assert refused(lambda: blanked(pk=message.pk))


def test_a_removal_is_not_turned_into_one_of_something_else(
    talk: Conversation, message: Message, greet: User
) -> None:
    removal = remove_row(greet, message=message)
    assert refused(
        lambda: Removal.objects.filter(pk=removal.pk).update(message=None, conversation=talk, is_thread=True)
    )
