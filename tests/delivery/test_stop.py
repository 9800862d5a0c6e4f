"""`/delivery/stop/<token>/`: stopping mail from a mail, by a person and by a mail program (RFC 8058)."""

import pytest
from django.test import Client
from django.urls import reverse

from delivery.links import NEWS, TALKS, confirm_token, stop_token
from delivery.models import Channel, Preference, PreferenceException
from delivery.rules import Weight, routes
from tests import make
from tests.delivery.choosing import choose, own_room, queue, state_of

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def address(user, what=NEWS):
    return reverse("delivery:stop", args=[stop_token(user.pk, what)])


def chosen(user):
    return Preference.objects.values_list("news", "talks").get(user=user)


def text(response):
    return " ".join(response.content.decode().split())


def test_looking_says_what_stops_and_changes_nothing(client, carla):
    choose(carla, "weekly")
    page = text(client.get(address(carla)))
    assert "<b>Het weekoverzicht</b>" in page
    assert carla.email not in page
    assert chosen(carla) == ("weekly", "mail")


def test_a_scanner_that_looks_at_every_link_stops_nothing(client, carla):
    for method in ("get", "head"):
        assert getattr(client, method)(address(carla)).status_code == 200
    assert not Preference.objects.exists()
    assert client.options(address(carla)).status_code == 405


def test_pressing_stops_it_and_says_how_to_undo(client, carla):
    choose(carla, "weekly")
    response = client.post(address(carla))
    assert (response.status_code, response["Location"]) == (303, address(carla))
    assert chosen(carla) == ("web", "mail")
    page = text(client.get(address(carla)))
    assert "Deze mail is gestopt." in page
    assert reverse("delivery:preference") in page


def test_who_never_chose_can_stop_as_well(client, carla):
    assert "<b>Mail bij elk bericht</b>" in text(client.get(address(carla)))
    client.post(address(carla))
    assert chosen(carla) == ("web", "mail")


@pytest.mark.parametrize(("has_device", "left"), [(True, "app"), (False, "web")])
def test_talks_stay_in_the_app_where_there_is_one(client, carla, has_device, left):
    if has_device:
        make.make_device(carla)
    client.post(address(carla, TALKS))
    assert chosen(carla) == ("mail", left)


def test_mail_about_one_child_stops_as_well_and_the_app_stays(client, carla, emma, group_6a):
    make.make_device(carla)
    noor = make.make_child("Noor", group_6a)
    make.make_guardian(noor, carla)
    choose(carla, "app", by_child={emma.pk: Channel.MAIL, noor.pk: Channel.APP})
    client.post(address(carla))
    found = dict(PreferenceException.objects.values_list("child__first_name", "news"))
    assert (chosen(carla)[0], found) == ("app", {"Emma": "web", "Noor": "app"})


def test_mail_that_came_for_want_of_a_device_stops(client, carla):
    choose(carla, "app")
    assert "<b>Mail bij elk bericht</b>" in text(client.get(address(carla)))
    client.post(address(carla))
    assert chosen(carla)[0] == "web"


@pytest.mark.parametrize("has_device", [True, False])
@pytest.mark.parametrize("news", Channel.values)
def test_after_stopping_no_ordinary_news_comes_by_mail(client, carla, emma, group_5b, news, has_device):
    if has_device:
        make.make_device(carla)
    choose(carla, "daily", by_child={emma.pk: Channel(news)})
    client.post(address(carla))
    profile = own_room(carla).profile
    ways = {route.channel for route in routes(profile.news_from(group_5b.pk), Weight.ORDINARY, profile.ways)}
    assert ways <= {Channel.APP, Channel.WEB}


def test_mail_that_waits_does_not_leave_any_more(client, carla, anna, group_5b):
    ordinary = queue(carla, make.make_post(group_5b, anna))
    important = queue(carla, make.make_post(group_5b, anna, importance="important"))
    client.post(address(carla))
    assert state_of(ordinary) == ("skipped", "stopped")
    assert state_of(important) == ("queued", "")


@pytest.mark.parametrize("as_parts", [True, False])
def test_a_mail_program_stops_it_with_one_press(carla, as_parts):
    provider = Client(enforce_csrf_checks=True)
    more = {} if as_parts else {"content_type": "application/x-www-form-urlencoded"}
    body = ONE_CLICK if as_parts else "List-Unsubscribe=One-Click"
    for _again in range(2):
        response = provider.post(address(carla), body, **more)
        assert (response.status_code, response.content, response.cookies) == (200, b"", {})
    assert chosen(carla) == ("web", "mail")


@pytest.mark.parametrize(
    "body", ["", "List-Unsubscribe=Two-Clicks", "x=1", "List-Unsubscribe=One-Click&x=" + "y" * 1000]
)
def test_a_post_from_elsewhere_that_is_no_such_press_is_refused(carla, body):
    response = Client(enforce_csrf_checks=True).post(
        address(carla), body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 403
    assert not Preference.objects.exists()


def test_a_press_elsewhere_in_the_portal_is_no_way_past_the_token(carla):
    outside = Client(enforce_csrf_checks=True)
    outside.force_login(carla)
    for url in (reverse("delivery:preference"), f"{address(carla)}more/"):
        assert outside.post(url, ONE_CLICK).status_code in (403, 404)
    assert not Preference.objects.exists()


def wrong_tokens(carla, dirk):
    good, other = stop_token(carla.pk, NEWS), stop_token(dirk.pk, NEWS)
    return [
        good[:-1],
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        other.split(":")[0] + ":" + good.split(":")[1],
        good.replace(".news", ".talks"),
        stop_token(carla.pk, "everything"),
        confirm_token(carla.pk, carla.pk),
        "x",
    ]


def test_a_link_that_was_not_signed_for_this_is_not_there(client, carla, dirk):
    for token in wrong_tokens(carla, dirk):
        url = reverse("delivery:stop", args=[token])
        asked = [client.get(url), client.post(url), client.post(url, ONE_CLICK)]
        assert {response.status_code for response in asked} == {404}, token
    assert not Preference.objects.exists()


def test_who_is_not_here_any_more_has_no_link(client, ilse):
    asked = [client.get(address(ilse)), client.post(address(ilse), ONE_CLICK)]
    assert {response.status_code for response in asked} == {404}


def test_house_rules_that_wait_do_not_stand_in_the_way(sign_in, carla, greet, school):
    make.make_house_rules(school, greet)
    assert sign_in(carla).get(address(carla)).status_code == 200
