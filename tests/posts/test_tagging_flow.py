"""Thirty photos in minutes: names used before come first, photos without anybody go in one go, and one can go back."""

import pytest
from django.urls import reverse

from common.images import Box
from posts import actions
from posts.errors import Refused
from posts.models import Photo, Region
from posts.queries.frames import frames_of
from posts.queries.naming import adults_of, first_choices, pupils_of
from tests import make
from tests.posts.pictures import TODAY, make_draft, mask_of

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
def draft(group_5b, anna):
    return make_draft(group_5b, anna)


def photos(draft, count):
    return [make.make_photo(draft, checked=False, position=number) for number in range(count)]


def url_of(name, photo, *ids):
    return reverse(f"posts:{name}", args=[photo.pk, *ids])


def choices(photo):
    return [pupil.name for pupil in first_choices(pupils_of(photo, today=TODAY))]


def test_one_tap_offers_the_photo_before_and_then_who_is_in_the_post_most(draft, group_5b, emma):
    aad, bo, _never = (make.make_child(name, group_5b) for name in ("Aad", "Bo", "Cas"))
    first, second, third, now = photos(draft, 4)
    for photo, child in ((first, bo), (second, bo), (first, aad), (third, emma)):
        make.make_region(photo, child, x=0.1 if child == aad else 0.5)
    assert choices(now) == ["Emma", "Bo", "Aad"]
    make.make_region(now, emma)
    assert choices(now) == ["Bo", "Aad"]


def test_two_children_with_one_name_are_told_apart(draft, group_5b, emma):
    other = make.make_child("Emma", group_5b, last_name="de Boer")
    before, now = photos(draft, 2)
    make.make_region(before, emma)
    make.make_region(before, other, x=0.1)
    assert sorted(choices(now)) == ["Emma Jansen", "Emma de Boer"]


def test_a_tap_on_a_name_names_the_face_and_opens_the_next(draft, anna, emma, sign_in):
    (photo,) = photos(draft, 1)
    first, second = (make.make_found(photo, x=x) for x in (0.1, 0.5))
    answer = sign_in(anna).post(url_of("region-change", photo, first.pk), {**PLACE, "pick": str(emma.pk)})
    assert answer["Location"] == url_of("photo-regions", photo) + f"?frame={second.pk}"
    first.refresh_from_db()
    assert (first.child, first.state) == (emma, State.CONFIRMED)


def test_the_page_says_how_many_photos_are_checked(draft, anna, sign_in):
    first, *_others = photos(draft, 3)
    actions.declare_empty(photo=first, by=anna, now=make.NOW)
    for url in (url_of("photo-regions", first), reverse("posts:post-edit", args=[draft.pk])):
        assert "1 van 3 nagekeken" in sign_in(anna).get(url).content.decode()


def test_nobody_is_never_said_of_a_photo_with_a_frame(draft, anna):
    (photo,) = photos(draft, 1)
    region = make.make_found(photo)
    with pytest.raises(Refused):
        actions.declare_empty(photo=photo, by=anna, now=make.NOW)
    actions.dismiss_region(region=region, by=anna, now=make.NOW)
    assert actions.declare_empty(photo=photo, by=anna, now=make.NOW).checked_by == anna


def test_ticked_photos_are_declared_empty_and_one_with_a_face_stays_covered(draft, anna, sign_in):
    empty, face, left = photos(draft, 3)
    make.make_found(face)
    url = reverse("posts:post-edit", args=[draft.pk])
    sent = {"id": str(draft.pk), "title": "Reis", "then": "nobody", "nobody": [str(empty.pk), str(face.pk)]}
    answer = sign_in(anna).post(url, sent)
    assert answer.status_code == 422
    assert "Foto 2: Op deze foto staan kaders" in answer.content.decode()
    checked = {photo.pk: photo.checked_at is not None for photo in Photo.objects.all()}
    assert checked == {empty.pk: True, face.pk: False, left.pk: False}
    assert mask_of(face).boxes == (Box(0, 0, 1, 1, "rectangle"),)


