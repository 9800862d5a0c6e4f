"""Beginning a conversation, and that it goes to the right parent."""

from uuid import uuid4

import pytest

from conversations import actions
from conversations.models import ClassParent, Conversation, Participant
from tests import make
from tests.make import NOW
from tests.posts.test_feed_queries import statements

pytestmark = pytest.mark.usefixtures("afternoon")


def words(**more):
    return {"id": str(uuid4()), "subject": "Lezen", "text": "Emma leest niet graag.", **more}


def at(child):
    return f"/conversations/new/children/{child.pk}/"


def seats():
    return set(Participant.objects.values_list("user__first_name", "why"))


def test_a_parent_chooses_a_child_and_sees_who_will_read(emma, carla, dirk, anna, sign_in):
    client = sign_in(carla)
    assert f'href="{at(emma)}"' in client.get("/conversations/new/").content.decode()
    page = client.get(at(emma)).content.decode()
    assert "u, Dirk Test, Juf Anna." in page
    assert "Juf Anna kan het meteen lezen." in page


def test_subject_and_first_message_are_one_page(emma, carla, dirk, anna, sign_in):
    response = sign_in(carla).post(at(emma), words())
    conversation = Conversation.objects.get()
    assert response["Location"] == f"/conversations/{conversation.pk}/"
    assert conversation.messages.get().text == "Emma leest niet graag."
    assert seats() == {("Carla", "guardian"), ("Dirk", "guardian"), ("Anna", "teaches")}


def test_sent_twice_it_is_begun_once(emma, carla, anna, sign_in):
    form, client = words(), sign_in(carla)
    assert [client.post(at(emma), form).status_code for _ in range(2)] == [302, 302]
    assert Conversation.objects.get().messages.count() == 1


def test_other_words_from_a_page_that_was_sent_are_not_lost(emma, carla, anna, sign_in):
    form, client = words(), sign_in(carla)
    client.post(at(emma), form)
    answer = client.post(at(emma), {**form, "text": "En nog iets anders."})
    assert answer.status_code == 422
    assert "En nog iets anders." in answer.content.decode()
    assert Conversation.objects.get().messages.get().text == "Emma leest niet graag."


def test_an_id_of_somebody_else_does_not_exist(emma, carla, dirk, anna, sign_in):
    form = words()
    sign_in(carla).post(at(emma), form)
    assert sign_in(dirk).post(at(emma), form).status_code == 404


def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(emma, carla, anna, sign_in):
    response = sign_in(carla).post(at(emma), words(subject=" "))
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_subject"' in page
    assert "Emma leest niet graag.</textarea>" in page
    assert not Conversation.objects.exists()


def test_strangers_do_not_find_the_child(emma, koen, farid, bram, henk, client, sign_in):
    assert [sign_in(user).get(at(emma)).status_code for user in (koen, farid, bram, henk)] == [404] * 4
    assert client.get(at(emma)).status_code == 302


def test_a_school_where_parents_do_not_begin_says_no(emma, carla, anna, greet, school, sign_in):
    make.set_policy(school, greet, parents_may_start_conversations=False)
    assert sign_in(carla).get(at(emma)).status_code == 403
    assert sign_in(anna).get(at(emma)).status_code == 200


def test_staff_see_the_child_its_group_and_its_parents_before_sending(emma, carla, dirk, anna, sign_in):
    page = sign_in(anna).get(at(emma)).content.decode()
    assert "Emma Jansen" in page
    assert "groep 5B" in page
    assert "Carla Test, Dirk Test." in page


def test_guardians_who_are_apart_are_chosen_one_by_one(emma, carla, dirk, anna, greet, school, sign_in):
    actions.separate_guardians(child=emma, school=school, by=greet, now=NOW)
    client = sign_in(anna)
    assert client.post(at(emma), words()).status_code == 422
    assert client.post(at(emma), words(guardian=str(dirk.pk))).status_code == 302
    assert seats() == {("Dirk", "guardian"), ("Anna", "teaches")}


def test_a_guardian_apart_does_not_read_the_name_of_the_other(
    emma, carla, dirk, anna, greet, school, sign_in
):
    actions.separate_guardians(child=emma, school=school, by=greet, now=NOW)
    assert "Dirk" not in sign_in(carla).get(at(emma)).content.decode()


