"""Placing a post: once, by who may, with nothing lost."""

import threading
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from posts import actions
from posts.errors import NotYours, Refused
from posts.models import Post, PostVersion
from tests import make
from tests.posts.pictures import make_draft, make_ready_photo


def publish(group, by, post_id=None, **fields):
    words = {"title": "Naar het bos", "text": "Wat een dag.", "comments_open": True, **fields}
    return actions.publish_post(post_id=post_id or uuid.uuid4(), group=group, by=by, now=make.NOW, **words)


def test_a_teacher_places_a_post(group_5b, anna, school):
    post = publish(group_5b, anna)
    assert (post.state, post.school, post.author_role, post.published_at) == (
        "published",
        school,
        "teacher",
        make.NOW,
    )


def test_the_same_id_twice_is_one_post(group_5b, anna):
    post_id = uuid.uuid4()
    first, second = publish(group_5b, anna, post_id), publish(group_5b, anna, post_id, text="Nog eens")
    assert first == second
    assert Post.objects.get().text == "Wat een dag."


def test_a_draft_becomes_the_post(group_5b, anna):
    draft = make_draft(group_5b, anna, title="Nog niet")
    publish(group_5b, anna, draft.pk)
    assert Post.objects.get().title == "Naar het bos"


def test_a_draft_saved_late_does_not_change_what_was_placed(group_5b, anna):
    post = publish(group_5b, anna)
    words = {"title": "Oud", "text": "Oud", "comments_open": False}
    actions.save_draft(post_id=post.pk, group=group_5b, by=anna, now=make.NOW, **words)
    post.refresh_from_db()
    assert post.title == "Naar het bos"


@pytest.mark.parametrize("who", ["bram", "carla", "henk", "ilse", "office"])
def test_who_may_not_post_here_does_not(who, group_5b, request):
    with pytest.raises(PermissionDenied):
        publish(group_5b, request.getfixturevalue(who))
    assert not Post.objects.exists()


def test_the_director_posts_in_a_class_and_in_the_school(group_5b, school_group, greet):
    assert publish(group_5b, greet).author_role == "director"
    assert publish(school_group, greet).author_role == "director"


def test_a_teacher_does_not_post_to_the_whole_school(school_group, anna):
    with pytest.raises(PermissionDenied):
        publish(school_group, anna)


def test_a_closed_group_takes_no_posts(group_5b, anna):
    group_5b.closed_at = make.NOW
    group_5b.save()
    with pytest.raises(PermissionDenied):
        publish(group_5b, anna)


def test_an_id_of_somebody_else_does_not_exist(group_5b, anna, greet):
    post = publish(group_5b, anna)
    with pytest.raises(NotYours):
        publish(group_5b, greet, post.pk)


def test_an_id_of_another_group_does_not_exist(group_5b, group_6a, greet):
    post = publish(group_5b, greet)
    with pytest.raises(NotYours):
        publish(group_6a, greet, post.pk)


@pytest.mark.parametrize("fields", [{"title": "  "}, {"title": "x" * 121}, {"text": "x" * 10_001}])
def test_a_post_without_a_title_or_too_long_is_refused(fields, group_5b, anna):
    with pytest.raises(Refused):
        publish(group_5b, anna, **fields)
    assert not Post.objects.exists()


def test_comments_follow_the_policy_of_the_school(school_group, group_5b, greet):
    assert publish(group_5b, greet).comments_open
    assert not publish(school_group, greet).comments_open


def test_an_edit_keeps_what_was_said_before(group_5b, anna):
    post = publish(group_5b, anna)
    actions.edit_post(
        post=post, title="Terug uit het bos", text="Nat.", comments_open=True, by=anna, now=make.NOW
    )
    post.refresh_from_db()
    version = PostVersion.objects.get()
    assert (version.number, version.title, version.text, version.replaced_by) == (
        1,
        "Naar het bos",
        "Wat een dag.",
        anna,
    )
    assert (post.title, post.edited_at) == ("Terug uit het bos", make.NOW)


def test_an_edit_without_a_change_leaves_no_version(group_5b, anna):
    post = publish(group_5b, anna)
    actions.edit_post(post=post, title=post.title, text=post.text, comments_open=False, by=anna, now=make.NOW)
    post.refresh_from_db()
    assert (PostVersion.objects.count(), post.edited_at, post.comments_open) == (0, None, False)


def test_only_the_author_edits_and_only_what_is_shown(group_5b, anna, greet):
    post = publish(group_5b, anna)
    words = {"title": "x", "text": "", "comments_open": True, "now": make.NOW}
    with pytest.raises(PermissionDenied):
        actions.edit_post(post=post, by=greet, **words)
    Post.objects.update(state=Post.State.HIDDEN)
    with pytest.raises(PermissionDenied):
        actions.edit_post(post=post, by=anna, **words)


def test_a_discarded_draft_leaves_no_file(group_5b, anna, settings, django_capture_on_commit_callbacks):
    draft = make_draft(group_5b, anna)
    photo = make_ready_photo(draft)
    make.make_region(photo)
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard_draft(post=draft, by=anna)
    assert not Post.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_what_was_placed_cannot_be_discarded(group_5b, anna):
    with pytest.raises(PermissionDenied):
        actions.discard_draft(post=publish(group_5b, anna), by=anna)


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_are_one_post(group_5b, anna):
    post_id, barrier, found = uuid.uuid4(), threading.Barrier(8), []

    def click() -> None:
        barrier.wait()
        found.append(publish(group_5b, anna, post_id).pk)
        connections.close_all()

    threads = [threading.Thread(target=click) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, Post.objects.count()) == ([post_id] * 8, 1)
