"""Who reads along, guardians apart, class parents."""

from datetime import timedelta

import pytest

from conversations import actions
from conversations.models import ClassParent, Participant, SeparateGuardians
from tests.make import NOW

pytestmark = pytest.mark.usefixtures("afternoon")


def test_staff_let_a_colleague_read_along(talk, anna, greet, sign_in):
    client = sign_in(anna)
    address = f"/conversations/{talk.pk}/invite/"
    assert "Greet Test" in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"colleague": str(greet.pk)}).status_code == 302
    assert Participant.objects.get(user=greet).why == "invited"


@pytest.mark.parametrize("who", ["carla", "koen"])
def test_no_parent_is_invited_and_none_is_there_twice(talk, anna, carla, koen, sign_in, who, request):
    address = f"/conversations/{talk.pk}/invite/"
    chosen = request.getfixturevalue(who)
    assert sign_in(anna).post(address, {"colleague": str(chosen.pk)}).status_code == 422


def test_a_parent_invites_nobody(talk, carla, koen, sign_in):
    assert sign_in(carla).get(f"/conversations/{talk.pk}/invite/").status_code == 403
    assert sign_in(koen).get(f"/conversations/{talk.pk}/invite/").status_code == 404


def test_who_was_invited_leaves_and_who_teaches_the_child_stays(talk, anna, greet, sign_in):
    actions.invite(conversation=talk, colleague=greet, by=anna, now=NOW)
    address = f"/conversations/{talk.pk}/leave/"
    assert sign_in(greet).get(address).status_code == 405
    assert sign_in(greet).post(address).status_code == 302
    assert sign_in(anna).post(address).status_code == 403
    assert sign_in(greet).post(address).status_code == 404


def test_the_office_speaks_to_guardians_apart_and_together_again(emma, carla, olga, sign_in):
    client, address = sign_in(olga), f"/conversations/children/{emma.pk}/guardians/"
    assert "Vanaf nu apart" in client.get(address).content.decode()
    client.post(address, {"apart": "yes"})
    assert SeparateGuardians.objects.get().set_by == olga
    assert "Vanaf nu samen" in client.get(address).content.decode()
    client.post(address, {"apart": "no"})
    assert not SeparateGuardians.objects.exists()


def test_that_is_not_for_parents_or_teachers(emma, carla, anna, bram, sign_in):
    address = f"/conversations/children/{emma.pk}/guardians/"
    assert [sign_in(user).post(address).status_code for user in (carla, anna, bram)] == [403, 403, 404]
    assert not SeparateGuardians.objects.exists()


def test_a_teacher_names_a_class_parent_and_ends_it(group_5b, carla, koen, anna, sign_in):
    client, address = sign_in(anna), f"/conversations/groups/{group_5b.slug}/class-parents/"
    assert client.post(address, {"parent": str(carla.pk), "ends_on": "2027-07-01"}).status_code == 302
    named = ClassParent.objects.get()
    page = client.get(address).content.decode()
    assert "1 juli 2027" in page
    assert client.post(f"/conversations/class-parents/{named.pk}/end/").status_code == 302
    assert not ClassParent.objects.current(NOW.date()).exists()


def test_a_class_parent_whose_time_is_over_is_named_again(group_5b, carla, koen, anna, sign_in):
    named = ClassParent.objects.create(
        group=group_5b, user=carla, given_by=anna, ends_on=NOW.date() - timedelta(days=1)
    )
    address = f"/conversations/groups/{group_5b.slug}/class-parents/"
    assert sign_in(anna).post(address, {"parent": str(carla.pk)}).status_code == 302
    assert ClassParent.objects.current(NOW.date()).get().pk != named.pk


@pytest.mark.parametrize("form", [{}, {"parent": "x"}, {"ends_on": "morgen"}])
def test_what_is_not_right_is_said(group_5b, carla, anna, sign_in, form):
    address = f"/conversations/groups/{group_5b.slug}/class-parents/"
    assert sign_in(anna).post(address, form).status_code == 422


def test_nobody_else_names_class_parents(group_5b, carla, bram, sign_in):
    address = f"/conversations/groups/{group_5b.slug}/class-parents/"
    assert [sign_in(user).get(address).status_code for user in (carla, bram)] == [403, 404]


def test_only_its_teacher_ends_it(group_5b, carla, anna, bram, sign_in):
    named = ClassParent.objects.create(group=group_5b, user=carla, given_by=anna)
    address = f"/conversations/class-parents/{named.pk}/end/"
    assert [sign_in(user).post(address).status_code for user in (carla, bram)] == [404, 404]
    assert sign_in(anna).get(address).status_code == 405
