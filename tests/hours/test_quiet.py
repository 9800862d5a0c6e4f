"""`/hours/quiet/` was a page; do not disturb is part of how news comes."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from hours import actions
from hours.queries.quiet import leaves_a_moment
from tests.make import NOW

TODAY = date(2026, 10, 6)


def test_the_old_address_leads_to_the_page_that_has_it_now(client):
    response = client.get(reverse("hours:quiet"))
    assert response.status_code == 301
    assert response["Location"] == reverse("delivery:preference")


@pytest.mark.parametrize(("name", "until"), [("carla", time(20)), ("anna", time(16, 30))])
def test_quiet_over_all_hours_leaves_no_moment(school, name, until, request):
    user = request.getfixturevalue(name)
    assert not leaves_a_moment(user, (time(7, 30), until), weekend=True, today=TODAY)
    assert leaves_a_moment(user, (time(7, 30), time(16)), weekend=True, today=TODAY)


def test_nobody_chooses_quiet_for_somebody_else(school, carla, dirk):
    with pytest.raises(PermissionDenied):
        actions.set_quiet_time(user=dirk, between=None, weekend=True, by=carla, now=NOW)
