"""Frames on a photo: drawn, changed and taken away by who may, and never smaller than drawn."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from common.images import Box
from posts import actions
from posts.errors import NotYours, Refused
from posts.models import Region
from tests import make
from tests.posts.pictures import make_draft, mask_of

BOX = Box(0.1, 0.2, 0.3, 0.4)


@pytest.fixture
def photo(group_5b, anna):
    return make.make_photo(make.make_post(group_5b, anna))


def draw(photo, by, box=BOX, child=None):
    return actions.draw_region(photo=photo, box=box, child=child, by=by, now=make.NOW)


def place(**fields):
    return {
        "left": "10",
        "top": "20",
        "width": "30",
        "height": "40",
        "shape": "ellipse",
        "child": "",
        **fields,
    }


def test_a_frame_is_at_least_as_large_as_it_was_drawn(photo, anna):
    region = draw(photo, anna, Box(1 / 3, 1 / 7, 2 / 3, 6 / 7))
    assert region.x <= 1 / 3
    assert region.y <= 1 / 7
    assert region.x + region.width == 1
    assert region.y + region.height == 1


def test_the_same_frame_twice_is_one_frame(photo, anna, emma):
    assert draw(photo, anna, child=emma) == draw(photo, anna, child=emma)


def test_a_name_takes_a_place_in_the_group(photo, anna, finn):
    with pytest.raises(Refused):
        draw(photo, anna, child=finn)


@pytest.mark.parametrize("who", ["bram", "carla", "henk"])
def test_who_may_not_post_here_draws_nothing(who, photo, request):
    with pytest.raises(PermissionDenied):
        draw(photo, request.getfixturevalue(who))


def test_a_colleague_names_in_a_placed_post_but_not_in_a_draft(photo, group_5b, anna, greet):
    assert draw(photo, greet)
    with pytest.raises(PermissionDenied):
        draw(make.make_photo(make_draft(group_5b, anna)), greet)


def test_a_change_counts_at_once(photo, anna):
    region = draw(photo, anna)
    before = mask_of(photo).key
    actions.change_region(region=region, box=Box(0.5, 0.5, 0.2, 0.2), child=None, by=anna, now=make.NOW)
    assert mask_of(photo).key != before


def test_a_frame_that_is_gone_cannot_be_changed(photo, anna):
    region = draw(photo, anna)
    actions.delete_region(region=region, by=anna)
    with pytest.raises(NotYours):
        actions.change_region(region=region, box=BOX, child=None, by=anna, now=make.NOW)


def test_the_page_adds_names_and_removes_without_javascript(photo, anna, emma, sign_in):
    client = sign_in(anna)
    url = reverse("posts:photo-regions", args=[photo.pk])
    assert client.get(url).status_code == 200
    added = client.post(url, place())
    region = Region.objects.get()
    assert added["Location"] == f"{url}?frame={region.pk}"
    assert client.get(added["Location"]).status_code == 200
    change = reverse("posts:region-change", args=[photo.pk, region.pk])
    client.post(change, place(child=str(emma.pk), left="11"))
    region.refresh_from_db()
    assert (region.child, round(region.x, 2)) == (emma, 0.11)
    client.post(reverse("posts:region-delete", args=[photo.pk, region.pk]))
    assert not Region.objects.exists()


def test_the_page_says_why_a_child_is_covered(photo, anna, emma, carla, sign_in):
    make.decide(emma, carla, "no")
    page = sign_in(anna).get(reverse("posts:photo-regions", args=[photo.pk])).content.decode()
    children, _adults = page.split('name="person"')
    assert "Emma Jansen (" in children
    assert "Carla" not in children


def test_a_frame_outside_the_photo_is_an_error_and_stays_as_typed(photo, anna, sign_in):
    answer = sign_in(anna).post(
        reverse("posts:photo-regions", args=[photo.pk]), place(left="100", width="17")
    )
    assert answer.status_code == 422
    assert 'value="17' in answer.content.decode()


def test_htmx_gets_the_form_the_frames_and_the_names(photo, anna, sign_in):
    url = reverse("posts:photo-regions", args=[photo.pk])
    answer = sign_in(anna).post(url, place(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in answer
    assert all(f'id="{name}"' in answer for name in ("region-form", "frames", "names"))


@pytest.mark.parametrize(("who", "status"), [("carla", 403), ("henk", 404), ("bram", 404), ("farid", 404)])
def test_strangers_see_no_tagging_page(who, status, photo, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    region = make.make_region(photo)
    assert client.get(reverse("posts:photo-regions", args=[photo.pk])).status_code == status
    for name, ids in (("regions", []), ("check", [])):
        assert (
            client.post(reverse(f"posts:photo-{name}", args=[photo.pk, *ids]), place()).status_code == status
        )
    assert client.post(reverse("posts:region-delete", args=[photo.pk, region.pk])).status_code == status
    assert Region.objects.count() == 1


def test_checking_uncovers_and_taking_it_back_covers(group_5b, anna, sign_in):
    photo = make.make_photo(make.make_post(group_5b, anna), checked=False)
    url = reverse("posts:photo-check", args=[photo.pk])
    client = sign_in(anna)
    answer = client.post(url, {"then": "nobody", "alt_text": "Kinderen bij de vijver"})
    photo.refresh_from_db()
    assert (answer.status_code, photo.checked_by, photo.alt_text) == (302, anna, "Kinderen bij de vijver")
    assert mask_of(photo).boxes == ()
    client.post(url, {"then": "uncheck", "alt_text": ""})
    assert len(mask_of(photo).boxes) == 1


def test_a_photo_without_frames_is_only_opened_in_so_many_words(group_5b, anna, sign_in):
    photo = make.make_photo(make.make_post(group_5b, anna), checked=False)
    client, url = sign_in(anna), reverse("posts:photo-check", args=[photo.pk])
    answer = client.post(url, {"then": "check", "alt_text": "Het bos"})
    photo.refresh_from_db()
    assert (answer.status_code, photo.checked_at) == (422, None)
    assert "Het bos" in answer.content.decode()
    make.make_region(photo)
    assert client.post(url, {"then": "check", "alt_text": "Het bos"}).status_code == 302


def test_a_checked_photo_leads_to_the_next_one(group_5b, anna, sign_in):
    draft = make_draft(group_5b, anna)
    first, second = (make.make_photo(draft, checked=False, position=number) for number in (0, 1))
    client = sign_in(anna)
    step = client.post(reverse("posts:photo-check", args=[first.pk]), {"then": "nobody", "alt_text": ""})
    assert step["Location"] == reverse("posts:photo-regions", args=[second.pk]) + "?go=on"
    end = client.post(reverse("posts:photo-check", args=[second.pk]), {"then": "nobody", "alt_text": ""})
    assert end["Location"] == reverse("posts:post-edit", args=[draft.pk])


def test_the_frames_page_costs_the_same_for_two_frames_and_ten(
    photo, anna, emma, sign_in, django_assert_max_num_queries
):
    client = sign_in(anna)
    for number in range(10):
        make.make_region(photo, emma, x=number / 20)
    with django_assert_max_num_queries(50):
        assert client.get(reverse("posts:photo-regions", args=[photo.pk])).status_code == 200