def test_in_a_placed_post_the_tick_changes_no_word(group_5b, anna, sign_in):
    post = make.make_post(group_5b, anna, "Reis")
    photo = make.make_photo(post, checked=False)
    sent = {"title": "Anders", "then": "nobody", "nobody": str(photo.pk)}
    answer = sign_in(anna).post(reverse("posts:post-edit", args=[post.pk]), sent)
    post.refresh_from_db()
    photo.refresh_from_db()
    assert (answer.status_code, post.title, photo.checked_by) == (200, "Reis", anna)
    assert "Anders" in answer.content.decode()


def test_a_photo_of_another_post_cannot_be_ticked_here(draft, group_5b, anna, sign_in):
    other = make.make_photo(make_draft(group_5b, anna), checked=False)
    sent = {"id": str(draft.pk), "title": "Reis", "then": "nobody", "nobody": str(other.pk)}
    assert sign_in(anna).post(reverse("posts:post-edit", args=[draft.pk]), sent).status_code == 404
    assert not Photo.objects.get(pk=other.pk).checked_at


def test_the_frames_of_a_photo_keep_their_numbers(draft, anna):
    (photo,) = photos(draft, 1)
    one, two = (make.make_region(photo, x=x, drawn_at=make.NOW) for x in (0.1, 0.5))
    actions.change_region(region=one, box=Box(0.2, 0.4, 0.1, 0.1), child=None, by=anna, now=make.NOW)
    assert [frame.region for frame in frames_of(photo, today=TODAY).rows] == [one, two]


def test_a_colleague_and_a_parent_of_the_group_may_be_named_and_a_stranger_not(
    draft, anna, carla, farid, henk, ilse, sign_in
):
    (photo,) = photos(draft, 1)
    names = {adult.person: adult.is_staff for adult in adults_of(photo, today=TODAY)}
    assert names[anna] is names[henk] is True
    assert names[carla] is False
    assert not {farid, ilse} & set(names)
    region = make.make_found(photo)
    url = url_of("region-change", photo, region.pk)
    assert sign_in(anna).post(url, {**PLACE, "person": str(farid.pk), "then": "next"}).status_code == 422
    assert sign_in(anna).post(url, {**PLACE, "person": str(henk.pk), "then": "next"}).status_code == 302
    region.refresh_from_db()
    assert (region.person, region.child, region.state) == (henk, None, State.CONFIRMED)


def test_an_adult_is_shown_after_an_own_yes_and_the_page_says_why_not(draft, anna, henk, school, sign_in):
    photo = make.make_photo(draft)
    region = make.make_found(photo)
    box = Box(0.1, 0.4, 0.1, 0.15)
    actions.change_region(region=region, box=box, child=None, person=henk, by=anna, now=make.NOW)
    url = url_of("photo-regions", photo)
    assert "achter een blad: nog geen keuze" in sign_in(anna).get(url).content.decode()
    make.decide_about_self(henk, school, "no")
    assert "achter een blad: koos nee" in sign_in(anna).get(url).content.decode()
    make.decide_about_self(henk, school, "yes")
    assert mask_of(photo).covered == 0


def test_a_stranger_is_refused_by_the_action_too(draft, anna, emma, farid, henk):
    (photo,) = photos(draft, 1)
    box = Box(0.1, 0.1, 0.1, 0.1)
    for wrong in ({"person": farid, "child": None}, {"person": henk, "child": emma}):
        with pytest.raises(Refused):
            actions.draw_region(photo=photo, box=box, by=anna, now=make.NOW, **wrong)


def test_choosing_an_adult_instead_of_a_child_means_the_adult(draft, anna, emma, henk, sign_in):
    (photo,) = photos(draft, 1)
    region = make.make_found(photo, emma)
    sent = {**PLACE, "child": str(emma.pk), "person": str(henk.pk)}
    assert sign_in(anna).post(url_of("region-change", photo, region.pk), sent).status_code == 302
    region.refresh_from_db()
    assert (region.child, region.person) == (None, henk)


@pytest.mark.parametrize(("hint", "word"), [("dark", "donker"), ("blurred", "onscherp")])
def test_a_photo_that_is_hard_to_look_at_says_so(draft, anna, sign_in, hint, word):
    photo = make.make_photo(draft, checked=False, hint=hint)
    for url in (url_of("photo-regions", photo), reverse("posts:post-edit", args=[draft.pk])):
        assert f"Deze foto is {word}" in sign_in(anna).get(url).content.decode()
