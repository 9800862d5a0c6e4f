"""The sweeps of conversations: set-based, only where something is to do, safe to run twice."""

from datetime import UTC, datetime

from conversations import actions, tasks
from conversations.models import Arrival
from conversations.queries.waiting import arrived_between, conversations_to_refresh, messages_held
from tests import make
from tests.conversations.test_actions import EVENING, MORNING, in_it, say, start
from tests.make import NOW

TODAY = NOW.date()


def test_only_where_somebody_came_or_left_is_there_something_to_refresh(emma, carla, dirk, anna, group_5b):
    conversation = start(emma, carla)
    assert not conversations_to_refresh(TODAY).exists()
    make.make_staff("Vera", group_5b)
    anna.memberships.update(state="ended")
    assert list(conversations_to_refresh(TODAY)) == [conversation]
    tasks.refresh_all_participants()
    assert in_it(conversation) == {"Carla": "guardian", "Dirk": "guardian", "Vera": "teaches"}
    assert not conversations_to_refresh(TODAY).exists()


def test_nobody_joins_what_nobody_of_the_family_is_left_in(emma, carla, dirk, anna, group_5b):
    start(emma, carla)
    emma.authorities.update(authority="no")
    tasks.refresh_all_participants()
    make.make_staff("Vera", group_5b)
    assert not conversations_to_refresh(TODAY).exists()


def test_another_guardian_does_not_come_into_what_was_begun_apart(emma, carla, dirk, anna, greet, school):
    actions.separate_guardians(child=emma, school=school, by=greet, now=NOW)
    start(emma, carla)
    actions.share_guardians(child=emma, school=school, by=greet)
    assert not conversations_to_refresh(TODAY).exists()


def test_what_waits_is_found_until_it_arrived(emma, carla, anna):
    message = say(start(emma, carla), carla, now=EVENING)
    assert list(messages_held(EVENING)) == [message]
    assert not messages_held(MORNING).exists()
    assert [a.user for a in arrived_between(EVENING, MORNING)] == [anna]
    tasks.plan_held_messages()
    tasks.ring_arrived()
    assert Arrival.objects.count() == 2


def test_what_is_sent_in_hours_waits_for_nobody(emma, carla, dirk, anna):
    say(start(emma, carla), carla)
    assert not messages_held(NOW).exists()
    assert not arrived_between(datetime(2026, 1, 1, tzinfo=UTC), MORNING).exists()
