"""The page of rights, and the letters it sends (R178)."""

from html import unescape

import pytest
from django.core import mail
from django.urls import reverse

from groups.models import School

ADDRESS = reverse("consent:rights")


@pytest.fixture
def reading_school(school):
    School.objects.filter(pk=school.pk).update(email="kantoor@wilgenhof.kring.test")
    return school


def ask(kind="erasure"):
    return reverse("consent:rights-ask", args=[kind])


def about(child, school):
    return f"child-{child.pk}-{school.pk}"


def test_every_right_has_a_button_that_works(sign_in, reading_school, emma, carla):
    client = sign_in(carla)
    page = client.get(ADDRESS).content.decode()
    for link in (reverse("consent:export", args=[emma.pk]), reverse("consent:self"), ask(), ask("objection")):
        assert f'href="{link}"' in page
        assert client.get(link).status_code == 200


def test_a_request_goes_to_the_school_with_a_copy_and_nowhere_else(
    sign_in, reading_school, emma, carla, django_capture_on_commit_callbacks
):
    data = {"about": about(emma, reading_school), "text": "De foto van het <b>bos</b>."}
    with django_capture_on_commit_callbacks(execute=True):
        response = sign_in(carla).post(ask(), data)
    assert response.status_code == 303
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        [carla.email, "kantoor@wilgenhof.kring.test"]
    )
    letter = mail.outbox[0]
    assert "Emma Jansen" in letter.body
    assert "De foto van het <b>bos</b>." in letter.body
    assert "&lt;b&gt;" in letter.alternatives[0][0]


@pytest.mark.parametrize("data", [{}, {"text": "x"}, {"about": "child-x", "text": "x"}, {"text": "x" * 5000}])
def test_nonsense_sends_nothing(sign_in, reading_school, carla, data):
    response = sign_in(carla).post(ask(), data)
    assert response.status_code == 422
    assert "<title>Fout:" in response.content.decode()
    assert not mail.outbox


def test_nobody_asks_about_the_child_of_somebody_else(sign_in, reading_school, carla, finn):
    data = {"about": about(finn, reading_school), "text": "Haal weg"}
    assert sign_in(carla).post(ask(), data).status_code == 422


def test_a_school_without_an_address_is_called(sign_in, school, emma, carla):
    client = sign_in(carla)
    page = unescape(client.get(ADDRESS).content.decode())
    assert "010 123 45 67" in page
    assert ask() not in page
    assert client.post(ask(), {"about": about(emma, school), "text": "Haal weg"}).status_code == 422


def test_the_sixth_request_of_a_day_is_refused_and_kept_on_the_page(sign_in, reading_school, emma, carla):
    client, data = sign_in(carla), {"about": about(emma, reading_school), "text": "Haal weg"}
    assert [client.post(ask(), data).status_code for _time in range(6)] == [303] * 5 + [422]
    assert "Haal weg" in client.post(ask(), data).content.decode()


def test_staff_have_rights_too(sign_in, reading_school, anna):
    assert sign_in(anna).get(ADDRESS).status_code == 200
    assert (
        sign_in(anna)
        .post(ask("correction"), {"about": f"self-{reading_school.pk}", "text": "Mijn naam"})
        .status_code
        == 303
    )
