"""Masters after the school's term: what everybody sees takes their place, and nothing else is left."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from PIL import Image

from common.storage import exists_private, read_private
from groups.models import SchoolYear
from posts import actions, tasks
from posts.actions import renditions, retiring
from posts.models import Photo, Post
from posts.queries.retiring import first_day_kept, photos_past_term
from tests import make
from tests.posts.pictures import make_ready_photo, mask_of, opened, render, say_yes

DUE = datetime(2028, 8, 1, 1, 0, tzinfo=UTC)
FACE, GROUND = (20, 200, 40), (200, 30, 30)


@pytest.fixture
def photo(group_5b, anna, emma, school, greet):
    """Ready, checked, with Emma on it, and drawn for everybody and for who names the children."""
    make.set_policy(school, greet, consent_renewal="none")
    photo = make_ready_photo(make.make_post(group_5b, anna), size=(2400, 1800))
    make.make_region(photo, emma)
    return render(photo)


def files() -> set[str]:
    root = settings.MEDIA_ROOT
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def middle(name: str) -> tuple[int, int, int]:
    """The pixel in the middle of the frame, a little under the leaf."""
    picture = opened(read_private(name))
    found = picture.getpixel((round(picture.width * 0.45), round(picture.height * 0.54)))
    return found[:3]


def is_open(name: str) -> bool:
    return max(abs(a - b) for a, b in zip(middle(name), GROUND, strict=True)) < 40


def retire(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tasks.retire_masters()


@pytest.fixture
def at_night(monkeypatch, django_capture_on_commit_callbacks):
    """Run the nightly task at a moment past the term."""
    monkeypatch.setattr("posts.tasks.timezone.now", lambda: DUE)
    return lambda: retire(django_capture_on_commit_callbacks)


@pytest.mark.parametrize(
    ("years", "today", "first"),
    [
        (1, date(2027, 7, 31), date(2025, 8, 1)),
        (1, date(2027, 8, 1), date(2026, 8, 1)),
        (0, date(2026, 12, 31), date(2026, 8, 1)),
        (5, date(2027, 3, 1), date(2021, 8, 1)),
    ],
)
def test_a_term_ends_with_a_school_year(school, years, today, first):
    assert first_day_kept(school, years=years, today=today) == first


def test_a_school_with_its_own_years_keeps_to_them(school):
    SchoolYear.objects.create(
        school=school, name="2027-2028", starts_on=date(2027, 8, 23), ends_on=date(2028, 7, 7)
    )
    assert first_day_kept(school, years=0, today=date(2027, 8, 22)) == date(2026, 8, 1)
    assert first_day_kept(school, years=0, today=date(2027, 8, 23)) == date(2027, 8, 23)


def test_a_photo_is_due_when_the_term_of_its_own_school_is_over(photo, school, other_school, greet):
    assert not photos_past_term(now=DUE - timedelta(days=400)).exists()
    assert photos_past_term(now=DUE).get() == photo
    make.set_policy(school, greet, keep_masters_years=2)
    assert not photos_past_term(now=DUE).exists()


def test_the_master_becomes_what_everybody_sees(photo, at_night):
    old, key = photo.master_name, mask_of(photo).key
    assert is_open(old)
    at_night()
    photo.refresh_from_db()
    assert (photo.reduced_at, photo.width, photo.height) == (DUE, 2000, 1500)
    assert not exists_private(old)
    assert set(photo.renditions.values_list("mask_key", flat=True)) == {key}
    assert not any(is_open(name) for name in files())


def test_a_yes_of_later_does_not_bring_the_face_back_and_a_no_still_covers(photo, at_night, emma, carla):
    at_night()
    say_yes(emma, carla)
    render(photo)
    make.make_region(photo, x=0.05, y=0.05)
    photo = render(photo)
    assert not any(is_open(name) for name in files())
    largest = photo.renditions.get(mask_key=mask_of(photo).key, size=2000)
    corner = opened(read_private(largest.stored_as)).getpixel((200, 180))
    assert max(abs(a - b) for a, b in zip(corner, GROUND, strict=True)) > 40


def test_a_child_with_a_yes_stays_to_be_seen_until_a_no(photo, at_night, emma, carla):
    say_yes(emma, carla)
    render(photo)
    at_night()
    photo.refresh_from_db()
    assert is_open(photo.master_name)
    make.decide(emma, carla, "no")
    render(photo)
    assert not is_open(photo.renditions.get(mask_key=mask_of(photo).key, size=2000).stored_as)


def test_a_photo_nobody_checked_is_covered_for_good(group_5b, anna, at_night):
    photo = make_ready_photo(make.make_post(group_5b, anna), checked=False)
    at_night()
    photo.refresh_from_db()
    assert photo.reduced_at
    assert not any(is_open(name) for name in files())


def test_once_is_enough(photo, at_night):
    at_night()
    before = files(), Photo.objects.values().get()
    at_night()
    assert (files(), Photo.objects.values().get()) == before


@pytest.mark.parametrize("out_of_sight", ["photo", "post"])
def test_what_is_out_of_sight_is_evidence_and_stays(photo, at_night, out_of_sight):
    if out_of_sight == "photo":
        Photo.objects.update(hidden_at=make.NOW)
    else:
        Post.objects.update(state=Post.State.HIDDEN)
    at_night()
    photo.refresh_from_db()
    assert photo.reduced_at is None
    assert is_open(photo.master_name)


def test_a_photo_hidden_while_it_is_drawn_stays_as_it_is(photo, at_night, monkeypatch):
    def hide_and_draw(*args):
        Photo.objects.update(hidden_at=make.NOW)
        return original(*args)

    original = retiring.reduce_master
    monkeypatch.setattr(retiring, "reduce_master", hide_and_draw)
    before = files()
    at_night()
    assert files() == before
    assert Photo.objects.get().reduced_at is None


def test_an_answer_given_while_it_is_drawn_waits_for_another_night(photo, at_night, monkeypatch, emma, carla):
    def answer_and_draw(*args):
        say_yes(emma, carla)
        return original(*args)

    original = retiring.reduce_master
    with monkeypatch.context() as patch:
        patch.setattr(retiring, "reduce_master", answer_and_draw)
        at_night()
    assert Photo.objects.get().reduced_at is None
    at_night()
    assert Photo.objects.get().reduced_at == DUE


@pytest.mark.parametrize(
    "step", ["reduce_master", "write_private", "masks_for", "delete_after_commit", "_replace"]
)
def test_killed_at_any_step_nothing_is_lost_and_the_next_night_finishes(photo, at_night, monkeypatch, step):
    def die(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(retiring, step, die)
        with pytest.raises(KeyboardInterrupt):
            at_night()
    photo.refresh_from_db()
    assert exists_private(photo.master_name)
    assert photo.reduced_at is None
    at_night()
    assert_all_is_covered(photo)


def test_killed_before_the_old_files_are_gone_the_sweep_removes_them(photo, at_night, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("common.storage.delete_private", lambda name: None)
        at_night()
    assert any(is_open(name) for name in files())
    assert_all_is_covered(photo)


def assert_all_is_covered(photo: Photo) -> None:
    actions.sweep_files(now=make.timezone.now() + timedelta(hours=2))
    photo.refresh_from_db()
    assert photo.reduced_at == DUE
    assert photo.master_name in files()
    assert not any(is_open(name) for name in files())
    render(photo)
    assert not any(is_open(name) for name in files())


def test_what_was_being_drawn_from_the_old_master_is_thrown_away(photo, at_night, monkeypatch):
    photo.renditions.all().delete()
    known = Photo.objects.get(pk=photo.pk)

    def retire_meanwhile(*args):
        drawn = original(*args)
        if Photo.objects.get(pk=photo.pk).reduced_at is None:
            at_night()
        return drawn

    original = renditions.render_all
    monkeypatch.setattr(renditions, "render_all", retire_meanwhile)
    actions.render_photo(photo=known, now=DUE)
    assert_all_is_covered(photo)


def test_a_photo_without_its_file_holds_up_nobody(photo, group_5b, anna, at_night):
    lost = make.make_photo(make.make_post(group_5b, anna), uploaded_at=make.NOW)
    at_night()
    photo.refresh_from_db()
    lost.refresh_from_db()
    assert (photo.reduced_at, lost.reduced_at) == (DUE, None)


def test_more_than_a_batch_is_taken_in_turns(group_5b, anna, monkeypatch):
    monkeypatch.setattr(retiring, "BATCH", 2)
    post = make.make_post(group_5b, anna)
    photos = [make_ready_photo(post, size=(64 + number, 64)) for number in range(5)]
    last, rounds = None, 0
    while (last := actions.retire_masters(now=DUE, after=last)) is not None:
        rounds += 1
    assert rounds == 2
    assert Photo.objects.filter(reduced_at=DUE).count() == len(photos)


def test_what_is_drawn_is_an_ordinary_picture(photo, at_night):
    at_night()
    photo.refresh_from_db()
    with Image.open(settings.MEDIA_ROOT / photo.master_name) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (2000, 1500))
        assert not picture.getexif()
