"""Saying of a photo that it is too dark or too smeared to trust the search for faces."""

import pytest
from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from common.images import weakness_of
from tests.common import pictures, portraits

FACE = 160


def photo() -> Image.Image:
    picture = portraits.canvas(2000, 1500)
    for at in [(0.2, 0.25), (0.5, 0.5), (0.8, 0.75)]:
        portraits.paste(picture, at, FACE)
    return picture


def smeared(picture: Image.Image, pixels: int, down: bool = False) -> Image.Image:
    """As a camera that moved while the shutter was open."""
    result = picture
    for step in range(1, pixels):
        moved = ImageChops.offset(picture, 0 if down else step, step if down else 0)
        result = Image.blend(result, moved, 1 / (step + 1))
    return result


def weakness(picture: Image.Image) -> str | None:
    return weakness_of(pictures.encode(picture, "JPEG", quality=92))


def test_a_good_photo_has_none():
    assert weakness(photo()) is None


@pytest.mark.parametrize(("light", "said"), [(0.5, None), (0.25, None), (0.1, "dark"), (0.05, "dark")])
def test_dark_is_said_where_faces_begin_to_be_missed(light, said):
    assert weakness(ImageEnhance.Brightness(photo()).enhance(light)) == said


@pytest.mark.parametrize("down", [False, True])
def test_blurred_is_said_where_faces_begin_to_be_missed(down):
    assert weakness(smeared(photo(), round(0.4 * 0.76 * FACE), down)) == "blurred"


def test_out_of_focus_is_blurred():
    assert weakness(photo().filter(ImageFilter.GaussianBlur(25))) == "blurred"


@pytest.mark.parametrize("picture", [portraits.canvas(), pictures.scenery()], ids=["wall", "sky"])
def test_a_photo_without_edges_is_not_called_blurred(picture):
    assert weakness(picture) is None


def test_small_heads_before_a_plain_wall_are_sharp():
    picture = portraits.canvas(4032, 3024)
    portraits.paste(picture, (0.5, 0.5), 60)
    assert weakness(picture) is None


@pytest.mark.parametrize("bad", [b"", b"no picture", pictures.marked_png()])
def test_what_is_no_master_is_an_error(bad):
    with pytest.raises(ValueError, match="master"):
        weakness_of(bad)
