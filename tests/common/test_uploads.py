"""What may be uploaded as a photo (attacks E01-E08 of the security plan)."""

import contextlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from common.uploads import MAX_BYTES, UploadRefused, check_image
from tests.common import pictures


def refusal(content: bytes, name: str = "foto.jpg") -> UploadRefused:
    with pytest.raises(UploadRefused) as caught:
        check_image(SimpleUploadedFile(name, content, "image/jpeg"))
    return caught.value


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_accepted_and_the_file_is_ready_to_be_read_again(kind):
    content = pictures.encode(pictures.scenery(), kind)
    file = SimpleUploadedFile("foto.bin", content)
    info = check_image(file)
    assert (info.format, info.width, info.height) == (kind, 400, 300)
    assert file.read() == content


def test_a_heic_photo_from_a_phone_is_accepted():
    info = check_image(io.BytesIO(pictures.heic()))
    assert (info.format, info.width, info.height) == ("HEIF", 128, 96)


def test_heic_stays_unknown_to_the_rest_of_the_program():
    check_image(io.BytesIO(pictures.heic()))
    with pytest.raises(Image.UnidentifiedImageError):
        Image.open(io.BytesIO(pictures.heic()))


def test_a_phone_photo_with_a_second_picture_behind_it_is_a_jpeg():
    second = pictures.scenery(40, 30)
    content = pictures.encode(pictures.scenery(), "MPO", save_all=True, append_images=[second])
    info = check_image(io.BytesIO(content))
    assert (info.format, info.width) == ("JPEG", 400)


@pytest.mark.parametrize(
    ("width", "height"), [(9000, 9000), (12001, 10), (10, 12001), (14000, 14000), (65000, 65000)]
)
def test_a_pixel_flood_is_refused_before_a_pixel_is_decoded(monkeypatch, width, height):
    monkeypatch.setattr("common.uploads.load_image", lambda image: pytest.fail("decoded"))
    assert refusal(pictures.png_header(width, height)).code == "too_many_pixels"


def test_a_heic_pixel_flood_is_refused_before_a_pixel_is_decoded(monkeypatch):
    monkeypatch.setattr("common.uploads.MAX_SIDE", 100)
    monkeypatch.setattr("pillow_heif.HeifImageFile.load", lambda self: pytest.fail("decoded"))
    assert refusal(pictures.heic()).code == "too_many_pixels"


def test_a_text_bomb_in_a_png_is_refused():
    text = PngInfo()
    text.add_text("bomb", "0" * 70_000_000, zip=True)
    assert refusal(pictures.encode(pictures.scenery(20, 20), "PNG", pnginfo=text)).code == "broken"


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "BMP", "PPM", "ICO", "TGA", "PDF", "EPS", "JPEG2000"])
def test_other_formats_are_not_photos_whatever_they_are_called(kind):
    assert refusal(pictures.encode(pictures.scenery(64, 64), kind)).code == "not_an_image"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"8BPS\x00\x01" + b"\x00" * 40,
        b"MZ\x90\x00" * 20,
        b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40,
        b"\x00" * 100,
    ],
)
def test_files_that_are_no_pictures_are_refused(content):
    assert refusal(content).code == "not_an_image"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_cut_off_picture_is_broken(kind, part):
    content = pictures.encode(pictures.scenery(), kind)
    assert refusal(content[: int(len(content) * part)]).code == "broken"


def test_a_cut_off_heic_is_refused():
    content = pictures.heic()
    assert refusal(content[: len(content) // 2]).code in {"broken", "not_an_image"}


def test_an_empty_file_says_so():
    assert refusal(b"").code == "empty"


def test_of_an_animation_only_the_first_picture_is_looked_at():
    frames = [pictures.scenery(30, 30)] * 50
    content = pictures.encode(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    assert check_image(io.BytesIO(content)).width == 30


def test_a_file_over_the_limit_names_its_size_and_the_limit():
    error = refusal(b"\xff\xd8\xff" + b"\x00" * (2 * MAX_BYTES))
    assert error.code == "too_big"
    assert "51" in error.message
    assert "25" in error.message


def test_a_refusal_is_written_in_the_language_of_the_reader():
    with translation.override("en"):
        assert refusal(b"").message == "This photo is empty or broken. Choose another one."


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_picture_is_accepted_or_refused_but_never_crashes(seed):
    kinds = (pictures.marked_jpeg(), pictures.marked_png(), pictures.encode(pictures.scenery(), "WEBP"))
    content = bytearray(kinds[seed % 3])
    for step in range(1, 30):
        content[(seed * 7919 + step * 104729) % min(len(content), 2000)] = (seed * step) % 256
    with contextlib.suppress(UploadRefused):
        check_image(io.BytesIO(bytes(content)))
