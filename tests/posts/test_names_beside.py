"""First names beside a photo: only of who is seen there, in the own class, with a yes to exactly that."""

import pytest
from django.urls import reverse

from tests import make
from tests.posts.pictures import say_yes

LINE = "Op deze foto: "


@pytest.fixture
def photo(group_5b, anna):
    return make.make_photo(make.make_post(group_5b, anna))


def pages(client, photo):
    urls = [
        reverse("posts:photo-show", args=[photo.post_id, photo.pk]),
        reverse("posts:post-photos", args=[photo.post_id]),
    ]
    return [client.get(url).content.decode() for url in urls]


def lines(client, photo):
    """What stands beside the photo on its page and in the album; the same."""
    found = {page.partition(LINE)[2].partition("<")[0] for page in pages(client, photo)}
    assert len(found) == 1
    return found.pop()


def test_a_yes_to_photo_and_name_shows_the_first_name_and_never_the_surname(
    photo, emma, carla, anna, sign_in
):
    make.make_region(photo, emma)
    say_yes(emma, carla)
    say_yes(emma, carla, audience="name")
    assert lines(sign_in(anna), photo) == "Emma"
    assert all("Jansen" not in page for page in pages(sign_in(anna), photo))


def test_a_name_taken_back_is_gone_at_the_next_request(photo, emma, carla, dirk, anna, sign_in):
    make.make_region(photo, emma)
    say_yes(emma, carla)
    say_yes(emma, carla, audience="name")
    client = sign_in(anna)
    assert lines(client, photo) == "Emma"
    make.decide(emma, dirk, "no", "name")
    assert lines(client, photo) == ""


def test_without_a_yes_to_the_name_the_own_parent_reads_none_either(photo, emma, carla, sign_in):
    make.make_region(photo, emma)
    say_yes(emma, carla)
    assert lines(sign_in(carla), photo) == ""


def test_who_is_behind_a_leaf_has_no_name_but_for_the_own_parent(photo, emma, carla, anna, sign_in):
    make.make_region(photo, emma)
    say_yes(emma, carla, audience="name")
    assert lines(sign_in(anna), photo) == ""
    assert lines(sign_in(carla), photo) == "Emma"


def test_who_objects_has_no_name_for_anybody(photo, emma, carla, anna, sign_in):
    make.make_region(photo, emma)
    say_yes(emma, carla)
    say_yes(emma, carla, audience="name")
    photo.objections.create(child=emma, made_by=carla)
    assert [lines(sign_in(user), photo) for user in (anna, carla)] == ["", ""]


def test_a_frame_that_is_no_face_or_gone_names_nobody(photo, emma, carla, anna, sign_in):
    say_yes(emma, carla)
    say_yes(emma, carla, audience="name")
    make.make_found(photo, state="dismissed")
    assert lines(sign_in(anna), photo) == ""


def test_an_unchecked_photo_has_no_names(group_5b, anna, emma, carla, sign_in):
    photo = make.make_photo(make.make_post(group_5b, anna), checked=False)
    make.make_region(photo, emma)
    say_yes(emma, carla)
    say_yes(emma, carla, audience="name")
    assert lines(sign_in(carla), photo) == ""


def test_in_the_whole_school_no_names(school_group, greet, emma, carla, sign_in):
    photo = make.make_photo(make.make_post(school_group, greet))
    make.make_region(photo, emma)
    for audience in ("group", "school", "name"):
        say_yes(emma, carla, audience=audience)
    assert lines(sign_in(greet), photo) == ""


def test_one_name_and_many_cost_the_same(
    photo, group_5b, anna, emma, carla, sign_in, django_assert_num_queries
):
    children = [emma, *(make.make_child(f"Kind{number}", group_5b) for number in range(4))]
    for child in children[1:]:
        make.make_guardian(child, carla)
    for child in children:
        say_yes(child, carla)
        say_yes(child, carla, audience="name")
    make.make_region(photo, emma)
    client = sign_in(anna)
    with django_assert_num_queries(50, exact=False) as first:
        lines(client, photo)
    for number, child in enumerate(children[1:]):
        other = make.make_photo(photo.post, position=number + 1)
        make.make_region(other, child)
        make.make_region(photo, child)
    with django_assert_num_queries(len(first)):
        assert pages(client, photo)
