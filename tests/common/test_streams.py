"""A ticket names one account, for ten minutes, and only we can write one."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.signing import Signer

from common.streams import LIFETIME, Ticket, TicketRefused, channel, read_ticket, ticket_for
from tests.make import NOW

WHO = UUID(int=7)


def test_a_ticket_says_whose_it_is_and_when_it_ends():
    assert read_ticket(ticket_for(WHO, now=NOW), now=NOW) == Ticket(str(WHO), NOW + LIFETIME)


def test_a_ticket_ends_after_ten_minutes():
    ticket = ticket_for(WHO, now=NOW)
    assert read_ticket(ticket, now=NOW + LIFETIME - timedelta(seconds=1))
    with pytest.raises(TicketRefused):
        read_ticket(ticket, now=NOW + LIFETIME)


@pytest.mark.parametrize(
    "change", [lambda t: t.replace("7:", "8:"), lambda t: t[:-1], lambda t: "", lambda t: t * 9]
)
def test_a_ticket_that_was_changed_is_none(change):
    with pytest.raises(TicketRefused):
        read_ticket(change(ticket_for(WHO, now=NOW)), now=NOW)


def test_what_we_signed_for_something_else_is_no_ticket():
    ends = int((NOW + LIFETIME).timestamp())
    with pytest.raises(TicketRefused):
        read_ticket(Signer(salt="something else").sign(f"{WHO}:{ends}"), now=NOW)


def test_a_ticket_survives_a_new_key_while_the_old_one_is_kept(settings):
    ticket, old = ticket_for(WHO, now=NOW), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [old]
    assert read_ticket(ticket, now=NOW).account == str(WHO)


def test_two_installations_on_one_redis_do_not_hear_each_other(settings):
    ours = channel()
    settings.SECRET_KEY = "x" * 50
    assert channel() != ours
