"""Reading and accepting the house rules (R002)."""

from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from policies.models import Acceptance
from policies.queries import documents_to_accept
from tests.make import NOW, make_house_rules

ADDRESS = reverse("policies:house-rules")


@pytest.fixture
def rules(school, greet):
    return make_house_rules(school, greet)


def test_the_rules_are_shown_with_one_button(sign_in, carla, rules):
    page = unescape(sign_in(carla).get(ADDRESS).content.decode())
    assert "Wij zijn aardig." in page
    assert "Ik houd mij aan deze afspraken" in page


def test_accepting_goes_on_to_where_somebody_was_going(sign_in, carla, rules):
    response = sign_in(carla).post(ADDRESS, {"document": rules.pk, "next": "/family/"})
    assert (response.status_code, response.headers["Location"]) == (303, "/family/")
    assert Acceptance.objects.get().user == carla
    assert documents_to_accept(carla, timezone.now()) == []


def test_accepting_twice_is_accepting_once(sign_in, carla, rules):
    client = sign_in(carla)
    for _ in range(2):
        assert client.post(ADDRESS, {"document": rules.pk}).status_code == 303
    assert Acceptance.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    ["https://evil.test/", "//evil.test", "javascript:alert(1)", "", "\\\\evil.test"],
)
def test_the_way_on_never_leaves_the_portal(sign_in, carla, rules, address):
    response = sign_in(carla).post(ADDRESS, {"document": rules.pk, "next": address})
    assert response.headers["Location"] == "/"


def test_reading_accepts_nothing(sign_in, carla, rules):
    sign_in(carla).get(ADDRESS)
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize("wrong", ["", "x", "999999"])
def test_a_document_that_is_none_is_an_error(sign_in, carla, rules, wrong):
    response = sign_in(carla).post(ADDRESS, {"document": wrong})
    assert response.status_code == 422
    assert "<title>Fout:" in response.content.decode()
    assert not Acceptance.objects.exists()


def test_a_version_that_was_replaced_cannot_be_accepted(sign_in, school, greet, carla, rules):
    make_house_rules(school, greet, version=2)
    assert sign_in(carla).post(ADDRESS, {"document": rules.pk}).status_code == 422
    assert not Acceptance.objects.exists()


def test_the_rules_of_another_school_cannot_be_accepted(sign_in, other_school, stranger_director, carla):
    foreign = make_house_rules(other_school, stranger_director)
    response = sign_in(carla).post(ADDRESS, {"document": foreign.pk})
    assert response.status_code == 422
    assert foreign.text not in response.content.decode()
    assert not Acceptance.objects.exists()


def test_accepted_rules_can_be_read_again_without_a_button(sign_in, carla, rules):
    Acceptance.objects.create(document=rules, user=carla, accepted_at=NOW)
    page = unescape(sign_in(carla).get(ADDRESS).content.decode())
    assert "Wij zijn aardig." in page
    assert "Ik houd mij aan deze afspraken" not in page


def test_a_stranger_is_sent_to_the_sign_in(client, rules):
    assert "/account/login/" in client.get(ADDRESS).headers["Location"]
    assert "/account/login/" in client.post(ADDRESS, {"document": rules.pk}).headers["Location"]


def test_other_methods_are_refused(sign_in, carla, rules):
    assert sign_in(carla).put(ADDRESS).status_code == 405
