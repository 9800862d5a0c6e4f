"""Photos on their way in: a photo is a picture, kept once, by who may, with a limit."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from posts import actions
from posts.errors import Refused
from posts.models import Photo
from tests import make
from tests.posts.pictures import make_draft, make_ready_photo, upload


@pytest.fixture
def photo(group_5b, anna):
    return make_ready_photo(make.make_post(group_5b, anna))


@pytest.fixture
def draft(group_5b, anna):
    return make_draft(group_5b, anna)


def create_url(post):
    return reverse("posts:photo-create", args=[post.group.slug, post.pk])


def test_the_same_photo_twice_is_one_photo(draft, anna, settings):
    first = actions.add_photo(post=draft, file=upload(), by=anna, now=make.NOW)
    assert actions.add_photo(post=draft, file=upload("andere-naam.jpg"), by=anna, now=make.NOW) == first
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 1


def test_photos_stand_in_the_order_they_came(draft, anna):
    photos = [make_ready_photo(draft, size=(64 + number, 64)) for number in range(3)]
    actions.move_photo(photo=photos[2], step=-1, by=anna)
    assert list(draft.photos.all()) == [photos[0], photos[2], photos[1]]
    actions.move_photo(photo=photos[0], step=-1, by=anna)
    assert draft.photos.first() == photos[0]


def test_the_61st_photo_is_refused_and_leaves_no_file(draft, anna, settings):
    for _number in range(60):
        make.make_photo(draft)
    with pytest.raises(Refused):
        actions.add_photo(post=draft, file=upload(), by=anna, now=make.NOW)
    assert draft.photos.count() == 60
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_photo_the_school_hid_does_not_come_back(group_5b, anna, sign_in):
    post = make.make_post(group_5b, anna)
    photo = make_ready_photo(post)
    Photo.objects.update(hidden_at=make.NOW)
    answer = sign_in(anna).post(create_url(post), {"photo": upload()})
    photo.refresh_from_db()
    assert (answer.status_code, photo.hidden_at) == (422, make.NOW)


def test_an_account_cannot_fill_the_disk(draft, anna, monkeypatch):
    monkeypatch.setattr("posts.actions.photos.MAX_PER_DAY", 2)
    for number in range(2):
        actions.add_photo(post=draft, file=upload(size=(64 + number, 64)), by=anna, now=make.NOW)
    with pytest.raises(Refused):
        actions.add_photo(post=draft, file=upload(), by=anna, now=make.NOW)


def test_the_upload_answers_a_tile_and_makes_the_draft(
    group_5b, anna, sign_in, django_capture_on_commit_callbacks
):
    post_id = make.uuid.uuid4()
    url = reverse("posts:photo-create", args=[group_5b.slug, post_id])
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(anna).post(url, {"photo": upload()}, headers={"HX-Request": "true"})
    photo = Photo.objects.get(post_id=post_id)
    assert (answer.status_code, photo.state, photo.post.state) == (200, "ready", "draft")
    assert f'id="tile-{photo.pk}"' in answer.content.decode()


def test_what_is_not_a_photo_is_refused_in_words(draft, anna, sign_in, settings):
    answer = sign_in(anna).post(
        create_url(draft),
        {"photo": SimpleUploadedFile("foto.jpg", b"<html><script>1</script>", "image/jpeg")},
    )
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("text/plain")
    assert "JPG, PNG" in answer.content.decode()
    assert not draft.photos.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_no_file_at_all_is_a_bad_request(draft, anna, sign_in):
    assert sign_in(anna).post(create_url(draft)).status_code == 400


@pytest.mark.parametrize(("who", "status"), [("carla", 403), ("henk", 404), ("bram", 404), ("greet", 404)])
def test_nobody_adds_a_photo_to_the_draft_of_somebody_else(who, status, draft, request, sign_in):
    answer = sign_in(request.getfixturevalue(who)).post(create_url(draft), {"photo": upload()})
    assert answer.status_code == status
    assert not Photo.objects.exists()


@pytest.mark.parametrize("who", ["greet", "bram", "carla"])
def test_the_action_itself_refuses_a_photo_for_the_post_of_somebody_else(who, draft, request, settings):
    with pytest.raises(PermissionDenied):
        actions.add_photo(post=draft, file=upload(), by=request.getfixturevalue(who), now=make.NOW)
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_the_id_of_a_post_elsewhere_is_no_way_in(group_5b, group_6a, anna, bram, sign_in):
    elsewhere = make.make_post(group_6a, bram)
    url = reverse("posts:photo-create", args=[group_5b.slug, elsewhere.pk])
    assert sign_in(anna).post(url, {"photo": upload()}).status_code == 404
    assert not Photo.objects.exists()


def test_a_deleted_photo_leaves_no_file(draft, anna, sign_in, settings, django_capture_on_commit_callbacks):
    photo = make_ready_photo(draft)
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(anna).post(reverse("posts:photo-delete", args=[photo.pk]))
    assert answer["Location"] == reverse("posts:post-edit", args=[draft.pk])
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_photo_of_a_placed_post_is_not_deleted_here(photo, anna, sign_in):
    assert sign_in(anna).post(reverse("posts:photo-delete", args=[photo.pk])).status_code == 403
    assert Photo.objects.exists()


def test_a_full_disk_is_said_and_loses_no_word(group_5b, anna, sign_in, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("posts.actions.photos.write_private", full)
    draft = make_draft(group_5b, anna)
    answer = sign_in(anna).post(create_url(draft), {"photo": upload()})
    assert answer.status_code == 422
    assert "geen plaats meer" in answer.content.decode()
    form = {"title": "Naar het bos", "text": "Laarzen mee", "then": "draft", "photos": [upload()]}
    page = sign_in(anna).post(f"/posts/{draft.pk}/edit/", form)
    assert (page.status_code, "Laarzen mee" in page.content.decode()) == (422, True)
    assert not draft.photos.exists()
