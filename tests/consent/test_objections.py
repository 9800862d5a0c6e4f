"""What a child itself does not want: written down, taken back, never unseen (R031)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from consent.actions.objections import make_objection, take_back_objection
from consent.errors import Refused
from consent.models import Objection
from consent.queries.recognising import recognisable
from tests.make import NOW, decide

TODAY = timezone.localdate()


def object_to(child, by, day=None):
    return make_objection(child=child, day=day, by=by, now=timezone.now())


def test_a_standing_objection_covers_at_once_and_taking_it_back_uncovers(school, emma, carla, anna, greet):
    decide(emma, carla, "yes")
    objection = object_to(emma, anna)
    assert not recognisable([emma.pk], school=school, audience="group", today=TODAY)
    take_back_objection(objection=objection, by=greet, now=NOW)
    assert recognisable([emma.pk], school=school, audience="group", today=TODAY)
    objection.refresh_from_db()
    assert (objection.made_by, objection.taken_back_by, objection.taken_back_at) == (anna, greet, NOW)


@pytest.mark.parametrize(("wrote", "overrules"), [("anna", "carla"), ("carla", "anna"), ("carla", "dirk")])
def test_nobody_overrules_what_the_child_told_somebody_else(sign_in, emma, wrote, overrules, request):
    objection = object_to(emma, request.getfixturevalue(wrote), TODAY)
    person = request.getfixturevalue(overrules)
    with pytest.raises(PermissionDenied):
        take_back_objection(objection=objection, by=person, now=NOW)
    assert sign_in(person).post(reverse("consent:objection-end", args=[objection.pk])).status_code == 403
    assert Objection.objects.filter(taken_back_at=None).count() == 1


@pytest.mark.parametrize("name", ["anna", "greet", "carla", "dirk"])
def test_teacher_director_and_guardians_speak_for_the_child(emma, name, request):
    assert object_to(emma, request.getfixturevalue(name)).child == emma


@pytest.mark.parametrize("name", ["bram", "farid", "olga", "henk", "stranger_director"])
def test_nobody_else_does(sign_in, emma, anna, name, request):
    person = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        object_to(emma, person)
    objection = object_to(emma, anna)
    with pytest.raises(PermissionDenied):
        take_back_objection(objection=objection, by=person, now=NOW)
    client = sign_in(person)
    assert client.get(reverse("consent:objection-create", args=[emma.pk])).status_code == 404
    assert client.post(reverse("consent:objection-end", args=[objection.pk])).status_code == 404
    assert Objection.objects.standing().count() == 1


def test_a_guardian_without_authority_does_not_speak_for_the_child(emma, carla):
    emma.authorities.filter(guardian=carla).update(authority="unknown")
    with pytest.raises(PermissionDenied):
        object_to(emma, carla)


def test_the_same_objection_twice_is_one(emma, anna, carla):
    assert object_to(emma, anna) == object_to(emma, carla)
    assert object_to(emma, anna, TODAY) == object_to(emma, anna, TODAY)
    assert Objection.objects.count() == 2


def test_a_day_out_of_reach_is_refused(emma, anna):
    with pytest.raises(Refused):
        object_to(emma, anna, TODAY + timedelta(days=400))


def test_a_standing_objection_is_told_to_guardians_and_teachers(
    emma, carla, dirk, anna, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        objection = object_to(emma, carla)
    assert {mail.to[0] for mail in mailoutbox} == {dirk.email, anna.email}
    assert "Emma wil niet herkenbaar zijn" in mailoutbox[0].subject
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        take_back_objection(objection=objection, by=carla, now=NOW)
    assert {mail.to[0] for mail in mailoutbox} == {dirk.email, anna.email}
    assert "Een ouder nam in Kring terug" in mailoutbox[0].body


def test_which_parent_it_was_is_told_to_nobody(
    emma, carla, dirk, anna, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        objection = make_objection(child=emma, day=None, by=dirk, now=NOW)
        take_back_objection(objection=objection, by=dirk, now=NOW)
    assert {mail.to[0] for mail in mailoutbox} == {carla.email, anna.email}
    assert "Een ouder schreef in Kring op" in mailoutbox[0].body
    assert not [mail for mail in mailoutbox if "Dirk" in f"{mail.subject}{mail.body}{mail.alternatives}"]


def test_an_address_that_does_not_work_keeps_nothing_from_counting(
    emma, carla, dirk, anna, mailoutbox, django_capture_on_commit_callbacks
):
    type(dirk).objects.filter(pk=dirk.pk).update(email="geen adres")
    with django_capture_on_commit_callbacks(execute=True):
        object_to(emma, carla)
    assert [mail.to[0] for mail in mailoutbox] == [anna.email]
    assert Objection.objects.standing().exists()


def test_the_teacher_taps_today_on_the_list(sign_in, group_5b, emma, anna):
    address = reverse("consent:objection-create", args=[emma.pk]) + f"?group={group_5b.slug}"
    response = sign_in(anna).post(address, {"kind": "day", "day": TODAY.isoformat()})
    assert response.status_code == 303
    assert response.headers["Location"] == reverse("consent:group-list", args=[group_5b.slug])
    assert Objection.objects.on_days([TODAY]).get().child == emma


def test_a_guardian_writes_it_down_and_takes_it_back(sign_in, emma, carla):
    client = sign_in(carla)
    response = client.post(reverse("consent:objection-create", args=[emma.pk]), {"kind": "always"})
    assert response.headers["Location"] == reverse("consent:child", args=[emma.pk])
    client.post(reverse("consent:objection-end", args=[Objection.objects.get().pk]))
    assert not Objection.objects.standing().exists()


@pytest.mark.parametrize("data", [{}, {"kind": "day"}, {"kind": "day", "day": "gisteren"}, {"kind": "nooit"}])
def test_what_is_no_wish_is_an_error(sign_in, emma, anna, data):
    response = sign_in(anna).post(reverse("consent:objection-create", args=[emma.pk]), data)
    assert response.status_code == 422
    assert "<title>Fout:" in response.content.decode()
    assert not Objection.objects.exists()


def test_taking_back_is_sent_never_followed(sign_in, emma, anna):
    objection = object_to(emma, anna)
    address = reverse("consent:objection-end", args=[objection.pk])
    assert sign_in(anna).get(address).status_code == 405
    assert sign_in(anna).delete(reverse("consent:objection-create", args=[emma.pk])).status_code == 405
