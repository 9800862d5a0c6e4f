"""The writer does not agree: one complaint, one answer."""

from typing import Any

import pytest
from django.core import mail

from moderation import actions
from moderation.actions.reporting import open_incident
from moderation.models import Complaint, Incident
from people.models import User
from posts.models import Comment, Photo, Post
from tests import make
from tests.conftest import SignIn
from tests.moderation.test_archiving import archive
from tests.posts.pictures import make_ready_photo


@pytest.fixture
def hidden(incident: Incident, greet: User) -> Incident:
    return actions.hide_incident(incident=incident, by=greet, now=make.NOW)


def test_the_writer_says_why_once_and_reads_the_answer(
    hidden: Incident,
    comment: Comment,
    dirk: User,
    greet: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Any,
) -> None:
    client, url = sign_in(dirk), f"/complaints/{hidden.pk}/"
    assert client.get(f"/complaints/comment/{comment.pk}/").headers["Location"] == url
    assert client.post(url, {"text": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"text": "Het was een grapje."})
        client.post(url, {"text": "En nog wat."})
    assert Complaint.objects.get().text == "Het was een grapje."
    assert [letter.to for letter in mail.outbox] == [[greet.email]]
    answer = {"answer": "Zo las het niet."}
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in(greet).post(f"/dossiers/{hidden.pk}/answer/", answer).status_code == 302
    assert mail.outbox[-1].to == [dirk.email]
    assert "Zo las het niet." in client.get(url).content.decode()


def test_nobody_but_the_writer_and_only_about_what_was_hidden(
    incident: Incident, carla: User, dirk: User, greet: User, sign_in: SignIn
) -> None:
    url = f"/complaints/{incident.pk}/"
    assert sign_in(dirk).get(url).status_code == 404, "still visible"
    actions.hide_incident(incident=incident, by=greet, now=make.NOW)
    for other in (carla, greet):
        assert sign_in(other).get(url).status_code == 404


def test_a_teacher_reads_the_complaint_and_does_not_answer(
    hidden: Incident, anna: User, dirk: User, sign_in: SignIn
) -> None:
    actions.complain(incident=hidden, text="Niet eens.", by=dirk, now=make.NOW)
    client = sign_in(anna)
    assert "Niet eens." in client.get(f"/dossiers/{hidden.pk}/").content.decode()
    assert client.post(f"/dossiers/{hidden.pk}/answer/", {"answer": "x"}).status_code == 403


def gone(incident: Incident, by: User) -> Incident:
    archive(incident, by)
    actions.remove_content(incident=incident, agreement="abuse", by=by, now=make.NOW)
    return incident


def reported(target: Post | Photo, by: User) -> Incident:
    return actions.report_content(target=target, reason="hurtful", by=by, now=make.NOW).incident


def test_the_writer_of_a_comment_finds_the_way_at_its_tombstone_and_others_do_not(
    hidden: Incident, comment: Comment, carla: User, dirk: User, greet: User, sign_in: SignIn
) -> None:
    gone(hidden, greet)
    link = f"/complaints/comment/{comment.pk}/"
    assert link in sign_in(dirk).get(f"/posts/{comment.post_id}/").content.decode()
    assert link not in sign_in(carla).get(f"/posts/{comment.post_id}/").content.decode()


def test_the_writer_of_a_post_finds_the_way_at_its_tombstone_and_others_do_not(
    post: Post, anna: User, carla: User, greet: User, sign_in: SignIn
) -> None:
    incident = gone(reported(post, carla), greet)
    link = f"/complaints/post/{post.pk}/"
    for url in ("/feed/", f"/posts/{post.pk}/"):
        assert link in sign_in(anna).get(url).content.decode()
        for other in (carla, greet):
            assert link not in sign_in(other).get(url).content.decode()
    assert sign_in(anna).get(link).headers["Location"] == f"/complaints/{incident.pk}/"
    assert sign_in(carla).get(link).status_code == 404


def test_who_placed_a_photo_finds_the_way_at_its_tombstone_and_others_do_not(
    post: Post, anna: User, carla: User, greet: User, sign_in: SignIn
) -> None:
    photo = make_ready_photo(post)
    incident = gone(reported(photo, carla), greet)
    link = f"/complaints/photo/{photo.pk}/"
    for url in (f"/posts/{post.pk}/photos/", f"/posts/{post.pk}/"):
        assert link in sign_in(anna).get(url).content.decode()
        for other in (carla, greet):
            assert link not in sign_in(other).get(url).content.decode()
    assert sign_in(anna).get(link).headers["Location"] == f"/complaints/{incident.pk}/"


def test_what_cannot_be_answered_here_says_so_and_is_no_dead_link(
    post: Post, comment: Comment, carla: User, dirk: User, greet: User, sign_in: SignIn
) -> None:
    gone(open_incident(target=post, is_thread=True, now=make.NOW), greet)
    own = make.make_comment(post, dirk, "Bij nader inzien niet.")
    taken_back = actions.report_content(target=own, reason="withdrawn", by=dirk, now=make.NOW).incident
    gone(taken_back, greet)
    for each, words in ((comment, "Bel of mail de school"), (own, "zelf teruggenomen")):
        link = f"/complaints/comment/{each.pk}/"
        assert words in sign_in(dirk).get(link, follow=True).content.decode()
        assert sign_in(carla).get(link).status_code == 404
