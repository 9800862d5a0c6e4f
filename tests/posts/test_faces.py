"""What the detector finds: covered until a person decides, and never touched by looking again."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.faces import DETECTOR, Face, FacesUnavailable
from common.images import Box
from posts import actions
from posts.actions.faces import record_faces
from posts.errors import AskAgain, NotYours, Refused
from posts.models import Photo, Region
from tests import make
from tests.posts.pictures import make_draft, make_ready_photo, mask_of, say_yes

State = Region.State
LEFT, RIGHT = Face(Box(0.1, 0.2, 0.1, 0.15), 0.9), Face(Box(0.7, 0.2, 0.1, 0.15), 0.4)


@pytest.fixture
def photo(group_5b, anna):
    return make.make_photo(make.make_post(group_5b, anna))


def decide(region, by, **fields):
    box = Box(region.x, region.y, region.width, region.height)
    return actions.change_region(
        region=region, box=box, **{"child": None, "by": by, "now": make.NOW, **fields}
    )


def look_again(photo, *faces):
    with transaction.atomic():
        return record_faces(photo=Photo.objects.get(pk=photo.pk), faces=faces, now=make.NOW)


def test_an_upload_gets_a_frame_round_every_face(group_5b, anna, found_faces):
    found_faces += [RIGHT, LEFT]
    photo = make_ready_photo(make_draft(group_5b, anna), checked=False)
    assert photo.faces_status == Photo.Faces.FOUND
    regions = photo.regions.order_by("x")
    assert [(row.state, row.score, row.detector) for row in regions] == [
        (State.DETECTED, 0.9, DETECTOR),
        (State.DETECTED, 0.4, DETECTOR),
    ]
    assert regions[0].x <= 0.1
    assert regions[0].x + regions[0].width >= 0.2


def test_an_upload_too_dark_to_trust_the_search_says_so(group_5b, anna):
    draft = make_draft(group_5b, anna)
    dark, light = (make_ready_photo(draft, colour=colour) for colour in [(9, 9, 9), (90, 90, 90)])
    assert (dark.hint, light.hint) == (Photo.Hint.DARK, None)


def test_without_a_detector_the_photo_is_usable_and_covered(group_5b, anna, monkeypatch):
    def broken(_master):
        raise FacesUnavailable("no model")

    monkeypatch.setattr("posts.actions.faces.find_faces", broken)
    photo = make_ready_photo(make_draft(group_5b, anna), checked=False)
    assert (photo.state, photo.faces_status) == (Photo.State.READY, Photo.Faces.FAILED)
    assert mask_of(photo).boxes == (Box(0, 0, 1, 1, "rectangle"),)


def test_a_school_that_wants_no_search_gets_none(group_5b, anna, greet, found_faces, school):
    found_faces.append(LEFT)
    make.set_policy(school, greet, find_faces=False)
    photo = make_ready_photo(make_draft(group_5b, anna), checked=False)
    assert (photo.faces_status, photo.regions.count()) == (Photo.Faces.OFF, 0)


def test_preparing_twice_finds_once(group_5b, anna, found_faces):
    found_faces.append(LEFT)
    photo = make_ready_photo(make_draft(group_5b, anna), checked=False)
    actions.prepare_photo(photo=photo, now=make.NOW)
    assert photo.regions.count() == 1


def test_looking_again_keeps_every_decision(photo, anna, emma):
    look_again(photo, LEFT, RIGHT)
    named, none = photo.regions.order_by("x")
    decide(named, anna, child=emma)
    actions.dismiss_region(region=none, by=anna, now=make.NOW)
    moved = Face(Box(0.11, 0.21, 0.1, 0.15), 0.9)
    assert look_again(photo, moved, RIGHT, Face(Box(0.4, 0.6, 0.1, 0.1), 0.3)) == 1
    assert sorted(photo.regions.values_list("state", flat=True)) == ["confirmed", "detected", "dismissed"]


def test_a_drawn_frame_is_not_found_a_second_time(photo):
    make.make_region(photo, x=0.1, y=0.2, width=0.1, height=0.15)
    assert look_again(photo, LEFT) == 0


def test_a_found_face_is_covered_until_somebody_with_a_yes_is_named(photo, anna, emma, carla):
    region = make.make_found(photo)
    assert mask_of(photo).covered == 1
    decide(region, anna, unknown=True)
    assert mask_of(photo).covered == 1
    decide(region, anna, child=emma)
    assert mask_of(photo).covered == 1
    say_yes(emma, carla)
    assert mask_of(photo).covered == 0


def test_taking_a_name_back_covers_again(photo, anna, emma, carla):
    say_yes(emma, carla)
    region = decide(make.make_found(photo), anna, child=emma)
    region = decide(region, anna)
    assert (region.state, region.decided_by, mask_of(photo).covered) == (State.DETECTED, None, 1)


def test_moving_a_found_frame_decides_nothing(photo, anna):
    region = make.make_found(photo)
    box = Box(0.2, 0.2, 0.2, 0.2)
    changed = actions.change_region(region=region, box=box, child=None, by=anna, now=make.NOW)
    assert (changed.state, changed.drawn_by) == (State.DETECTED, None)


def test_no_face_uncovers_and_says_who_decided(photo, anna):
    region = actions.dismiss_region(region=make.make_found(photo), by=anna, now=make.NOW)
    assert mask_of(photo).boxes == ()
    assert (region.state, region.decided_by, region.decided_at) == (State.DISMISSED, anna, make.NOW)
    decide(region, anna, unknown=True)
    assert mask_of(photo).covered == 1


def test_no_face_is_asked_twice_where_the_detector_is_sure(photo, anna):
    region = make.make_found(photo, score=0.6)
    with pytest.raises(AskAgain):
        actions.dismiss_region(region=region, by=anna, now=make.NOW)
    assert mask_of(photo).covered == 1
    actions.dismiss_region(region=region, by=anna, now=make.NOW, sure=True)
    assert mask_of(photo).covered == 0


def test_found_is_not_deleted_and_drawn_is_not_dismissed(photo, anna):
    with pytest.raises(Refused):
        actions.delete_region(region=make.make_found(photo), by=anna)
    with pytest.raises(NotYours):
        actions.dismiss_region(region=make.make_region(photo), by=anna, now=make.NOW)
    assert photo.regions.count() == 2


@pytest.mark.parametrize("who", ["bram", "carla", "henk"])
def test_who_may_not_post_here_dismisses_nothing(who, photo, request):
    with pytest.raises(PermissionDenied):
        actions.dismiss_region(
            region=make.make_found(photo), by=request.getfixturevalue(who), now=make.NOW, sure=True
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "detected", "decided_by": None, "decided_at": None, "child": "emma"},
        {"state": "dismissed", "child": "emma"},
        {"state": "confirmed", "decided_by": None, "child": None},
        {"state": "manual", "child": None},
        {"score": None},
        {"detector": ""},
    ],
)
def test_the_database_keeps_a_region_honest(photo, emma, wrong):
    region = make.make_found(photo, emma)
    values = {name: emma if value == "emma" else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.filter(pk=region.pk).update(**values)


def test_the_page_counts_and_goes_from_face_to_face_without_javascript(photo, anna, emma, sign_in):
    first, second = (make.make_found(photo, x=x) for x in (0.1, 0.5))
    client, url = sign_in(anna), reverse("posts:photo-regions", args=[photo.pk])
    page = " ".join(client.get(url).content.decode().split())
    assert "2 gezichten gevonden, nog 2 zonder naam" in page
    assert "Kader 1: wie is dit?" in page
    assert "Kader 1: wie is dit?" not in client.get(f"{url}?frame=new").content.decode()
    change = reverse("posts:region-change", args=[photo.pk, first.pk])
    place = {"left": "10", "top": "40", "width": "10", "height": "15", "shape": "ellipse"}
    assert (
        client.post(change, {**place, "child": str(emma.pk), "then": "next"})["Location"]
        == f"{url}?frame={second.pk}"
    )
    change = reverse("posts:region-change", args=[photo.pk, second.pk])
    answer = client.post(change, {**place, "left": "50", "child": "", "then": "unknown"})
    assert answer["Location"] == f"{url}?frame={second.pk}"
    assert {row.state for row in photo.regions.all()} == {State.CONFIRMED}


def test_the_page_asks_twice_before_a_likely_face_is_none(photo, anna, sign_in):
    region = make.make_found(photo, score=0.9)
    client, url = sign_in(anna), reverse("posts:region-delete", args=[photo.pk, region.pk])
    answer = client.post(url)
    region.refresh_from_db()
    assert (answer.status_code, region.state) == (422, State.DETECTED)
    assert 'name="sure"' in answer.content.decode()
    assert client.post(url, {"sure": "yes"}).status_code == 302
    region.refresh_from_db()
    assert region.state == State.DISMISSED


def test_names_of_the_photo_before_come_first(group_5b, anna, emma, sign_in):
    make.make_child("Aad", group_5b)
    draft = make_draft(group_5b, anna)
    before, now = (make.make_photo(draft, checked=False, position=number) for number in (0, 1))
    client, url = sign_in(anna), reverse("posts:photo-regions", args=[now.pk])
    assert "Op de vorige foto" not in client.get(url).content.decode()
    make.make_region(before, emma)
    page = client.get(url).content.decode()
    assert page.index("Op de vorige foto") < page.index("Emma Jansen") < page.index("Aad Jansen")


def test_a_photo_with_only_dismissed_frames_is_opened_in_so_many_words(group_5b, anna, sign_in):
    photo = make.make_photo(make_draft(group_5b, anna), checked=False)
    make.make_found(photo, state=State.DISMISSED)
    client, url = sign_in(anna), reverse("posts:photo-check", args=[photo.pk])
    assert client.post(url, {"then": "check", "alt_text": ""}).status_code == 422
    assert client.post(url, {"then": "nobody", "alt_text": ""}).status_code == 302


@pytest.mark.parametrize(
    ("status", "sentence"),
    [("found", "Geen gezichten gevonden"), ("failed", "lukte niet"), ("off", "niet naar gezichten gezocht")],
)
def test_the_page_says_how_the_search_went(group_5b, anna, sign_in, status, sentence):
    photo = make.make_photo(make_draft(group_5b, anna), checked=False, faces_status=status)
    page = sign_in(anna).get(reverse("posts:photo-regions", args=[photo.pk])).content.decode()
    assert sentence in page
