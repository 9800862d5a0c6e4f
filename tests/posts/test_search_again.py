"""Another look for faces, where the first failed or never was; what somebody decided stays."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from common.faces import Face, FacesUnavailable
from common.images import Box
from posts import actions, tasks
from posts.errors import Refused
from posts.models import Photo, Region
from tests import make
from tests.posts.pictures import make_draft, make_ready_photo

LEFT, RIGHT = Face(Box(0.1, 0.2, 0.1, 0.15), 0.9), Face(Box(0.7, 0.2, 0.1, 0.15), 0.4)


@pytest.fixture
def photo(group_5b, anna):
    """A photo on which searching failed."""
    photo = make_ready_photo(make_draft(group_5b, anna), checked=False)
    photo.faces_status = Photo.Faces.FAILED
    photo.save()
    return photo


def search(photo):
    tasks.search_faces(str(photo.pk))
    photo.refresh_from_db()


def test_a_second_look_finds_what_the_first_could_not(photo, anna, found_faces):
    found_faces += [LEFT, RIGHT]
    actions.search_faces(photo=photo, by=anna)
    search(photo)
    search(photo)
    assert (photo.faces_status, photo.regions.count()) == (Photo.Faces.FOUND, 2)


def test_what_the_teacher_drew_and_named_stays_and_gets_no_second_frame(photo, anna, emma, found_faces):
    found_faces += [LEFT, RIGHT]
    drawn = make.make_region(photo, emma, x=0.1, y=0.2, width=0.1, height=0.15)
    search(photo)
    states = list(photo.regions.order_by("x").values_list("state", "child"))
    assert states == [(Region.State.MANUAL, emma.pk), (Region.State.DETECTED, None)]
    assert photo.regions.filter(pk=drawn.pk).exists()


def test_a_look_that_fails_again_says_so_and_may_be_asked_again(photo, anna, monkeypatch, sign_in):
    def broken(_master):
        raise FacesUnavailable("no model")

    monkeypatch.setattr("posts.actions.faces.find_faces", broken)
    search(photo)
    assert photo.faces_status == Photo.Faces.FAILED
    page = sign_in(anna).get(reverse("posts:photo-regions", args=[photo.pk])).content.decode()
    assert "Zoek opnieuw naar gezichten" in page


@pytest.mark.parametrize(
    ("status", "is_offered"), [("failed", True), ("off", True), (None, True), ("found", False)]
)
def test_the_button_is_there_where_nobody_looked(photo, anna, sign_in, status, is_offered):
    Photo.objects.filter(pk=photo.pk).update(faces_status=status)
    page = sign_in(anna).get(reverse("posts:photo-regions", args=[photo.pk])).content.decode()
    assert ("Zoek opnieuw naar gezichten" in page) is is_offered


def test_a_school_that_wants_no_search_gets_no_button_and_no_look(
    photo, anna, greet, school, found_faces, sign_in
):
    found_faces.append(LEFT)
    make.set_policy(school, greet, find_faces=False)
    page = sign_in(anna).get(reverse("posts:photo-regions", args=[photo.pk])).content.decode()
    assert "Zoek opnieuw" not in page
    with pytest.raises(Refused):
        actions.search_faces(photo=photo, by=anna)
    search(photo)
    assert photo.regions.count() == 0


def test_the_page_waits_for_the_answer_and_then_shows_it(photo, anna, found_faces, sign_in):
    found_faces.append(LEFT)
    client, url = sign_in(anna), reverse("posts:photo-regions", args=[photo.pk])
    answer = client.post(reverse("posts:photo-search", args=[photo.pk]))
    assert answer["Location"] == f"{url}?search=on"
    assert "Kring zoekt naar gezichten" in client.get(f"{url}?search=on").content.decode()
    search(photo)
    polled = client.get(f"{url}?search=on", headers={"HX-Request": "true"})
    assert (polled.status_code, polled["HX-Redirect"]) == (204, url)


@pytest.mark.parametrize("who", ["bram", "carla", "henk"])
def test_who_may_not_post_here_asks_for_no_look(who, photo, request):
    with pytest.raises(PermissionDenied):
        actions.search_faces(photo=photo, by=request.getfixturevalue(who))


def test_a_photo_that_is_gone_is_no_fault(photo):
    pk = str(photo.pk)
    photo.delete()
    tasks.search_faces(pk)
