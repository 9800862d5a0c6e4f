"""Overviews are sent once, with the rights of the moment."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from common.postbox import Answer, Outcome, Postbox
from delivery.actions.digests import send_digests
from delivery.models import AddressState, Channel, Delivery, Digest
from delivery.overview_letters import Printer
from groups.models import Membership
from people.models import User
from posts.models import Post
from tests import make
from tests.delivery.overviews import FRIDAY, choose, forms_of, row, send

WEEK = timedelta(days=7)


@pytest.fixture
def posts(group_5b: Any, anna: User, carla: User) -> list[Post]:
    choose(carla)
    return [make.make_post(group_5b, anna, f"Bericht {number}") for number in range(3)]


def states(user: User) -> set[tuple[str, str]]:
    return set(Delivery.objects.filter(user=user).values_list("state", "why"))


def answering(monkeypatch: Any, *answers: Answer) -> list[bytes]:
    """A mail server that gives these answers one after the other; returns what it got."""
    left, got = list(answers), []

    def post(self: Postbox, *, sender: str, to: str, data: bytes) -> Answer:
        got.append(data)
        return left.pop(0)

    monkeypatch.setattr(Postbox, "post", post)
    return got


def test_everything_that_waited_is_in_one_mail_and_written_down(posts, carla, mailoutbox):
    for post in posts:
        row(post, carla)
    assert send() == 1
    text, html = forms_of(mailoutbox[0])
    assert all(post.title in text and post.title in html for post in posts)
    assert states(carla) == {("sent", "")}
    assert Delivery.objects.filter(address=carla.email, sent_at__gte=FRIDAY).count() == 3
    digest = Digest.objects.get()
    assert (digest.state, digest.address) == ("sent", carla.email)


def test_nothing_is_sent_twice(posts, carla, mailoutbox):
    row(posts[0], carla)
    send()
    assert send() == 0
    assert len(mailoutbox) == 1


def test_nothing_happened_is_no_mail(posts, carla, mailoutbox):
    assert send() == 0
    assert not mailoutbox


def test_what_was_hidden_since_is_left_out(posts, carla, mailoutbox):
    for post in posts[:2]:
        row(post, carla)
    Post.objects.filter(pk=posts[0].pk).update(state=Post.State.HIDDEN)
    send()
    text, html = forms_of(mailoutbox[0])
    assert "Bericht 0" not in text + html
    assert states(carla) == {("sent", ""), ("skipped", "not_visible")}


def test_whose_membership_ended_gets_no_mail(posts, carla, mailoutbox):
    row(posts[0], carla)
    Membership.objects.filter(user=carla).update(state=Membership.State.ENDED)
    send()
    assert not mailoutbox
    assert states(carla) == {("skipped", "not_visible")}
    assert Digest.objects.get().why == "not_visible"


def test_who_stopped_news_gets_no_mail(posts, carla, mailoutbox):
    row(posts[0], carla)
    carla.preference.news = Channel.WEB
    carla.preference.save()
    send()
    assert not mailoutbox
    assert states(carla) == {("skipped", "stopped")}


def test_an_account_that_stands_still_gets_no_mail(posts, carla, mailoutbox):
    row(posts[0], carla)
    User.objects.filter(pk=carla.pk).update(suspended_until=FRIDAY + WEEK)
    send()
    assert not mailoutbox
    assert states(carla) == {("skipped", "account")}


def test_no_address_that_works_is_no_mail(posts, carla, mailoutbox):
    row(posts[0], carla)
    AddressState.objects.create(address=carla.email, flagged_at=FRIDAY)
    send()
    assert not mailoutbox
    assert states(carla) == {("skipped", "no_way")}


def test_a_server_that_says_later_gets_the_same_mail_later(posts, carla, monkeypatch):
    row(posts[0], carla)
    got = answering(monkeypatch, Answer(Outcome.DEFERRED, 451), Answer(Outcome.ACCEPTED, 250))
    send()
    assert states(carla) == {("queued", "")}
    assert send_digests(now=FRIDAY) == 0
    send_digests(now=FRIDAY + timedelta(minutes=2))
    assert states(carla) == {("sent", "")}
    ids = {line for data in got for line in data.splitlines() if line.startswith(b"Message-ID")}
    assert len(ids) == 1


def test_a_server_that_may_have_it_gets_it_once_more_and_nobody_a_third_copy(posts, carla, monkeypatch):
    row(posts[0], carla)
    got = answering(monkeypatch, *[Answer(Outcome.DEFERRED, unsure=True)] * 4)
    send()
    for minutes in (2, 10, 60):
        send_digests(now=FRIDAY + timedelta(minutes=minutes))
    assert len(got) == 2
    assert states(carla) == {("failed", "server")}


def test_a_second_copy_that_was_taken_leaves_no_trace_of_doubt(posts, carla, monkeypatch):
    row(posts[0], carla)
    answering(monkeypatch, Answer(Outcome.DEFERRED, unsure=True), Answer(Outcome.ACCEPTED, 250))
    send()
    send_digests(now=FRIDAY + timedelta(minutes=2))
    assert states(carla) == {("sent", "")}
    assert Digest.objects.get().why == ""


def test_an_address_that_is_refused_is_counted(posts, carla, monkeypatch):
    row(posts[0], carla)
    answering(monkeypatch, Answer(Outcome.REFUSED, 550, "no such user"))
    send()
    assert states(carla) == {("bounced", "address")}
    assert AddressState.objects.get(address=carla.email).hard_bounces == 1


def test_one_mail_that_cannot_be_made_holds_up_no_other(posts, carla, dirk, group_5b, mailoutbox):
    choose(dirk)
    for user in (carla, dirk):
        row(posts[0], user)
    User.objects.filter(pk=carla.pk).update(email="carla@@kring.test")
    EmailAddress.objects.filter(user=carla).update(email="carla@@kring.test")
    send()
    assert states(carla) == {("failed", "broken")}
    assert states(dirk) == {("sent", "")}


def test_a_fault_of_ours_in_one_mail_holds_up_no_other(posts, carla, dirk, monkeypatch, mailoutbox):
    choose(dirk)
    for user in (carla, dirk):
        row(posts[0], user)
    printed = Printer.printed

    def broken(self: Printer, digest: Digest, overview: Any) -> bytes:
        if digest.user_id == carla.pk:
            raise LookupError
        return printed(self, digest, overview)

    monkeypatch.setattr(Printer, "printed", broken)
    send()
    assert (states(carla), states(dirk)) == ({("queued", "")}, {("sent", "")})
    assert Digest.objects.get(user=carla).tries == 1


def test_a_server_that_is_away_counts_against_nobody(posts, carla, settings):
    row(posts[0], carla)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert send() == 0
    digest = Digest.objects.get()
    assert (digest.state, digest.tries, digest.claim) == ("queued", 0, None)
    assert states(carla) == {("queued", "")}


def test_a_worker_that_fell_over_is_followed_by_another(posts, carla, monkeypatch, mailoutbox):
    row(posts[0], carla)
    with monkeypatch.context() as broken:
        broken.setattr(Postbox, "post", falls_over)
        with pytest.raises(RuntimeError):
            send()
    assert send() == 1
    assert len(mailoutbox) == 1
    assert states(carla) == {("sent", "")}


def falls_over(self: Postbox, **_mail: Any) -> Answer:
    raise RuntimeError


def test_what_came_while_the_mail_left_waits_a_week(posts, carla, monkeypatch):
    row(posts[0], carla)
    late = row(posts[1], carla, FRIDAY + WEEK)

    def post(self: Postbox, **_mail: Any) -> Answer:
        Delivery.objects.filter(pk=late.pk).update(digest=Digest.objects.get(), due_at=FRIDAY)
        return Answer(Outcome.ACCEPTED, 250)

    monkeypatch.setattr(Postbox, "post", post)
    send()
    late.refresh_from_db()
    assert (late.state, late.digest) == ("queued", None)
    send(FRIDAY + timedelta(minutes=1))
    late.refresh_from_db()
    assert late.due_at == FRIDAY + WEEK


def test_rights_are_asked_again_when_the_server_is_slow(posts, carla, dirk, monkeypatch):
    choose(dirk)
    for user in (carla, dirk):
        row(posts[0], user)
    got = []

    def post(self: Postbox, *, to: str, **_mail: Any) -> Answer:
        got.append(to)
        Post.objects.filter(pk=posts[0].pk).update(state=Post.State.HIDDEN)
        return Answer(Outcome.ACCEPTED, 250)

    monkeypatch.setattr(Postbox, "post", post)
    clock = iter(range(0, 2000, 6))
    monkeypatch.setattr("delivery.actions.digests.time.monotonic", lambda: next(clock) / 2)
    send()
    assert len(got) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent", "skipped"}


def test_saturday_is_not_too_late(posts, carla, mailoutbox):
    row(posts[0], carla)
    send(FRIDAY + timedelta(hours=20))
    assert len(mailoutbox) == 1


def test_two_overviews_of_one_person_each_tell_their_own(posts, carla, mailoutbox):
    first = Digest.objects.create(user=carla, cadence="weekly", due_at=FRIDAY - WEEK, tries=1)
    row(posts[0], carla, digest=first)
    row(posts[1], carla)
    send()
    told = [forms_of(mail)[0] for mail in mailoutbox]
    assert sorted("Bericht 0" in text for text in told) == [False, True]
    assert sorted("Bericht 1" in text for text in told) == [False, True]
