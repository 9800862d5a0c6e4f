"""Nothing of a school goes to an address nobody showed to be theirs."""

from datetime import datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from delivery.actions.mails import send_mails
from delivery.actions.planning import plan_posts
from delivery.models import Delivery
from delivery.queries.profiles import profiles_of
from tests import make


@pytest.fixture
def mistyped(carla: Any, emma: Any) -> Any:
    EmailAddress.objects.filter(user=carla).update(verified=False)
    return carla


def rows_of(user: Any) -> list[tuple[str, str, str]]:
    return list(Delivery.objects.filter(user=user).values_list("channel", "state", "why"))


@pytest.mark.parametrize("importance", [None, "important", "emergency"])
def test_a_post_is_not_mailed_there_and_that_is_written_down(
    mistyped: Any, anna: Any, group_5b: Any, later: datetime, mailoutbox: Any, importance: str | None
) -> None:
    make.make_post(group_5b, anna, importance=importance)
    plan_posts(school=group_5b.school, now=later)
    send_mails(now=later)
    assert rows_of(mistyped) == [("mail", "skipped", "no_way")]
    assert [letter.to for letter in mailoutbox if letter.to == [mistyped.email]] == []


def test_what_was_on_its_way_does_not_leave_either(
    carla: Any, emma: Any, anna: Any, group_5b: Any, later: datetime, mailoutbox: Any
) -> None:
    make.make_post(group_5b, anna)
    plan_posts(school=group_5b.school, now=later)
    EmailAddress.objects.filter(user=carla).delete()
    send_mails(now=later)
    assert [letter.to for letter in mailoutbox if letter.to == [carla.email]] == []
    assert rows_of(carla) == [("mail", "skipped", "address")]


def test_a_telephone_of_the_own_account_still_hears_it(
    mistyped: Any, anna: Any, group_5b: Any, later: datetime
) -> None:
    make.make_device(mistyped)
    make.make_post(group_5b, anna)
    plan_posts(school=group_5b.school, now=later)
    assert [channel for channel, _state, _why in rows_of(mistyped)] == ["app"]


def test_once_it_is_proven_mail_goes_there(mistyped: Any, group_5b: Any, later: datetime) -> None:
    assert not profiles_of([mistyped.pk], now=later)[mistyped.pk].ways.takes_mail
    make.prove_address(by=mistyped)
    assert profiles_of([mistyped.pk], now=later)[mistyped.pk].ways.takes_mail
