"""What is covered: everything, unless a named child may be shown to these readers."""

from datetime import date

import pytest
from django.utils import timezone

from common.images import Box
from posts.models import Photo
from posts.queries.masks import WHOLE, masks_for
from tests import make
from tests.posts.pictures import TODAY, mask_of, say_yes


@pytest.fixture
def photo(group_5b, anna):
    return make.make_photo(make.make_post(group_5b, anna))


def test_a_photo_nobody_checked_is_covered_whole(group_5b, anna, emma, carla):
    say_yes(emma, carla)
    photo = make.make_photo(make.make_post(group_5b, anna), checked=False)
    make.make_region(photo, emma)
    assert mask_of(photo).boxes == (WHOLE,)


def test_a_checked_photo_without_frames_is_open(photo):
    assert mask_of(photo).boxes == ()


def test_a_frame_without_a_name_is_covered(photo):
    make.make_region(photo)
    assert mask_of(photo).boxes == (Box(0.4, 0.4, 0.1, 0.15),)


def test_a_child_without_an_answer_is_covered(photo, emma, carla):
    make.make_region(photo, emma)
    assert mask_of(photo).covered == 1


def test_a_child_whose_parents_say_yes_is_shown(photo, emma, carla, dirk):
    make.make_region(photo, emma)
    say_yes(emma, carla, dirk)
    assert mask_of(photo).boxes == ()


def test_refusal_by_one_parent_masks_the_face(photo, emma, carla, dirk):
    make.make_region(photo, emma)
    say_yes(emma, carla)
    make.decide(emma, dirk, "no")
    assert mask_of(photo).covered == 1


def test_a_yes_counts_until_the_deadline_in_the_next_school_year(photo, emma, carla):
    make.make_region(photo, emma)
    say_yes(emma, carla)
    given = timezone.localdate()
    first = given.year + 1 if given.month >= 8 else given.year
    assert mask_of(photo, date(first, 10, 31)).covered == 0
    assert mask_of(photo, date(first, 11, 1)).covered == 1


def test_a_yes_for_the_group_is_no_yes_for_the_school(school_group, greet, emma, carla):
    photo = make.make_photo(make.make_post(school_group, greet))
    make.make_region(photo, emma)
    say_yes(emma, carla)
    assert mask_of(photo).covered == 1
    say_yes(emma, carla, audience="school")
    assert mask_of(photo).covered == 0


def test_another_answer_is_another_key_and_the_same_answer_the_same(photo, emma, carla):
    make.make_region(photo, emma)
    say_yes(emma, carla)
    shown = mask_of(photo).key
    make.decide(emma, carla, "no")
    covered = mask_of(photo).key
    make.decide(emma, carla, "yes")
    assert covered != shown
    assert mask_of(photo).key == shown


def test_two_photos_never_share_a_key(photo):
    other = make.make_photo(photo.post)
    assert mask_of(photo).key != mask_of(other).key


def test_a_moved_frame_is_another_key(photo):
    region = make.make_region(photo)
    before = mask_of(photo).key
    region.x = 0.41
    region.save()
    assert mask_of(photo).key != before


def test_ten_photos_and_twenty_cost_the_same(photo, emma, carla, django_assert_num_queries):
    for _number in range(19):
        make.make_region(make.make_photo(photo.post), emma)
    for count in (10, 20):
        photos = list(Photo.objects.select_related("post__group").order_by("pk")[:count])
        with django_assert_num_queries(3):
            assert len(masks_for(photos, today=TODAY)) == count


def test_more_frames_than_can_be_drawn_cover_the_whole_photo(photo, anna):
    make.Region.objects.bulk_create(
        make.Region(photo=photo, x=0.1, y=0.1, width=0.1, height=0.1, drawn_by=anna) for _number in range(301)
    )
    assert mask_of(photo).boxes == (WHOLE,)
