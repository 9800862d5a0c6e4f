"""Inviting guardians by mail and by letter (R160, R166, R167)."""

import io
import re

import pytest
from django.core import mail
from django.utils import timezone
from pypdf import PdfReader

from common.pdf import PdfFailed
from people import actions as people_actions
from people.models import Invitation
from people.queries import usable_invitation
from tests import make

LIST, LETTERS = "/invitations/", "/invitations/letters/"
CODE = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b")


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def guardian(emma):
    return record(emma, "Samira Haddad", "samira@kring.test")


@pytest.fixture
def outbox(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        yield callbacks


def record(child, name, email="", authority="yes"):
    return people_actions.record_guardian(child=child, name=name, email=email, authority=authority, by=None)


def send(client, *guardians, url=LIST):
    return client.post(url, {"guardians": [guardian.pk for guardian in guardians]})


def opens(code, guardian):
    return usable_invitation(code=code, now=timezone.now()).authority == guardian


@pytest.mark.parametrize("who", ["anna", "olga", "greet"])
def test_teacher_office_and_director_mail_a_code(
    request, who, guardian, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(request.getfixturevalue(who))
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, guardian)["Location"] == LIST
    (letter,) = mail.outbox
    assert letter.to == ["samira@kring.test"]
    code = CODE.search(letter.body).group()
    assert opens(code, guardian)
    assert "http://127.0.0.1:8000/join/" in letter.body


def test_the_page_never_shows_a_code_or_an_address(
    olga, guardian, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(olga)
    with django_capture_on_commit_callbacks(execute=True):
        send(client, guardian)
    page = client.get(LIST + "?show=all").content.decode()
    assert CODE.search(mail.outbox[0].body).group() not in page
    assert "samira@kring.test" not in page


def test_each_parent_gets_an_own_mail_with_an_own_code(
    olga, emma, guardian, sign_in, django_capture_on_commit_callbacks
):
    other = record(emma, "Tom Haddad", "tom@kring.test")
    with django_capture_on_commit_callbacks(execute=True):
        send(sign_in(olga), guardian, other)
    assert sorted(letter.to for letter in mail.outbox) == [["samira@kring.test"], ["tom@kring.test"]]
    assert len({CODE.search(letter.body).group() for letter in mail.outbox}) == 2


def test_a_new_code_makes_the_older_one_worthless(olga, guardian, sign_in):
    client = sign_in(olga)
    send(client, guardian)
    send(client, guardian)
    assert Invitation.objects.filter(revoked_at=None).count() == 1


def test_letters_are_one_page_each_with_a_code_that_works(olga, emma, guardian, sign_in):
    other = record(emma, "Tom & <b>Co</b>")
    answer = send(sign_in(olga), guardian, other, url=LETTERS)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 2
    texts = [page.extract_text() for page in pages]
    assert opens(CODE.search(texts[0]).group(), guardian)
    assert opens(CODE.search(texts[1]).group(), other)
    assert "Tom & <b>Co</b>" in texts[1]


def test_letters_that_cannot_be_printed_say_so(olga, guardian, sign_in, monkeypatch):
    def fail(*_args, **_kwargs):
        raise PdfFailed("timeout")

    monkeypatch.setattr("groups.views.invitations.render_pdf", fail)
    answer = send(sign_in(olga), guardian, url=LETTERS)
    assert answer.status_code == 422
    assert "could not be printed" in answer.content.decode()


def test_letters_are_a_post(olga, sign_in):
    assert sign_in(olga).get(LETTERS).status_code == 405


def test_nothing_chosen_says_so(olga, guardian, sign_in):
    for url in (LIST, LETTERS):
        answer = sign_in(olga).post(url)
        assert answer.status_code == 422
        assert "Choose at least one guardian." in answer.content.decode()


def test_without_an_address_no_code_is_made(olga, emma, guardian, sign_in):
    answer = send(sign_in(olga), guardian, record(emma, "Zonder Mail"))
    assert answer.status_code == 422
    assert "Zonder Mail. Print a letter." in answer.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("url", [LIST, LETTERS])
def test_who_may_not_come_in_gets_no_code(olga, greet, emma, carla, url, sign_in):
    without = record(emma, "Zonder Gezag", "z@kring.test", authority="no")
    coupled = emma.authorities.get(guardian=carla)
    for chosen in (without, coupled):
        assert send(sign_in(olga), chosen, url=url).status_code == 422
    assert not Invitation.objects.exists()


def test_a_teacher_invites_for_the_own_group_only(anna, finn, guardian, sign_in):
    foreign = record(finn, "Van Finn", "finn@kring.test")
    client = sign_in(anna)
    assert "Van Finn" not in client.get(LIST).content.decode()
    assert send(client, guardian, foreign).status_code == 422
    assert not Invitation.objects.exists()


def test_a_code_can_be_withdrawn(anna, guardian, sign_in):
    client = sign_in(anna)
    send(client, guardian)
    assert client.post(f"/invitations/{guardian.pk}/revoke/")["Location"] == LIST
    assert not Invitation.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("olga", 200), ("greet", 200), ("carla", 403), ("henk", 403)]
)
def test_who_sees_the_list(request, who, status, sign_in):
    assert sign_in(request.getfixturevalue(who)).get(LIST).status_code == status


@pytest.mark.parametrize("who", ["bram", "carla", "henk", "stranger_director"])
def test_others_withdraw_nothing(request, who, olga, guardian, sign_in):
    send(sign_in(olga), guardian)
    assert (
        sign_in(request.getfixturevalue(who)).post(f"/invitations/{guardian.pk}/revoke/").status_code == 404
    )
    assert Invitation.objects.filter(revoked_at=None).exists()


def test_the_list_says_where_each_guardian_stands(olga, emma, carla, guardian, sign_in):
    send(sign_in(olga), guardian)
    record(emma, "Nieuw", "n@kring.test")
    late = record(emma, "Verlopen", "v@kring.test")
    people_actions.invite_guardian(authority=late, valid_days=14, by=olga, now=make.NOW.replace(year=2020))
    client = sign_in(olga)
    page = client.get(LIST).content.decode()
    assert "Invited, until" in page
    assert "Code expired on" in page
    assert "Not invited yet" in page
    assert "Carla Test" not in page
    assert "Carla Test" in client.get(LIST + "?show=all").content.decode()
