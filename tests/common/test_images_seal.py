"""The sealed master: upright, in plain colours, and silent about where it was taken."""

import datetime as dt
import io

import pytest
from PIL import ExifTags, Image, ImageCms

from common.images import seal
from common.uploads import UploadRefused
from tests.common import pictures

AMSTERDAM_WINTER = dt.timezone(dt.timedelta(hours=1))
STRUCTURE_ONLY = {0xE0, 0xDB, 0xC0, 0xC4}


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_everything_about_place_camera_and_author_is_gone():
    for source in (pictures.marked_jpeg(), pictures.marked_png(), heic_with_exif()):
        master = seal(source).content
        assert b"SECRET" not in master
        assert b"script" not in master
        assert set(pictures.jpeg_segments(master)) <= STRUCTURE_ONLY
        assert not opened(master).getexif()


def heic_with_exif() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SECRETCAM"
    return pictures.heic(exif.tobytes())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_master_stands_upright_whichever_way_the_phone_was_held(orientation):
    expected = Image.Transpose
    undo = {
        2: expected.FLIP_LEFT_RIGHT,
        3: expected.ROTATE_180,
        4: expected.FLIP_TOP_BOTTOM,
        5: expected.TRANSPOSE,
        6: expected.ROTATE_270,
        7: expected.TRANSVERSE,
        8: expected.ROTATE_90,
    }
    source = pictures.marked_jpeg(orientation)
    stored = opened(source).convert("RGB")
    upright = stored.transpose(undo[orientation]) if orientation in undo else stored
    sealed = seal(source)
    assert (sealed.width, sealed.height) == upright.size
    seen, meant = opened(sealed.content).getpixel((20, 20)), upright.getpixel((20, 20))
    assert max(abs(a - b) for a, b in zip(seen, meant, strict=True)) < 8


def test_the_moment_is_kept_and_read_as_dutch_time():
    assert seal(pictures.marked_jpeg()).taken_at == dt.datetime(
        2026, 3, 1, 10, 11, 12, tzinfo=AMSTERDAM_WINTER
    )


def test_the_moment_follows_the_zone_the_camera_wrote():
    sealed = seal(pictures.marked_jpeg(offset="+09:00"))
    assert sealed.taken_at == dt.datetime(2026, 3, 1, 1, 11, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("nonsense", ["0000:00:00 00:00:00", "yesterday", "", "2026:13:40 99:00:00"])
def test_an_impossible_moment_is_no_moment(nonsense):
    assert seal(pictures.marked_jpeg(taken=nonsense)).taken_at is None


def test_a_large_picture_is_brought_down_to_the_size_of_a_phone():
    sealed = seal(pictures.encode(pictures.scenery(6000, 1500), "JPEG"))
    assert (sealed.width, sealed.height) == (4032, 1008)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_colour_mode_becomes_an_ordinary_picture(mode):
    image = pictures.scenery(60, 40)
    if mode == "I;16":
        image = image.convert("L").convert("I").point(lambda value: value * 256)
    image = image.convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    master = opened(seal(pictures.encode(image, kind)).content)
    assert (master.mode, master.size) == ("RGB", (60, 40))
    assert master.convert("L").getextrema()[1] > 200


def test_what_is_transparent_becomes_white():
    clear = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert min(opened(seal(pictures.encode(clear, "PNG")).content).getpixel((10, 10))) > 250


def test_colours_of_a_wide_profile_are_converted_and_the_profile_goes():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (srgb, profile, b"no profile at all"):
        master = opened(seal(pictures.encode(pictures.scenery(), "PNG", icc_profile=icc)).content)
        assert "icc_profile" not in master.info
        assert abs(master.getpixel((300, 100))[0] - pictures.scenery().getpixel((300, 100))[0]) < 8


def test_what_hides_behind_the_picture_is_not_stored():
    assert b"alert" not in seal(pictures.marked_jpeg() + b"<script>alert(1)</script>").content


def test_a_broken_picture_cannot_be_sealed():
    with pytest.raises(UploadRefused):
        seal(pictures.marked_jpeg()[:2000])


@pytest.mark.parametrize("lost_clock", ["0001:01:01 00:00:00", "9999:12:31 23:59:59"])
def test_a_camera_without_a_clock_says_no_moment(lost_clock):
    assert seal(pictures.marked_jpeg(taken=lost_clock)).taken_at is None
