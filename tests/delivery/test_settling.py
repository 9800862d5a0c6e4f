"""What a mail server says at once counts as what it sends back later would (G11)."""

import pytest

from common.postbox import Answer, Outcome
from delivery.actions.settling import settle
from delivery.models import AddressState
from tests import make
from tests.delivery.returned import NOW, sent


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
