"""Photos to take home: exactly what this guardian may see now, nothing of another key, and the rule inside."""

import io
from functools import partial
from zipfile import ZipFile

import pytest
from django.urls import reverse

from common.limits import Limit
from common.storage import read_private
from posts.models import Photo, Rendition
from posts.queries import downloads
from posts.views import downloads as downloads_view
from tests import make
from tests.posts.pictures import make_ready_photo, render
from tests.posts.test_own_child import is_face, key_for, opened


@pytest.fixture
def photo(group_5b, anna, emma, lotte):
    photo = make_ready_photo(make.make_post(group_5b, anna))
    make.make_region(photo, emma, x=0.1)
    make.make_region(photo, lotte, x=0.7)
    return render(photo)


def address(child, query=""):
    return reverse("posts:child-download", args=[child.pk]) + query


@pytest.fixture
def ask(sign_in, django_capture_on_commit_callbacks):
    """Ask until the worker has drawn what was missing."""

    def ask(user, child, query=""):
        client = sign_in(user)
        with django_capture_on_commit_callbacks(execute=True):
            client.get(address(child, query))
        return client.get(address(child, query))

    return ask


def packed(answer):
    return ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_missing_ones_are_drawn_first_and_the_page_looks_again(photo, emma, carla, sign_in):
    answer = sign_in(carla).get(address(emma))
    assert answer["Refresh"] == "5"
    assert "0 van 1" in answer.content.decode()


def test_the_file_has_the_own_child_open_and_the_other_covered(photo, emma, carla, ask):
    answer = ask(carla, emma)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "private, no-store"
    found = packed(answer)
    assert found.namelist() == ["2026-10-06-foto-01.jpg", "LEES-MIJ.txt"]
    drawn = found.read("2026-10-06-foto-01.jpg")
    assert drawn.startswith(b"\xff\xd8\xff")
    assert (is_face(opened(drawn), 0.15), is_face(opened(drawn), 0.75)) == (True, False)
    assert "thuis" in found.read("LEES-MIJ.txt").decode()


def test_it_is_byte_for_byte_what_the_portal_shows(photo, emma, carla, ask):
    own = packed(ask(carla, emma)).read("2026-10-06-foto-01.jpg")
    row = Rendition.objects.get(mask_key=key_for(photo, carla), size=2000, image_format="jpeg")
    assert own == read_private(row.stored_as)
    assert own != read_private(Photo.objects.get().master_name)


@pytest.mark.parametrize("query", ["?part=2", "?part=0", "?part=x", "?month=2026-09", "?month=x", "?post=x"])
def test_a_part_there_is_not_is_not_found(query, photo, emma, carla, sign_in):
    assert sign_in(carla).get(address(emma, query)).status_code == 404


def test_one_post_and_one_month_are_parts_of_everything(photo, group_5b, anna, emma, carla, ask):
    other = make.make_post(group_5b, anna, published_at=make.NOW.replace(month=9))
    make.make_region(make_ready_photo(other, colour=(30, 30, 200)), emma)
    jpgs = [
        len(packed(ask(carla, emma, query)).namelist()) - 1
        for query in ("?month=2026-09", f"?post={other.pk}", "")
    ]
    assert jpgs == [1, 1, 2]


def test_a_month_of_many_comes_in_parts(photo, group_5b, anna, emma, carla, ask, monkeypatch):
    monkeypatch.setattr(downloads, "PART_SIZE", 1)
    make.make_region(make_ready_photo(photo.post, colour=(30, 30, 200)), emma)
    names = [packed(ask(carla, emma, f"?part={number}")).namelist()[0] for number in (1, 2)]
    assert names == ["2026-10-06-foto-01.jpg", "2026-10-06-foto-02.jpg"]


def test_what_nobody_can_draw_is_left_out_with_a_word(photo, group_5b, anna, emma, carla, ask, sign_in):
    ask(carla, emma)
    make.make_region(make.make_photo(make.make_post(group_5b, anna)), emma)
    client = sign_in(carla)
    assert client.get(address(emma))["Refresh"] == "5"
    found = packed(client.get(address(emma, "?without=1")))
    assert len(found.namelist()) == 2
    assert "1 foto was nog niet klaar" in found.read("LEES-MIJ.txt").decode()


def test_an_unchecked_photo_is_not_among_them(group_5b, anna, emma, carla, sign_in):
    make.make_region(make_ready_photo(make.make_post(group_5b, anna), checked=False), emma)
    assert sign_in(carla).get(address(emma)).status_code == 404


@pytest.mark.parametrize("who", ["koen", "farid", "anna", "greet"])
def test_it_is_for_the_own_guardian_only(who, photo, emma, request, sign_in):
    assert sign_in(request.getfixturevalue(who)).get(address(emma)).status_code == 404


def test_a_choice_made_while_it_is_packed_starts_again(
    photo, emma, lotte, koen, carla, ask, sign_in, monkeypatch
):
    make.decide(lotte, koen, "yes")
    ask(carla, emma)
    original = downloads.part_of

    def changed(*args, **kwargs):
        part = original(*args, **kwargs)
        make.decide(lotte, koen, "no")
        return part

    monkeypatch.setattr("posts.views.downloads.part_of", changed)
    answer = sign_in(carla).get(address(emma))
    assert (answer.status_code, answer["Location"]) == (302, address(emma))


def test_who_takes_too_much_home_reads_when_it_goes_on(photo, emma, carla, ask, monkeypatch):
    monkeypatch.setattr(downloads_view, "DOWNLOADS", Limit("download-of-a-test", 0, 60))
    answer = ask(carla, emma)
    assert answer.status_code == 429
    assert "Wacht een uur" in answer.content.decode()


def test_a_full_disk_is_said_in_a_sentence(photo, emma, carla, ask, sign_in, monkeypatch):
    ask(carla, emma)
    monkeypatch.setattr(downloads_view.tempfile, "TemporaryFile", partial(open, "/dev/full", "w+b"))
    client = sign_in(carla)
    client.raise_request_exception = False
    answer = client.get(address(emma))
    assert answer.status_code == 507
    assert "De schijf van de server is vol." in answer.content.decode()
