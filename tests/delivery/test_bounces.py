"""One mail counts once, three end the mail to an address, and only what we signed counts (G11)."""

from datetime import timedelta

import pytest

from common.bounces import Bounce, Kind
from delivery.actions.bounces import take_bounce
from delivery.models import AddressState, Channel, Delivery, Digest, Preference, PreferenceException
from tests import make
from tests.delivery.returned import NOW, came_back, sent


@pytest.fixture
def post(group_5b, anna):
    return make.make_post(group_5b, anna)


@pytest.fixture
def row(post, carla):
    return sent(post, carla)


def known(user):
    return AddressState.objects.get(address=user.email.lower())


def test_a_mail_that_came_back_says_why_and_the_address_counts_it(row, carla):
    assert came_back(row)
    row.refresh_from_db()
    assert (row.state, row.why) == ("bounced", "address")
    assert (known(carla).hard_bounces, known(carla).flagged_at, known(carla).takes_mail) == (1, None, True)
    assert (known(carla).last_bounce_at, known(carla).last_said) == (NOW, "550 nobody")


def test_the_same_mail_counts_once_however_often_it_is_said(row, carla):
    assert [came_back(row), came_back(row), came_back(row, Kind.FULL)] == [True, False, False]
    assert (known(carla).hard_bounces, known(carla).soft_bounces) == (1, 0)


def test_three_hard_ones_show_the_family_to_the_office(group_5b, anna, carla):
    posts = [make.make_post(group_5b, anna, f"Bericht {number}") for number in range(3)]
    for post in posts:
        assert known_flag(carla) is None
        came_back(sent(post, carla))
    assert known_flag(carla) == NOW
    assert not known(carla).takes_mail


def known_flag(user):
    return (
        AddressState.objects.filter(address=user.email.lower()).values_list("flagged_at", flat=True).first()
    )


@pytest.mark.parametrize(("kind", "why"), [(Kind.FULL, "full"), (Kind.SOFT, "server")])
def test_a_full_mailbox_or_a_server_that_gave_up_never_shows_a_family(group_5b, anna, carla, kind, why):
    for number in range(4):
        row = sent(make.make_post(group_5b, anna, f"Bericht {number}"), carla)
        came_back(row, kind)
        row.refresh_from_db()
        assert (row.state, row.why) == ("bounced", why)
    assert (known(carla).hard_bounces, known(carla).soft_bounces, known(carla).flagged_at) == (0, 4, None)


def test_what_comes_back_is_about_the_address_the_mail_went_to(row, carla):
    old, carla.email = carla.email, "carla.nieuw@demo.kring.test"
    carla.save()
    came_back(row)
    assert list(AddressState.objects.values_list("address", flat=True)) == [old.lower()]


def test_the_app_stays_when_mail_does_not_arrive(post, row, carla):
    app = sent(post, carla, channel=Channel.APP, address="")
    came_back(row)
    app.refresh_from_db()
    assert app.state == "sent"


@pytest.mark.parametrize("token", [None, "", "d", "d0", "x1", "d1x", "d" + "9" * 30, "d-1", "c5"])
def test_what_names_no_mail_changes_nothing(row, token):
    assert not take_bounce(bounce=Bounce(Kind.HARD, None, token, "5.1.1", ""), now=NOW)
    assert not AddressState.objects.exists()


@pytest.mark.parametrize("state", ["queued", "skipped", "failed"])
def test_a_mail_that_never_left_cannot_come_back(post, carla, state):
    row = sent(post, carla, state=state, why="" if state == "queued" else "server")
    assert not came_back(row)
    assert not AddressState.objects.exists()


def test_a_mail_that_arrived_clears_what_came_back_before_it(group_5b, anna, carla):
    first, last = (sent(make.make_post(group_5b, anna, title), carla) for title in ("Een", "Twee"))
    came_back(first)
    Delivery.objects.filter(pk=last.pk).update(sent_at=NOW + timedelta(hours=1))
    assert [came_back(last, Kind.DELIVERED), came_back(last, Kind.DELIVERED)] == [True, False]
    last.refresh_from_db()
    assert (last.state, known(carla).hard_bounces) == ("delivered", 0)


def test_a_mail_that_arrived_before_the_address_ended_clears_nothing(group_5b, anna, carla):
    first, last = (sent(make.make_post(group_5b, anna, title), carla) for title in ("Een", "Twee"))
    came_back(first)
    came_back(last, Kind.DELIVERED)
    assert known(carla).hard_bounces == 1


def test_a_complaint_ends_the_mail_and_what_was_mailed_is_on_the_web(row, carla, emma):
    Preference.objects.create(user=carla, news=Channel.DAILY, talks=Channel.MAIL, titles_only=True)
    PreferenceException.objects.create(user=carla, child=emma, news=Channel.MAIL)
    assert [came_back(row, Kind.COMPLAINT), came_back(row, Kind.COMPLAINT)] == [True, False]
    assert (known(carla).complained_at, known(carla).takes_mail) == (NOW, False)
    chosen = Preference.objects.get(user=carla)
    assert (chosen.news, chosen.talks, chosen.titles_only) == (Channel.WEB, Channel.WEB, True)
    assert PreferenceException.objects.get().news == Channel.WEB
    row.refresh_from_db()
    assert row.state == "sent"


def test_a_complaint_of_somebody_who_never_chose_is_a_choice(row, carla):
    came_back(row, Kind.COMPLAINT)
    chosen = Preference.objects.get(user=carla)
    assert (chosen.news, chosen.talks) == (Channel.WEB, Channel.WEB)


def test_a_complaint_from_an_account_that_stands_still_ends_the_mail_all_the_same(row, carla):
    carla.is_active = False
    carla.save()
    assert came_back(row, Kind.COMPLAINT)
    assert known(carla).complained_at == NOW


def test_a_complaint_from_an_address_of_before_leaves_the_choice(row, carla):
    carla.email = "carla.nieuw@demo.kring.test"
    carla.save()
    came_back(row, Kind.COMPLAINT)
    assert not Preference.objects.exists()


def test_an_overview_that_came_back_takes_its_rows_along(post, carla):
    overview = Digest.objects.create(
        user=carla, cadence=Channel.WEEKLY, due_at=NOW, state="sent", sent_at=NOW, address=carla.email
    )
    row = sent(post, carla, channel=Channel.WEEKLY, digest=overview, address="")
    assert [came_back(overview), came_back(overview)] == [True, False]
    row.refresh_from_db()
    overview.refresh_from_db()
    assert (overview.state, row.state, row.why) == ("bounced", "bounced", "address")
    assert known(carla).hard_bounces == 1
