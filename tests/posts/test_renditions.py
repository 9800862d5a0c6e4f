"""The files people see: covered in the pixels, made once, gone when they are out of date."""

from datetime import timedelta

import pytest
from django.conf import settings
from PIL import ImageChops

from common.images.mask import FILL, pixel_bounds
from common.storage import exists_private, path_of, read_private, write_private
from posts import actions, tasks
from posts.models import Photo, Rendition
from posts.queries.masks import OPEN_KEY, masks_for
from tests import make
from tests.posts.pictures import (
    TODAY,
    jpeg,
    make_draft,
    make_ready_photo,
    mask_of,
    opened,
    render,
    say_yes,
)  # fmt: skip

LATER = make.NOW + timedelta(hours=2)


@pytest.fixture
def post(group_5b, anna):
    return make.make_post(group_5b, anna)


def files_in(folder):
    root = settings.MEDIA_ROOT / folder
    return [path for path in root.rglob("*") if path.is_file()]


def current(photo, size=2000):
    rendition = photo.renditions.get(mask_key=mask_of(photo).key, size=size, image_format="webp")
    return opened(read_private(rendition.stored_as))


def near(pixel, colour, by=12):
    return all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=True))


def test_a_prepared_photo_has_a_master_three_sizes_and_no_upload_left(post):
    photo = make_ready_photo(post, checked=False)
    assert (photo.state, photo.width, photo.height, photo.source_name) == ("ready", 640, 480, "")
    assert sorted(photo.renditions.exclude(mask_key=OPEN_KEY).values_list("size", flat=True)) == [
        320,
        1000,
        2000,
    ]
    assert files_in("incoming") == []


def test_an_unchecked_photo_shows_nothing_of_the_picture(post):
    red, blue = (
        make_ready_photo(post, checked=False, colour=colour) for colour in ((200, 0, 0), (0, 0, 200))
    )
    for size in (2000, 1000, 320):
        assert current(red, size).tobytes() == current(blue, size).tobytes()
    assert near(current(red).getpixel((20, 240)), FILL)


