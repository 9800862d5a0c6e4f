"""A no for one photo: at once, for everybody else, and only taken back by who said it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from posts import actions
from posts.errors import NotYours
from posts.models import PhotoObjection
from tests import make
from tests.posts.pictures import TODAY, make_ready_photo, mask_of, render, say_yes
from tests.posts.test_own_child import address, shares


@pytest.fixture
def photo(group_5b, anna, emma, carla):
    photo = make_ready_photo(make.make_post(group_5b, anna))
    make.make_region(photo, emma)
    say_yes(emma, carla)
    return render(photo)


def url(photo, child):
    return reverse("posts:photo-object", args=[photo.pk, child.pk])


def test_one_tap_covers_the_child_at_the_next_request(photo, emma, carla, koen, sign_in):
    old, reader = address(photo, mask_of(photo).key), sign_in(koen)
    assert reader.get(old).status_code == 200
    assert sign_in(carla).post(url(photo, emma)).status_code == 302
    for size in (2000, 1000, 320):
        assert reader.get(address(photo, old.split("/")[3], size)).status_code == 404
        assert reader.head(address(photo, old.split("/")[3], size)).status_code == 404
    assert mask_of(photo).covered == 1


def test_twice_is_one_and_it_can_be_taken_back(photo, emma, carla, sign_in):
    before, client = mask_of(photo).key, sign_in(carla)
    client.post(url(photo, emma))
    client.post(url(photo, emma))
    assert PhotoObjection.objects.open().count() == 1
    client.post(url(photo, emma), {"then": "allow"})
    client.post(url(photo, emma), {"then": "allow"})
    assert mask_of(photo).key == before
    assert PhotoObjection.objects.get().taken_back_by == carla


def test_the_other_parent_does_not_take_it_back_and_neither_does_the_teacher(photo, emma, carla, dirk, anna):
    actions.object_to_photo(photo=photo, child=emma, by=carla, now=make.NOW)
    for user in (dirk, anna):
        with pytest.raises(PermissionDenied):
            actions.take_back_objection(photo=photo, child=emma, by=user, now=make.NOW)
    assert mask_of(photo).covered == 1


def test_a_parent_does_not_overrule_what_the_child_told_the_teacher(photo, emma, carla, anna, greet):
    actions.object_to_photo(photo=photo, child=emma, by=anna, now=make.NOW)
    with pytest.raises(PermissionDenied):
        actions.take_back_objection(photo=photo, child=emma, by=carla, now=make.NOW)
    actions.take_back_objection(photo=photo, child=emma, by=greet, now=make.NOW)
    assert mask_of(photo).covered == 0


@pytest.mark.parametrize("who", ["koen", "farid", "bram", "henk"])
def test_nobody_else_says_it(who, photo, emma, request, sign_in):
    answer = sign_in(request.getfixturevalue(who)).post(url(photo, emma))
    assert answer.status_code == 404  # the same as for a child without a name on the photo
    assert not PhotoObjection.objects.exists()


def test_a_child_that_is_not_on_the_photo_has_nothing_to_say(photo, lotte, koen, sign_in):
    with pytest.raises(NotYours):
        actions.object_to_photo(photo=photo, child=lotte, by=koen, now=make.NOW)
    assert sign_in(koen).post(url(photo, lotte)).status_code == 404


def test_the_own_parents_still_see_the_child(photo, emma, carla, dirk):
    actions.object_to_photo(photo=photo, child=emma, by=carla, now=make.NOW)
    assert not shares(photo, carla)
    assert not shares(photo, dirk)


def test_htmx_gets_the_photo_back(photo, emma, carla, sign_in):
    answer = sign_in(carla).post(url(photo, emma), headers={"HX-Request": "true"})
    assert f'id="photo-{photo.pk}"' in answer.content.decode()
    assert 'value="allow"' in answer.content.decode()
    assert mask_of(photo, TODAY).key in answer.content.decode()


def test_a_teacher_finds_the_button_below_the_photo(photo, emma, carla, anna, sign_in):
    page = reverse("posts:photo-show", args=[photo.post_id, photo.pk])
    assert url(photo, emma) in sign_in(anna).get(page).content.decode()
    assert url(photo, emma) not in sign_in(carla).get(page).content.decode()
