"""The frames around every page."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

FRAMES = ["frames/parent.html", "frames/staff.html"]


def draw(template: str, **extra: object) -> str:
    item = SimpleNamespace(label="Post & more", url="/feed/", icon="newspaper", current=True, count=3)
    school = SimpleNamespace(name="De Wilgenhof", phone="010 123 45 67")
    frame = {"school": school, "nav": [item], "tabs": [item], "groups": [item], "user_name": "Anna de Boer"}
    return render_to_string(template, {"frame": {**frame, **extra}})


@pytest.mark.parametrize("template", FRAMES)
def test_a_frame_marks_the_open_page_and_names_its_landmarks(template):
    html = draw(template)
    assert 'href="/feed/" aria-current="page"' in html
    assert html.count("<main") == 1
    assert html.index('href="#content"') < html.index("<header")
    assert "Post &amp; more" in html


@pytest.mark.parametrize("template", FRAMES)
def test_signing_out_is_a_form_that_posts(template):
    assert '<form method="post" action="/account/logout/">' in draw(template)


def test_help_is_in_the_footer_of_the_parent_frame():
    assert 'href="tel:0101234567"' in draw("frames/parent.html")


@pytest.mark.parametrize("template", ["frames/door.html", "frames/plain.html"])
def test_a_page_outside_the_portal_shows_no_menu(template):
    html = draw(template)
    assert "<nav" not in html
    assert "account/logout" not in html
