"""Writing a new version of a text of the school."""

from html import unescape

import pytest
from django.urls import reverse

from policies.models import PolicyDocument
from tests.make import make_house_rules

ADDRESS = reverse("policies:document-edit", kwargs={"kind": "house-rules"})
GOOD = {"title": "Onze afspraken", "text": "Wij zijn **heel** aardig.", "place": "Utrecht"}


def test_the_director_starts_from_the_current_text(sign_in, school, greet):
    rules = make_house_rules(school, greet)
    rules.acceptances.create(user=greet)
    page = unescape(sign_in(greet).get(ADDRESS).content.decode())
    assert "Wij zijn aardig." in page
    assert "accepteren" in page


def test_a_preview_publishes_nothing(sign_in, school, greet):
    response = sign_in(greet).post(ADDRESS, GOOD | {"step": "preview"})
    assert response.status_code == 200
    assert "<strong>heel</strong>" in response.content.decode()
    assert not PolicyDocument.objects.exists()


def test_publishing_makes_the_next_version(sign_in, school, greet):
    make_house_rules(school, greet).acceptances.create(user=greet)
    response = sign_in(greet).post(ADDRESS, GOOD | {"step": "publish"})
    assert response.status_code == 303
    newest = PolicyDocument.objects.get(version=2)
    assert (newest.school, newest.text, newest.place) == (school, GOOD["text"], "Utrecht")
    assert newest.published_by == greet


@pytest.mark.parametrize("wrong", [{"text": ""}, {"title": " "}, {"text": "x" * 20_001}])
def test_without_title_or_text_nothing_is_published_and_the_rest_is_kept(sign_in, school, greet, wrong):
    response = sign_in(greet).post(ADDRESS, GOOD | wrong | {"step": "publish"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Fout:" in page
    assert "Utrecht" in page
    assert not PolicyDocument.objects.exists()


@pytest.mark.parametrize("name", ["anna", "carla", "henk", "office"])
def test_who_does_not_lead_the_school_may_not(sign_in, name, request):
    client = sign_in(request.getfixturevalue(name))
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, GOOD | {"step": "publish"}).status_code == 403
    assert not PolicyDocument.objects.exists()


def test_the_director_of_another_school_finds_no_page(sign_in, school, stranger_director):
    client = sign_in(stranger_director)
    assert client.post(f"{ADDRESS}?school={school.slug}", GOOD | {"step": "publish"}).status_code == 404
    assert not PolicyDocument.objects.exists()


def test_a_kind_that_is_none_is_not_found(sign_in, greet):
    assert sign_in(greet).get("/settings/poem/").status_code == 404


def test_a_stranger_is_sent_to_the_sign_in(client, school):
    assert "/account/login/" in client.get(ADDRESS).headers["Location"]


def test_other_methods_are_refused(sign_in, greet):
    assert sign_in(greet).put(ADDRESS).status_code == 405
