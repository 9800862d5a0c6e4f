"""Mail about one thing at once: what is in it, what is not, and what becomes of the row."""

from datetime import datetime
from email import message_from_bytes, policy
from typing import Any

import pytest

from delivery.actions.mails import send_mails
from delivery.actions.planning import plan_messages, plan_posts, requeue_restored
from delivery.actions.preferences import stop_mail
from delivery.links import NEWS
from delivery.models import Delivery
from posts.models import Post
from tests import make


def state_of(user: Any) -> tuple[str, str]:
    row = Delivery.objects.get(user=user)
    return row.state, row.why


@pytest.fixture
def post(group_5b: Any, emma: Any, anna: Any, carla: Any, later: datetime) -> Post:
    post = make.make_post(group_5b, anna, title="Op schoolreis", text="Neem **brood** mee.")
    plan_posts(school=group_5b.school, now=later)
    return post


def test_the_mail_names_the_child_and_says_what_was_posted(post, carla, later, mailoutbox):
    send_mails(now=later)
    mail = mailoutbox[0]
    assert mail.subject == "Emma: Op schoolreis"
    assert mail.to == [carla.email]
    assert "Neem **brood** mee." in mail.body
    assert "Emma · 5B" in mail.body
    assert state_of(carla) == ("sent", "")


def test_sending_again_sends_nothing(post, later, mailoutbox):
    assert send_mails(now=later) == 1
    assert send_mails(now=later) == 0
    assert len(mailoutbox) == 1


def test_one_press_stops_it_and_nothing_is_fetched(post, later, mailoutbox):
    send_mails(now=later)
    mail = message_from_bytes(mailoutbox[0].message().as_bytes(), policy=policy.default)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].strip().startswith("<http")
    html = mail.get_body(("html",)).get_content()
    assert not {word for word in ("<img", "src=", "url(") if word in html}


def test_a_delicate_post_is_only_in_the_portal(post, later, mailoutbox):
    Post.objects.update(is_delicate=True)
    send_mails(now=later)
    said = mailoutbox[0].subject + str(mailoutbox[0].message())
    assert "schoolreis" not in said
    assert "brood" not in said


def test_a_post_that_was_hidden_meanwhile_does_not_go(post, carla, later, mailoutbox):
    Post.objects.update(state=Post.State.HIDDEN)
    send_mails(now=later)
    assert (mailoutbox, state_of(carla)) == ([], ("skipped", "not_visible"))


def test_what_was_stopped_while_it_was_hidden_does_not_come_back_with_it(post, carla, later, mailoutbox):
    Post.objects.update(state=Post.State.HIDDEN)
    send_mails(now=later)
    stop_mail(by=carla, what=NEWS, now=later)
    Post.objects.update(state=Post.State.PUBLISHED)
    assert requeue_restored(school=post.school, now=later) == 1
    send_mails(now=later)
    assert (mailoutbox, state_of(carla)) == ([], ("skipped", "stopped"))


def test_whoever_left_meanwhile_gets_nothing(post, carla, later, mailoutbox):
    carla.memberships.update(state="ended")
    send_mails(now=later)
    assert (mailoutbox, state_of(carla)) == ([], ("skipped", "not_visible"))


def test_a_message_is_announced_and_not_repeated(afternoon, emma, anna, carla, later, mailoutbox):
    talk = make.make_conversation(emma, carla)
    make.make_message(talk, carla, "Emma leest niet graag.")
    make.make_message(talk, carla, "En rekenen ook niet.")
    plan_messages(school=emma.enrolments.first().group.school, now=later)
    send_mails(now=later)
    assert [mail.to for mail in mailoutbox] == [[anna.email]]
    assert "graag" not in str(mailoutbox[0].message())
    assert "Emma" in mailoutbox[0].subject
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
