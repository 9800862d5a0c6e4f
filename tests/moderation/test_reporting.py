"""Reporting: who hears it, what is hidden by it (R071, R081, R094)."""

from typing import Any

import pytest
from django.core import mail

from groups.actions import deactivate_account
from groups.models import School, SchoolGroup
from moderation import actions
from moderation.errors import Gone
from moderation.models import Incident, Report
from people.models import User
from posts.models import Comment, Photo, Post
from tests import make
from tests.conftest import SignIn
from tests.moderation.test_archiving import archive

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


def test_two_guardians_of_one_child_are_one_voice(
    comment: Comment, carla: User, dirk: User, group_5b: SchoolGroup
) -> None:
    other = make.make_child("Noor", group_5b)
    mother, father = make.make_user("Mia"), make.make_user("Piet")
    make.make_guardian(other, mother)
    make.make_guardian(other, father)
    for reporter, state in (
        (mother, Comment.State.VISIBLE),
        (father, Comment.State.VISIBLE),
        (carla, Comment.State.HIDDEN),
    ):
        report(comment, reporter)
        comment.refresh_from_db()
        assert comment.state == state


def test_something_else_needs_words(comment: Comment, carla: User, sign_in: SignIn) -> None:
    client, url = sign_in(carla), f"/report/comment/{comment.pk}/"
    answer = client.post(url, {"reason": "other"})
    assert (answer.status_code, "Schrijf op wat er mis is." in answer.content.decode()) == (422, True)
    assert client.post(url, {"reason": "other", "note": "Dit is geheim."}).status_code == 302


def test_every_reason_of_the_list_is_asked(post: Post, carla: User, sign_in: SignIn) -> None:
    page = sign_in(carla).get(f"/report/photo/{make.make_photo(post).pk}/").content.decode()
    for reason in Report.Reason.values:
        assert (f'value="{reason}"' in page) == (reason != Report.Reason.WITHDRAWN)


def test_a_report_about_the_only_director_goes_to_the_confidential_address(
    school_group: SchoolGroup,
    school: School,
    greet: User,
    carla: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Any,
) -> None:
    make.set_policy(school, greet, confidential_email="vertrouw@kring.test")
    post, client = make.make_post(school_group, greet, "Een raar bericht"), sign_in(carla)
    url = f"/report/post/{post.pk}/"
    assert "vertrouw@kring.test" in client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        said = client.post(url, {"reason": "hurtful", "note": "Dit kwetst."}, follow=True)
    assert "De directeur ziet deze melding niet" in said.content.decode()
    assert [letter.to for letter in mail.outbox] == [["vertrouw@kring.test"]]
    body = mail.outbox[0].body
    assert "Dit kwetst." in body
    assert carla.get_full_name() not in body
    assert not Incident.objects.visible_to(greet).exists()


def test_about_the_director_in_a_class_the_teacher_looks_and_without_anybody_the_page_says_so(
    group_5b: SchoolGroup, school_group: SchoolGroup, greet: User, anna: User, carla: User, sign_in: SignIn
) -> None:
    client = sign_in(carla)
    in_class = client.get(f"/report/post/{make.make_post(group_5b, greet).pk}/").content.decode()
    assert "Een leerkracht van 5B leest de melding" in in_class
    alone = client.get(f"/report/post/{make.make_post(school_group, greet).pk}/").content.decode()
    assert "Bel het bestuur" in alone


def test_what_was_removed_meanwhile_cannot_be_reported(comment: Comment, carla: User, greet: User) -> None:
    incident = report(comment, carla).incident
    archive(incident, greet)
    actions.remove_content(incident=incident, agreement="abuse", by=greet, now=make.NOW)
    with pytest.raises(Gone):
        report(comment, make.make_user("Noor"))


def test_what_hid_it_is_a_line_without_a_name(post: Post, carla: User) -> None:
    incident = report(make.make_photo(post), carla, reason=Report.Reason.RECOGNISABLE).incident
    entry = incident.entries.get()
    assert entry.written_by is None
    assert carla.get_full_name() not in entry.text


def test_what_a_stopped_account_wrote_stays_and_is_handled(
    comment: Comment, dirk: User, carla: User, greet: User
) -> None:
    deactivate_account(user=dirk, by=greet, now=make.NOW)
    comment.refresh_from_db()
    assert comment.text == "Wat een waardeloze school."
    incident = report(comment, carla).incident
    archive(incident, greet)
    assert actions.remove_content(
        incident=incident, agreement="abuse", tell_author=True, by=greet, now=make.NOW
    )
