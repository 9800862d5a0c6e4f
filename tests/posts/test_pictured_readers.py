"""A post for the parents of the children on its photos: every way in, for everybody it is not meant for (R170)."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from groups import actions as group_actions
from groups.models import Membership
from moderation import actions as moderation
from posts.actions import interactions
from posts.models import Comment, Photo, Post, Reaction, Region
from posts.queries.accounts import reading_accounts
from posts.queries.masks import masks_for
from posts.removal import hide_content
from tests import make
from tests.posts.pictures import TODAY, make_ready_photo


@pytest.fixture
def farah(group_5b):
    """Her child Noor is in the class, and on none of these photos."""
    user = make.make_user("Farah")
    make.make_guardian(make.make_child("Noor", group_5b), user)
    return user


@pytest.fixture
def post(group_5b, anna, emma, carla, dirk, farah):
    post = make.make_post(group_5b, anna, "Alleen voor wie erop staat", readers="pictured")
    make.make_region(make_ready_photo(post), emma)
    make.make_comment(post, carla, "Wat mooi.")
    return post


def ways_in(post, photo):
    """Every address that shows something of a post, as (method, url, data)."""
    key = masks_for([Photo.objects.get(pk=photo.pk)], today=TODAY)[photo.pk].key
    comment = post.comments.first()
    return [
        ("get", reverse("posts:post-detail", args=[post.pk]), {}),
        ("get", reverse("posts:post-photos", args=[post.pk]), {}),
        ("get", reverse("posts:photo-show", args=[post.pk, photo.pk]), {}),
        ("get", reverse("posts:photo-file", args=[photo.pk, key, 1000]), {}),
        ("get", reverse("posts:photo-open", args=[photo.pk, 1000]), {}),
        ("get", reverse("posts:photo-regions", args=[photo.pk]), {}),
        ("get", reverse("posts:post-edit", args=[post.pk]), {}),
        ("post", reverse("posts:post-react", args=[post.pk]), {"kind": "heart"}),
        (
            "post",
            reverse("posts:comment-create", args=[post.pk]),
            {"text": "Hoi", "visit": str(uuid.uuid4())},
        ),
        ("get", reverse("moderation:report", args=["post", post.pk]), {}),
        ("get", reverse("moderation:report", args=["comment", comment.pk]), {}),
        ("get", reverse("moderation:report", args=["photo", photo.pk]), {}),
    ]


def assert_closed(client, post):
    photo = post.photos.get()
    for method, url, data in ways_in(post, photo):
        assert getattr(client, method)(url, data).status_code == 404, url
    for url in (reverse("posts:feed"), reverse("posts:group-feed", args=[post.group.slug])):
        answer = client.get(url)
        assert post.title not in answer.content.decode()
        assert str(photo.pk) not in answer.content.decode()
    assert (Comment.objects.count(), Reaction.objects.count()) == (1, 0)


def assert_open(client, post):
    photo = post.photos.get()
    assert post.title in client.get(reverse("posts:feed")).content.decode()
    for method, url, _data in ways_in(post, photo)[:4]:
        assert getattr(client, method)(url).status_code == 200, url


def test_the_parents_of_the_child_read_it(post, carla, dirk, sign_in):
    for user in (carla, dirk):
        assert_open(sign_in(user), post)


def test_the_teachers_of_the_group_and_who_is_at_home_in_the_school_read_it(post, anna, greet, sign_in):
    for user in (anna, greet):
        assert_open(sign_in(user), post)


def test_a_parent_of_a_child_that_is_not_on_the_photos_finds_no_way_in(post, farah, sign_in):
    assert_closed(sign_in(farah), post)


@pytest.mark.parametrize("who", ["farid", "bram", "henk", "olga", "stranger_director"])
def test_who_is_no_reader_of_the_group_finds_no_way_in(who, post, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    for method, url, data in ways_in(post, post.photos.get()):
        assert getattr(client, method)(url, data).status_code == 404, url


def test_a_parent_representative_is_a_parent(post, farah, group_5b, sign_in):
    Membership.objects.create(user=farah, group=group_5b, role="council", state="active")
    assert_closed(sign_in(farah), post)


@pytest.mark.parametrize("role", ["administration", "counsellor"])
def test_who_works_elsewhere_in_the_school_is_here_a_parent(
    role, post, farah, group_6a, school_group, sign_in
):
    seat = school_group if role == "administration" else group_6a
    group_actions.add_staff(user=farah, group=seat, role=role, by=None, now=make.NOW)
    assert_closed(sign_in(farah), post)
    assert reading_accounts([post], today=TODAY)[post.pk] == 3


def test_who_leads_another_school_is_here_a_parent(post, farah, other_school, sign_in):
    office = other_school.groups.school_wide().get()
    group_actions.add_staff(user=farah, group=office, role="director", by=None, now=make.NOW)
    assert_closed(sign_in(farah), post)


def test_the_choice_later_closes_at_the_next_request(post, farah, sign_in):
    client = sign_in(farah)
    Post.objects.update(readers=None)
    assert_open(client, post)
    Post.objects.update(readers="pictured")
    assert_closed(client, post)


def test_a_removed_name_closes_at_the_next_request(post, carla, sign_in):
    client = sign_in(carla)
    assert_open(client, post)
    Region.objects.update(child=None)
    assert_closed(client, post)


def test_an_ended_membership_closes_at_the_next_request(post, carla, sign_in):
    client = sign_in(carla)
    assert_open(client, post)
    Membership.objects.filter(user=carla).update(ends_on=TODAY - timedelta(days=1000))
    for method, url, data in ways_in(post, post.photos.get()):
        assert getattr(client, method)(url, data).status_code == 404, url


def test_who_is_only_on_a_hidden_photo_is_not_on_the_photos(post, farah, carla, group_5b, sign_in):
    other = make.make_photo(post)
    make.make_region(other, farah.memberships.get(group=group_5b).child)
    assert sign_in(farah).get(reverse("posts:post-detail", args=[post.pk])).status_code == 200
    hide_content(content=other, by=None, now=make.NOW)
    assert sign_in(farah).get(reverse("posts:post-detail", args=[post.pk])).status_code == 404


def test_a_door_past_the_page_is_closed_as_well(post, farah):
    with pytest.raises(PermissionDenied):
        interactions.set_reaction(post=post, kind="heart", by=farah, now=make.NOW)
    with pytest.raises(PermissionDenied):
        interactions.write_comment(comment_id=uuid.uuid4(), post=post, text="x", by=farah, now=make.NOW)


def test_a_report_tells_no_other_parent_of_the_post(post, carla, farah, sign_in):
    comment = make.make_comment(post, carla, "Nog iets")
    moderation.report_content(target=comment, reason="hurtful", by=carla, now=make.NOW)
    client = sign_in(farah)
    for url in (reverse("posts:feed"), "/"):
        assert post.title not in client.get(url, follow=True).content.decode()


def test_readers_are_told_for_whom_it_is(post, carla, anna, sign_in):
    page = sign_in(carla).get(reverse("posts:post-detail", args=[post.pk])).content.decode()
    assert "Alleen de ouders van de kinderen op de foto’s kunnen dit lezen." in page
    assert "Alleen voor ouders van kinderen op de foto’s" in page
