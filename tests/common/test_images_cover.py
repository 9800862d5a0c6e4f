"""The cover: nothing of a covered face reaches any file, at any size, in any format."""

import io
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from common.images import CONTENT_TYPES, MAX_BOXES, SIZES, Box, render, render_all
from common.images.mask import cover
from tests.common import pictures

FACE = Box(0.4, 0.3, 0.2, 0.3)
CARD = Box(0.4, 0.3, 0.2, 0.3, "rectangle")
FORMATS = sorted(CONTENT_TYPES)


def master(face: str, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """A picture with one coloured face in the box FACE, far enough from its edge that the blocks
    of JPEG itself do not carry any of it outside."""
    width, height = size
    image = pictures.scenery(width, height)
    box = (0.44 * width, 0.36 * height, 0.56 * width, 0.54 * height)
    draw = ImageDraw.Draw(image)
    draw.ellipse(box, fill=face)
    draw.line(box, fill="white" if face == "black" else "black", width=9)
    return pictures.encode(image, "JPEG", quality=95, subsampling=0)


@pytest.mark.parametrize("size", [(400, 300), (1600, 1200), (4032, 3024)])
@pytest.mark.parametrize("image_format", FORMATS)
@pytest.mark.parametrize("box", [FACE, CARD], ids=["face", "card"])
def test_two_different_faces_give_the_same_files(box, image_format, size):
    one = render_all(master("black", size), [box], image_format)
    other = render_all(master("yellow", size), [box], image_format)
    assert one == other


@pytest.mark.parametrize("size", SIZES)
def test_two_different_faces_give_the_same_single_rendition(size):
    assert render(master("black"), [FACE], size) == render(master("red"), [FACE], size)


def test_without_a_cover_two_faces_differ():
    assert render(master("black"), [], 320) != render(master("yellow"), [], 320)


def inside(box: Box, size: tuple[int, int]) -> list[tuple[int, int]]:
    """Every pixel whose middle lies within 1.4 times the box, raised by 6 percent."""
    width, height = size
    cx, cy = (box.x + box.w / 2) * width, (box.y + box.h / 2 - 0.06 * box.h) * height
    rx, ry = box.w * width * 1.4 / 2, box.h * height * 1.4 / 2
    return [
        (x, y)
        for x in range(width)
        for y in range(height)
        if math.hypot((x + 0.5 - cx) / rx, (y + 0.5 - cy) / ry) <= 1
    ]


fractions = st.floats(0, 0.95)


@settings(max_examples=60, deadline=None)
@given(x=fractions, y=fractions, w=st.floats(0.001, 1), h=st.floats(0.001, 1))
def test_the_whole_ellipse_is_opaque_wherever_it_lies(x, y, w, h):
    box = Box(x, y, min(w, 1 - x), min(h, 1 - y))
    light, dark = (Image.new("RGB", (80, 60), colour) for colour in ("white", "black"))
    cover(light, [box])
    cover(dark, [box])
    differing = [spot for spot in inside(box, light.size) if light.getpixel(spot) != dark.getpixel(spot)]
    assert differing == []


def test_the_soft_edge_lies_outside_and_ends_soon():
    light, dark = (Image.new("RGB", (400, 300), colour) for colour in ("white", "black"))
    cover(light, [FACE])
    cover(dark, [FACE])
    seen = {abs(light.getpixel((x, 135))[0] - dark.getpixel((x, 135))[0]) for x in range(200)}
    assert light.getpixel((126, 135)) == (255, 255, 255)
    assert seen & set(range(20, 235)), "no soft edge"


def test_a_card_is_covered_to_its_corners():
    light, dark = (Image.new("RGB", (400, 300), colour) for colour in ("white", "black"))
    cover(light, [CARD])
    cover(dark, [CARD])
    area = (160, 90, 240, 180)
    assert light.crop(area).tobytes() == dark.crop(area).tobytes()


def test_the_leaf_is_drawn_on_a_cover_large_enough_to_show_it():
    image = Image.new("RGB", (800, 600), "black")
    cover(image, [FACE])
    middle = image.crop((330, 170, 470, 370))
    assert len(set(middle.get_flattened_data())) > 5


def test_a_cover_wins_from_a_neighbour_who_may_be_seen():
    neighbour = Image.new("RGB", (400, 300), "white")
    cover(neighbour, [FACE, Box(0.5, 0.3, 0.2, 0.3)])
    blank = Image.new("RGB", (400, 300), "black")
    cover(blank, [FACE, Box(0.5, 0.3, 0.2, 0.3)])
    spots = inside(FACE, (400, 300))
    assert all(neighbour.getpixel(spot) == blank.getpixel(spot) for spot in spots)


NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    "numbers",
    [
        (NAN, 0, 0.1, 0.1),
        (0, INFINITE, 0.1, 0.1),
        (0, 0, 1e6, 0.1),
        (0, 0, 0, 0.1),
        (0, 0, 0.1, -0.1),
        (-0.1, 0, 0.2, 0.2),
        (0.95, 0, 0.1, 0.1),
        (0, 0.5, 0.1, 0.6),
        (0, 0, NAN, 0.1),
    ],
)
def test_a_box_that_cannot_be_a_region_is_refused(numbers):
    with pytest.raises(ValueError, match="box"):
        Box(*numbers)


def test_a_box_may_fill_the_picture_in_spite_of_rounding():
    assert Box(0.1 + 0.2, 0, 0.7, 1)


def test_a_flood_of_boxes_is_refused_before_anything_is_read():
    with pytest.raises(ValueError, match="at most"):
        render(b"not even read", [FACE] * (MAX_BOXES + 1), 320)


@pytest.mark.parametrize(("image_format", "magic"), [("webp", b"RIFF"), ("jpeg", b"\xff\xd8")])
def test_each_rendition_has_its_size_and_nothing_but_pixels(image_format, magic):
    files = render_all(pictures.marked_jpeg(), [FACE], image_format)
    for content in files.values():
        assert content.startswith(magic)
        found = pictures.webp_chunks(content) if image_format == "webp" else pictures.jpeg_segments(content)
        assert set(found) <= {b"VP8 ", 0xE0, 0xDB, 0xC0, 0xC4}
        assert b"SECRET" not in content


@pytest.mark.parametrize(
    ("size", "expected"), [((4000, 3000), [2000, 1000, 320]), ((700, 900), [900, 900, 320])]
)
def test_the_long_side_is_the_size_asked_and_nothing_is_blown_up(size, expected):
    files = render_all(master("black", size), [])
    assert [max(Image.open(io.BytesIO(files[s])).size) for s in SIZES] == expected


@pytest.mark.parametrize("bad", [b"", b"no picture", pictures.marked_png(), pictures.marked_jpeg()[:900]])
def test_a_master_that_cannot_be_read_is_an_error_and_never_a_picture(bad):
    with pytest.raises(ValueError, match="master"):
        render(bad, [], 320)


def test_an_unknown_size_or_format_is_an_error():
    with pytest.raises(ValueError, match="rendition"):
        render(master("black"), [], 999)
