"""Photos: taken in once, served only after asking, and only what may be seen now."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from common.storage import write_private
from posts import actions
from posts.errors import Refused
from posts.models import Photo, Post
from tests import make
from tests.posts.pictures import jpeg, make_draft, make_ready_photo, mask_of, render, say_yes, upload

WEBP = {"Accept": "image/avif,image/webp,*/*"}


@pytest.fixture
def photo(group_5b, anna):
    return make_ready_photo(make.make_post(group_5b, anna))


@pytest.fixture
def draft(group_5b, anna):
    return make_draft(group_5b, anna)


def address(photo, key=None, size=1000):
    return reverse("posts:photo-file", args=[photo.pk, key or mask_of(photo, timezone.localdate()).key, size])


def create_url(post):
    return reverse("posts:photo-create", args=[post.group.slug, post.pk])


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# -- taking in


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


# -- letting see


def test_a_parent_of_the_group_sees_the_photo(photo, carla, sign_in):
    answer = sign_in(carla).get(address(photo), headers=WEBP)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert body(answer).startswith(b"RIFF")


def test_a_browser_without_webp_gets_jpeg_after_a_placeholder(
    photo, carla, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(carla)
    with django_capture_on_commit_callbacks(execute=True):
        first = client.get(address(photo), headers={"Accept": "image/png,*/*"})
    assert first["Content-Type"] == "image/svg+xml"
    second = client.get(address(photo), headers={"Accept": "image/png,*/*"})
    assert body(second).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("who", ["farid", "bram", "henk", "ilse", "stranger_director"])
def test_nobody_elsewhere_sees_it(who, photo, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(address(photo)).status_code in (302, 404)
    assert client.get(reverse("posts:photo-open", args=[photo.pk, 1000])).status_code in (302, 404)


def test_without_signing_in_there_is_only_the_door(photo, client):
    assert client.get(address(photo))["Location"].startswith("/account/login/")


@pytest.mark.parametrize("size", [0, 1, 999, 2048, 4000])
def test_only_three_sizes_exist(size, photo, carla, anna, sign_in):
    assert sign_in(carla).get(address(photo, size=size)).status_code == 404
    assert sign_in(anna).get(reverse("posts:photo-open", args=[photo.pk, size])).status_code == 404


@pytest.mark.parametrize(
    "headers", [{}, {"If-None-Match": '"x"'}, {"Range": "bytes=0-9"}, {"Accept": "image/webp"}]
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_withdrawn_yes_closes_the_old_address_at_once(method, headers, photo, emma, carla, sign_in):
    make.make_region(photo, emma)
    say_yes(emma, carla)
    render(photo)
    old, client = address(photo), sign_in(carla)
    assert getattr(client, method)(old, headers=headers).status_code == 200
    make.decide(emma, carla, "no")
    assert getattr(client, method)(old, headers=headers).status_code == 404
    assert getattr(client, method)(address(photo), headers=headers).status_code == 200


def test_a_missing_rendition_is_a_drawing_until_it_is_there(
    photo, carla, sign_in, django_capture_on_commit_callbacks
):
    make.make_region(photo)
    client = sign_in(carla)
    with django_capture_on_commit_callbacks(execute=True) as asked:
        first = client.get(address(photo), headers=WEBP)
        again = client.get(address(photo), headers=WEBP)
    assert {first["Content-Type"], again["Content-Type"]} == {"image/svg+xml"}
    assert len(asked) == 1
    assert client.get(address(photo), headers=WEBP)["Content-Type"] == "image/webp"


def test_a_hidden_post_shows_no_photo(photo, carla, anna, sign_in):
    url = address(photo)
    Post.objects.update(state=Post.State.HIDDEN)
    for client in (sign_in(carla), sign_in(anna)):
        assert client.get(url, headers=WEBP).status_code == 404
        assert client.get(reverse("posts:photo-open", args=[photo.pk, 1000])).status_code == 404


def test_a_removed_post_shows_no_photo(group_5b, carla, anna, sign_in):
    photo = make.make_photo(make.make_post(group_5b, anna, title="", text="", state=Post.State.REMOVED))
    assert sign_in(carla).get(address(photo)).status_code == 404
    assert sign_in(anna).get(reverse("posts:photo-open", args=[photo.pk, 1000])).status_code == 404


def test_a_hidden_photo_is_nobodys(photo, carla, anna, sign_in):
    Photo.objects.update(hidden_at=make.NOW)
    assert sign_in(carla).get(address(photo)).status_code == 404
    assert sign_in(anna).get(reverse("posts:photo-open", args=[photo.pk, 1000])).status_code == 404


def test_the_open_photo_is_for_who_names_the_children(photo, anna, greet, carla, sign_in):
    url = reverse("posts:photo-open", args=[photo.pk, 1000])
    assert [sign_in(user).get(url, headers=WEBP).status_code for user in (anna, greet, carla)] == [
        200,
        200,
        403,
    ]


def test_the_word_open_is_no_key(photo, carla, anna, sign_in):
    url = address(photo, key="open").replace("/open/", "/OPEN/")
    assert sign_in(carla).get(address(photo, key="open")).status_code == 403
    assert sign_in(anna).get(url).status_code == 404
    assert sign_in(carla).get(url).status_code == 404


def test_a_draft_is_for_its_author_only(draft, anna, greet, carla, sign_in):
    photo = make_ready_photo(draft)
    answers = [sign_in(user).get(address(photo), headers=WEBP).status_code for user in (anna, greet, carla)]
    assert answers == [200, 404, 404]


def test_neither_the_master_nor_the_upload_is_ever_served(photo, draft, anna, sign_in):
    client = sign_in(anna)
    incoming = write_private("incoming/aa/upload.bin", jpeg())
    for name in (photo.master_name, incoming):
        for prefix in ("/media/", "/static/", "/photos/", "/var/media/", "/"):
            assert client.get(prefix + name).status_code == 404
    seen = [body(client.get(address(photo, size=size), headers=WEBP)) for size in (2000, 1000, 320)]
    assert jpeg() not in seen


def test_only_looking_is_allowed(photo, anna, sign_in):
    client = sign_in(anna)
    assert client.post(address(photo)).status_code == 405
    assert client.delete(address(photo)).status_code == 405
    for name in ("photo-delete", "photo-move", "photo-check"):
        assert client.get(reverse(f"posts:{name}", args=[photo.pk])).status_code == 405
    assert client.get(create_url(photo.post)).status_code == 405
