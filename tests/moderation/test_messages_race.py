"""Two at once about what was said between few: one document, one removal, and no word slips in behind a hiding."""

from contextlib import suppress
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from conversations import actions as talks
from conversations.errors import Refused
from conversations.models import Conversation, Message
from conversations.queries.reading import page_of
from moderation import actions
from moderation.models import DossierDocument, Incident, Removal
from moderation.queries import chain
from people.models import Child, User
from tests import make
from tests.moderation.talking import report, say, start
from tests.moderation.test_archiving_race import together
from tests.moderation.test_faults import attempt

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk(emma: Child, anna: User, carla: User, dirk: User, greet: User) -> Conversation:
    return start(emma, anna)


@pytest.fixture
def message(talk: Conversation, dirk: User) -> Message:
    return say(talk, dirk, "Waardeloze juf.")


@pytest.mark.usefixtures("plain_printer")
@pytest.mark.parametrize("whole", [False, True])
def test_two_handlers_at_once_make_one_document_and_one_removal(
    whole: bool,
    talk: Conversation,
    message: Message,
    carla: User,
    greet: User,
    anna: User,
    school_group: object,
) -> None:
    second = make.make_staff("Joke", talk.school.groups.school_wide().get(), "director")
    incident = report(talk if whole else message, carla)
    assert together(lambda: attempt(incident, greet), lambda: attempt(incident, second)) == []
    message.refresh_from_db()
    assert message.text == ""
    assert DossierDocument.objects.count() == Removal.objects.count() == 1
    assert chain.faults_of(incident.school) == []


def test_two_reports_at_once_are_one_incident(message: Message, carla: User, anna: User) -> None:
    assert together(lambda: report(message, carla), lambda: report(message, anna)) == []
    assert Incident.objects.get().reports.count() == 2


def test_an_edit_against_a_hiding_never_leaves_unseen_words_in_sight(
    talk: Conversation, message: Message, dirk: User, carla: User, greet: User
) -> None:
    incident = report(message, carla)

    def change() -> None:
        with suppress(PermissionDenied):
            talks.edit_message(message=message, text="Nog erger.", by=dirk, now=make.NOW)

    def hide() -> None:
        actions.ask_for_archive(incident=incident, by=greet, now=make.NOW)

    assert together(change, hide) == []
    message.refresh_from_db()
    frozen = Incident.objects.get().frozen_copy or {}
    assert frozen["messages"][-1]["text"] == message.text
    assert page_of(talk, carla, now=make.NOW).lines == []


def test_a_message_against_the_hiding_of_the_whole_is_in_the_copy_or_refused(
    talk: Conversation, message: Message, anna: User, carla: User, greet: User
) -> None:
    incident, late = report(talk, carla), uuid4()

    def speak() -> None:
        with suppress(PermissionDenied, Refused):
            talks.send_message(
                message_id=late, conversation=talk, writing=talks.Writing("Te laat."), by=anna, now=make.NOW
            )

    assert together(speak, lambda: actions.ask_for_archive(incident=incident, by=greet, now=make.NOW)) == []
    frozen = Incident.objects.get().frozen_copy or {}
    copied = {said["id"] for said in frozen["messages"]}
    assert Message.objects.filter(pk=late).exists() == (str(late) in copied)
