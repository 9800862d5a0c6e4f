"""The writer does not agree: one complaint, one answer."""

from typing import Any

import pytest
from django.core import mail

from moderation import actions
from moderation.models import Complaint, Incident
from people.models import User
from posts.models import Comment
from tests import make
from tests.conftest import SignIn
from tests.moderation.test_archiving import archive


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


def test_the_writer_finds_the_way_at_the_tombstone_and_others_do_not(
    hidden: Incident, comment: Comment, carla: User, dirk: User, greet: User, sign_in: SignIn
) -> None:
    archive(hidden, greet)
    actions.remove_content(incident=hidden, agreement="abuse", by=greet, now=make.NOW)
    link = f"/complaints/comment/{comment.pk}/"
    assert link in sign_in(dirk).get(f"/posts/{comment.post_id}/").content.decode()
    assert link not in sign_in(carla).get(f"/posts/{comment.post_id}/").content.decode()
