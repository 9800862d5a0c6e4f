"""What is built for browsers."""

import pytest

from common.templatetags.kring import sprites
from scripts import build_assets


@pytest.mark.parametrize(
    ("path", "shorter"),
    [
        ("M1.25,2.04a.96.51", "M1.2,2.0a 1.0.5"),
        ("m10 20h30", "m10 20h30"),
        ("l-.04.26-12.37", "l-.0.3-12.4"),
    ],
)
def test_rounding_a_path_keeps_its_numbers_apart(path, shorter):
    assert build_assets.shorter(path) == shorter


def test_every_listed_icon_exists_in_the_icon_set():
    assert [name for name in sprites() if not build_assets.symbol_source(name).is_file()] == []


def test_a_sprite_holds_drawings_only():
    assert build_assets.sprite(["heart"]).startswith(
        '<svg xmlns="http://www.w3.org/2000/svg"><symbol id="heart" '
    )
    assert "<script" not in build_assets.sprite(sprites())


def test_letters_of_the_reading_face_are_in_exactly_one_file():
    letters, rest = set(build_assets.LETTERS + build_assets.PUNCTUATION), set(build_assets.REST_OF_LATIN)
    assert not letters & rest
    assert set(range(0xA0, 0x100)) <= letters | rest
    assert not letters & set(build_assets.DIGITS)


@pytest.mark.parametrize("icon", build_assets.APP_ICONS, ids=lambda icon: icon[0])
def test_an_icon_of_the_app_is_the_ring_on_its_paper(icon):
    _name, pixels, part, paper, ink = icon
    picture = build_assets.drawn_ring(pixels, part, paper, ink)
    assert picture.size == (pixels, pixels)
    yellow_dot = picture.getpixel((round(pixels / 2 + pixels * part * 22 / 64), pixels // 2))
    assert yellow_dot == ((255, 255, 255, 255) if ink else (0xF4, 0xBE, 0x3A, 255))
    assert picture.getpixel((0, 0))[3] == (255 if paper else 0)


def test_a_phone_that_cuts_the_icon_to_a_circle_cuts_no_dot():
    part = next(part for name, _pixels, part, _paper, _ink in build_assets.APP_ICONS if "maskable" in name)
    assert part * (22 + 6.2) / 64 < 0.4
