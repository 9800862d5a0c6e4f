"""Files that want to be something else, or more than they say (attacks E01-E10 of the security plan)."""

import io
import struct

import pillow_heif
import pytest
from PIL import Image

from common.images import seal
from common.uploads import UploadRefused, check_image, open_image
from tests.common import pictures, traces

SCRIPT = b"<script>alert(1)</script>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
GIF_JS = b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)"


def code_of(content: bytes) -> str:
    with pytest.raises(UploadRefused) as caught:
        seal(content)
    return caught.value.code


@pytest.mark.parametrize("start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x20\0\0\0WEBP"])
@pytest.mark.parametrize("inside", [SVG, SCRIPT, GIF_JS])
def test_a_page_with_the_first_bytes_of_a_photo_is_broken(start, inside):
    assert code_of(start + inside) == "broken"


@pytest.mark.parametrize("content", [SVG, b"\xef\xbb\xbf" + SVG, b"\n \t" + SVG, GIF_JS, SCRIPT])
def test_a_drawing_or_page_called_a_photo_is_none(content):
    assert code_of(content) == "not_an_image"


@pytest.mark.parametrize("kind", traces.MAKERS)
def test_a_photo_that_is_also_a_page_is_stored_as_a_photo_only(kind):
    master = seal(traces.MAKERS[kind]() + SCRIPT).content
    assert b"script" not in master.lower()
    assert master.endswith(b"\xff\xd9")


def test_a_page_inside_the_header_of_a_photo_is_not_stored():
    content = pictures.encode(pictures.scenery(), "JPEG")
    polyglot = content[:2] + traces.segment(0xE0, b"*/=1;" + SCRIPT) + content[2:]
    assert b"script" not in seal(polyglot).content


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_ten_thousand_pictures_in_one_file_the_first_is_kept(kind):
    frames = [Image.new("RGB", (8, 8), (number % 256, number // 256, 0)) for number in range(10_000)]
    content = pictures.encode(frames[0], kind, save_all=True, append_images=frames[1:])
    sealed = seal(content)
    with Image.open(io.BytesIO(sealed.content)) as picture:
        assert (picture.size, getattr(picture, "n_frames", 1)) == ((8, 8), 1)


def test_a_heic_of_several_pictures_gives_its_own():
    file = pillow_heif.from_pillow(pictures.scenery(64, 64))
    file.add_from_pillow(pictures.scenery(96, 32))
    buffer = io.BytesIO()
    file.save(buffer, quality=60, primary_index=1)
    assert (seal(buffer.getvalue()).width, seal(buffer.getvalue()).height) == (96, 32)


def test_receiving_decodes_no_pixel(monkeypatch):
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("decoded"))
    monkeypatch.setattr("pillow_heif.HeifImageFile.load", lambda self: pytest.fail("decoded"))
    for maker in traces.MAKERS.values():
        open_image(maker())


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.95])
def test_a_cut_off_heic_is_broken_by_the_time_it_is_sealed(part):
    content = pictures.heic()
    assert code_of(content[: int(len(content) * part)]) in {"broken", "not_an_image"}


def test_a_heic_that_lies_about_its_size_is_refused():
    content = bytearray(pictures.heic())
    place = content.find(b"ispe") + 8
    content[place : place + 8] = struct.pack(">II", 60_000, 60_000)
    assert code_of(bytes(content)) in {"too_many_pixels", "broken"}


def test_sixteen_bits_and_ink_colours_become_an_ordinary_picture():
    grey = Image.linear_gradient("L").convert("I;16")
    cmyk = pictures.encode(pictures.scenery().convert("CMYK"), "JPEG")
    for content in (pictures.encode(grey, "PNG"), cmyk):
        check_image(io.BytesIO(content))
        with Image.open(io.BytesIO(seal(content).content)) as picture:
            assert picture.mode == "RGB"


def test_upright_after_sideways_after_upright_in_one_process():
    for orientation, size in [(1, (400, 300)), (6, (300, 400)), (1, (400, 300)), (8, (300, 400))]:
        sealed = seal(pictures.marked_jpeg(orientation))
        assert (sealed.width, sealed.height) == size


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_heic_held_sideways_stands_upright_once(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x0132] = "2026:03:01 10:11:12"
    sealed = seal(pictures.heic(exif.tobytes()))
    with Image.open(io.BytesIO(sealed.content)) as picture:
        assert picture.size == ((96, 128) if orientation in (6, 8) else (128, 96))
    assert sealed.taken_at is not None
