"""An adult of the school decides about the own picture (R141)."""

from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.urls import reverse

from consent.actions import record_own_decisions
from consent.models import Decision, Purpose, Receipt
from consent.queries.recognising import shown_to
from tests.consent.answers import answered
from tests.make import NOW, decide_about_self, make_user

ADDRESS = reverse("consent:self")


def chosen(school, /, **answers):
    return answered(school, Purpose.Subject.ADULT, **answers)


def shown(person, school):
    return shown_to(["group"], children=[], people=[person.pk], school=school, today=NOW.date())[
        "group"
    ].people


@pytest.mark.parametrize("name", ["anna", "henk", "greet", "office", "carla"])
def test_who_belongs_to_the_school_chooses(sign_in, school, name, request):
    person = request.getfixturevalue(name)
    client = sign_in(person)
    page = unescape(client.get(ADDRESS).content.decode())
    assert page.count("<fieldset") == 2
    assert "checked" not in page
    response = client.post(ADDRESS, chosen(school, school="yes", website="no"))
    assert (response.status_code, response.headers["Location"]) == (303, ADDRESS)
    assert shown(person, school) == {person.pk}
    assert "Gekozen: ja" in unescape(client.get(ADDRESS).content.decode())


def test_a_no_later_counts_at_once(sign_in, school, anna):
    decide_about_self(anna, school, "yes")
    sign_in(anna).post(ADDRESS, chosen(school, school="no"))
    assert shown(anna, school) == set()


def test_a_receipt_goes_to_who_chose(sign_in, school, anna, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(anna).post(ADDRESS, chosen(school, school="yes"))
    (letter,) = mail.outbox
    assert letter.to == [anna.email]
    receipt = Receipt.objects.get()
    assert (receipt.person, receipt.authority, receipt.statement["child"]) == (anna, None, None)
    assert reverse("consent:receipt", args=[receipt.pk]) in sign_in(anna).get(ADDRESS).content.decode()
    assert sign_in(anna).get(reverse("consent:receipt", args=[receipt.pk])).status_code == 200


def test_the_receipt_of_a_colleague_is_not_there(sign_in, school, anna, bram):
    sign_in(anna).post(ADDRESS, chosen(school, school="yes"))
    address = reverse("consent:receipt", args=[Receipt.objects.get().pk])
    assert sign_in(bram).get(address).status_code == 404


def test_nonsense_is_an_error(sign_in, school, anna):
    response = sign_in(anna).post(ADDRESS, chosen(school, school="maybe"))
    assert response.status_code == 422
    assert "<title>Fout:" in response.content.decode()
    assert not Decision.objects.exists()


def test_who_belongs_to_no_school_has_nothing_to_choose(sign_in, school):
    page = sign_in(make_user("Nora")).get(ADDRESS).content.decode()
    assert "<fieldset" not in page


def test_a_purpose_about_children_or_of_another_school_is_refused(school, other_school, anna):
    about = Purpose.Subject
    for purpose in (school.purposes.about(about.CHILD)[0], other_school.purposes.about(about.ADULT)[0]):
        with pytest.raises(ValueError, match="purpose"):
            record_own_decisions(answers={purpose: "yes"}, by=anna, now=NOW)


def test_who_left_is_sent_to_the_sign_in(sign_in, ilse):
    assert "/account/login/" in sign_in(ilse).get(ADDRESS).headers["Location"]


def test_a_choice_of_long_ago_is_asked_again(sign_in, school, anna):
    decision = decide_about_self(anna, school, "yes")
    purpose = decision.purpose
    record_own_decisions(answers={purpose: "no"}, by=anna, now=NOW - timedelta(days=800))
    page = unescape(sign_in(anna).get(ADDRESS).content.decode())
    assert "checked" not in page
