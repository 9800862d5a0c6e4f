"""The drawn pictures of the demo school."""

import io
import time
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from common.images.mask import cover
from portal.demo.figures import STYLES, Look
from portal.demo.pictures import KINDS, draw_scene, room_for


def children(count: int) -> list[Look]:
    return [Look.of(f"kind-{number}") for number in range(count)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_scene_is_the_same_every_time_and_has_a_face_for_every_child(kind):
    looks = children(room_for(kind))
    picture = draw_scene(kind, looks, 3)
    assert draw_scene(kind, looks, 3) == picture
    assert len(picture.faces) == len(looks)
    assert Image.open(io.BytesIO(picture.jpeg)).size == (1600, 1200)
    assert picture.alt[0].isupper()


def test_another_seed_gives_another_picture():
    assert draw_scene("forest", [], 1).jpeg != draw_scene("forest", [], 2).jpeg


def test_a_child_looks_the_same_wherever_it_is_drawn():
    assert Look.of("Emma") == Look.of("Emma")
    assert len({Look.of(f"kind-{number}") for number in range(200)}) > 150


def test_a_scene_that_is_full_says_so():
    with pytest.raises(ValueError, match="room for"):
        draw_scene("garland", children(1), 1)


@pytest.mark.parametrize("style", STYLES)
def test_a_cover_hides_the_whole_head(style):
    """Two children who differ in skin, hair and glasses look alike down to the chin when covered."""
    base = Look.of("kind-1")
    fair = replace(base, style=style, skin="#F6D2B8", hair="#E0B667", glasses=False)
    dark = replace(base, style=style, skin="#6E4630", hair="#2B211D", glasses=True)
    drawn = [draw_scene("picnic", [look], 1) for look in (fair, dark)]
    box = drawn[0].faces[0]
    first, second = (Image.open(io.BytesIO(picture.jpeg)) for picture in drawn)
    cover(first, [box])
    cover(second, [box])
    chin = round((box.y + box.h * 0.9) * 1200)
    seen = ImageChops.difference(first, second).crop((0, 0, 1600, chin)).convert("L")
    loose_hair = 0.01 if style in {"tails", "pony", "long", "bob"} else 0.001
    assert sum(seen.histogram()[40:]) < loose_hair * box.w * 1600 * box.h * 1200


def test_a_hundred_and_fifty_pictures_are_drawn_in_time():
    began = time.process_time()
    for number, kind in enumerate(KINDS):
        draw_scene(kind, children(room_for(kind)), number)
    assert (time.process_time() - began) / len(KINDS) < 0.25
