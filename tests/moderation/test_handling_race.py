"""Two at the same moment: one incident, one removal, one snapshot; nothing reported into the void."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from moderation import actions
from moderation.errors import Gone
from moderation.models import DossierDocument, Incident, Removal, Report
from people.models import User
from posts.models import Comment, Post
from tests.groups.test_restrictions_race import together
from tests.moderation.test_archiving import archive

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def failures(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """What went wrong in a thread, a deadlock for one, makes the test fail."""
    wrong: list[BaseException] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: wrong.append(args.exc_value))
    yield wrong
    assert wrong == []


def reporting(target: Post | Comment, by: User) -> Callable[[], object]:
    def job() -> None:
        with suppress(Gone):
            actions.report_content(target=target, reason="hurtful", by=by, now=timezone.now())

    return job


def test_two_first_reports_are_one_incident_and_hide_the_comment(
    comment: Comment, carla: User, anna: User, greet: User
) -> None:
    together(reporting(comment, carla), reporting(comment, anna))
    assert (Incident.objects.count(), Report.objects.count()) == (1, 2)
    comment.refresh_from_db()
    assert comment.state == Comment.State.HIDDEN


def test_a_report_while_it_is_removed_is_in_that_incident_or_refused(
    incident: Incident, comment: Comment, anna: User, greet: User
) -> None:
    archive(incident, greet)

    def remove() -> None:
        actions.remove_content(incident=incident, agreement="abuse", by=greet, now=timezone.now())

    together(remove, reporting(comment, anna))
    assert (Incident.objects.count(), Removal.objects.count()) == (1, 1)


def test_two_handlers_remove_once(incident: Incident, anna: User, greet: User) -> None:
    archive(incident, greet)

    def remover(by: User) -> Callable[[], object]:
        return lambda: actions.remove_content(incident=incident, agreement="abuse", by=by, now=timezone.now())

    together(remover(anna), remover(greet))
    assert Removal.objects.count() == 1
    assert incident.entries.filter(text="Definitief verwijderd.").count() == 1


def test_two_handlers_who_hide_and_show_take_turns(
    incident: Incident, comment: Comment, anna: User, greet: User
) -> None:
    def hide() -> None:
        actions.hide_incident(incident=incident, by=anna, now=timezone.now())

    def restore() -> None:
        actions.restore_incident(incident=incident, by=greet, now=timezone.now())

    together(hide, restore)
    incident.refresh_from_db()
    comment.refresh_from_db()
    assert (incident.hidden_at is not None) == (comment.state == Comment.State.HIDDEN)


def test_two_handlers_brake_once(comment: Comment, anna: User, greet: User) -> None:
    def braker(by: User) -> Callable[[], object]:
        now = timezone.now()
        return lambda: actions.brake_thread(
            post=comment.post, until=now + timedelta(days=1), text="Rust.", strategy="", by=by, now=now
        )

    together(braker(anna), braker(greet))
    assert (Incident.objects.count(), DossierDocument.objects.count()) == (1, 1)


def test_a_report_and_a_thread_that_is_removed_do_not_wait_for_each_other(
    comment: Comment, carla: User, anna: User, greet: User
) -> None:
    thread = actions.brake_thread(
        post=comment.post,
        until=timezone.now() + timedelta(days=1),
        text="Rust.",
        strategy="",
        by=greet,
        now=timezone.now(),
    )
    archive(thread, greet)

    def remove() -> None:
        actions.remove_content(incident=thread, agreement="abuse", by=greet, now=timezone.now())

    together(remove, reporting(comment, carla), reporting(comment, anna))
    comment.refresh_from_db()
    kept = Incident.objects.unfinished().filter(comment=comment).exists()
    assert comment.text == ("Wat een waardeloze school." if kept else "")
    assert comment.post.state == Post.State.PUBLISHED
