"""Photos on their way out: only after asking, and only what may be seen at this moment."""

import pytest
from django.urls import reverse
from django.utils import timezone

from common.storage import write_private
from posts.models import Photo, Post
from tests import make
from tests.posts.pictures import jpeg, make_draft, make_ready_photo, mask_of, render, say_yes

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


def test_an_open_photo_of_full_size_does_not_exist(photo, anna, sign_in):
    assert sign_in(anna).get(reverse("posts:photo-open", args=[photo.pk, 2000])).status_code == 404
    assert sorted(photo.renditions.filter(mask_key="open").values_list("size", flat=True)) == [320, 1000]


@pytest.mark.parametrize(
    "headers", [{}, {"If-None-Match": '"x"'}, {"Range": "bytes=0-9"}, {"Accept": "image/webp"}]
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_withdrawn_yes_closes_the_old_address_at_once(method, headers, photo, emma, carla, koen, sign_in):
    make.make_region(photo, emma)
    say_yes(emma, carla)
    render(photo)
    old, client = address(photo), sign_in(koen)
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
