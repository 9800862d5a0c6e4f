"""A photo over a line that breaks: what arrived is kept, and nothing arrives twice."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.uploads import MAX_BYTES
from posts import actions
from posts.models import Photo
from tests import make
from tests.posts.pictures import jpeg, make_draft

WHOLE = jpeg()
SHA256 = hashlib.sha256(WHOLE).hexdigest()
SIZE = len(WHOLE)
HALF = SIZE // 2


@pytest.fixture
def draft(group_5b, anna):
    return make_draft(group_5b, anna)


@pytest.fixture
def send(draft, anna, sign_in):
    """Send one piece as the page does; returns the answer."""
    client = sign_in(anna)
    url = reverse("posts:photo-create", args=[draft.group.slug, draft.pk])

    def send(content, offset=0, sha256=SHA256, size=SIZE):
        file = SimpleUploadedFile("blob", content)
        form = {"photo": file, "sha256": sha256, "offset": offset, "size": size}
        return client.post(url, form, headers={"HX-Request": "true"})

    return send


def parts(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*.part") if path.is_file()]


def test_pieces_become_one_photo_and_leave_nothing_behind(send, draft, settings):
    answer = send(WHOLE[:HALF])
    assert (answer.status_code, answer.content.decode()) == (202, str(HALF))
    answer = send(WHOLE[HALF:], HALF)
    photo = draft.photos.get()
    assert (answer.status_code, photo.sha256) == (200, SHA256)
    assert f'id="tile-{photo.pk}"' in answer.content.decode()
    assert parts(settings) == []


def test_a_piece_that_arrives_twice_is_kept_once(send, draft):
    send(WHOLE[:HALF])
    assert send(WHOLE[:HALF]).content.decode() == str(HALF)
    assert send(WHOLE[HALF + 7 :], HALF + 7).content.decode() == str(HALF)
    assert send(WHOLE[HALF:], HALF).status_code == 200
    assert draft.photos.count() == 1


def test_a_photo_that_is_there_is_not_sent_again(send, draft, settings):
    send(WHOLE)
    assert send(WHOLE[:10]).status_code == 200
    assert draft.photos.count() == 1
    assert parts(settings) == []


def test_what_is_not_what_it_was_called_is_refused_and_gone(send, draft, settings):
    answer = send(b"x" * len(WHOLE))
    assert answer.status_code == 422
    assert not draft.photos.exists()
    assert parts(settings) == []


def test_what_is_no_photo_is_refused_and_gone(send, settings):
    page = b"<!doctype html><script>alert(1)</script>"
    answer = send(page, sha256=hashlib.sha256(page).hexdigest(), size=len(page))
    assert (answer.status_code, "JPG, PNG" in answer.content.decode()) == (422, True)
    assert parts(settings) == []


def test_more_than_was_announced_is_not_kept(send, draft):
    assert send(WHOLE + b"tail").content.decode() == "0"
    assert not draft.photos.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"sha256": "../../x"}, {"sha256": ""}, {"offset": -1}, {"offset": "x"}, {"offset": 9}, {"size": 0}],
)
def test_an_impossible_piece_is_a_bad_request(send, settings, wrong):
    asked = {"offset": 0, "size": 9, **wrong}
    assert send(b"x", **asked).status_code == 400
    assert parts(settings) == []


def test_a_file_that_is_too_big_is_refused_with_its_first_piece(send, settings):
    answer = send(b"x", size=MAX_BYTES + 1)
    assert (answer.status_code, "25 MB" in answer.content.decode()) == (422, True)
    assert parts(settings) == []


def test_the_61st_photo_is_refused_with_its_first_piece(send, draft, settings):
    for _number in range(60):
        make.make_photo(draft)
    assert send(WHOLE[:HALF]).status_code == 422
    assert parts(settings) == []


def test_an_account_cannot_fill_the_disk_with_beginnings(send, settings, monkeypatch):
    monkeypatch.setattr("posts.actions.pieces.MAX_PHOTOS", 2)
    for number in range(2):
        assert send(b"x", sha256=f"{number:064}").status_code == 202
    assert send(b"x", sha256=f"{9:064}").status_code == 422
    assert send(b"x", 1, sha256=f"{0:064}").status_code == 202
    assert len(parts(settings)) == 2


def test_a_full_disk_is_said_in_words(send, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("posts.actions.pieces._append", full)
    answer = send(WHOLE[:HALF])
    assert (answer.status_code, "geen plaats meer" in answer.content.decode()) == (422, True)


def test_the_action_itself_refuses_a_piece_for_the_post_of_somebody_else(draft, bram, settings):
    piece = actions.Piece(SHA256, 0, len(WHOLE))
    file = SimpleUploadedFile("blob", WHOLE)
    with pytest.raises(PermissionDenied):
        actions.add_piece(post=draft, piece=piece, file=file, by=bram, now=make.NOW)
    assert not Photo.objects.exists()
    assert parts(settings) == []


def test_beginnings_nobody_goes_on_with_are_swept_after_an_hour(send, settings):
    send(WHOLE[:HALF])
    [part] = parts(settings)
    now = make.timezone.now()
    assert actions.sweep_files(now=now) == 0
    assert send(WHOLE[HALF:-1], HALF).status_code == 202
    os.utime(part, times=((now - timedelta(hours=2)).timestamp(),) * 2)
    assert actions.sweep_files(now=now) == 1
    assert parts(settings) == []
