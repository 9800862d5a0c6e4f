"""Nothing that travels along with a photo is stored anywhere: not in a file, not in a row, not in a log."""

import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from common.uploads import open_image
from posts import actions
from posts.models import Photo
from tests import make
from tests.common import pictures, traces
from tests.posts.pictures import make_draft

NAME = f"../../{traces.WORD} Emma Jansen.{{kind}}"
HARMLESS = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "background", "loop"}
STRUCTURE = {"jpeg": {0xE0, 0xDB, 0xC0, 0xC4}, "webp": {b"VP8 "}}


@pytest.fixture
def stored(group_5b, anna, sign_in, settings, django_capture_on_commit_callbacks, caplog):
    """Send a file as the page does, to the last rendition; returns every file that is left."""
    client, draft = sign_in(anna), make_draft(group_5b, anna)

    def stored(content, kind):
        caplog.set_level(logging.DEBUG)
        name, url = NAME.format(kind=kind), reverse("posts:photo-create", args=[group_5b.slug, draft.pk])
        file = SimpleUploadedFile(name, content, f"image/{traces.WORD}")
        file._name = name
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(url, {"photo": file}, headers={"HX-Request": "true"})
        photo = Photo.objects.get()
        assert (answer.status_code, photo.state) == (200, Photo.State.READY)
        actions.mark_checked(photo=photo, by=anna, now=make.NOW)
        photo.refresh_from_db()
        for image_format in ("webp", "jpeg"):
            actions.render_photo(photo=photo, now=make.NOW, image_format=image_format)
        actions.retire_master(photo=photo, now=make.NOW) if kind == "mpo" else None
        assert traces.WORD not in answer.content.decode()
        return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]

    return stored


def rows() -> str:
    """Every column of every row of every table."""
    with connection.cursor() as cursor:
        everything = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            everything.append(repr(cursor.fetchall()))
    return "".join(everything)


@pytest.mark.parametrize("kind", traces.MAKERS)
def test_the_word_is_in_the_upload_and_in_nothing_that_is_stored(kind, stored, caplog):
    content = traces.MAKERS[kind]()
    assert content.count(traces.RAW) >= 2
    files = stored(content, kind)
    assert len(files) >= 7
    for path in files:
        assert not traces.is_in(path.read_bytes()), path
        assert not traces.is_in(str(path).encode())
    assert not traces.is_in(rows().encode())
    assert not traces.is_in(caplog.text.encode())


@pytest.mark.parametrize("kind", traces.MAKERS)
def test_stored_files_have_no_place_where_a_word_could_be(kind, stored):
    for path in stored(traces.MAKERS[kind](), kind):
        content = path.read_bytes()
        if path.suffix == ".webp":
            assert set(pictures.webp_chunks(content)) == STRUCTURE["webp"]
        else:
            assert set(pictures.jpeg_segments(content)) <= STRUCTURE["jpeg"]
            assert content.endswith(b"\xff\xd9")
        with Image.open(path) as picture:
            assert not set(picture.info) - HARMLESS
            assert getattr(picture, "n_frames", 1) == 1


@pytest.mark.parametrize("kind", traces.MAKERS)
def test_the_planted_files_are_ordinary_photos(kind):
    image, _kind = open_image(traces.MAKERS[kind]())
    assert image.size in {(400, 300), (256, 192)}
    assert image.getexif()
