"""The comments below a post: out of sight together, archived together, removed together; the post stays (R095)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from common.storage import exists_private
from moderation import actions
from moderation.actions.reporting import open_incident
from moderation.models import Incident, Removal
from people.models import User
from posts.actions.interactions import write_comment
from posts.models import Comment, Photo, Post
from posts.queries.files import file_names
from tests import make
from tests.conftest import SignIn
from tests.moderation.test_archiving import archive
from tests.moderation.test_removing import remove
from tests.posts.pictures import make_ready_photo, mask_of

WORDS = "Wat een waardeloze school."


@pytest.fixture
def thread(comment: Comment) -> Incident:
    return open_incident(target=comment.post, is_thread=True, now=make.NOW)


def say(post: Post, by: User) -> Comment:
    return write_comment(comment_id=uuid4(), post=post, text="Nog iets", by=by, now=make.NOW)


def test_a_hidden_thread_is_seen_by_nobody_and_the_post_by_everybody(
    thread: Incident, post: Post, carla: User, anna: User, greet: User, sign_in: SignIn
) -> None:
    actions.hide_incident(incident=thread, by=greet, now=make.NOW)
    for reader in (carla, anna, greet):
        for url in (f"/posts/{post.pk}/", "/feed/", f"/groups/{post.group.slug}/"):
            page = sign_in(reader).get(url).content.decode()
            assert post.title in page
            assert WORDS not in page
    assert not Comment.objects.visible_to(carla, make.NOW).exists()
    assert WORDS in sign_in(greet).get(f"/reports/{thread.pk}/").content.decode(), "handlers read on"


def test_nobody_adds_to_a_hidden_thread_not_even_who_handles_it(
    thread: Incident, post: Post, carla: User, anna: User, greet: User
) -> None:
    actions.hide_incident(incident=thread, by=greet, now=make.NOW)
    for writer in (carla, anna, greet):
        with pytest.raises(PermissionDenied):
            say(post, writer)
    actions.restore_incident(incident=thread, by=greet, now=make.NOW)
    assert say(post, carla)


def test_a_comment_in_a_hidden_thread_cannot_be_reported_or_reached(
    thread: Incident, comment: Comment, carla: User, greet: User, sign_in: SignIn
) -> None:
    actions.hide_incident(incident=thread, by=greet, now=make.NOW)
    assert sign_in(carla).get(f"/report/comment/{comment.pk}/").status_code == 404


def test_removing_a_thread_blanks_every_comment_and_leaves_the_post(
    thread: Incident, post: Post, comment: Comment, carla: User, greet: User, sign_in: SignIn
) -> None:
    make.make_comment(post, carla, "Ik ook.")
    archive(thread, greet)
    removal = remove(thread, greet)
    assert (removal.post, removal.is_thread) == (post, True)
    post.refresh_from_db()
    assert (post.state, post.comment_count, post.thread_hidden_at) == (Post.State.PUBLISHED, 0, None)
    assert set(post.comments.values_list("state", "text")) == {(Comment.State.REMOVED, "")}
    assert "verwijderd door de school" in sign_in(carla).get(f"/posts/{post.pk}/").content.decode()
    assert remove(thread, greet) == removal, "twice is once"


def test_a_thread_that_derails_again_is_a_new_report(
    thread: Incident, post: Post, carla: User, greet: User
) -> None:
    archive(thread, greet)
    remove(thread, greet)
    say(post, carla)
    again = open_incident(target=post, is_thread=True, now=make.NOW)
    assert again != thread
    archive(again, greet)
    remove(again, greet)
    assert Removal.objects.filter(post=post, is_thread=True).count() == 2


def test_what_is_handled_apart_keeps_its_words_for_its_own_hard_copy(
    comment: Comment, incident: Incident, greet: User
) -> None:
    thread = open_incident(target=comment.post, is_thread=True, now=make.NOW)
    archive(thread, greet)
    remove(thread, greet)
    comment.refresh_from_db()
    assert (comment.state, comment.text) == (Comment.State.HIDDEN, WORDS)
    archive(incident, greet)
    remove(incident, greet)
    comment.refresh_from_db()
    assert (comment.state, comment.text) == (Comment.State.REMOVED, "")


def test_a_removed_post_takes_its_comments_with_it(
    post: Post, comment: Comment, carla: User, greet: User
) -> None:
    report = actions.report_content(target=post, reason="hurtful", by=carla, now=make.NOW)
    archive(report.incident, greet)
    remove(report.incident, greet)
    comment.refresh_from_db()
    assert (comment.state, comment.text) == (Comment.State.REMOVED, "")


def test_hidden_comments_are_not_counted(incident: Incident, post: Post, greet: User, carla: User) -> None:
    make.make_comment(post, carla, "Leuk!")
    for act, count in ((actions.hide_incident, 1), (actions.restore_incident, 2)):
        act(incident=incident, by=greet, now=make.NOW)
        post.refresh_from_db()
        assert post.comment_count == count


@pytest.fixture
def photo(post: Post) -> Photo:
    photo = make_ready_photo(post)
    Photo.objects.filter(pk=photo.pk).update(alt_text="Een kind")
    photo.refresh_from_db()
    return photo


def test_one_photo_goes_and_the_post_and_the_other_photo_stay(
    photo: Photo,
    post: Post,
    carla: User,
    greet: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    other, files = make_ready_photo(post, colour=(0, 90, 160)), file_names([photo])
    address = f"/photos/{photo.pk}/{mask_of(photo).key}/320/"
    report = actions.report_content(target=photo, reason="recognisable", by=carla, now=make.NOW)
    archive(report.incident, greet)
    with django_capture_on_commit_callbacks(execute=True):
        remove(report.incident, greet)
    photo.refresh_from_db()
    assert (photo.state, photo.master_name, photo.alt_text) == (Photo.State.REMOVED, "", "")
    assert [name for name in files if exists_private(name)] == []
    client = sign_in(carla)
    assert client.get(address).status_code == 404
    assert client.get(f"/posts/{post.pk}/photos/{photo.pk}/").status_code == 404
    assert client.get(f"/posts/{post.pk}/photos/{other.pk}/").status_code == 200
    assert "1 foto is verwijderd" in client.get(f"/posts/{post.pk}/photos/").content.decode()
    post.refresh_from_db()
    assert post.state == Post.State.PUBLISHED


def test_a_photo_that_was_hidden_by_mistake_comes_back(
    photo: Photo, post: Post, carla: User, greet: User
) -> None:
    report = actions.report_content(target=photo, reason="recognisable", by=carla, now=make.NOW)
    assert photo not in Photo.objects.visible_to(carla, make.NOW)
    actions.dismiss_incident(incident=report.incident, note="Het is een pop.", by=greet, now=make.NOW)
    assert photo in Photo.objects.visible_to(carla, make.NOW)