def test_a_frame_without_a_name_is_one_colour_inside(post):
    photo = make_ready_photo(post)
    make.make_region(photo)
    render(photo)
    picture, box = current(photo), mask_of(photo).boxes[0]
    left, top, right, bottom = pixel_bounds(box, picture.size)
    assert near(picture.getpixel(((left + right) // 2, bottom - 12)), FILL)
    assert near(picture.getpixel((5, 5)), (200, 30, 30))
    assert not any(
        near(picture.getpixel((x, (top + bottom) // 2)), (200, 30, 30)) for x in range(left + 2, right - 2)
    )


def test_two_faces_under_a_leaf_give_the_same_pixels(post):
    photos = [make_ready_photo(post, colour=colour) for colour in ((250, 240, 200), (20, 10, 5))]
    inside = []
    for photo in photos:
        make.make_region(photo)
        render(photo)
        bounds = pixel_bounds(mask_of(photo).boxes[0], current(photo).size)
        middle_x, middle_y = (bounds[0] + bounds[2]) // 2, (bounds[1] + bounds[3]) // 2
        inside.append(current(photo).crop((middle_x - 12, middle_y - 12, middle_x + 12, middle_y + 12)))
    # The encoder rounds; a face would differ by two hundred, not by three.
    assert max(high for _low, high in ImageChops.difference(*inside).getextrema()) <= 3


def test_drawing_twice_gives_the_same_rows_and_files(post):
    photo = make_ready_photo(post)
    before = set(photo.renditions.values_list("stored_as", flat=True))
    render(photo)
    assert set(photo.renditions.values_list("stored_as", flat=True)) == before
    assert {str(path.relative_to(settings.MEDIA_ROOT)) for path in files_in("renditions")} == before


def test_another_answer_removes_the_old_files(post, emma, carla, lotte, koen):
    photo = make_ready_photo(post)
    make.make_region(photo, emma)
    make.make_region(photo, lotte, x=0.7)
    say_yes(emma, carla)
    say_yes(lotte, koen)
    render(photo)
    old = photo.renditions.get(mask_key=mask_of(photo).key, size=320)
    make.decide(emma, carla, "no")
    make.decide(lotte, koen, "no")
    render(photo)
    assert not exists_private(old.stored_as)
    assert set(photo.renditions.values_list("mask_key", flat=True)) == {mask_of(photo).key, OPEN_KEY}


def test_what_only_her_own_parents_may_see_stays_for_them(post, emma, carla):
    photo = make_ready_photo(post)
    make.make_region(photo, emma)
    say_yes(emma, carla)
    render(photo)
    old = mask_of(photo).key
    make.decide(emma, carla, "no")
    render(photo)
    assert masks_for([photo], today=TODAY, viewer=carla)[photo.pk].key == old
    assert set(photo.renditions.values_list("mask_key", flat=True)) == {old, mask_of(photo).key, OPEN_KEY}


def test_a_lost_file_is_drawn_again(post):
    photo = make_ready_photo(post)
    lost = photo.renditions.filter(mask_key=mask_of(photo).key).first()
    path_of(lost.stored_as).unlink()
    render(photo)
    assert all(exists_private(row.stored_as) for row in photo.renditions.all())
    assert photo.renditions.filter(mask_key=mask_of(photo).key).count() == 3


def test_what_does_not_decode_fails_and_leaves_nothing(group_5b, anna):
    broken = jpeg()[:900]
    name = write_private("incoming/aa/broken.bin", broken)
    photo = Photo.objects.create(
        post=make_draft(group_5b, anna), sha256="0" * 64, source_name=name, uploaded_by=anna
    )
    tasks.prepare_photo(str(photo.pk))
    photo.refresh_from_db()
    assert photo.state == Photo.State.FAILED
    assert not photo.renditions.exists()


def test_a_photo_that_is_gone_is_no_trouble(db):
    tasks.prepare_photo("00000000-0000-0000-0000-000000000000")
    tasks.render_photo("00000000-0000-0000-0000-000000000000")


def test_the_sweep_finds_what_was_missed(post, django_capture_on_commit_callbacks):
    photo = make_ready_photo(post)
    make.make_region(photo)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.sweep_renditions(now=make.NOW) == 1
    assert photo.renditions.filter(mask_key=mask_of(photo).key).count() == 3
    assert actions.sweep_renditions(now=make.NOW) == 0


def test_the_sweep_takes_up_an_upload_whose_message_was_lost(
    group_5b, anna, django_capture_on_commit_callbacks
):
    name = write_private("incoming/aa/lost.bin", jpeg())
    photo = Photo.objects.create(
        post=make_draft(group_5b, anna),
        sha256="0" * 64,
        source_name=name,
        uploaded_by=anna,
        uploaded_at=make.NOW,
    )
    with django_capture_on_commit_callbacks(execute=True):
        actions.sweep_renditions(now=LATER)
    photo.refresh_from_db()
    assert photo.state == Photo.State.READY


def test_the_sweep_of_files_removes_orphans_and_nothing_else(post):
    photo = make_ready_photo(post)
    orphan = path_of(write_private("incoming/aa/orphan.bin", b"x"))
    assert actions.sweep_files(now=make.NOW - timedelta(days=365)) == 0
    future = make.timezone.now() + timedelta(hours=2)
    assert actions.sweep_files(now=future) == 1
    assert not orphan.exists()
    assert exists_private(photo.master_name)
    assert all(exists_private(row.stored_as) for row in Rendition.objects.all())


def test_what_was_taken_away_while_it_was_being_drawn_leaves_no_file(post):
    photo = make_ready_photo(post, checked=False)
    photo.renditions.all().delete()
    known = Photo.objects.get(pk=photo.pk)
    Photo.objects.filter(pk=photo.pk).update(state="failed")
    before = len(files_in("renditions"))
    actions.render_photo(photo=known, now=make.NOW)
    assert not Rendition.objects.filter(photo=photo).exists()
    assert len(files_in("renditions")) == before


def test_what_nobody_may_see_since_a_date_passed_is_removed_at_night(post, emma, carla, lotte, koen):
    photo = make_ready_photo(post)
    make.make_region(photo, emma)
    make.make_region(photo, lotte, x=0.7)
    say_yes(emma, carla)
    say_yes(lotte, koen)
    render(photo)
    own = masks_for([photo], today=TODAY + timedelta(days=900), viewer=carla)[photo.pk].key
    old = photo.renditions.get(mask_key=mask_of(photo).key, size=320)
    assert actions.sweep_stale(now=make.NOW) == 0
    later = make.NOW + timedelta(days=900)
    actions.render_photo(photo=photo, now=make.NOW)
    Rendition.objects.create(
        photo=photo, mask_key=own, size=320, image_format="webp", stored_as="x", byte_count=1
    )
    assert actions.sweep_stale(now=later) == 3
    assert not exists_private(old.stored_as)
    assert set(photo.renditions.values_list("mask_key", flat=True)) == {own, OPEN_KEY}
