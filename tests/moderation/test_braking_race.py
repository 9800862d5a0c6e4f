"""A brake whose worker dies in between is finished by the sweep, exactly once (R128)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from moderation import actions
from moderation.actions import printing
from moderation.actions.braking import SNAPSHOT_TIME
from moderation.actions.reporting import open_incident
from moderation.models import DossierDocument, Entry, Incident
from moderation.queries import chain
from people.models import User
from posts.models import Comment
from tests import make
from tests.moderation.test_archiving_race import kill_at, together

STEPS = {
    "print": "moderation.actions.printing.print_copy",
    "store": "moderation.actions.chaining.write_private",
    "chain row": "moderation.models.DossierDocument.objects.create",
    "alert": "moderation.actions.braking._alert",
}
LATER = make.NOW + SNAPSHOT_TIME


@pytest.fixture
def thread(comment: Comment) -> Incident:
    return open_incident(target=comment.post, is_thread=True, now=make.NOW)


def pull(incident: Incident, by: User) -> None:
    """What the page does; also run in a process of its own."""
    assert incident.post is not None
    words = {"text": "Even rust.", "strategy": "Bellen."}
    until = make.NOW + timedelta(days=1)
    actions.brake_thread(post=incident.post, until=until, by=by, now=make.NOW, **words)


def sweep(incident: Incident) -> None:
    actions.finish_brake(incident=Incident.objects.get(pk=incident.pk), now=LATER)


def check_once(incident: Incident, director: User) -> None:
    snapshot = DossierDocument.objects.get(incident=incident)
    assert snapshot.kind == DossierDocument.Kind.SNAPSHOT
    assert [letter.to for letter in mail.outbox] == [[director.email]]
    assert Entry.objects.filter(incident=incident, text="De directie is gewaarschuwd.").count() == 1
    assert chain.faults_of(incident.school) == []
    incident.refresh_from_db()
    assert incident.brake_asked_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.usefixtures("plain_printer")
def test_a_brake_that_was_killed_is_finished_once(
    step: str, late: bool, thread: Incident, anna: User, greet: User
) -> None:
    owner, _, name = STEPS[step].rpartition(".")
    kill_at(owner, name, late, thread, anna, job=pull)
    thread.refresh_from_db()
    assert thread.post is not None
    assert thread.post.is_paused(make.NOW), "the pause was there first"
    assert not DossierDocument.objects.exists()
    assert together(lambda: sweep(thread), lambda: sweep(thread)) == []
    sweep(thread)
    check_once(thread, greet)


@pytest.mark.usefixtures("plain_printer")
def test_the_sweep_leaves_a_brake_alone_that_is_busy_or_done(
    thread: Incident,
    anna: User,
    greet: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    def fail(**_fields: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as fault:
        fault.setattr("moderation.actions.braking._keep", fail)
        with pytest.raises(KeyboardInterrupt):
            pull(thread, anna)
    assert actions.ring_brakes(now=make.NOW) == 0, "somebody may be busy"
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.ring_brakes(now=LATER) == 1
    assert actions.ring_brakes(now=LATER + SNAPSHOT_TIME) == 0
    check_once(thread, greet)


@pytest.mark.usefixtures("plain_printer")
def test_a_worker_that_was_too_slow_leaves_nothing(
    thread: Incident, anna: User, greet: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it prints, the sweep takes over and is done first."""
    at_once = printing.print_copy

    def slowly(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(printing, "print_copy", at_once)
        sweep(thread)
        return at_once(*args, **kwargs)

    monkeypatch.setattr(printing, "print_copy", slowly)
    pull(thread, anna)
    assert DossierDocument.objects.filter(incident=thread).count() == 1
    assert Entry.objects.filter(incident=thread, text="De directie is gewaarschuwd.").count() == 1
