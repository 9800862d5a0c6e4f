"""What one request may bring (attack E09), and what is left of one that was cut off."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from posts import actions
from tests.posts.pictures import make_draft, upload

FIVE_GIGABYTES = str(5 * 1024**3)


@pytest.fixture
def url(group_5b, anna):
    return reverse("posts:photo-create", args=[group_5b.slug, make_draft(group_5b, anna).pk])


def test_a_request_of_gigabytes_is_refused_unread_also_from_a_stranger(url, anna, sign_in):
    stranger = Client(enforce_csrf_checks=True)
    stranger.get("/account/login/")
    for client in (stranger, sign_in(anna)):
        answer = client.post(url, {"photo": upload()}, CONTENT_LENGTH=FIVE_GIGABYTES)
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "form",
    [
        {f"field{number}": "x" for number in range(10_000)},
        {f"file{number}": SimpleUploadedFile("x", b"x") for number in range(30)},
        {"title": "x" * 3_000_000},
    ],
    ids=["fields", "files", "letters"],
)
def test_too_many_parts_are_refused(url, anna, sign_in, form):
    assert sign_in(anna).post(url, form).status_code == 400


def test_what_a_request_that_was_cut_off_left_is_swept_after_an_hour(settings, tmp_path, url):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    left = Path(tmp_path) / "tmp1.upload.jpg"
    left.write_bytes(b"x")
    now = timezone.now()
    assert actions.sweep_files(now=now) == 0
    os.utime(left, times=((now - timedelta(hours=2)).timestamp(),) * 2)
    assert actions.sweep_files(now=now) == 1
    assert not left.exists()


def test_a_request_on_its_way_in_lies_in_a_place_of_our_own(settings):
    place = Path(settings.FILE_UPLOAD_TEMP_DIR)
    assert place.is_relative_to(settings.VAR_DIR)
    assert place.stat().st_mode & 0o077 == 0
