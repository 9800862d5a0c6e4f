"""The ledger forgets what is more than a school year ago, and nothing that still has to go."""

from datetime import timedelta

from delivery.actions.keeping import forget_old
from delivery.models import Delivery
from tests import make

LONG_AGO = make.NOW - timedelta(days=401)


def row(post, user, channel, state, created_at):
    sent_at = created_at if state == "sent" else None
    return Delivery.objects.create(
        user=user, school=post.school, post=post, channel=channel, state=state, due_at=created_at,
        created_at=created_at, sent_at=sent_at,
    )  # fmt: skip


def test_old_rows_go_and_what_waits_or_is_recent_stays(group_5b, anna, carla, dirk):
    post = make.make_post(group_5b, anna)
    row(post, carla, "mail", "sent", LONG_AGO)
    waiting = row(post, dirk, "mail", "queued", LONG_AGO)
    recent = row(post, carla, "app", "sent", make.NOW - timedelta(days=399))
    assert forget_old(now=make.NOW) == 1
    assert set(Delivery.objects.all()) == {waiting, recent}
    assert forget_old(now=make.NOW) == 0
