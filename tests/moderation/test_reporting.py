"""Reporting: who hears it, what is hidden by it (R071, R081, R094)."""

from typing import Any

from django.core import mail

from groups.models import SchoolGroup
from moderation import actions
from moderation.models import Incident, Report
from people.models import User
from posts.models import Comment, Photo, Post
from tests import make
from tests.conftest import SignIn

HURTFUL = Report.Reason.HURTFUL


def report(target: Post | Comment | Photo, by: User, **fields: Any) -> Report:
    return actions.report_content(
        target=target, reason=fields.pop("reason", HURTFUL), by=by, now=make.NOW, **fields
    )


def test_a_report_reaches_the_teacher_and_the_director(
    comment: Comment,
    carla: User,
    anna: User,
    greet: User,
    bram: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        incident = report(comment, carla).incident
    assert {address for letter in mail.outbox for address in letter.to} == {anna.email, greet.email}
    for handler in (anna, greet):
        assert incident in Incident.objects.visible_to(handler)
    assert incident not in Incident.objects.visible_to(bram)


def test_whoever_it_is_about_never_sees_the_report(post: Post, carla: User, anna: User, greet: User) -> None:
    incident = report(post, carla).incident
    assert incident not in Incident.objects.visible_to(anna)
    assert incident in Incident.objects.visible_to(greet)


def test_reporting_twice_is_one_report(comment: Comment, carla: User) -> None:
    assert report(comment, carla) == report(comment, carla)
    assert Incident.objects.count() == 1


def test_one_report_leaves_a_comment_in_sight_and_two_hide_it(
    comment: Comment, carla: User, anna: User, group_5b: SchoolGroup
) -> None:
    report(comment, carla)
    comment.refresh_from_db()
    assert comment.state == Comment.State.VISIBLE
    report(comment, make.make_staff("Invaller", group_5b))
    comment.refresh_from_db()
    assert comment.state == Comment.State.HIDDEN


def test_a_photo_with_a_recognisable_child_is_hidden_at_once(post: Post, carla: User) -> None:
    photo = make.make_photo(post)
    incident = report(photo, carla, reason=Report.Reason.RECOGNISABLE).incident
    assert (incident.photo, incident.about) == (photo, post.author)
    assert not Photo.objects.visible_to(carla, make.NOW).exists()


def test_each_photo_of_a_post_is_reported_and_hidden_by_itself(post: Post, carla: User) -> None:
    for _photo in range(2):
        report(make.make_photo(post), carla, reason=Report.Reason.RECOGNISABLE)
    assert not Photo.objects.visible_to(carla, make.NOW).exists()


def test_a_new_report_after_a_dismissed_one_opens_a_new_incident(
    comment: Comment, carla: User, greet: User
) -> None:
    first = report(comment, carla).incident
    actions.dismiss_incident(incident=first, by=greet, now=make.NOW)
    second = report(comment, carla).incident
    assert (first.number, second.number) == ("2026-001", "2026-002")


def test_the_report_page_works_for_a_reader(comment: Comment, carla: User, sign_in: SignIn) -> None:
    client = sign_in(carla)
    url = f"/report/comment/{comment.pk}/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": "hurtful"}).status_code == 302
    assert Report.objects.get().reported_by == carla


def test_a_reader_of_another_group_gets_404(comment: Comment, farid: User, sign_in: SignIn) -> None:
    assert sign_in(farid).get(f"/report/comment/{comment.pk}/").status_code == 404


def test_own_words_are_taken_back_at_once_and_kept_for_the_school(
    comment: Comment, dirk: User, carla: User, greet: User, sign_in: SignIn
) -> None:
    client, url = sign_in(dirk), f"/report/comment/{comment.pk}/"
    assert 'name="reason"' not in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 302
    comment.refresh_from_db()
    assert (comment.state, comment.text) == (Comment.State.HIDDEN, "Wat een waardeloze school.")
    assert Incident.objects.visible_to(greet).get().reports.get().reason == Report.Reason.WITHDRAWN


def test_a_teacher_takes_back_an_own_post_and_an_own_photo(post: Post, anna: User, carla: User) -> None:
    photo = make.make_photo(post)
    report(photo, anna)
    assert not Photo.objects.visible_to(carla, make.NOW).exists()
    assert Post.objects.visible_to(carla, make.NOW).exists(), "the post itself stays"
    other = make.make_post(post.group, anna, "Te vroeg")
    report(other, anna)
    assert other not in Post.objects.visible_to(carla, make.NOW)


def test_closing_what_was_taken_back_does_not_publish_it_again(
    comment: Comment, dirk: User, greet: User, django_capture_on_commit_callbacks: Any
) -> None:
    incident = report(comment, dirk).incident
    with django_capture_on_commit_callbacks(execute=True):
        actions.dismiss_incident(incident=incident, by=greet, now=make.NOW)
    comment.refresh_from_db()
    assert comment.state == Comment.State.HIDDEN
    assert mail.outbox == []


def test_nobody_takes_back_for_another(comment: Comment, carla: User, sign_in: SignIn) -> None:
    response = sign_in(carla).post(f"/report/comment/{comment.pk}/", {"reason": "withdrawn"})
    assert response.status_code == 422
    comment.refresh_from_db()
    assert comment.state == Comment.State.VISIBLE


def test_without_a_reason_the_page_says_so(comment: Comment, carla: User, sign_in: SignIn) -> None:
    response = sign_in(carla).post(f"/report/comment/{comment.pk}/", {"note": "bewaar dit"})
    assert response.status_code == 422
    assert "bewaar dit" in response.content.decode()
    assert not Report.objects.exists()


def test_an_unknown_kind_is_404(comment: Comment, carla: User, sign_in: SignIn) -> None:
    assert sign_in(carla).get(f"/report/group/{comment.pk}/").status_code == 404


def test_a_photo_can_be_reported_by_a_reader_only(
    post: Post, carla: User, farid: User, sign_in: SignIn
) -> None:
    url = f"/report/photo/{make.make_photo(post).pk}/"
    assert sign_in(carla).get(url).status_code == 200
    assert sign_in(farid).get(url).status_code == 404
