"""Starting conversations and saying something: who is in it, what arrives when, once and never twice."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from conversations import actions
from conversations.errors import NotYours, Refused
from conversations.models import Arrival, Conversation, Message, Participant
from conversations.queries.lists import conversations_of
from conversations.queries.reading import page_of, search_in
from conversations.queries.waiting import conversations_to_refresh
from groups import actions as group_actions
from groups.models import Membership
from hours.models import HoursException
from tests import make
from tests.conversations.unseen import unseen_count
from tests.make import NOW

EVENING = datetime(2026, 10, 6, 19, 42, tzinfo=UTC)  # Tuesday 21.42 in Amsterdam
MORNING = datetime(2026, 10, 7, 6, 0, tzinfo=UTC)  # Wednesday 8.00


def start(child, by, *, guardians=(), now=NOW, pk=None, subject="Lezen"):
    return actions.start_about_child(
        conversation_id=pk or uuid4(),
        child=child,
        school=child.enrolments.current()[0].group.school,
        subject=subject,
        guardians=guardians,
        by=by,
        now=now,
    )


def say(conversation, by, text="Dag", *, now=NOW, pk=None, **more):
    return actions.send_message(
        message_id=pk or uuid4(),
        conversation=conversation,
        writing=actions.Writing(text, **more),
        by=by,
        now=now,
    )


def in_it(conversation):
    return {seat.user.first_name: seat.why for seat in conversation.participants.open()}


def texts(user, conversation, now=NOW):
    return [line.message.text for line in page_of(conversation, user, now=now).lines]


def test_a_guardian_speaks_with_the_teachers_and_the_other_guardian(emma, carla, dirk, anna):
    conversation = start(emma, carla)
    assert in_it(conversation) == {"Carla": "guardian", "Dirk": "guardian", "Anna": "teaches"}


def test_guardians_apart_never_meet_in_a_conversation(emma, carla, dirk, anna, greet, school):
    actions.separate_guardians(child=emma, school=school, by=greet, now=NOW)
    hers = start(emma, carla)
    assert in_it(hers) == {"Carla": "guardian", "Anna": "teaches"}
    say(hers, carla, "kanarie")
    his = start(emma, anna, guardians=[dirk])
    assert in_it(his) == {"Dirk": "guardian", "Anna": "teaches"}
    with pytest.raises(Refused):
        start(emma, anna, guardians=[carla, dirk])
    assert not Message.objects.visible_to(dirk, NOW).exists()
    actions.share_guardians(child=emma, school=school, by=greet)
    assert not actions.refresh_participants(conversation=hers, now=NOW)
    assert "Dirk" not in in_it(hers)


def test_who_teaches_the_own_child_hears_nothing_of_what_the_other_guardian_says_apart(
    emma, carla, dirk, anna, greet, school, group_5b
):
    Membership.objects.create(user=dirk, group=group_5b, role=Membership.Role.TEACHER, state="active")
    before = start(emma, carla, subject="Samen")
    actions.separate_guardians(child=emma, school=school, by=greet, now=NOW)
    hers = start(emma, carla)
    assert in_it(hers) == {"Carla": "guardian", "Anna": "teaches"}
    assert not conversations_to_refresh(NOW.date()).exists()
    assert not actions.refresh_participants(conversation=hers, now=NOW)
    with pytest.raises(Refused):
        actions.invite(conversation=hers, colleague=dirk, by=anna, now=NOW)
    with pytest.raises(PermissionDenied):
        say(start(emma, dirk, guardians=[carla]), carla)
    assert set(in_it(before)) == {"Carla", "Dirk", "Anna"}


def test_a_seat_at_work_opens_nothing_that_is_said_apart(emma, carla, dirk, anna, greet, school, group_5b):
    Membership.objects.create(user=dirk, group=group_5b, role=Membership.Role.TEACHER, state="active")
    actions.separate_guardians(child=emma, school=school, by=greet, now=NOW)
    hers = start(emma, carla)
    for why in ("teaches", "invited"):
        Participant.objects.update_or_create(conversation=hers, user=dirk, defaults={"why": why})
        assert not Conversation.objects.visible_to(dirk, NOW).filter(pk=hers.pk).exists()


def test_what_was_shared_is_read_and_not_written_in_once_they_are_apart(
    emma, carla, dirk, anna, greet, school
):
    conversation = start(emma, carla)
    say(conversation, anna, "Hallo samen")
    actions.separate_guardians(child=emma, school=school, by=greet, now=NOW)
    for person in (carla, dirk, anna):
        assert texts(person, conversation) == ["Hallo samen"]
        with pytest.raises(PermissionDenied):
            say(conversation, person)


def test_starting_twice_gives_one_and_an_id_of_another_is_nobodys(emma, carla, dirk, anna, finn, farid):
    first = start(emma, carla)
    assert start(emma, carla, pk=first.pk) == first
    assert first.participants.count() == 3
    with pytest.raises(NotYours):
        start(emma, dirk, pk=first.pk)
    with pytest.raises(NotYours):
        start(finn, farid, pk=first.pk)


@pytest.mark.parametrize("name", ["farid", "koen", "bram", "henk", "ilse"])
def test_who_has_nothing_to_do_with_the_child_starts_nothing(emma, carla, anna, request, name):
    with pytest.raises(PermissionDenied):
        start(emma, request.getfixturevalue(name), guardians=[carla])
    assert not Conversation.objects.exists()


def test_parents_start_only_where_the_school_lets_them(emma, carla, anna, greet, school):
    make.set_policy(school, greet, parents_may_start_conversations=False)
    with pytest.raises(PermissionDenied):
        start(emma, carla)
    assert in_it(start(emma, anna, guardians=[carla])) == {"Carla": "guardian", "Anna": "teaches"}


def test_so_many_conversations_in_an_hour_are_enough(emma, carla, anna, greet, school):
    make.set_policy(school, greet, conversations_per_hour=2)
    first = start(emma, carla)
    start(emma, carla)
    with pytest.raises(Refused):
        start(emma, carla)
    assert start(emma, carla, pk=first.pk) == first
    start(emma, carla, now=NOW + timedelta(hours=1))


def test_a_message_sent_twice_is_one(emma, carla, anna):
    conversation = start(emma, carla)
    message = say(conversation, carla)
    assert say(conversation, carla, pk=message.pk) == message
    assert conversation.messages.count() == 1
    with pytest.raises(NotYours):
        say(conversation, anna, pk=message.pk)
    other = start(emma, carla)
    with pytest.raises(NotYours):
        say(other, carla, pk=message.pk)


def test_what_a_parent_writes_in_the_evening_is_the_teachers_in_the_morning(emma, carla, dirk, anna):
    conversation = start(emma, carla)
    say(conversation, carla, "Ze slaapt slecht", now=EVENING)
    assert texts(carla, conversation, EVENING) == ["Ze slaapt slecht"]
    assert texts(anna, conversation, EVENING) == []
    assert conversations_of(anna, now=EVENING) == []
    assert texts(anna, conversation, MORNING - timedelta(seconds=1)) == []
    assert texts(anna, conversation, MORNING) == ["Ze slaapt slecht"]
    assert unseen_count(anna, now=MORNING) == 1
    (line,) = page_of(conversation, carla, now=EVENING).lines
    assert line.held_until == MORNING


def test_staff_pass_the_hours_with_a_reason_that_is_kept(emma, carla, anna):
    conversation = start(emma, carla)
    late = datetime(2026, 10, 6, 21, 0, tzinfo=UTC)
    message = say(conversation, anna, "Ze ligt in het ziekenhuis", now=late, reason="safety")
    assert texts(carla, conversation, late) == ["Ze ligt in het ziekenhuis"]
    assert HoursException.objects.get().subject == message.pk
    say(conversation, anna, "Overdag", reason="safety")
    assert HoursException.objects.count() == 1


def test_a_parent_has_no_reason_that_passes_the_hours(emma, carla, anna):
    conversation = start(emma, carla)
    with pytest.raises(PermissionDenied):
        say(conversation, carla, now=EVENING, reason="safety")
    assert not Message.objects.exists()


def test_a_new_teacher_reads_from_then_on(emma, carla, anna, group_5b):
    conversation = start(emma, carla)
    say(conversation, carla, "Vroeger")
    vera = make.make_staff("Vera", group_5b)
    assert actions.refresh_participants(conversation=conversation, now=NOW)
    say(conversation, carla, "Nu")
    assert texts(vera, conversation) == ["Nu"]
    assert texts(anna, conversation) == ["Vroeger", "Nu"]


def test_who_no_longer_belongs_reads_nothing_at_once_and_leaves_by_the_sweep(emma, carla, dirk, anna):
    conversation = start(emma, carla)
    say(conversation, anna)
    authority = dirk.authorities.get()
    authority.authority = "no"
    authority.save()
    anna.memberships.update(state="ended")
    for person in (dirk, anna):
        assert not Conversation.objects.visible_to(person, NOW).exists()
        assert not Message.objects.visible_to(person, NOW).exists()
        with pytest.raises(PermissionDenied):
            say(conversation, person)
    assert actions.refresh_participants(conversation=conversation, now=NOW)
    assert in_it(conversation) == {"Carla": "guardian"}


def test_the_director_reads_only_when_invited_and_from_then_on(emma, carla, anna, greet):
    conversation = start(emma, carla)
    say(conversation, carla, "Vroeger")
    assert not Message.objects.visible_to(greet, NOW).exists()
    with pytest.raises(PermissionDenied):
        actions.invite(conversation=conversation, colleague=greet, by=carla, now=NOW)
    actions.invite(conversation=conversation, colleague=greet, by=anna, now=NOW)
    say(conversation, carla, "Nu")
    assert texts(greet, conversation) == ["Nu"]
    actions.leave(conversation=conversation, by=greet, now=NOW)
    assert not Message.objects.visible_to(greet, NOW).exists()
    with pytest.raises(PermissionDenied):
        actions.leave(conversation=conversation, by=carla, now=NOW)


def test_nobody_invites_somebody_from_outside(emma, carla, anna, farid, other_school):
    conversation = start(emma, carla)
    stranger = make.make_staff("Zoe", make.make_group(other_school, "7"))
    for person in (farid, stranger):
        with pytest.raises(Refused):
            actions.invite(conversation=conversation, colleague=person, by=anna, now=NOW)


def test_an_edit_keeps_what_stood_there(emma, carla, anna):
    conversation = start(emma, carla)
    message = say(conversation, carla, "Dinsdag")
    actions.edit_message(message=message, text="Woensdag", by=carla, now=NOW)
    (line,) = page_of(conversation, anna, now=NOW).lines
    assert (line.message.text, [version.text for version in line.earlier]) == ("Woensdag", ["Dinsdag"])
    with pytest.raises(PermissionDenied):
        actions.edit_message(message=message, text="Nooit", by=anna, now=NOW)


def test_words_that_were_changed_before_they_arrived_never_came(emma, carla, anna):
    conversation = start(emma, carla)
    message = say(conversation, carla, "Boze woorden", now=EVENING)
    actions.edit_message(message=message, text="Nette woorden", by=carla, now=EVENING + timedelta(minutes=1))
    earlier = {who: page_of(conversation, who, now=MORNING).lines[0].earlier for who in (anna, carla)}
    assert earlier[anna] == []
    assert [version.text for version in earlier[carla]] == ["Boze woorden"]


def test_a_message_is_taken_back_within_two_minutes_and_its_words_are_kept(emma, carla, anna):
    conversation = start(emma, carla)
    message = say(conversation, carla, "Au", now=EVENING)
    soon, late = EVENING + timedelta(minutes=2), EVENING + timedelta(minutes=3)
    other = say(conversation, carla, "Te laat", now=EVENING)
    with pytest.raises(Refused):
        actions.take_back_message(message=other, by=carla, now=late)
    actions.take_back_message(message=message, by=carla, now=soon)
    actions.take_back_message(message=message, by=carla, now=late)
    assert Message.objects.get(pk=message.pk).text == "Au"
    assert [line.message for line in page_of(conversation, anna, now=MORNING).lines] == [other]


def test_read_is_said_only_where_it_was_asked_and_only_by_who_has_it(emma, carla, anna, farid):
    conversation = start(emma, carla)
    plain, asked = say(conversation, anna), say(conversation, anna, asks_confirmation=True)
    with pytest.raises(PermissionDenied):
        actions.confirm_message(message=plain, by=carla, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.confirm_message(message=asked, by=farid, now=NOW)
    actions.confirm_message(message=asked, by=carla, now=NOW)
    lines = page_of(conversation, anna, now=NOW).lines
    assert [line.confirmed_by for line in lines] == [[], [carla.get_short_name()]]


def test_what_was_seen_only_moves_forward_and_never_past_what_arrived(emma, carla, anna):
    conversation = start(emma, carla)
    for _number in range(3):
        say(conversation, anna)
    actions.mark_seen(conversation=conversation, until=2, by=carla, now=NOW)
    assert unseen_count(carla, now=NOW) == 1
    actions.mark_seen(conversation=conversation, until=1, by=carla, now=NOW)
    actions.mark_seen(conversation=conversation, until=999, by=carla, now=NOW)
    assert Participant.objects.get(user=carla).seen_until == 3


def test_an_answer_is_to_what_the_writer_may_read(emma, carla, anna):
    conversation, other = start(emma, carla), start(emma, carla)
    elsewhere = say(other, anna)
    with pytest.raises(Refused):
        say(conversation, carla, replies_to=elsewhere)
    answer = say(other, carla, replies_to=elsewhere)
    assert page_of(other, anna, now=NOW).lines[1].answers == elsewhere
    assert answer.replies_to == elsewhere


def test_what_is_held_is_planned_again_when_the_calendar_changes(emma, carla, anna, school):
    conversation = start(emma, carla)
    message = say(conversation, carla, now=EVENING)
    Arrival.objects.filter(user=anna).update(due_at=EVENING + timedelta(days=30))
    assert actions.plan_again(message=message, now=EVENING) == 1
    assert Arrival.objects.get(user=anna).due_at == MORNING
    assert actions.plan_again(message=message, now=MORNING) == 0


def test_staff_speak_among_themselves_and_parents_only_by_the_exception(
    school, group_5b, emma, lotte, anna, bram, carla, koen
):
    about = {"conversation_id": uuid4(), "subject": "Pleinwacht", "now": NOW}
    team = actions.start_among_staff(school=school, members=[bram, carla], by=anna, **about)
    assert in_it(team) == {"Anna": "colleague", "Bram": "colleague"}
    with pytest.raises(PermissionDenied):
        actions.start_among_staff(
            school=school, members=[anna], by=carla, **about | {"conversation_id": uuid4()}
        )
    about["conversation_id"] = uuid4()
    with pytest.raises(PermissionDenied):
        actions.start_among_parents(group=group_5b, members=[koen], by=carla, **about)
    actions.name_class_parent(group=group_5b, user=carla, ends_on=None, by=anna, now=NOW)
    talk = actions.start_among_parents(group=group_5b, members=[koen, anna], by=carla, **about)
    assert in_it(talk) == {"Carla": "parent", "Koen": "parent"}


@pytest.mark.parametrize("measure", ["close_comments", "stop_school"])
def test_who_is_held_by_a_measure_reads_and_does_not_write(emma, carla, anna, school, greet, measure):
    conversation = start(emma, carla)
    say(conversation, anna, "Dag")
    about = {"user": carla, "school": school} if measure == "close_comments" else {"school": school}
    now = timezone.now()
    terms = {"ends_at": now + timedelta(days=1), "text": "Bel de school.", "by": greet, "now": now}
    getattr(group_actions, measure)(**about, **terms)
    assert texts(carla, conversation) == ["Dag"]
    with pytest.raises(PermissionDenied):
        say(conversation, carla)
    with pytest.raises(PermissionDenied):
        start(emma, carla)


def test_searching_finds_only_what_may_be_read(emma, carla, anna, farid):
    conversation = start(emma, carla)
    say(conversation, carla, "De tandarts")
    say(conversation, carla, "De fiets")
    assert [line.message.text for line in search_in(conversation, anna, "TAND", now=NOW)] == ["De tandarts"]
    assert search_in(conversation, farid, "tand", now=NOW) == []
    assert search_in(conversation, anna, "  ", now=NOW) == []