@pytest.fixture
def other_emma(group_6a):
    child = make.make_child("Emma", group_6a)
    make.make_guardian(child, make.make_user("Petra"))
    return child


def test_two_of_one_name_are_shown_and_the_right_one_is_ticked(emma, other_emma, carla, anna, sign_in):
    client = sign_in(anna)
    page = client.get(at(emma)).content.decode()
    assert "Let op: namen lijken op elkaar" in page
    assert "groep 6A · Petra Test" in page
    assert client.post(at(emma), words()).status_code == 422
    assert not Conversation.objects.exists()
    assert client.post(at(emma), words(sure="on")).status_code == 302


def test_two_parents_of_one_name_are_noticed_too(emma, carla, finn, anna, sign_in):
    make.make_guardian(finn, make.make_user("Carla"))
    assert "Let op: namen lijken op elkaar" in sign_in(anna).get(at(emma)).content.decode()


def test_a_parent_is_not_bothered_with_namesakes(emma, other_emma, carla, anna, sign_in):
    assert "Let op" not in sign_in(carla).get(at(emma)).content.decode()


def test_too_many_in_an_hour_is_said_in_words_and_nothing_typed_is_lost(
    emma, carla, anna, greet, school, sign_in
):
    make.set_policy(school, greet, conversations_per_hour=1)
    client = sign_in(anna)
    client.post(at(emma), words())
    response = client.post(at(emma), words(text="De tweede"))
    assert response.status_code == 422
    assert "gesprekken" in response.context["form"].non_field_errors()[0]
    assert "De tweede</textarea>" in response.content.decode()


@pytest.mark.parametrize("words_", ["jansen", "Emma", "carla"])
def test_staff_find_a_child_by_its_name_or_that_of_its_parent(emma, lotte, carla, anna, sign_in, words_):
    page = sign_in(anna).get("/conversations/new/", {"q": words_}).content.decode()
    assert "Emma Jansen" in page
    assert "Lotte" not in page


def test_a_teacher_finds_no_child_of_another_class(finn, anna, greet, sign_in):
    assert "Finn Jansen" not in sign_in(anna).get("/conversations/new/?q=finn").content.decode()
    assert "Finn Jansen" in sign_in(greet).get("/conversations/new/?q=finn").content.decode()


def test_searching_costs_the_same_for_ten_and_for_thirty(group_5b, anna, sign_in):
    client = sign_in(anna)
    for number in range(10):
        make.make_guardian(make.make_child(f"Kind {number}", group_5b), make.make_user())
    client.get("/conversations/new/?q=kind")
    ten = statements(client, "/conversations/new/?q=kind")
    for number in range(20):
        make.make_guardian(make.make_child(f"Kind1 {number}", group_5b), make.make_user())
    assert statements(client, "/conversations/new/?q=kind") == ten


def test_colleagues_talk_among_themselves(anna, bram, greet, school, sign_in):
    client = sign_in(anna)
    assert client.post("/conversations/new/team/", words()).status_code == 422
    response = client.post(f"/conversations/new/team/?school={school.slug}", words(members=[str(bram.pk)]))
    assert response.status_code == 302
    assert seats() == {("Anna", "colleague"), ("Bram", "colleague")}


def test_no_parent_and_no_school_of_others_gets_in(anna, carla, other_school, sign_in):
    assert sign_in(carla).get("/conversations/new/team/").status_code == 403
    assert sign_in(anna).get(f"/conversations/new/team/?school={other_school.slug}").status_code == 404


def test_only_a_class_parent_writes_to_parents(emma, carla, koen, dirk, anna, group_5b, sign_in):
    address = f"/conversations/new/groups/{group_5b.slug}/"
    client = sign_in(carla)
    assert client.get(address).status_code == 403
    ClassParent.objects.create(group=group_5b, user=carla, given_by=anna)
    assert "klassenouder" in client.get(address).content.decode()
    assert client.post(address, words(members=[str(koen.pk)])).status_code == 302
    assert seats() == {("Carla", "parent"), ("Koen", "parent")}
    assert address in client.get("/conversations/new/").content.decode()
