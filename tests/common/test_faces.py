"""Finding faces: all of them, whatever their size, turn and light; and never a box that cannot be."""

import io
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

from common import centerface, faces
from common.faces import FacesUnavailable, find_faces, is_available
from common.images import Box, render_all, seal
from common.images.mask import GROW, RAISE
from tests.common import portraits
from tests.common.pictures import encode

SPOTS = [(0.2, 0.25), (0.5, 0.5), (0.8, 0.75)]


@pytest.mark.parametrize("pixels", [18, 24, 48, 120, 240])
def test_upright_faces_of_every_size_are_found(pixels):
    picture = portraits.canvas()
    for at in SPOTS:
        portraits.paste(picture, at, pixels)
    found = find_faces(picture)
    assert all(portraits.is_found(found, at) for at in SPOTS)


@pytest.mark.parametrize("cut", [(0, 0, 160, 210), (10, 20, 150, 195), (20, 30, 140, 180)])
def test_a_face_that_fills_the_picture_is_one_face(cut):
    """A close look takes eyes and a mouth for faces of their own."""
    near = portraits.head().crop(cut).resize((1600, 1600), Image.Resampling.LANCZOS)
    (face,) = find_faces(near)
    assert face.box.h > 0.4


def test_a_small_face_before_a_large_one_is_a_face():
    near = portraits.head().crop((20, 30, 140, 180)).resize((1600, 1600), Image.Resampling.LANCZOS)
    for at, pixels in [((0.4, 0.75), 200), ((0.6, 0.3), 60)]:
        portraits.paste(near, at, pixels)
    found = find_faces(near)
    small = [face for face in found if face.box.h < 0.3]
    assert all(portraits.is_found(small, at) for at in [(0.4, 0.75), (0.6, 0.3)])


@pytest.mark.parametrize("turned", [-90, -60, -30, 30, 60, 90])
def test_turned_heads_are_found(turned):
    picture = portraits.canvas()
    portraits.paste(picture, (0.5, 0.5), 80, turned)
    assert portraits.is_found(find_faces(picture), (0.5, 0.5))


@pytest.mark.parametrize(
    "change", [ImageOps.mirror, ImageOps.grayscale, lambda p: ImageEnhance.Brightness(p).enhance(0.2)]
)
def test_mirrored_grey_and_dark_faces_are_found(change):
    picture = portraits.canvas()
    portraits.paste(picture, (0.5, 0.5), 60)
    assert portraits.is_found(find_faces(change(picture)), (0.5, 0.5))


def test_an_upright_picture_after_a_wide_one_gives_what_it_gives_alone():
    wide, tall = portraits.canvas(1200, 800), portraits.canvas(700, 1300)
    portraits.paste(wide, (0.3, 0.4), 60)
    portraits.paste(tall, (0.6, 0.7), 60)
    centerface._session.cache_clear()
    alone = find_faces(tall)
    centerface._session.cache_clear()
    find_faces(wide)
    assert find_faces(tall) == alone
    assert portraits.is_found(alone, (0.6, 0.7))


def test_a_sideways_upload_is_searched_upright():
    picture = portraits.canvas()
    portraits.paste(picture, (0.25, 0.5), 60)
    exif = picture.getexif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    picture.rotate(90, expand=True).save(buffer, "JPEG", exif=exif)
    found = find_faces(seal(buffer.getvalue()).content)
    assert portraits.is_found(found, (0.25, 0.5))


def test_an_empty_wall_has_no_faces():
    assert find_faces(portraits.canvas()) == []


@pytest.mark.parametrize("image_format", ["webp", "jpeg"])
def test_under_a_leaf_nothing_is_found_at_any_size(image_format):
    picture = portraits.canvas(2000, 1500)
    for at, pixels in zip([*SPOTS, (0.2, 0.7), (0.8, 0.3)], [30, 60, 120, 240, 480], strict=True):
        portraits.paste(picture, at, pixels, turned=pixels // 16)
    boxes = [face.box for face in find_faces(picture)]
    assert len(boxes) >= 5
    for content in render_all(encode(picture, "JPEG", quality=92), boxes, image_format).values():
        left = find_faces(Image.open(io.BytesIO(content)))
        middles = [(face.box.x + face.box.w / 2, face.box.y + face.box.h / 2) for face in left]
        assert not any(covers(box, middle) for box in boxes for middle in middles)


def covers(box: Box, spot: tuple[float, float]) -> bool:
    across = (spot[0] - box.x - box.w / 2) / (box.w * GROW / 2)
    down = (spot[1] - box.y - box.h / 2 + RAISE * box.h) / (box.h * GROW / 2)
    return math.hypot(across, down) <= 1


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_no_box(value):
    rows = np.array([[0.9, value, 0.1, 0.5, 0.5], [0.9, 0.1, 0.1, 0.5, 0.5]], dtype=np.float32)
    assert len(centerface.sound(rows)) == 1


def test_a_box_past_the_edge_is_cut_off_there():
    rows = np.array([[0.9, -1e6, -1e6, 1e6, 1e6], [0.9, 1.2, 0.1, 1e6, 0.5]], dtype=np.float32)
    assert centerface.sound(rows)[:, 1:].tolist() == [[0, 0, 1, 1]]


def test_a_network_that_answers_nonsense_leaves_sound_boxes(monkeypatch):
    class Nonsense:
        def run(self, names, values):
            shape = (1, 1, values["input.1"].shape[2] // 4, values["input.1"].shape[3] // 4)
            return np.full(shape, 0.9), np.full((1, 2, *shape[2:]), 1e6), np.full((1, 2, *shape[2:]), np.nan)

    monkeypatch.setattr(centerface, "_session", lambda model: Nonsense())
    assert find_faces(portraits.canvas(320, 240)) == []


def test_more_faces_than_a_photo_can_hold_is_a_failure(monkeypatch):
    rows = [[0.9, x / 400, 0.1, (x + 0.5) / 400, 0.2] for x in range(301)]
    monkeypatch.setattr(centerface, "look", lambda *_picture, **_how: np.array(rows, dtype=np.float32))
    with pytest.raises(FacesUnavailable):
        find_faces(portraits.canvas())


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_what_is_no_picture_is_a_failure(content):
    with pytest.raises(FacesUnavailable):
        find_faces(content)


def test_without_the_model_nobody_looked(monkeypatch):
    monkeypatch.setattr(faces, "find_spec", lambda name: None)
    assert not is_available()
    with pytest.raises(FacesUnavailable):
        find_faces(portraits.canvas())


def test_another_file_under_the_name_of_the_model_is_not_used(tmp_path: Path):
    model = tmp_path / "centerface.onnx"
    model.write_bytes(b"something else")
    assert not faces._is_the_tried_one(model)


def test_the_model_is_here():
    assert is_available()


def test_a_face_is_a_box_and_a_score_and_nothing_more():
    picture = portraits.canvas()
    portraits.paste(picture, (0.5, 0.5), 90)
    (face,) = find_faces(picture)
    assert set(vars(face)) == {"box", "score"}
    assert isinstance(face.box, Box)
    assert 0.3 <= face.score <= 1
