"""One mail that cannot be made or sent holds up nobody: of three hundred, the other two hundred and ninety-nine go."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress

from bench.crowd import make_crowd, place
from common.push import Answer, Outcome
from delivery.actions.digests import gather_digests, send_digests
from delivery.actions.mails import send_mails
from delivery.actions.notifications import send_notifications
from delivery.actions.planning import plan_post
from delivery.models import Delivery, Digest
from delivery.overview_batches import OverviewBatch
from people.models import User
from tests import make
from tests.smtp_server import Play

SIZE = 300
VICTIM = "p7@"


def reach(news: str, now: datetime) -> User:
    """A post planned for three hundred parents; returns the one something is wrong with."""
    group, director = make_crowd("Groot", "77AA", SIZE, news)
    make.set_policy(group.school, director, hours_mode="off")
    post = place(group, director, "Vrijdag is er geen les")
    post.published_at = make.NOW
    post.save()
    plan_post(post=post, now=now)
    return User.objects.get(email__startswith=VICTIM)


def send_all(send: Callable[..., int], now: datetime) -> int:
    """As a worker does, but not for ever; returns how many chunks it took."""
    return next(chunk for chunk in range(1, 20) if not send(now=now))


def states() -> dict[str, int]:
    rows = list(Delivery.objects.values_list("state", flat=True))
    return {state: rows.count(state) for state in set(rows)}


def test_an_address_that_cannot_be_written_fails_alone(db, later, mailoutbox, caplog):
    victim = reach("mail", later)
    User.objects.filter(pk=victim.pk).update(email="p7@@bank test")
    EmailAddress.objects.filter(user=victim).update(email="p7@@bank test")
    send_all(send_mails, later)
    assert (len(mailoutbox), states()) == (SIZE - 1, {"sent": SIZE - 1, "failed": 1})
    assert Delivery.objects.get(state="failed").why == "broken"
    assert "cannot be made" in caplog.text


def test_a_fault_of_ours_in_one_mail_is_tried_again_later(db, later, mailoutbox, monkeypatch, caplog):
    victim = reach("mail", later)
    name = Delivery.objects.get(user=victim).pk

    def token(row: Delivery) -> str:
        if row.pk == name:
            raise RuntimeError("a word nobody foresaw")
        return f"d{row.pk}"

    monkeypatch.setattr("delivery.letters.token_of", token)
    assert send_all(send_mails, later) == 4
    row = Delivery.objects.get(user=victim)
    assert (len(mailoutbox), row.state, row.tries) == (SIZE - 1, "queued", 1)
    assert row.due_at > later
    assert f"delivery {row.pk}" in caplog.text


def test_a_server_that_hangs_up_on_one_mail_takes_the_others(db, later, smtp_server):
    victim = reach("mail", later)
    smtp_server.at[victim.email] = [Play(at="DATA", drop=True)]
    send_all(send_mails, later)
    assert (len(smtp_server.mails), states()) == (SIZE - 1, {"sent": SIZE - 1, "queued": 1})
    send_mails(now=later + timedelta(minutes=2))
    assert len(smtp_server.sent_to(victim.email)) == 1


def test_an_overview_that_cannot_be_put_together_waits_alone(db, later, mailoutbox, monkeypatch, caplog):
    victim, real = reach("daily", later), OverviewBatch.__init__

    def broken(self: OverviewBatch, digests: Any, now: datetime) -> None:
        if digests.filter(user=victim).exists():
            raise RuntimeError("a word nobody foresaw")
        real(self, digests, now)

    monkeypatch.setattr(OverviewBatch, "__init__", broken)
    due = Delivery.objects.first().due_at
    gather_digests(now=due)
    send_all(send_digests, due)
    assert (len(mailoutbox), states()) == (SIZE - 1, {"sent": SIZE - 1, "queued": 1})
    assert Digest.objects.get(user=victim).due_at > due
    assert "a word nobody foresaw" in caplog.text


def test_a_notification_that_cannot_be_made_waits_alone(db, later, monkeypatch, caplog):
    victim, rung = reach("app", later), []
    for user in User.objects.filter(email__startswith="p"):
        make.make_device(user)
    Delivery.objects.update(channel="app")

    class Line:
        __enter__ = lambda self: self  # noqa: E731
        __exit__ = lambda self, *_error: None  # noqa: E731

        def push(self, target: Any, message: Any, **_more: Any) -> Answer:
            if target.endpoint == victim.push_devices.get().endpoint:
                raise ValueError("A push message has at most 3000 bytes.")
            rung.append(target)
            return Answer(Outcome.ACCEPTED, 201)

    monkeypatch.setattr("delivery.actions.notifications.PushLine", Line)
    send_all(send_notifications, later)
    assert (len(rung), states()) == (SIZE - 1, {"sent": SIZE - 1, "queued": 1})
    assert Delivery.objects.get(user=victim).tries == 1
    assert "3000 bytes" in caplog.text
