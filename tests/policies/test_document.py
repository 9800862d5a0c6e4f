"""The public texts of a school, without signing in (R030, R099, R100)."""

from html import unescape

import pytest
from django.urls import reverse

from policies.actions import publish_document, set_up_documents
from tests.make import NOW


def address(school, kind="privacy"):
    return reverse("policies:document", kwargs={"slug": school.slug, "kind": kind})


@pytest.fixture
def texts(school, greet):
    school.email = "info@wilgenhof.test"
    school.save()
    return set_up_documents(school=school, by=greet, now=NOW)


@pytest.mark.parametrize(
    ("kind", "title"),
    [("privacy", "Zo gaan wij om"), ("house-rules", "Onze afspraken")],
)
def test_anybody_reads_the_text_with_version_date_and_contact(client, school, texts, kind, title):
    response = client.get(address(school, kind))
    page = unescape(response.content.decode())
    assert response.status_code == 200
    for words in (title, "versie 1", "6 oktober 2026", school.name, school.phone, school.email, "<strong>"):
        assert words in page


def test_the_newest_version_is_shown_with_its_place(client, school, greet, texts):
    publish_document(
        school=school,
        kind="privacy",
        title="Nieuw",
        text="<script>x</script> Kort.",
        place="Utrecht",
        by=greet,
        now=NOW,
    )
    page = client.get(address(school)).content.decode()
    assert "Utrecht" in page
    assert "versie 2" in page
    assert "<script>x" not in page


def test_a_text_that_is_not_there_is_not_found(client, school, other_school, texts):
    assert client.get(address(other_school)).status_code == 404
    assert client.get(f"/schools/{school.slug}/poem/").status_code == 404
    assert client.get("/schools/nowhere/privacy/").status_code == 404


def test_posting_is_refused(client, school, texts):
    assert client.post(address(school)).status_code == 405
