"""Private files are whole or absent, closed to others, and named by the server."""

import os
import stat

import pytest

from common import storage


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_what_is_written_can_be_read_and_is_closed_to_others(media):
    name = storage.write_private(storage.new_name("photos", ".webp"), b"bytes")
    assert storage.read_private(name) == b"bytes"
    assert stat.S_IMODE((media / name).stat().st_mode) & 0o007 == 0


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "photos/../../x", "photos/.hidden", "Photos/x.jpg", ""]
)
def test_a_name_no_server_made_is_refused(name):
    with pytest.raises(ValueError, match="not a name"):
        storage.read_private(name)


def test_a_full_disk_leaves_no_half_file(media, monkeypatch):
    def full(descriptor):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.write_private("photos/ab/x.webp", b"bytes")
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_names_cannot_be_guessed():
    assert storage.new_name("photos", "jpg") != storage.new_name("photos", "jpg")


def test_removing_twice_is_fine():
    name = storage.write_private("photos/ab/x.webp", b"bytes")
    storage.delete_private(name)
    storage.delete_private(name)
    assert not storage.exists_private(name)
