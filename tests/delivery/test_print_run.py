"""Whoever Kring does not reach gets a letter (U9): by group, in the order of the envelopes, with new codes."""

import io
import re
import uuid

import pytest
from django.utils import timezone
from pypdf import PdfReader

from delivery.actions.bounces import take_report
from people import actions as people_actions
from people.models import Invitation
from people.queries import usable_invitation
from tests import make
from tests.delivery import returned
from tests.delivery.reaching import make_family, make_important, send
from tests.delivery.returned import report_about, sent

CODE = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b")


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def post(group_5b, anna):
    return make_important(group_5b, anna, text="Morgen is er **geen** school.")


@pytest.fixture
def samira(lotte):
    """On record for Lotte, without an account."""
    return people_actions.record_guardian(child=lotte, name="Samira Bakker", authority="yes", by=None)


def url(post):
    return f"/delivery/reach/{post.pk}/letters/"


def press(client, post, group="5b-2026", pk=None):
    return client.post(url(post), {"id": pk or uuid.uuid4(), "group": group})


def pages_of(response):
    assert response["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages]


@pytest.fixture
def slug(group_5b):
    return group_5b.slug


def test_a_family_without_an_account_gets_the_post_and_a_code(post, samira, slug, greet, sign_in):
    letter, code = pages_of(press(sign_in(greet), post, slug))
    assert "Lotte Bakker" in letter
    assert "Morgen is er geen school." in letter
    assert "Samira Bakker" in code
    found = usable_invitation(code=CODE.search(code).group(), now=timezone.now())
    assert found.authority == samira


def test_a_family_whose_mail_came_back_gets_a_letter_without_a_code(post, carla, slug, greet, sign_in):
    send(post, carla, state="bounced")
    (letter,) = pages_of(press(sign_in(greet), post, slug))
    assert "it came back" in letter
    assert not CODE.search(letter)
    assert carla.email not in letter


def test_what_a_mail_server_sends_back_puts_the_family_in_the_print_run(
    post, carla, slug, greet, sign_in, settings
):
    """U9, with the report as a server writes it."""
    settings.BOUNCE_ADDRESS = "bounce@kring.test"
    row = sent(post, carla)
    assert "No letters are needed" in sign_in(greet).get(url(post)).content.decode()
    assert take_report(raw=report_about(row), now=returned.NOW)
    (letter,) = pages_of(press(sign_in(greet), post, slug))
    assert "Emma Jansen" in letter


def test_who_was_reached_or_still_waits_gets_none(post, carla, koen, slug, greet, sign_in):
    send(post, carla)
    send(post, koen, state="queued")
    html = sign_in(greet).get(url(post)).content.decode()
    assert "No letters are needed" in html
    assert press(sign_in(greet), post, slug).status_code == 422


def test_letters_are_in_the_order_of_the_last_names(post, slug, greet, sign_in):
    names = ["Aarts", "Öztürk", "Peters"]
    for name in reversed(names):
        make.make_child("Kim", post.group, last_name=name)
    letters = pages_of(press(sign_in(greet), post, slug))
    assert [name for text in letters for name in names if name in text] == names


def test_brother_and_sister_get_one_letter(post, slug, greet, sign_in):
    parent, _children = make_family(post.group, "Sem", "Liv")
    send(post, parent, state="failed")
    (letter,) = pages_of(press(sign_in(greet), post, slug))
    assert "Liv Jansen, Sem Jansen" in letter


def test_pressing_twice_makes_codes_once(post, samira, slug, greet, sign_in):
    client, same = sign_in(greet), uuid.uuid4()
    assert press(client, post, slug, same).status_code == 200
    again = press(client, post, slug, same)
    assert again.status_code == 422
    assert "made already" in again.content.decode()
    assert Invitation.objects.count() == 1


def test_a_new_run_makes_the_codes_of_the_last_one_worthless(post, samira, slug, greet, sign_in):
    assert "An older code stops working" in sign_in(greet).get(url(post)).content.decode()
    press(sign_in(greet), post, slug)
    press(sign_in(greet), post, slug)
    assert Invitation.objects.filter(revoked_at=None).count() == 1


def test_looking_makes_no_code(post, samira, greet, sign_in):
    sign_in(greet).get(url(post))
    assert not Invitation.objects.exists()


def test_a_delicate_post_says_closed_envelope(post, samira, greet, sign_in):
    post.is_delicate = True
    post.save()
    assert "put it in a closed envelope" in sign_in(greet).get(url(post)).content.decode()


def test_a_post_for_the_whole_school_is_printed_by_class(school_group, greet, olga, emma, finn, sign_in):
    post = make_important(school_group, greet)
    html = sign_in(olga).get(url(post)).content.decode()
    assert html.index("Emma Jansen") < html.index("Finn Jansen")
    (letter,) = pages_of(press(sign_in(olga), post, finn.enrolments.get(group__kind="class").group.slug))
    assert "Finn" in letter


def test_only_the_office_and_the_director_see_which_families(post, emma, anna, carla, olga, bram, sign_in):
    for person, status in [(anna, 403), (carla, 403), (bram, 404), (olga, 404)]:
        assert sign_in(person).get(url(post)).status_code == status
        assert press(sign_in(person), post).status_code == status


def test_another_school_does_not_find_it(post, emma, other_school, sign_in):
    vera = make.make_staff("Vera", other_school.groups.school_wide().get(), "director")
    assert sign_in(vera).get(url(post)).status_code == 404


def test_a_press_without_a_group_is_told_what_is_missing(post, emma, greet, sign_in):
    response = sign_in(greet).post(url(post), {"id": uuid.uuid4()})
    assert response.status_code == 422
    assert "Choose a group." in response.content.decode()
