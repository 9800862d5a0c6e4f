"""The album of a post and its photos one by one."""

import uuid

import pytest
from django.utils import timezone

from posts.models import Post
from tests import make


@pytest.fixture
def post(group_5b, anna):
    return make.make_post(group_5b, anna, "Naar het bos")


@pytest.fixture
def photos(post, emma):
    listed = [make.make_photo(post, position=number) for number in range(3)]
    make.make_region(listed[1], emma)
    return listed


def page_of(client, post, *more):
    return client.get("/".join((f"/posts/{post.pk}/photos", *map(str, more))).rstrip("/") + "/")


def test_the_album_shows_every_photo_in_order(carla, post, photos, sign_in):
    album = page_of(sign_in(carla), post).context["album"]
    assert [tile.id for tile in album.photos] == [photo.pk for photo in photos]
    assert [tile.number for tile in album.photos] == [1, 2, 3]


def test_with_ones_own_child(carla, emma, post, photos, sign_in):
    client = sign_in(carla)
    assert "Emma" in page_of(client, post).content.decode()
    album = client.get(f"/posts/{post.pk}/photos/?child={emma.pk}").context["album"]
    assert [(tile.id, tile.number) for tile in album.photos] == [(photos[1].pk, 2)]


def test_who_is_on_a_photo_is_nobody_elses_to_know(post, photos, group_5b, anna, emma, sign_in):
    friend = make.make_user("Vriend")
    make.make_guardian(make.make_child("Zoë", group_5b), friend)
    grandmother = make.make_user("Oma")
    make.make_guardian(emma, grandmother, authority="no")
    for user in (friend, grandmother, anna):
        client = sign_in(user)
        response = page_of(client, post)
        if response.status_code == 200:
            assert "Emma" not in response.content.decode()
        assert client.get(f"/posts/{post.pk}/photos/?child={emma.pk}").status_code == 404


def test_the_viewer_leads_to_the_photo_before_and_after(carla, post, photos, sign_in):
    client = sign_in(carla)
    first, middle, last = (page_of(client, post, photo.pk).content.decode() for photo in photos)
    assert 'rel="prev"' not in first
    assert 'rel="next"' in first
    assert str(photos[0].pk) in middle
    assert str(photos[2].pk) in middle
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last


def test_the_viewer_stays_within_the_photos_of_the_child(carla, emma, post, photos, sign_in):
    client = sign_in(carla)
    inside = client.get(f"/posts/{post.pk}/photos/{photos[1].pk}/?child={emma.pk}").content.decode()
    assert 'rel="next"' not in inside
    assert client.get(f"/posts/{post.pk}/photos/{photos[0].pk}/?child={emma.pk}").status_code == 404


def test_a_stranger_finds_nothing(farid, stranger_director, client, post, photos, sign_in):
    for user in (farid, stranger_director):
        assert page_of(sign_in(user), post).status_code == 404
        assert page_of(sign_in(user), post, photos[0].pk).status_code == 404
    assert page_of(client, post).status_code == 302


def test_a_hidden_photo_and_one_being_prepared_are_absent(carla, post, photos, sign_in):
    photos[0].hidden_at = timezone.now()
    photos[0].save()
    photos[1].state = "waiting"
    photos[1].save()
    client = sign_in(carla)
    assert [tile.id for tile in page_of(client, post).context["album"].photos] == [photos[2].pk]
    assert page_of(client, post, photos[0].pk).status_code == 404


def test_a_photo_of_another_post_is_not_in_this_album(carla, group_5b, anna, post, photos, sign_in):
    other = make.make_photo(make.make_post(group_5b, anna))
    assert page_of(sign_in(carla), post, other.pk).status_code == 404
    assert page_of(sign_in(carla), post, uuid.uuid4()).status_code == 404


@pytest.mark.parametrize("state", [Post.State.HIDDEN, Post.State.REMOVED, Post.State.DRAFT])
def test_photos_of_what_is_not_shown_are_not_there(carla, group_5b, anna, sign_in, state):
    gone = {"title": "", "text": ""} if state == Post.State.REMOVED else {}
    post = make.make_post(group_5b, anna, **{"state": state, **gone})
    photo = make.make_photo(post)
    assert page_of(sign_in(carla), post).status_code == 404
    assert page_of(sign_in(carla), post, photo.pk).status_code == 404


def test_it_is_read_only(carla, post, photos, sign_in):
    assert sign_in(carla).post(f"/posts/{post.pk}/photos/").status_code == 405
    assert sign_in(carla).post(f"/posts/{post.pk}/photos/{photos[0].pk}/").status_code == 405
