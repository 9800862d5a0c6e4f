"""One accessible field markup for every form, and the summary of what is wrong."""

import re

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import translation

from portal.styleguide import SampleForm, samples


@pytest.fixture
def wrong() -> str:
    with translation.override("en"):
        return as_crispy_form(SampleForm({"note": "kept"}))


def ids(html: str) -> set[str]:
    return set(re.findall(r' id="([^"]+)"', html))


def test_help_and_errors_are_tied_to_their_field(wrong):
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', wrong)).split()
    assert {"id_name_helptext", "id_name_error", "id_answer_error", "id_agreed_error"} <= set(described)
    assert set(described) <= ids(wrong)


def test_the_summary_links_to_every_wrong_field(wrong):
    links = set(re.findall(r'href="#([^"]+)"', wrong))
    assert {"id_name", "id_password", "id_season", "id_answer_0", "id_agreed"} == links
    assert links <= ids(wrong)


def test_a_missing_answer_names_its_field(wrong):
    assert "Fill in: " in wrong
    assert "Choose: " in wrong
    assert "Tick the box: " in wrong


def test_what_was_typed_is_kept_and_optional_fields_say_so(wrong):
    assert "kept</textarea>" in wrong
    assert wrong.count("k-mag-leeg") == 3


def test_a_form_without_errors_shows_no_summary():
    html = as_crispy_form(SampleForm())
    assert "k-fouten" not in html
    assert "aria-invalid" not in html


def test_the_button_that_shows_a_password_needs_the_script():
    assert re.search(
        r'<button[^>]* hidden[^>]* data-show-password="id_password"', as_crispy_form(SampleForm())
    )


def test_labels_of_fields_exist(wrong):
    assert set(re.findall(r' for="([^"]+)"', wrong)) <= ids(wrong)


@pytest.mark.django_db
def test_the_style_guide_has_no_inline_style_or_script(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    html = render_to_string("styleguide.html", samples(), request=request)
    assert not re.search(r" style=| on[a-z]+=|<script(?![^>]* src=)", html)
    assert "Naar het bos" in html
    assert html.count("k-draad__tekst") == 2


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500", "csrf"])
def test_error_pages_need_nothing_but_themselves(name):
    html = render_to_string(f"errors/{name}.html")
    assert html.count("<h1") == 1
