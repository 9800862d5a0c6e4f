"""The last change to a frame can be taken back, several steps, and never over what somebody else decided."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from common.images import Box
from posts import actions
from posts.actions import snapshot
from posts.errors import Refused
from posts.models import Region
from tests import make
from tests.posts.pictures import make_draft

State = Region.State
PLACE = {
    "left": "10",
    "top": "40",
    "width": "10",
    "height": "15",
    "shape": "ellipse",
    "child": "",
    "person": "",
}


@pytest.fixture
def photo(group_5b, anna):
    return make.make_photo(make_draft(group_5b, anna), checked=False)


def undo(client, photo, **options):
    return client.post(reverse("posts:photo-undo", args=[photo.pk]), **options)


def change(client, region, **sent):
    return client.post(reverse("posts:region-change", args=[region.photo_id, region.pk]), {**PLACE, **sent})


def delete(client, region, **sent):
    return client.post(reverse("posts:region-delete", args=[region.photo_id, region.pk]), sent)


def test_several_steps_are_taken_back_one_by_one(photo, anna, emma, sign_in):
    client, region = sign_in(anna), make.make_found(photo)
    change(client, region, child=str(emma.pk), then="next")
    change(client, region, then="unknown")
    delete(client, region, sure="yes")
    states = []
    for _step in range(4):
        region.refresh_from_db()
        states.append((region.state, region.child))
        assert undo(client, photo).status_code == 302
    assert states == [
        (State.DISMISSED, None),
        (State.CONFIRMED, None),
        (State.CONFIRMED, emma),
        (State.DETECTED, None),
    ]
    region.refresh_from_db()
    assert (region.state, region.decided_by) == (State.DETECTED, None)


def test_a_frame_that_was_taken_away_comes_back_as_it_was(photo, anna, emma, sign_in):
    client, region = sign_in(anna), make.make_region(photo, emma, shape="rectangle", drawn_at=make.NOW)
    delete(client, region)
    assert not Region.objects.exists()
    undo(client, photo)
    assert snapshot(Region.objects.get()) == snapshot(region)


def test_a_drawn_frame_goes_again(photo, anna, sign_in):
    client = sign_in(anna)
    client.post(reverse("posts:photo-regions", args=[photo.pk]), PLACE)
    assert Region.objects.count() == 1
    undo(client, photo)
    assert not Region.objects.exists()


def test_the_button_is_there_while_there_is_something_to_take_back(photo, anna, sign_in):
    client, url = sign_in(anna), reverse("posts:photo-regions", args=[photo.pk])
    assert 'id="undo-button"' not in client.get(url).content.decode()
    change(client, make.make_found(photo), then="unknown")
    assert 'id="undo-button"' in client.get(url).content.decode()
    answer = undo(client, photo, headers={"HX-Request": "true"}).content.decode()
    assert "teruggedraaid" in answer
    assert 'id="undo-button"' not in answer


def test_what_a_colleague_changed_meanwhile_stays(group_5b, anna, greet, emma, sign_in):
    photo = make.make_photo(make.make_post(group_5b, anna))
    region = make.make_found(photo)
    client = sign_in(anna)
    change(client, region, child=str(emma.pk), then="next")
    change(sign_in(greet), region, then="unknown")
    page = undo(client, photo, follow=True).content.decode()
    region.refresh_from_db()
    assert region.child is None
    assert "intussen opnieuw veranderd" in page


def test_steps_are_of_one_person_and_one_photo(group_5b, anna, greet, sign_in):
    post = make.make_post(group_5b, anna)
    one, other = make.make_photo(post), make.make_photo(post)
    region = make.make_found(one)
    client = sign_in(anna)
    change(client, region, then="unknown")
    undo(client, other)
    undo(sign_in(greet), one)
    region.refresh_from_db()
    assert region.state == State.CONFIRMED


def test_a_child_that_left_the_group_is_not_named_again(photo, anna, finn):
    region = make.make_found(photo)
    before = {**(snapshot(region) or {}), "child": str(finn.pk), "state": "confirmed"}
    with pytest.raises(Refused):
        actions.undo_change(
            photo=photo, region_id=region.pk, before=before, after=snapshot(region), by=anna, now=make.NOW
        )


@pytest.mark.parametrize("who", ["bram", "carla", "henk"])
def test_who_may_not_post_here_takes_nothing_back(who, group_5b, anna, request):
    photo = make.make_photo(make.make_post(group_5b, anna))
    region = make.make_region(photo)
    with pytest.raises(PermissionDenied):
        actions.undo_change(
            photo=photo,
            region_id=region.pk,
            before=None,
            after=snapshot(region),
            by=request.getfixturevalue(who),
            now=make.NOW,
        )
    assert Region.objects.count() == 1


def test_taking_back_counts_in_the_mask_at_once(photo, anna):
    drawn = actions.draw_region(photo=photo, box=Box(0.1, 0.1, 0.2, 0.2), child=None, by=anna, now=make.NOW)
    after = snapshot(drawn)
    actions.delete_region(region=drawn, by=anna)
    back = actions.undo_change(
        photo=photo, region_id=drawn.pk, before=after, after=None, by=anna, now=make.NOW
    )
    assert back == drawn
    assert (back.drawn_by, back.state) == (anna, State.MANUAL)
