"""What happens in a conversation at the same moment happens once, in one order."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.utils import timezone

from conversations import actions
from conversations.errors import Refused
from conversations.models import Arrival, Conversation, Message, MessageFile, Participant
from conversations.removal import hide_message
from tests import make
from tests.conversations.test_actions import EVENING, say, start
from tests.make import NOW

AT_ONCE = 6
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def many_writers(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")


def together(*jobs):
    """Run these at the same moment, each on a connection of its own; returns what each gave or raised."""
    barrier = threading.Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait(timeout=10)
            return job()
        except (PermissionDenied, Refused) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [running.result(timeout=60) for running in [pool.submit(run, job) for job in jobs]]


def test_the_same_message_sent_by_many_tabs_is_one(emma, carla, anna):
    conversation, pk = start(emma, carla), uuid4()
    sent = together(*[lambda: say(conversation, carla, pk=pk)] * AT_ONCE)
    assert set(sent) == {Message.objects.get()}
    assert Arrival.objects.count() == 2


def test_who_write_at_once_each_get_a_number_of_their_own(emma, carla, dirk, anna):
    conversation = start(emma, carla)
    together(*[lambda by=by: say(conversation, by) for by in (carla, dirk, anna) * 2])
    numbers = conversation.messages.values_list("number", flat=True)
    assert list(numbers) == list(range(1, AT_ONCE + 1))
    assert Arrival.objects.count() == 3 * AT_ONCE


def test_a_conversation_begun_by_many_tabs_is_one(emma, carla, dirk, anna):
    pk = uuid4()
    begun = together(*[lambda: start(emma, carla, pk=pk)] * AT_ONCE)
    assert set(begun) == {Conversation.objects.get()}
    assert Participant.objects.count() == 3


def test_nobody_begins_more_conversations_at_once_than_in_an_hour(emma, carla, anna, greet, school):
    make.set_policy(school, greet, conversations_per_hour=3)
    begun = together(*[lambda: start(emma, carla)] * AT_ONCE)
    assert sum(isinstance(one, Refused) for one in begun) == AT_ONCE - 3
    assert Conversation.objects.count() == 3


def test_who_is_called_in_while_somebody_writes_reads_it_or_does_not_but_never_half(emma, carla, anna, greet):
    conversation = start(emma, carla)
    together(
        lambda: actions.invite(conversation=conversation, colleague=greet, by=anna, now=NOW),
        *[lambda: say(conversation, carla)] * 4,
    )
    for message in conversation.messages.all():
        has = Arrival.objects.filter(message=message, user=greet).exists()
        later = conversation.messages.filter(number__gt=message.number)
        assert not has or all(Arrival.objects.filter(message=m, user=greet).exists() for m in later)


def test_guardians_set_apart_while_they_write_end_what_they_shared(emma, carla, dirk, anna, greet, school):
    conversation = start(emma, carla)
    together(
        lambda: actions.separate_guardians(child=emma, school=school, by=greet, now=NOW),
        *[lambda by=by: say(conversation, by) for by in (carla, dirk)],
    )
    for by in (carla, dirk, anna):
        with pytest.raises(PermissionDenied):
            say(conversation, by)


def test_taking_back_and_planning_again_leave_nothing_to_arrive(emma, carla, anna):
    conversation = start(emma, carla)
    for _round in range(3):
        message = say(conversation, carla, now=EVENING)
        together(
            lambda m=message: actions.take_back_message(message=m, by=carla, now=EVENING),
            lambda m=message: actions.plan_again(message=m, now=EVENING),
        )
        assert not Arrival.objects.filter(message=message, user=anna).exists()


def test_a_message_that_is_edited_and_hidden_at_once_stays_hidden_with_all_its_words(emma, carla, anna):
    conversation = start(emma, carla)
    message = say(conversation, carla, "Eerst")
    together(
        lambda: actions.edit_message(message=message, text="Daarna", by=carla, now=NOW),
        lambda: hide_message(message=Message.objects.get(pk=message.pk), by=None, now=NOW),
    )
    message.refresh_from_db()
    assert message.state == Message.State.HIDDEN
    assert {message.text, *message.versions.values_list("text", flat=True)} >= {"Eerst"}


def test_a_file_goes_with_one_of_two_messages(emma, carla, anna):
    conversation = start(emma, carla)
    file = make.make_message_photo(conversation, carla)
    actions.mark_looked_at(file=file, by=carla, now=timezone.now())
    together(*[lambda: say(conversation, carla, "Kijk")] * 2)
    sent = MessageFile.objects.get()
    assert sent.message is not None
    assert Message.objects.filter(has_files=True).count() == 1


def test_two_sweeps_draw_one_line(emma, carla, anna, group_5b):
    conversation = start(emma, carla)
    make.make_staff("Vera", group_5b)
    later = NOW + timedelta(minutes=1)
    together(*[lambda: actions.refresh_participants(conversation=conversation, now=later)] * 4)
    assert conversation.participants.filter(user__first_name="Vera").count() == 1
