"""What a mail server says at once counts as what it sends back later would (G11)."""

import pytest

from common.postbox import Answer, Outcome
from delivery.actions.mails import send_mails
from delivery.actions.planning import plan_posts
from delivery.actions.settling import settle
from delivery.models import AddressState, Delivery
from tests import make
from tests.delivery.returned import NOW, sent
from tests.smtp_server import Play


@pytest.mark.parametrize(
    ("code", "text", "why", "hard", "soft"),
    [
        (550, "5.1.1 nobody here", "address", 1, 0),
        (550, "no such person", "address", 1, 0),
        (552, "5.2.2 mailbox full", "full", 0, 1),
        (550, "you are on a blocklist", "server", 0, 1),
        (554, "no", "server", 0, 1),
    ],
)
def test_a_refusal_counts_for_what_it_says(group_5b, anna, carla, code, text, why, hard, soft):
    row = sent(make.make_post(group_5b, anna), carla, state="queued", sent_at=None, address="")
    settle(row, Answer(Outcome.REFUSED, code, text), address=carla.email, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.why) == ("bounced", why)
    known = AddressState.objects.get(address=carla.email.lower())
    assert (known.hard_bounces, known.soft_bounces) == (hard, soft)


def test_a_line_that_always_breaks_after_the_mail_gives_two_copies(
    group_5b, emma, anna, carla, later, smtp_server
):
    smtp_server.at[carla.email] = [Play("SENT", drop=True), Play("SENT", drop=True), Play("SENT", drop=True)]
    make.make_post(group_5b, anna)
    plan_posts(school=group_5b.school, now=later)
    for _ in range(4):
        Delivery.objects.update(due_at=later)
        send_mails(now=later)
    row = Delivery.objects.get(user=carla)
    assert (row.state, row.why, row.tries) == ("failed", "server", 2)
