"""The brake: offered, never imposed; the snapshot is in the chain before the alert (R128, R137, R180)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation import actions
from moderation.actions import braking
from moderation.models import DossierDocument, Entry, Incident
from moderation.queries.chain import faults_of
from people.models import User
from posts.actions.interactions import write_comment
from posts.models import Comment, Post
from posts.queries.turns import is_heated
from tests import make
from tests.conftest import SignIn

FORM = {"days": "3", "words": "talk", "strategy": "Ik bel beide ouders morgen."}


def brake(post: Post, by: User, **fields: Any) -> Incident:
    now = timezone.now()
    wanted = {"until": now + timedelta(days=1), "text": "Even rust.", "strategy": "Bellen.", **fields}
    return actions.brake_thread(post=post, by=by, now=now, **wanted)


def quarrel(post: Post, *people: User, turns: int = 6) -> None:
    for number in range(turns):
        at = timezone.now() - timedelta(minutes=turns - number)
        make.make_comment(post, people[number % len(people)], f"Nee {number}", created_at=at)


def test_it_pauses_keeps_and_only_then_alerts(
    comment: Comment,
    anna: User,
    greet: User,
    carla: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there: list[int] = []
    monkeypatch.setattr(braking, "send_mail", lambda **_: there.append(DossierDocument.objects.count()))
    answer = sign_in(anna).post(f"/posts/{comment.post_id}/brake/", FORM)
    incident = Incident.objects.get()
    assert answer.headers["Location"] == f"/reports/{incident.pk}/talk/"
    assert there == [1], "the snapshot was a link of the chain when the alert left"
    snapshot = incident.documents.get()
    assert snapshot.kind == DossierDocument.Kind.SNAPSHOT
    assert comment.text in str(snapshot.facts)
    assert faults_of(incident.school) == []
    assert incident.entries.get(kind=Entry.Kind.NOTE).text == FORM["strategy"]
    with pytest.raises(PermissionDenied):
        write_comment(comment_id=uuid4(), post=comment.post, text="x", by=carla, now=timezone.now())


def test_the_alert_goes_to_the_director_without_the_words(
    comment: Comment, anna: User, greet: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        brake(comment.post, anna)
    assert [letter.to for letter in mail.outbox] == [[greet.email]]
    assert comment.text not in mail.outbox[0].body


def test_pressing_twice_is_once(comment: Comment, anna: User, greet: User) -> None:
    assert brake(comment.post, anna) == brake(comment.post, greet)
    assert DossierDocument.objects.count() == 1


def test_without_a_snapshot_it_is_paused_nobody_is_alerted_and_trying_again_works(
    comment: Comment,
    anna: User,
    greet: User,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    def fail(**_fields: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(braking, "_keep", fail)
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(anna).post(f"/posts/{comment.post_id}/brake/", FORM)
    assert (answer.status_code, mail.outbox) == (422, [])
    comment.post.refresh_from_db()
    assert comment.post.is_paused(timezone.now())
    monkeypatch.undo()
    assert brake(comment.post, anna).documents.exists()


def test_a_reader_does_not_brake(comment: Comment, carla: User, anna: User) -> None:
    with pytest.raises(PermissionDenied):
        brake(comment.post, carla)
    assert not Incident.objects.exists()


def test_six_turns_between_two_people_offer_it_to_who_handles_and_pause_nothing(
    post: Post, carla: User, dirk: User, anna: User, sign_in: SignIn
) -> None:
    quarrel(post, carla, dirk, turns=6)
    url = f"/posts/{post.pk}/"
    assert "Twee mensen blijven hier op elkaar reageren" in sign_in(anna).get(url).content.decode()
    assert "Twee mensen" not in sign_in(carla).get(url).content.decode()
    post.refresh_from_db()
    assert post.paused_until is None


@pytest.mark.parametrize(("turns", "people", "heated"), [(5, 2, False), (6, 1, False), (9, 3, True)])
def test_what_counts_as_going_on(
    post: Post, carla: User, dirk: User, anna: User, turns: int, people: int, heated: bool
) -> None:
    quarrel(post, *[carla, dirk, anna][:people], turns=turns)
    assert is_heated(post, turns=6, now=timezone.now()) == heated
    assert not is_heated(post, turns=0, now=timezone.now())
    assert not is_heated(post, turns=6, now=timezone.now() + timedelta(hours=1)), "an hour later it is over"


def test_looking_for_a_quarrel_is_one_query_for_who_handles_however_long_it_is(
    post: Post, carla: User, dirk: User, anna: User, sign_in: SignIn
) -> None:
    def asked(user: User) -> int:
        client, url = sign_in(user), f"/posts/{post.pk}/"
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    make.make_comment(post, carla, "Nee.")
    calm = asked(anna), asked(carla)
    quarrel(post, carla, dirk, turns=6)
    heated = asked(anna), asked(carla)
    quarrel(post, carla, dirk, turns=200)
    assert (asked(anna), asked(carla)) == heated == calm
    with CaptureQueriesContext(connection) as queries:
        assert is_heated(post, turns=6, now=timezone.now())
    assert len(queries) == 1


def test_the_invitation_to_talk_is_placed_and_mailed(
    comment: Comment,
    dirk: User,
    anna: User,
    greet: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    incident, client = brake(comment.post, anna), sign_in(anna)
    url = f"/reports/{incident.pk}/talk/"
    assert "010 123 45 67" in client.get(url).content.decode()
    words = {"text": "Bel ons op 010 123 45 67.", "is_placed": "on", "people": [str(dirk.pk)]}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, words).status_code == 302
    assert comment.post.comments.filter(text=words["text"], author=anna).exists()
    assert [letter.to for letter in mail.outbox] == [[dirk.email]]
    assert client.post(url, {"text": "Zonder weg"}).status_code == 422


def test_closing_places_the_last_word_and_lets_nobody_comment(
    comment: Comment, anna: User, carla: User, sign_in: SignIn
) -> None:
    client, url = sign_in(anna), f"/posts/{comment.post_id}/close/"
    assert client.post(url, {"text": ""}).status_code == 422
    for _twice in range(2):
        assert client.post(url, {"text": "Alles is gezegd."}).status_code == 302
    assert [c.text for c in comment.post.comments.all()] == [comment.text, "Alles is gezegd."]
    with pytest.raises(PermissionDenied):
        write_comment(comment_id=uuid4(), post=comment.post, text="x", by=carla, now=timezone.now())
    assert sign_in(carla).post(url, {"text": "Nee"}).status_code == 403
