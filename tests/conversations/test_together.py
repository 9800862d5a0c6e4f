"""Sending and letting somebody on duty read along, in one go or not at all."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from conversations import actions
from conversations.errors import Refused
from conversations.models import Conversation, Participant
from hours.models import StaffAbsence
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.usefixtures("afternoon")


@pytest.fixture
def stand_in(school_group, anna, school):
    other = make.make_staff("Sanne", school_group, "staff")
    StaffAbsence.objects.create(
        user=anna, school=school, first_on=NOW.date(), last_on=NOW.date(), stand_in=other, entered_by=anna
    )
    return other


def send(talk, by, *colleagues, text="Kunt u bellen?", pk=None):
    return actions.send_and_call_in(
        message_id=pk or uuid4(),
        conversation=talk,
        writing=actions.Writing(text),
        colleagues=colleagues,
        by=by,
        now=NOW,
    )


def test_who_stands_in_reads_this_message_and_nothing_of_before(talk, stand_in, carla):
    message = send(talk, carla, stand_in)
    assert list(stand_in_reads(talk, stand_in)) == [message]


def stand_in_reads(talk, stand_in):
    return talk.messages.visible_to(stand_in, NOW)


def test_again_with_the_same_id_calls_nobody_in(talk, stand_in, carla):
    pk = uuid4()
    send(talk, carla, pk=pk)
    send(talk, carla, stand_in, pk=pk)
    assert not Participant.objects.filter(user=stand_in).exists()


def test_somebody_who_is_not_on_duty_for_the_child_is_refused_and_nothing_is_sent(
    talk, stand_in, carla, bram
):
    with pytest.raises(Refused):
        send(talk, carla, bram)
    assert talk.messages.count() == 1


def test_nobody_is_called_in_without_a_message(talk, stand_in, carla):
    with pytest.raises(Refused):
        send(talk, carla, stand_in, text=" ")
    assert not Participant.objects.filter(user=stand_in).exists()


def test_only_a_guardian_calls_somebody_in(talk, stand_in, anna):
    with pytest.raises(PermissionDenied):
        send(talk, anna, stand_in)


def test_a_conversation_without_its_first_message_is_not_begun(emma, carla, anna, school):
    def start(**who):
        return actions.start_about_child(
            conversation_id=uuid4(), child=emma, school=school, subject="Lezen", guardians=(), **who
        )

    with pytest.raises(Refused):
        actions.start_with_message(start=start, writing=actions.Writing(" "), by=carla, now=NOW)
    assert not Conversation.objects.exists()
