"""The template tags of the house."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import translation

from common.templatetags import kring
from people.models import Child

NOON = datetime(2026, 10, 6, 10, 34, tzinfo=UTC)  # 12.34 in Amsterdam
ICON = re.compile(r'\{% icon "([a-z-]+)"(?: "([a-z]+)")?')


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_an_icon_points_into_the_sprite_and_is_decoration():
    html = kring.icon("heart", "fill", cls="k-i--l")
    assert html.endswith('icons.svg#heart-fill"/></svg>')
    assert 'class="k-i k-i--l" aria-hidden="true"' in html


def test_an_icon_with_a_label_is_an_image_and_escapes_it():
    html = kring.icon("heart", label='"><script>')
    assert 'role="img"' in html
    assert "<script>" not in html


def test_an_unknown_icon_is_refused():
    with pytest.raises(ValueError, match="no-such-icon"):
        kring.icon("no-such-icon")


def test_every_icon_named_in_a_template_is_in_the_sprite():
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        for name, weight in ICON.findall(path.read_text()):
            symbol = f"{name}-{weight}" if weight and weight != "regular" else name
            assert symbol in kring.sprites(), f"{path.name}: {symbol}"


@pytest.mark.parametrize("symbol", [*Child.Symbol.values, kring.SCHOOL_PEG[0]])
def test_every_coat_peg_is_in_the_sprite_all_pages_load(symbol):
    assert kring.sprites()[f"{symbol}-fill"] == "icons.svg"


def test_a_peg_has_the_colour_of_the_child_and_the_school_has_a_house():
    child = SimpleNamespace(symbol="butterfly", colour="pruim")
    assert "k-peg--pruim k-peg--s" in kring.peg(child, "s")
    assert "house-line-fill" in kring.peg()


@pytest.mark.parametrize(
    ("name", "expected"), [("Marloes de Wit", "MW"), ("Cher", "C"), ("", ""), ("éva Öz", "ÉÖ")]
)
def test_initials_are_the_first_and_the_last_name(name, expected):
    assert kring.initials(name) == expected


def test_the_same_name_keeps_its_colour():
    assert kring.avatar("Tom Bakker") == kring.avatar("Tom Bakker")
    assert "k-ava--wit" in kring.avatar("Tom Bakker", cls="k-ava--wit")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 10, 6, 7, 5, tzinfo=UTC), "today 9:05"),
        (datetime(2026, 10, 5, 21, 59, tzinfo=UTC), "yesterday 23:59"),
        (datetime(2026, 10, 5, 22, 1, tzinfo=UTC), "today 0:01"),  # past midnight in Amsterdam
        (datetime(2026, 10, 1, 9, 0, tzinfo=UTC), "Thursday 1 October"),
        (datetime(2025, 10, 1, 9, 0, tzinfo=UTC), "Wednesday 1 October 2025"),
    ],
)
def test_when_speaks_as_a_reader_does(moment, words):
    assert kring.when(moment, NOON) == words


def test_a_timeline_says_day_and_time():
    assert kring.moment(NOON, NOON) == "Tuesday 6 October, 12:34"
