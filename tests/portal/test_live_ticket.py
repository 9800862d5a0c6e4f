"""Who gets a ticket: who is signed in and may be, and nobody else."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from common.streams import read_ticket

URL = "/live/ticket/"


@pytest.fixture
def streams(settings):
    settings.KRING_LIVE_URL = "http://127.0.0.1:8001"


def test_a_ticket_is_ones_own_and_no_cache_keeps_it(streams, sign_in, carla):
    answer = sign_in(carla).get(URL)
    address = urlsplit(answer.json()["address"])
    assert (address.scheme, address.netloc, address.path) == ("http", "127.0.0.1:8001", "/live/stream/")
    assert read_ticket(parse_qs(address.query)["ticket"][0], now=timezone.now()).account == str(carla.pk)
    assert answer["Cache-Control"] == "private, no-store"


def test_one_address_for_pages_and_streams_is_written_without_it(settings, sign_in, carla):
    settings.KRING_LIVE_URL = settings.KRING_URL
    assert sign_in(carla).get(URL).json()["address"].startswith("/live/stream/?ticket=")


def test_without_streams_the_address_is_empty(settings, sign_in, carla):
    settings.KRING_LIVE_URL = ""
    assert sign_in(carla).get(URL).json() == {"address": ""}


def test_a_stranger_and_an_account_that_is_off_get_none(streams, client, sign_in, carla):
    assert client.get(URL).status_code == 302
    inside = sign_in(carla)
    carla.is_active = False
    carla.save()
    assert inside.get(URL).status_code == 302


def test_an_account_that_stands_still_gets_none(streams, sign_in, carla):
    inside = sign_in(carla)
    carla.suspended_until = timezone.now() + timedelta(days=1)
    carla.save()
    assert inside.get(URL).status_code == 302


def test_after_signing_out_there_is_none(streams, sign_in, carla):
    inside = sign_in(carla)
    inside.logout()
    assert inside.get(URL).status_code == 302


def test_a_ticket_is_not_sent_for(streams, sign_in, carla):
    assert sign_in(carla).post(URL).status_code == 405


def test_a_page_says_where_tickets_are_only_to_who_is_signed_in(client, sign_in, carla):
    assert b"data-live-ticket" in sign_in(carla).get("/feed/").content
    page = client.get("/account/login/").content
    assert b"data-live-ticket" not in page
    assert b"live.js" not in page
