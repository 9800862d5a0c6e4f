"""Every choice a guardian made, and only those."""

from html import unescape

from django.urls import reverse

from tests.make import decide


def address(child):
    return reverse("consent:history", args=[child.pk])


def test_a_guardian_sees_the_own_choices_newest_first(sign_in, emma, carla):
    decide(emma, carla, "yes")
    decide(emma, carla, "no")
    page = unescape(sign_in(carla).get(address(emma)).content.decode())
    assert page.index("<b>Nee</b>") < page.index("<b>Ja</b>")
    assert "Berichten in de groep." in page


def test_the_choices_of_the_other_guardian_are_not_shown(sign_in, emma, carla, dirk):
    decide(emma, dirk, "no")
    response = sign_in(carla).get(address(emma))
    assert response.status_code == 200
    assert response.context["decisions"] == []
    assert "Dirk" not in response.content.decode()


def test_a_parent_of_another_child_finds_no_page(sign_in, emma, farid):
    assert sign_in(farid).get(address(emma)).status_code == 404


def test_a_teacher_of_the_child_finds_no_page(sign_in, emma, anna):
    assert sign_in(anna).get(address(emma)).status_code == 404


def test_posting_is_refused(sign_in, emma, carla):
    assert sign_in(carla).post(address(emma)).status_code == 405


def test_a_stranger_is_sent_to_the_sign_in(client, emma):
    assert "/account/login/" in client.get(address(emma)).headers["Location"]
